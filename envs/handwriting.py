"""Scikit-learn's handwritten digits, and pages on which some of them are scattered.

N digits, P pens, S shades of ink.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from PIL import Image

from gennet_rl.envs.dice import Dice
from gennet_rl.envs.generated import content_split
from gennet_rl.envs.task import SPLITS
from gennet_rl.errors import InvalidValueError

__all__ = ["PAGE_DRAWS", "draw_page", "image_pools"]

GRIDS = {2: (2, 2), 3: (2, 2), 4: (2, 2), 5: (3, 2)}
"""Columns and rows of cells by the number of digits; where there are more cells, some stay
empty."""
SHAPES = ((0.68, 0.68), (0.68, 0.98), (0.83, 0.83), (0.98, 0.68), (0.98, 0.98))
"""Widths and heights of digits, as shares of their cell: narrow and wide ones, so that the edges of
one direction against the other's tell little of the digit."""
DARK, LIGHT = (0, 95), (165, 255)  # ranges of ink and paper, or of paper and ink
FULL = 255
MEAN_COVER = 68.0  # of 255; a twentieth of the images have less
SHADES = 32  # of ink between none and all
PENS = (0.7, 0.9, 1.1, 1.4, 1.9)
"""Exponents of the shades, from thick strokes to thin ones, so that the amount of ink and of edges
tells little of the digit."""
RAMPS_PS3 = np.linspace(0, 1, SHADES + 1)[:, None].repeat(3, 1) ** np.array(PENS)[:, None, None]
PAGE_DRAWS = 48
"""Random numbers for a page; one of five digits takes 44."""


class _DrawnDice(Dice):
    """Dice whose numbers were drawn before."""

    def __init__(self, shares: np.ndarray) -> None:
        self._left = shares.tolist()


class _Handwriting(NamedTuple):
    """images: uint8[8, 8] each, 255 is ink; pools: split -> digit -> indices into them."""

    images: list[np.ndarray]
    pools: dict[str, list[list[int]]]


def image_pools(split: str) -> list[list[int]]:
    """The numbers of the images of each digit that a split may use; splits share no image.

    Raises:
        InvalidValueError: where scikit-learn is not installed.
    """
    return _handwriting().pools[split]


@lru_cache(maxsize=1)
def _handwriting() -> _Handwriting:
    try:
        from sklearn.datasets import load_digits
    except ImportError as error:
        raise InvalidValueError(
            "Digits: the handwriting comes with scikit-learn, which is not installed: "
            'pip install "gennet_rl[digits]".'
        ) from error
    pixels, labels = load_digits(return_X_y=True)
    pixels_N88 = (pixels.reshape(-1, 8, 8) * FULL / 16).round().astype(np.uint8)  # of 0 to 16
    pools: dict[str, list[list[int]]] = {split: [[] for _ in range(10)] for split in SPLITS}
    for index, label in enumerate(labels.tolist()):
        pools[content_split(pixels_N88[index].tobytes())][label].append(index)
    return _Handwriting(list(pixels_N88), pools)


def draw_page(shares: np.ndarray, written: list[int], side: int) -> np.ndarray:
    """Scatter digits over a page, in inks of similar colours on a plain paper.

    Args:
        shares: float64[PAGE_DRAWS] from 0 to 1, which decide colours, sizes and places.
        written: numbers of the images, two to five.
        side: of the picture in pixels.

    Returns:
        uint8[side, side, 3].
    """
    count = len(written)
    dice = _DrawnDice(shares[3 * count + 3 :])
    inks, papers = (DARK, LIGHT) if dice.chance(0.5) else (LIGHT, DARK)
    paper = papers[0] + shares[:3] * (papers[1] - papers[0])
    inks_N3 = inks[0] + shares[3 : 3 * count + 3].reshape(-1, 3) * (inks[1] - inks[0])
    pens = [dice.below(len(PENS)) for _ in written]
    # Cells hold nothing but paper, so that a shade of ink has one colour.
    colours_NS3 = (paper + RAMPS_PS3[pens] * (inks_N3 - paper)[:, None]).astype(np.uint8)
    line = np.empty((1, side, 3), np.uint8)
    line[:] = colours_NS3[0, 0]
    page = line.repeat(side, 0)
    columns, rows = GRIDS[count]
    width, height = side // columns, side // rows
    cells = dice.sample(range(columns * rows), count)
    for index, cell, colours in zip(written, cells, colours_NS3, strict=True):
        wide, tall = (int(share * min(width, height)) for share in dice.pick(SHAPES))
        left = cell % columns * width + dice.below(width - wide + 1)
        top = cell // columns * height + dice.below(height - tall + 1)
        page[top : top + tall, left : left + wide] = colours.take(_shades(index, wide, tall), 0)
    return page


@lru_cache(maxsize=8192)
def _shades(index: int, wide: int, tall: int) -> np.ndarray:
    """How much ink there is, int64[tall, wide] from 0 to SHADES."""
    image = _handwriting().images[index]
    # Heavy digits are written with paler ink, so that its amount does not tell an 8 from a 7.
    pale = (image * min(1.0, MEAN_COVER / image.mean())).astype(np.uint8)
    enlarged = Image.fromarray(pale).resize((wide, tall), Image.Resampling.BICUBIC)
    return (np.asarray(enlarged, np.float32) * (SHADES / FULL)).round().astype(np.intp)
