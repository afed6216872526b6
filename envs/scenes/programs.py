"""Questions about a scene as programs, and what they come to.

A program is a tuple of an operation and its arguments, most of which are programs. Sets of things
are integers, see ``things.py``.

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

from collections.abc import Callable
from typing import Any

from gennet_rl.envs.scenes.things import World
from gennet_rl.errors import InvalidValueError

__all__ = ["Program", "execute"]

Program = tuple[Any, ...]


def _unique(world: World, things: int) -> int:
    if things.bit_count() != 1:
        raise InvalidValueError(
            f"{things.bit_count()} things fit where a program takes one: name it by more of what "
            "is true of it."
        )
    return things.bit_length() - 1


OPERATIONS: dict[str, Callable[..., Any]] = {
    "all": lambda world: world.all,
    "relate": World.beyond,
    "same": World.alike,
    "odd": World.odd,
    "union": lambda world, one, other: one | other,
    "except": lambda world, one, other: one & ~other,
    "unique": _unique,
    "query": World.value,
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
    if program[0] == "filter":  # apart from the others because most steps are filters
        return execute(program[3], world) & world.having.get(program[2], 0)
    values = [execute(part, world) if type(part) is tuple else part for part in program[1:]]
    return OPERATIONS[program[0]](world, *values)
