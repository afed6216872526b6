"""The vision encoder: the tower's own states from real loading code on small checkpoints."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image
from transformers import (
    Siglip2ImageProcessor,
    Siglip2Model,
    SiglipImageProcessor,
    SiglipModel,
    SiglipVisionModel,
)

from gennet_rl.config import VisionEncoderConfig
from gennet_rl.encoders import VisionEncoder, build_vision_encoder
from gennet_rl.errors import InvalidValueError
from gennet_rl.processing import to_patches


def noise(batch: int, height: int, width: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(0)
    return torch.randint(0, 256, (batch, height, width, 3), dtype=torch.uint8, generator=generator)


def build(folder: Path, **fields: Any) -> VisionEncoder:
    return build_vision_encoder(VisionEncoderConfig(checkpoint=str(folder), **fields), (64, 64, 3))


def padded(
    patches_BNP: torch.Tensor, grid: tuple[int, int], length: int
) -> dict[str, torch.Tensor]:
    """What Hugging Face's NaFlex models are given: patches padded to a length, and a mask."""
    batch, count, values = patches_BNP.shape
    pixel_values = torch.randn(batch, length, values)
    pixel_values[:, :count] = patches_BNP
    mask = (torch.arange(length) < count).int().expand(batch, -1)
    shapes = torch.tensor(grid).expand(batch, -1)
    return {"pixel_values": pixel_values, "pixel_attention_mask": mask, "spatial_shapes": shapes}


def test_images_of_the_towers_size_give_what_huggingface_gives(vision_folder: Path) -> None:
    image = noise(1, 32, 32)
    pixels = SiglipImageProcessor.from_pretrained(vision_folder)(
        Image.fromarray(image[0].numpy()), return_tensors="pt"
    )
    expected = SiglipVisionModel.from_pretrained(vision_folder)(**pixels).last_hidden_state
    torch.testing.assert_close(build(vision_folder)(image), expected, rtol=0, atol=1e-5)


