"""Pictures of scenes that are asked about: sprites on a grid whose lines are unevenly spaced.

Objects never touch, so each sprite is kept as it looks on a background and copied as it is.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from PIL import Image

from gennet_rl.envs.painting import FULL, Colour, blank, rgb, shape
from gennet_rl.envs.scenes.things import World

__all__ = ["BACKGROUNDS", "draw_world", "line_places"]

BACKGROUNDS: tuple[Colour, ...] = (
    (250, 250, 250),
    (232, 236, 240),
    (240, 234, 222),
    (222, 232, 222),
)
SIDES = {3: (12, 19), 4: (11, 15)}
"""Of small and large objects by the grid's lines, in pixels of an image of 64."""
STRETCHED = {
    "square": (1.25, 1.25),
    "triangle": (1.12, 1.12),
    "star": (1.08, 1.08),
    "heart": (1.1, 1.1),
    "diamond": (1.2, 1.0),
    "arrow": (1.0, 1.5),
}
"""Across and down, for shapes that would else seem smaller or thinner than others."""
WAYS = 512
SPREAD = 0.85  # share of the room between large objects that is shared out by chance


def sides(size: int, lines: int) -> tuple[int, int]:
    """How wide small and large objects are, in pixels."""
    small, large = SIDES[lines]
    return small * size // 64, large * size // 64


class Lines(NamedTuple):
    """A way of spacing the columns, or the rows, of a grid: which pixels each of them takes."""

    small: list[slice]
    """Of small objects."""
    large: list[slice]


@lru_cache
def line_places(size: int, lines: int) -> list[Lines]:
    """Some hundred ways of spacing the columns, or the rows, of a grid.

    Args:
        size: of the image in pixels.
        lines: how many columns.
    """
    small, large = sides(size, lines)
    room = size - lines * large
    generator = np.random.default_rng(lines)
    shares = generator.dirichlet(np.ones(lines + 1), WAYS)[:, :lines]
    gaps = room * ((1 - SPREAD) / (lines + 1) + SPREAD * shares)
    middles = (gaps.cumsum(1) + large * np.arange(lines) + large // 2).astype(int).tolist()
    return [Lines(_slices(way, small), _slices(way, large)) for way in middles]


def _slices(middles: list[int], side: int) -> list[slice]:
    starts = [middle - side // 2 for middle in middles]
    return [slice(start, start + side) for start in starts]


def draw_world(
    world: World, size: int, lines: int, columns: Lines, rows: Lines, background: Colour
) -> np.ndarray:
    """A scene as uint8[size, size, 3]."""
    image, tiles = blank(size, size, background), _tiles(size, lines, background)
    looks = zip(*[column.values for column in world.columns], strict=True)
    for look, (column, row) in zip(looks, world.layout.cells, strict=True):
        # Always inside of the image: cheaper than ``paste``, which would look.
        if look[2] == "large":
            image[rows.large[row], columns.large[column]] = tiles[look]
        else:
            image[rows.small[row], columns.small[column]] = tiles[look]
    return image


class _Tiles(dict[tuple[str, ...], np.ndarray]):
    """What objects look like on a background, by their values, each drawn when first needed."""

    def __init__(self, sides: tuple[int, int], background: Colour) -> None:
        super().__init__()
        self._sides, self._background = sides, background

    def __missing__(self, look: tuple[str, ...]) -> np.ndarray:
        shape, colour, size, texture = look
        side = self._sides[size == "large"]
        self[look] = tile = sprite(shape, side, colour, texture, self._background)
        return tile


@lru_cache(maxsize=64)
def _tiles(size: int, lines: int, background: Colour) -> _Tiles:
    return _Tiles(sides(size, lines), background)


def sprite(kind: str, side: int, colour: str, texture: str, background: Colour) -> np.ndarray:
    """A shape with its pattern as it looks on a background, uint8[side, side, 3]."""
    cover = _cover(kind, side)
    if texture == "outlined":
        cover = cover - _inside(cover, max(1, round(side / 11)))
    marks = _marks(texture, side)[..., None]
    if texture == "dotted":  # none is cut by the edge, or dots would look like squares
        marks = marks & (_inside(cover, 1) > FULL // 2)
    colours = np.where(marks, _second(rgb(colour)), np.asarray(rgb(colour), np.uint16))
    ground = np.asarray(background, np.uint16)
    mixed = (ground * (FULL - cover) + colours * cover + FULL // 2) // FULL
    return mixed.astype(np.uint8)


@lru_cache(maxsize=256)
def _cover(kind: str, side: int) -> np.ndarray:
    """How much of each pixel a shape covers, uint16[side, side, 1], its extent in the middle."""
    factors = STRETCHED.get(kind, (1.0, 1.0))
    cover = shape(kind, round(side * max(factors)), (0, 0, 0)).cover
    assert cover is not None
    if factors[0] != factors[1]:
        wide, high = (round(side * factor) for factor in factors)
        picture = Image.fromarray(cover[..., 0].astype(np.uint8)).resize((wide, high))
        cover = np.asarray(picture, np.uint16)[..., None]
    frame = np.pad(cover, ((side, side), (side, side), (0, 0)))
    edges = []
    for axis in (0, 1):
        inked = np.flatnonzero(frame.max((1 - axis, 2)) > FULL // 2)
        edges.append((int(inked[0]) + int(inked[-1]) + 2 - side) // 2)
    top, left = edges
    return frame[top : top + side, left : left + side]


def _inside(cover: np.ndarray, width: int) -> np.ndarray:
    """What an outline of this width leaves free."""
    inside = cover
    for _ in range(width):
        framed = np.pad(inside, ((1, 1), (1, 1), (0, 0)))
        across = np.minimum(framed[1:-1, :-2], framed[1:-1, 2:])
        down = np.minimum(framed[:-2, 1:-1], framed[2:, 1:-1])
        inside = np.minimum(inside, np.minimum(across, down))
    return inside


def _second(colour: Colour) -> np.ndarray:
    """The pattern's other colour: much darker, which keeps the outline in sight; grey on black."""
    first = np.asarray(colour, np.uint16)
    return first * 3 // 10 if first.max() > 60 else first + 140


def _marks(texture: str, side: int) -> np.ndarray:
    """Which pixels, bool[side, side], have the second colour."""
    rows, columns = np.mgrid[:side, :side]
    unit = max(2, round(side / 7))
    shift = (side - unit) // 2 % (2 * unit)
    across, down = (columns - shift) // unit % 2, (rows - shift) // unit % 2
    marks = {
        "striped": down == 0,
        "checkered": across == down,
        "dotted": (across == 0) & (down == 0),
    }
    return np.asarray(marks.get(texture, np.zeros((side, side), np.bool_)))
