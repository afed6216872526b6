"""Questions about a scene as programs, and what they come to.

A program is a tuple of an operation and its arguments, most of which are programs. Things are
numbered; a set of them is an integer with a bit for each, so that a filter is one ``&``.

============================ ======================================================================
Program                      Its value
============================ ======================================================================
("all",)                     the set of all things
("filter", a, v, set)        those of the set whose attribute a has the value v
("relate", r, thing)         all that are left of a thing, or right, above, below
("same", a, thing)           all others that agree with a thing in attribute a
("odd", a)                   the one that differs from all others in a while these agree; or none
("union", set, set)          those in either
("except", set, set)         those in the first but not in the second
("unique", set)              the only thing of a set, which must have only one
("query", a, thing)          the value of an attribute
("exist", set)               whether there is any
("count", set)               how many there are
("more", number, number)     whether the first is greater; likewise "fewer" and "equal"
("related", r, thing, thing) whether the first is left of the second, and so on
("agree", a, thing, thing)   whether both have the same value
("and", truth, truth)        likewise "or"
("not", truth)               the opposite
============================ ======================================================================

The operations are those of CLEVR's functional programs (Johnson et al. 2017,
https://arxiv.org/abs/1612.06890), on flat shapes, with more logic and the odd one out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from gennet_rl.errors import InvalidValueError

__all__ = ["ATTRIBUTES", "RELATIONS", "Program", "Thing", "World", "execute"]

ATTRIBUTES = ("shape", "colour", "size", "texture")
RELATIONS = ("left", "right", "above", "below")

Program = tuple[Any, ...]


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


class World:
    """The things of a scene with what programs ask of them.

    Attributes:
        things: as given; a set of them has bit ``1 << i`` for ``things[i]``.
        all: the set of all.
        having: the set of those that have a value, by value; no two attributes share one.
    """

    __slots__ = ("_columns", "_rows", "all", "having", "things")

    def __init__(self, things: Sequence[Thing]) -> None:
        self.things = things
        self.all = (1 << len(things)) - 1
        having: dict[str, int] = {}
        columns, rows = [0] * 8, [0] * 8
        bit = 1
        for thing in things:
            for value in thing[:4]:
                having[value] = having.get(value, 0) | bit
            columns[thing[4]] |= bit
            rows[thing[5]] |= bit
            bit <<= 1
        self.having = having
        self._columns, self._rows = columns, rows

    def count(self, values: Sequence[str]) -> int:
        """How many things have all of these values."""
        return self.those(values).bit_count()

    def those(self, values: Sequence[str]) -> int:
        """The set of the things that have all of these values."""
        found = self.all
        for value in values:
            found &= self.having.get(value, 0)
        return found

    def beyond(self, relation: str, index: int) -> int:
        """The set of the things that are left (right, above, below) of one."""
        thing = self.things[index]
        if relation in ("left", "right"):
            lines, place = self._columns, thing[4]
        else:
            lines, place = self._rows, thing[5]
        found = 0
        for line in lines[:place] if relation in ("left", "above") else lines[place + 1 :]:
            found |= line
        return found

    def alike(self, attribute: str, index: int) -> int:
        """The set of the other things that agree with one in an attribute."""
        value = getattr(self.things[index], attribute)
        return self.having[value] & ~(1 << index)

    def odd(self, attribute: str) -> int:
        """The set of the one that differs in an attribute from all others, which agree."""
        sets = {value: self.having[value] for value in map(attrgetter(attribute), self.things)}
        lone = [found for found in sets.values() if found.bit_count() == 1]
        return lone[0] if len(sets) == 2 and len(lone) == 1 else 0


def _unique(world: World, things: int) -> int:
    if things.bit_count() != 1:
        raise InvalidValueError(
            f"{things.bit_count()} things fit where a program takes one: name it by more of what "
            "is true of it."
        )
    return things.bit_length() - 1


OPERATIONS: dict[str, Callable[..., Any]] = {
    "all": lambda world: world.all,
    "filter": lambda world, attribute, value, things: things & world.having.get(value, 0),
    "relate": World.beyond,
    "same": World.alike,
    "odd": World.odd,
    "union": lambda world, one, other: one | other,
    "except": lambda world, one, other: one & ~other,
    "unique": _unique,
    "query": lambda world, attribute, thing: getattr(world.things[thing], attribute),
    "exist": lambda world, things: things != 0,
    "count": lambda world, things: things.bit_count(),
    "more": lambda world, one, other: one > other,
    "fewer": lambda world, one, other: one < other,
    "equal": lambda world, one, other: one == other,
    "related": lambda world, relation, one, other: bool(world.beyond(relation, other) >> one & 1),
    "agree": lambda world, attribute, one, other: bool(world.alike(attribute, other) >> one & 1),
    "and": lambda world, one, other: one and other,
    "or": lambda world, one, other: one or other,
    "not": lambda world, truth: not truth,
}


def execute(program: Program, world: World) -> Any:
    """What a program comes to in a scene.

    Args:
        program: see the top of the file.
        world: the scene.

    Returns:
        A set as int, a thing's number as int, a value as str, a count as int, or a bool.

    Raises:
        InvalidValueError: where ``unique`` meets a set that has not exactly one thing.
    """
    operation, *arguments = program
    values = [execute(part, world) if type(part) is tuple else part for part in arguments]
    return OPERATIONS[operation](world, *values)
