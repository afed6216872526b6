"""gennet/Digits-v0: arithmetic with photographed handwriting; text names the operation."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from gennet_rl.envs.dice import Dice
from gennet_rl.envs.digit_operations import KINDS, OPERATIONS
from gennet_rl.envs.handwriting import PAGE_DRAWS, draw_page, image_pools
from gennet_rl.envs.multilingual import MultilingualTask
from gennet_rl.envs.scenes.captions import WORDS
from gennet_rl.envs.task import Problem, text_space

__all__ = ["DigitsTask"]

LARGEST_ANSWER = 72  # eight times nine


class DigitsTask(MultilingualTask):
    """Arithmetic with handwritten digits: the image holds the digits, the text the operation.

    ## Description
    Two to five digits, written by hand by real people, lie scattered over the picture. The text
    asks for their sum, the largest, how many are even, and so on. Only both together have an
    answer: answers are drawn first, each of those that an operation may have as likely, and then
    digits that come to it.

    ## Text
    A question in one of ``languages``.

    ## Image
    uint8[image_size, image_size, 3]: digits of 8 x 8 pixels enlarged to five shapes, in the cells
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
    ``difficulty``: 0, two different digits, mostly close to each other, the larger or the smaller
    one; 1, also sum, difference and product of two; 2, three digits: sum, largest, smallest, middle
    one, range, how many are even or odd; 3, four digits: also the second by size, how many are
    different, the sum's last digit, sum and product of the largest and the smallest; 4, five
    digits: also the sum of the even ones.
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
    Repository 1998, https://doi.org/10.24432/C50P49, whose donation policy puts data sets under CC
    BY 4.0 (https://archive.ics.uci.edu/donation); the 1,797 images that come with scikit-learn as
    ``load_digits``, whose description names no licence. Needs the extra ``[digits]``.
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
        known = [code for code, words in WORDS.items() if words.digit_questions]
        super().__init__(split, difficulty, image_size, languages, known)
        self._templates = {code: _questions(code) for code in self.languages}
        # One space for all difficulties, so that an agent of one can be used on the others.
        self.text_space = text_space(
            [
                text
                for questions in self._templates.values()
                for texts in questions.values()
                for text in texts
            ]
        )
        self._pools = image_pools(split)
        self._count = KINDS[difficulty][0]
        self._kinds = KINDS[difficulty][1].split("/")

    def make(self, generator: np.random.Generator) -> Problem:
        """Draw operation, answer, digits that have it, and how they are written."""
        dice = Dice(generator)
        # Language and words first, one draw each, so that nothing else depends on them.
        language, words = dice.pick(self.languages), dice.share()
        kind = dice.pick(self._kinds)
        operation = OPERATIONS[kind]
        answer = dice.pick(operation.choices(self._count))
        digits = dice.shuffled(operation.digits(dice, self._count, answer))
        written = [dice.pick(self._pools[digit]) for digit in digits]
        # The page is drawn only when it is looked at, but what decides it is drawn now.
        page = generator.random(PAGE_DRAWS)
        texts = self._templates[language][kind]
        return Problem(
            texts[int(words * len(texts))],
            image=lambda: draw_page(page, written, self.image_shape[0]),
            answer=answer,
            action_mask=_mask(kind, self._count),
            language=language,
            key=(kind, *sorted(written)),
            caption=lambda: "the digits " + ", ".join(map(str, sorted(digits))),
        )


def _questions(code: str) -> dict[str, tuple[str, ...]]:
    return {kind: WORDS[code].digit_questions[kind] for kind in OPERATIONS}


@lru_cache(maxsize=64)
def _mask(kind: str, count: int) -> np.ndarray:
    mask = np.zeros(LARGEST_ANSWER + 1, np.bool_)
    mask[list(OPERATIONS[kind].choices(count))] = True
    mask.setflags(write=False)
    return mask
