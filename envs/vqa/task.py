"""VQATask: anybody's images, questions and answers as episodes."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np

from gennet_rl.envs.task import Task, check_split
from gennet_rl.envs.vqa.episode import ScoredEpisode
from gennet_rl.envs.vqa.images import RESIZING, ImageReader, image_identity, image_source
from gennet_rl.envs.vqa.questions import Question, cell, vqa_accuracy
from gennet_rl.envs.vqa.survey import DataReport, DataSettings, bad_row_error, survey
from gennet_rl.envs.vqa.tables import BadRowError
from gennet_rl.errors import InvalidValueError, MissingFileError, nearest_names

__all__ = ["VQATask"]

SCORES = ("exact", "vqa")
BAD_ROWS = ("raise", "skip")
MOST_SKIPPED = 1000  # rows in turn: then the images are taken to be elsewhere
MEGABYTE = 10**6


class VQATask(Task):
    """Questions about images, from one's own files.

    ## Description
    Every row of a table is a question about an image and its answer. Files stay on disk: opening
    reads them once from end to end, and then 12 bytes a row (4 for Parquet and `datasets`), the
    different answers and ``cache_mb`` of pictures are in memory.

    ## Text
    The question as it is in the file; with ``choices_column`` followed by its choices, as in
    "what is it? (A) a cat (B) a dog". The space has the alphabet and the lengths of all splits.

    ## Image
    uint8[image_size, image_size, 3].

    ## Actions
    Without ``choices_column`` the ``top_k`` most frequent answers of the training split, the most
    frequent first, equally frequent ones in alphabetical order; case and spacing are ignored. With
    it letters, as many as the row with most choices has, and a mask of those that a row has.
    Letters, not the choices' texts, because choices that were never met in training can be chosen
    all the same.

    ## Rewards
    With ``answer_score="exact"`` 1 for the right answer, which is the most frequent one where there
    are several, 0 for others. With "vqa" the answer's VQA accuracy, in [0, 1]: see
    :func:`~gennet_rl.envs.vqa.questions.vqa_accuracy`. Correct is what earns 0.5 or more: with ten
    people, what two of them said.

    ## Episode end
    Every episode has one step.

    ## Arguments
    ``split``: "train", "validation" or "test".
    ``data``: the file with the training rows: ``.jsonl``, ``.csv``, ``.tsv``, ``.parquet``, or a
    folder that ``save_to_disk`` of Hugging Face `datasets` wrote, one data set or several by split.
    ``validation``, ``test``: likewise; None to take these from ``data``.
    ``images``: the folder that paths are relative to; None for the one that the file lies in.
    ``image_column``: a path, bytes, base64, or what `datasets` makes of an image.
    ``text_column``: the question.
    ``answer_column``: a text or a number; a list of them, or of dicts with "answer", where several
    people answered, in CSV as JSON. With choices: the right one's text, number from 0, or letter.
    ``choices_column``: a list of 2 to 26 texts, in CSV as JSON.
    ``shuffle_choices``: put each row's choices into another order, always the same; for files that
    list the right one first.
    ``top_k``: how many answers become actions.
    ``answer_score``: "exact" or "vqa".
    ``image_size``: edge in pixels.
    ``resizing``: "letterbox" (whole picture, grey bars) or "stretch".
    ``max_pixels``: of a picture; larger ones are not decoded.
    ``cache_mb``: megabytes of decoded pictures to keep; the one not seen for longest goes first.
    ``on_bad_row``: "raise", or "skip" to leave out rows that cannot be read and count them in
    ``skipped_rows``; an episode whose image is bad becomes another row's, for fixed episodes the
    next one's.
    ``language``: ISO 639-1 code of the questions.
    ``name``: for ``info["task"]``.

    ## Splits
    Those of the files. A split without a file is taken from ``data``: a tenth of its images with
    all their questions, by a hash of the image's bytes or path. Fixed episode k is the k-th row.
    Training rows whose answer is no action are left out; others stay, and nobody can be right.
    ``report`` counts them.

    ## Registered ids
    ``gennet/VQA-v0``, which must be given ``data``

    ## Source
    Your own. The score: Antol et al. 2015, "VQA: Visual Question Answering", ICCV.
    """

    rules = "Answer the question about the image."

    needs = ("data",)

    def __init__(
        self,
        split: str = "train",
        *,
        data: str | Path | None = None,
        validation: str | Path | None = None,
        test: str | Path | None = None,
        images: str | Path | None = None,
        image_column: str = "image",
        text_column: str = "question",
        answer_column: str = "answer",
        choices_column: str | None = None,
        shuffle_choices: bool = False,
        top_k: int = 1000,
        answer_score: str = "exact",
        image_size: int = 64,
        resizing: str = "letterbox",
        max_pixels: int = 50_000_000,
        cache_mb: float = 256,
        on_bad_row: str = "raise",
        language: str = "en",
        name: str = "VQA",
    ) -> None:
        self.name = name
        self.split = check_split(split)
        if data is None:
            raise InvalidValueError(
                f"{name} has no data of its own: give a file, as in data='train.jsonl'."
            )
        _check_choices(answer_score=answer_score, resizing=resizing, on_bad_row=on_bad_row)
        _check_at_least_1(top_k=top_k, image_size=image_size, max_pixels=max_pixels)
        if choices_column is not None and answer_score == "vqa":
            raise InvalidValueError(
                "answer_score='vqa' is for answers without choices: leave out choices_column, or "
                "use 'exact'."
            )
        self._settings = DataSettings(
            data=_path(data),
            validation=None if validation is None else _path(validation),
            test=None if test is None else _path(test),
            image_column=image_column,
            text_column=text_column,
            answer_column=answer_column,
            choices_column=choices_column,
            shuffle_choices=shuffle_choices,
            top_k=top_k,
            skips_bad_rows=on_bad_row == "skip",
        )
        self.image_shape = (image_size, image_size, 3)
        self.has_action_mask = choices_column is not None
        self._is_graded = answer_score == "vqa"
        self._language = language
        root = self._root() if images is None else _path(images)
        if not root.is_dir():
            raise MissingFileError(f"images={str(root)!r} is no folder: name the images' folder.")
        kept_bytes = int(cache_mb * MEGABYTE)
        self._images = ImageReader(root, image_size, resizing, max_pixels, kept_bytes)
        self._open()

    def _root(self) -> Path:
        """Where the split's images are if nobody says so."""
        path = getattr(self._settings, self.split, None) or self._settings.data
        return path if path.is_dir() else path.parent

    def _open(self) -> None:
        found = survey(self._settings)
        self.answers = found.answers
        self.text_space = found.text_space
        self.report: DataReport = found.report
        self._table, self._rows = found.splits[self.split].table, found.splits[self.split].rows
        self.num_episodes = len(self._rows)
        if not self.num_episodes:
            raise InvalidValueError(
                f"{self._table.path}: split {self.split!r} has no rows "
                f"({self.report.skipped[self.split]} were skipped): give it a file with rows, by "
                f"{self.split}=..."
            )
        self._columns = self._settings.columns()
        self._reader = self._settings.reader(self._table)
        self._action_of = {answer: action for action, answer in enumerate(self.answers)}
        self._masks = np.tri(len(self.answers), dtype=np.bool_)  # row n - 1 for n choices
        self._has_bad_image = np.zeros(0, np.bool_)  # as long as the split from the first one on
        if found.first_fault is not None:
            total = sum(self.report.skipped.values())
            warnings.warn(
                f"{total} rows are left out; the first: {found.first_fault}", stacklevel=3
            )

    @property
    def skipped_rows(self) -> int:
        """Rows left out so far: those of all files that could not be understood when they were
        opened, and those of this split whose image was met and is bad."""
        return sum(self.report.skipped.values()) + int(self._has_bad_image.sum())

    def start(self, generator: np.random.Generator, index: int | None = None) -> ScoredEpisode:
        """Ask row ``index`` of the split, or one drawn uniformly.

        Raises:
            InvalidValueError: on a row whose image cannot be read, where these are not skipped;
                where 1000 rows in turn are skipped.
        """
        count = len(self._rows)
        place = int(generator.integers(count)) if index is None else index
        fault: BadRowError | None = None
        for _ in range(MOST_SKIPPED):
            if not (len(self._has_bad_image) and self._has_bad_image[place]):
                try:
                    return self._ask(int(self._rows[place]))
                except BadRowError as bad:
                    fault = bad
                    self._skip(place, bad)
            place = int(generator.integers(count)) if index is None else (place + 1) % count
        raise InvalidValueError(
            f"{self.name}: {MOST_SKIPPED} rows of split {self.split!r} in turn have no image that "
            f"can be read (the last: {fault or 'met before'}): name the images' folder by `images`."
        )

    def _ask(self, row_number: int) -> ScoredEpisode:
        row = self._table.read(row_number, self._columns)
        question = self._reader.read(row)
        source = image_source(cell(row, self._settings.image_column))
        identity = image_identity(source)
        return ScoredEpisode(
            question.text,
            self._images.read(source, identity),
            self._scores(question),
            self._masks[question.num_choices - 1] if question.num_choices else None,
            self._language,
            (question.text, identity),
        )

    def _scores(self, question: Question) -> dict[int, float]:
        """Of every action that earns anything."""
        if not self._is_graded:
            right = self._action_of.get(question.most_frequent())
            return {} if right is None else {right: 1.0}
        actions = {self._action_of[a]: a for a in question.answers if a in self._action_of}
        scores = {i: vqa_accuracy(answer, question.answers) for i, answer in actions.items()}
        return {action: score for action, score in scores.items() if score > 0}

    def _skip(self, place: int, fault: BadRowError) -> None:
        error = bad_row_error(self._table, int(self._rows[place]), fault)
        if not self._settings.skips_bad_rows:
            raise error from fault
        if not len(self._has_bad_image):
            self._has_bad_image = np.zeros(len(self._rows), np.bool_)
            warnings.warn(f"{error} From now on they are counted in skipped_rows.", stacklevel=2)
        self._has_bad_image[place] = True


def _path(path: str | Path) -> Path:
    # Absolute: the process may change its folder between opening and reading.
    return Path(path).expanduser().absolute()


def _check_choices(answer_score: str, resizing: str, on_bad_row: str) -> None:
    for argument, value, valid in (
        ("answer_score", answer_score, SCORES),
        ("resizing", resizing, RESIZING),
        ("on_bad_row", on_bad_row, BAD_ROWS),
    ):
        if value not in valid:
            raise InvalidValueError(
                f"{argument} {value!r} does not exist: choose one of {nearest_names('', valid)}."
            )


def _check_at_least_1(**arguments: int) -> None:
    for argument, value in arguments.items():
        if value < 1:
            raise InvalidValueError(f"{argument} is {value}: it must be at least 1.")
