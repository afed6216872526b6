"""Pictures of scenes that are asked about: sprites on a grid whose lines are unevenly spaced.

Objects never touch, so each sprite is kept as it looks on a background and copied as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from gennet_rl.envs.painting import FULL, Colour, Sprite, blank, paste, rgb
from gennet_rl.envs.painting import shape as plain_shape
from gennet_rl.envs.scenes.programs import World

__all__ = ["BACKGROUNDS", "draw_world", "line_places"]

BACKGROUNDS: tuple[Colour, ...] = (
    (250, 250, 250),
    (232, 236, 240),
    (240, 234, 222),
    (222, 232, 222),
)
LARGE, SMALL = 0.27, 0.17  # of the image, on a grid of 3 lines; less on finer ones
SPREAD = 0.85  # share of the room between large objects that is shared out by chance


def sides(size: int, lines: int) -> tuple[int, int]:
    """How wide small and large objects are, in pixels."""
    unit = size * 3 / lines
    return round(unit * SMALL), round(unit * LARGE)


def line_places(shares: Sequence[float], size: int, lines: int) -> list[int]:
    """Where the columns, or the rows, of a grid have their middle, in pixels.

    Args:
        shares: ``lines + 1`` numbers above 0: how much of the room is before, between and after.
        size: of the image in pixels.
        lines: how many columns.
    """
    large = sides(size, lines)[1]
    room = size - lines * large
    even = room * (1 - SPREAD) / (lines + 1)
    unit = room * SPREAD / sum(shares)
    places, edge = [], 0.0
    for share in shares[:lines]:
        edge += even + share * unit
        places.append(int(edge) + large // 2)
        edge += large
    return places


def draw_world(
    world: World, size: int, lines: int, columns: list[int], rows: list[int], background: Colour
) -> np.ndarray:
    """A scene as uint8[size, size, 3]."""
    image = blank(size, size, background)
    small, large = sides(size, lines)
    for thing in world.things:
        side = large if thing.size == "large" else small
        picture = sprite(thing.shape, side, thing.colour, thing.texture, background)
        paste(image, picture, columns[thing.column] - side // 2, rows[thing.row] - side // 2)
    return image


@lru_cache(maxsize=8192)
def sprite(kind: str, side: int, colour: str, texture: str, background: Colour) -> Sprite:
    """A shape with its pattern as it looks on a background, all of its square."""
    whole = plain_shape(kind, side, rgb(colour))
    assert whole.cover is not None
    inner = _inner_cover(kind, side) if texture == "outlined" else None
    cover = whole.cover if inner is None else whole.cover - np.minimum(inner, whole.cover)
    pixels = whole.pixels
    if texture in ("striped", "checkered", "dotted"):
        pixels = np.where(_marks(texture, side)[..., None], _second(rgb(colour)), pixels)
    ground = np.asarray(background, np.uint16)
    mixed = (ground * (FULL - cover) + pixels * cover.astype(np.uint16) + FULL // 2) // FULL
    return Sprite(mixed.astype(np.uint8), None)


def _inner_cover(kind: str, side: int) -> np.ndarray:
    """What an outline leaves free, uint16[side, side, 1]: the shape without its border."""
    cover = plain_shape(kind, side, (0, 0, 0)).cover
    assert cover is not None
    width = max(1, round(side / 11))
    inner = cover
    for _ in range(width):
        padded = np.pad(inner, ((1, 1), (1, 1), (0, 0)))
        inner = np.minimum.reduce(
            [padded[1:-1, 1:-1], padded[:-2, 1:-1], padded[2:, 1:-1], padded[1:-1, :-2],
             padded[1:-1, 2:]]
        )  # fmt: skip
    return inner


def _second(colour: Colour) -> np.ndarray:
    """The pattern's other colour: much darker, or much lighter where the first is dark."""
    first = np.asarray(colour, np.float64)
    light = first @ (0.3, 0.59, 0.11)
    return (first * 0.35 if light > 110 else first * 0.25 + 190).astype(np.uint8)


def _marks(texture: str, side: int) -> np.ndarray:
    """Which pixels, bool[side, side], have the second colour."""
    rows, columns = np.mgrid[:side, :side]
    unit = max(2, round(side / 7))
    shift = (side - unit) // 2 % (2 * unit)
    across, down = (columns - shift) // unit % 2, (rows - shift) // unit % 2
    if texture == "striped":
        return np.asarray(down == 0)
    if texture == "checkered":
        return np.asarray(across == down)
    return np.asarray((across == 0) & (down == 0))
