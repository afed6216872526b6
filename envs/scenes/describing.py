"""What questions are made with: scenes to choose from, and descriptions that fit one thing only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations
from typing import NamedTuple

from gennet_rl.envs.dice import Dice
from gennet_rl.envs.scenes.programs import Program
from gennet_rl.envs.scenes.things import ATTRIBUTES, BITS, World, members_of
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


@dataclass(slots=True)
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
    return shuffled(members_of(things), dice)


@lru_cache
def numbers(greatest: int) -> tuple[str, ...]:
    """The answers from 0 to ``greatest``."""
    return tuple(map(str, range(greatest + 1)))


def filtered(values: Values, things: Program = ALL) -> Program:
    """Those of a set that have all values."""
    for attribute, value in values:
        things = ("filter", attribute, value, things)
    return things


def describe(setting: Setting, world: World, target: int, without: int = 0) -> Program | None:
    """A program for the set of a thing alone, by its own values.

    Args:
        setting: says how much is named where less would do.
        world: the scene.
        target: the thing's number.
        without: the set of attributes that must not be named.
    """
    bit, fits = 1 << target, world.fits(target)
    nameable = _nameable(world, target) & ~without
    if fits[nameable] != bit:
        return None
    least = setting.dice.between(1, setting.level.named)
    enough = nameable  # where there is no more to be said than the longest that fits, it does
    for named in setting.dice.pick(_descriptions(nameable)):
        if fits[named] == bit:
            enough = named
            if named.bit_count() >= least:
                break
    return _filtered_as(world, target, enough, ALL)


def chain(
    setting: Setting,
    world: World,
    target: int,
    hops: int,
    steps: Sequence[str],
    without: int = 0,
    passed: int = 0,
) -> Program | None:
    """A program for the set of one thing alone that leads to it over others, none of them twice.

    Args:
        setting: as for ``describe``.
        world: the scene.
        target: the thing's number.
        hops: how many others lead to it.
        steps: what a hop may be, relations or attributes that agree.
        without: the set of attributes that must not be named for the target.
        passed: the set of things already used.
    """
    if not hops:
        return describe(setting, world, target, without)
    dice, bit, fits = setting.dice, 1 << target, world.fits(target)
    passed |= bit
    # What fits the target alone is left out, or what leads to it would not be needed.
    nameable = _nameable(world, target) & ~without
    descriptions = [d for d in dice.pick(_descriptions(nameable)) if fits[d] != bit]
    ways = _ways(world, target, steps, without)
    for anchor in members(world.all & ~passed, dice):
        for step, same, anchors in shuffled(ways, dice):
            if not anchors >> anchor & 1:
                continue
            reach = world.alike(step, anchor) if same else world.beyond(step, anchor)
            named = _first_alone(descriptions, fits, reach, bit, same)
            if named is None:
                continue
            start = chain(setting, world, anchor, hops - 1, steps, same, passed)
            if start is not None:
                source = ("same" if same else "relate", step, ("unique", start))
                return _filtered_as(world, target, named, source)
    return None


OPPOSITES = {"left": "right", "right": "left", "above": "below", "below": "above"}


def _ways(
    world: World, target: int, steps: Sequence[str], without: int
) -> list[tuple[str, int, int]]:
    """Steps by which a thing is reached, each with the set of its attribute, which is empty for a
    relation, and with the set of the things from which it leads there, among others."""
    return [
        (step, 0, world.beyond(OPPOSITES[step], target))
        if step in OPPOSITES
        else (step, BITS[step], world.alike(step, target))
        for step in steps
        if not BITS.get(step, 0) & without
    ]


def _first_alone(
    descriptions: list[int], fits: list[int], reach: int, bit: int, same: int
) -> int | None:
    """The first description, some attributes apart, that fits only one thing of those in reach."""
    for named in descriptions:
        if fits[named] & reach == bit and not named & same:
            return named
    return None


def _nameable(world: World, target: int) -> int:
    """The set of attributes that have a word: an object without a pattern is not called plain."""
    return 0b0111 if world.columns[3].values[target] == "plain" else 0b1111


@lru_cache(maxsize=16)
def _descriptions(nameable: int) -> list[list[int]]:
    """Orders of all sets of some attributes, from few attributes to many, else by chance."""
    bits = [bit for bit in BITS.values() if bit & nameable]
    orders = []
    for order in permutations(bits):
        sets = [0]
        for bit in order:
            sets += [one | bit for one in sets]
        orders.append(sorted(sets, key=int.bit_count))
    return orders


def _filtered_as(world: World, target: int, named: int, things: Program) -> Program:
    """Those of a set that are like one thing in a set of attributes."""
    for place, attribute in enumerate(ATTRIBUTES):
        if named >> place & 1:
            things = ("filter", attribute, world.columns[place].values[target], things)
    return things
