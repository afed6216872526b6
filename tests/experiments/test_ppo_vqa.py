"""experiments/ppo_vqa.py as a user runs it: what it leaves, and what it says to bad input."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

TINY_FLAGS = [
    *("--text-checkpoint", "None", "--network.text.width", "32", "--network.text.layers", "1"),
    *(
        "--vision-checkpoint",
        "None",
        "--network.vision.width",
        "32",
        "--network.vision.layers",
        "1",
    ),
    *("--network.vision.fine-tuning", "full", "--network.fusion.width", "32"),
]


def test_a_short_run_leaves_what_the_contract_says(
    repository: Path, tmp_path: Path, run_script: Any
) -> None:
    flags = ["--total-frames", "512", "--num-envs", "64", "--test-episodes", "500"]
    flags += ["--evaluations", "1", "--evaluation-episodes", "64", "--out", "run", *TINY_FLAGS]
    script = str(repository / "experiments" / "ppo_vqa.py")
    result = subprocess.run(
        [sys.executable, script, *flags], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    assert "training: 100%" in result.stderr
    for name in ("ppo", "random", "majority", "question_only"):
        assert f"\n  {name} " in result.stdout
    folder = tmp_path / "run"
    summary = json.loads((folder / "summary.json").read_text())
    assert summary["env_id"] == "gennet/EasyVQA-v0"
    assert summary["algorithm"] == "ppo"
    assert summary["frames"] == 512
    assert summary["test"]["episodes"] == 500
    low, high = summary["test"]["accuracy_ci95"]
    assert 0 <= low <= summary["test"]["accuracy"] <= high <= 1
    assert summary["baselines"]["question_only"]["accuracy"] > 0.6
    assert summary["encoders"] == {
        "text": "from scratch",
        "vision": "from scratch",
        "frozen": False,
        "text_fine_tuning": "full",
        "vision_fine_tuning": "full",
    }
    assert summary["texts_truncated"] == 0
    assert json.loads((folder / "config.json").read_text())["total_frames"] == 512
    with (folder / "metrics.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [float(row["frames"]) for row in rows] == [256, 512]
    assert rows[-1]["validation_accuracy"]
    assert (folder / "curve.png").stat().st_size > 5000
    assert list((folder / "tensorboard").iterdir())
    assert (folder / "checkpoints" / "final" / "model.safetensors").is_file()

    again = run_script("ppo_vqa.py", *flags)
    assert again.returncode == 2
    assert "--overwrite" in again.stderr


def test_the_summary_tells_what_was_frozen_and_what_was_cut(
    tmp_path: Path, run_script: Any
) -> None:
    flags = ["--total-frames", "512", "--num-envs", "128", "--test-episodes", "100", "--out", "run"]
    flags += ["--evaluations", "0", "--encoders.frozen", "--network.text.max-tokens", "6"]
    result = run_script("ppo_vqa.py", *flags)
    assert result.returncode == 0, result.stderr
    summary = json.loads((tmp_path / "run" / "summary.json").read_text())
    assert summary["encoders"]["frozen"] is True
    assert summary["encoders"]["text_fine_tuning"] == "frozen"
    assert summary["encoders"]["vision_fine_tuning"] == "frozen"
    assert summary["texts_truncated"] > 0
    sentence = f"{summary['texts_truncated']} of "
    assert result.stdout.splitlines()[-1].startswith(sentence)
    assert (result.stdout + result.stderr).count("were cut") == 1


BAD_INPUT = {
    "unknown environment": (["--env-id", "gennet/EasyVAQ-v0"], "'gennet/EasyVQA-v0'"),
    "unfit environment": (["--env-id", "CartPole-v1"], "'text'"),
    "missing checkpoint": (["--network.text.checkpoint", "./nowhere"], "'./nowhere'"),
    "unknown device": (["--device", "gpu"], "'gpu'"),
    "negative size": (["--num-envs", "-4"], "num_envs is -4"),
    "nested size": (["--network.fusion.width", "0"], "network.fusion.width is 0"),
    "no number": (["--total-frames", "many"], "many"),
    "unknown flag": (["--total-frame", "10"], "--total-frames"),
}


@pytest.mark.parametrize("case", BAD_INPUT)
def test_bad_input_gets_a_sentence_and_status_two(
    case: str, tmp_path: Path, run_script: Any
) -> None:
    flags, part = BAD_INPUT[case]
    result = run_script("ppo_vqa.py", *flags)
    assert result.returncode == 2
    assert "Traceback" not in result.stderr
    message = " ".join((result.stdout + result.stderr).split())
    assert part in message
    assert list(tmp_path.iterdir()) == []


def test_help_explains_every_flag(run_script: Any) -> None:
    result = run_script("ppo_vqa.py", "--help")
    assert result.returncode == 0
    for flag in ("--env-id", "--total-frames", "--num-envs", "--seed", "--out", "--device"):
        assert flag in result.stdout
    assert "Gymnasium id of the environment." in result.stdout
