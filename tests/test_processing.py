"""Images on the device: what Hugging Face's own processor would have made of them."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from PIL import Image
from transformers import Siglip2ImageProcessor, SiglipImageProcessor

from gennet_rl.errors import InvalidValueError
from gennet_rl.processing import ImageProcessing, ImageProcessor, naflex_size, to_patches


def huggingface_processor(**kwargs: object) -> SiglipImageProcessor:
    return SiglipImageProcessor(**kwargs)


def test_image(height: int, width: int) -> np.ndarray:
    """Noise, edges and gradients, so that filters differ."""
    generator = np.random.default_rng(0)
    image = generator.integers(0, 256, (height, width, 3), np.uint8)
    image[: height // 2] = np.linspace(0, 255, width, dtype=np.uint8)[None, :, None]
    image[height // 4 : height // 3, width // 4 : width // 2] = (255, 0, 128)
    return image


test_image.__test__ = False  # type: ignore[attr-defined]


@pytest.mark.parametrize("resample", [Image.NEAREST, Image.BILINEAR, Image.BICUBIC])
@pytest.mark.parametrize("size", [(64, 64), (37, 120), (300, 200), (48, 96)])
def test_equals_huggingface_within_two_levels(size: tuple[int, int], resample: int) -> None:
    reference = huggingface_processor(
        size={"height": 48, "width": 96},
        resample=resample,
        image_mean=[0.4, 0.5, 0.6],
        image_std=[0.2, 0.25, 0.3],
    )
    image = test_image(*size)
    expected = reference(Image.fromarray(image), return_tensors="pt")["pixel_values"]
    processor = ImageProcessor(ImageProcessing.from_huggingface(reference))
    given = processor(torch.from_numpy(image)[None])
    assert given.shape == (1, 3, 48, 96)
    std = torch.tensor([0.2, 0.25, 0.3])[:, None, None]
    difference = ((given - expected) * std).abs().max()
    assert difference <= 2 / 255 + 1e-6


def test_default_configuration_is_siglips() -> None:
    reference = huggingface_processor(size={"height": 64, "width": 64})
    assert ImageProcessing.from_huggingface(reference) == ImageProcessing((64, 64))


def test_steps_that_the_configuration_turns_off_are_left_out() -> None:
    reference = huggingface_processor(
        size={"height": 8, "width": 8}, do_rescale=False, do_normalize=False
    )
    image = torch.full((1, 8, 8, 3), 200, dtype=torch.uint8)
    given = ImageProcessor(ImageProcessing.from_huggingface(reference))(image)
    assert (given == 200).all()


@pytest.mark.parametrize(("patch_size", "max_patches"), [(16, 256), (16, 1024), (14, 100), (8, 1)])
def test_naflex_sizes_are_huggingfaces(patch_size: int, max_patches: int) -> None:
    reference = Siglip2ImageProcessor(patch_size=patch_size, max_num_patches=max_patches)
    generator = np.random.default_rng(0)
    sides = np.exp(generator.uniform(0, np.log(500), (40, 2))).astype(int)
    for height, width in [(64, 64), (224, 224), (500, 501), (1, 700), *sides.tolist()]:
        image = np.zeros((height, width, 3), np.uint8)
        shape = reference(Image.fromarray(image), return_tensors="pt")["spatial_shapes"][0]
        size = naflex_size(height, width, patch_size, max_patches)
        assert [side // patch_size for side in size] == shape.tolist(), (height, width)


@pytest.mark.parametrize("size", [(64, 64), (37, 120), (300, 200), (48, 96)])
def test_naflex_patches_are_huggingfaces(size: tuple[int, int]) -> None:
    reference = Siglip2ImageProcessor(
        patch_size=8, max_num_patches=72, image_mean=[0.4, 0.5, 0.6], image_std=[0.2, 0.25, 0.3]
    )
    image = test_image(*size)
    expected = reference(Image.fromarray(image), return_tensors="pt")
    processor = ImageProcessor(ImageProcessing.from_huggingface(reference))
    patches = to_patches(processor(torch.from_numpy(image)[None]), 8)[0]
    real = expected["pixel_attention_mask"][0].bool()
    assert len(patches) == real.sum()
    # A level of a channel is at most 1 / 255 / 0.2; a size that needs no resizing has no rounding.
    allowed = 1e-5 if size == (48, 96) else 2 / 255 / 0.2
    assert (patches - expected["pixel_values"][0, real]).abs().max() <= allowed


def test_unsupported_configurations_say_so() -> None:
    with pytest.raises(InvalidValueError, match="filter 1"):
        ImageProcessing.from_huggingface(huggingface_processor(resample=Image.LANCZOS))
    with pytest.raises(InvalidValueError, match="fixed"):
        ImageProcessing.from_huggingface(huggingface_processor(size={"shortest_edge": 32}))
