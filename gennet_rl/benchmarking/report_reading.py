"""A benchmark's folder as the report sees it; what is missing or odd is left out, not raised."""

from __future__ import annotations

import csv
import json
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gennet_rl.errors import InvalidValueError, MissingFileError

__all__ = [
    "ORACLE",
    "Benchmark",
    "Cell",
    "Environment",
    "Sample",
    "mapping",
    "number",
    "read_benchmark",
    "sequence",
]

AGGREGATE_FILE, RESULTS_FILE, TIMINGS_FILE = "aggregate.json", "results.csv", "timings.csv"
ORACLE = "oracle"  # knows the answers, so that it is not among those that can be best
CELL_COLUMNS = ("env_id", "agent", "seed")


@dataclass(frozen=True)
class Sample:
    """One episode that was kept to be looked at."""

    episode: int | None
    text: str
    image: Path | None
    given: str
    right: str | None
    correct: bool | None
    episode_return: float | None
    probabilities: dict[str, float]
    value: float | None
    patches: list[list[float]]
    """Attention over the image, rows of equal length; empty where there is none."""
    words: list[tuple[str, float]]


@dataclass(frozen=True)
class Cell:
    """One agent in one environment with one seed."""

    env_id: str
    agent: str
    seed: int
    status: str
    error: str
    curve: list[tuple[float, float]]
    """Frames and score, in order."""
    samples: list[Sample]


@dataclass(frozen=True)
class Environment:
    """One column of the table, and one page."""

    env_id: str
    metric: str
    anchor: str

    @property
    def is_percent(self) -> bool:
        """Whether scores are shares of episodes."""
        return self.metric == "accuracy"

    @property
    def name(self) -> str:
        """The id without the namespace and version that most share."""
        return self.env_id.removeprefix("gennet/").replace("-v0", "")


@dataclass(frozen=True)
class Benchmark:
    """All that the report shows."""

    aggregate: dict[str, Any]
    environments: list[Environment]
    agents: list[str]
    cells: list[Cell]
    csv_tables: dict[str, list[list[str]]]
    unreadable: list[str] = field(default_factory=list)
    """Files that were there and could not be read, relative to the folder."""

    def entry(self, env_id: str, agent: str) -> dict[str, Any]:
        """What the table holds of an agent in an environment; maybe nothing."""
        return mapping(mapping(mapping(self.aggregate.get("table")).get(env_id)).get(agent))

    def cells_of(self, env_id: str, agent: str) -> list[Cell]:
        """Its cells by seed."""
        found = [cell for cell in self.cells if (cell.env_id, cell.agent) == (env_id, agent)]
        return sorted(found, key=lambda cell: cell.seed)


def mapping(value: Any) -> dict[str, Any]:
    """``value``, or nothing where it is no dictionary."""
    return value if isinstance(value, dict) else {}


def sequence(value: Any) -> list[Any]:
    """``value``, or nothing where it is no list."""
    return value if isinstance(value, list) else []


