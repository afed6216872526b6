"""What questions are made with: scenes to choose from, and descriptions that fit one thing only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from gennet_rl.envs.dice import Dice
from gennet_rl.envs.scenes.programs import ATTRIBUTES, Program, World
from gennet_rl.envs.scenes.worlds import PAIRS, Columns, Level, compose, shuffled
from gennet_rl.errors import InvalidValueError

__all__ = [
    "ALL",
    "TRUTHS",
    "Question",
    "Setting",
    "Values",
    "chain",
    "describe",
    "filtered",
    "members",
    "numbers",
]

ALL: Program = ("all",)
TRUTHS = ("yes", "no")
MOST_SCENES = 2000  # until one suits
MOST_TRIES = 20  # in one scene

Values = tuple[tuple[str, str], ...]
"""Attributes and values, in the order of ``ATTRIBUTES``."""


class Question(NamedTuple):
    """A question about a scene."""

    program: Program
    world: World
    choices: tuple[str, ...]
    """The answers among which is the right one."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Under what conditions a question is made."""

    level: Level
    dice: Dice
    pairs: bool | None = None
    """Whether scenes have one of ``PAIRS``; None where it does not matter."""
    hops: tuple[int, int] = (1, 1)
    """Fewest and most of a chain."""

    def number(self) -> int:
        """How many objects a scene gets."""
        return self.dice.between(self.level.fewest, self.level.most)

    def scene(self, columns: Columns | None = None) -> World | None:
        """A scene; see ``compose``."""
        number = len(next(iter(columns.values()))) if columns else self.number()
        return compose(self.level, number, self.dice, columns, self.pairs)

    def scenes(self) -> Iterator[World]:
        """Balanced scenes, until one suits."""
        for _ in range(MOST_SCENES):
            world = self.scene()
            if world is not None:
                yield world
        raise InvalidValueError(f"none of {MOST_SCENES} scenes has what a question needs.")

    def tells(self, values: Values) -> bool:
        """Whether naming these values tells a trained agent that there is no such thing."""
        named = dict(values)
        return self.pairs is False and PAIRS.get(named.get("shape", "")) == named.get("colour", "-")


def members(things: int, dice: Dice) -> Sequence[int]:
    """The numbers of a set's things, in random order."""
    return shuffled([i for i in range(things.bit_length()) if things >> i & 1], dice)


def numbers(greatest: int) -> tuple[str, ...]:
    """The answers from 0 to ``greatest``."""
    return tuple(map(str, range(greatest + 1)))


def filtered(values: Values, things: Program = ALL) -> Program:
    """Those of a set that have all values."""
    for attribute, value in values:
        things = ("filter", attribute, value, things)
    return things


def describe(
    setting: Setting, world: World, target: int, without: Sequence[str] = ()
) -> Program | None:
    """A program for the set of a thing alone, by its own values.

    Args:
        setting: says how much is named where less would do.
        world: the scene.
        target: the thing's number.
        without: attributes that must not be named.
    """
    bit, least = 1 << target, setting.dice.between(1, setting.level.named)
    fewer = None
    for values, things in _descriptions(world, target, without, setting.dice):
        if things == bit:
            if len(values) >= least:
                return filtered(_ordered(values))
            fewer = values  # the longest so far: where there is no more to be said, it does
    return None if fewer is None else filtered(_ordered(fewer))


def chain(
    setting: Setting,
    world: World,
    target: int,
    hops: int,
    steps: Sequence[str],
    without: Sequence[str] = (),
    passed: int = 0,
) -> Program | None:
    """A program for the set of one thing alone that leads to it over others, none of them twice.

    Args:
        setting: as for ``describe``.
        world: the scene.
        target: the thing's number.
        hops: how many others lead to it.
        steps: what a hop may be, relations or attributes that agree.
        without: attributes that must not be named for the target.
        passed: the set of things already used.
    """
    if not hops:
        return describe(setting, world, target, without)
    dice, bit = setting.dice, 1 << target
    passed |= bit
    # What fits the target alone is left out, or what leads to it would not be needed.
    descriptions = [d for d in _descriptions(world, target, without, dice) if d[1] != bit]
    for anchor in members(world.all & ~passed, dice):
        for step in _steps(world, target, anchor, steps, without, dice):
            same = step in ATTRIBUTES
            reach = world.alike(step, anchor) if same else world.beyond(step, anchor)
            values = next((v for v, things in descriptions if things & reach == bit), None)
            if values is None or (same and step in dict(values)):
                continue
            named = (step,) if same else ()
            start = chain(setting, world, anchor, hops - 1, steps, named, passed)
            if start is not None:
                source = ("same" if same else "relate", step, ("unique", start))
                return filtered(_ordered(values), source)
    return None


def _descriptions(
    world: World, target: int, without: Sequence[str], dice: Dice
) -> list[tuple[Values, int]]:
    """What can be said of a thing and which things it fits, from short to long, else by chance.

    An object without a pattern is not called plain.
    """
    having = world.having
    named = [
        pair
        for pair in zip(ATTRIBUTES, world.things[target][:4], strict=True)
        if pair[1] != "plain" and pair[0] not in without
    ]
    found: list[tuple[Values, int]] = [((), world.all)]
    for pair in shuffled(named, dice):
        fitting = having[pair[1]]
        found += [((*values, pair), things & fitting) for values, things in found]
    return sorted(found, key=_length)


def _length(description: tuple[Values, int]) -> int:
    return len(description[0])


def _ordered(values: Values) -> Values:
    """In the order of ``ATTRIBUTES``."""
    return tuple(sorted(values, key=_place)) if len(values) > 1 else values


def _place(pair: tuple[str, str]) -> int:
    return ATTRIBUTES.index(pair[0])


def _steps(
    world: World, target: int, anchor: int, steps: Sequence[str], without: Sequence[str], dice: Dice
) -> Sequence[str]:
    """Those steps that lead from the anchor to the target, among others, in random order."""
    thing, other = world.things[target], world.things[anchor]
    true = [
        name for name, one, two in zip(ATTRIBUTES, thing[:4], other[:4], strict=True) if one == two
    ]
    if thing.column != other.column:
        true.append("left" if thing.column < other.column else "right")
    if thing.row != other.row:
        true.append("above" if thing.row < other.row else "below")
    return shuffled([step for step in true if step in steps and step not in without], dice)
