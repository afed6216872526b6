"""The image encoder: SigLIP 2's vision tower alone, from uint8 images to patch states.

B batch, H x W image, N patches, D width.
"""

from __future__ import annotations

from typing import Any, Literal

import torch

from gennet_rl.config import VisionEncoderConfig, check_heads
from gennet_rl.encoders.checkpoints import load_checkpoint, loading_options
from gennet_rl.encoders.encoder import Encoder
from gennet_rl.encoders.finetuning import apply_fine_tuning
from gennet_rl.errors import InvalidValueError
from gennet_rl.processing import ImageProcessing, ImageProcessor

__all__ = ["VisionEncoder", "build_vision_encoder"]

# Fixed-resolution SigLIP 2 checkpoints say "siglip", or "siglip_vision_model" for a tower alone.
SUPPORTED_MODEL_TYPES = ("siglip", "siglip_vision_model")


class VisionEncoder(Encoder):
    """A SigLIP vision tower with the preprocessing that it was made for.

    Args:
        model: Hugging Face's ``SiglipVisionModel``.
        processing: what its images must look like.
        pooling: "none", or "mean" over the patches.
    """

    def __init__(
        self, model: Any, processing: ImageProcessing, pooling: Literal["none", "mean"] = "none"
    ) -> None:
        super().__init__(model, pooling)
        self.processor = ImageProcessor(processing)

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        """Patch states, float[B, N, D], row by row, of uint8 images [B, H, W, 3]."""
        return self.model(pixel_values=self.processor(image)).last_hidden_state


def build_vision_encoder(
    config: VisionEncoderConfig, image_shape: tuple[int, int, int]
) -> VisionEncoder:
    """A vision tower with its preprocessing.

    Args:
        config: the checkpoint, or the sizes of a tower with random weights.
        image_shape: (H, W, 3) of the environment's images, for which a tower without a
            checkpoint is made.

    Raises:
        MissingFileError: where the checkpoint is not there.
        InvalidValueError: where it is no fixed-resolution SigLIP model, or where the patch size
            does not divide the image or the heads not the width.
    """
    from transformers import SiglipVisionConfig, SiglipVisionModel

    if config.pooling == "attention":
        raise InvalidValueError("vision.pooling is 'attention': use 'none' or 'mean'.")
    if config.checkpoint is not None:
        encoder = load_checkpoint("vision", config.checkpoint, _load_vision_encoder)
        encoder.pooling = config.pooling
        apply_fine_tuning(encoder, config)
        return encoder
    check_heads("vision", config.width, config.heads)
    height, width, _ = image_shape
    if height != width or height % config.patch_size:
        raise InvalidValueError(
            f"vision.patch_size is {config.patch_size} and images are {height}x{width}: a vision "
            "tower from nothing needs square images that the patch size divides."
        )
    model = SiglipVisionModel(
        SiglipVisionConfig(
            hidden_size=config.width,
            intermediate_size=4 * config.width,
            num_hidden_layers=config.layers,
            num_attention_heads=config.heads,
            image_size=height,
            patch_size=config.patch_size,
            vision_use_head=False,
        )
    )
    encoder = VisionEncoder(model, ImageProcessing(height, width), config.pooling)
    apply_fine_tuning(encoder, config)
    return encoder


def _load_vision_encoder(checkpoint: str) -> VisionEncoder:
    from transformers import AutoConfig, AutoImageProcessor, SiglipVisionModel

    options = loading_options(checkpoint)
    model_type = AutoConfig.from_pretrained(checkpoint, **options).model_type
    if model_type not in SUPPORTED_MODEL_TYPES:
        raise InvalidValueError(
            f"vision checkpoint {checkpoint!r} has model_type {model_type!r}: use a "
            f"fixed-resolution SigLIP or SigLIP 2 one, of model_type {SUPPORTED_MODEL_TYPES[0]!r}."
        )
    processor = AutoImageProcessor.from_pretrained(checkpoint, **options)
    model = SiglipVisionModel.from_pretrained(
        checkpoint, vision_use_head=False, dtype=torch.float32, use_safetensors=True, **options
    )
    return VisionEncoder(model, ImageProcessing.from_huggingface(processor))
