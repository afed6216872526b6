"""Scenes as pictures, with a map of what each pixel shows.

H x W image.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from gennet_rl.envs.scenes.scene import COLOURS, Background, Chart, Scene, SceneObject

__all__ = ["BACKGROUND", "Drawing", "draw_scene", "shape_mask"]

BACKGROUND = -1
"""What ``Drawing.owner`` holds where nothing but background is seen."""
SUPERSAMPLING = 3  # masks are drawn so many times larger and averaged, which smooths edges
COLOUR_SPREAD = 22  # most that a channel differs from the colour's typical value


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawn scene."""

    image: np.ndarray
    """uint8[H, W, 3]."""
    owner: np.ndarray
    """int16[H, W]: index of the object (of the bar, slice or line of a chart) that a pixel shows,
    or ``BACKGROUND``."""


def draw_scene(scene: Scene, height: int, width: int, generator: np.random.Generator) -> Drawing:
    """Draw a scene.

    Args:
        scene: what to draw.
        height: of the image in pixels.
        width: of the image in pixels.
        generator: varies colours, smoothing of edges and noise.
    """
    canvas = _Canvas(_draw_background(scene.background, height, width), generator)
    if scene.chart is not None:
        _draw_chart(canvas, scene.chart)
    for index, thing in enumerate(scene.objects):
        _draw_object(canvas, index, thing)
    if scene.background.noise:
        canvas.add_noise(scene.background)
    return Drawing(canvas.pixels.clip(0, 255).astype(np.uint8), canvas.owner)


def _draw_background(background: Background, height: int, width: int) -> np.ndarray:
    top, bottom = np.array(background.colours, np.float32)
    share = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    return np.broadcast_to(top + (bottom - top) * share, (height, width, 3)).copy()


