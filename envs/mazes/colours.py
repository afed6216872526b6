"""The colours of landmarks, dots and doors, and masks of those that may be answered."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import numpy as np

__all__ = ["COLOURS", "colour_mask"]

COLOURS = ("red", "orange", "yellow", "green", "blue", "purple", "pink", "black")
"""Told apart by a person in five pixels."""
BITS = {colour: 1 << number for number, colour in enumerate(COLOURS)}


def colour_mask(colours: Iterable[str]) -> np.ndarray:
    """The mask of answers that allows these colours, bool[8], never to be written to."""
    return _mask(sum([BITS[colour] for colour in colours]))


@lru_cache(maxsize=1 << len(COLOURS))
def _mask(bits: int) -> np.ndarray:
    mask = np.array([bool(bits & bit) for bit in BITS.values()])
    mask.setflags(write=False)
    return mask
