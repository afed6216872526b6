"""Tables of rows on disk: what every kind of file can do, and which kind a path is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from gennet_rl.errors import InvalidValueError, MissingFileError, nearest_names

__all__ = ["BadRowError", "Row", "Table", "open_tables", "quoted"]

Row = Mapping[str, Any]
SHOWN_CHARACTERS = 80  # of a cell, in a message


class BadRowError(Exception):
    """What is wrong with one row; whoever knows the row's file and number says these."""


class Table(ABC):
    """Rows that stay on disk until they are asked for.

    Attributes:
        path: the file or folder.
        columns: the names of its columns; None where rows may differ, as in JSON Lines.
        lists_are_json: whether a list is written as text, because cells hold nothing else.
    """

    path: Path
    columns: Sequence[str] | None = None
    lists_are_json: bool = False

    @abstractmethod
    def __len__(self) -> int:
        """How many rows there are."""

    @abstractmethod
    def read(self, index: int, columns: Sequence[str]) -> Row:
        """Row ``index``, counted from 0, with ``columns`` at least.

        Raises:
            BadRowError: where the row cannot be read.
        """

    @abstractmethod
    def stream(self, columns: Sequence[str]) -> Iterator[Row | BadRowError]:
        """Every row in order, one at a time; a fault in place of a row that cannot be read."""

    def where(self, index: int) -> str:
        """File and row, for a message."""
        return f"{self.path}, row {index}"

    def check_columns(self, columns: Sequence[str]) -> None:
        """Raise InvalidValueError where the whole table lacks one of ``columns``."""
        for column in columns:
            if self.columns is not None and column not in self.columns:
                raise InvalidValueError(f"{self.path}: {missing_column(column, self.columns)}")


def missing_column(column: str, columns: Sequence[str]) -> str:
    """The sentence for a column that is not there."""
    return (
        f"there is no column {column!r}: name one of {nearest_names(column, columns)} by "
        "image_column, text_column, answer_column or choices_column."
    )


def quoted(value: object) -> str:
    """``repr`` of a cell, short enough for a message."""
    text = repr(value)
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}..."


def open_tables(path: Path) -> dict[str, Table]:
    """The tables at ``path``, by split; a file or a folder with one table has it under "train".

    Raises:
        MissingFileError: where nothing is there.
        InvalidValueError: where it is of no kind that is known, or cannot be opened, or where an
            extra is missing.
    """
    if not path.exists():
        raise MissingFileError(f"{path} does not exist: give the path of a data file or folder.")
    if path.is_dir():
        from gennet_rl.envs.vqa.arrow_tables import open_saved_folder

        return open_saved_folder(path)
    return {"train": _open_file(path)}


def _open_file(path: Path) -> Table:
    # Imported here, so that JSON Lines need no pyarrow.
    suffix = path.suffix.lower()
    if suffix in {".jsonl", ".ndjson", ".json"}:
        from gennet_rl.envs.vqa.text_tables import JSONLinesTable

        return JSONLinesTable(path)
    if suffix in {".csv", ".tsv"}:
        from gennet_rl.envs.vqa.text_tables import CSVTable

        return CSVTable(path)
    if suffix in {".parquet", ".pq"}:
        from gennet_rl.envs.vqa.arrow_tables import ParquetTable

        return ParquetTable(path)
    raise InvalidValueError(
        f"{path} is of no kind that can be read: use .jsonl, .csv, .tsv, .parquet, or a folder "
        "written by save_to_disk of Hugging Face `datasets`."
    )
