"""Observations to tensors: uint8 images are resized and normalised on the device they are on.

B batch, H x W the environment's image, h x w the vision tower's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from gennet_rl.errors import InvalidValueError

__all__ = ["ImageProcessing", "ImageProcessor"]

# PIL's numbers of its filters, as Hugging Face's preprocessor configurations hold them.
NEAREST = 0
_FILTER_OF_RESAMPLE = {NEAREST: "nearest", 2: "bilinear", 3: "bicubic"}


@dataclass(frozen=True)
class ImageProcessing:
    """How a vision tower wants its images; what a checkpoint's preprocessor configuration says."""

    height: int
    """Height of the tower's images, pixels."""
    width: int
    """Width of the tower's images, pixels."""
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
            processor: for example ``AutoImageProcessor.from_pretrained(...)``.

        Raises:
            InvalidValueError: where it crops, resizes by a side, or uses an unknown filter.
        """
        size = processor.size
        if not (size.get("height") and size.get("width")) or getattr(
            processor, "do_center_crop", None
        ):
            raise InvalidValueError(
                f"image preprocessor resizes to {dict(size)}: only a fixed height and width "
                "without cropping is supported; choose a fixed-resolution checkpoint."
            )
        resample = int(processor.resample)
        if processor.do_resize and resample not in _FILTER_OF_RESAMPLE:
            raise InvalidValueError(
                f"image preprocessor uses PIL filter {resample}: supported are "
                f"{sorted(_FILTER_OF_RESAMPLE)}."
            )
        normalize = processor.do_normalize
        return cls(
            height=size["height"],
            width=size["width"],
            resample=resample,
            rescale_factor=processor.rescale_factor if processor.do_rescale else 1.0,
            mean=tuple(processor.image_mean) if normalize else (0.0, 0.0, 0.0),
            std=tuple(processor.image_std) if normalize else (1.0, 1.0, 1.0),
        )


class ImageProcessor(nn.Module):
    """Resizes, rescales and normalises uint8 images as :class:`ImageProcessing` says.

    Resizing follows PIL, whose filters widen when they shrink an image (antialiasing) and whose
    results are rounded to whole pixel values.
    """

    mean: torch.Tensor
    std: torch.Tensor

    def __init__(self, processing: ImageProcessing) -> None:
        super().__init__()
        self.processing = processing
        self.register_buffer("mean", torch.tensor(processing.mean)[:, None, None], False)
        self.register_buffer("std", torch.tensor(processing.std)[:, None, None], False)

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        """Pixel values for the tower.

        Args:
            image: uint8[B, H, W, 3].

        Returns:
            float32[B, 3, h, w].
        """
        rescaled_BCHW = self.resize(image) * self.processing.rescale_factor
        return (rescaled_BCHW - self.mean) / self.std

    def resize(self, image: torch.Tensor) -> torch.Tensor:
        """Resized pixels, whole numbers from 0 to 255, as float32[B, 3, h, w]."""
        pixels_BCHW = image.permute(0, 3, 1, 2).float()
        size = (self.processing.height, self.processing.width)
        if tuple(pixels_BCHW.shape[-2:]) == size:
            return pixels_BCHW
        if self.processing.resample == NEAREST:
            rows, columns = (
                _nearest_indices(old, new).to(image.device)
                for old, new in zip(pixels_BCHW.shape[-2:], size, strict=True)
            )
            return pixels_BCHW[:, :, rows][:, :, :, columns]
        # PIL works on one side after the other and rounds to whole pixel values in between. Since
        # Pillow 13 the height comes first where it shrinks more than twice as much as the width.
        height, width = pixels_BCHW.shape[-2:]
        height_loss, width_loss = height - size[0], width - size[1]
        height_first = height_loss > max(0, 2 * width_loss)
        between = (size[0], width) if height_first else (height, size[1])
        return self._interpolate(self._interpolate(pixels_BCHW, between), size)

    def _interpolate(self, pixels_BCHW: torch.Tensor, size: tuple[int, int]) -> torch.Tensor:
        mode = _FILTER_OF_RESAMPLE[self.processing.resample]
        resized_BCHW = functional.interpolate(pixels_BCHW, size, mode=mode, antialias=True)
        return resized_BCHW.round().clamp(0, 255)


def _nearest_indices(old: int, new: int) -> torch.Tensor:
    """Which of ``old`` pixels each of ``new`` takes; summed up as PIL does, so that ties agree."""
    scale = old / new
    centres = np.cumsum([scale / 2, *[scale] * (new - 1)])
    return torch.from_numpy(centres.astype(np.int64))
