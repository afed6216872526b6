"""Charts as pictures: what does not depend on the data is drawn once, the rest laid into it."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw

from gennet_rl.envs.charts.axes import draw_bars, draw_columns, draw_lines
from gennet_rl.envs.charts.data import Chart
from gennet_rl.envs.charts.marks import (
    GRID,
    INK,
    LABEL,
    PAPERS,
    Look,
    number,
    pixel,
    pixels_of,
    shade,
)
from gennet_rl.envs.painting import Colour, Sprite, blank, fill, paste, rgb, words

__all__ = ["draw"]

RADIUS = 0.42  # of a pie, in widths of the picture
FINER = 4  # times as many pixels, from which smooth ticks are made
SMALL_ROW = 12  # dots: in lower rows of a table a font's digits would blur


def draw(chart: Chart, look: Look, size: int) -> np.ndarray:
    """The picture of a chart, uint8[size, size, 3], with ``size`` at least 64."""
    paint = {
        "columns": draw_columns,
        "bars": draw_bars,
        "lines": draw_lines,
        "pie": _pie,
        "table": _table,
    }
    return paint[chart.kind](chart, look, size)


def _pie(chart: Chart, look: Look, size: int) -> np.ndarray:
    total = sum(value for (value,) in chart.values)
    image = _rim(size, total, PAPERS[look.paper]).copy()
    pixels = pixels_of(image).reshape(-1)
    disc, starts = _units(size, total)
    start = 0
    for colour, (value,) in zip(chart.colours, chart.values, strict=True):
        pixels.put(disc[starts[start] : starts[start + value]], pixel(rgb(colour)))
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
    pixels = pixels_of(image)
    edges, stops = _table_grid(size, rows, columns)
    tallest = min((size - edges[1]) // rows, 2 * (size - stops[0]) // (3 * columns))
    for i, values in enumerate(chart.values):
        top, bottom = edges[i + 1], edges[i + 2]
        pixels[top + 2 : bottom - 1, 2 : stops[0] - 1] = pixel(rgb(chart.colours[i]))
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
    head = shade(paper, 0.85)
    fill(image, 0, 0, size, edges[1], head)
    for j in range(columns):
        label = number(j + 1, size // 64, LABEL, head)
        left = (stops[j] + stops[j + 1] + 1 - label.pixels.shape[1]) // 2
        paste(image, label, left, (edges[1] + 1 - label.pixels.shape[0]) // 2)
    for y in edges[1:]:
        fill(image, 0, y, size, y + 1, shade(paper, GRID))
    for x in stops:
        fill(image, x, 0, x + 1, size, shade(paper, GRID))
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
    height, width = ink.pixels.shape[:2]
    picture = blank(height, width, paper)
    paste(picture, ink, 0, 0)
    return Sprite(picture, None)
