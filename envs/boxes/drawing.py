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
    image = blank(size, size, ROOM)
    gap, width = _measures(size)
    for number, box in enumerate(boxes):
        left = number * (width + gap)
        image[:, left : left + width] = _box(box, world, size)
    return image


def _measures(size: int) -> tuple[int, int]:
    """Gap between boxes and width of a box; they fill the picture, but for a pixel or two."""
    gap = max(2, size // 32)
    return gap, (size - 2 * gap) // 3


@lru_cache(maxsize=8192)
def _box(box: str, world: World, size: int) -> np.ndarray:
    width = _measures(size)[1]
    image = blank(size, width, INSIDE)
    (_stack if world.is_tower else _scatter)(image, box, world)
    return image


def _stack(image: np.ndarray, tower: str, world: World) -> None:
    height, width = image.shape[:2]
    side = min(height // world.room - 1, width - 4)
    left = (width - side) // 2
    for number, letter in enumerate(tower):
        bottom = height - number * side
        fill(image, left, bottom - side, left + side, bottom, EDGE)
        colour = rgb(SORTS[letter].colour)
        fill(image, left + 1, bottom - side + 1, left + side - 1, bottom - 1, colour)


def _scatter(image: np.ndarray, box: str, world: World) -> None:
    height, width = image.shape[:2]
    rows = world.room // COLUMNS
    large = width // COLUMNS - 1
    for place, letter in enumerate(box):
        if letter == EMPTY:
            continue
        thing = SORTS[letter]
        side = large if thing.size == "large" else round(SMALL_SHARE * large)
        # Flush with the walls: first and last rows and columns touch them.
        row, column = divmod(place, COLUMNS)
        top, left = row * (height - side) // (rows - 1), column * (width - side)
        image[top : top + side, left : left + side] = _shape(thing.kind, side, rgb(thing.colour))


@lru_cache(maxsize=1024)
def _shape(kind: str, side: int, colour: Colour) -> np.ndarray:
    """A shape as wide and high as its square, on the ground that boxes have."""
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
