"""Panels of a matrix as numbers, as pictures and in words.

A panel is one number, the sum of what each attribute adds to it, so that changing an attribute is
an addition: see ``WEIGHTS``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from gennet_rl.envs.painting import Colour, Sprite, blank, fill, paste

__all__ = ["CENTRE", "SHAPES", "WEIGHTS", "describe", "draw_matrix"]

WEIGHTS = {"position": 75, "shape": 15, "size": 5, "colour": 1}
"""What one step of an attribute's value adds to a panel's number."""
CENTRE = 0
"""The position of a panel with one thing in its middle."""
SHAPES = ("triangle", "square", "cross", "frame", "X")
SIZES = ("small", "medium", "large")
COLOURS: dict[str, Colour] = {
    "yellow": (240, 190, 20),
    "orange": (240, 120, 25),
    "red": (205, 30, 60),
    "purple": (125, 35, 150),
    "black": (15, 15, 25),
}
"""In order: each is darker than the one before."""
PLACES = ("top left", "top right", "bottom right", "bottom left")
COUNTS = ("", "one", "two", "three", "four")
PAPER, TABLE, MISSING, INK = (255, 255, 255), (150, 160, 170), (95, 105, 115), (10, 10, 10)
SHARES = (0.45, 0.67, 0.92)  # of a thing's room, by size
GLYPHS = {
    "1": "010 110 010 010 111",
    "2": "110 001 010 100 111",
    "3": "110 001 010 001 110",
    "4": "101 101 111 001 001",
    "5": "111 100 110 001 110",
    "6": "011 100 111 101 111",
    "7": "111 001 010 010 010",
    "8": "111 101 111 101 111",
    "?": "110 001 010 000 010",
}  # legible at three by five pixels, which no font is


def _parts(panel: int) -> tuple[int, int, int, int]:
    """Places, shape, size and colour of a panel."""
    places, rest = divmod(panel, WEIGHTS["position"])
    kind, rest = divmod(rest, WEIGHTS["shape"])
    return places, kind, *divmod(rest, WEIGHTS["size"])


def describe(panel: int) -> str:
    """A panel in English: "two small red frames at the top left and the bottom right"."""
    places, kind, size, colour = _parts(panel)
    count = max(1, places.bit_count())
    plural = "" if count == 1 else "es" if SHAPES[kind] == "cross" else "s"
    things = f"{COUNTS[count]} {SIZES[size]} {list(COLOURS)[colour]} {SHAPES[kind]}{plural}"
    if places == CENTRE:
        return f"{things} in the centre"
    where = [f"the {place}" for bit, place in enumerate(PLACES) if places >> bit & 1]
    return f"{things} at {' and '.join(where)}"


def draw_matrix(panels: Sequence[int], side: int) -> np.ndarray:
    """The matrix above, its ninth panel missing, and two rows of four numbered choices below.

    Args:
        panels: eight of the matrix, row by row, and eight choices.
        side: of the picture in pixels, at least 64.

    Returns:
        uint8[side, side, 3].
    """
    image = _table(side).copy()
    length = _length(side)
    for panel, place in zip(panels, _places(side), strict=True):
        image[place] = _draw_panel(panel, length)
    return image


def _length(side: int) -> int:
    """Of a panel: five of them and gaps lie below each other."""
    return (side - 4) // 5


@lru_cache(maxsize=8)
def _corners(side: int) -> tuple[tuple[int, int], ...]:
    """Left and top of every panel."""
    step = _length(side) + 1
    middle = (side - 3 * step + 1) // 2
    matrix = [(middle + column * step, row * step) for row in range(3) for column in range(3)]
    cell = side // 4
    lower = side - 2 * step + 1
    choices = [
        ((column + 1) * cell - step + 1, lower + row * step)
        for row in range(2)
        for column in range(4)
    ]
    return (*matrix[:8], *choices)


@lru_cache(maxsize=8)
def _places(side: int) -> list[tuple[slice, slice]]:
    """Rows and columns of every panel."""
    length = _length(side)
    return [(slice(top, top + length), slice(left, left + length)) for left, top in _corners(side)]


@lru_cache(maxsize=8)
def _table(side: int) -> np.ndarray:
    """What is the same in every picture."""
    image = blank(side, side, TABLE)
    corners, length = _corners(side), _length(side)
    left, top = corners[2][0], corners[6][1]  # the third column, the third row
    fill(image, left, top, left + length, top + length, MISSING)
    dot = max(1, (side // 4 - length - 1) // 3)
    _write(image, "?", left + (length - 3 * dot) // 2, top + (length - 5 * dot) // 2, dot, PAPER)
    for number, (choice_left, choice_top) in enumerate(corners[8:], 1):
        label_top = choice_top + (length - 5 * dot) // 2
        _write(image, str(number), choice_left - 3 * dot - dot // 2 - 1, label_top, dot, INK)
    return image


def _write(
    image: np.ndarray, character: str, left: int, top: int, dot: int, colour: Colour
) -> None:
    rows = [[int(bit) for bit in row] for row in GLYPHS[character].split()]
    cover = np.kron(np.array(rows, np.uint16), np.full((dot, dot), 255, np.uint16))[..., None]
    paste(image, Sprite(np.full((*cover.shape[:2], 3), colour, np.uint8), cover), left, top)


@lru_cache(maxsize=4096)
def _draw_panel(panel: int, length: int) -> np.ndarray:
    """uint8[length, length, 3]."""
    places, kind, size, colour = _parts(panel)
    image = blank(length, length, PAPER)
    room = length if places == CENTRE else length // 2
    # Things side by side do not touch.
    ink = _ink(SHAPES[kind], min(round(room * SHARES[size]), room - 1))
    offset = (room - len(ink)) // 2
    # Clockwise from the top left, as bits.
    rooms = [(0, 0), (length - room, 0), (length - room, length - room), (0, length - room)]
    for bit, (left, top) in enumerate(rooms):
        if places >> bit & 1 or (places == CENTRE and bit == 0):
            left, top = left + offset, top + offset
            part = image[top : top + len(ink), left : left + len(ink)]
            part[ink] = list(COLOURS.values())[colour]
    return image


def _ink(kind: str, side: int) -> np.ndarray:
    """A shape, bool[side, side]; hard edges, and shapes that differ also at three by three."""
    line = (np.arange(side) * 2 + 1) / side - 1
    x, y = line[None, :], line[:, None]
    if kind == "triangle":
        return abs(x) <= (y + 1) / 2 + 0.17
    if kind == "cross":
        # A beam of two pixels would make a disc of four by four.
        beam = np.arange(side) == 1 if side == 4 else abs(line) < 0.33
        return beam[None, :] | beam[:, None]
    if kind == "frame":
        return np.maximum(abs(x), abs(y)) > 0.5
    if kind == "X":
        return abs(abs(x) - abs(y)) < 0.3
    return np.ones((side, side), np.bool_)
