"""Encoders: real loading code on small checkpoints written by save_pretrained."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from transformers import ModernBertModel

from gennet_rl.config import TextEncoderConfig
from gennet_rl.encoders import build_text_encoder
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


def test_a_text_encoder_from_nothing_has_its_own_tokenizer() -> None:
    text, tokenizer = build_text_encoder(TextEncoderConfig(width=32, layers=1), TEXTS)
    assert text.width == 32
    assert len(tokenizer) <= 2048


def test_missing_checkpoints_say_what_is_there(text_folder: Path) -> None:
    wrong = str(text_folder.parent / "tiny-modernbrt")
    with pytest.raises(MissingFileError, match=r"does not exist; .*'tiny-modernbert'"):
        build_text_encoder(TextEncoderConfig(checkpoint=wrong), [])
    with pytest.raises(MissingFileError, match=r"no config\.json"):
        build_text_encoder(TextEncoderConfig(checkpoint=str(text_folder.parent)), [])


def test_heads_that_do_not_divide_the_width_say_so() -> None:
    with pytest.raises(InvalidValueError, match=r"text\.heads is 5"):
        build_text_encoder(TextEncoderConfig(heads=5), TEXTS)
