"""The recipe of the bundled pair, much shortened: it runs, goes on, and is probed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SHORT = [
    *("--width", "24", "--vision-layers", "1", "--text-layers", "1", "--heads", "2"),
    *("--vocabulary-size", "400", "--tokenizer-captions", "200", "--batch-patches", "512"),
]


def run(repository: Path, script: str, *arguments: str) -> str:
    command = [sys.executable, str(repository / "experiments" / script), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def pair(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("tiny")
    run(repository, "pretrain_tiny.py", "--out", str(out), *SHORT, "--pretraining.steps", "3")
    return out


def test_it_leaves_two_checkpoints_and_a_record(pair: Path) -> None:
    for encoder in ("text", "vision"):
        assert (pair / "encoders" / encoder / "config.json").is_file()
        assert (pair / "encoders" / encoder / "model.safetensors").is_file()
    header, *rows = (pair / "metrics.csv").read_text().splitlines()
    assert header == "step,seconds,contrast,masking,captioning,dense"
    assert len(rows) == 3
    assert json.loads((pair / "config.json").read_text())["width"] == 24


def test_it_goes_on_where_it_stopped(pair: Path, run_script: Any) -> None:
    flags = ["--out", str(pair), *SHORT, "--pretraining.steps", "4"]
    said = run_script("pretrain_tiny.py", *flags)
    assert said.returncode == 0, said.stderr
    assert "going on from step 3" in said.stdout
    assert (pair / "metrics.csv").read_text().splitlines()[-1].startswith("4,")


def test_the_pair_can_be_probed(pair: Path, tmp_path: Path, run_script: Any) -> None:
    arguments = ["--checkpoint", str(pair / "encoders"), "--out", str(tmp_path)]
    said = run_script("probe_tiny.py", *arguments, "--scenes", "100", "--retrievals", "1")
    assert said.returncode == 0, said.stderr
    results = json.loads((tmp_path / "probes.json").read_text())
    assert set(results["linear_probes"]) == {"colour", "shape", "position", "count"}
    assert len(results["retrieval"]) == 12
    figures = [value for probes in results.values() for value in probes.values()]
    assert all(0 <= value <= 1 for value in figures)
    assert "| colour |" in said.stdout
