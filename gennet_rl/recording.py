"""The folder that a run leaves: configuration, metrics, events, curve, checkpoints, summary."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from types import TracebackType
from typing import Any

from gennet_rl.config import TrainingConfig
from gennet_rl.errors import InvalidValueError

__all__ = ["RunRecorder", "prepare_run_folder"]

# What a run leaves, by design; nothing else in the folder is ever touched.
RUN_FILES = ("config.json", "metrics.csv", "curve.png", "summary.json", "trace.json")
RUN_FOLDERS = ("checkpoints", "tensorboard")


def prepare_run_folder(folder: Path, overwrite: bool) -> Path:
    """Make the folder of a run ready.

    Args:
        folder: where the run is to go.
        overwrite: whether a run that is there already is removed.

    Raises:
        InvalidValueError: where ``folder`` is a file, or holds a run and ``overwrite`` is False.
    """
    if folder.exists() and not folder.is_dir():
        raise InvalidValueError(f"out folder {str(folder)!r} is a file: name a folder.")
    present = [folder / name for name in RUN_FILES if (folder / name).exists()]
    present_folders = [folder / name for name in RUN_FOLDERS if (folder / name).exists()]
    if (present or present_folders) and not overwrite:
        raise InvalidValueError(
            f"out folder {str(folder)!r} already holds a run: name another, or pass --overwrite."
        )
    for file in present:
        file.unlink()
    for subfolder in present_folders:
        shutil.rmtree(subfolder)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


class RunRecorder:
    """Writes one row a logging step to ``metrics.csv`` and to TensorBoard.

    Args:
        folder: a folder from :func:`prepare_run_folder`.
        config: written to ``config.json``.
    """

    def __init__(self, folder: Path, config: TrainingConfig) -> None:
        from torch.utils.tensorboard import SummaryWriter

        self.folder = folder
        self.rows: list[dict[str, float]] = []
        (folder / "config.json").write_text(config.to_json(), "utf-8")
        self._file = (folder / "metrics.csv").open("w", newline="", encoding="utf-8")
        self._columns: list[str] = []
        self._events = SummaryWriter(str(folder / "tensorboard"))

    @property
    def checkpoints(self) -> Path:
        """Folder of the run's agents."""
        return self.folder / "checkpoints"

    def log(self, row: dict[str, float]) -> None:
        """Record a row.

        Args:
            row: column to number; ``frames`` is the step. Empty cells (NaN) are left out of
                TensorBoard. Where a column is new, the file is written anew.
        """
        new = [key for key in row if key not in self._columns]
        if new:
            self._columns += new
            self._file.seek(0)
            csv.DictWriter(self._file, self._columns).writeheader()
        for each in [*self.rows, row] if new else [row]:
            cells = {key: "" if value != value else value for key, value in each.items()}
            csv.DictWriter(self._file, self._columns, restval="").writerow(cells)
        self._file.flush()
        for key, value in row.items():
            if key != "frames" and value == value:
                self._events.add_scalar(key, value, int(row["frames"]))
        self.rows.append(row)

    def write_summary(self, summary: dict[str, Any]) -> None:
        """Write ``summary.json``."""
        text = json.dumps(summary, indent=2) + "\n"
        (self.folder / "summary.json").write_text(text, "utf-8")

    def __enter__(self) -> RunRecorder:
        """Use as a context manager, so that files are closed."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the files."""
        self._file.close()
        self._events.close()
