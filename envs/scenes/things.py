"""The things of a scene as columns of values and sets of bits, so that a filter is one ``&``.

Things are numbered; a set of them is an integer with a bit for each. Columns and layouts know their
own sets, and many scenes share them: putting a scene together takes no look at its things.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

__all__ = [
    "ATTRIBUTES",
    "BITS",
    "RELATIONS",
    "Column",
    "Layout",
    "Thing",
    "World",
    "column_of",
    "layout_of",
    "members_of",
]

ATTRIBUTES = ("shape", "colour", "size", "texture")
PLACES = {name: place for place, name in enumerate(ATTRIBUTES)}
BITS = {name: 1 << place for place, name in enumerate(ATTRIBUTES)}
"""Of sets of attributes."""
RELATIONS = ("left", "right", "above", "below")

Cell = tuple[int, int]
"""Column from 0, from left to right; row from 0, from top to bottom."""


class Thing(NamedTuple):
    """One object of a scene."""

    shape: str
    colour: str
    size: str
    texture: str
    column: int
    """From 0, from left to right; all things of one column are exactly below each other."""
    row: int
    """From 0, from top to bottom."""


class Column(NamedTuple):
    """What the things of a scene have for one attribute."""

    values: tuple[str, ...]
    """Of each thing."""
    having: dict[str, int]
    """The set of those that have a value, by value."""
    written: str
    """The values in a line."""


def column_of(values: Sequence[str]) -> Column:
    """Values with the sets of those that have them."""
    having: dict[str, int] = {}
    bit = 1
    for value in values:
        having[value] = having.get(value, 0) | bit
        bit <<= 1
    return Column(tuple(values), having, ",".join(values))


class Layout(NamedTuple):
    """Where the things of a scene are."""

    cells: tuple[Cell, ...]
    """Of each thing."""
    beyond: dict[str, tuple[int, ...]]
    """For each thing the set of those that are left (right, above, below) of it, by relation."""
    written: str
    """The cells in a line."""


def layout_of(cells: Sequence[Cell]) -> Layout:
    """Cells with what is left, right, above and below of what."""
    found = {}
    for axis, (before, behind) in enumerate((RELATIONS[:2], RELATIONS[2:])):
        lines = [cell[axis] for cell in cells]
        on: dict[int, int] = {}  # each line the set of the things there
        for index, line in enumerate(lines):
            on[line] = on.get(line, 0) | 1 << index
        less = {line: sum([on[other] for other in on if other < line]) for line in on}
        more = {line: sum([on[other] for other in on if other > line]) for line in on}
        found[before] = tuple([less[line] for line in lines])
        found[behind] = tuple([more[line] for line in lines])
    return Layout(tuple(cells), found, ",".join([f"{column}{row}" for column, row in cells]))


class World:
    """The things of a scene with what programs ask of them.

    Args:
        layout: where they are.
        columns: what they are like, in the order of ``ATTRIBUTES``.

    Attributes:
        layout: as given.
        columns: as given.
        all: the set of all.
        having: the set of those that have a value, by value; no two attributes share one.
    """

    __slots__ = ("all", "columns", "having", "layout")

    def __init__(self, layout: Layout, columns: Sequence[Column]) -> None:
        self.layout, self.columns = layout, columns
        self.all = (1 << len(layout.cells)) - 1
        shape, colour, size, texture = columns
        self.having: dict[str, int] = {
            **shape.having,
            **colour.having,
            **size.having,
            **texture.having,
        }

    @classmethod
    def of(cls, things: Sequence[Thing]) -> World:
        """The scene of these things, of which ``things[i]`` has bit ``1 << i`` in a set."""
        *columns, across, down = zip(*things, strict=True)
        return cls(layout_of(tuple(zip(across, down, strict=True))), [*map(column_of, columns)])

    @property
    def written(self) -> str:
        """All of it in a line, the same for the same things in the same order only."""
        return ";".join([self.layout.written, *[column.written for column in self.columns]])

    @property
    def things(self) -> list[Thing]:
        """One by one."""
        values = zip(*[column.values for column in self.columns], strict=True)
        return [
            Thing(shape, colour, size, texture, column, row)
            for (shape, colour, size, texture), (column, row) in zip(
                values, self.layout.cells, strict=True
            )
        ]

    def value(self, attribute: str, index: int) -> str:
        """What a thing has for an attribute."""
        return self.columns[PLACES[attribute]].values[index]

    def those(self, values: Sequence[str]) -> int:
        """The set of the things that have all of these values."""
        found = self.all
        for value in values:
            found &= self.having.get(value, 0)
        return found

    def count(self, values: Sequence[str]) -> int:
        """How many things have all of these values."""
        return self.those(values).bit_count()

    def fits(self, index: int) -> list[int]:
        """The things that agree with one in several attributes.

        Returns:
            For each set of attributes, counted up from none to all, the set of the things.
        """
        having, found = self.having, [self.all]
        for column in self.columns:
            alike = having[column.values[index]]
            found += [things & alike for things in found]
        return found

    def beyond(self, relation: str, index: int) -> int:
        """The set of the things that are left (right, above, below) of one."""
        return self.layout.beyond[relation][index]

    def alike(self, attribute: str, index: int) -> int:
        """The set of the other things that agree with one in an attribute."""
        return self.having[self.value(attribute, index)] & ~(1 << index)

    def odd(self, attribute: str) -> int:
        """The set of the one that differs in an attribute from all others, which agree."""
        sets = self.columns[PLACES[attribute]].having.values()
        lone = [found for found in sets if found.bit_count() == 1]
        return lone[0] if len(sets) == 2 and len(lone) == 1 else 0


@lru_cache(maxsize=4096)
def members_of(things: int) -> tuple[int, ...]:
    """The numbers of a set's things, in order."""
    return tuple([i for i in range(things.bit_length()) if things >> i & 1])
