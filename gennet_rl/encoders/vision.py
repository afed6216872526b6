"""The image encoder: SigLIP 2's vision tower alone, from uint8 images to patch states.

B batch, H x W image, N patches, D width.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from gennet_rl.config import VisionEncoderConfig, check_heads
from gennet_rl.encoders.checkpoints import load_checkpoint
from gennet_rl.errors import InvalidValueError
from gennet_rl.processing import ImageProcessing, ImageProcessor

__all__ = ["VisionEncoder", "build_vision_encoder"]

# Fixed-resolution SigLIP 2 checkpoints say "siglip", or "siglip_vision_model" for a tower alone.
SUPPORTED_MODEL_TYPES = ("siglip", "siglip_vision_model")


class VisionEncoder(nn.Module):
    """A SigLIP vision tower with the preprocessing that it was made for.

    Args:
        model: Hugging Face's ``SiglipVisionModel``.
        processing: what its images must look like.
    """

    def __init__(self, model: Any, processing: ImageProcessing) -> None:
        super().__init__()
        self.model = model
        self.processor = ImageProcessor(processing)

    @property
    def width(self) -> int:
        """D, the size of a patch's state."""
        return int(self.model.config.hidden_size)

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

    if config.checkpoint is not None:
        return load_checkpoint("vision", config.checkpoint, _load_vision_encoder)
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
    return VisionEncoder(model, ImageProcessing(height, width))


def _load_vision_encoder(checkpoint: str) -> VisionEncoder:
    from transformers import AutoConfig, AutoImageProcessor, SiglipVisionModel
    from transformers.utils import logging

    model_type = AutoConfig.from_pretrained(checkpoint).model_type
    if model_type not in SUPPORTED_MODEL_TYPES:
        raise InvalidValueError(
            f"vision checkpoint {checkpoint!r} has model_type {model_type!r}: use a "
            f"fixed-resolution SigLIP or SigLIP 2 one, of model_type {SUPPORTED_MODEL_TYPES[0]!r}."
        )
    processing = ImageProcessing.from_huggingface(AutoImageProcessor.from_pretrained(checkpoint))
    # A two-tower checkpoint's text weights are left out on purpose; transformers lists each.
    verbosity = logging.get_verbosity()
    logging.set_verbosity_error()
    try:
        model = SiglipVisionModel.from_pretrained(checkpoint, vision_use_head=False)
    finally:
        logging.set_verbosity(verbosity)
    return VisionEncoder(model, processing)
