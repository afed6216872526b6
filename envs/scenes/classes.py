"""Families of questions about how many there are: counting, comparing, and logic.

Scenes have classes of things that agree in one attribute or two. That class sizes are always much
the same, whatever is asked, leaves nothing in the mean colour or the ink to guess the answer from.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import permutations, product

import numpy as np

from gennet_rl.envs.dice import Dice
from gennet_rl.envs.scenes.describing import (
    MOST_SCENES,
    MOST_TRIES,
    TRUTHS,
    Question,
    Setting,
    Values,
    describe,
    filtered,
    members,
    numbers,
)
from gennet_rl.envs.scenes.things import ATTRIBUTES, BITS, World
from gennet_rl.envs.scenes.worlds import VARIANTS, Level, shuffled
from gennet_rl.errors import InvalidValueError

__all__ = [
    "ask_besides",
    "ask_comparison",
    "ask_counting",
    "ask_same_count",
    "ask_same_exists",
    "ask_together",
]

BASES = (
    ("colour",),
    ("shape",),
    ("shape", "colour"),
    ("shape", "size"),
    ("colour", "size"),
    ("shape", "texture"),
    ("colour", "texture"),
)
"""What things of a class agree in; each has more values than classes are needed."""
SINGLE = BASES[:2]
SAME = (*SINGLE, ("texture",))

Basis = tuple[str, ...]


@lru_cache(maxsize=64)
def _everything(level: Level, basis: Basis) -> tuple[tuple[str, ...], ...]:
    """The values of every class."""
    return tuple(product(*map(level.values, basis)))


@lru_cache(maxsize=64)
def _classes(level: Level, basis: Basis) -> tuple[tuple[str, ...], ...]:
    """The values of every class that has a name."""
    return tuple(product(*map(level.nameable, basis)))


def _staircase(setting: Setting, number: int) -> list[int]:
    """Sizes of classes: 1, 2, ... up to the level's greatest number."""
    return list(range(1, setting.level.counted + 1))


def _twins(setting: Setting, number: int) -> list[int]:
    """Sizes of classes of which some are equal and some not."""
    return setting.dice.pick(_twin_sizes(number, setting.level.kinds))


@lru_cache(maxsize=64)
def _twin_sizes(number: int, most: int) -> list[list[int]]:
    """Sizes, from 1 to 3, of at most so many classes of so many things: some hundred draws."""
    dice = Dice(np.random.default_rng(number))
    found: list[list[int]] = []
    while len(found) < VARIANTS:
        sizes: list[int] = []
        while sum(sizes) < number:
            sizes.append(min(dice.between(1, 3), number - sum(sizes)))
        if 1 < len(set(sizes)) < len(sizes) <= most:
            found.append(sizes)
    return found


def _worlds(
    setting: Setting, basis: Basis, sizes_of: Callable[[Setting, int], list[int]]
) -> Iterator[World]:
    """Scenes whose classes have some sizes; things that are left over belong to other classes."""
    dice, level = setting.dice, setting.level
    everything = _everything(level, basis)
    for _ in range(MOST_SCENES):
        number = setting.number()
        sizes = sizes_of(setting, number)
        # Where it can be, one class more is kept empty, for there to be none of something.
        classes = everything if basis == ("texture",) else _classes(level, basis)
        named = dice.sample(classes, len(sizes) + (len(classes) > len(sizes) + 1))
        values = [named[i] for i, size in enumerate(sizes) for _ in range(size)]
        while len(values) < number:
            other = dice.pick(everything)
            if other not in named:
                values.append(other)
        columns = zip(*values, strict=True)
        world = setting.scene(dict(zip(basis, columns, strict=True)))
        if world is not None:
            yield world
    raise InvalidValueError(f"none of {MOST_SCENES} scenes has what a question needs.")


def _tally(world: World, basis: Basis) -> dict[tuple[str, ...], int]:
    """How many things there are of each class that there is and that has a name."""
    tally: dict[tuple[str, ...], int] = {}
    columns = [world.columns[ATTRIBUTES.index(name)].values for name in basis]
    for values in zip(*columns, strict=True):
        if "plain" not in values:
            tally[values] = tally.get(values, 0) + 1
    return tally


def _absent(setting: Setting, world: World, basis: Basis) -> list[tuple[str, ...]]:
    """A class of which there is nothing, though there is each of its values, if there are two."""
    classes = _classes(setting.level, basis)
    for _ in range(MOST_TRIES):
        values = setting.dice.pick(classes)
        known = len(values) == 1 or all(value in world.having for value in values)
        if known and not world.those(values):
            return [values]
    return []


