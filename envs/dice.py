"""Cheap draws: numpy's generators take about a microsecond a call, whatever they draw."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

__all__ = ["Dice", "Picks"]

T = TypeVar("T")

BLOCK = 64  # numbers that are asked of the generator together
FINE = 1 << 53  # a share has so many different values


class Dice:
    """Random decisions, drawn from a generator many at a time.

    Args:
        generator: the only source of randomness.
    """

    def __init__(self, generator: np.random.Generator) -> None:
        self._generator = generator
        self._left: list[float] = []

    def share(self) -> float:
        """A number from 0 up to 1 (not included)."""
        if not self._left:
            self._left = self._generator.random(BLOCK).tolist()
        return self._left.pop()

    def below(self, count: int) -> int:
        """An integer from 0 to ``count - 1``."""
        return int(self.share() * count)

    def between(self, low: int, high: int) -> int:
        """An integer from ``low`` to ``high``, both included."""
        return low + int(self.share() * (high - low + 1))

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return self.share() < probability

    def pick(self, things: Sequence[T]) -> T:
        """One of the things, each as likely."""
        # As ``share`` does, without the call: nothing is done so often.
        left = self._left
        if not left:
            left = self._left = self._generator.random(BLOCK).tolist()
        return things[int(left.pop() * len(things))]

    def sample(self, things: Sequence[T], count: int) -> list[T]:
        """``count`` different ones of the things, in random order."""
        left = list(things)
        for i in range(count):
            j = i + int(self.share() * (len(left) - i))
            left[i], left[j] = left[j], left[i]
        return left[:count]

    def shuffled(self, things: Sequence[T]) -> list[T]:
        """All of the things in random order."""
        return self.sample(things, len(things))

    def picks(self) -> Picks:
        """Decisions for later, which take two draws now, however many they will be."""
        return Picks(int(self.share() * FINE) * FINE + int(self.share() * FINE))


class Picks:
    """Some dozens of decisions kept in one number, for what may never be asked.

    Args:
        number: from 0 up to 2**106 (not included), each as likely; its remainders decide.
    """

    __slots__ = ("_left",)

    def __init__(self, number: int) -> None:
        self._left = number

    def pick(self, things: Sequence[T]) -> T:
        """One of the things, each as likely."""
        self._left, index = divmod(self._left, len(things))
        return things[index]