def number(value: Any) -> float | None:
    """``value`` as a float; None where it is no finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)


def read_benchmark(folder: Path) -> Benchmark:
    """Read a benchmark's folder.

    Args:
        folder: with ``aggregate.json``; ``results.csv``, ``timings.csv`` and ``cells/`` are read
            where they are.

    Raises:
        MissingFileError: where there is no ``aggregate.json``.
        InvalidValueError: where that file is damaged.
    """
    aggregate = _read_aggregate(folder / AGGREGATE_FILE)
    unreadable: list[str] = []
    tables = {
        name: _read_csv(folder / name, folder, unreadable) for name in (RESULTS_FILE, TIMINGS_FILE)
    }
    cells = _of_this_run(_read_cells(folder, unreadable), tables[RESULTS_FILE])
    agents = [str(agent) for agent in sequence(aggregate.get("agents"))]
    agents += [agent for row in mapping(aggregate.get("table")).values() for agent in mapping(row)]
    return Benchmark(
        aggregate=aggregate,
        environments=_environments(aggregate, cells),
        agents=list(dict.fromkeys([*agents, *(cell.agent for cell in cells)])),
        cells=cells,
        csv_tables={name: rows for name, rows in tables.items() if rows},
        unreadable=unreadable,
    )


def _read_aggregate(file: Path) -> dict[str, Any]:
    if not file.is_file():
        raise MissingFileError(
            f"{file} is not there: a report is written of a folder that `gennet-rl benchmark` left."
        )
    try:
        aggregate = json.loads(file.read_text("utf-8"))
    except ValueError as error:
        raise InvalidValueError(
            f"{file} is damaged ({error}): run the benchmark's command again, which makes it anew "
            "from the finished cells."
        ) from error
    if not isinstance(aggregate, dict):
        raise InvalidValueError(f"{file} holds no JSON object: run the benchmark's command again.")
    return aggregate


def _environments(aggregate: dict[str, Any], cells: list[Cell]) -> list[Environment]:
    """Those that are listed, then those that only results know of."""
    listed = [mapping(item) for item in sequence(aggregate.get("environments"))]
    metrics = {
        str(item["env_id"]): str(item.get("metric") or "") for item in listed if "env_id" in item
    }
    env_ids = [*metrics, *mapping(aggregate.get("table")), *(cell.env_id for cell in cells)]
    return [
        Environment(env_id, metrics.get(env_id, ""), f"environment-{i}")
        for i, env_id in enumerate(dict.fromkeys(env_ids), start=1)
    ]


def _read_json(file: Path, folder: Path, unreadable: list[str]) -> Any:
    """What a file holds; None, and a note, where it cannot be read."""
    try:
        return json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        unreadable.append(file.relative_to(folder).as_posix())
        return None


def _read_csv(file: Path, folder: Path, unreadable: list[str]) -> list[list[str]]:
    if not file.is_file():
        return []
    try:
        with file.open(newline="", encoding="utf-8") as opened:
            return list(csv.reader(opened))
    except (OSError, ValueError, csv.Error):
        unreadable.append(file.relative_to(folder).as_posix())
        return []


def _read_cells(folder: Path, unreadable: list[str]) -> list[Cell]:
    cells = []
    for file in sorted((folder / "cells").rglob("result.json")):
        result = mapping(_read_json(file, folder, unreadable))
        if not {"env_id", "agent"} <= result.keys():
            continue
        samples_file = file.with_name("samples.json")
        samples = _read_json(samples_file, folder, unreadable) if samples_file.is_file() else []
        points = [sequence(point) for point in sequence(result.get("curve"))]
        pairs = [(number(point[0]), number(point[-1])) for point in points if len(point) == 3]
        cells.append(
            Cell(
                env_id=str(result["env_id"]),
                agent=str(result["agent"]),
                seed=int(number(result.get("seed")) or 0),
                status=str(result.get("status", "")),
                error=str(result.get("error") or ""),
                curve=sorted((x, y) for x, y in pairs if x is not None and y is not None),
                samples=[_sample(mapping(item), file.parent) for item in sequence(samples)],
            )
        )
    return cells


def _of_this_run(cells: list[Cell], results: list[list[str]]) -> list[Cell]:
    """Cells that ``results.csv`` lists: a folder may still hold others, of an earlier command."""
    head, *rows = results or [[]]
    if not set(CELL_COLUMNS) <= set(head):
        return cells
    columns = [head.index(column) for column in CELL_COLUMNS]
    listed = {tuple(row[i] for i in columns) for row in rows if len(row) == len(head)}
    return [cell for cell in cells if (cell.env_id, cell.agent, str(cell.seed)) in listed]


def _sample(item: dict[str, Any], folder: Path) -> Sample:
    image = item.get("image")
    right, correct, episode = item.get("right"), item.get("correct"), number(item.get("episode"))
    probabilities = {
        str(answer): number(p) for answer, p in mapping(item.get("probabilities")).items()
    }
    words = [pair for pair in sequence(item.get("words")) if len(sequence(pair)) == 2]
    return Sample(
        episode=None if episode is None else int(episode),
        text=str(item.get("text") or ""),
        # Beside samples.json, and nowhere else.
        image=folder / Path(image).name if isinstance(image, str) else None,
        given=str(item.get("given", "")),
        right=None if right is None else str(right),
        correct=correct if isinstance(correct, bool) else None,
        episode_return=number(item.get("return")),
        probabilities={answer: p for answer, p in probabilities.items() if p is not None},
        value=number(item.get("value")),
        patches=_grid(item.get("patches")),
        words=[(str(word), number(weight) or 0.0) for word, weight in words],
    )


def _grid(value: Any) -> list[list[float]]:
    rows = [[number(weight) or 0.0 for weight in sequence(row)] for row in sequence(value)]
    is_even = len({len(row) for row in rows}) == 1 and bool(rows[0])
    return rows if is_even else []
