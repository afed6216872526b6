"""JSON Lines and CSV: an array of where each row begins, eight bytes a row, and nothing else."""

from __future__ import annotations

import csv
import io
import json
import os
import weakref
from abc import abstractmethod
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from gennet_rl.envs.vqa.tables import BadRowError, Row, Table, quoted
from gennet_rl.errors import InvalidValueError

__all__ = ["CSVTable", "JSONLinesTable"]

MAX_CELL = 64 * 2**20  # bytes of a CSV cell; an open quote would make the rest of the file one cell
READ_BUFFER = 2**20
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
DECODE_JSON = json.JSONDecoder().decode


class LineTable(Table):
    """A text file whose rows are found by their offsets.

    Rows are read by position (``pread``), so that processes forked from this one can share the
    open file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._file)
        self._offsets = self._find_rows()

    def __len__(self) -> int:
        return len(self._offsets) - 1

    @abstractmethod
    def _find_rows(self) -> np.ndarray:
        """Where each row begins and, last, where the file ends: uint64[rows + 1]."""

    @abstractmethod
    def _parse(self, line: bytes) -> Row:
        """The row that ``line`` holds; raises BadRowError."""

    def read(self, index: int, columns: Sequence[str]) -> Row:
        """The row, read and parsed anew each time."""
        start, end = int(self._offsets[index]), int(self._offsets[index + 1])
        line = os.pread(self._file, end - start, start)
        if len(line) != end - start:
            raise BadRowError("the file has become shorter since it was opened: open it again.")
        return self._parse(line)

    def stream(self, columns: Sequence[str]) -> Iterator[Row | BadRowError]:
        """Rows in the order of the file, read through a buffer."""
        with self.path.open("rb", buffering=READ_BUFFER) as file:
            position = int(self._offsets[0])
            file.seek(position)
            for end in map(int, self._offsets[1:]):
                line = file.read(end - position)
                position = end
                try:
                    yield self._parse(line)
                except BadRowError as fault:
                    yield fault

    def where(self, index: int) -> str:
        """File, row and line."""
        start, lines = int(self._offsets[index]), 1
        with self.path.open("rb") as file:
            while start > 0 and (block := file.read(min(start, READ_BUFFER))):
                start -= len(block)
                lines += block.count(b"\n")
        return f"{self.path}, row {index} (line {lines})"


class JSONLinesTable(LineTable):
    """One JSON object a line; lines of nothing but white space are no rows."""

    def _find_rows(self) -> np.ndarray:
        offsets, position = array("Q"), 0
        with self.path.open("rb", buffering=READ_BUFFER) as file:
            for line in file:
                if not line.isspace():
                    if not offsets and line.lstrip().startswith(b"["):
                        raise InvalidValueError(
                            f"{self.path} is a JSON array: write one object a line instead."
                        )
                    marked = position == 0 and line.startswith(BYTE_ORDER_MARK)
                    offsets.append(len(BYTE_ORDER_MARK) if marked else position)
                position += len(line)
        offsets.append(position)
        return np.frombuffer(offsets, np.uint64)

    def _parse(self, line: bytes) -> Row:
        try:
            row = DECODE_JSON(line.decode())  # half the time of json.loads
        # A line can also be nested deeper than Python's stack, or not be UTF-8 (a ValueError).
        except (ValueError, RecursionError) as error:
            reason = str(error) or "nested too deep"
            raise BadRowError(f"the line {quoted(line)} is not JSON ({reason}).") from error
        if not isinstance(row, dict):
            raise BadRowError(
                f"the line {quoted(line)} is no JSON object: write one object a line, such as "
                '{"image": ..., "question": ..., "answer": ...}.'
            )
        return row


class CSVTable(LineTable):
    """Comma- or, in ``.tsv``, tab-separated values in UTF-8, with the columns' names on top."""

    lists_are_json = True

    def __init__(self, path: Path) -> None:
        self._delimiter = "\t" if path.suffix.lower() == ".tsv" else ","
        self.columns: list[str] = []
        # The limit is the csv module's own, for the whole process; images need more than it has.
        csv.field_size_limit(max(csv.field_size_limit(), MAX_CELL))
        super().__init__(path)

    def _find_rows(self) -> np.ndarray:
        """Ask the csv module, which takes a line at a time, how many lines each row takes."""
        offsets, position = array("Q"), 0

        def lines() -> Iterator[str]:
            nonlocal position
            for line in file:
                position += len(line)
                # Any byte is a character of Latin-1, and delimiters are the same in UTF-8.
                yield line.decode("latin-1")

        with self.path.open("rb", buffering=READ_BUFFER) as file:
            rows = csv.reader(lines(), delimiter=self._delimiter)
            start = 0
            while True:
                try:
                    cells = next(rows, None)
                except csv.Error:
                    cells = [""]  # a row, which is broken, as reading it will say
                if cells is None:
                    break
                if cells:  # blank lines are no rows
                    offsets.append(start)
                start = position
        offsets.append(position)
        if len(offsets) == 1:
            raise InvalidValueError(f"{self.path} is empty: begin it with the columns' names.")
        self._read_header(int(offsets[0]), int(offsets[1]))
        return np.frombuffer(offsets, np.uint64)[1:]

    def _read_header(self, start: int, end: int) -> None:
        line = os.pread(self._file, end - start, start)
        try:
            self.columns = self._cells(line.removeprefix(BYTE_ORDER_MARK))
        except BadRowError as fault:
            raise InvalidValueError(f"{self.path}, line 1: {fault}") from fault

    def _cells(self, line: bytes) -> list[str]:
        try:
            text = line.decode("utf-8")
            lines = io.StringIO(text, newline="\n")  # lines as _find_rows has them
            cells = next(csv.reader(lines, delimiter=self._delimiter), [])
        except (UnicodeDecodeError, csv.Error) as error:
            raise BadRowError(f"the line {quoted(line)} is not CSV in UTF-8 ({error}).") from error
        return cells

    def _parse(self, line: bytes) -> dict[str, Any]:
        cells = self._cells(line)
        if len(cells) != len(self.columns):
            raise BadRowError(
                f"there are {len(cells)} cells for {len(self.columns)} columns: quote cells that "
                "hold the separator or a line break."
            )
        return dict(zip(self.columns, cells, strict=True))
