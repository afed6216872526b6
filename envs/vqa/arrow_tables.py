"""Parquet, a row group at a time, and folders saved by Hugging Face `datasets`, memory mapped."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from gennet_rl.envs.vqa.tables import BadRowError, Row, Table
from gennet_rl.errors import InvalidValueError

__all__ = ["ParquetTable", "SavedTable", "open_saved_folder"]

BATCH_ROWS = 128  # read together while streaming; images may be a megabyte each
ROW_GROUP_BYTES = 64 * 2**20  # of row groups kept; the one read last is kept in any case
SPLIT_NAMES = {"training": "train", "valid": "validation", "val": "validation", "dev": "validation"}


class ParquetTable(Table):
    """A Parquet file. A row costs the reading of its row group, where that is not at hand."""

    def __init__(self, path: Path) -> None:
        self.path = path
        parquet = _import("pyarrow.parquet", path)
        try:
            self._file = parquet.ParquetFile(path, memory_map=True)
        except (OSError, ValueError) as error:  # pyarrow's errors are one or the other
            raise self._unreadable(error) from error
        metadata = self._file.metadata
        self.columns = self._file.schema_arrow.names
        sizes = [metadata.row_group(group).num_rows for group in range(metadata.num_row_groups)]
        self._starts = np.cumsum([0, *sizes])
        self._kept: OrderedDict[tuple[int, tuple[str, ...]], Any] = OrderedDict()
        self._kept_bytes = 0

    def __len__(self) -> int:
        return int(self._starts[-1])

    def read(self, index: int, columns: Sequence[str]) -> Row:
        """The row, from its row group."""
        group = int(np.searchsorted(self._starts, index, side="right")) - 1
        cells = self._row_group(group, tuple(columns))
        offset = index - int(self._starts[group])
        return {name: cells.column(name)[offset].as_py() for name in columns}

    def stream(self, columns: Sequence[str]) -> Iterator[Row | BadRowError]:
        """Rows in order, a batch of 128 in memory."""
        try:
            for batch in self._file.iter_batches(BATCH_ROWS, columns=list(columns)):
                yield from batch.to_pylist()
        except (OSError, ValueError) as error:
            raise self._unreadable(error) from error

    def _unreadable(self, error: Exception) -> InvalidValueError:
        return InvalidValueError(
            f"{self.path} cannot be read as Parquet ({_first_line(error)}): write it anew."
        )

    def _row_group(self, group: int, columns: tuple[str, ...]) -> Any:
        key = group, columns
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        try:
            cells = self._file.read_row_group(group, columns=list(columns))
        except (OSError, ValueError) as error:
            raise BadRowError(f"its row group cannot be read ({_first_line(error)}).") from error
        self._kept[key] = cells
        self._kept_bytes += cells.nbytes
        while len(self._kept) > 1 and self._kept_bytes > ROW_GROUP_BYTES:
            self._kept_bytes -= self._kept.popitem(last=False)[1].nbytes
        return cells


class SavedTable(Table):
    """A ``datasets.Dataset`` that was saved with ``save_to_disk``.

    Args:
        path: its folder.
        dataset: the data set.
        images: ``datasets.Image``, by which columns of images are known.
        labels: ``datasets.ClassLabel``, whose numbers stand for names.
    """

    def __init__(self, path: Path, dataset: Any, images: Any, labels: Any) -> None:
        self.path = path
        dataset = dataset.with_format(None)  # it may have been saved to come out as tensors
        for name, feature in dataset.features.items():
            if isinstance(feature, images):
                # As the bytes in the file: decoding is this library's, which bounds it.
                dataset = dataset.cast_column(name, images(decode=False))
        self.columns = dataset.column_names
        self._dataset = dataset
        self._labels = {
            name: feature.names
            for name, feature in dataset.features.items()
            if isinstance(feature, labels)
        }
        self._chosen: tuple[tuple[str, ...], Any] = ((), None)

    def __len__(self) -> int:
        return len(self._dataset)

    def read(self, index: int, columns: Sequence[str]) -> Row:
        """The row, from the mapped file."""
        return self._named(self._select(columns)[index])

    def stream(self, columns: Sequence[str]) -> Iterator[Row | BadRowError]:
        """Rows in order, a batch of 128 in memory."""
        for batch in self._select(columns).iter(batch_size=BATCH_ROWS):
            for cells in zip(*batch.values(), strict=True):
                yield self._named(dict(zip(batch, cells, strict=True)))

    def _select(self, columns: Sequence[str]) -> Any:
        """The data set with ``columns`` only: what is not selected is not read from disk."""
        if self._chosen[0] != tuple(columns):
            self._chosen = tuple(columns), self._dataset.select_columns(list(columns))
        return self._chosen[1]

    def _named(self, row: dict[str, Any]) -> Row:
        for name, names in self._labels.items():
            number = row.get(name)
            if isinstance(number, int):
                row[name] = names[number] if number >= 0 else None  # -1 where it was withheld
        return row


def open_saved_folder(path: Path) -> dict[str, Table]:
    """The data sets of a folder written by ``save_to_disk``, by split.

    Raises:
        InvalidValueError: where it is no such folder.
    """
    if not any((path / name).is_file() for name in ("state.json", "dataset_dict.json")):
        raise InvalidValueError(
            f"{path} is a folder that save_to_disk of Hugging Face `datasets` did not write: name "
            "the file in it."
        )
    datasets = _import("datasets", path)
    try:
        loaded = datasets.load_from_disk(str(path))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InvalidValueError(
            f"{path} cannot be read by `datasets` ({_first_line(error)}): save it anew."
        ) from error
    kinds = datasets.Image, datasets.ClassLabel
    if not isinstance(loaded, datasets.DatasetDict):
        return {"train": SavedTable(path, loaded, *kinds)}
    return {
        SPLIT_NAMES.get(name, name): SavedTable(path / name, data, *kinds)
        for name, data in loaded.items()
    }


def _import(module: str, path: Path) -> Any:
    try:
        return import_module(module)
    except ImportError as error:
        raise InvalidValueError(
            f"reading {path} needs {module.partition('.')[0]}, which is not installed: run "
            "`pip install 'gennet_rl[data]'`."
        ) from error


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]
