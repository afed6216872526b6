"""The image encoder: SigLIP 2's vision tower alone, from uint8 images to patch states.

B batch, H x W image, h x w what the tower gets, N patches, P values of a patch, D width.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable
from typing import Any

import torch

from gennet_rl.config import VisionEncoderConfig, check_heads, check_sizes
from gennet_rl.encoders.checkpoints import load_checkpoint
from gennet_rl.encoders.encoder import Encoder
from gennet_rl.encoders.finetuning import apply_fine_tuning
from gennet_rl.encoders.siglip import load_siglip
from gennet_rl.errors import InvalidValueError
from gennet_rl.processing import ImageProcessing, ImageProcessor, to_patches

__all__ = ["VisionEncoder", "build_vision_encoder"]

NAFLEX_TOWER = "siglip2_vision_model"


class VisionEncoder(Encoder):
    """A SigLIP vision tower with the preprocessing that it was made for.

    Args:
        model: Hugging Face's ``SiglipVisionModel`` (fixed resolution) or ``Siglip2VisionModel``
            (NaFlex), with its head where ``pooling`` is "attention".
        processing: what its images must look like.
        pooling: "none", "mean" or "attention", see :meth:`pool`.
    """

    def __init__(self, model: Any, processing: ImageProcessing, pooling: str = "none") -> None:
        super().__init__(model, pooling)
        self.processor = ImageProcessor(processing)
        self.is_naflex = model.config.model_type == NAFLEX_TOWER

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        """Encode images.

        Args:
            image: uint8[B, H, W, 3].

        Returns:
            Patch states after the last layer norm, float[B, N, D], row by row; no patch is padding.
        """
        return self.finish(self.begin(image))

    def begin(self, image: torch.Tensor) -> torch.Tensor:  # type: ignore[override]
        """States float[B, N, D] where the first layer that learns begins, or after the last one.

        Args:
            image: uint8[B, H, W, 3].
        """
        states_BND = self._embed(self.processor(image))
        layers = self.model.encoder.layers
        for layer in layers[: len(layers) - (self.learning_layers or 0)]:
            states_BND = layer(states_BND, None)
        return states_BND if self.learning_layers else self.model.post_layernorm(states_BND)

    def finish(self, states: torch.Tensor) -> torch.Tensor:
        """What is left to do after :meth:`begin`: nothing, or the last layers, which learn."""
        if not self.learning_layers:
            return states
        for layer in self.model.encoder.layers[-self.learning_layers :]:
            states = layer(states, None)
        return self.model.post_layernorm(states)

    def _embed(self, pixels_B3hw: torch.Tensor) -> torch.Tensor:
        if not self.is_naflex:
            # Position embeddings are taken as they are where the image has the tower's own size.
            return self.model.embeddings(pixels_B3hw, interpolate_pos_encoding=True)
        patch_size = self.model.config.patch_size
        grid = [side // patch_size for side in pixels_B3hw.shape[-2:]]
        # One row for the whole batch: position embeddings are interpolated once and broadcast.
        return self.model.embeddings(to_patches(pixels_B3hw, patch_size), torch.tensor([grid]))

    def _can_split(self) -> bool:
        return True

    @property
    def source(self) -> Hashable:
        """As :attr:`Encoder.source`, with the preprocessing."""
        return super().source, self.processor.processing

    def pool(self, states: torch.Tensor, mask: torch.Tensor | None = None) -> torch.Tensor:
        """One vector for each image.

        Args:
            states: float[B, N, D], what :meth:`forward` gave.
            mask: bool[B, N], true on patches that count, at least one an image; None for all.

        Returns:
            float[B, D]: the mean of the patches, or SigLIP's attention pooling of them (Zhai et al.
            2023, after Zhai et al. 2022, "Scaling Vision Transformers") where ``pooling`` is
            "attention".
        """
        if self.pooling != "attention":
            return super().pool(states, mask)
        # What Hugging Face's two heads compute; only one of them takes a mask.
        head = self.model.head
        probe_B1D = head.probe.expand(len(states), -1, -1)
        padding_BN = None if mask is None else ~mask
        pooled_B1D, _ = head.attention(
            probe_B1D, states, states, key_padding_mask=padding_BN, need_weights=False
        )
        return (pooled_B1D + head.mlp(head.layernorm(pooled_B1D))).squeeze(1)

    def description(self) -> dict[str, Any]:
        """All but the weights, as JSON holds it; :meth:`from_description` reads it."""
        return {
            "model": self.model.config.to_dict(),
            "processing": dataclasses.asdict(self.processor.processing),
            "pooling": self.pooling,
        }

    @classmethod
    def from_description(cls, description: dict[str, Any]) -> VisionEncoder:
        """The encoder of a :meth:`description`, with random weights."""
        from transformers import AutoConfig, AutoModel

        model = AutoModel.from_config(AutoConfig.for_model(**description["model"]))
        processing: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in description["processing"].items()
        }
        return cls(model, ImageProcessing(**processing), description["pooling"])


def build_vision_encoder(
    config: VisionEncoderConfig, image_shape: tuple[int, int, int]
) -> VisionEncoder:
    """A vision tower with its preprocessing.

    Args:
        config: the checkpoint, or the sizes of a tower with random weights.
        image_shape: (H, W, 3) of the environment's images, for which a tower without a
            checkpoint is made.

    Raises:
        MissingFileError: where the checkpoint, or a file of it, is not there.
        InvalidValueError: where sizes are given beside it, where it is no SigLIP model, where the
            patch size does not divide the image's sides or the heads not the width, where
            ``max_patches`` is given without a NaFlex checkpoint or together with ``image_size``,
            or where the fine-tuning mode cannot be had.
    """
    check_sizes("vision", config)
    has_head = config.pooling == "attention"
    if config.checkpoint is None:
        model, processing = _tower_from_nothing(config, image_shape)
    else:
        model, processing = load_checkpoint(
            "vision", config.checkpoint, lambda name: load_siglip(name, has_head)
        )
    encoder = VisionEncoder(model, _resized(processing, config, model.config), config.pooling)
    apply_fine_tuning(encoder, config)
    return encoder


def _tower_from_nothing(
    config: VisionEncoderConfig, image_shape: tuple[int, int, int]
) -> tuple[Any, ImageProcessing]:
    from transformers import SiglipVisionConfig, SiglipVisionModel

    check_heads("vision", config.width, config.heads)
    height, width = size = config.image_size or image_shape[:2]
    if not _is_whole(size, config.patch_size):
        raise InvalidValueError(
            f"vision.patch_size is {config.patch_size} and images are {height}x{width}: it must "
            "divide both sides; choose another, or have images resized by vision.image_size."
        )
    model = SiglipVisionModel(
        SiglipVisionConfig(
            hidden_size=config.width,
            intermediate_size=4 * config.width,
            num_hidden_layers=config.layers,
            num_attention_heads=config.heads,
            # Position embeddings are a square; those of an oblong image are interpolated from it.
            image_size=max(size),
            patch_size=config.patch_size,
            vision_use_head=config.pooling == "attention",
        )
    )
    return model, ImageProcessing(size)


def _resized(
    processing: ImageProcessing, config: VisionEncoderConfig, tower: Any
) -> ImageProcessing:
    """``processing`` with the sizes that ``config`` asks for, where they fit the tower."""
    if config.max_patches is not None:
        if tower.model_type != NAFLEX_TOWER:
            raise InvalidValueError(
                f"vision.max_patches is {config.max_patches} and the tower has a fixed resolution: "
                "leave it out, or choose a NaFlex checkpoint."
            )
        if config.image_size is not None:
            raise InvalidValueError(
                f"vision.max_patches is {config.max_patches} and vision.image_size is "
                f"{config.image_size}: give one of them, either sets the number of patches."
            )
        return dataclasses.replace(processing, max_patches=config.max_patches)
    if config.image_size is None or config.image_size == processing.size:
        return processing
    if not _is_whole(config.image_size, tower.patch_size):
        height, width = config.image_size
        raise InvalidValueError(
            f"vision.image_size is {height}x{width}: both sides must be multiples of the "
            f"checkpoint's patch size, {tower.patch_size}."
        )
    return dataclasses.replace(processing, size=config.image_size)


def _is_whole(size: tuple[int, int], patch_size: int) -> bool:
    """Whether patches cover an image of that size with nothing left over."""
    return all(side >= patch_size and side % patch_size == 0 for side in size)
