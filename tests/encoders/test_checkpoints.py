"""Checkpoints that cannot be had: one sentence says which, why, and what to do."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import pytest
import torch
from huggingface_hub import constants
from transformers import (
    AutoTokenizer,
    BartConfig,
    BartModel,
    GPT2Config,
    GPT2Model,
    ModernBertModel,
)

from gennet_rl.config import TextEncoderConfig, VisionEncoderConfig
from gennet_rl.encoders import build_text_encoder, build_vision_encoder, checkpoints
from gennet_rl.errors import InvalidValueError, MissingFileError


def load_text(checkpoint: Path | str) -> Any:
    return build_text_encoder(TextEncoderConfig(checkpoint=str(checkpoint)), [])


def load_vision(checkpoint: Path | str) -> Any:
    return build_vision_encoder(VisionEncoderConfig(checkpoint=str(checkpoint)), (32, 32, 3))


def test_missing_folders_say_what_is_there(text_folder: Path) -> None:
    wrong = text_folder.parent / "tiny-modernbrt"
    with pytest.raises(MissingFileError, match=r"does not exist; .*'tiny-modernbert'.*gennet-tiny"):
        load_text(wrong)
    with pytest.raises(MissingFileError, match=r"no config\.json"):
        load_text(text_folder.parent)
    (text_folder / "model.safetensors").unlink()
    with pytest.raises(MissingFileError, match=r"no model\.safetensors"):
        load_text(text_folder)


def test_hub_names_say_whether_the_network_was_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    for load in (load_text, load_vision):
        with pytest.raises(MissingFileError, match=r"'nobody/nothing' .*HF_HUB_OFFLINE is set"):
            load("nobody/nothing")
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)

    def unreachable(*_: Any, **__: Any) -> None:
        raise OSError("We couldn't connect to 'https://huggingface.co'")

    monkeypatch.setattr("transformers.AutoConfig.from_pretrained", unreachable)
    with pytest.raises(MissingFileError, match=r"network was tried.*gennet-tiny"):
        load_text("nobody/nothing")


def test_models_of_another_kind_are_told_where_they_belong(
    text_folder: Path, vision_folder: Path
) -> None:
    with pytest.raises(InvalidValueError, match=r"text model .*--network\.text\.checkpoint"):
        load_vision(text_folder)
    with pytest.raises(
        InvalidValueError, match=r"image-text model .*vision tower is for --network\.vision"
    ):
        load_text(vision_folder)
    tower = load_vision(vision_folder).model
    tower.save_pretrained(vision_folder / "tower")
    with pytest.raises(InvalidValueError, match=r"image model .*--network\.vision\.checkpoint"):
        load_text(vision_folder / "tower")


def test_decoders_are_no_text_encoders(text_folder: Path) -> None:
    tiny = {"vocab_size": 40, "d_model": 16}
    layers = {"encoder_layers": 1, "decoder_layers": 1}
    heads = {"encoder_attention_heads": 2, "decoder_attention_heads": 2}
    models = {
        "gpt2": GPT2Model(GPT2Config(vocab_size=40, n_embd=16, n_layer=1, n_head=2)),
        "bart": BartModel(
            BartConfig(**tiny, **layers, **heads, encoder_ffn_dim=16, decoder_ffn_dim=16)
        ),
    }
    for name, model in models.items():
        model.save_pretrained(text_folder / name)
        with pytest.raises(InvalidValueError, match=f"model_type '{name}', .*no encoder of text"):
            load_text(text_folder / name)


def test_a_tokenizer_that_does_not_fit_is_refused_with_both_numbers(text_folder: Path) -> None:
    tokenizer = AutoTokenizer.from_pretrained(text_folder)
    rows = len(tokenizer)
    tokenizer.add_tokens(["<A>", "<B>"])
    tokenizer.save_pretrained(text_folder)
    with pytest.raises(InvalidValueError, match=f"{rows + 2} token ids and embeddings for {rows}:"):
        load_text(text_folder)


def test_a_folder_without_tokenizer_is_refused(text_folder: Path) -> None:
    (text_folder / "tokenizer.json").unlink()
    with pytest.raises(MissingFileError, match=r"has no tokenizer\.json"):
        load_text(text_folder)


def test_a_tokenizer_that_cannot_pad_is_refused(text_folder: Path) -> None:
    file = text_folder / "tokenizer_config.json"
    settings = json.loads(file.read_text())
    del settings["pad_token"]
    file.write_text(json.dumps(settings))
    with pytest.raises(InvalidValueError, match="without a padding token"):
        load_text(text_folder)


def test_pickled_weights_are_refused(text_folder: Path, vision_folder: Path) -> None:
    for folder, load in ((text_folder, load_text), (vision_folder, load_vision)):
        (folder / "model.safetensors").unlink()
        torch.save({}, folder / "pytorch_model.bin")
        with pytest.raises(InvalidValueError, match="convert it with save_pretrained"):
            load(folder)


def test_foreign_code_is_not_run(text_folder: Path) -> None:
    (text_folder / "configuration_own.py").write_text("raise SystemExit('ran foreign code')")
    file = text_folder / "config.json"
    settings = json.loads(file.read_text())
    settings |= {"model_type": "own", "auto_map": {"AutoConfig": "configuration_own.OwnConfig"}}
    file.write_text(json.dumps(settings))
    with pytest.raises(InvalidValueError, match="could not be loaded: ") as raised:
        load_text(text_folder)
    assert "\n" not in str(raised.value)


def test_weights_that_are_not_the_models_are_refused(text_folder: Path) -> None:
    model = ModernBertModel.from_pretrained(text_folder)
    state = {k: v for k, v in model.state_dict().items() if not k.startswith("layers.1.mlp")}
    model.save_pretrained(text_folder, state_dict=state)
    with pytest.raises(InvalidValueError, match=r"lacks 3 of the weights .*'layers\.1\.mlp"):
        load_text(text_folder)
    (text_folder / "model.safetensors").write_bytes(b"broken")
    with pytest.raises(InvalidValueError, match="could not be loaded: "):
        load_text(text_folder)


def test_the_bundled_pair_is_found_by_its_name(
    text_folder: Path, vision_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert checkpoints.resolve_checkpoint("text", "owner/name") == "owner/name"
    monkeypatch.setattr(checkpoints, "BUNDLED_FOLDER", tmp_path / "bundled")
    with pytest.raises(MissingFileError, match="'gennet-tiny' is not in this installation"):
        load_text("gennet-tiny")
    (tmp_path / "bundled").mkdir()
    text_folder.rename(tmp_path / "bundled" / "text")
    vision_folder.rename(tmp_path / "bundled" / "vision")
    assert load_text("gennet-tiny")[0].width == 24
    assert load_vision("gennet-tiny").width == 32


def test_folders_never_touch_the_network(
    text_folder: Path, vision_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr("transformers.utils.hub.is_offline_mode", lambda: False)

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    load_text(text_folder)
    load_vision(vision_folder)
