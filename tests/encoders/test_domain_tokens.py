"""Domain tokens: one id each, a start at the mean, and a life beyond the process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import AutoModel, AutoModelForMaskedLM, AutoTokenizer, BertConfig, BertForMaskedLM

from gennet_rl.config import TextEncoderConfig
from gennet_rl.encoders import build_text_encoder
from gennet_rl.encoders.domain_tokens import add_domain_tokens
from gennet_rl.errors import InvalidValueError

TOKENS = ("<DOMAIN_A>", "<DOMAIN_B>")


def load(folder: Path, kind: Any = AutoModelForMaskedLM) -> tuple[Any, Any]:
    return kind.from_pretrained(folder), AutoTokenizer.from_pretrained(folder)


def test_markers_become_one_token_each_and_not_special(text_folder: Path) -> None:
    model, tokenizer = load(text_folder, AutoModel)
    size = len(tokenizer)
    ids = add_domain_tokens(model, tokenizer, TOKENS)
    assert ids == [size, size + 1]
    encoded = tokenizer("<DOMAIN_A> is it red?<DOMAIN_B>")["input_ids"]
    assert encoded[1] == ids[0]
    assert encoded[-2] == ids[1]
    assert tokenizer("is it red?")["input_ids"][1:-1] == encoded[2:-2]
    assert not set(ids) & set(tokenizer.all_special_ids)
    assert model(input_ids=torch.tensor([encoded])).last_hidden_state.isfinite().all()


def test_new_rows_start_at_the_mean_and_old_ones_stay(text_folder: Path) -> None:
    model, tokenizer = load(text_folder)
    with torch.no_grad():
        model.decoder.bias.normal_()
    rows = model.get_input_embeddings().weight.detach().clone()
    bias = model.decoder.bias.detach().clone()
    ids = add_domain_tokens(model, tokenizer, TOKENS)
    weight = model.get_input_embeddings().weight
    assert torch.equal(weight[: len(rows)], rows)
    assert torch.equal(weight[ids], rows.mean(0).expand(2, -1))
    assert model.decoder.weight is weight
    assert torch.equal(model.decoder.bias[: len(rows)], bias)
    assert torch.equal(model.decoder.bias[ids], bias.mean().expand(2))
    logits = model(input_ids=torch.tensor([[ids[0], 5, ids[1]]])).logits
    assert logits.shape[-1] == len(tokenizer) == model.config.vocab_size


def test_known_markers_are_left_alone(text_folder: Path) -> None:
    model, tokenizer = load(text_folder, AutoModel)
    first = add_domain_tokens(model, tokenizer, TOKENS[:1])
    with torch.no_grad():
        model.get_input_embeddings().weight[first[0]] = 7.0
    size = len(tokenizer)
    ids = add_domain_tokens(model, tokenizer, [TOKENS[1], TOKENS[0], TOKENS[1]])
    assert ids == [size, first[0], size]
    assert (model.get_input_embeddings().weight[first[0]] == 7.0).all()
    assert add_domain_tokens(model, tokenizer, []) == []
    assert len(tokenizer) == size + 1


def test_spare_rows_are_used_before_the_model_grows(text_folder: Path) -> None:
    model, tokenizer = load(text_folder, AutoModel)
    size = len(tokenizer)
    model.resize_token_embeddings(size + 8, mean_resizing=False)
    mean = model.get_input_embeddings().weight[:size].mean(0)
    ids = add_domain_tokens(model, tokenizer, TOKENS)
    assert model.get_input_embeddings().num_embeddings == size + 8
    assert torch.equal(model.get_input_embeddings().weight[ids[1]], mean)


def test_an_output_layer_of_its_own_grows_too(text_folder: Path) -> None:
    _, tokenizer = load(text_folder, AutoModel)
    shape = {"hidden_size": 16, "intermediate_size": 16, "num_attention_heads": 2}
    size = len(tokenizer)
    config = BertConfig(vocab_size=size, num_hidden_layers=1, tie_word_embeddings=False, **shape)
    model = BertForMaskedLM(config)
    rows = model.get_output_embeddings().weight.detach().clone()
    ids = add_domain_tokens(model, tokenizer, TOKENS)
    output = model.get_output_embeddings()
    assert torch.equal(output.weight[:size], rows)
    assert torch.equal(output.weight[ids], rows.mean(0).expand(2, -1))
    assert not torch.equal(output.weight[ids], model.get_input_embeddings().weight[ids])
    assert model(input_ids=torch.tensor([ids])).logits.shape[-1] == size + 2


def test_they_survive_saving_and_loading(text_folder: Path, tmp_path: Path) -> None:
    model, tokenizer = load(text_folder)
    ids = add_domain_tokens(model, tokenizer, TOKENS)
    model.save_pretrained(tmp_path / "saved")
    tokenizer.save_pretrained(tmp_path / "saved")
    again, tokenizer_again = load(tmp_path / "saved")
    assert tokenizer_again("<DOMAIN_B>")["input_ids"] == tokenizer("<DOMAIN_B>")["input_ids"]
    assert not set(ids) & set(tokenizer_again.all_special_ids)
    batch = torch.tensor([[2, *ids, 3]])
    torch.testing.assert_close(again(input_ids=batch).logits, model(input_ids=batch).logits)
    assert add_domain_tokens(again, tokenizer_again, TOKENS) == ids


@pytest.mark.parametrize("from_checkpoint", [True, False])
def test_the_configuration_adds_them(from_checkpoint: bool, text_folder: Path) -> None:
    config = TextEncoderConfig(checkpoint=str(text_folder), domain_tokens=TOKENS)
    if not from_checkpoint:
        config = TextEncoderConfig(checkpoint=None, width=16, layers=1, domain_tokens=TOKENS)
    encoder, tokenizer = build_text_encoder(config, ["is it red?"])
    ids = tokenizer("<DOMAIN_A> is it red?", return_tensors="pt")["input_ids"]
    assert int(ids[0, 1]) == len(tokenizer) - 2
    states, _ = encoder(ids, torch.ones_like(ids, dtype=torch.bool))
    assert states.isfinite().all()


@pytest.mark.parametrize("token", ["", "<DOMAIN A>", "<A>\n"])
def test_unfit_markers_say_so(token: str, text_folder: Path) -> None:
    model, tokenizer = load(text_folder, AutoModel)
    size = len(tokenizer)
    with pytest.raises(InvalidValueError, match=r"domain token .* white space"):
        add_domain_tokens(model, tokenizer, ["<GOOD>", token])
    assert len(tokenizer) == size