class _Canvas:
    """Pixels under work."""

    def __init__(self, pixels: np.ndarray, generator: np.random.Generator) -> None:
        self.pixels = pixels
        self.owner: np.ndarray = np.full(pixels.shape[:2], BACKGROUND, np.int16)
        self.generator = generator
        self.smooth = generator.random() < 0.6

    def colour(self, name: str) -> np.ndarray:
        """A colour of that name, a little different each time."""
        spread = self.generator.integers(-COLOUR_SPREAD, COLOUR_SPREAD + 1, 3).tolist()
        values = [min(255, max(0, v + s)) for v, s in zip(COLOURS[name], spread, strict=True)]
        return np.array(values, np.float32)

    def paint(self, index: int, left: int, top: int, cover: np.ndarray, rgb: np.ndarray) -> None:
        """Lay colour over a part of the image.

        Args:
            index: of the object.
            left: column of the part's first pixel; may lie outside the image.
            top: row of the part's first pixel.
            cover: float32[h, w] from 0 to 1.
            rgb: float32[3], or one colour a pixel.
        """
        height, width = self.owner.shape
        x0, y0 = max(0, left), max(0, top)
        x1, y1 = min(width, left + cover.shape[1]), min(height, top + cover.shape[0])
        part = (slice(y0 - top, y1 - top), slice(x0 - left, x1 - left))
        cover_HW1 = cover[part][..., None]
        if not self.smooth:
            cover_HW1 = (cover_HW1 > 0.5).astype(np.float32)
        colours = rgb if rgb.ndim == 1 else rgb[part]
        self.pixels[y0:y1, x0:x1] += cover_HW1 * (colours - self.pixels[y0:y1, x0:x1])
        self.owner[y0:y1, x0:x1][cover[part] > 0.5] = index

    def add_noise(self, background: Background) -> None:
        """Noise over everything, in square grains."""
        height, width = self.owner.shape
        grain = background.grain
        size = (-(-height // grain), -(-width // grain), 3)
        noise = self.generator.normal(0, background.noise, size).astype(np.float32)
        if grain > 1:
            noise = noise.repeat(grain, 0).repeat(grain, 1)[:height, :width]
        self.pixels += noise


def _draw_object(canvas: _Canvas, index: int, thing: SceneObject) -> None:
    height, width = canvas.owner.shape
    radius = thing.radius * min(height, width)
    side = 2 * math.ceil(radius) + 2
    left = round(thing.x * width - side / 2)
    top = round(thing.y * height - side / 2)
    mask = _symbol_mask(thing, side, radius) if thing.symbol else shape_mask(thing, side, radius)
    cover, rgb = _apply_texture(canvas, thing, mask, radius)
    canvas.paint(index, left, top, cover, rgb)


def _apply_texture(
    canvas: _Canvas, thing: SceneObject, mask: np.ndarray, radius: float
) -> tuple[np.ndarray, np.ndarray]:
    """How much of each pixel is painted, float32[side, side], and the colour or colours."""
    colour = canvas.colour(thing.colour)
    if thing.texture == "plain":
        return mask, colour
    if thing.texture == "outlined":
        inner = shape_mask(thing, len(mask), radius * 0.62)
        return (mask - inner).clip(0, 1), colour
    other = np.where(colour.mean() > 150, colour * 0.45, colour * 0.4 + 150).astype(np.float32)
    marks = _texture_marks(thing.texture, len(mask), radius, canvas.generator)
    return mask, np.where(marks[..., None], other, colour)


def _texture_marks(
    texture: str, side: int, radius: float, generator: np.random.Generator
) -> np.ndarray:
    """Which pixels, bool[side, side], get the second colour."""
    period = max(4.0, radius * float(generator.uniform(0.4, 0.6)))
    rows, columns = np.mgrid[:side, :side] + generator.uniform(0, period, 2)[:, None, None]
    if texture == "striped":
        angle = generator.uniform(0, math.pi)
        return (rows * math.sin(angle) + columns * math.cos(angle)) % period < 0.4 * period
    if texture == "checkered":
        half = period / 2
        return (rows // half + columns // half) % 2 < 1
    y, x = rows % period - period / 2, columns % period - period / 2
    return x**2 + y**2 < (0.3 * period) ** 2


def shape_mask(thing: SceneObject, side: int, radius: float) -> np.ndarray:
    """How much of each pixel the shape covers, float32[side, side] from 0 to 1."""
    scale = SUPERSAMPLING
    picture = Image.new("L", (side * scale, side * scale))
    draw = ImageDraw.Draw(picture)
    centre, reach = side * scale / 2, radius * scale
    box = (centre - reach, centre - reach, centre + reach, centre + reach)
    if thing.kind in ("circle", "ring"):
        draw.ellipse(box, fill=255)
    if thing.kind == "ring":
        hole = 0.55 * reach
        draw.ellipse((centre - hole, centre - hole, centre + hole, centre + hole), fill=0)
    if thing.kind not in ("circle", "ring"):
        corners_N2 = _corners(thing.kind, thing.aspect) * reach
        turn = math.radians(thing.angle)
        rotation = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
        points = corners_N2 @ rotation + centre
        draw.polygon([(float(x), float(y)) for x, y in points], fill=255)
    return np.asarray(picture.reduce(scale), np.float32) / 255


def _corners(kind: str, aspect: float) -> np.ndarray:
    if kind == "rectangle":
        length = math.hypot(1, aspect)
        x, y = 1 / length, aspect / length
        return np.array([(-x, -y), (x, -y), (x, y), (-x, y)])
    return _unit_corners(kind)


@lru_cache
def _unit_corners(kind: str) -> np.ndarray:
    """Corners within the unit circle, float[N, 2] of x and y, y pointing down."""
    if kind == "heart":
        t = np.linspace(0, 2 * math.pi, 40, endpoint=False)
        x = 16 * np.sin(t) ** 3
        y = 13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)
        return np.stack([x, -y - 2], 1) / 17
    if kind == "star":
        return _polygon(10, np.where(np.arange(10) % 2, 0.42, 1.0))
    if kind == "cross":
        a, b = 0.3, 0.95
        quarter = [(-a, -b), (a, -b), (a, -a)]
        return np.array([_quarter_turn(corner, k) for k in range(4) for corner in quarter])
    if kind == "arrow":
        half = [(-1, -0.22), (0.05, -0.22), (0.05, -0.65)]
        return np.array([*half, (1, 0), *[(x, -y) for x, y in reversed(half)]])
    sides = {"triangle": 3, "diamond": 4, "square": 4, "pentagon": 5, "hexagon": 6}[kind]
    corners = _polygon(sides, np.ones(sides), turned=kind == "square")
    # A diamond is taller than wide, or a turned square would be one.
    return corners * (0.62, 1.0) if kind == "diamond" else corners


def _polygon(corners: int, radii: np.ndarray, turned: bool = False) -> np.ndarray:
    angles = 2 * math.pi * (np.arange(corners) + 0.5 * turned) / corners - math.pi / 2
    return np.stack([np.cos(angles), np.sin(angles)], 1) * radii[:, None]


def _quarter_turn(corner: tuple[float, float], times: int) -> tuple[float, float]:
    x, y = corner
    for _ in range(times):
        x, y = -y, x
    return x, y


def _symbol_mask(thing: SceneObject, side: int, radius: float) -> np.ndarray:
    scale = SUPERSAMPLING
    picture = Image.new("L", (side * scale, side * scale))
    font = _font(max(8, round(2 * radius * scale * 0.95)))
    draw = ImageDraw.Draw(picture)
    middle = side * scale / 2
    draw.text((middle, middle), thing.symbol, 255, font, anchor="mm", stroke_width=scale // 2)
    if thing.angle:
        picture = picture.rotate(thing.angle, Image.Resampling.BILINEAR)
    return np.asarray(picture.reduce(scale), np.float32) / 255


@lru_cache(maxsize=256)
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _draw_chart(canvas: _Canvas, chart: Chart) -> None:
    height, width = canvas.owner.shape
    scale = SUPERSAMPLING
    draw_part = {"bar chart": _draw_bar, "pie chart": _draw_slice, "line chart": _draw_line}
    for index, colour in enumerate(chart.colours):
        picture = Image.new("L", (width * scale, height * scale))
        draw_part[chart.kind](ImageDraw.Draw(picture), chart, index, picture.size)
        mask = np.asarray(picture.reduce(scale), np.float32) / 255
        canvas.paint(index, 0, 0, mask, canvas.colour(colour))


def _draw_bar(draw: ImageDraw.ImageDraw, chart: Chart, index: int, size: tuple[int, int]) -> None:
    width, height = size
    slot = 0.9 * width / len(chart.values)
    left = 0.05 * width + slot * (index + 0.15)
    top = height * (0.95 - 0.85 * chart.values[index])
    draw.rectangle((left, top, left + 0.7 * slot, 0.95 * height), fill=255)


def _draw_slice(draw: ImageDraw.ImageDraw, chart: Chart, index: int, size: tuple[int, int]) -> None:
    width, height = size
    reach = 0.42 * min(size)
    box = (width / 2 - reach, height / 2 - reach, width / 2 + reach, height / 2 + reach)
    start = 360 * sum(chart.values[:index]) - 90
    draw.pieslice(box, start, start + 360 * chart.values[index], fill=255)


def _draw_line(draw: ImageDraw.ImageDraw, chart: Chart, index: int, size: tuple[int, int]) -> None:
    width, height = size
    steps = len(chart.values) - 1
    points = [
        (width * (0.07 + 0.86 * i / steps), height * (0.93 - 0.86 * value))
        for i, value in enumerate(chart.values)
    ]
    draw.line(points, fill=255, width=max(3, round(0.045 * width)), joint="curve")
