"""The vision encoder: real loading code on small checkpoints written by save_pretrained."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from transformers import SiglipModel

from gennet_rl.config import VisionEncoderConfig
from gennet_rl.encoders import build_vision_encoder
from gennet_rl.errors import InvalidValueError


def test_vision_tower_is_loaded_from_a_two_tower_folder_quietly(
    vision_folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    config = VisionEncoderConfig(checkpoint=str(vision_folder), width=999)
    encoder = build_vision_encoder(config, (64, 64, 3))
    assert "UNEXPECTED" not in capfd.readouterr().err.upper()
    assert encoder.width == 32
    assert not any("text" in name or "head" in name for name, _ in encoder.named_parameters())
    image = torch.randint(0, 256, (2, 64, 64, 3), dtype=torch.uint8)
    states = encoder(image)
    assert states.shape == (2, 16, 32)
    full = SiglipModel.from_pretrained(vision_folder)
    pixels = encoder.processor(image)
    expected = full.vision_model(pixel_values=pixels).last_hidden_state
    torch.testing.assert_close(states, expected)


def test_a_vision_tower_from_nothing_fits_the_environment() -> None:
    vision = build_vision_encoder(
        VisionEncoderConfig(width=32, layers=1, patch_size=4), (16, 16, 3)
    )
    assert vision(torch.zeros(3, 16, 16, 3, dtype=torch.uint8)).shape == (3, 16, 32)


def test_unfit_vision_models_say_so(text_folder: Path) -> None:
    with pytest.raises(InvalidValueError, match="model_type 'modernbert'"):
        build_vision_encoder(VisionEncoderConfig(checkpoint=str(text_folder)), (64, 64, 3))
    with pytest.raises(InvalidValueError, match=r"vision\.heads is 5"):
        build_vision_encoder(VisionEncoderConfig(heads=5), (64, 64, 3))
    with pytest.raises(InvalidValueError, match="patch_size is 7"):
        build_vision_encoder(VisionEncoderConfig(patch_size=7), (64, 64, 3))
