"""Observations to tensors: uint8 images are resized and normalised on the device they are on.

B batch, H x W the environment's image, h x w the vision tower's, N patches, P values of a patch.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from gennet_rl.errors import InvalidValueError

__all__ = ["ImageProcessing", "ImageProcessor", "naflex_size", "to_patches"]

# PIL's numbers of its filters, as Hugging Face's preprocessor configurations hold them.
NEAREST = 0
_FILTER_OF_RESAMPLE = {NEAREST: "nearest", 2: "bilinear", 3: "bicubic"}


@dataclass(frozen=True)
class ImageProcessing:
    """How a vision tower wants its images; what a checkpoint's preprocessor configuration says."""

    size: tuple[int, int] | None
    """Height and width that images are resized to, pixels; None where they follow from the image
    itself (NaFlex), with `patch_size` and `max_patches`."""
    patch_size: int | None = None
    """Side of a square patch, pixels; only read where `size` is None."""
    max_patches: int | None = None
    """Most patches an image may have; only read where `size` is None."""
    resample: int = 3
    """PIL's number of the filter: 0 nearest, 2 bilinear, 3 bicubic."""
    rescale_factor: float = 1 / 255
    """What pixel values are multiplied by."""
    mean: tuple[float, float, float] = (0.5, 0.5, 0.5)
    """Subtracted from the rescaled channels."""
    std: tuple[float, float, float] = (0.5, 0.5, 0.5)
    """What they are divided by then."""

    @classmethod
    def from_huggingface(cls, processor: Any) -> ImageProcessing:
        """Read a Hugging Face image processor.

        Args:
            processor: for example ``AutoImageProcessor.from_pretrained(...)``; one with
                ``max_num_patches`` keeps the aspect ratio as NaFlex does.

        Raises:
            InvalidValueError: where it crops, resizes by a side, or uses an unknown filter.
        """
        resample = int(processor.resample)
        if processor.do_resize and resample not in _FILTER_OF_RESAMPLE:
            raise InvalidValueError(
                f"image preprocessor uses PIL filter {resample}: supported are "
                f"{sorted(_FILTER_OF_RESAMPLE)}."
            )
        max_patches = getattr(processor, "max_num_patches", None)
        normalize = processor.do_normalize
        return cls(
            size=None if max_patches else _fixed_size(processor),
            patch_size=processor.patch_size if max_patches else None,
            max_patches=max_patches,
            resample=resample,
            rescale_factor=processor.rescale_factor if processor.do_rescale else 1.0,
            mean=tuple(processor.image_mean) if normalize else (0.0, 0.0, 0.0),
            std=tuple(processor.image_std) if normalize else (1.0, 1.0, 1.0),
        )

    def target_size(self, height: int, width: int) -> tuple[int, int]:
        """Height and width in pixels, (h, w), that an image of ``height`` x ``width`` gets."""
        if self.size is not None:
            return self.size
        assert self.patch_size is not None
        assert self.max_patches is not None
        return naflex_size(height, width, self.patch_size, self.max_patches)


def _fixed_size(processor: Any) -> tuple[int, int]:
    size = processor.size or {}
    crops = getattr(processor, "do_center_crop", None)
    if crops or not (size.get("height") and size.get("width")):
        raise InvalidValueError(
            f"image preprocessor resizes to {dict(size)}{' and crops' if crops else ''}: only a "
            "fixed height and width without cropping, or NaFlex's most patches, are supported."
        )
    return size["height"], size["width"]


@lru_cache(maxsize=1024)
def naflex_size(height: int, width: int, patch_size: int, max_patches: int) -> tuple[int, int]:
    """The size that NaFlex gives an image: as large as ``max_patches`` allows.

    The aspect ratio is kept, up to rounding both sides up to whole patches (Tschannen et al. 2025,
    SigLIP 2, section 2.4.2). The scale is found by bisection with the bounds and the tolerance of
    Hugging Face's Siglip2ImageProcessor, so that the two agree on every image.

    Args:
        height: of the image, pixels.
        width: of the image, pixels.
        patch_size: side of a square patch, pixels.
        max_patches: most patches, at least 1.

    Returns:
        Height and width in pixels, multiples of ``patch_size``.
    """

    def grid(scale: float) -> tuple[int, int]:
        rows, columns = (math.ceil(side * scale / patch_size) for side in (height, width))
        return max(rows, 1), max(columns, 1)

    fits, tolerance, too_large = 1e-5 / 10, 1e-5, 100.0
    while too_large - fits >= tolerance:
        scale = (fits + too_large) / 2
        if math.prod(grid(scale)) <= max_patches:
            fits = scale
        else:
            too_large = scale
    rows, columns = grid(fits)
    return rows * patch_size, columns * patch_size


