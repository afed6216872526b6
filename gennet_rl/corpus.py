"""A corpus of texts: read from files or an environment, and split by what the texts say."""

from __future__ import annotations

import csv
import glob
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gennet_rl.environments import sample_texts
from gennet_rl.errors import InvalidValueError, MissingFileError, nearest_names

__all__ = ["Corpus", "read_corpus", "split_texts"]

TABLE_DELIMITERS = {".csv": ",", ".tsv": "\t"}
JSON_LINES = (".jsonl", ".ndjson")
PLAIN_TEXT = (".txt", ".text")
READABLE = (*PLAIN_TEXT, *JSON_LINES, *TABLE_DELIMITERS)
NOT_UNICODE = "it has bytes or escapes that are not UTF-8 text"


@dataclass(frozen=True)
class Corpus:
    """Texts, and how many lines of their files could not be read."""

    texts: tuple[str, ...]
    """The texts in the order of their files, white space around them removed."""
    skipped_lines: int = 0
    """Bad lines that were skipped."""


@dataclass(frozen=True)
class _Line:
    """A text, or what is wrong with a line."""

    number: int
    text: str = ""
    fault: str = ""


def read_corpus(
    sources: Sequence[str],
    column: str = "text",
    skip_bad_lines: bool = False,
    env_id: str | None = None,
) -> Corpus:
    """Read texts from files, folders and glob patterns, and from an environment.

    ``.jsonl`` and ``.ndjson`` files hold one object a line, ``.csv`` and ``.tsv`` files have a
    header line; of these the text is in ``column``. Any other file has one text a line. Of a
    folder, all ``.txt``, ``.text``, ``.jsonl``, ``.ndjson``, ``.csv`` and ``.tsv`` files in it and
    below are read. Files are UTF-8. Blank lines and texts are left out.

    Args:
        sources: files, folders, glob patterns.
        column: the text's name in JSON objects and tables.
        skip_bad_lines: whether lines that cannot be read are counted instead of raised.
        env_id: Gymnasium id of an environment whose training texts are added.

    Raises:
        MissingFileError: where a source is not there.
        InvalidValueError: where a line is not UTF-8, no JSON object, or has no text in ``column``
            (unless ``skip_bad_lines``), where a table lacks the column, or where there is no text.
    """
    if not sources and env_id is None:
        raise InvalidValueError("no corpus is named: pass --corpus FILE ... or --env-id ID.")
    files = list(dict.fromkeys(file for source in sources for file in _files_of(source)))
    texts, skipped = [], 0
    for file in files:
        for line in _read_lines(file, column):
            if line.fault and not skip_bad_lines:
                raise InvalidValueError(
                    f"corpus {str(file)!r}, line {line.number}: {line.fault}; mend it, or pass "
                    "--skip-bad-lines."
                )
            skipped += bool(line.fault)
            if line.text:
                texts.append(line.text)
    if env_id is not None:
        texts += sample_texts(env_id)
    if not texts:
        reason = f" ({skipped} bad lines were skipped)" if skipped else ""
        raise InvalidValueError(
            f"corpus {', '.join(map(repr, sources))} has no text{reason}: name files with one text "
            "a line, or JSONL or CSV files with a column of texts."
        )
    return Corpus(tuple(texts), skipped)


def split_texts(texts: Sequence[str], held_out_fraction: float) -> tuple[list[str], list[str]]:
    """Training and held-out texts; equal texts always fall on the same side.

    A text is held out where its SHA-256, read as a number between 0 and 1, is less than
    ``held_out_fraction``: the same in every run, on every machine, whatever else is in the corpus.
    Texts that come again are held out once, so that each counts once.

    Args:
        texts: the corpus.
        held_out_fraction: expected share of the distinct texts, between 0 and 1.

    Raises:
        InvalidValueError: where a side would be empty.
    """
    train: list[str] = []
    held_out: dict[str, None] = {}
    for text in texts:
        number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") / 2**64
        if number < held_out_fraction:
            held_out[text] = None
        else:
            train.append(text)
    for side, size in (("held-out", len(held_out)), ("training", len(train))):
        if not size:
            raise InvalidValueError(
                f"held_out_fraction {held_out_fraction} of a corpus of {len(texts)} texts leaves "
                f"no {side} text: give more texts, or another fraction."
            )
    return train, list(held_out)


