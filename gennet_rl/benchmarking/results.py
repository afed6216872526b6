"""The cells' results, read from their folders, as rows of ``results.csv`` and ``timings.csv``."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from gennet_rl.benchmarking.cells import PlannedCell, cell_state, read_result
from gennet_rl.benchmarking.config import ORACLE, RANDOM
from gennet_rl.benchmarking.statistics import cost_to_90, normalize

__all__ = ["Row", "read_rows", "write_csvs"]

RESULT_COLUMNS = (
    "env_id",
    "agent",
    "seed",
    "status",
    "episodes",
    "accuracy",
    "return_mean",
    "score",
    "normalized_score",
    "frames",
    "frames_to_90",
    "error",
)
# Apart, so that the same command gives the same results.csv, byte by byte.
TIMING_COLUMNS = ("env_id", "agent", "seed", "seconds", "seconds_to_90")


@dataclass(frozen=True)
class Row:
    """What came of one cell; numbers that are not known are NaN."""

    env_id: str
    agent: str
    seed: int
    status: str
    """"done", or "failed"."""
    episodes: int
    metric: str | None
    """"accuracy", "return", or None where it failed."""
    accuracy: float
    return_mean: float
    score: float
    normalized_score: float
    """0 for random's mean score in the same environment, 1 for oracle's."""
    frames: int
    frames_to_90: float
    seconds: float
    seconds_to_90: float
    error: str | None


def read_rows(planned: Iterable[PlannedCell], out: Path, run: str) -> list[Row]:
    """The rows of all cells that have ended, in the order of environments, agents, seeds planned.

    Args:
        planned: cells with their settings.
        out: the benchmark's folder.
        run: "module:function" that ran them.
    """
    planned = list(planned)
    results = [
        read_result(item.cell.folder(out))
        for item in planned
        if cell_state(item, out, run) != "absent"
    ]
    pairs = dict.fromkeys((item.cell.env_id, item.cell.agent) for item in planned)
    order = {pair: i for i, pair in enumerate(pairs)}
    results.sort(key=lambda result: (order[_pair(result)], result["seed"]))
    scale = {env_id: _scale(results, env_id) for env_id, _ in pairs}
    return [_row(result, *scale[result["env_id"]]) for result in results]


def write_csvs(rows: Sequence[Row], out: Path) -> None:
    """Write ``results.csv`` and ``timings.csv``, one row a cell."""
    _write(out / "results.csv", RESULT_COLUMNS, rows)
    _write(out / "timings.csv", TIMING_COLUMNS, rows)


def _pair(result: dict[str, Any]) -> tuple[str, str]:
    return result["env_id"], result["agent"]


def _scale(results: list[dict[str, Any]], env_id: str) -> tuple[float, float]:
    """Mean scores of random and oracle in an environment; NaN where there are none."""
    ends = []
    for agent in (RANDOM, ORACLE):
        scores = [
            result["score"]
            for result in results
            if _pair(result) == (env_id, agent) and result["status"] == "done"
        ]
        ends.append(float(np.mean(scores)) if scores else math.nan)
    return ends[0], ends[1]


def _row(result: dict[str, Any], random: float, oracle: float) -> Row:
    score = _number(result["score"])
    curve = result["curve"]
    return Row(
        env_id=result["env_id"],
        agent=result["agent"],
        seed=result["seed"],
        status=result["status"],
        episodes=result["episodes"],
        metric=result["metric"],
        accuracy=_number(result["accuracy"]),
        return_mean=_number(result["return_mean"]),
        score=score,
        normalized_score=normalize(score, random, oracle),
        frames=result["frames"],
        frames_to_90=cost_to_90([(frames, at) for frames, _, at in curve], random),
        seconds=result["seconds"],
        seconds_to_90=cost_to_90([(seconds, at) for _, seconds, at in curve], random),
        error=result["error"],
    )


def _number(value: float | None) -> float:
    return math.nan if value is None else value


def _write(file: Path, columns: Sequence[str], rows: Sequence[Row]) -> None:
    with file.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.writer(opened, lineterminator="\n")
        writer.writerow(columns)
        for row in rows:
            values = [getattr(row, column) for column in columns]
            # Empty for what is not known.
            writer.writerow(["" if value is None or value != value else value for value in values])
