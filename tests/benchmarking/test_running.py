"""Cells: run once, resumed, and reported where they fail."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gennet_rl.benchmarking.cells import Cell, slug

Benchmark = Callable[..., tuple[Path, str]]

ENV_ID = "gennet/EasyVQA-v0"


def called(calls: Path) -> list[str]:
    """The cells that were run since the last question."""
    lines = calls.read_text().splitlines()
    calls.write_text("")
    return sorted(line.replace(f" in {ENV_ID}, seed ", " ") for line in lines)


def result_of(out: Path, agent: str, seed: int = 0) -> dict[str, Any]:
    folder = Cell(ENV_ID, agent, seed).folder(out)
    result: dict[str, Any] = json.loads((folder / "result.json").read_text())
    return result


ALL = ["good 0", "good 1"]


def test_what_is_done_is_not_done_again(benchmark: Benchmark, calls: Path) -> None:
    out, tables = benchmark()
    assert called(calls) == ALL
    files = [out / name for name in ("results.csv", "leaderboard.md")]
    written = [file.read_bytes() for file in files]
    assert benchmark() == (out, tables)
    assert called(calls) == []
    assert [file.read_bytes() for file in files] == written
    benchmark(seeds=3)
    assert called(calls) == ["good 2"]
    benchmark(agents=("good", "other"))
    assert called(calls) == ["other 0", "other 1"]


def test_other_settings_are_other_cells(benchmark: Benchmark, calls: Path) -> None:
    benchmark()
    called(calls)
    out, _ = benchmark(frames=123)
    assert called(calls) == ALL
    assert result_of(out, "good")["frames"] == 123
    benchmark(frames=123, settings=("num_envs=32",))
    assert called(calls) == ALL


def test_a_cell_that_was_begun_and_not_ended_starts_anew(benchmark: Benchmark, calls: Path) -> None:
    out, _ = benchmark()
    called(calls)
    folder = Cell(ENV_ID, "good", 1).folder(out)
    (folder / "result.json").unlink()
    (folder / "left_over.txt").touch()
    benchmark()
    assert called(calls) == ["good 1"]
    assert not (folder / "left_over.txt").exists()


def test_two_folders_hold_the_same_bytes_whatever_runs_side_by_side(
    benchmark: Benchmark, tmp_path: Path
) -> None:
    agents = ("good", "raises", "good-blind")
    asked = {"agents": agents, "function": "run_or_break", "seeds": 1}
    one, _ = benchmark(out=tmp_path / "one", jobs=1, **asked)
    many, _ = benchmark(out=tmp_path / "many", jobs=4, **asked)
    for name in ("results.csv", "leaderboard.md"):
        assert (one / name).read_bytes() == (many / name).read_bytes()
    assert "seconds" not in (one / "results.csv").read_text()


def test_a_cell_that_breaks_is_named_and_the_others_go_on(
    benchmark: Benchmark, calls: Path
) -> None:
    agents = ("raises", "killed", "exits", "good")
    out, tables = benchmark("run_or_break", agents=agents, seeds=1)
    assert called(calls) == ["good 0"]
    assert result_of(out, "good")["status"] == "done"
    errors = {agent: result_of(out, agent)["error"] for agent in agents[:3]}
    assert errors["raises"] == "ZeroDivisionError: nothing to divide by"
    assert "killed by SIGKILL" in errors["killed"]
    assert errors["killed"].endswith("its last line was: about to be killed")
    assert "ended with status 3" in errors["exits"]
    assert (
        "in run_or_break" in (Cell(ENV_ID, "raises", 0).folder(out) / "traceback.txt").read_text()
    )
    assert "## 3 failed" in tables
    rows = (out / "results.csv").read_text()
    for agent, error in errors.items():
        assert f"* {agent} in {ENV_ID}, seed 0: {error}" in tables
        assert f"{ENV_ID},{agent},0,failed,0,,,,,0,," in rows
        assert error in rows
    # All that failed is run again on demand only, and mended then.
    benchmark("run_or_break", agents=agents, seeds=1)
    assert called(calls) == []
    assert result_of(out, "raises")["status"] == "failed"
    benchmark("run_or_break", agents=agents, seeds=1, retry_failed=True)
    assert called(calls) == []


@pytest.mark.usefixtures("in_this_process")
def test_an_unknown_function_is_a_failure_with_a_sentence(benchmark: Benchmark) -> None:
    out, _ = benchmark("nothing", seeds=1)
    assert "'fake_agents:nothing', cannot be had" in result_of(out, "good")["error"]


@pytest.mark.usefixtures("in_this_process")
def test_results_hold_every_episode(benchmark: Benchmark, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REWARD", "0.5")
    out, _ = benchmark(test_episodes=40, frames=300)
    folder = Cell(ENV_ID, "good", 0).folder(out)
    result = result_of(out, "good")
    assert result["accuracy"] == result["score"] == 0.6
    assert (result["return_mean"], result["episodes"]) == (0.3, 40)
    assert result["curve"] == [[100, 1.0, 0.3], [200, 2.0, 0.6], [300, 3.0, 0.62]]
    assert np.load(folder / "returns.npy").sum() == 12
    assert np.load(folder / "correct.npy").sum() == 24


@pytest.mark.usefixtures("in_this_process")
def test_the_score_is_the_return_where_nobody_knows_what_is_correct(
    benchmark: Benchmark, tmp_path: Path
) -> None:
    out, tables = benchmark("run_without_accuracy", seeds=1)
    result = result_of(out, "good")
    assert (result["accuracy"], result["score"], result["metric"]) == (None, 0.6, "return")
    assert f"| {ENV_ID} | return |" in tables
    suite = tmp_path / "suite.toml"
    suite.write_text(f'agents = ["good"]\n[[environments]]\nid = "{ENV_ID}"\nmetric = "accuracy"')
    out, tables = benchmark("run_without_accuracy", suite=str(suite), seeds=1)
    assert "take metric 'return'" in tables


def test_folders_of_other_things_are_left_alone(benchmark: Benchmark, tmp_path: Path) -> None:
    folder = Cell(ENV_ID, "good", 0).folder(tmp_path / "out")
    folder.mkdir(parents=True)
    (folder / "thesis.txt").touch()
    with pytest.raises(ValueError, match="holds no cell"):
        benchmark()
    assert (folder / "thesis.txt").exists()


def test_slugs_are_plain_folder_names() -> None:
    assert slug("gennet/Scenes-v0?difficulty=1") == "gennet-Scenes-v0-difficulty=1"
    assert slug("../my runs/final") == "my-runs-final"


INTERRUPTED = """
import signal
from pathlib import Path
from gennet_rl.benchmarking.benchmark import run_benchmark
from gennet_rl.benchmarking.config import BenchmarkConfig
# Where the tests run in the background of a shell, Ctrl-C is ignored from birth.
signal.signal(signal.SIGINT, signal.default_int_handler)
config = BenchmarkConfig(
    envs=("gennet/EasyVQA-v0",), agents=("good", "slow"), seeds=1, jobs=2, out=Path({out!r})
)
run_benchmark(config, "fake_agents:run_slowly", progress=False)
"""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_an_interruption_stops_all_and_can_be_resumed(
    how: signal.Signals,
    benchmark: Benchmark,
    calls: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started, out = tmp_path / "started", tmp_path / "out"
    monkeypatch.setenv("STARTED", str(started))
    command = [sys.executable, "-c", INTERRUPTED.format(out=str(out))]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    good = Cell(ENV_ID, "good", 0).folder(out) / "result.json"
    while not (started.exists() and good.exists()):
        assert process.poll() is None
        time.sleep(0.02)
    slow = Cell(ENV_ID, "slow", 0).folder(out)
    process.send_signal(how)
    assert process.wait() != 0
    wait_until_gone(int((slow / "pid").read_text()))
    assert not (slow / "result.json").exists()
    assert json.loads(good.read_text())["status"] == "done"
    called(calls)
    monkeypatch.setenv("QUICK", "1")
    benchmark("run_slowly", agents=("good", "slow"), seeds=1)
    assert "slow 0" in (again := called(calls))
    assert "good 0" not in again


def wait_until_gone(pid: int) -> None:
    while Path(f"/proc/{pid}").exists():
        if "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text():
            return
        time.sleep(0.02)