def _of_size(setting: Setting, world: World, basis: Basis, size: int) -> Sequence[tuple[str, ...]]:
    """The classes with so many things, in random order; at most one of the empty ones."""
    if not size:
        return _absent(setting, world, basis)
    tally = _tally(world, basis)
    fitting = [values for values, count in tally.items() if count == size]
    return shuffled(fitting, setting.dice)


def _named(setting: Setting, basis: Basis, values: Sequence[str]) -> Values | None:
    named: Values = tuple(zip(basis, values, strict=True))
    return None if setting.tells(named) else named


def ask_counting(setting: Setting) -> Question:
    """How many such things are there?"""
    dice, greatest = setting.dice, setting.level.counted
    basis, answer = dice.pick(BASES), dice.below(greatest + 1)
    for world in _worlds(setting, basis, _staircase):
        for values in _of_size(setting, world, basis, answer):
            named = _named(setting, basis, values)
            if named is not None:
                return Question(("count", filtered(named)), world, numbers(greatest))
    raise AssertionError


COMPARED: dict[str, Callable[[int, int], bool]] = {
    "more": operator.gt,
    "fewer": operator.lt,
    "equal": operator.eq,
}


def ask_comparison(setting: Setting) -> Question:
    """Are there more of these than of those? Fewer? As many?"""
    dice = setting.dice
    basis, answer = dice.pick(BASES), dice.chance(0.5)
    kind = dice.pick(tuple(COMPARED))
    for world in _worlds(setting, basis, _twins):
        tally = shuffled(tuple(_tally(world, basis).items()), dice)
        for one, other in permutations(tally, 2):
            if COMPARED[kind](one[1], other[1]) == answer:
                counts = [
                    ("count", filtered(tuple(zip(basis, values, strict=True))))
                    for values, _ in (one, other)
                ]
                return Question((kind, *counts), world, TRUTHS)
    raise AssertionError


def ask_same_count(setting: Setting) -> Question:
    """How many others have the same colour as A?"""
    answer = setting.dice.below(setting.level.counted)
    return _ask_same(setting, "count", (answer,), numbers(setting.level.counted - 1))


def ask_same_exists(setting: Setting) -> Question:
    """Is there another of the same colour as A?"""
    many = tuple(range(1, setting.level.counted))
    return _ask_same(setting, "exist", many if setting.dice.chance(0.5) else (0,), TRUTHS)


def _ask_same(
    setting: Setting, operation: str, others: Sequence[int], choices: tuple[str, ...]
) -> Question:
    (attribute,) = basis = setting.dice.pick(SAME)
    for world in _worlds(setting, basis, _staircase):
        for thing in members(world.all, setting.dice):
            if world.alike(attribute, thing).bit_count() in others:
                found = describe(setting, world, thing, BITS[attribute])
                if found is not None:
                    program = (operation, ("same", attribute, ("unique", found)))
                    return Question(program, world, choices)
    raise AssertionError


def ask_besides(setting: Setting) -> Question:
    """Are there any circles other than red ones, or how many?"""
    dice, greatest = setting.dice, setting.level.counted
    operation = dice.pick(("exist", "count"))
    answer = dice.below(greatest)
    if operation == "exist" and dice.chance(0.5):
        answer = 0
    elif operation == "exist":
        answer = dice.between(1, greatest - 1)
    (attribute,) = basis = dice.pick(SINGLE)
    more = dice.pick([name for name in ATTRIBUTES if name != attribute])
    for world in _worlds(setting, basis, _staircase):
        for values, count in shuffled(tuple(_tally(world, (attribute, more)).items()), dice):
            if world.count(values[:1]) - count == answer:
                pair = sorted(zip((attribute, more), values, strict=True), key=_order)
                things = ("except", filtered(((attribute, values[0]),)))
                program = (operation, (*things, filtered(tuple(pair))))
                choices = TRUTHS if operation == "exist" else numbers(greatest - 1)
                return Question(program, world, choices)
    raise AssertionError


def _order(named: tuple[str, str]) -> int:
    return ATTRIBUTES.index(named[0])


def ask_together(setting: Setting) -> Question:
    """How many stars and circles are there altogether?"""
    dice, greatest = setting.dice, setting.level.counted
    basis, answer = dice.pick(SINGLE), dice.between(1, greatest)
    for world in _worlds(setting, basis, _staircase):
        tally = tuple(_tally(world, basis).items())
        empty = [(values, 0) for values in _absent(setting, world, basis)]
        for one, other in permutations(shuffled((*tally, *empty), dice), 2):
            if one[1] + other[1] == answer:
                sets = [filtered(((basis[0], values[0]),)) for values, _ in (one, other)]
                return Question(("count", ("union", *sets)), world, numbers(greatest)[1:])
    raise AssertionError
