"""gennet/Digits-v0: arithmetic with photographed handwriting; text names the operation."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from PIL import Image

from gennet_rl.envs.dice import Dice
from gennet_rl.envs.digit_operations import KINDS, OPERATIONS
from gennet_rl.envs.generated import GeneratedTask, content_split
from gennet_rl.envs.painting import Colour, Sprite, paste
from gennet_rl.envs.scenes.captions import WORDS
from gennet_rl.envs.task import SPLITS, Problem, text_space
from gennet_rl.errors import InvalidValueError, nearest_names

__all__ = ["DigitsTask"]

LARGEST_ANSWER = 72  # eight times nine
GRIDS = {2: (2, 2), 3: (2, 2), 4: (2, 2), 5: (3, 2)}
"""Columns and rows of cells by the number of digits; where there are more cells, some stay
empty."""
SIDES = (0.78, 0.88, 0.98)  # of a digit, as a share of its cell
DARK, LIGHT = (0, 95), (165, 255)  # ranges of ink and paper, or of paper and ink


class DigitsTask(GeneratedTask):
    """Arithmetic with handwritten digits: the image holds the digits, the text the operation.

    ## Description
    Two to five digits, written by hand by real people, lie scattered over the picture. The text
    asks for their sum, the largest, how many are even, and so on. Only both together have an
    answer: answers are drawn first, each of those that an operation may have as likely, and then
    digits that come to it.

    ## Text
    A question in one of ``languages``.

    ## Image
    uint8[image_size, image_size, 3]: digits of 8 x 8 pixels enlarged to three sizes, in the cells
    of a grid of 2 x 2 (3 x 2 for five digits), dark ink on light paper or the other way round.

    ## Actions
    ``Discrete(73)``: the number. ``action_mask`` leaves those that the operation may have: 2 to
    31 of them, by operation and number of digits.

    ## Rewards
    1 for the right number, 0 for a wrong one.

    ## Episode end
    Every episode has one step.

    ## Arguments
    ``split``: "train", "validation" or "test".
    ``difficulty``: 0, two digits, the larger or the smaller one; 1, also their sum, difference and
    product; 2, three digits: sum, largest, smallest, middle one, range, how many are even or odd;
    3, four digits: also the second by size, how many are different, the sum's last digit, sum and
    product of the largest and the smallest; 4, five digits: also the sum of the even ones.
    ``image_size``: 64 to 224 pixels.
    ``languages``: ISO 639-1 codes; one is drawn each time. The same seed has the same problem
    in every language.

    ## Splits
    By the image of a digit (a tenth each for validation and test): no handwriting is in two
    splits. And by problem, as everywhere.

    ## Registered ids
    ``gennet/Digits-v0``

    ## Source
    Optical Recognition of Handwritten Digits, E. Alpaydin and C. Kaynak, UCI Machine Learning
    Repository 1998, https://doi.org/10.24432/C50P49, CC BY 4.0; the 1,797 images that come with
    scikit-learn as ``load_digits``. Needs the extra ``[digits]``.
    """

    name = "Digits"
    answers = tuple(map(str, range(LARGEST_ANSWER + 1)))
    has_action_mask = True
    rules = (
        "The picture shows some digits, one to a place. The text asks for a number that can be "
        "computed from them; every digit counts as often as it is there, and their places do not "
        "matter."
    )

    def __init__(
        self,
        split: str = "train",
        difficulty: int = 2,
        image_size: int = 64,
        languages: Sequence[str] = ("en",),
    ) -> None:
        """See the class.

        Raises:
            InvalidValueError: on a split, difficulty, size or language that there is not; where
                scikit-learn is missing.
        """
        super().__init__(split, difficulty)
        if not 64 <= image_size <= 224:
            raise InvalidValueError(
                f"{self.name}: image_size {image_size!r} is not from 64 to 224: choose one that is."
            )
        self.image_shape = (image_size, image_size, 3)
        self._templates = {code: _questions(code) for code in _checked(languages)}
        self._languages = tuple(self._templates)
        # One space for all difficulties, so that an agent of one can be used on the others.
        self.text_space = text_space(
            [
                text
                for questions in self._templates.values()
                for texts in questions.values()
                for text in texts
            ]
        )
        self._pools = _load_digits().pools[split]
        self._count = KINDS[difficulty][0]
        self._kinds = KINDS[difficulty][1].split("/")

    def make(self, generator: np.random.Generator) -> Problem:
        """Draw operation, answer, digits that have it, and how they are written."""
        dice = Dice(generator)
        # Language and words first, one draw each, so that nothing else depends on them.
        language, words = dice.pick(self._languages), dice.share()
        kind = dice.pick(self._kinds)
        operation = OPERATIONS[kind]
        answer = dice.pick(operation.choices(self._count))
        digits = dice.shuffled(operation.digits(dice, self._count, answer))
        written = [dice.pick(self._pools[digit]) for digit in digits]
        page = _write(dice, written, self.image_shape[0])
        texts = self._templates[language][kind]
        return Problem(
            texts[int(words * len(texts))],
            image=lambda: _draw(page),
            answer=answer,
            action_mask=_mask(kind, self._count),
            language=language,
            key=(kind, *sorted(written)),
            caption=lambda: "the digits " + ", ".join(map(str, sorted(digits))),
        )


class _Digits(NamedTuple):
    """images: 8 x 8 pictures, ink is bright; pools: split -> digit -> indices into them."""

    images: list[Image.Image]
    pools: dict[str, list[list[int]]]


class _Mark(NamedTuple):
    """A digit on the page: which image, its ink, side, left and top in pixels."""

    index: int
    ink: Colour
    side: int
    left: int
    top: int


class _Page(NamedTuple):
    side: int
    paper: Colour
    marks: list[_Mark]


def _checked(languages: Sequence[str]) -> Sequence[str]:
    known = [code for code in WORDS if WORDS[code].digit_questions]
    if isinstance(languages, str) or not languages:
        raise InvalidValueError(
            f"Digits: languages {languages!r} is not a list of codes: write for example "
            'languages=("en",).'
        )
    for code in languages:
        if code not in known:
            raise InvalidValueError(
                f"Digits: language {code!r} has no questions here: choose from "
                f"{nearest_names('', known)}."
            )
    return languages


def _questions(code: str) -> dict[str, tuple[str, ...]]:
    return {kind: WORDS[code].digit_questions[kind] for kind in OPERATIONS}


@lru_cache(maxsize=1)
def _load_digits() -> _Digits:
    try:
        from sklearn.datasets import load_digits
    except ImportError as error:
        raise InvalidValueError(
            "Digits: the handwriting comes with scikit-learn, which is not installed: "
            'pip install "gennet_rl[digits]".'
        ) from error
    pixels, labels = load_digits(return_X_y=True)
    # Ink is from 0 to 16.
    pixels_N88 = (pixels.reshape(-1, 8, 8) * 255 / 16).round().astype(np.uint8)
    pools: dict[str, list[list[int]]] = {split: [[] for _ in range(10)] for split in SPLITS}
    for index, label in enumerate(labels.tolist()):
        pools[content_split(pixels_N88[index].tobytes())][label].append(index)
    return _Digits([Image.fromarray(image) for image in pixels_N88], pools)


@lru_cache(maxsize=64)
def _mask(kind: str, count: int) -> np.ndarray:
    mask = np.zeros(LARGEST_ANSWER + 1, np.bool_)
    mask[list(OPERATIONS[kind].choices(count))] = True
    mask.setflags(write=False)
    return mask


def _write(dice: Dice, written: list[int], side: int) -> _Page:
    columns, rows = GRIDS[len(written)]
    width, height = side // columns, side // rows
    light_paper = dice.chance(0.5)
    ink_range, paper_range = (DARK, LIGHT) if light_paper else (LIGHT, DARK)
    marks = []
    for index, cell in zip(written, dice.sample(range(columns * rows), len(written)), strict=True):
        size = int(dice.pick(SIDES) * min(width, height))
        left = cell % columns * width + dice.below(width - size + 1)
        top = cell // columns * height + dice.below(height - size + 1)
        marks.append(_Mark(index, _colour(dice, *ink_range), size, left, top))
    return _Page(side, _colour(dice, *paper_range), marks)


def _colour(dice: Dice, low: int, high: int) -> Colour:
    return dice.between(low, high), dice.between(low, high), dice.between(low, high)


def _draw(page: _Page) -> np.ndarray:
    image = np.empty((page.side, page.side, 3), np.uint8)
    image[:] = page.paper
    for mark in page.marks:
        pixels = np.empty((mark.side, mark.side, 3), np.uint8)
        pixels[:] = mark.ink
        paste(image, Sprite(pixels, _cover(mark.index, mark.side)), mark.left, mark.top)
    return image


@lru_cache(maxsize=4096)
def _cover(index: int, side: int) -> np.ndarray:
    """How much ink there is, uint16[side, side, 1] from 0 to 255."""
    enlarged = _load_digits().images[index].resize((side, side), Image.Resampling.BICUBIC)
    return np.asarray(enlarged, np.uint16)[..., None]
