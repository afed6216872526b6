"""Encoders: real loading code on small checkpoints written by save_pretrained."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from transformers import ModernBertModel, SiglipModel

from gennet_rl.config import TextEncoderConfig, VisionEncoderConfig
from gennet_rl.encoders import build_text_encoder, build_vision_encoder
from gennet_rl.errors import InvalidValueError, MissingFileError

TEXTS = ["is it red?", "which colour is it?", "is it red?", "is it blue?"]


def test_text_checkpoint_gives_the_models_own_states(text_folder: Path) -> None:
    config = TextEncoderConfig(checkpoint=str(text_folder), width=999)
    encoder, tokenizer = build_text_encoder(config, [])
    assert encoder.width == 24
    batch = tokenizer(TEXTS, padding="max_length", max_length=16, return_tensors="pt")
    states, mask = encoder(batch["input_ids"], batch["attention_mask"].bool())
    longest = int(batch["attention_mask"].sum(1).max())
    assert states.shape == (4, longest, 24)
    assert mask.shape == (4, longest)
    model = ModernBertModel.from_pretrained(text_folder)
    expected = model(**{k: batch[k] for k in ("input_ids", "attention_mask")}).last_hidden_state
    torch.testing.assert_close(states[mask], expected[:, :longest][mask])


def test_repeated_texts_are_encoded_once_with_exact_gradients(text_folder: Path) -> None:
    encoder, tokenizer = build_text_encoder(TextEncoderConfig(checkpoint=str(text_folder)), [])
    batch = tokenizer(TEXTS, padding="max_length", max_length=12, return_tensors="pt")
    ids, mask = batch["input_ids"], batch["attention_mask"].bool()
    encoded: list[int] = []
    encoder.model.register_forward_pre_hook(
        lambda module, args, kwargs: encoded.append(len(kwargs["input_ids"])), with_kwargs=True
    )
    weight = torch.randn(4, 12, encoder.width)

    states, short_mask = encoder(ids, mask)
    length = states.shape[1]
    (states * weight[:, :length] * short_mask[..., None]).sum().backward()
    shared = [p.grad.clone() for p in encoder.parameters() if p.grad is not None]
    assert encoded == [3]

    encoder.zero_grad()
    plain = encoder.model(input_ids=ids, attention_mask=mask).last_hidden_state
    (plain * weight * mask[..., None]).sum().backward()
    for one, other in zip(
        shared, [p.grad for p in encoder.parameters() if p.grad is not None], strict=True
    ):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-5)


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


def test_encoders_from_nothing_fit_the_environment() -> None:
    text, tokenizer = build_text_encoder(TextEncoderConfig(width=32, layers=1), TEXTS)
    assert text.width == 32
    assert len(tokenizer) <= 2048
    vision = build_vision_encoder(
        VisionEncoderConfig(width=32, layers=1, patch_size=4), (16, 16, 3)
    )
    assert vision(torch.zeros(3, 16, 16, 3, dtype=torch.uint8)).shape == (3, 16, 32)


def test_missing_checkpoints_say_what_is_there(text_folder: Path, vision_folder: Path) -> None:
    wrong = str(text_folder.parent / "tiny-modernbrt")
    with pytest.raises(MissingFileError, match=r"does not exist; .*'tiny-modernbert'"):
        build_text_encoder(TextEncoderConfig(checkpoint=wrong), [])
    with pytest.raises(MissingFileError, match=r"no config\.json"):
        build_text_encoder(TextEncoderConfig(checkpoint=str(text_folder.parent)), [])
    with pytest.raises(MissingFileError, match="hub"):
        build_vision_encoder(VisionEncoderConfig(checkpoint="nobody/nothing"), (64, 64, 3))


def test_unfit_vision_models_say_so(text_folder: Path) -> None:
    with pytest.raises(InvalidValueError, match="model_type 'modernbert'"):
        build_vision_encoder(VisionEncoderConfig(checkpoint=str(text_folder)), (64, 64, 3))
    with pytest.raises(InvalidValueError, match=r"vision\.heads is 5"):
        build_vision_encoder(VisionEncoderConfig(heads=5), (64, 64, 3))
    with pytest.raises(InvalidValueError, match=r"text\.heads is 5"):
        build_text_encoder(TextEncoderConfig(heads=5), TEXTS)
    with pytest.raises(InvalidValueError, match="patch_size is 7"):
        build_vision_encoder(VisionEncoderConfig(patch_size=7), (64, 64, 3))
