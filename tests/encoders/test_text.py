"""Text encoders: any family's own states, whatever the padding; pooling; what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from transformers import AutoModel, AutoTokenizer, ModernBertForMaskedLM

from gennet_rl.config import TextEncoderConfig
from gennet_rl.encoders import TextEncoder, build_text_encoder
from gennet_rl.errors import InvalidValueError
from gennet_rl.tokenizing import TokenCache

TEXTS = ["is it red?", "which colour is it?", "is it red?", "is it blue?"]
FAMILIES = ("modernbert", "mmbert", "bert", "roberta")


def build(folder: Path, **settings: object) -> tuple[TextEncoder, TokenCache]:
    config = TextEncoderConfig(checkpoint=str(folder), **{"max_tokens": 32, **settings})  # type: ignore[arg-type]
    encoder, tokenizer = build_text_encoder(config, [])
    return encoder, TokenCache(tokenizer, config.max_tokens)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_checkpoint_gives_the_models_own_states(
    family: str, folder_of: Callable[[str], Path]
) -> None:
    folder = folder_of(family)
    encoder, tokens = build(folder)
    encoder.eval()
    assert encoder.width == 24
    ids, mask = (torch.from_numpy(array) for array in tokens(TEXTS))
    assert ids.shape == (4, 32)
    states, short_mask = encoder(ids, mask)
    assert states.shape == (4, int(mask.sum(1).max()), 24)
    model, tokenizer = AutoModel.from_pretrained(folder), AutoTokenizer.from_pretrained(folder)
    for i, text in enumerate(TEXTS):  # one by one there is no padding that could play a part
        expected = model(**tokenizer(text, return_tensors="pt")).last_hidden_state[0]
        torch.testing.assert_close(states[i][short_mask[i]], expected, rtol=1e-4, atol=1e-5)


def test_repeated_texts_are_encoded_once_with_exact_gradients(text_folder: Path) -> None:
    encoder, tokens = build(text_folder, max_tokens=12)
    ids, mask = (torch.from_numpy(array) for array in tokens(TEXTS))
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


def test_pooling_gives_the_first_state_or_the_mean_of_real_ones(mmbert_folder: Path) -> None:
    for pooling in ("none", "cls", "mean"):
        encoder, tokens = build(mmbert_folder, pooling=pooling)
        ids, mask = (torch.from_numpy(array) for array in tokens(TEXTS))
        states, short_mask = encoder(ids, mask)
        if pooling == "none":
            assert encoder.pooled_width == 0
            continue
        pooled = encoder.pool(states, short_mask)
        assert pooled.shape == (4, encoder.pooled_width)
        for i in range(4):
            real = states[i][short_mask[i]]
            expected = real[0] if pooling == "cls" else real.mean(0)
            torch.testing.assert_close(pooled[i], expected)


def test_a_model_of_any_head_and_dtype_loads_as_float32_quietly(
    text_folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    model = ModernBertForMaskedLM.from_pretrained(text_folder)
    expected = model.model.layers[0].mlp.Wi.weight.bfloat16().float()
    model.bfloat16().save_pretrained(text_folder)
    capfd.readouterr()
    encoder, _ = build(text_folder)
    assert "UNEXPECTED" not in capfd.readouterr().err.upper()
    assert {parameter.dtype for parameter in encoder.parameters()} == {torch.float32}
    assert torch.equal(encoder.model.layers[0].mlp.Wi.weight, expected)


def test_max_tokens_beyond_the_models_positions_is_refused_with_the_number(
    folder_of: Callable[[str], Path],
) -> None:
    for family, most in (("mmbert", 64), ("bert", 40), ("roberta", 40)):  # of RoBERTa's 42 rows
        encoder, tokens = build(folder_of(family), max_tokens=most)
        ids, mask = (torch.from_numpy(array) for array in tokens(["is it red? " * 40]))
        assert mask.all()
        encoder(ids, mask)
        with pytest.raises(InvalidValueError, match=f"max_tokens is {most + 1}: .* {most} tokens"):
            build(folder_of(family), max_tokens=most + 1)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_models_description_brings_an_equal_model_back(
    family: str, folder_of: Callable[[str], Path]
) -> None:
    encoder, tokens = build(folder_of(family))
    description = json.loads(json.dumps(encoder.description()))
    again = TextEncoder.from_description(description)
    again.load_state_dict(encoder.state_dict())  # strict: no weight too many, none too few
    ids, mask = (torch.from_numpy(array) for array in tokens(TEXTS))
    assert torch.equal(again.eval()(ids, mask)[0], encoder.eval()(ids, mask)[0])


def test_a_text_encoder_from_nothing_has_the_sizes_asked_for() -> None:
    text, tokenizer = build_text_encoder(
        TextEncoderConfig(checkpoint=None, width=32, layers=1), TEXTS
    )
    assert text.width == 32
    assert len(tokenizer) <= 2048
    with pytest.raises(InvalidValueError, match=r"text\.heads is 5"):
        build_text_encoder(TextEncoderConfig(checkpoint=None, heads=5), TEXTS)
