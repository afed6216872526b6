"""What a drawn scene holds, before it is drawn or put into words."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "CHARTS",
    "COLOURS",
    "POSITIONS",
    "SHAPES",
    "SIZES",
    "SYMBOLS",
    "TEXTURES",
    "TRENDS",
    "Background",
    "Chart",
    "Scene",
    "SceneObject",
    "position_of",
]

SHAPES = (
    "circle",
    "square",
    "rectangle",
    "triangle",
    "diamond",
    "pentagon",
    "hexagon",
    "star",
    "heart",
    "cross",
    "ring",
    "arrow",
)
SYMBOLS = ("digit", "letter")
COLOURS = {
    "red": (215, 35, 35),
    "orange": (245, 140, 20),
    "yellow": (240, 220, 40),
    "green": (40, 150, 45),
    "teal": (20, 145, 140),
    "blue": (35, 70, 215),
    "purple": (135, 45, 170),
    "pink": (245, 130, 185),
    "brown": (125, 72, 30),
    "black": (15, 15, 15),
    "grey": (130, 130, 130),
    "white": (248, 248, 248),
}
"""Names of colours and their typical red, green and blue; drawing varies them a little."""
SIZES = ("small", "medium", "large")
TEXTURES = ("plain", "striped", "dotted", "checkered", "outlined")
POSITIONS = (
    "top left",
    "top",
    "top right",
    "left",
    "centre",
    "right",
    "bottom left",
    "bottom",
    "bottom right",
)
CHARTS = ("bar chart", "pie chart", "line chart")
TRENDS = ("rising", "falling", "flat")


@dataclass(frozen=True, slots=True)
class SceneObject:
    """One thing in a scene."""

    kind: str
    """One of ``SHAPES`` or ``SYMBOLS``."""
    colour: str
    """One of ``COLOURS``."""
    x: float
    """Centre, from 0 (left) to 1 (right)."""
    y: float
    """Centre, from 0 (top) to 1 (bottom)."""
    radius: float
    """Of the circle around it, as a share of the image's shorter side."""
    size: str = "medium"
    """One of ``SIZES``."""
    texture: str = "plain"
    """One of ``TEXTURES``."""
    symbol: str = ""
    """The character of a digit or letter."""
    angle: float = 0.0
    """Rotation in degrees, counter-clockwise."""
    aspect: float = 1.0
    """Height over width, for rectangles."""

    @property
    def position(self) -> str:
        """Where it is, one of ``POSITIONS``."""
        return position_of(self.x, self.y)


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart over the whole scene."""

    kind: str
    """One of ``CHARTS``."""
    values: tuple[float, ...]
    """Heights of bars or points from 0 to 1, from left to right; or shares of a pie."""
    colours: tuple[str, ...]
    """One of ``COLOURS`` a bar or slice, all different; a single one for a line."""
    trend: str = ""
    """One of ``TRENDS``, for a line."""


@dataclass(frozen=True, slots=True)
class Background:
    """What lies behind the objects."""

    colours: tuple[tuple[int, int, int], tuple[int, int, int]]
    """Red, green and blue at the top and at the bottom, from 0 to 255; equal for a plain one."""
    noise: float = 0.0
    """Standard deviation of the noise over the whole image, in pixel values."""
    grain: int = 1
    """Side of a patch of noise in pixels."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Objects or a chart on a background."""

    background: Background
    objects: tuple[SceneObject, ...] = ()
    chart: Chart | None = None


def position_of(x: float, y: float) -> str:
    """The name of a place in the image.

    Args:
        x: from 0 (left) to 1 (right).
        y: from 0 (top) to 1 (bottom).

    Returns:
        One of ``POSITIONS``: the ninth of the image that holds the place.
    """
    column, row = (min(2, int(3 * share)) for share in (x, y))
    return POSITIONS[3 * row + column]
