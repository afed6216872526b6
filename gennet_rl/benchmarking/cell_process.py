"""The process that runs one cell: ``python -m gennet_rl.benchmarking.cell_process FOLDER``."""

from __future__ import annotations

import importlib
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from gennet_rl.benchmarking.cells import (
    Cell,
    CellOutcome,
    CellSettings,
    read_plan,
    write_failure,
    write_outcome,
)
from gennet_rl.errors import InvalidValueError

__all__ = ["load_function", "main"]

RunCell = Callable[[Cell, Path, CellSettings], CellOutcome]


def main(folder: Path) -> int:
    """Run the cell whose plan lies in ``folder``, and leave its result there.

    Returns:
        The exit status: 0, or 1 where it failed.
    """
    planned, run = read_plan(folder)
    start = time.perf_counter()
    try:
        outcome = load_function(run)(planned.cell, folder, planned.settings)
        write_outcome(folder, planned, outcome, time.perf_counter() - start)
    except Exception as error:
        write_failure(folder, planned.cell, error, time.perf_counter() - start)
        return 1
    return 0


def load_function(name: str) -> RunCell:
    """The function of "module:function".

    Raises:
        InvalidValueError: where there is none.
    """
    module, _, function = name.partition(":")
    try:
        loaded: RunCell = getattr(importlib.import_module(module), function)
    except (ModuleNotFoundError, AttributeError, ValueError) as error:
        raise InvalidValueError(
            f"what runs a cell, {name!r}, cannot be had: {error}; name it module:function."
        ) from error
    return loaded


def _end_with_parent() -> None:
    """End this process when the one that started it is gone, which closes standard input."""

    def wait() -> None:
        # Not by sys.stdin, whose lock an exiting interpreter wants.
        while os.read(0, 1):
            pass
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


if __name__ == "__main__":
    _end_with_parent()
    sys.exit(main(Path(sys.argv[1])))
