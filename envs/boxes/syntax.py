"""The language of statements about three boxes: its syntax tree, and what a tree means.

A clause speaks of one box, or of all boxes' things together; a statement says in which boxes a
clause holds. Meaning is computed in two steps, so that a plan can ask what would change it:
``read`` makes numbers of each box, ``settle`` makes a truth of three boxes' numbers. ``settle``
takes integers or arrays of integers that broadcast against each other.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from gennet_rl.envs.boxes.things import WALLS, Things, masks_of

__all__ = [
    "COMPARISONS",
    "PLACES",
    "QUANTIFIERS",
    "TOGETHER",
    "Above",
    "Alike",
    "Between",
    "Both",
    "Clause",
    "Count",
    "End",
    "In",
    "Join",
    "More",
    "On",
    "Statement",
    "Variety",
    "holds",
]

Numbers = tuple[Any, ...]
"""What a statement reads of one box: integers, or arrays of integers."""

COMPARISONS: dict[str, Callable[[Any, int], Any]] = {
    "exactly": lambda found, number: found == number,
    "at least": lambda found, number: found >= number,
    "at most": lambda found, number: found <= number,
}
QUANTIFIERS: dict[str, Callable[[Any, Any, Any], Any]] = {
    "some": lambda a, b, c: a + b + c >= 1,
    "every": lambda a, b, c: a + b + c == 3,
    "exactly one": lambda a, b, c: a + b + c == 1,
    "exactly two": lambda a, b, c: a + b + c == 2,
    "at least two": lambda a, b, c: a + b + c >= 2,
    "at most one": lambda a, b, c: a + b + c <= 1,
}
"""By how many of three boxes a clause holds in, 0 or 1 each."""
PLACES: dict[str, Callable[[Any, Any, Any], Any]] = {
    "left": lambda a, b, c: a == 1,
    "middle": lambda a, b, c: b == 1,
    "right": lambda a, b, c: c == 1,
    **QUANTIFIERS,
}
TOGETHER = "together"
"""The place of clauses about the things of all three boxes."""


@dataclass(frozen=True, slots=True)
class Clause:
    """Something that a box may be; by default read as whether it is."""

    def read(self, box: str) -> int:
        """A number by which :meth:`settle` decides."""
        raise NotImplementedError

    def settle(self, number: Any) -> Any:
        """Whether the clause holds, of what was read."""
        return number == 1

    def gather(self, a: Any, b: Any, c: Any) -> Any:
        """What would be read of three boxes together."""
        return a + b + c


@dataclass(frozen=True, slots=True)
class Count(Clause):
    """Exactly, at least or at most so many things, of all or of those that touch a wall."""

    comparison: str
    number: int
    things: Things
    wall: str = ""

    def read(self, box: str) -> int:
        """How many there are."""
        if self.wall:
            box = box[WALLS[self.wall]]
        return sum(map(box.count, self.things.letters))

    def settle(self, number: Any) -> Any:
        """Compare it."""
        return COMPARISONS[self.comparison](number, self.number)


@dataclass(frozen=True, slots=True)
class More(Clause):
    """More of these than of those."""

    these: Things
    those: Things

    def read(self, box: str) -> int:
        """How many more there are."""
        these, those = self.these.letters, self.those.letters
        return sum(map(box.count, these)) - sum(map(box.count, those))

    def settle(self, number: Any) -> Any:
        """Compare it."""
        return number > 0


@dataclass(frozen=True, slots=True)
class Variety(Clause):
    """Things of exactly so many colours or shapes."""

    kind: str
    attribute: str
    number: int

    def read(self, box: str) -> int:
        """A bit for each colour or shape that is there."""
        masks, found = masks_of(self.attribute), 0
        for letter in box:
            found |= masks[letter]
        return found

    def settle(self, number: Any) -> Any:
        """Count the bits."""
        bits = (number & 1) + (number >> 1 & 1) + (number >> 2 & 1) + (number >> 3 & 1)
        return bits == self.number

    def gather(self, a: Any, b: Any, c: Any) -> Any:
        """What is there at all."""
        return a | b | c


@dataclass(frozen=True, slots=True)
class End(Clause):
    """The block at the "top" or "bottom" of the tower is such a one."""

    end: str
    block: Things

    def read(self, box: str) -> int:
        """Whether it is."""
        last = box[-1:] if self.end == "top" else box[:1]
        return int(last == self.block.letters)


@dataclass(frozen=True, slots=True)
class On(Clause):
    """One block lies directly on another."""

    lower: Things
    upper: Things

    def read(self, box: str) -> int:
        """Whether one does."""
        return int(self.lower.letters + self.upper.letters in box)


@dataclass(frozen=True, slots=True)
class Above(Clause):
    """One block is anywhere above another."""

    lower: Things
    upper: Things

    def read(self, box: str) -> int:
        """Whether one is."""
        lowest = box.find(self.lower.letters)
        return int(0 <= lowest < box.rfind(self.upper.letters))


@dataclass(frozen=True, slots=True)
class Between(Clause):
    """One block lies directly between two others."""

    inner: Things
    outer: Things

    def read(self, box: str) -> int:
        """Whether one does."""
        outer = self.outer.letters
        return int(outer + self.inner.letters + outer in box)


@dataclass(frozen=True, slots=True)
class Alike(Clause):
    """A block lies directly on another of its colour."""

    def read(self, box: str) -> int:
        """Whether one does."""
        return int(any(a == b for a, b in itertools.pairwise(box)))


@dataclass(frozen=True, slots=True)
class In:
    """A clause holds in so many boxes, in a certain box, or of all boxes together."""

    place: str
    clause: Clause
    width = 1

    def read(self, box: str) -> Numbers:
        """The clause's number where all boxes are counted together, else its truth."""
        number = self.clause.read(box)
        return (number if self.place == TOGETHER else int(self.clause.settle(number)),)

    def settle(self, left: Numbers, middle: Numbers, right: Numbers) -> Any:
        """Whether it is true."""
        if self.place == TOGETHER:
            return self.clause.settle(self.clause.gather(left[0], middle[0], right[0]))
        return PLACES[self.place](left[0], middle[0], right[0])


@dataclass(frozen=True, slots=True)
class Both:
    """Two clauses hold in one and the same box, and in so many boxes."""

    place: str
    first: Clause
    second: Clause
    width = 1

    def read(self, box: str) -> Numbers:
        """Whether both hold."""
        first, second = self.first, self.second
        return (int(first.settle(first.read(box)) and second.settle(second.read(box))),)

    def settle(self, left: Numbers, middle: Numbers, right: Numbers) -> Any:
        """Whether it is true."""
        return QUANTIFIERS[self.place](left[0], middle[0], right[0])


@dataclass(frozen=True, slots=True)
class Join:
    """Two statements, joined by "and" or by an "or" that both may fulfil."""

    word: str
    first: Statement
    second: Statement

    @property
    def width(self) -> int:
        """How many numbers it reads of a box."""
        return self.first.width + self.second.width

    def read(self, box: str) -> Numbers:
        """What both read."""
        return self.first.read(box) + self.second.read(box)

    def settle(self, left: Numbers, middle: Numbers, right: Numbers) -> Any:
        """Whether it is true."""
        cut = self.first.width
        first = self.first.settle(left[:cut], middle[:cut], right[:cut])
        second = self.second.settle(left[cut:], middle[cut:], right[cut:])
        return first & second if self.word == "and" else first | second


Statement = In | Both | Join


def holds(statement: Statement, boxes: Sequence[str]) -> bool:
    """Whether a statement is true of three boxes, from left to right."""
    return bool(statement.settle(*map(statement.read, boxes)))
