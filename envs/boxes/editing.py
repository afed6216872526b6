"""What can be done to a box, one edit at a time, and how many edits lead from box to box."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np

from gennet_rl.envs.boxes.syntax import Both, Clause, Count, In, Join, Statement, Variety
from gennet_rl.envs.boxes.things import CELLS, COLUMNS, EMPTY, SORTS, Things, World, masks_of

__all__ = ["Candidates", "Edits", "ScatterEdits", "TowerEdits"]


class Candidates(ABC):
    """Boxes that stand for all boxes there are, as far as a statement can tell them apart.

    Attributes:
        boxes: at least one of every sort that the statement reads alike.
        likeness: for each of the C candidates the box that it reads like, int[C].
    """

    boxes: Sequence[str]
    likeness: np.ndarray

    @abstractmethod
    def costs(self, box: str) -> np.ndarray:
        """Fewest edits from a box to one that each candidate stands for, int16[C]."""

    @abstractmethod
    def first_edit(self, box: str, candidate: int) -> int:
        """The first edit of a shortest way there, where that is not empty."""


class Edits(ABC):
    """The edits of one box in a world.

    Attributes:
        world: what boxes hold.
        names: of the edits, in the order of their numbers.
        masked: whether the agent is told which are possible.
    """

    world: World
    names: tuple[str, ...]
    masked = True

    @abstractmethod
    def apply(self, box: str, edit: int) -> str:
        """The box after an edit; the same where the edit is impossible."""

    @abstractmethod
    def candidates(self, statement: Statement) -> Candidates:
        """Boxes that stand for all there are."""

    def mask(self, box: str) -> np.ndarray:
        """Which edits are possible, bool[number of edits]."""
        return _mask(self, box)


@lru_cache(maxsize=65536)
def _mask(edits: Edits, box: str) -> np.ndarray:
    return np.array([edits.apply(box, edit) != box for edit in range(len(edits.names))])


class TowerEdits(Edits):
    """Put a block of some colour on top, or take the top block away (the last edit).

    No masks: they would tell full towers and empty boxes to those who do not look.
    """

    masked = False

    def __init__(self, world: World) -> None:
        self.world = world
        blocks = [str(SORTS[letter]) for letter in world.letters]
        self.names = (*(f"{block} on top" for block in blocks), "take the top block away")
        self._candidates = _Towers(world)

    def apply(self, box: str, edit: int) -> str:
        """The tower after an edit."""
        if edit == len(self.world.letters):
            return box[:-1]
        return box + self.world.letters[edit] if len(box) < self.world.room else box

    def candidates(self, statement: Statement) -> Candidates:
        """All towers: there are few."""
        return self._candidates


class _Towers(Candidates):
    def __init__(self, world: World) -> None:
        self.boxes = [
            "".join(blocks)
            for height in range(world.room + 1)
            for blocks in product(world.letters, repeat=height)
        ]
        self.likeness = np.arange(len(self.boxes))
        self._letters = world.letters
        self._costs: dict[str, np.ndarray] = {}

    def costs(self, box: str) -> np.ndarray:
        """Take away what differs, then put on what lacks."""
        if box not in self._costs:
            shared = (_shared(box, other) for other in self.boxes)
            costs = [
                len(box) + len(other) - 2 * same
                for other, same in zip(self.boxes, shared, strict=True)
            ]
            self._costs[box] = np.array(costs, np.int16)
        return self._costs[box]

    def first_edit(self, box: str, candidate: int) -> int:
        """Take away where the tower is no beginning of the candidate."""
        other = self.boxes[candidate]
        if other.startswith(box):
            return self._letters.index(other[len(box)])
        return len(self._letters)


def _shared(one: str, other: str) -> int:
    """Blocks from the bottom up that two towers have in common."""
    for number, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return number
    return min(len(one), len(other))


class ScatterEdits(Edits):
    """For each place in turn: lay a small thing of some sort there where it is empty, or make what
    lies there large or small again, or take it away."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._small = [letter for letter in world.letters if SORTS[letter].size == "small"]
        self._swapped = {letter: _other_size(letter) for letter in world.letters}
        sorts = [SORTS[letter] for letter in self._small]
        edits = [f"{one.colour} {one.kind}" for one in sorts] + ["change size", "take away"]
        self._number = len(edits)
        cells = CELLS[world.room // COLUMNS]
        self.names = tuple(f"{cell}: {edit}" for cell in cells for edit in edits)
        self.ways = _ways(self._after, (EMPTY, *world.letters), self._number)

    def _after(self, letter: str, edit: int) -> str:
        """What lies in a place after an edit there."""
        if letter == EMPTY:
            return self._small[edit] if edit < len(self._small) else letter
        if edit < len(self._small):
            return letter
        return self._swapped[letter] if edit == len(self._small) else EMPTY

    def apply(self, box: str, edit: int) -> str:
        """The box after an edit."""
        place, edit = divmod(edit, self._number)
        return box[:place] + self._after(box[place], edit) + box[place + 1 :]

    def candidates(self, statement: Statement) -> Candidates:
        """Boxes of one letter for all letters that the statement does not tell apart."""
        groups: dict[tuple[Any, ...], str] = {}
        for letter in (EMPTY, *self.world.letters):
            told = tuple(tell(letter) for tell in _tellers(statement))
            groups[told] = groups.get(told, "") + letter
        layouts = _layouts(len(groups), self.world.room, _looks_at_places(statement))
        return _Scattered(tuple(groups.values()), layouts, self.ways, self._number)


Ways = dict[str, dict[str, tuple[int, int]]]
"""From letter to letter: fewest edits of a place, and the first of them."""


Layouts = tuple[list[tuple[int, ...]], np.ndarray]
"""Numbers of groups by place, and for each way to fill the places the one that is like it."""


@lru_cache(maxsize=64)
def _layouts(groups: int, room: int, with_places: bool) -> Layouts:
    """All ways to fill a box; without places those are alike that hold the same."""
    every = list(product(range(groups), repeat=room))
    if with_places:
        return every, np.arange(len(every))
    number: dict[tuple[int, ...], int] = {}
    likeness = [number.setdefault(tuple(sorted(one)), len(number)) for one in every]
    return list(number), np.array(likeness)


class _Scattered(Candidates):
    def __init__(self, groups: Sequence[str], layouts: Layouts, ways: Ways, edits: int) -> None:
        self.boxes = ["".join(groups[one][0] for one in layout) for layout in layouts[0]]
        self.likeness = layouts[1]
        self._groups = groups
        self._edits = edits
        self._ways = {
            letter: [min(to[other] for other in group) for group in groups]
            for letter, to in ways.items()
        }
        self._costs = {
            letter: np.array([cost for cost, _ in ways], np.int16)
            for letter, ways in self._ways.items()
        }

    def costs(self, box: str) -> np.ndarray:
        """Places are changed one by one, so that their costs add up."""
        total = np.zeros(1, np.int16)
        for letter in box:
            total = (total[:, None] + self._costs[letter]).ravel()
        return total

    def first_edit(self, box: str, candidate: int) -> int:
        """In the first place that has to change."""
        for place, letter in enumerate(box):
            group = candidate // len(self._groups) ** (len(box) - 1 - place) % len(self._groups)
            cost, edit = self._ways[letter][group]
            if cost:
                return place * self._edits + edit
        raise AssertionError("the box is the candidate")


def _ways(after: Callable[[str, int], str], letters: Sequence[str], edits: int) -> Ways:
    """Shortest ways between what may lie in a place, breadth first."""
    ways: Ways = {}
    for start in letters:
        found, ring = {start: (0, 0)}, [start]
        while ring:
            nearest = ring.pop(0)
            for edit in range(edits):
                then = after(nearest, edit)
                if then not in found:
                    cost, first = found[nearest]
                    found[then] = (cost + 1, first if cost else edit)
                    ring.append(then)
        ways[start] = found
    return ways


def _other_size(letter: str) -> str:
    sort = SORTS[letter]
    size = "large" if sort.size == "small" else "small"
    return Things(sort.kind, sort.colour, size).letters


def _tellers(statement: Statement | Clause) -> Iterator[Callable[[str], Any]]:
    """What a statement looks at in a thing: whether it is such a one, or its colour or shape."""
    if isinstance(statement, Join | Both):
        yield from _tellers(statement.first)
        yield from _tellers(statement.second)
    elif isinstance(statement, In):
        yield from _tellers(statement.clause)
    elif isinstance(statement, Variety):
        yield masks_of(statement.attribute).__getitem__
    else:
        things = (statement.things,) if isinstance(statement, Count) else _descriptions(statement)
        for described in things:
            yield described.letters.__contains__


def _looks_at_places(statement: Statement | Clause) -> bool:
    """Whether it matters where in a box things lie."""
    if isinstance(statement, Join | Both):
        return _looks_at_places(statement.first) or _looks_at_places(statement.second)
    if isinstance(statement, In):
        return _looks_at_places(statement.clause)
    return isinstance(statement, Count) and bool(statement.wall)


def _descriptions(clause: Clause) -> list[Things]:
    """The descriptions that a clause of several holds."""
    return [getattr(clause, field) for field in clause.__dataclass_fields__]
