"""gennet/NumberLine-v0: the text names a number, the image shows where one stands; go there."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from gymnasium import spaces

from gennet_rl.envs.dice import Dice
from gennet_rl.envs.generated import GeneratedTask, square_shape
from gennet_rl.envs.painting import blank, fill, paste, words
from gennet_rl.envs.task import Episode

__all__ = ["NumberLineTask"]

RANGES = ((3, 40), (3, 60), (3, 99), (-99, 99), (-999, 999))
FARTHEST = 3
MOST_WRONG = 3
WRONG = -0.25
LOST = -0.5  # with the wrong moves before it, -1 in all
WORDINGS = ("Go to {}.", "The target is {}.", "Move until you stand on {}.")
PAPER, INK, MARKER = (244, 244, 238), (30, 30, 40), (200, 40, 30)


class NumberLineTask(GeneratedTask):
    """Walk along a number line to the number that the text names.

    ## Description
    The image shows the number that one stands on, on its piece of a number line; the text names
    another, one to three places away. Each action goes one place down or up. Above and below are
    as likely, whatever the target.

    ## Text
    The target in one of three English wordings, such as "Go to 57."

    ## Image
    uint8[image_size, image_size, 3]: the number in figures, below it the line with a tick for
    every number (longer for fives, longest for tens) and a red marker in the middle.

    ## Actions
    ``Discrete(2)``: "-", one less; "+", one more.

    ## Rewards
    1 on arriving, 0 for a step nearer, -0.25 for a step away; the third step away earns -0.5.
    (RL4VLM: 1, 0 and -1.)

    ## Episode end
    On arriving, or with the third step away. Random play arrives in 48 of 100 episodes, walking in
    one direction in 50.

    ## Arguments
    ``split``; ``difficulty``: targets from 3 to 40, 3 to 60, 3 to 99, -99 to 99, -999 to 999;
    ``image_size``: 64 to 224 pixels.

    ## Splits
    By target, so that no target of one split was ever seen in another.

    ## Registered ids
    ``gennet/NumberLine-v0``

    ## Source
    Rules after NumberLine of RL4VLM's gym_cards (Zhai et al. 2024, "Fine-Tuning Large
    Vision-Language Models as Decision-Making Agents via Reinforcement Learning",
    https://arxiv.org/abs/2405.10292), where the image shows the target too; nothing copied.
    """

    name = "NumberLine"
    answers = ("-", "+")
    rules = (
        "Go to the number that the text names: '-' goes one down, '+' one up from the number that "
        "the image shows. The third step away from it ends the episode."
    )
    max_steps = FARTHEST + 2 * MOST_WRONG

    def __init__(self, split: str = "train", difficulty: int = 2, image_size: int = 64) -> None:
        super().__init__(split, difficulty)
        self.image_shape = square_shape(self.name, image_size)
        self._range = RANGES[difficulty]
        self.text_space = _text_space(*self._range)

    def make(self, generator: np.random.Generator) -> NumberLineEpisode:
        """A target, and a start on either side of it."""
        dice = Dice(generator)
        target = dice.between(*self._range)
        start = target + dice.pick((-1, 1)) * dice.between(1, FARTHEST)
        return NumberLineEpisode(target, start, dice.pick(WORDINGS), self.image_shape[0])


class NumberLineEpisode(Episode):
    """A walk.

    Args:
        target: where to go.
        current: where one stands.
        wording: of the text, with ``{}`` for the target.
        image_size: in pixels.
    """

    def __init__(self, target: int, current: int, wording: str, image_size: int) -> None:
        self.text = wording.format(target)
        self.target = target
        self.current = current
        self.key = (target,)
        self._image_size = image_size
        self._wrong = 0

    @property
    def answer(self) -> int | None:  # type: ignore[override]
        """The direction; None where one has arrived."""
        return None if self.current == self.target else int(self.current < self.target)

    @property
    def image(self) -> np.ndarray:  # type: ignore[override]
        """The place, uint8[H, W, 3], not writeable."""
        return _draw(self.current, self._image_size)

    @property
    def caption(self) -> str:  # type: ignore[override]
        """The place in words."""
        return f"A number line with a marker at {self.current}."

    def act(self, action: int) -> tuple[float, bool]:
        """Take a step; see the task for the rewards."""
        right = action == self.answer
        self.current += 1 if action else -1
        if right:
            self.is_correct = self.current == self.target
            return float(self.is_correct), self.is_correct
        self._wrong += 1
        lost = self._wrong == MOST_WRONG
        return LOST if lost else WRONG, lost


@lru_cache(maxsize=4096)
def _draw(current: int, size: int) -> np.ndarray:
    image = blank(size, size, PAPER)
    digits = words(str(current), round(size * 0.42), INK)
    height, width = digits.pixels.shape[:2]
    paste(image, digits, (size - width) // 2, round(size * 0.3) - height // 2)
    unit = max(5, size // 10)
    line = max(1, size // 64)
    row, middle = round(size * 0.66), size // 2
    fill(image, 0, row, size, row + line, INK)
    places = size // unit
    for number in range(current - places, current + places + 1):
        column = middle + (number - current) * unit
        length = 0.24 if number % 10 == 0 else 0.16 if number % 5 == 0 else 0.08
        fill(image, column, row, column + line, row + round(size * length), INK)
    fill(image, middle - line, row - round(size * 0.1), middle + 2 * line, row, MARKER)
    image.setflags(write=False)
    return image


def _text_space(low: int, high: int) -> spaces.Text:
    figures = "0123456789" + ("-" if low < 0 else "")
    alphabet = "".join(sorted(set("".join(WORDINGS) + figures) - set("{}")))
    lengths = [len(wording) - 2 for wording in WORDINGS]
    longest = max(len(str(low)), len(str(high)))
    return spaces.Text(max(lengths) + longest, min_length=min(lengths) + 1, charset=alphabet)
