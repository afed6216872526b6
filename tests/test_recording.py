"""The run folder: what is in it, and that a finished run is not lost by accident."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from gennet_rl.config import TrainingConfig
from gennet_rl.errors import InvalidValueError
from gennet_rl.recording import RunRecorder, prepare_run_folder


def test_a_run_is_not_overwritten_unasked(tmp_path: Path) -> None:
    folder = prepare_run_folder(tmp_path / "run", overwrite=False)
    with RunRecorder(folder, TrainingConfig()) as recorder:
        recorder.log({"frames": 1.0, "reward_mean": 0.5})
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(InvalidValueError, match="--overwrite"):
        prepare_run_folder(folder, overwrite=False)
    prepare_run_folder(folder, overwrite=True)
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]


def test_a_file_is_no_run_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InvalidValueError, match="is a file"):
        prepare_run_folder(tmp_path / "file", overwrite=True)


def test_rows_are_on_disk_at_once_and_empty_cells_stay_empty(tmp_path: Path) -> None:
    with RunRecorder(prepare_run_folder(tmp_path, False), TrainingConfig(seed=3)) as recorder:
        recorder.log({"frames": 10.0, "validation_return": float("nan")})
        recorder.log({"frames": 20.0, "validation_return": 0.5})
        with (tmp_path / "metrics.csv").open() as file:
            rows = list(csv.DictReader(file))
    assert rows == [
        {"frames": "10.0", "validation_return": ""},
        {"frames": "20.0", "validation_return": "0.5"},
    ]
    assert json.loads((tmp_path / "config.json").read_text())["seed"] == 3
    assert list((tmp_path / "tensorboard").iterdir())
