"""Charts with axes: standing bars, lying bars and lines.

A step is one unit of value on an axis, a whole number of pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from PIL import Image, ImageDraw

from gennet_rl.envs.charts.data import Chart
from gennet_rl.envs.charts.marks import (
    AXIS,
    GRID,
    INK,
    LABEL,
    PAPERS,
    Look,
    mix,
    number,
    pixel,
    pixels_of,
    shade,
)
from gennet_rl.envs.painting import Colour, blank, fill, paste, rgb

__all__ = ["draw_bars", "draw_columns", "draw_lines"]

FAINT = 0.9  # brightness of lines of the grid that have no label
NOTCH = 0.3  # how much of a bar's colour turns to paper where a unit ends
NARROWEST = 0.45  # a bar, of the width that it has room for


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
        fill(image, axes.left, y, size, y + 1, shade(paper, GRID if is_labelled else FAINT))
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
        fill(image, x, 0, x + 1, axes.foot, shade(paper, FAINT))
        fill(image, x, axes.foot, x + 1, axes.foot + 2 * axes.scale, AXIS)
        label = number(point + 1, axes.scale, LABEL, paper)
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
        fill(image, x, 0, x + 1, floor, shade(paper, GRID if is_labelled else FAINT))
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


def draw_columns(chart: Chart, look: Look, size: int) -> np.ndarray:
    """Bars that stand side by side, uint8[size, size, 3]."""
    paper = PAPERS[look.paper]
    image = _upright(size, chart.high, paper, 0).copy()
    axes = axes_of(size, chart.high, 0, 10)
    _paint_bars(pixels_of(image), chart, look, axes, axes.left + 1)
    return image


def draw_bars(chart: Chart, look: Look, size: int) -> np.ndarray:
    """Bars that lie one below the other, uint8[size, size, 3]."""
    image = _lying(size, chart.high, PAPERS[look.paper]).copy()
    axes = axes_of(size, chart.high, 1, 8)
    # Seen from the side lying bars stand; the first, on top, is the first from the left.
    _paint_bars(pixels_of(image).T[::-1], chart, look, axes, 0, axes.left + 1)
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
        pixels[foot - value * step : foot, across] = pixel(colour)
        # A notch wherever a unit ends lets a person count.
        pixels[foot - (value - 1) * step : foot : step, across] = pixel(mix(colour, paper, NOTCH))


def draw_lines(chart: Chart, look: Look, size: int) -> np.ndarray:
    """Lines over numbered points, uint8[size, size, 3]."""
    points = len(chart.values[0])
    image = _upright(size, chart.high, PAPERS[look.paper], points).copy()
    pixels = pixels_of(image).reshape(-1)
    plot = size, chart.high, points
    for colour, values, width in zip(chart.colours, chart.values, look.widths, strict=True):
        segments = [
            _segment(*plot, point, *pair, 1 + (width > 0.5))
            for point, pair in enumerate(pairwise(values))
        ]
        pixels.put(np.concatenate(segments), pixel(rgb(colour)))
    # After all lines, so that none hides a point.
    for colour, values in zip(chart.colours, chart.values, strict=True):
        dots = [_dot(*plot, point, value) for point, value in enumerate(values)]
        pixels.put(np.concatenate(dots), pixel(rgb(colour)))
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
    around = axes.scale
    mask = np.zeros((size, size), np.bool_)
    mask[max(0, y - around) : y + around + 1, max(0, x - around) : x + around + 1] = True
    return np.flatnonzero(mask)


def _point_x(axes: Axes, size: int, points: int, point: int) -> int:
    room = (size - axes.left) / points
    return axes.left + round(room * (point + 0.5))


def _label_every(high: int) -> int:
    """Every how many values an axis has a number."""
    return 1 if high <= 5 else 2 if high <= 12 else 5
