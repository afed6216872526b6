"""Scenes to be asked about: what there may be at a difficulty, drawn so that no answer shows.

Unless a question needs otherwise, each value of each attribute is there about equally often, so
that neither the mean colour nor the amount of ink says what a question's answer may be.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from operator import itemgetter
from typing import Any, TypeVar

import numpy as np

from gennet_rl.envs.dice import Dice
from gennet_rl.envs.scenes.programs import ATTRIBUTES, Thing, World

T = TypeVar("T")

__all__ = [
    "COLOURS",
    "LEVELS",
    "PAIRS",
    "SHAPES",
    "SIZES",
    "TEXTURES",
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


def shuffled(things: Sequence[T], dice: Dice) -> Sequence[T]:
    """The things in an order drawn from a few thousand, which is quicker than shuffling them."""
    return dice.pick(_orders(len(things)))(things) if len(things) > 1 else things


@lru_cache
def _orders(length: int) -> list[Callable[[Sequence[Any]], Sequence[Any]]]:
    """Functions that reorder so many things; each thing comes to each place equally often."""
    generator = np.random.default_rng(length)
    orders = generator.permuted(np.tile(np.arange(length), (ORDERS // length, 1)), axis=1)
    return [itemgetter(*np.roll(order, k).tolist()) for order in orders for k in range(length)]


def balanced(values: tuple[str, ...], number: int, dice: Dice) -> Sequence[str]:
    """So many values in random order, none more than once oftener than another."""
    whole, rest = divmod(number, len(values))
    return shuffled([*values * whole, *shuffled(values, dice)[:rest]], dice)


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
    given = columns or {}
    parts = [
        given[attribute] if attribute in given else balanced(level.values(attribute), number, dice)
        for attribute in ATTRIBUTES
    ]
    if pairs is not None:
        renamed = _renamed(level, parts[0], parts[1], dice, pairs)
        if renamed is None:
            return None
        parts[1] = renamed
    cells = shuffled(GRIDS[level.lines], dice)[:number]
    things = [
        Thing(shape, colour, size, texture, column, row)
        for shape, colour, size, texture, (column, row) in zip(*parts, cells, strict=True)
    ]
    things.sort(key=ROW_BY_ROW)
    return World(things)


ROW_BY_ROW = itemgetter(5, 4)
GRIDS = {n: tuple(product(range(n), repeat=2)) for n in (3, 4)}


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
