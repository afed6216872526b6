"""What EZPoints and Points24 have in common: cards, a target, a formula written token by token."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from gymnasium import spaces

from gennet_rl.envs.cards.drawing import TABLE, Card, in_words, lay_cards
from gennet_rl.envs.cards.formula import (
    EMPTY,
    OPERATORS,
    Levels,
    close,
    next_kinds,
    open_bracket,
    put_operand,
    put_operator,
    worth,
)
from gennet_rl.envs.cards.solving import complete
from gennet_rl.envs.dice import Dice
from gennet_rl.envs.generated import GeneratedTask, square_shape
from gennet_rl.envs.painting import blank
from gennet_rl.envs.task import Episode

__all__ = ["Deal", "PointsEpisode", "PointsTask"]


class Deal(NamedTuple):
    """What is to be done in one episode."""

    cards: tuple[Card, ...]
    """From left to right."""
    numbers: tuple[int, ...]
    """What they count."""
    target: int
    """What the formula is to make."""
    solution: tuple[str, ...]
    """The tokens of a formula that does, "=" included."""
    preface: str = ""
    """What the text says before the target."""


class PointsTask(GeneratedTask):
    """Cards and a target: write a formula of all the cards' numbers that makes it.

    Subclasses set what is below and write :meth:`deal`.

    Args:
        split: "train", "validation" or "test".
        difficulty: 0 to 4.
        image_size: height and width of images in pixels.
    """

    operators: str
    """Some of ``OPERATORS``."""
    has_brackets: bool
    has_action_mask = True
    numbers_of_cards: Sequence[int]
    """By difficulty."""
    prefaces: Sequence[str] = ("",)
    """What texts may begin with at this difficulty."""
    highest_target: int
    largest_number: int
    """That a card may count at this difficulty; larger ones are masked."""

    def __init__(self, split: str, difficulty: int, image_size: int) -> None:
        super().__init__(split, difficulty)
        self.image_shape = square_shape(self.name, image_size)
        self.num_cards = self.numbers_of_cards[difficulty]
        self.text_space = self._text_space()
        self._masks: dict[str, np.ndarray] = {}

    @abstractmethod
    def deal(self, dice: Dice) -> Deal:
        """Cards and a target that they can make."""

    def make(self, generator: np.random.Generator) -> PointsEpisode:
        """Deal."""
        return PointsEpisode(self.deal(Dice(generator)), self)

    def mask(self, kinds: str) -> np.ndarray:
        """The actions that are of these ``next_kinds``, bool[A], not writeable."""
        if kinds not in self._masks:
            mask = np.array([_kind(token, self.largest_number) in kinds for token in self.answers])
            mask.setflags(write=False)
            self._masks[kinds] = mask
        return self._masks[kinds]

    def _text_space(self) -> spaces.Text:
        count = self.num_cards
        figures = len(str(self.largest_number))
        brackets = 2 * max(0, count - 2) if self.has_brackets else 0
        formula = count * figures + (count - 1) + brackets + 1
        least = min(map(len, self.prefaces)) + len(_text("", 1, ""))
        most = max(map(len, self.prefaces)) + len(_text("", self.highest_target, "")) + formula
        known = _text("".join(self.prefaces), 1, "".join(self.answers)) + "0123456789"
        return spaces.Text(most, min_length=least, charset="".join(sorted(set(known))))


class PointsEpisode(Episode):
    """A formula in the making.

    Args:
        deal: cards and target.
        task: the game.
    """

    def __init__(self, deal: Deal, task: PointsTask) -> None:
        self.deal = deal
        self.key = (tuple(sorted(deal.numbers)), deal.target)
        self._task = task
        self._written = ""
        self._levels: Levels = EMPTY
        self._left = deal.numbers
        # The tokens by which the formula can still be ended well; None where there are none.
        self._ending: tuple[str, ...] | None = deal.solution
        self._ended = False
        self._image: np.ndarray | None = None

    @property
    def text(self) -> str:  # type: ignore[override]
        """The target and the formula so far."""
        return _text(self.deal.preface, self.deal.target, self._written)

    @property
    def image(self) -> np.ndarray:  # type: ignore[override]
        """The cards, uint8[H, W, 3], drawn when they are first looked at."""
        if self._image is None:
            self._image = _draw(self.deal.cards, self._task.image_shape[0])
        return self._image

    @property
    def caption(self) -> str:  # type: ignore[override]
        """The cards by name."""
        return f"Cards: {in_words(self.deal.cards)}."

    @property
    def answer(self) -> int | None:  # type: ignore[override]
        """The next token of a formula that makes the target, where the one so far can."""
        return self._task.answers.index(self._ending[0]) if self._ending else None

    @property
    def action_mask(self) -> np.ndarray:  # type: ignore[override]
        """What can be written next, whatever the cards are, bool[A]."""
        if self._ended:
            return self._task.mask("n(o)=")
        kinds = next_kinds(self._levels, len(self._left), self._task.has_brackets)
        return self._task.mask(kinds)

    def act(self, action: int) -> tuple[float, bool]:
        """Write a token: 1 for "=" after a right formula, -1 where the episode ends otherwise."""
        token = self._task.answers[action]
        if not self.action_mask[action]:
            return self._lose()
        self._written += token
        if token == "=":
            if worth(self._levels[0]) != self.deal.target:
                return self._lose()
            self._ended, self._ending, self.is_correct = True, None, True
            return 1.0, True
        if not self._write(token):
            return self._lose()
        self._follow(token)
        return 0.0, False

    def _write(self, token: str) -> bool:
        """Write a token; false on a number that is on no card left, and on division by zero."""
        levels: Levels | None
        if token == "(":
            levels = open_bracket(self._levels)
        elif token == ")":
            levels = close(self._levels)
        elif token in OPERATORS:
            levels = put_operator(self._levels, token)
        else:
            number = int(token)
            if number not in self._left:
                return False
            place = self._left.index(number)
            self._left = self._left[:place] + self._left[place + 1 :]
            levels = put_operand(self._levels, number)
        if levels is None:
            return False
        self._levels = levels
        return True

    def _follow(self, token: str) -> None:
        """Know the best ending after ``token``: where there was none, there is none."""
        if self._ending is None:
            return
        if self._ending[0] == token:
            self._ending = self._ending[1:]
            return
        task = self._task
        self._ending = _complete(
            self._levels, self._left, self.deal.target, task.operators, task.has_brackets
        )

    def _lose(self) -> tuple[float, bool]:
        self._ended, self._ending = True, None
        return -1.0, True


# Agents that have learnt something go the same ways again and again.
_complete = lru_cache(maxsize=65536)(complete)


def _text(preface: str, target: int, written: str) -> str:
    return f"{preface}Target: {target}. Formula: {written}"


def _kind(token: str, largest: int) -> str:
    """The kind of ``next_kinds`` that a token is; "" for a number that no card counts."""
    if token.isdigit():
        return "n" if int(token) <= largest else "never"
    return "o" if token in OPERATORS else token


def _draw(cards: tuple[Card, ...], size: int) -> np.ndarray:
    """Up to three cards in a row, more in two."""
    image = blank(size, size, TABLE)
    edge = max(1, size // 32)
    if len(cards) < 4:
        height = min(round(size * 0.62), round(1.4 * size / len(cards)))
        top = (size - height) // 2
        lay_cards(image, cards, edge, top, size - edge, top + height)
    else:
        middle, half = size // 2, (len(cards) + 1) // 2
        lay_cards(image, cards[:half], edge, edge, size - edge, middle - edge // 2)
        lay_cards(image, cards[half:], edge, middle + edge // 2, size - edge, size - edge)
    image.setflags(write=False)
    return image
