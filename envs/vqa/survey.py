"""One pass over the files: which row is in which split, the answers, the texts' alphabet."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from gymnasium import spaces

from gennet_rl.envs.task import SPLITS
from gennet_rl.envs.vqa.images import image_identity, image_source
from gennet_rl.envs.vqa.questions import LETTERS, QuestionReader, cell
from gennet_rl.envs.vqa.tables import BadRowError, Table, open_tables
from gennet_rl.errors import InvalidValueError

__all__ = ["DataReport", "DataSettings", "SplitRows", "Survey", "bad_row_error", "survey"]

TRAIN = SPLITS.index("train")
SHARES = 10  # of images, where a split has no file of its own: one for each such split


@dataclass(frozen=True)
class DataSettings:
    """Everything that a survey depends on; see :class:`~gennet_rl.envs.vqa.VQATask`."""

    data: Path
    validation: Path | None
    test: Path | None
    image_column: str
    text_column: str
    answer_column: str
    choices_column: str | None
    shuffle_choices: bool
    top_k: int
    skips_bad_rows: bool

    def reader(self, table: Table) -> QuestionReader:
        """What understands the rows of ``table``."""
        return QuestionReader(
            self.text_column,
            self.answer_column,
            self.choices_column,
            self.shuffle_choices,
            table.lists_are_json,
        )

    def columns(self) -> tuple[str, ...]:
        """Those that an episode needs."""
        names = (self.image_column, self.text_column, self.answer_column, self.choices_column)
        return tuple(dict.fromkeys(name for name in names if name is not None))


@dataclass(frozen=True)
class SplitRows:
    """The rows of one split: ``rows`` uint32[episodes] of ``table``."""

    table: Table
    rows: np.ndarray


@dataclass(frozen=True)
class DataReport:
    """What was found in the files, and what was left out."""

    rows: dict[str, int]
    """Rows of each split that are asked."""
    outside_vocabulary: dict[str, int]
    """Rows whose most frequent answer is no action: left out of training; in the other splits they
    are asked, and nobody can be right unless other people answered otherwise."""
    skipped: dict[str, int]
    """Rows of each file that could not be understood, under the split that the file is given for;
    images are not looked at before an episode needs them."""
    answers: int
    """Actions."""
    answers_left_out: int
    """Different answers of training rows that are no actions."""

    def __str__(self) -> str:
        lines = [f"{self.answers} answers are actions, {self.answers_left_out} others are not"]
        for split in SPLITS:
            fate = "left out" if split == "train" else "never right"
            lines.append(
                f"{split}: {self.rows[split]} rows, {self.outside_vocabulary[split]} outside the "
                f"vocabulary ({fate}), {self.skipped[split]} skipped"
            )
        return "\n".join(lines)


@dataclass(frozen=True)
class Survey:
    """What the data holds: the texts of the actions, the texts' space, each split's rows."""

    answers: tuple[str, ...]
    text_space: spaces.Text
    splits: dict[str, SplitRows]
    report: DataReport
    first_fault: str | None


def survey(settings: DataSettings) -> Survey:
    """Pass over all files once; the same again costs nothing while the files stay as they are.

    Raises:
        MissingFileError: where a file is not there.
        InvalidValueError: on a file that cannot be read, a column that it lacks, a row that cannot
            be understood where these are not skipped, or a training split without rows.
    """
    paths = [settings.data, settings.validation, settings.test]
    return _survey(settings, tuple(_stamp(path) for path in paths if path is not None))


@lru_cache(maxsize=4)  # an agent's training, validation and test environments share one
def _survey(settings: DataSettings, stamps: tuple[object, ...]) -> Survey:
    tables = _open_splits(settings)
    findings = _Findings(settings, [split not in tables for split in SPLITS])
    for split, table in tables.items():
        findings.add(table, SPLITS.index(split))
    return findings.survey(tables)


def _open_splits(settings: DataSettings) -> dict[str, Table]:
    tables = open_tables(settings.data)
    if "train" not in tables:
        raise InvalidValueError(
            f"{settings.data} has splits {', '.join(tables)} and none of the name 'train'."
        )
    for split, path in (("validation", settings.validation), ("test", settings.test)):
        if path is not None:
            own = open_tables(path)
            tables[split] = own.get(split) or next(iter(own.values()))
    return {split: tables[split] for split in SPLITS if split in tables}


class _Findings:
    """What is gathered row by row: nine bytes a row, each different answer once, each character.

    Args:
        settings: of the survey.
        carved: for each of SPLITS whether it is taken from the training file.
    """

    def __init__(self, settings: DataSettings, carved: Sequence[bool]) -> None:
        self.settings = settings
        self.is_carved = any(carved)
        # Of the ten shares of images, the first is test's and the second validation's.
        validation, test = SPLITS.index("validation"), SPLITS.index("test")
        self.share_split = [TRAIN] * SHARES
        for share, split in enumerate((test, validation)):
            if carved[split]:
                self.share_split[share] = split
        self.rows, self.split_of = array("I"), array("b")
        self.answer_of = array("i")
        self.answer_ids: dict[str, int] = {}
        self.alphabet: set[str] = set()
        self.ascii_met = b""
        self.shortest, self.longest, self.most_choices = 2**31, 0, 0
        self.skipped = [0] * len(SPLITS)
        self.first_fault: str | None = None

    def add(self, table: Table, split: int) -> None:
        """Pass over the rows of the file given for ``split``."""
        table.check_columns(self.settings.columns())
        carving = split == TRAIN and self.is_carved
        image_column = self.settings.image_column
        needed = [c for c in self.settings.columns() if carving or c != image_column]
        reader = self.settings.reader(table)
        ids, place, last_image = self.answer_ids, split, None
        for index, row in enumerate(table.stream(needed)):
            try:
                if isinstance(row, BadRowError):
                    raise row
                question = reader.read(row)
                if carving:
                    image = cell(row, image_column)
                    if image != last_image:  # questions about one image mostly follow each other
                        place, last_image = self._split_of_image(image), image
            except BadRowError as fault:
                self._skip(table, split, index, fault)
                continue
            self.rows.append(index)
            self.split_of.append(place)
            self.answer_of.append(ids.setdefault(question.most_frequent(), len(ids)))
            self._measure(question.text, question.num_choices)

    def survey(self, tables: dict[str, Table]) -> Survey:
        """Count the answers of training and share out the rows."""
        rows = np.frombuffer(self.rows, np.uint32)
        split_of = np.frombuffer(self.split_of, np.int8)
        answer_of = np.frombuffer(self.answer_of, np.int32)
        if not (split_of == TRAIN).any():
            raise self._no_training_rows()
        answers, is_action, left_out = self._vocabulary(answer_of[split_of == TRAIN])
        outside = ~is_action[answer_of]
        splits, counts = {}, {}
        for number, split in enumerate(SPLITS):
            chosen = split_of == number
            counts[split] = int((chosen & outside).sum())
            if number == TRAIN:
                chosen &= ~outside
            splits[split] = SplitRows(tables.get(split, tables["train"]), rows[chosen])
        report = DataReport(
            rows={split: len(splits[split].rows) for split in SPLITS},
            outside_vocabulary=counts,
            skipped=dict(zip(SPLITS, self.skipped, strict=True)),
            answers=len(answers),
            answers_left_out=left_out,
        )
        alphabet = "".join(sorted(self.alphabet))
        space = spaces.Text(self.longest, min_length=self.shortest, charset=alphabet)
        return Survey(answers, space, splits, report, self.first_fault)

    def _vocabulary(self, training: np.ndarray) -> tuple[tuple[str, ...], np.ndarray, int]:
        """The actions' texts, which answer ids are actions, bool[ids], how many answers are not."""
        texts = list(self.answer_ids)
        if self.settings.choices_column is not None:
            return tuple(LETTERS[: self.most_choices]), np.ones(len(texts), np.bool_), 0
        counts = np.bincount(training, minlength=len(texts))
        # Equally frequent ones in the order of their texts, whatever the order of the rows.
        ranked = sorted(np.flatnonzero(counts).tolist(), key=lambda i: (-counts[i], texts[i]))
        kept = ranked[: self.settings.top_k]
        is_action = np.zeros(len(texts), np.bool_)
        is_action[kept] = True
        return tuple(texts[i] for i in kept), is_action, len(ranked) - len(kept)

    def _split_of_image(self, image: object) -> int:
        identity = image_identity(image_source(image))
        return self.share_split[int.from_bytes(identity[:4], "little") % SHARES]

    def _measure(self, text: str, num_choices: int) -> None:
        # One fast call for nearly every text: are there ASCII characters not met before?
        if not text.isascii():
            self.alphabet.update(text)
        elif text.encode().translate(None, self.ascii_met):
            self.alphabet.update(text)
            self.ascii_met = "".join(filter(str.isascii, self.alphabet)).encode()
        length = len(text)
        if length > self.longest:
            self.longest = length
        if length < self.shortest:
            self.shortest = length
        if num_choices > self.most_choices:
            self.most_choices = num_choices

    def _skip(self, table: Table, split: int, index: int, fault: BadRowError) -> None:
        if not self.settings.skips_bad_rows:
            raise bad_row_error(table, index, fault) from fault
        self.skipped[split] += 1
        if self.first_fault is None:
            self.first_fault = f"{table.where(index)}: {fault}"

    def _no_training_rows(self) -> InvalidValueError:
        skipped = self.skipped[TRAIN]
        why = f" ({skipped} were skipped; {self.first_fault})" if skipped else ""
        return InvalidValueError(
            f"{self.settings.data} has no rows for training{why}: add rows with an image, a "
            "question and an answer."
        )


def bad_row_error(table: Table, index: int, fault: BadRowError) -> InvalidValueError:
    """The error for a row, with its file and number."""
    reason = str(fault).rstrip(".")
    return InvalidValueError(
        f"{table.where(index)}: {reason}; on_bad_row='skip' leaves such rows out."
    )


def _stamp(path: Path) -> tuple[object, ...]:
    """Changes when a file, or a file in a folder, is written to."""
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    stats = [(file, file.stat()) for file in files if file.exists()]
    return tuple((file, stat.st_mtime_ns, stat.st_size) for file, stat in stats)
