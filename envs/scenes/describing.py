"""What questions are made with: scenes to choose from, and descriptions that fit one thing only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from gennet_rl.envs.dice import Dice
from gennet_rl.envs.scenes.programs import ATTRIBUTES, Program, World
from gennet_rl.envs.scenes.worlds import PAIRS, Cell, Columns, Level, compose, shuffled
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

    def scene(
        self, columns: Columns | None = None, cells: Sequence[Cell] | None = None
    ) -> World | None:
        """A scene; see ``compose``."""
        number = len(next(iter(columns.values()))) if columns else self.number()
        return compose(self.level, number, self.dice, columns, cells, self.pairs)

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
    dice = setting.dice
    values = _nameable(world, target, without)
    least = min(dice.between(1, setting.level.named), len(values))
    bit, having = 1 << target, world.having
    for size in range(least, len(values) + 1):
        for chosen in _in_turn(_choices(values, size), dice):
            found = world.all
            for _, value in chosen:
                found &= having[value]
            if found == bit:
                return filtered(chosen)
    return None


def _describe_within(
    world: World, target: int, reach: int, without: Sequence[str], dice: Dice
) -> Values | None:
    """The shortest values that single out a thing in ``reach``, but not in the whole scene.

    They are not the whole scene's, or what leads to ``reach`` would not be needed.
    """
    values = _nameable(world, target, without)
    bit = 1 << target
    for size in range(len(values) + 1):
        for chosen in _in_turn(_choices(values, size), dice):
            found = world.all
            for _, value in chosen:
                found &= world.having[value]
            if found & reach == bit and found != bit:
                return chosen
    return None


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
    passed |= 1 << target
    for anchor in members(world.all & ~passed, setting.dice):
        for step in _steps(world, target, anchor, steps, without, setting.dice):
            same = step in ATTRIBUTES
            reach = world.alike(step, anchor) if same else world.beyond(step, anchor)
            named = (*without, step) if same else without
            values = _describe_within(world, target, reach, named, setting.dice)
            if values is None:
                continue
            start = chain(setting, world, anchor, hops - 1, steps, (step,) if same else (), passed)
            if start is not None:
                operation = "same" if same else "relate"
                return filtered(values, (operation, step, ("unique", start)))
    return None


def _steps(
    world: World, target: int, anchor: int, steps: Sequence[str], without: Sequence[str], dice: Dice
) -> Sequence[str]:
    """Those steps that lead from the anchor to the target, among others, in random order."""
    thing, other = world.things[target], world.things[anchor]
    true = [name for name, one, two in zip(ATTRIBUTES, thing, other, strict=False) if one == two]
    if thing.column != other.column:
        true.append("left" if thing.column < other.column else "right")
    if thing.row != other.row:
        true.append("above" if thing.row < other.row else "below")
    return shuffled([step for step in true if step in steps and step not in without], dice)


def _nameable(world: World, target: int, without: Sequence[str]) -> Values:
    """What can be said of a thing; an object without a pattern is not called plain."""
    return tuple(
        (name, value)
        for name, value in zip(ATTRIBUTES, world.things[target], strict=False)
        if name not in without and value != "plain"
    )


@lru_cache(maxsize=8192)
def _choices(values: Values, size: int) -> tuple[Values, ...]:
    return tuple(combinations(values, size))


def _in_turn(choices: tuple[Values, ...], dice: Dice) -> Sequence[Values]:
    """The choices from a random one on."""
    start = dice.below(len(choices)) if len(choices) > 1 else 0
    return choices[start:] + choices[:start]
