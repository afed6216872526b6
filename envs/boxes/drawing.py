"""Pictures of three boxes side by side, and what they show in words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw

from gennet_rl.envs.boxes.things import BOXES, CELLS, COLUMNS, EMPTY, SORTS, World
from gennet_rl.envs.painting import Colour, blank, fill, rgb

__all__ = ["described", "draw_boxes"]

ROOM: Colour = (60, 62, 70)
INSIDE: Colour = (232, 232, 226)
EDGE: Colour = (40, 40, 40)
SMALL_SHARE = 0.62
"""Of a large thing's side."""
FINE = 8  # times as fine are shapes drawn before they are shrunk
CORNERS = {
    "square": ((0, 0), (1, 0), (1, 1), (0, 1)),
    "triangle": ((0.5, 0), (1, 1), (0, 1)),
}


def draw_boxes(boxes: Sequence[str], world: World, size: int) -> np.ndarray:
    """A new picture of three boxes, uint8[size, size, 3], ``size`` at least 32."""
    image = _empty(size).copy()
    draw = _stack if world.is_tower else _scatter
    width = _measures(size)[1]
    for left, box in zip(_lefts(size), boxes, strict=True):
        draw(image[:, left : left + width], box, world)
    return image


def _measures(size: int) -> tuple[int, int]:
    """Gap between boxes and width of a box; they fill the picture, but for a pixel or two."""
    gap = max(2, size // 32)
    return gap, (size - 2 * gap) // 3


def _lefts(size: int) -> list[int]:
    gap, width = _measures(size)
    return [number * (width + gap) for number in range(len(BOXES))]


@lru_cache(maxsize=16)
def _empty(size: int) -> np.ndarray:
    """Three empty boxes."""
    image = blank(size, size, ROOM)
    for left in _lefts(size):
        fill(image, left, 0, left + _measures(size)[1], size, INSIDE)
    return image


def _stack(image: np.ndarray, tower: str, world: World) -> None:
    """Paint a tower into a box, uint8[H, W, 3]."""
    height, width = image.shape[:2]
    side = min(height // world.room - 1, width - 4)
    left, top = (width - side) // 2, height - side * len(tower)
    if tower:
        image[top:, left : left + side] = _tower(tower, side)


@lru_cache(maxsize=4096)
def _tower(tower: str, side: int) -> np.ndarray:
    image = blank(side * len(tower), side, EDGE)
    for number, letter in enumerate(reversed(tower)):
        top = number * side
        fill(image, 1, top + 1, side - 1, top + side - 1, rgb(SORTS[letter].colour))
    return image


def _scatter(image: np.ndarray, box: str, world: World) -> None:
    """Paint things into a box, uint8[H, W, 3], flush with its walls."""
    height, width = image.shape[:2]
    last_row = world.room // COLUMNS - 1
    for place, letter in enumerate(box):
        if letter != EMPTY:
            shape = _shape(letter, width // COLUMNS - 1)
            side = len(shape)
            row, column = divmod(place, COLUMNS)
            top, left = row * (height - side) // last_row, column * (width - side)
            image[top : top + side, left : left + side] = shape


@lru_cache(maxsize=1024)
def _shape(letter: str, large: int) -> np.ndarray:
    """A thing as wide and high as its square, on the ground that boxes have, uint8[side, side, 3].

    Args:
        letter: of the thing.
        large: side of large things in pixels.
    """
    kind, colour = SORTS[letter].kind, rgb(SORTS[letter].colour)
    side = large if SORTS[letter].size == "large" else round(SMALL_SHARE * large)
    picture = Image.new("RGB", (side * FINE, side * FINE), INSIDE)
    pen, far = ImageDraw.Draw(picture), side * FINE - 1
    if kind == "circle":
        pen.ellipse((0, 0, far, far), fill=colour)
    else:
        pen.polygon([(x * far, y * far) for x, y in CORNERS[kind]], fill=colour)
    return np.asarray(picture.reduce(FINE))


def described(boxes: Sequence[str], world: World) -> str:
    """What the boxes hold, in English."""
    tell = _tower_text if world.is_tower else _scatter_text
    return " ".join(
        f"{name.capitalize()} box: {tell(box, world)}."
        for name, box in zip(BOXES, boxes, strict=True)
    )


def _tower_text(tower: str, world: World) -> str:
    if not tower:
        return "empty"
    blocks = ", ".join(str(SORTS[letter]) for letter in tower)
    return f"from the bottom up {blocks}"


def _scatter_text(box: str, world: World) -> str:
    names = CELLS[world.room // COLUMNS]
    things = zip(names, box, strict=True)
    told = [f"{name} {SORTS[letter]}" for name, letter in things if letter != EMPTY]
    return ", ".join(told) or "empty"
