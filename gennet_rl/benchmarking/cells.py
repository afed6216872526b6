"""A cell of a benchmark: one agent in one environment with one seed, and the folder it leaves."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
import shutil
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np

from gennet_rl.benchmarking.suites import Metric
from gennet_rl.errors import GennetRLError, InvalidValueError

__all__ = [
    "Cell",
    "CellOutcome",
    "CellSettings",
    "PlannedCell",
    "begin_cell",
    "cell_state",
    "one_line",
    "read_plan",
    "read_result",
    "slug",
    "write_failure",
    "write_outcome",
]

PLAN_FILE = "cell.json"
RESULT_FILE = "result.json"
TRACEBACK_FILE = "traceback.txt"
LOG_FILE = "log.txt"


@dataclass(frozen=True)
class Cell:
    """One agent in one environment with one seed."""

    env_id: str
    """As :func:`gennet_rl.env_ids.parse_env_id` reads it."""
    agent: str
    """Name of the agent, which is also its folder's."""
    seed: int
    """Of weights, environments, minibatches and draws."""

    def folder(self, out: Path) -> Path:
        """Where it lies in a benchmark's folder."""
        return out / "cells" / slug(self.env_id) / self.agent / f"seed{self.seed}"

    def __str__(self) -> str:
        return f"{self.agent} in {self.env_id}, seed {self.seed}"


@dataclass(frozen=True)
class CellSettings:
    """How a cell is trained and tested; with other settings it is another cell."""

    frames: int
    """Frames to train on."""
    test_episodes: int | None = None
    """Test episodes; None for all of the split, or 1000 where it has no end."""
    metric: Metric | None = None
    """What the score is; None for accuracy where it is known, else the return."""
    training: dict[str, Any] = field(default_factory=dict)
    """Fields of TrainingConfig by dotted name, in place of its defaults."""
    options: dict[str, Any] = field(default_factory=dict)
    """Settings of an agent that no TrainingConfig has, such as those of an endpoint."""
    saved_agent: str | None = None
    """Folder of a saved agent that is only tested; None for one of the named agents."""
    saved_agent_hash: str | None = None
    """Of that folder's files."""

    def score(self, accuracy: float | None, return_mean: float) -> float:
        """The metric's value.

        Raises:
            InvalidValueError: where it is the accuracy, which is not known.
        """
        if self.metric == "return" or (self.metric is None and accuracy is None):
            return return_mean
        if accuracy is None:
            raise InvalidValueError(
                "the metric is accuracy and the environment does not say what is correct: take "
                "metric 'return'."
            )
        return accuracy

    def metric_name(self, accuracy: float | None) -> Metric:
        """The metric, also where it was left to what is known."""
        return self.metric or ("return" if accuracy is None else "accuracy")


@dataclass(frozen=True)
class CellOutcome:
    """What running a cell gives."""

    returns: np.ndarray
    """float[E], undiscounted return of every test episode."""
    correct: np.ndarray
    """int8[E]: 1 solved, 0 not, -1 not known."""
    frames: int = 0
    """Frames trained on."""
    curve: list[tuple[int, float, float]] = field(default_factory=list)
    """(frames, seconds of training, validation score) in order; empty where nothing learns."""


