"""What is seen in MazeNavigate: seven by seven cells ahead, as a picture and in words.

S pixels a side of the image, t of a tile.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw

from gennet_rl.envs.mazes.rooms import (
    CLOSED,
    CODES,
    COLOURS,
    KINDS,
    NOTHING,
    OPENED,
    THINGS,
    VIEW,
    WALL,
    House,
    first_thing,
    thing_name,
)
from gennet_rl.envs.painting import Colour, blank, rgb

__all__ = ["draw_view", "seen_cells", "view_in_words"]

WALKER = CODES  # the codes of views go on: the walker, and the walker with each of the things
MIDDLE = VIEW // 2
FINE = 8  # tiles are drawn so much larger and then reduced
BACKGROUND: dict[int, Colour] = {NOTHING: (25, 25, 28), WALL: (112, 112, 118)}
FLOOR_COLOUR: Colour = (236, 233, 225)
LINE: Colour = (205, 201, 192)
INK: Colour = (20, 20, 20)


def seen_cells(plan: House, cells: np.ndarray, place: int, heading: int, held: int) -> np.ndarray:
    """The codes of the cells ahead, uint8[7, 7], one's own in the middle of the last row.

    Args:
        plan: the house.
        cells: uint8, the code of every cell.
        place: where one stands.
        heading: where to, 0 to 3.
        held: the code of the thing that one carries, or 0.
    """
    window = _windows(plan.width)[heading] + place
    codes = cells[window] * plan.sight[place][window]
    codes[VIEW - 1, MIDDLE] = WALKER + (held - first_thing + 1 if held else 0)
    return codes


def draw_view(codes: np.ndarray, size: int) -> np.ndarray:
    """The picture of seen cells, uint8[S, S, 3], new.

    Args:
        codes: uint8[7, 7].
        size: S.
    """
    tiles = _tiles(size // VIEW)
    t = size // VIEW
    image = blank(size, size, BACKGROUND[NOTHING])
    start = (size - VIEW * t) // 2
    part = image[start : start + VIEW * t, start : start + VIEW * t]
    # Splitting the axes of a view of the image gives a view again, never a copy.
    part.reshape(VIEW, t, VIEW, t, 3)[...] = tiles[codes].transpose(0, 2, 1, 3, 4)
    return image


def view_in_words(codes: np.ndarray, held: int) -> str:
    """What is seen, in a sentence for each thing and door, and the free cells around one.

    Args:
        codes: uint8[7, 7].
        held: the code of the thing that one carries, or 0.
    """
    rows = codes.tolist()
    parts = []
    for row in range(VIEW - 1, -1, -1):
        for column, code in enumerate(rows[row]):
            if first_thing <= code < WALKER:
                where = _where(VIEW - 1 - row, column - MIDDLE)
                parts.append(f"a {_code_name(code)} {where}")
            elif code == WALL:
                parts.append(f"a wall {_where(VIEW - 1 - row, column - MIDDLE)}")
    carrying = f"You carry the {thing_name(held)}. " if held else ""
    return f"{carrying}You see {', '.join(parts) or 'floor only'}."


def _where(ahead: int, right: int) -> str:
    sideways = f"{abs(right)} to the {'right' if right > 0 else 'left'}" if right else ""
    return " and ".join(part for part in (f"{ahead} ahead" if ahead else "", sideways) if part)


def _code_name(code: int) -> str:
    if code < CLOSED:
        return thing_name(code)
    state = "closed" if code < OPENED else "open"
    return f"{state} {COLOURS[(code - CLOSED) % len(COLOURS)]} door"


@lru_cache(maxsize=32)
def _windows(width: int) -> list[np.ndarray]:
    """For every heading what to add to a place for each cell of the view, int64[7, 7]."""
    ahead = np.arange(VIEW - 1, -1, -1)[:, None]
    right = np.arange(VIEW)[None] - MIDDLE
    steps = (-width, 1, width, -1)
    return [ahead * steps[heading] + right * steps[(heading + 1) % 4] for heading in range(4)]


@lru_cache(maxsize=32)
def _tiles(t: int) -> np.ndarray:
    """A picture of every code, uint8[codes, t, t, 3]."""
    return np.stack([_tile(code, t) for code in range(WALKER + 1 + THINGS)])


def _tile(code: int, t: int) -> np.ndarray:
    side = FINE * t
    picture = Image.new("RGB", (side, side), BACKGROUND.get(code, FLOOR_COLOUR))
    pen = ImageDraw.Draw(picture)
    if code not in BACKGROUND:
        pen.line([(0, side - 1), (side - 1, side - 1), (side - 1, 0)], LINE, width=2 * FINE)
    if first_thing <= code < CLOSED:
        _draw_thing(pen, code, 0, 0, side)
    elif CLOSED <= code < WALKER:
        _draw_door(pen, rgb(COLOURS[(code - CLOSED) % len(COLOURS)]), code >= OPENED, side)
    elif code >= WALKER:
        carries = code > WALKER
        middle = side * (0.28 if carries else 0.5)
        half = side * (0.24 if carries else 0.34)
        pen.polygon(
            [(middle, side * 0.1), (middle + half, side * 0.9), (middle - half, side * 0.9)], INK
        )
        if carries:
            _draw_thing(pen, code - WALKER - 1 + first_thing, side * 0.48, side * 0.2, side * 0.52)
    return np.asarray(picture.resize((t, t), Image.Resampling.BOX))


def _draw_thing(pen: ImageDraw.ImageDraw, code: int, left: float, top: float, side: float) -> None:
    """A ball, a box (a hollow square) or a key within a square."""
    kind, colour = divmod(code - first_thing, len(COLOURS))
    ink = rgb(COLOURS[colour])

    def at(*shares: float) -> list[float]:
        return [edge + share * side for edge, share in zip((left, top) * 2, shares, strict=True)]

    if KINDS[kind] == "ball":
        pen.ellipse(at(0.08, 0.08, 0.88, 0.88), ink)
    elif KINDS[kind] == "box":
        pen.rectangle(at(0.1, 0.1, 0.86, 0.86), outline=ink, width=round(0.22 * side))
    else:
        pen.ellipse(at(0.06, 0.2, 0.5, 0.7), outline=ink, width=round(0.14 * side))
        pen.rectangle(at(0.44, 0.38, 0.92, 0.54), ink)
        pen.rectangle(at(0.56, 0.5, 0.68, 0.78), ink)
        pen.rectangle(at(0.78, 0.5, 0.92, 0.78), ink)


def _draw_door(pen: ImageDraw.ImageDraw, ink: Colour, is_open: bool, side: int) -> None:
    """A closed door fills its cell, of an open one the frame is left."""
    if is_open:
        pen.rectangle([0, 0, side - 1, side - 1], outline=ink, width=round(0.16 * side))
    else:
        pen.rectangle([0, 0, side - 1, side - 1], ink)
        pen.rectangle([0, 0, side - 1, side - 1], outline=INK, width=round(0.1 * side))
        pen.ellipse([side * 0.62, side * 0.42, side * 0.8, side * 0.6], INK)