def to_patches(pixels: torch.Tensor, patch_size: int) -> torch.Tensor:
    """Cut images into patches, row by row, each flattened by row, column and channel.

    Args:
        pixels: float[B, 3, h, w], h and w multiples of ``patch_size``.
        patch_size: side of a square patch, pixels.

    Returns:
        float[B, N, P], P being ``3 * patch_size**2``.
    """
    patches_BCN = pixels.unflatten(3, (-1, patch_size)).unflatten(2, (-1, patch_size))
    # [B, channel, row of patches, row in it, column of patches, column in it]
    return patches_BCN.permute(0, 2, 4, 3, 5, 1).flatten(3).flatten(1, 2)


class ImageProcessor(nn.Module):
    """Resizes, rescales and normalises uint8 images as :class:`ImageProcessing` says.

    Resizing follows PIL, whose filters widen when they shrink an image (antialiasing) and whose
    results are rounded to whole pixel values.
    """

    scale: torch.Tensor
    shift: torch.Tensor

    def __init__(self, processing: ImageProcessing) -> None:
        super().__init__()
        self.processing = processing
        # (pixel * rescale_factor - mean) / std in one pass over the pixels.
        mean_C11 = torch.tensor(processing.mean)[:, None, None]
        std_C11 = torch.tensor(processing.std)[:, None, None]
        self.register_buffer("scale", processing.rescale_factor / std_C11, persistent=False)
        self.register_buffer("shift", -mean_C11 / std_C11, persistent=False)

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        """Pixel values for the tower.

        Args:
            image: uint8[B, H, W, 3].

        Returns:
            float32[B, 3, h, w].
        """
        return self.normalise(self.resize(image))

    def normalise(self, pixels: torch.Tensor) -> torch.Tensor:
        """Pixel values for the tower, of pixels from 0 to 255, float32[B, 3, h, w]."""
        return torch.addcmul(self.shift, pixels, self.scale)

    def resize(self, image: torch.Tensor) -> torch.Tensor:
        """Resized pixels, whole numbers from 0 to 255, as float32[B, 3, h, w]."""
        pixels_BCHW = image.permute(0, 3, 1, 2).float()
        height, width = pixels_BCHW.shape[-2:]
        size = self.processing.target_size(height, width)
        if size == (height, width):
            return pixels_BCHW
        if self.processing.resample == NEAREST:
            rows, columns = (
                _nearest_indices(old, new).to(image.device)
                for old, new in zip((height, width), size, strict=True)
            )
            return pixels_BCHW[:, :, rows][:, :, :, columns]
        # PIL works on one side after the other and rounds to whole pixel values in between. Since
        # Pillow 13 the height comes first where it shrinks more than twice as much as the width.
        height_loss, width_loss = height - size[0], width - size[1]
        height_first = height_loss > max(0, 2 * width_loss)
        between = (size[0], width) if height_first else (height, size[1])
        return self._interpolate(self._interpolate(pixels_BCHW, between), size)

    def _interpolate(self, pixels_BCHW: torch.Tensor, size: tuple[int, int]) -> torch.Tensor:
        mode = _FILTER_OF_RESAMPLE[self.processing.resample]
        resized_BCHW = functional.interpolate(pixels_BCHW, size, mode=mode, antialias=True)
        return resized_BCHW.round().clamp(0, 255)


@lru_cache(maxsize=128)
def _nearest_indices(old: int, new: int) -> torch.Tensor:
    """Which of ``old`` pixels each of ``new`` takes; summed up as PIL does, so that ties agree."""
    scale = old / new
    centres = np.cumsum([scale / 2, *[scale] * (new - 1)])
    return torch.from_numpy(centres.astype(np.int64))
