"""Functions that run a cell in no time, named to the benchmark as "fake_agents:NAME"."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import numpy as np

from gennet_rl.benchmarking.cells import Cell, CellOutcome, CellSettings

SCORES = {"random": 0.2, "oracle": 0.8, "good": 0.6, "good-blind": 0.4, "good-deaf": 0.3}


def run(cell: Cell, folder: Path, settings: CellSettings) -> CellOutcome:
    """A known score for each agent, a little better with every seed; notes that it was called."""
    with Path(os.environ["CALLS"]).open("a") as calls:
        calls.write(f"{cell}\n")
    episodes = settings.test_episodes or 100
    solved = round(episodes * (SCORES.get(cell.agent, 0.5) + 0.05 * cell.seed))
    correct = np.arange(episodes) < solved
    returns = correct * float(os.environ.get("REWARD", "1"))
    curve = [(100, 1.0, 0.3), (200, 2.0, 0.6), (settings.frames, 3.0, 0.62)]
    return CellOutcome(returns, correct.astype(np.int8), settings.frames, curve)


def run_or_break(cell: Cell, folder: Path, settings: CellSettings) -> CellOutcome:
    """As :func:`run`, but some agents break, each in a way of its own."""
    if cell.agent == "raises":
        raise ZeroDivisionError("nothing to\ndivide by")
    if cell.agent == "killed":
        print("about to be killed", flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
    if cell.agent == "exits":
        raise SystemExit(3)
    return run(cell, folder, settings)


def run_slowly(cell: Cell, folder: Path, settings: CellSettings) -> CellOutcome:
    """The agent "slow" says which process it is, and then takes very long unless told not to."""
    if cell.agent == "slow" and "QUICK" not in os.environ:
        (folder / "pid").write_text(str(os.getpid()))
        Path(os.environ["STARTED"]).touch()
        time.sleep(1000)
    return run(cell, folder, settings)


def run_without_accuracy(cell: Cell, folder: Path, settings: CellSettings) -> CellOutcome:
    """Nobody knows what is correct."""
    outcome = run(cell, folder, settings)
    return CellOutcome(outcome.returns, np.full(len(outcome.correct), -1, np.int8))
