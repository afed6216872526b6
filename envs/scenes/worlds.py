"""Scenes to be asked about: what there may be at a difficulty, drawn so that no answer shows.

Unless a question needs otherwise, each value of each attribute is there about equally often, so
that neither the mean colour nor the amount of ink says what a question's answer may be.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, product
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar

import numpy as np

from gennet_rl.envs.dice import Dice
from gennet_rl.envs.scenes.things import (
    ATTRIBUTES,
    Column,
    Layout,
    World,
    column_of,
    layout_of,
)

T = TypeVar("T")

__all__ = [
    "COLOURS",
    "LEVELS",
    "PAIRS",
    "SHAPES",
    "SIZES",
    "TEXTURES",
    "VARIANTS",
    "Level",
    "balanced",
    "compose",
    "shuffled",
]

SHAPES = ("circle", "square", "triangle", "star", "cross", "heart", "diamond", "arrow")
COLOURS = ("red", "blue", "yellow", "green", "purple", "orange", "black", "pink")
SIZES = ("small", "large")
TEXTURES = ("plain", "outlined", "striped", "checkered", "dotted")
PAIRS = dict(zip(SHAPES, COLOURS, strict=True))
"""The colour that a shape never has in training where pairs are held out."""
MOST_RENAMINGS = 40
ORDERS = 4096
VARIANTS = 1024
"""Ways that are kept for one column to be filled, or for things to be placed."""


@dataclass(frozen=True, slots=True)
class Level:
    """What there may be at one difficulty."""

    fewest: int
    most: int
    """Objects."""
    lines: int
    """Columns of the grid, and rows."""
    kinds: int
    """Shapes and colours; never more than ``fewest``."""
    textures: int
    counted: int
    """The greatest number that is an answer; 1 + 2 + ... + counted objects fit."""
    named: int
    """Attributes by which an object is described, at most, as long as fewer would do."""
    hops: tuple[int, int]
    """Fewest and most of a chain."""

    def values(self, attribute: str) -> tuple[str, ...]:
        """The values that an attribute may have."""
        return _values(self.kinds, self.textures)[attribute]

    def nameable(self, attribute: str) -> tuple[str, ...]:
        """The values that have a word: an object without a pattern is not called plain."""
        values = self.values(attribute)
        return values[1:] if attribute == "texture" else values


@lru_cache
def _values(kinds: int, textures: int) -> dict[str, tuple[str, ...]]:
    return {
        "shape": SHAPES[:kinds],
        "colour": COLOURS[:kinds],
        "size": SIZES,
        "texture": TEXTURES[:textures],
    }


LEVELS = (
    Level(4, 5, 3, 4, 3, 2, 1, (1, 1)),
    Level(5, 6, 3, 4, 3, 2, 2, (1, 2)),
    Level(6, 8, 3, 6, 4, 3, 2, (1, 3)),
    Level(8, 10, 4, 6, 5, 3, 2, (1, 4)),
    Level(10, 12, 4, 8, 5, 4, 3, (2, 4)),
)
"""By difficulty."""

Columns = Mapping[str, Sequence[str]]
"""Values of the things of a scene by attribute."""


def shuffled(things: Sequence[T], dice: Dice) -> Sequence[T]:
    """The things in an order drawn from a few thousand, which is quicker than shuffling them."""
    return dice.pick(_orders(len(things)))(things) if len(things) > 1 else things


@lru_cache
def _orders(length: int) -> list[Callable[[Sequence[Any]], Sequence[Any]]]:
    """Functions that reorder so many things; each thing comes to each place equally often."""
    generator = np.random.default_rng(length)
    orders = generator.permuted(np.tile(np.arange(length), (ORDERS // length, 1)), axis=1)
    return [itemgetter(*order[k:], *order[:k]) for order in orders.tolist() for k in range(length)]


class Parts(NamedTuple):
    """What scenes of so many things are put together from, each of a list as likely."""

    layouts: list[Layout]
    columns: tuple[list[Column], ...]
    """In the order of ``ATTRIBUTES``."""


@lru_cache(maxsize=64)
def _parts(lines: int, kinds: int, textures: int, number: int) -> Parts:
    values = _values(kinds, textures)
    columns = tuple([_columns(values[attribute], number) for attribute in ATTRIBUTES])
    return Parts(_layouts(lines, number), columns)


def _layouts(lines: int, number: int) -> list[Layout]:
    """Places for so many things, row by row: all that there are, or some of them."""
    cells = [(column, row) for row, column in product(range(lines), repeat=2)]
    choices = list(combinations(cells, number))
    if len(choices) > VARIANTS:
        generator = np.random.default_rng(number)
        chosen = generator.choice(len(choices), VARIANTS, replace=False)
        choices = [choices[i] for i in chosen.tolist()]
    return [layout_of(choice) for choice in choices]


@lru_cache(maxsize=64)
def _columns(values: tuple[str, ...], number: int) -> list[Column]:
    """Columns in which no value is more than once oftener than another.

    At each place of a column each value is as likely: all values trade places in turn.
    """
    generator, count = np.random.default_rng(number), len(values)
    columns = []
    for _ in range(VARIANTS // count):
        whole, rest = divmod(number, count)
        filled = [*list(range(count)) * whole, *generator.permutation(count)[:rest].tolist()]
        order = generator.permutation(filled).tolist()
        columns += [
            column_of([values[(place + turn) % count] for place in order]) for turn in range(count)
        ]
    return columns


def balanced(values: tuple[str, ...], number: int, dice: Dice) -> Sequence[str]:
    """So many values in random order, none more than once oftener than another."""
    return dice.pick(_columns(values, number)).values


def compose(
    level: Level,
    number: int,
    dice: Dice,
    columns: Columns | None = None,
    pairs: bool | None = None,
) -> World | None:
    """A scene.

    Args:
        level: what there may be.
        number: of objects.
        dice: decides the rest.
        columns: the objects' values by attribute, where they matter; others are balanced.
        pairs: whether one of ``PAIRS`` is there; None where it does not matter. Colours trade
            their names to make it so, which changes nothing else.

    Returns:
        The scene with its objects ordered by row and column; None if ``pairs`` cannot be had.
    """
    kept = _parts(level.lines, level.kinds, level.textures, number)
    parts = [dice.pick(those) for those in kept.columns]
    if columns:
        order = dice.pick(_orders(number))
        for attribute, values in columns.items():
            parts[ATTRIBUTES.index(attribute)] = column_of(order(values))
    if pairs is not None:
        renamed = _renamed(level, parts[0].values, parts[1].values, dice, pairs)
        if renamed is None:
            return None
        parts[1] = column_of(renamed)
    return World(dice.pick(kept.layouts), parts)


def _renamed(
    level: Level, shapes: Sequence[str], colours: Sequence[str], dice: Dice, pairs: bool
) -> list[str] | None:
    for _ in range(MOST_RENAMINGS):
        values = level.values("colour")
        names = dict(zip(values, shuffled(values, dice), strict=True))
        renamed = [names[colour] for colour in colours]
        held = any(PAIRS[s] == c for s, c in zip(shapes, renamed, strict=True))
        if held == pairs:
            return renamed
    return None
