"""Domain-adaptive pre-training: it learns, it masks what it should, it resumes exactly."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoModelForMaskedLM, AutoTokenizer, ModernBertForMaskedLM

from gennet_rl.adaptation import AdaptationConfig
from gennet_rl.adaptation.adapting import adapt_on_corpus, adapt_text_encoder
from gennet_rl.adaptation.masking import (
    Masking,
    epoch_batches,
    load_masked_language_model,
    masked_loss,
    mean_masked_loss,
    tokenize_texts,
)
from gennet_rl.adaptation.summarising import bag_of_words_loss, kept_states
from gennet_rl.config import TextEncoderConfig
from gennet_rl.encoders import build_text_encoder
from gennet_rl.errors import InvalidValueError, MissingFileError

COLOURS = ("red", "green", "blue")
# The second half of a text says the first again: what is masked in one can be read in the other.
TEXTS = [
    f"is it {first} or {second} ? it is {first} or {second}"
    for first in COLOURS
    for second in COLOURS
] * 8
QUICK: dict[str, Any] = {
    "batch_size": 8,
    "learning_rate": 5e-3,
    "warm_up_head_steps": 5,
    "evaluations": 2,
    "device": "cpu",
}


def adapt(checkpoint: Path, out: Path, **settings: Any) -> tuple[dict[str, Any], Path]:
    config = AdaptationConfig(text_checkpoint=str(checkpoint), out=out, **{**QUICK, **settings})
    return adapt_text_encoder(config, TEXTS, TEXTS[:9])


@pytest.fixture
def mlm_folder(text_folder: Path) -> Path:
    """The same model with a head of its own."""
    model = ModernBertForMaskedLM.from_pretrained(text_folder)
    tokenizer = AutoTokenizer.from_pretrained(text_folder)
    folder = text_folder.parent / "tiny-with-head"
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def test_held_out_loss_falls_and_the_folder_is_an_encoder(mlm_folder: Path, tmp_path: Path) -> None:
    before = load_masked_language_model(str(mlm_folder))[0].model.state_dict()
    summary, folder = adapt(mlm_folder, tmp_path / "out", epochs=12)
    assert folder == tmp_path / "out"
    assert summary["steps"] == 12 * 9
    assert summary["held_out_loss_before"] > 5
    assert summary["held_out_loss_after"] < 0.5 * summary["held_out_loss_before"]
    assert summary["perplexity_after"] == pytest.approx(math.exp(summary["held_out_loss_after"]))
    assert summary["head_before"] == "the checkpoint's"
    assert summary["sentences"] == {"train": 72, "held_out": 9}
    assert json.loads((folder / "summary.json").read_text()) == summary
    assert json.loads((folder / "adaptation.json").read_text())["epochs"] == 12
    assert (folder / "curve.png").stat().st_size > 5000
    assert not (folder / "checkpoints").exists()
    with (folder / "metrics.csv").open() as file:
        rows = list(csv.DictReader(file))
    measured = [row for row in rows if row["held_out_loss"]]
    assert [int(row["step"]) for row in measured] == [0, 54, 108]
    assert float(measured[-1]["held_out_loss"]) == summary["held_out_loss_after"]
    assert float(rows[-1]["train_loss"]) < float(rows[1]["train_loss"])

    encoder, tokenizer = build_text_encoder(TextEncoderConfig(checkpoint=str(folder)), [])
    saved = load_file(folder / "model.safetensors")
    for name, weight in encoder.model.state_dict().items():
        assert torch.equal(weight, saved[f"model.{name}"])
        assert not torch.equal(weight, before[name])
    assert tokenizer("is it red")["input_ids"][0] == tokenizer.cls_token_id


def test_an_adapted_encoder_can_be_adapted_again(text_folder: Path, tmp_path: Path) -> None:
    first, folder = adapt(text_folder, tmp_path / "first", epochs=4)
    second, _ = adapt(folder, tmp_path / "second", epochs=1)
    # Its own head goes on where it was; held-out masks are the same in every run.
    assert second["head_before"] == "the checkpoint's"
    assert second["held_out_loss_before"] == pytest.approx(first["held_out_loss_after"], rel=1e-5)


def test_a_new_head_is_fitted_alone_before_the_first_measurement(
    text_folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    untrained, _ = adapt(text_folder, tmp_path / "0", max_steps=1, warm_up_head_steps=0)
    capfd.readouterr()
    summary, _ = adapt(
        text_folder, tmp_path / "50", max_steps=1, warm_up_head_steps=50, learning_rate=1e-2
    )
    assert summary["held_out_loss_before"] < untrained["held_out_loss_before"] - 0.5
    assert summary["head_before"] == "new"
    lines = capfd.readouterr().err.splitlines()
    assert sum("has no masked-language-modelling head" in line for line in lines) == 1
    assert not any("MISSING" in line or "newly initialized" in line for line in lines)


def test_fitting_a_new_head_leaves_the_encoder_as_it_was(
    text_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gennet_rl.adaptation.training import AdaptationRun

    encoders: list[dict[str, torch.Tensor]] = []
    monkeypatch.setattr(
        AdaptationRun,
        "begin",
        lambda run: encoders.append(run.model.model.state_dict()) or 1 / 0,
    )
    with pytest.raises(ZeroDivisionError):
        adapt(text_folder, tmp_path / "out", warm_up_head_steps=10)
    original = load_file(text_folder / "model.safetensors")
    for name, weight in encoders[0].items():
        assert torch.equal(weight, original[name])


@pytest.mark.parametrize("interrupted_at", [3, 11])
def test_a_resumed_run_ends_with_the_same_weights(
    interrupted_at: int, text_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = {"epochs": 2, "save_every": 5, "domain_token": "<DOMAIN_A>"}
    _, whole = adapt(text_folder, tmp_path / "whole", **settings)

    steps = 0
    step = torch.optim.AdamW.step

    def interrupt(self: torch.optim.AdamW, *args: Any) -> Any:
        nonlocal steps
        steps += 1
        if steps > QUICK["warm_up_head_steps"] + interrupted_at:
            raise KeyboardInterrupt
        return step(self, *args)

    with monkeypatch.context() as patch:
        patch.setattr(torch.optim.AdamW, "step", interrupt)
        with pytest.raises(KeyboardInterrupt):
            adapt(text_folder, tmp_path / "parts", **settings)
    torch.manual_seed(12345)
    resumed, parts = adapt(text_folder, tmp_path / "parts", resume=True, **settings)

    assert resumed["steps"] == 18
    for name, weight in load_file(whole / "model.safetensors").items():
        assert torch.equal(weight, load_file(parts / "model.safetensors")[name]), name

    def without_seconds(folder: Path) -> list[dict[str, str]]:
        with (folder / "metrics.csv").open() as file:
            rows = list(csv.DictReader(file))
        return [{key: row[key] for key in row if key != "seconds"} for row in rows]

    assert without_seconds(parts) == without_seconds(whole)


def test_resuming_needs_the_same_run(
    mlm_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    with pytest.raises(InvalidValueError, match="no adaptation to resume"):
        adapt(mlm_folder, out, resume=True)
    with monkeypatch.context() as patch:
        patch.setattr("gennet_rl.adaptation.adapting.plot_adaptation", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            adapt(mlm_folder, out, max_steps=2, save_every=1)
    with pytest.raises(InvalidValueError, match=r"learning_rate is 0\.1 and was 0\.005"):
        adapt(mlm_folder, out, resume=True, max_steps=2, learning_rate=0.1)
    config = AdaptationConfig(
        text_checkpoint=str(mlm_folder), out=out, resume=True, max_steps=2, **QUICK
    )
    with pytest.raises(InvalidValueError, match="corpus is another"):
        adapt_text_encoder(config, TEXTS[1:], TEXTS[:9])
    (state,) = (out / "checkpoints").iterdir()
    (state / "optimizer.pt").write_bytes(b"no optimizer")
    with pytest.raises(InvalidValueError, match="cannot be read: start again"):
        adapt(mlm_folder, out, resume=True, max_steps=2)
    adapt(mlm_folder, out, overwrite=True, max_steps=2)
    with pytest.raises(InvalidValueError, match="is finished"):
        adapt(mlm_folder, out, resume=True, max_steps=2)


def test_saved_states_hold_no_code(mlm_folder: Path, tmp_path: Path) -> None:
    """A pickle that would run a command is refused, not run."""
    import os
    import pickle

    class Command:
        def __reduce__(self) -> Any:
            return os.mkdir, (str(tmp_path / "ran"),)

    from gennet_rl.adaptation.state import Progress, load_state, save_state

    model = ModernBertForMaskedLM.from_pretrained(mlm_folder)
    optimizer = torch.optim.AdamW(model.parameters())
    save_state(tmp_path, model, optimizer, Progress(corpus="c"))
    restored = load_state(tmp_path, model, optimizer, "c")
    assert restored is not None
    assert restored.corpus == "c"
    (state,) = (tmp_path / "checkpoints").iterdir()
    (state / "optimizer.pt").write_bytes(pickle.dumps(Command(), protocol=2))
    with pytest.raises(InvalidValueError, match="cannot be read"):
        load_state(tmp_path, model, optimizer, "c")
    assert not (tmp_path / "ran").exists()


def test_special_tokens_are_never_masked_and_domain_tokens_like_others(mlm_folder: Path) -> None:
    from gennet_rl.encoders.domain_tokens import add_domain_tokens

    model, tokenizer, _ = load_masked_language_model(str(mlm_folder))
    (domain_id,) = add_domain_tokens(model, tokenizer, ["<DOMAIN_A>"])
    # Special tokens that stand in a text are special too.
    texts = ["<DOMAIN_A> is it red ?", "<DOMAIN_A> is it [SEP] [MASK] blue or green or red ?"] * 500
    sequences = tokenize_texts(tokenizer, texts, max_tokens=32)
    batch = Masking(tokenizer, 0.3)(sequences, seed=0)
    guessed = batch["labels"][batch["labels"] != -100]
    assert not set(guessed.tolist()) & set(tokenizer.all_special_ids)
    real = batch["attention_mask"].bool()
    ordinary = sum(int(id_) not in tokenizer.all_special_ids for ids in sequences for id_ in ids)
    assert len(guessed) / ordinary == pytest.approx(0.3, abs=0.02)
    assert (guessed == domain_id).sum() / 1000 == pytest.approx(0.3, abs=0.05)
    assert (batch["labels"][~real] == -100).all()
    is_guessed = batch["labels"] != -100
    masked = batch["input_ids"][is_guessed] == tokenizer.mask_token_id
    assert masked.float().mean() == pytest.approx(0.8, abs=0.03)


def test_masks_follow_the_seed_alone(mlm_folder: Path) -> None:
    _, tokenizer, _ = load_masked_language_model(str(mlm_folder))
    sequences = tokenize_texts(tokenizer, TEXTS, 32)
    masking = Masking(tokenizer, 0.3)
    first = masking(sequences, seed=1)
    torch.manual_seed(7)
    again, other = masking(sequences, seed=1), masking(sequences, seed=2)
    assert torch.equal(first["labels"], again["labels"])
    assert torch.equal(first["input_ids"], again["input_ids"])
    assert not torch.equal(first["labels"], other["labels"])


def test_the_loss_is_the_models_own(mlm_folder: Path) -> None:
    model, tokenizer, _ = load_masked_language_model(str(mlm_folder))
    batch = Masking(tokenizer, 0.3)(tokenize_texts(tokenizer, TEXTS[:9], 32), seed=0)
    plain = AutoModelForMaskedLM.from_pretrained(mlm_folder)
    with torch.no_grad():
        loss, tokens = masked_loss(model, dict(batch))
        expected = plain(**batch).loss
    torch.testing.assert_close(loss / tokens, expected)
    halves = [{key: value[rows] for key, value in batch.items()} for rows in ([0, 1], range(2, 9))]
    assert mean_masked_loss(model, halves) == pytest.approx(float(expected), rel=1e-5)


def test_the_first_state_is_asked_for_the_texts_own_words(mlm_folder: Path) -> None:
    """Computed by hand: every distinct word once, masked or not, special tokens never."""
    model, tokenizer, _ = load_masked_language_model(str(mlm_folder))
    masking = Masking(tokenizer, 0.3)
    sequences = tokenize_texts(tokenizer, TEXTS[:4], 32)
    batch = masking(sequences, 0)
    with kept_states(model.eval()) as states:
        masked_loss(model, batch)
    assert [s.shape[:2] for s in states] == [batch["input_ids"].shape]
    loss = bag_of_words_loss(model, states[0], batch, masking.special_ids)
    scores = model.get_output_embeddings()(states[0][:, 0]).log_softmax(-1)
    words = [sorted(set(ids.tolist()) - set(masking.special_ids)) for ids in sequences]
    by_hand = [-scores[i, chosen].mean() for i, chosen in enumerate(words)]
    torch.testing.assert_close(loss, torch.stack(by_hand).mean())
    with kept_states(model) as states:
        pass
    masked_loss(model, batch)
    assert not states


def test_learning_to_sum_up_makes_the_first_state_name_the_words(
    mlm_folder: Path, tmp_path: Path
) -> None:
    losses = {}
    for weight in (0.0, 0.5):
        _, folder = adapt(mlm_folder, tmp_path / str(weight), epochs=6, summary_weight=weight)
        model, tokenizer, _ = load_masked_language_model(str(folder))
        masking = Masking(tokenizer, 0.3)
        batch = masking(tokenize_texts(tokenizer, TEXTS[:9], 32), 0)
        with kept_states(model.eval()) as states:
            masked_loss(model, batch)
        losses[weight] = bag_of_words_loss(model, states[0], batch, masking.special_ids).item()
    assert losses[0.5] < 0.7 * losses[0.0]


def test_long_texts_lose_nothing(mlm_folder: Path) -> None:
    _, tokenizer, _ = load_masked_language_model(str(mlm_folder))
    text = " ".join(TEXTS[:20])
    sequences = tokenize_texts(tokenizer, [text, TEXTS[0]], max_tokens=10)
    assert max(map(len, sequences)) == 10
    whole = tokenizer(text)["input_ids"][1:-1] + tokenizer(TEXTS[0])["input_ids"][1:-1]
    assert [int(i) for ids in sequences for i in ids[1:-1]] == whole


def test_batches_hold_every_sequence_once_and_little_padding() -> None:
    lengths = np.random.default_rng(0).integers(4, 128, 2000)
    batches = epoch_batches(lengths, 32, seed=3)
    assert sorted(np.concatenate(batches).tolist()) == list(range(2000))
    padded = sum(len(batch) * lengths[batch].max() for batch in batches)
    assert padded < 1.1 * lengths.sum()
    means = np.array([lengths[batch].mean() for batch in batches])
    assert abs(np.corrcoef(means, np.arange(len(means)))[0, 1]) < 0.4  # short ones not first
    again, other = epoch_batches(lengths, 32, seed=3), epoch_batches(lengths, 32, seed=4)
    assert all(np.array_equal(a, b) for a, b in zip(batches, again, strict=True))
    assert not all(np.array_equal(a, b) for a, b in zip(batches, other, strict=True))


def test_a_domain_token_stands_before_each_text(mlm_folder: Path, tmp_path: Path) -> None:
    summary, folder = adapt(mlm_folder, tmp_path / "out", max_steps=2, domain_token="<DOMAIN_A>")
    assert summary["domain_token"] == "<DOMAIN_A>"
    encoder, tokenizer = build_text_encoder(TextEncoderConfig(checkpoint=str(folder)), [])
    ids = tokenizer("<DOMAIN_A> is it red")["input_ids"]
    assert len(ids) == 1 + len(tokenizer("is it red")["input_ids"])
    rows = encoder.model.get_input_embeddings().weight
    old = AutoModelForMaskedLM.from_pretrained(mlm_folder).get_input_embeddings().weight
    assert len(rows) == len(old) + 1
    assert not torch.equal(rows[ids[1]], old.mean(0))  # it has learnt


def test_a_corpus_file_goes_all_the_way(mlm_folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    lines = [json.dumps({"body": f"is it red or {n} ?"}) for n in range(60)]
    file.write_text("\n".join([*lines, "{"]))
    config = AdaptationConfig(
        text_checkpoint=str(mlm_folder),
        corpus=(str(file),),
        column="body",
        skip_bad_lines=True,
        held_out_fraction=0.2,
        max_steps=2,
        out=tmp_path / "out",
        **QUICK,
    )
    summary, _ = adapt_on_corpus(config)
    assert summary["skipped_lines"] == 1
    assert sum(summary["sentences"].values()) == 60


BAD_SETTINGS: dict[str, tuple[dict[str, Any], str]] = {
    "no share": ({"mlm_probability": 0.0}, "mlm_probability is 0"),
    "share above one": ({"held_out_fraction": 1.5}, "held_out_fraction is 1.5"),
    "no epoch": ({"epochs": 0}, "epochs is 0"),
    "too long": ({"max_tokens": 10**6}, "max_tokens is 1000000: .* reads from 4 to"),
    "marker": ({"domain_token": "DOMAIN A"}, "domain token 'DOMAIN A'"),
    "both": ({"resume": True, "overwrite": True}, "contradict"),
    "device": ({"device": "gpu"}, "device 'gpu'"),
}


@pytest.mark.parametrize("case", BAD_SETTINGS)
def test_bad_settings_are_one_sentence_and_leave_nothing(
    case: str, mlm_folder: Path, tmp_path: Path
) -> None:
    settings, part = BAD_SETTINGS[case]
    with pytest.raises(InvalidValueError, match=part):
        adapt(mlm_folder, tmp_path / "out", **settings)
    assert not (tmp_path / "out").exists()


def test_unfit_checkpoints_and_folders_say_so(
    mlm_folder: Path, vision_folder: Path, tmp_path: Path
) -> None:
    with pytest.raises(MissingFileError, match="does not exist"):
        adapt(tmp_path / "nowhere", tmp_path / "out")
    with pytest.raises(InvalidValueError, match="'siglip'"):
        adapt(vision_folder, tmp_path / "out")
    with pytest.raises(InvalidValueError, match="is the checkpoint to adapt"):
        adapt(mlm_folder, mlm_folder, overwrite=True)
    with pytest.raises(InvalidValueError, match="which no adaptation wrote"):
        adapt(mlm_folder, vision_folder, overwrite=True)
    adapt(mlm_folder, tmp_path / "out", max_steps=1)
    with pytest.raises(InvalidValueError, match="--overwrite"):
        adapt(mlm_folder, tmp_path / "out", max_steps=1)
    adapt(mlm_folder, tmp_path / "out", max_steps=1, overwrite=True)