@dataclass(frozen=True)
class PlannedCell:
    """A cell with its settings."""

    cell: Cell
    """What is run."""
    settings: CellSettings
    """How."""

    def digest(self, run: str) -> str:
        """A hash of all that the result depends on.

        Args:
            run: "module:function" that runs it.
        """
        content = [run, dataclasses.asdict(self.cell), dataclasses.asdict(self.settings)]
        text = json.dumps(content, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def slug(name: str) -> str:
    """A name as a folder's: "gennet/Scenes-v0?difficulty=1" is "gennet-Scenes-v0-difficulty=1"."""
    return re.sub(r"[^A-Za-z0-9._=-]+", "-", name).strip("-.")


def cell_state(planned: PlannedCell, out: Path, run: str) -> Literal["absent", "done", "failed"]:
    """What has become of a cell; one begun but not ended, or with other settings, is absent."""
    folder = planned.cell.folder(out)
    try:
        plan = json.loads((folder / PLAN_FILE).read_text("utf-8"))
        status = read_result(folder)["status"]
    except (OSError, ValueError, KeyError):
        return "absent"
    return status if plan.get("hash") == planned.digest(run) else "absent"


def begin_cell(planned: PlannedCell, out: Path, run: str) -> Path:
    """Make a cell's folder anew, with what :func:`read_plan` reads.

    Returns:
        The folder; what another attempt left there is gone.

    Raises:
        InvalidValueError: where a folder of that name holds no cell.
    """
    folder = planned.cell.folder(out)
    if folder.exists():
        if any(folder.iterdir()) and not (folder / PLAN_FILE).is_file():
            raise InvalidValueError(
                f"folder {str(folder)!r} holds no cell of a benchmark: move it, or name another "
                "out folder."
            )
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    plan = {
        "hash": planned.digest(run),
        "run": run,
        "cell": dataclasses.asdict(planned.cell),
        "settings": dataclasses.asdict(planned.settings),
    }
    _write_json(folder / PLAN_FILE, plan)
    return folder


def read_plan(folder: Path) -> tuple[PlannedCell, str]:
    """A folder's cell with its settings, and the "module:function" that is to run it."""
    plan = json.loads((folder / PLAN_FILE).read_text("utf-8"))
    return PlannedCell(Cell(**plan["cell"]), CellSettings(**plan["settings"])), plan["run"]


def read_result(folder: Path) -> dict[str, Any]:
    """What ``result.json`` says."""
    result: dict[str, Any] = json.loads((folder / RESULT_FILE).read_text("utf-8"))
    return result


def write_outcome(folder: Path, planned: PlannedCell, outcome: CellOutcome, seconds: float) -> None:
    """Write ``returns.npy``, ``correct.npy`` and, last of all, ``result.json``.

    Raises:
        InvalidValueError: where there is no score, see :meth:`CellSettings.score`.
    """
    returns = np.asarray(outcome.returns, np.float64)
    correct = np.asarray(outcome.correct, np.int8)
    accuracy = float(correct.mean()) if len(correct) and (correct >= 0).all() else None
    return_mean = float(returns.mean())
    result = {
        **_head(planned.cell, "done", None, seconds),
        "episodes": len(returns),
        "metric": planned.settings.metric_name(accuracy),
        "accuracy": accuracy,
        "return_mean": return_mean,
        "score": planned.settings.score(accuracy, return_mean),
        "frames": outcome.frames,
        "curve": [[int(frames), float(at), float(score)] for frames, at, score in outcome.curve],
    }
    np.save(folder / "returns.npy", returns)
    np.save(folder / "correct.npy", correct)
    _write_json(folder / RESULT_FILE, result)


def write_failure(
    folder: Path, cell: Cell, error: BaseException | str, seconds: float = 0.0
) -> None:
    """Write a ``result.json`` that says what went wrong, and ``traceback.txt`` for an exception."""
    if isinstance(error, BaseException):
        text = "".join(traceback.format_exception(error))
        (folder / TRACEBACK_FILE).write_text(text, "utf-8")
        error = one_line(error)
    result = {
        **_head(cell, "failed", error, seconds),
        "episodes": 0,
        "metric": None,
        "accuracy": None,
        "return_mean": None,
        "score": None,
        "frames": 0,
        "curve": [],
    }
    _write_json(folder / RESULT_FILE, result)


def one_line(error: BaseException) -> str:
    """An exception in a line: the library's own are sentences, others get their kind's name."""
    text = " ".join(str(error).split())
    if isinstance(error, GennetRLError):
        return text
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _head(cell: Cell, status: str, error: str | None, seconds: float) -> dict[str, Any]:
    return {**dataclasses.asdict(cell), "status": status, "error": error, "seconds": seconds}


def _write_json(file: Path, content: dict[str, Any]) -> None:
    """Written beside and renamed: whoever reads it finds all of it or nothing."""
    partial = file.with_suffix(".partial")
    partial.write_text(json.dumps(content, indent=2) + "\n", "utf-8")
    partial.replace(file)
