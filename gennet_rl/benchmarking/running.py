"""Cells run side by side, each in a process of its own that may fail without harm to the others."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from tqdm import tqdm

from gennet_rl.benchmarking.cells import (
    LOG_FILE,
    PlannedCell,
    begin_cell,
    cell_state,
    read_result,
    write_failure,
)

__all__ = ["default_jobs", "run_cells"]

SECONDS_BETWEEN_LOOKS = 0.05
SECONDS_TO_STOP = 5.0
NAMES_SHOWN = 2
# One thread a cell, however many run: sums in another order would give other results.
ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)


def default_jobs(on_cuda: bool) -> int:
    """As many cells at a time as there are cores; one where a GPU does the work."""
    if on_cuda:
        return 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run_cells(
    planned: Iterable[PlannedCell],
    out: Path,
    run: str,
    jobs: int = 1,
    retry_failed: bool = False,
    progress: bool = True,
) -> int:
    """Run the cells that are not done yet.

    A cell that fails is noted as failed and the others go on. Whatever ends this early stops the
    cells that are running, which start anew the next time.

    Args:
        planned: cells with their settings.
        out: the benchmark's folder.
        run: "module:function" that runs a cell, called with the cell, its folder and its settings.
        jobs: cells at a time.
        retry_failed: whether those that failed are run again.
        progress: whether a bar over all cells runs on standard error.

    Returns:
        How many were run.
    """
    planned = list(planned)
    finished = ("done",) if retry_failed else ("done", "failed")
    waiting = [item for item in planned if cell_state(item, out, run) not in finished]
    count = len(waiting)
    running: list[_CellProcess] = []
    done = len(planned) - count
    with tqdm(total=len(planned), initial=done, unit="cell", disable=not progress) as bar:
        try:
            while waiting or running:
                while waiting and len(running) < jobs:
                    running.append(_CellProcess(waiting.pop(0), out, run))
                    bar.set_postfix_str(_names(running))
                for process in [process for process in running if process.has_ended()]:
                    running.remove(process)
                    if problem := process.conclude():
                        bar.write(f"failed: {process.planned.cell}: {problem}", file=sys.stderr)
                    bar.update(1)
                    bar.set_postfix_str(_names(running))
                time.sleep(SECONDS_BETWEEN_LOOKS)
        finally:
            _stop(running)
    return count


class _CellProcess:
    """A cell that is running."""

    def __init__(self, planned: PlannedCell, out: Path, run: str) -> None:
        self.planned = planned
        self._folder = begin_cell(planned, out, run)
        self._since = time.perf_counter()
        command = [sys.executable, "-m", "gennet_rl.benchmarking.cell_process", str(self._folder)]
        with (self._folder / LOG_FILE).open("wb") as log:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,  # closed when this process is gone, whatever ends it
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, **ONE_THREAD, "PYTHONHASHSEED": "0"},
                start_new_session=True,  # Ctrl-C is for this process, which stops its cells
            )

    def has_ended(self) -> bool:
        return self._process.poll() is not None

    def conclude(self) -> str | None:
        """See that there is a result; what went wrong, where something did."""
        status = self._process.returncode
        self._close()
        try:
            error: str | None = read_result(self._folder)["error"]
        except (OSError, ValueError):
            error = _why(status, self._folder / LOG_FILE)
            seconds = time.perf_counter() - self._since
            write_failure(self._folder, self.planned.cell, error, seconds)
        return error

    def stop(self, how: signal.Signals) -> None:
        """Signal the process and what it started itself."""
        try:
            os.killpg(self._process.pid, how)
        except ProcessLookupError:
            return

    def wait(self, seconds: float) -> bool:
        """Whether it ended in time."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        self._close()
        return True

    def _close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()


def _stop(running: list[_CellProcess]) -> None:
    for process in running:
        process.stop(signal.SIGTERM)
    end = time.perf_counter() + SECONDS_TO_STOP
    for process in running:
        if not process.wait(max(0.0, end - time.perf_counter())):
            process.stop(signal.SIGKILL)
            process.wait(SECONDS_TO_STOP)


def _why(status: int, log: Path) -> str:
    """Why a process ended without a result, with the last line that it wrote."""
    if status < 0:
        names = {s.value: s.name for s in signal.Signals}
        reason = f"the process was killed by {names.get(-status, f'signal {-status}')}"
        if -status == signal.SIGKILL:
            reason += ", maybe for want of memory"
    else:
        reason = f"the process ended with status {status}"
    lines = log.read_text("utf-8", errors="replace").split("\n")
    last = next((line.strip() for line in reversed(lines) if line.strip()), None)
    return f"{reason}; its last line was: {last}" if last else f"{reason}."


def _names(running: list[_CellProcess]) -> str:
    names = [str(process.planned.cell) for process in running[:NAMES_SHOWN]]
    more = len(running) - len(names)
    return "; ".join(names) + (f" and {more} more" if more else "")
