"""Charts as pictures: what does not depend on the data is drawn once, the rest laid into it.

H x W image. A step is one unit of value on an axis, a whole number of pixels.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from PIL import Image, ImageDraw

from gennet_rl.envs.charts.data import Chart
from gennet_rl.envs.painting import Colour, Sprite, blank, fill, paste, rgb, words

__all__ = ["PAPERS", "Look", "draw"]

PAPERS: tuple[Colour, ...] = (
    (255, 255, 255),
    (250, 246, 236),
    (238, 244, 250),
    (240, 248, 240),
    (250, 240, 242),
    (242, 240, 248),
)
"""What charts are drawn on."""
PIXEL = np.dtype("V3")
INK, AXIS = (25, 25, 25), (70, 70, 70)
GRID, FAINT = 0.72, 0.9  # of the paper's brightness: labelled lines of the grid, and the others
NOTCH = 0.3  # how much of a bar's colour turns to paper where a unit ends
RADIUS = 0.42  # of a pie, in widths of the picture
NARROWEST = 0.45  # a bar, of the width that it has room for
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
SMALL_ROW = 12  # dots: in lower rows of a table a font's digits would blur
FINER = 4  # times as many pixels, from which smooth ticks are made


@dataclass(frozen=True, slots=True)
class Look:
    """What of a picture nobody is asked about."""

    paper: int
    """Index into ``PAPERS``."""
    widths: tuple[float, ...]
    """Of each bar or line from 0, thin, to 1, thick: how much paint there is tells no value."""


def draw(chart: Chart, look: Look, size: int) -> np.ndarray:
    """The picture of a chart, uint8[size, size, 3], with ``size`` at least 64."""
    paint = {"columns": _columns, "bars": _bars, "lines": _lines, "pie": _pie, "table": _table}
    return paint[chart.kind](chart, look, size)


def _pixels_of(image: np.ndarray) -> np.ndarray:
    """The same memory as void[H, W]: numpy lays a pixel faster than it lays three numbers."""
    return image.view(PIXEL)[..., 0]


@lru_cache(maxsize=256)
def _pixel(colour: Colour) -> np.void:
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


@dataclass(frozen=True, slots=True)
class Axes:
    """Where the values of a chart with axes lie, measured up from the foot of the picture."""

    scale: int
    """Pixels of a digit's dot."""
    left: int
    """Where the plot begins."""
    foot: int
    """Row, counted from the top, on which 0 lies."""
    step: int


