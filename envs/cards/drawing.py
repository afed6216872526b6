"""Playing cards on a green table, as sprites that are drawn once and laid down ever after.

h x w sprite, H x W image.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw

from gennet_rl.envs.dice import Dice
from gennet_rl.envs.painting import Sprite, outline, paste, words

__all__ = ["BACK", "RANKS", "SUITS", "TABLE", "Card", "deal_card", "in_words", "lay_cards"]

RANKS = ("A", "2", "3", "4", "5", "6", "7", "8", "9", "10", "J", "Q", "K")
SUITS = ("spades", "hearts", "diamonds", "clubs")
TABLE = (24, 96, 60)
PAPER = (250, 250, 246)
EDGE = (70, 70, 70)
INKS = {
    "spades": (20, 20, 24),
    "clubs": (20, 20, 24),
    "hearts": (200, 20, 30),
    "diamonds": (200, 20, 30),
}
BACK_COLOURS = ((40, 60, 150), (150, 165, 220))
SUPERSAMPLING = 8  # suits are drawn so many times larger and averaged


class Card(NamedTuple):
    """A playing card."""

    rank: str
    """One of ``RANKS``."""
    suit: str
    """One of ``SUITS``."""

    def __str__(self) -> str:
        return f"{self.rank} of {self.suit}" if self.suit else "a hidden card"


BACK = Card("", "")
"""A card that lies face down."""


def deal_card(dice: Dice, rank: str) -> Card:
    """A card of this rank, of any suit."""
    return Card(rank, dice.pick(SUITS))


def in_words(cards: Sequence[Card]) -> str:
    """The cards by name, from left to right."""
    return ", ".join(map(str, cards))


def lay_cards(
    image: np.ndarray, cards: Sequence[Card], left: int, top: int, right: int, bottom: int
) -> None:
    """Lay cards side by side into a rectangle, in its middle; they overlap where they are many.

    Args:
        image: uint8[H, W, 3], written to.
        cards: from left to right; each hides the right side of the one before, never its rank's
            corner, as long as there are no more than about six to a height.
        left: of the rectangle; up to ``right``, not included.
        top: of the rectangle; up to ``bottom``, not included.
        right: see ``left``.
        bottom: see ``top``.
    """
    width, height = right - left, bottom - top
    card_width = min(width // len(cards), round(height * 0.72))
    # A "10" needs nearly as much width as a card of three quarters its height has.
    card_width = max(card_width, min(round(height * 0.68), width))
    step = card_width
    if len(cards) > 1:
        step = min(card_width + 1, (width - card_width) // (len(cards) - 1))
    start = left + (width - card_width - step * (len(cards) - 1)) // 2
    for place, card in enumerate(cards):
        paste(image, _face(card, card_width, height), start + place * step, top)


@lru_cache(maxsize=4096)
def _face(card: Card, width: int, height: int) -> Sprite:
    pixels = np.empty((height, width, 3), np.uint8)
    pixels[:] = PAPER
    if card == BACK:
        _draw_back(pixels)
    else:
        _draw_front(pixels, card)
    outline(pixels, 0, 0, width, height, EDGE)
    return Sprite(pixels, None)


def _draw_back(pixels: np.ndarray) -> None:
    rows, columns = np.indices(pixels.shape[:2])
    stripes = (rows + columns) // 2 % 2
    pixels[:] = np.array(BACK_COLOURS, np.uint8)[stripes]


def _draw_front(pixels: np.ndarray, card: Card) -> None:
    """The rank in the upper part, the suit below it, both as large as fits."""
    height, width = pixels.shape[:2]
    ink = INKS[card.suit]
    room = max(1, round(height * 0.5) - 1)
    rank = _rank(card.rank, width - 3, room, ink)
    paste(pixels, rank, 2, 2)
    side = min(width - 4, height - room - 5)
    if side >= 3:
        paste(pixels, _suit(card.suit, side), (width - side + 1) // 2, height - side - 2)


@lru_cache(maxsize=1024)
def _rank(rank: str, width: int, height: int, ink: tuple[int, int, int]) -> Sprite:
    """The rank in the largest type that fits."""
    for size in range(2 * height, 5, -1):
        sprite = words(rank, size, ink)
        if sprite.pixels.shape[0] <= height and sprite.pixels.shape[1] <= width:
            break
    return sprite


@lru_cache(maxsize=1024)
def _suit(suit: str, side: int) -> Sprite:
    large = side * SUPERSAMPLING
    picture = Image.new("L", (large, large))
    draw = ImageDraw.Draw(picture)

    def disc(x: float, y: float, radius: float) -> None:
        box = [
            (x - radius) * large,
            (y - radius) * large,
            (x + radius) * large,
            (y + radius) * large,
        ]
        draw.ellipse(box, 255)

    def polygon(*corners: tuple[float, float]) -> None:
        draw.polygon([(x * large, y * large) for x, y in corners], 255)

    if suit == "diamonds":
        polygon((0.5, 0), (0.9, 0.5), (0.5, 1), (0.1, 0.5))
    elif suit == "hearts":
        disc(0.27, 0.3, 0.25)
        disc(0.73, 0.3, 0.25)
        polygon((0.05, 0.42), (0.95, 0.42), (0.5, 1))
    else:
        polygon((0.5, 0.5), (0.7, 1), (0.3, 1))
        if suit == "spades":
            disc(0.27, 0.6, 0.24)
            disc(0.73, 0.6, 0.24)
            polygon((0.05, 0.5), (0.95, 0.5), (0.5, 0))
        else:
            disc(0.5, 0.24, 0.23)
            disc(0.25, 0.62, 0.23)
            disc(0.75, 0.62, 0.23)
    small = picture.resize((side, side), Image.Resampling.BOX)
    cover = np.asarray(small, np.uint16)[..., None]
    colours = np.empty((side, side, 3), np.uint8)
    colours[:] = INKS[suit]
    return Sprite(colours, cover)
