"""The fewest edits that make a statement true, found exactly and box by box.

Edits of one box leave the others alone, and a statement looks at each box only through the numbers
that it reads there. So: for each box, the fewest edits to every reading that there can be; then,
over all triples of readings that make the statement true, the least sum.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from gennet_rl.envs.boxes.editing import Edits
from gennet_rl.envs.boxes.syntax import Statement

__all__ = ["Plan", "edited", "plan_for"]

Boxes = tuple[str, str, str]
FAR = 1000
"""More edits than any way has: the cost of what does not make the statement true."""


def edited(boxes: Boxes, action: int, edits: Edits) -> Boxes:
    """The boxes after an edit; the same ones where it is impossible."""
    number, edit = divmod(action, len(edits.names))
    box = edits.apply(boxes[number], edit)
    left, middle, right = (box if other == number else old for other, old in enumerate(boxes))
    return left, middle, right


@lru_cache(maxsize=2048)
def plan_for(statement: Statement, edits: Edits) -> Plan:
    """The plan of a statement, kept for its next episode."""
    return Plan(statement, edits)


class Plan:
    """Shortest ways to a statement's truth from anywhere.

    Args:
        statement: what is to become true.
        edits: what can be done to each box.
    """

    def __init__(self, statement: Statement, edits: Edits) -> None:
        self._statement = statement
        self._candidates = edits.candidates(statement)
        self._edits = edits
        self._number_of_edits = len(edits.names)
        # Readings that occur, numbered; candidates in the order of their reading's number.
        number: dict[tuple[int, ...], int] = {}
        read = [
            number.setdefault(statement.read(box), len(number)) for box in self._candidates.boxes
        ]
        reading = np.array(read)[self._candidates.likeness]
        self._order = np.argsort(reading, kind="stable")
        self._starts = np.searchsorted(reading[self._order], np.arange(len(number)))
        numbers = [np.array(one) for one in zip(*number, strict=True)]
        left = tuple(one[:, None, None] for one in numbers)
        middle = tuple(one[:, None] for one in numbers)
        true = np.broadcast_to(statement.settle(left, middle, tuple(numbers)), (len(number),) * 3)
        self._number = number
        self._readings = dict(zip(self._candidates.boxes, read, strict=True))
        self._penalty = np.where(true, 0, FAR).astype(np.int16)
        self._reaches: dict[str, np.ndarray] = {}
        self._found: dict[Boxes, tuple[int, int]] = {}

    def distance(self, boxes: Boxes) -> int:
        """Fewest edits after which the statement is true; at least ``FAR`` where there are none."""
        return self._best(boxes)[0]

    def next_action(self, boxes: Boxes) -> int:
        """The first action of a shortest way: box by box its edits, then the one that stops."""
        stop = len(boxes) * self._number_of_edits
        return next(self._actions(boxes, self._best(boxes)[1]), stop)

    def solution(self, boxes: Boxes) -> list[int]:
        """All actions of a shortest way but the one that stops."""
        return list(self._actions(boxes, self._best(boxes)[1]))

    def reading(self, box: str) -> int:
        """The number of what the statement reads of a box."""
        if box not in self._readings:
            self._readings[box] = self._number[self._statement.read(box)]
        return self._readings[box]

    def is_true(self, left: np.ndarray, middle: np.ndarray, right: np.ndarray) -> np.ndarray:
        """Whether boxes with readings of these numbers, int arrays of one shape, make it true."""
        return self._penalty[left, middle, right] == 0

    def _best(self, boxes: Boxes) -> tuple[int, int]:
        """The fewest edits, and the number of the triple of readings that they lead to."""
        if boxes not in self._found:
            left, middle, right = (self._reach(box) for box in boxes)
            total = left[:, None, None] + middle[:, None] + right + self._penalty
            best = int(total.argmin())
            self._found[boxes] = int(total.flat[best]), best
        return self._found[boxes]

    def _reach(self, box: str) -> np.ndarray:
        """Fewest edits of a box to each reading."""
        if box not in self._reaches:
            costs = self._candidates.costs(box)[self._order]
            self._reaches[box] = np.minimum.reduceat(costs, self._starts)
        return self._reaches[box]

    def _actions(self, boxes: Boxes, triple: int) -> Iterator[int]:
        """The actions that lead to a triple of readings."""
        count = len(self._starts)
        readings = triple // count**2, triple // count % count, triple % count
        for number, (box, reading) in enumerate(zip(boxes, readings, strict=True)):
            steps = int(self._reaches[box][reading])
            if steps:
                candidate = self._nearest(box, reading)
            for _ in range(steps):
                edit = self._candidates.first_edit(box, candidate)
                yield number * self._number_of_edits + edit
                box = self._edits.apply(box, edit)

    def _nearest(self, box: str, reading: int) -> int:
        """The nearest candidate with a reading."""
        end = self._starts[reading + 1] if reading + 1 < len(self._starts) else None
        group = self._order[self._starts[reading] : end]
        return int(group[self._candidates.costs(box)[group].argmin()])
