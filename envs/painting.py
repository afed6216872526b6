"""Quick pictures: small sprites that are drawn once and laid into arrays ever after.

h x w sprite, H x W image.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from gennet_rl.envs.scenes.drawing import shape_mask
from gennet_rl.envs.scenes.scene import COLOURS, SceneObject

__all__ = ["Colour", "Sprite", "blank", "fill", "outline", "paste", "rgb", "shape", "words"]

Colour = tuple[int, int, int]
"""Red, green and blue from 0 to 255."""

SPRITES = 8192  # kept at most of each sort; one of 20 x 20 pixels takes 2 kB
FULL = 255


@dataclass(frozen=True, slots=True, eq=False)
class Sprite:
    """Something to be laid into images."""

    pixels: np.ndarray
    """uint8[h, w, 3]."""
    cover: np.ndarray | None
    """How much of each pixel is painted, uint16[h, w, 1] from 0 to 255; None for all of it."""


def rgb(name: str) -> Colour:
    """The typical red, green and blue of one of ``COLOURS``."""
    return COLOURS[name]


def blank(height: int, width: int, colour: Colour) -> np.ndarray:
    """A new image of one colour, uint8[H, W, 3]."""
    return _blank(height, width, colour).copy()


@lru_cache(maxsize=256)
def _blank(height: int, width: int, colour: Colour) -> np.ndarray:
    return np.full((height, width, 3), colour, np.uint8)


def fill(image: np.ndarray, left: int, top: int, right: int, bottom: int, colour: Colour) -> None:
    """Paint a rectangle, from ``left`` and ``top`` up to ``right`` and ``bottom`` (not included).

    Parts of it that lie outside the image are left out.
    """
    left, top = max(0, left), max(0, top)
    if right > left and bottom > top:
        image[top:bottom, left:right] = colour


def outline(
    image: np.ndarray, left: int, top: int, right: int, bottom: int, colour: Colour, line: int = 1
) -> None:
    """Paint a rectangle's border, ``line`` pixels wide, inside of it."""
    fill(image, left, top, right, top + line, colour)
    fill(image, left, bottom - line, right, bottom, colour)
    fill(image, left, top, left + line, bottom, colour)
    fill(image, right - line, top, right, bottom, colour)


def paste(image: np.ndarray, sprite: Sprite, left: int, top: int) -> None:
    """Lay a sprite into an image, its upper left corner at ``left``, ``top``.

    Args:
        image: uint8[H, W, 3], written to. What of the sprite lies outside is left out.
        sprite: what to lay there.
        left: column, may be negative.
        top: row, may be negative.
    """
    pixels, cover = sprite.pixels, sprite.cover
    height, width = pixels.shape[:2]
    if left < 0 or top < 0 or left + width > image.shape[1] or top + height > image.shape[0]:
        rows = slice(max(0, -top), max(0, min(height, image.shape[0] - top)))
        columns = slice(max(0, -left), max(0, min(width, image.shape[1] - left)))
        pixels, cover = pixels[rows, columns], None if cover is None else cover[rows, columns]
        left, top, (height, width) = max(0, left), max(0, top), pixels.shape[:2]
        if not height or not width:
            return
    part = image[top : top + height, left : left + width]
    if cover is None:
        part[:] = pixels
    else:
        # In uint16, rounded: 255 * 255 + 127 fits.
        part[:] = (part * (FULL - cover) + pixels * cover + FULL // 2) // FULL


@lru_cache(maxsize=SPRITES)
def shape(kind: str, side: int, colour: Colour, angle: int = 0, aspect: float = 1.0) -> Sprite:
    """A plain shape within a square of ``side`` pixels.

    Args:
        kind: one of ``gennet_rl.envs.scenes.scene.SHAPES``.
        side: of the square in pixels.
        colour: of the shape.
        angle: rotation in degrees, counter-clockwise.
        aspect: height over width, for rectangles.
    """
    thing = SceneObject(kind, "", 0.5, 0.5, 0.5, angle=angle, aspect=aspect)
    mask = shape_mask(thing, side, side / 2 - 0.5)
    return _flat((mask * FULL).round().astype(np.uint16)[..., None], colour)


@lru_cache(maxsize=SPRITES)
def words(text: str, size: int, colour: Colour) -> Sprite:
    """A line of text, as tall and wide as its ink, in Pillow's own font (Latin letters, digits).

    Args:
        text: at least one character that is not blank.
        size: of the font in pixels.
        colour: of the text.
    """
    font = ImageFont.load_default(size)
    left, top, right, bottom = (round(edge) for edge in font.getbbox(text))
    picture = Image.new("L", (right - left, bottom - top))
    ImageDraw.Draw(picture).text((-left, -top), text, FULL, font)
    return _flat(np.asarray(picture, np.uint16)[..., None], colour)


def _flat(cover: np.ndarray, colour: Colour) -> Sprite:
    pixels = np.full((*cover.shape[:2], 3), colour, np.uint8)
    return Sprite(pixels, cover)
