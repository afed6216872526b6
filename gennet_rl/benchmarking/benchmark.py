"""A benchmark from its plan to its tables."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gennet_rl.benchmarking.aggregating import aggregate
from gennet_rl.benchmarking.config import DEFAULT_RUN, BenchmarkConfig
from gennet_rl.benchmarking.leaderboard import format_leaderboard
from gennet_rl.benchmarking.planning import Plan, make_plan
from gennet_rl.benchmarking.report import write_report
from gennet_rl.benchmarking.results import read_rows, write_csvs
from gennet_rl.benchmarking.running import default_jobs, run_cells
from gennet_rl.errors import InvalidValueError

__all__ = ["run_benchmark"]


def run_benchmark(
    config: BenchmarkConfig,
    run: str = DEFAULT_RUN,
    roster: Mapping[str, bool] | None = None,
    command: str = "gennet-rl benchmark",
    progress: bool = True,
) -> tuple[Path, str]:
    """Run what is not done yet, and write the tables of all that was asked for.

    The folder then holds ``cells/``, ``results.csv``, ``timings.csv``, ``aggregate.json``,
    ``leaderboard.md`` and ``report.html``.

    Args:
        config: what is asked for.
        run: "module:function" that runs a cell, called with the cell, its folder and its settings.
        roster: the agents that there are, by name, with whether seeds make a difference to them;
            others are run once. By default any name will do.
        command: line that makes it again, for the tables.
        progress: whether a bar runs on standard error.

    Returns:
        The folder, and the tables in Markdown.

    Raises:
        GennetRLError: where what is asked for makes no sense.
    """
    plan = make_plan(config, roster)
    out = config.out or Path("runs") / "benchmark" / plan.name
    if out.exists() and not out.is_dir():
        raise InvalidValueError(f"out folder {str(out)!r} is a file: name a folder.")
    out.mkdir(parents=True, exist_ok=True)
    jobs = config.jobs or default_jobs(_on_cuda(plan))
    run_cells(plan.cells, out, run, jobs, config.retry_failed, progress)
    return out, _write_tables(plan, out, run, command)


def _write_tables(plan: Plan, out: Path, run: str, command: str) -> str:
    rows = read_rows(plan.cells, out, run)
    write_csvs(rows, out)
    summary = aggregate(plan, rows, command)
    _write_json(out / "aggregate.json", summary)
    tables = format_leaderboard(summary)
    (out / "leaderboard.md").write_text(tables, "utf-8")
    write_report(out)
    return tables


def _write_json(file: Path, content: dict[str, Any]) -> None:
    file.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", "utf-8")


def _on_cuda(plan: Plan) -> bool:
    """Whether a cell computes on a GPU."""
    from gennet_rl.devices import resolve_device

    names = {item.settings.training.get("device", "auto") for item in plan.cells}
    return any(resolve_device(name).type == "cuda" for name in names)
