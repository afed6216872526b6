"""Benchmarks whose cells take no time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from gennet_rl.benchmarking import cell_process
from gennet_rl.benchmarking.benchmark import run_benchmark
from gennet_rl.benchmarking.cells import PlannedCell, begin_cell
from gennet_rl.benchmarking.config import BenchmarkConfig

Benchmark = Callable[..., tuple[Path, str]]

SUITE = """
agents = ["good"]
[[environments]]
id = "gennet/EasyVQA-v0"
without = ["random", "oracle"]
"""


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with a line for each cell that was run."""
    here = Path(__file__).parent
    monkeypatch.setenv("PYTHONPATH", f"{here}:{here.parents[1]}")
    monkeypatch.syspath_prepend(str(here))
    file = tmp_path / "calls.txt"
    file.touch()
    monkeypatch.setenv("CALLS", str(file))
    return file


@pytest.fixture
def benchmark(calls: Path, tmp_path: Path) -> Benchmark:
    """Run one with a function of fake_agents.py; by default with the agent "good" alone."""
    suite = tmp_path / "alone.toml"
    suite.write_text(SUITE)

    def run(function: str = "run", **asked: Any) -> tuple[Path, str]:
        if "envs" not in asked:
            asked.setdefault("suite", str(suite))
        asked = {"seeds": 2, "out": tmp_path / "out", "jobs": 2, **asked}
        return run_benchmark(BenchmarkConfig(**asked), f"fake_agents:{function}", progress=False)

    return run


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cells are run without processes of their own, where these are not what is tested."""

    def run_cells(planned: Iterable[PlannedCell], out: Path, run: str, *_: Any) -> None:
        for item in planned:
            cell_process.main(begin_cell(item, out, run))

    monkeypatch.setattr("gennet_rl.benchmarking.benchmark.run_cells", run_cells)