@lru_cache(maxsize=64)
def axes_of(size: int, high: int, below: int, left: int) -> Axes:
    """Axes with ``below`` and ``left`` dots of room for labels."""
    scale = size // 64
    foot = size - 1 - below * scale
    return Axes(scale, left * scale, foot, (foot - 2 * scale) // high)


@lru_cache(maxsize=256)
def _upright(size: int, high: int, paper: Colour, points: int) -> np.ndarray:
    """Axes and grid of standing bars, or, with points, of lines."""
    axes = axes_of(size, high, 8 if points else 0, 10)
    image = blank(size, size, paper)
    every = _label_every(high)
    for value in range(high + 1):
        y = axes.foot - value * axes.step
        is_labelled = value % every == 0
        fill(image, axes.left, y, size, y + 1, _shade(paper, GRID if is_labelled else FAINT))
        if is_labelled:
            label = number(value, axes.scale, INK, paper)
            height, width = label.pixels.shape[:2]
            top = min(max(0, y - height // 2), size - height)
            paste(image, label, axes.left - 2 * axes.scale - width, top)
        fill(image, axes.left - axes.scale, y, axes.left, y + 1, AXIS)
    fill(image, axes.left, 0, axes.left + 1, axes.foot + 1, AXIS)
    fill(image, axes.left, axes.foot, size, axes.foot + 1, AXIS)
    for point in range(points):
        x = _point_x(axes, size, points, point)
        fill(image, x, 0, x + 1, axes.foot, _shade(paper, FAINT))
        fill(image, x, axes.foot, x + 1, axes.foot + 2 * axes.scale, AXIS)
        label = number(point + 1, axes.scale, (40, 70, 160), paper)
        paste(image, label, x - label.pixels.shape[1] // 2, axes.foot + 3 * axes.scale)
    return image


@lru_cache(maxsize=256)
def _lying(size: int, high: int, paper: Colour) -> np.ndarray:
    """Axes and grid of lying bars."""
    axes = axes_of(size, high, 1, 8)
    image = blank(size, size, paper)
    every = _label_every(high)
    floor = size - axes.left
    for value in range(high + 1):
        x = size - 1 - (axes.foot - value * axes.step)
        is_labelled = value % every == 0
        fill(image, x, 0, x + 1, floor, _shade(paper, GRID if is_labelled else FAINT))
        if is_labelled:
            label = number(value, axes.scale, INK, paper)
            width = label.pixels.shape[1]
            left = min(max(0, x - width // 2), size - width)
            paste(image, label, left, floor + 2 * axes.scale)
        fill(image, x, floor, x + 1, floor + axes.scale, AXIS)
    x = size - 1 - axes.foot
    fill(image, x, 0, x + 1, floor, AXIS)
    fill(image, x, floor - 1, size, floor, AXIS)
    return image


def _columns(chart: Chart, look: Look, size: int) -> np.ndarray:
    paper = PAPERS[look.paper]
    image = _upright(size, chart.high, paper, 0).copy()
    axes = axes_of(size, chart.high, 0, 10)
    _paint_bars(_pixels_of(image), chart, look, axes, axes.left + 1)
    return image


def _bars(chart: Chart, look: Look, size: int) -> np.ndarray:
    image = _lying(size, chart.high, PAPERS[look.paper]).copy()
    axes = axes_of(size, chart.high, 1, 8)
    # Seen from the side lying bars stand; the first, on top, is the first from the left.
    _paint_bars(_pixels_of(image).T[::-1], chart, look, axes, 0, axes.left + 1)
    return image


def _paint_bars(
    pixels: np.ndarray, chart: Chart, look: Look, axes: Axes, left: int, right: int = 0
) -> None:
    """Bars that stand on the foot of the axes, between a margin on the left and on the right."""
    room = (pixels.shape[1] - left - right) / len(chart.values)
    step, foot, paper = axes.step, axes.foot, PAPERS[look.paper]
    for i, (value,) in enumerate(chart.values):
        width = round((room - 1) * (NARROWEST + (1 - NARROWEST) * look.widths[i]))
        start = left + round(room * i + (room - width) / 2)
        across = slice(start, start + width)
        colour = rgb(chart.colours[i])
        pixels[foot - value * step : foot, across] = _pixel(colour)
        # A notch wherever a unit ends lets a person count.
        pixels[foot - (value - 1) * step : foot : step, across] = _pixel(_mix(colour, paper))


def _lines(chart: Chart, look: Look, size: int) -> np.ndarray:
    points = len(chart.values[0])
    image = _upright(size, chart.high, PAPERS[look.paper], points).copy()
    pixels = _pixels_of(image).reshape(-1)
    plot = size, chart.high, points
    for colour, values, width in zip(chart.colours, chart.values, look.widths, strict=True):
        for point, pair in enumerate(pairwise(values)):
            pixels.put(_segment(*plot, point, *pair, 1 + (width > 0.5)), _pixel(rgb(colour)))
    # After all lines, so that none hides a point.
    for colour, values in zip(chart.colours, chart.values, strict=True):
        for point, value in enumerate(values):
            pixels.put(_dot(*plot, point, value), _pixel(rgb(colour)))
    return image


@lru_cache(maxsize=1 << 13)
def _segment(
    size: int, high: int, points: int, point: int, start: int, end: int, width: int
) -> np.ndarray:
    """The pixels, flat, of a line from a value at one point to a value at the next."""
    axes = axes_of(size, high, 8, 10)
    ends = [
        (_point_x(axes, size, points, point + i), axes.foot - value * axes.step)
        for i, value in enumerate((start, end))
    ]
    picture = Image.new("L", (size, size))
    ImageDraw.Draw(picture).line([*ends[0], *ends[1]], 1, axes.scale * width)
    return np.flatnonzero(np.asarray(picture))


@lru_cache(maxsize=1 << 10)
def _dot(size: int, high: int, points: int, point: int, value: int) -> np.ndarray:
    """The pixels, flat, of the mark of a value at a point."""
    axes = axes_of(size, high, 8, 10)
    x, y = _point_x(axes, size, points, point), axes.foot - value * axes.step
    image = np.zeros((size, size, 3), np.uint8)
    fill(
        image, *(edge - axes.scale for edge in (x, y)), x + axes.scale + 1, y + axes.scale + 1, INK
    )
    return np.flatnonzero(image[..., 0])


def _point_x(axes: Axes, size: int, points: int, point: int) -> int:
    room = (size - axes.left) / points
    return axes.left + round(room * (point + 0.5))


def _pie(chart: Chart, look: Look, size: int) -> np.ndarray:
    total = sum(value for (value,) in chart.values)
    image = _rim(size, total, PAPERS[look.paper]).copy()
    pixels = _pixels_of(image).reshape(-1)
    disc, starts = _units(size, total)
    start = 0
    for colour, (value,) in zip(chart.colours, chart.values, strict=True):
        pixels.put(disc[starts[start] : starts[start + value]], _pixel(rgb(colour)))
        start += value
    return image


@lru_cache(maxsize=256)
def _units(size: int, total: int) -> tuple[np.ndarray, list[int]]:
    """A pie's pixels, flat, clockwise from the top, and where in these each unit begins."""
    y, x = np.mgrid[:size, :size] - (size - 1) / 2
    turn = (np.arctan2(x, -y) / (2 * np.pi) % 1).ravel()
    disc = np.flatnonzero(np.hypot(x, y).ravel() < size * RADIUS)
    disc = disc[np.argsort(turn[disc], kind="stable")]
    return disc, np.searchsorted(turn[disc] * total, np.arange(total + 1)).tolist()


@lru_cache(maxsize=512)
def _rim(size: int, total: int, paper: Colour) -> np.ndarray:
    """The ticks around a pie, one for each unit, longer ones for each fifth."""
    fine = size * FINER
    picture = Image.new("RGB", (fine, fine), paper)
    pen = ImageDraw.Draw(picture)
    middle = (fine - 1) / 2
    for unit in range(total):
        angle = 2 * math.pi * unit / total
        x, y = math.sin(angle), -math.cos(angle)
        outer = fine * (0.5 if unit % 5 == 0 else 0.47)
        ends = [(middle + x * r, middle + y * r) for r in (fine * (RADIUS - 0.02), outer)]
        pen.line([*ends[0], *ends[1]], INK, FINER * (size // 64))
    return np.array(picture.reduce(FINER))


def _table(chart: Chart, look: Look, size: int) -> np.ndarray:
    rows, columns = len(chart.values), len(chart.values[0])
    paper = PAPERS[look.paper]
    image = _ruled(size, rows, columns, paper).copy()
    pixels = _pixels_of(image)
    edges, stops = _table_grid(size, rows, columns)
    tallest = min((size - edges[1]) // rows, 2 * (size - stops[0]) // (3 * columns))
    for i, values in enumerate(chart.values):
        top, bottom = edges[i + 1], edges[i + 2]
        pixels[top + 2 : bottom - 1, 2 : stops[0] - 1] = _pixel(rgb(chart.colours[i]))
        for j, value in enumerate(values):
            label = _written(value, tallest, size // 64, paper)
            height, width = label.pixels.shape[:2]
            left = (stops[j] + stops[j + 1] + 1 - width) // 2
            paste(image, label, left, (top + bottom + 1 - height) // 2)
    return image


@lru_cache(maxsize=256)
def _ruled(size: int, rows: int, columns: int, paper: Colour) -> np.ndarray:
    """A table without its contents; its columns are numbered on top."""
    image = blank(size, size, paper)
    edges, stops = _table_grid(size, rows, columns)
    head = _shade(paper, 0.85)
    fill(image, 0, 0, size, edges[1], head)
    for j in range(columns):
        label = number(j + 1, size // 64, (40, 70, 160), head)
        left = (stops[j] + stops[j + 1] + 1 - label.pixels.shape[1]) // 2
        paste(image, label, left, (edges[1] + 1 - label.pixels.shape[0]) // 2)
    for y in edges[1:]:
        fill(image, 0, y, size, y + 1, _shade(paper, GRID))
    for x in stops:
        fill(image, x, 0, x + 1, size, _shade(paper, GRID))
    return image


@lru_cache(maxsize=64)
def _table_grid(size: int, rows: int, columns: int) -> tuple[list[int], list[int]]:
    """Rows where lines lie, from the top, and columns where they lie, after the first one."""
    head, side = 8 * (size // 64), 12 * (size // 64)
    edges = [0, *(head + round(i * (size - 1 - head) / rows) for i in range(rows + 1))]
    return edges, [side + round(j * (size - 1 - side) / columns) for j in range(columns + 1)]


@lru_cache(maxsize=512)
def _written(value: int, height: int, scale: int, paper: Colour) -> Sprite:
    """A number to be read in a cell so tall, on paper."""
    if height < SMALL_ROW * scale:
        return number(value, scale, INK, paper, is_tall=True)
    ink = words(str(value), height, INK)
    picture = blank(*ink.pixels.shape[:2], paper)
    paste(picture, ink, 0, 0)
    return Sprite(picture, None)


def _label_every(high: int) -> int:
    """Every how many values an axis has a number."""
    return 1 if high <= 5 else 2 if high <= 12 else 5


@lru_cache(maxsize=256)
def _shade(colour: Colour, brightness: float) -> Colour:
    red, green, blue = (int(part * brightness) for part in colour)
    return red, green, blue


@lru_cache(maxsize=256)
def _mix(colour: Colour, paper: Colour) -> Colour:
    red, green, blue = (
        int(part + (other - part) * NOTCH) for part, other in zip(colour, paper, strict=True)
    )
    return red, green, blue