@pytest.mark.parametrize("size", [(64, 64), (40, 100), (100, 30), (16, 16), (7, 300)])
def test_naflex_states_are_those_of_the_padded_model(
    naflex_folder: Path, size: tuple[int, int]
) -> None:
    encoder = build(naflex_folder)
    image = noise(3, *size)
    pixels = encoder.processor(image)
    grid = (pixels.shape[2] // 8, pixels.shape[3] // 8)
    inputs = padded(to_patches(pixels, 8), grid, length=16)
    model = Siglip2Model.from_pretrained(naflex_folder).vision_model
    states = encoder(image)
    assert states.shape == (3, grid[0] * grid[1], 32)
    expected = model(**inputs).last_hidden_state[:, : states.shape[1]]
    torch.testing.assert_close(states, expected, rtol=0, atol=1e-5)
    assert not any("text" in name or "head" in name for name, _ in encoder.named_parameters())


@pytest.mark.parametrize("size", [(32, 32), (16, 64), (40, 24)])
def test_naflex_images_that_need_no_resizing_give_what_huggingface_gives(
    naflex_folder: Path, size: tuple[int, int]
) -> None:
    image = noise(1, *size)
    inputs = Siglip2ImageProcessor.from_pretrained(naflex_folder)(
        Image.fromarray(image[0].numpy()), return_tensors="pt"
    )
    assert inputs["spatial_shapes"].tolist() == [[size[0] // 8, size[1] // 8]]
    expected = Siglip2Model.from_pretrained(naflex_folder).vision_model(**inputs).last_hidden_state
    states = build(naflex_folder)(image)
    torch.testing.assert_close(states, expected[:, : states.shape[1]], rtol=0, atol=1e-5)


def test_max_patches_sets_how_finely_naflex_looks(naflex_folder: Path) -> None:
    assert build(naflex_folder)(noise(1, 60, 60)).shape[1] == 16
    assert build(naflex_folder, max_patches=64)(noise(1, 60, 60)).shape[1] == 64
    assert build(naflex_folder, max_patches=5)(noise(1, 60, 60)).shape[1] == 4


@pytest.mark.parametrize("size", [(64, 64), (24, 48), (16, 8)])
def test_other_sizes_are_interpolated_as_huggingface_does(
    vision_folder: Path, size: tuple[int, int]
) -> None:
    encoder = build(vision_folder, image_size=size)
    image = noise(2, *size)
    states = encoder(image)
    assert states.shape == (2, size[0] * size[1] // 64, 32)
    model = SiglipVisionModel.from_pretrained(vision_folder)
    expected = model(pixel_values=encoder.processor(image), interpolate_pos_encoding=True)
    torch.testing.assert_close(states, expected.last_hidden_state)
    resized = encoder(noise(2, 50, 50))
    assert resized.shape == states.shape


def test_naflex_takes_a_size_too(naflex_folder: Path) -> None:
    encoder = build(naflex_folder, image_size=(40, 64))
    image = noise(2, 40, 64)
    patches = encoder.processor(image).unfold(2, 8, 8).unfold(3, 8, 8)  # [B, 3, 5, 8, 8, 8]
    inputs = padded(patches.permute(0, 2, 3, 4, 5, 1).reshape(2, 40, 192), (5, 8), length=45)
    expected = Siglip2Model.from_pretrained(naflex_folder).vision_model(**inputs)
    states = encoder(image)
    torch.testing.assert_close(states, expected.last_hidden_state[:, :40], rtol=0, atol=1e-5)


def test_the_checkpoints_own_size_changes_nothing(vision_folder: Path) -> None:
    image = noise(2, 50, 70)
    same = build(vision_folder, image_size=(32, 32))(image)
    torch.testing.assert_close(same, build(vision_folder)(image), rtol=0, atol=0)


@pytest.mark.parametrize("kind", ["vision_folder", "naflex_folder"])
def test_equal_position_embeddings_see_a_plain_image_alike_at_any_size(
    kind: str, request: pytest.FixtureRequest
) -> None:
    folder = request.getfixturevalue(kind)
    image = torch.full((1, 16, 16, 3), 90, dtype=torch.uint8)
    seen = []
    for size in ((32, 32), (64, 64), (64, 16)):
        encoder = build(folder, image_size=size)
        positions = encoder.model.embeddings.position_embedding.weight
        positions.data[:] = positions.data[0].clone()
        states = encoder(image)[0]
        torch.testing.assert_close(states, states[:1].expand_as(states), rtol=0, atol=1e-5)
        seen.append(states[0])
    torch.testing.assert_close(torch.stack(seen), seen[0].expand(3, -1), rtol=0, atol=1e-5)


@pytest.mark.parametrize("kind", ["vision_folder", "naflex_folder"])
def test_patches_come_row_by_row_and_positions_learn_when_interpolated(
    kind: str, request: pytest.FixtureRequest
) -> None:
    encoder = build(request.getfixturevalue(kind), image_size=(24, 40))
    seen: list[torch.Tensor] = []
    encoder.model.embeddings.register_forward_hook(lambda module, args, out: seen.append(out))
    image = torch.zeros(2, 24, 40, 3, dtype=torch.uint8)
    image[1, 16:24, 8:16] = 255  # row 2, column 1 of 3 x 5
    encoder(image).square().sum().backward()
    changed = (seen[0][0] - seen[0][1]).abs().amax(-1)
    assert changed.argmax() == 2 * 5 + 1
    assert (changed > 1e-5).sum() == 1
    gradient = encoder.model.embeddings.position_embedding.weight.grad
    assert (gradient.abs().sum(-1) > 0).all()


def test_sizes_that_do_not_fit_say_so(vision_folder: Path, naflex_folder: Path) -> None:
    for size in ((30, 32), (32, 0)):
        with pytest.raises(InvalidValueError, match=f"image_size is {size[0]}x{size[1]}: .* 8"):
            build(vision_folder, image_size=size)
    with pytest.raises(InvalidValueError, match=r"max_patches is 9 .* fixed resolution"):
        build(vision_folder, max_patches=9)
    with pytest.raises(InvalidValueError, match="give one of them"):
        build(naflex_folder, max_patches=9, image_size=(32, 32))


def test_attention_pooling_is_siglips(vision_folder: Path) -> None:
    encoder = build(vision_folder, pooling="attention")
    assert encoder.pooled_width == 32
    image = noise(3, 40, 40)
    pooled = encoder.pool(encoder(image))
    model = SiglipModel.from_pretrained(vision_folder).vision_model
    expected = model(pixel_values=encoder.processor(image)).pooler_output
    torch.testing.assert_close(pooled, expected, rtol=0, atol=1e-5)


def test_attention_pooling_is_naflexes_and_a_mask_hides_patches(naflex_folder: Path) -> None:
    encoder = build(naflex_folder, pooling="attention")
    image = noise(3, 32, 16)  # 5 x 3 patches
    states = encoder(image)
    reference = Siglip2Model.from_pretrained(naflex_folder).vision_model
    pooled = encoder.pool(states)
    inputs = Siglip2ImageProcessor.from_pretrained(naflex_folder)(
        [Image.fromarray(one.numpy()) for one in image], return_tensors="pt"
    )
    # Resized pixels may differ by a level from Pillow's.
    torch.testing.assert_close(pooled, reference(**inputs).pooler_output, rtol=0, atol=0.05)
    torch.testing.assert_close(pooled, reference.head(states), rtol=0, atol=1e-5)

    longer = torch.cat([states, 100 * torch.randn(3, 4, 32)], 1)
    mask = torch.arange(longer.shape[1]).expand(3, -1) < states.shape[1]
    torch.testing.assert_close(encoder.pool(longer, mask), pooled, rtol=0, atol=1e-5)


def test_the_head_runs_once_and_only_where_it_is_wanted(vision_folder: Path) -> None:
    encoder = build(vision_folder, pooling="attention")
    calls: list[int] = []
    encoder.model.head.attention.register_forward_hook(lambda *_: calls.append(1))
    states = encoder(noise(2, 32, 32))
    assert calls == []
    encoder.pool(states).sum().backward()
    assert calls == [1]
    assert encoder.model.head.probe.grad.abs().sum() > 0
    for pooling in ("none", "mean"):
        other = build(vision_folder, pooling=pooling)
        assert not hasattr(other.model, "head")
        torch.testing.assert_close(other(noise(2, 32, 32)), states, rtol=0, atol=0)


def test_mean_pooling_counts_unmasked_patches(vision_folder: Path) -> None:
    encoder = build(vision_folder, pooling="mean")
    assert encoder.pooled_width == 32
    states = torch.arange(12.0).reshape(1, 3, 4)
    torch.testing.assert_close(encoder.pool(states), states[:, 1])
    mask = torch.tensor([[True, False, True]])
    mask_first = torch.tensor([[True, False, False]])
    torch.testing.assert_close(encoder.pool(states, mask), states[:, 1])
    torch.testing.assert_close(encoder.pool(states, mask_first), states[:, 0])


def test_without_pooling_there_is_no_vector(vision_folder: Path) -> None:
    encoder = build(vision_folder)
    assert encoder.pooled_width == 0
    with pytest.raises(InvalidValueError, match=r"vision\.pooling"):
        encoder.pool(torch.zeros(1, 16, 32))


@pytest.mark.parametrize("pooling", ["none", "attention"])
def test_towers_from_nothing_fit_the_environment(pooling: Any) -> None:
    shape = {"width": 32, "layers": 1, "patch_size": 4, "pooling": pooling}
    square = build_vision_encoder(VisionEncoderConfig(checkpoint=None, **shape), (16, 16, 3))
    states = square(torch.zeros(3, 16, 16, 3, dtype=torch.uint8))
    assert states.shape == (3, 16, 32)
    assert hasattr(square.model, "head") == (pooling == "attention")
    oblong = build_vision_encoder(VisionEncoderConfig(checkpoint=None, **shape), (8, 20, 3))
    assert oblong(torch.zeros(3, 8, 20, 3, dtype=torch.uint8)).shape == (3, 10, 32)
    resized = build_vision_encoder(
        VisionEncoderConfig(checkpoint=None, **shape, image_size=(12, 8)), (17, 19, 3)
    )
    assert resized(torch.zeros(3, 17, 19, 3, dtype=torch.uint8)).shape == (3, 6, 32)


def test_shapes_that_cannot_be_built_say_so() -> None:
    with pytest.raises(InvalidValueError, match=r"vision\.heads is 5"):
        build_vision_encoder(VisionEncoderConfig(checkpoint=None, heads=5), (64, 64, 3))
    with pytest.raises(InvalidValueError, match="patch_size is 7"):
        build_vision_encoder(VisionEncoderConfig(checkpoint=None, patch_size=7), (64, 64, 3))
    with pytest.raises(InvalidValueError, match="images are 0x64"):
        build_vision_encoder(VisionEncoderConfig(checkpoint=None, image_size=(0, 64)), (64, 64, 3))
    with pytest.raises(InvalidValueError, match="max_patches"):
        build_vision_encoder(VisionEncoderConfig(checkpoint=None, max_patches=9), (64, 64, 3))


def test_a_description_and_weights_bring_the_encoder_back(
    vision_folder: Path, naflex_folder: Path
) -> None:
    encoders = [
        build(vision_folder),
        build(vision_folder, image_size=(24, 40), pooling="attention"),
        build(naflex_folder, pooling="mean", max_patches=9),
        build_vision_encoder(VisionEncoderConfig(checkpoint=None, patch_size=8), (24, 32, 3)),
    ]
    for encoder in encoders:
        description = json.loads(json.dumps(encoder.description()))
        again = VisionEncoder.from_description(description)
        again.load_state_dict(encoder.state_dict())
        image = noise(2, 50, 40)
        states = encoder(image)
        torch.testing.assert_close(again(image), states, rtol=0, atol=0)
        assert again.pooled_width == encoder.pooled_width
        if encoder.pooled_width:
            torch.testing.assert_close(again.pool(states), encoder.pool(states), rtol=0, atol=0)