def _files_of(source: str) -> list[Path]:
    path = Path(source).expanduser()
    if path.is_file():
        return [path]
    if path.is_dir():
        files = sorted(f for f in path.rglob("*") if f.suffix.lower() in READABLE and f.is_file())
        if not files:
            raise MissingFileError(
                f"corpus folder {source!r} has no {', '.join(READABLE)} file: name its files."
            )
        return files
    matches = glob.glob(str(path), recursive=True)  # noqa: PTH207 (takes absolute patterns too)
    files = sorted(Path(name) for name in matches if Path(name).is_file())
    if not files:
        parent = path.parent
        names = [entry.name for entry in parent.iterdir()] if parent.is_dir() else []
        raise MissingFileError(
            f"corpus {source!r} does not exist; in {str(parent)!r} there are: "
            f"{nearest_names(path.name, names)}."
        )
    return files


def _read_lines(file: Path, column: str) -> Iterator[_Line]:
    suffix = file.suffix.lower()
    try:
        if suffix in TABLE_DELIMITERS:
            lines = _read_table(file, column, TABLE_DELIMITERS[suffix])
        elif suffix in JSON_LINES:
            lines = _read_json_lines(file, column)
        else:
            lines = (_Line(number, text) for number, text in _raw_lines(file))
        for line in lines:
            yield _checked(line)
    except OSError as error:
        raise InvalidValueError(
            f"corpus {str(file)!r} cannot be read: {error.strerror}."
        ) from error


def _raw_lines(file: Path) -> Iterator[tuple[int, str]]:
    """Line numbers from 1 and lines; bytes that are no UTF-8 become lone surrogates."""
    # Undecodable bytes are found text by text, so that one of them costs one line of a table too.
    with file.open(encoding="utf-8", errors="surrogateescape", newline="\n") as lines:
        for number, line in enumerate(lines, 1):
            yield number, line.removeprefix("\ufeff") if number == 1 else line


def _checked(line: _Line) -> _Line:
    """The line with its text trimmed, or with a fault where the text is no valid Unicode."""
    if not _is_unicode(line.text):
        return _Line(line.number, fault=NOT_UNICODE)
    return _Line(line.number, line.text.strip(), line.fault)


def _is_unicode(text: str) -> bool:
    """Whether ``text`` has no lone surrogates, which stand for bytes that are not UTF-8."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _read_json_lines(file: Path, column: str) -> Iterator[_Line]:
    for number, raw in _raw_lines(file):
        if not raw.strip():
            continue
        if not _is_unicode(raw):
            yield _Line(number, fault=NOT_UNICODE)
            continue
        try:
            record = json.loads(raw)
        except (ValueError, RecursionError) as error:
            yield _Line(number, fault=f"it is not JSON ({getattr(error, 'msg', error)})")
            continue
        if not isinstance(record, dict):
            yield _Line(number, fault=f"it is no JSON object but {type(record).__name__}")
        elif column not in record:
            names = nearest_names(column, record)
            yield _Line(number, fault=f"it has no column {column!r} (nearest: {names})")
        elif not isinstance(record[column], str):
            kind = type(record[column]).__name__
            yield _Line(number, fault=f"its column {column!r} is no string but {kind}")
        else:
            yield _Line(number, record[column])


def _read_table(file: Path, column: str, delimiter: str) -> Iterator[_Line]:
    rows = csv.reader((line for _, line in _raw_lines(file)), delimiter=delimiter)
    header = next(rows, None)
    if header is None:
        return
    if column not in header:
        raise InvalidValueError(
            f"corpus {str(file)!r}, line 1: its header has no column {column!r}: name one of "
            f"{nearest_names(column, header)} with --column."
        )
    place = header.index(column)
    while True:
        try:
            row = next(rows, None)
        except csv.Error as error:
            yield _Line(rows.line_num, fault=f"it is not CSV ({error})")
            continue
        if row is None:
            return
        if not _is_unicode("".join(row)):
            yield _Line(rows.line_num, fault=NOT_UNICODE)
        elif row and len(row) <= place:
            fault = f"it has {len(row)} columns, too few for {column!r}"
            yield _Line(rows.line_num, fault=fault)
        elif row:
            yield _Line(rows.line_num, row[place])
