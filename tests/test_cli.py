"""The gennet-rl command as a user runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file

from gennet_rl import cli
from gennet_rl.encoders.catalogue import format_catalogue, list_encoders

Run = Callable[..., "tuple[int, str, str]"]


@pytest.fixture
def gennet_rl(capfd: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str) -> tuple[int, str, str]:
        status = 0
        try:
            cli.main(arguments)
        except SystemExit as end:
            status = int(end.code or 0)
        output, error = capfd.readouterr()
        return status, output, error

    return run


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    file = tmp_path / "texts.txt"
    file.write_text("".join(f"is it red or {n} ?\n" for n in range(80)))
    return file


def test_adapt_text_leaves_an_encoder_and_a_table(
    gennet_rl: Run, text_folder: Path, corpus: Path, tmp_path: Path
) -> None:
    out = str(tmp_path / "out")
    flags = ["--text-checkpoint", str(text_folder), "--corpus", str(corpus), "--out", out]
    flags += ["--held-out-fraction", "0.2", "--max-steps", "3", "--warm-up-head-steps", "2"]
    status, output, error = gennet_rl("adapt-text", *flags, "--domain-token", "<DOMAIN_A>")
    assert status == 0, error
    assert "adapting: 100%" in error
    summary = json.loads((tmp_path / "out" / "summary.json").read_text())
    for moment in ("before", "after"):
        (line,) = (line for line in output.splitlines() if line.strip().startswith(moment))
        assert f"{summary[f'perplexity_{moment}']:.1f}" in line
    assert f"--text-checkpoint {out}" in output
    again, _, error = gennet_rl("adapt-text", *flags)
    assert again == 2
    assert "--overwrite" in error


# Six texts, so that a share of a half leaves some on each side.
FEW_TEXTS = ["--env-id", "toy/Corridor-v0", "--held-out-fraction", "0.5"]
BAD_INPUT = {
    "no corpus": ([], "no corpus is named"),
    "missing corpus": (["--corpus", "./nowhere.txt"], "'./nowhere.txt' does not exist"),
    "unknown environment": (["--env-id", "toy/Colur-v0"], "'toy/Colour-v0'"),
    "missing checkpoint": (
        ["--text-checkpoint", "./nowhere", *FEW_TEXTS],
        "'./nowhere'",
    ),
    "no share": (["--mlm-probability", "7"], "mlm_probability is 7.0"),
    "resume without folder": (["--resume"], "--resume needs --out"),
    "no number": (["--epochs", "many"], "many"),
    "unknown flag": (["--epoch", "3"], "--epochs"),
}


@pytest.mark.parametrize("case", BAD_INPUT)
def test_bad_input_gets_a_sentence_and_status_two(
    case: str, gennet_rl: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    flags, part = BAD_INPUT[case]
    status, output, error = gennet_rl("adapt-text", *flags)
    assert status == 2
    assert part in " ".join((output + error).split())
    assert "Traceback" not in error
    assert list(tmp_path.iterdir()) == []


def test_interruption_is_no_traceback(gennet_rl: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*arguments: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("gennet_rl.adaptation.adapting.adapt_on_corpus", interrupted)
    status, _, error = gennet_rl("adapt-text", "--env-id", "toy/Colour-v0")
    assert status == 130
    assert error.strip() == "interrupted"


def test_encoders_are_listed_with_what_is_tried(gennet_rl: Run) -> None:
    status, output, _ = gennet_rl("encoders")
    assert status == 0
    rows = {tuple(line.split()[:2]): line for line in output.splitlines() if line.strip()}
    for name in ("ModernBERT-base", "ModernBERT-large"):
        line = rows[f"answerdotai/{name}", "text"]
        assert "Apache-2.0" in line
        assert "architecture tested" in line
    assert "149 M" in rows["answerdotai/ModernBERT-base", "text"]
    assert "MIT" in rows["jhu-clsp/mmBERT-small", "text"]
    assert "93 M" in rows["google/siglip2-base-patch16-224", "vision"]
    assert "not tried by the tests" in " ".join(output.split())


def test_the_bundled_pair_is_described_by_its_own_files(tmp_path: Path) -> None:
    absent = list_encoders(tmp_path / "none")[:2]
    assert [entry.role for entry in absent] == ["text", "vision"]
    assert all("absent" in entry.status and entry.parameters is None for entry in absent)
    for role in ("text", "vision"):
        (tmp_path / role).mkdir()
        weights = {"a": torch.zeros(300, 1000), "b": torch.zeros(7)}
        save_file(weights, tmp_path / role / "model.safetensors", {"format": "pt"})
    (tmp_path / "text" / "config.json").write_text('{"max_position_embeddings": 256}')
    (tmp_path / "vision" / "config.json").write_text('{"vision_config": {"image_size": 64}}')
    (tmp_path / "MODEL_CARD.md").write_text(
        "---\nlicense: mit\nlanguage:\n- en\n- de\n---\n# pair\n"
    )
    text, vision = list_encoders(tmp_path)[:2]
    assert (text.parameters, text.reads, text.status) == (300_007, "256 tokens", "bundled")
    assert (vision.reads, vision.languages) == ("64 x 64", "en de")
    assert "300 k" in format_catalogue((text, vision))


def test_the_vision_towers_sizes_are_those_of_their_shapes() -> None:
    from transformers import SiglipVisionConfig, SiglipVisionModel

    listed = {entry.name: entry.parameters for entry in list_encoders()}
    with torch.device("meta"):
        model = SiglipVisionModel(SiglipVisionConfig(image_size=224, patch_size=16))
    built = sum(parameter.numel() for parameter in model.parameters())
    assert listed["google/siglip2-base-patch16-224"] == built


def test_python_m_runs_it_and_help_stays_light(repository: Path) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "gennet_rl", "adapt-text", "--help"]
    result = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=False)
    assert result.returncode == 0
    assert "usage: gennet-rl adapt-text" in result.stdout
    assert "--domain-token" in result.stdout
    modules = {line.rsplit("|", 1)[1].strip() for line in result.stderr.splitlines() if "|" in line}
    assert not {"torch", "transformers", "matplotlib"} & modules


def test_unknown_commands_name_the_known_ones(gennet_rl: Run) -> None:
    status, output, error = gennet_rl("adapt-txt")
    assert status == 2
    assert "adapt-text" in output + error
