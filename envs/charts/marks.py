"""What pictures of charts have in common: paper, ink, small digits, and quick painting."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from gennet_rl.envs.painting import Colour, Sprite

__all__ = [
    "AXIS",
    "GRID",
    "INK",
    "LABEL",
    "PAPERS",
    "Look",
    "mix",
    "number",
    "pixel",
    "pixels_of",
    "shade",
]

PAPERS: tuple[Colour, ...] = (
    (255, 255, 255),
    (250, 246, 236),
    (238, 244, 250),
    (240, 248, 240),
    (250, 240, 242),
    (242, 240, 248),
)
"""What charts are drawn on."""
INK, AXIS = (25, 25, 25), (70, 70, 70)
LABEL = (40, 70, 160)
"""Of the numbers of points and columns, which are no values."""
GRID = 0.72
"""Brightness of a clear line on paper, as a share of the paper's."""
PIXEL = np.dtype("V3")
GLYPHS = {
    "0": "111101101101111",
    "1": "010110010010111",
    "2": "111001111100111",
    "3": "111001111001111",
    "4": "101101111001001",
    "5": "111100111001111",
    "6": "111100111101111",
    "7": "111001010010010",
    "8": "111101111101111",
    "9": "111101111001111",
}
GLYPH_HEIGHT, GLYPH_WIDTH = 5, 3  # dots


@dataclass(frozen=True, slots=True)
class Look:
    """What of a picture nobody is asked about."""

    paper: int
    """Index into ``PAPERS``."""
    widths: tuple[float, ...]
    """Of each bar or line from 0, thin, to 1, thick: how much paint there is tells no value."""


def pixels_of(image: np.ndarray) -> np.ndarray:
    """The same memory as void[H, W]: numpy lays a pixel faster than it lays three numbers."""
    return image.view(PIXEL)[..., 0]


@lru_cache(maxsize=256)
def pixel(colour: Colour) -> np.void:
    """A colour as one element of what :func:`pixels_of` returns."""
    return np.array(colour, np.uint8).view(PIXEL)[0]


@lru_cache(maxsize=1024)
def number(value: int, scale: int, colour: Colour, paper: Colour, is_tall: bool = False) -> Sprite:
    """A number in digits of 3 x 5 dots, or 3 x 7, each ``scale`` pixels wide and tall."""
    rows = []
    for row in (0, 1, 1, 2, 3, 3, 4) if is_tall else range(GLYPH_HEIGHT):
        line: list[int] = []
        for digit in str(value):
            bits = GLYPHS[digit][row * GLYPH_WIDTH : (row + 1) * GLYPH_WIDTH]
            line += [0] * bool(line) + [int(bit) for bit in bits]
        rows.append(line)
    mask = np.kron(np.array(rows, np.uint8), np.ones((scale, scale), np.uint8))
    return Sprite(np.where(mask[..., None] > 0, colour, paper).astype(np.uint8), None)


@lru_cache(maxsize=256)
def shade(colour: Colour, brightness: float) -> Colour:
    """The colour made darker, by a factor below 1."""
    red, green, blue = (int(part * brightness) for part in colour)
    return red, green, blue


@lru_cache(maxsize=256)
def mix(colour: Colour, paper: Colour, share: float) -> Colour:
    """The colour with a share of the paper's."""
    red, green, blue = (
        int(part + (other - part) * share) for part, other in zip(colour, paper, strict=True)
    )
    return red, green, blue
