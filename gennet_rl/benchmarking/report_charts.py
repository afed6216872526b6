"""Charts as inline SVG: bars with intervals, and learning curves.

Colours come from the style sheet, by the class ``agent-3`` of an agent's number, so that charts
follow the page into dark mode and onto paper.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gennet_rl.benchmarking.report_html import Html, element, joined

__all__ = [
    "Bar",
    "Curve",
    "bar_chart",
    "colour_class",
    "curve_chart",
    "mean_curve",
    "nice_ticks",
    "short_number",
    "write_score",
]

COLOURS = 10  # of the style sheet; later agents take them again, with dashed lines
CHARACTER = 7.6  # width of a character of 12 px type, generously, in the charts' units

BAR_HEIGHT, BAR_GAP = 16, 8
LABEL_CHARACTERS = 26
CHART_WIDTH = 640
VALUE_WIDTH = 64
AXIS_HEIGHT = 24

CURVE_WIDTH, CURVE_HEIGHT = 460, 260
CURVE_LEFT, CURVE_RIGHT, CURVE_TOP, CURVE_BOTTOM = 52, 16, 12, 42


@dataclass(frozen=True)
class Bar:
    """One row of a bar chart."""

    label: str
    value: float
    low: float | None
    high: float | None
    colour: int
    """The agent's number."""


@dataclass(frozen=True)
class Curve:
    """One agent's learning: the mean over seeds, and the lowest and highest seed."""

    label: str
    colour: int
    """The agent's number."""
    points: list[tuple[float, float, float, float]]
    """Frames, mean, lowest, highest; empty for an agent that does not learn."""
    level: float | None = None
    """Score of an agent that does not learn, drawn as a level line."""


def colour_class(number: int) -> str:
    """CSS classes of the agent with that number, counted from 0."""
    return f"agent-{number % COLOURS}" + (" again" if number >= COLOURS else "")


def nice_ticks(low: float, high: float, count: int = 5) -> list[float]:
    """About ``count`` round numbers, the first at most ``low`` and the last at least ``high``."""
    if not high > low:
        low, high = low - 0.5, low + 0.5
    rough = (high - low) / count
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(
        factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * (1 - 1e-9)
    )
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    # Rounded, so that 3 * 0.1 is 0.3.
    return [round(i * step, 12) for i in range(first, last + 1)]


def short_number(value: float) -> str:
    """1500 as 1.5k, 2000000 as 2M."""
    for size, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            return f"{value / size:.3g}{unit}"
    return f"{value:.3g}"


def write_score(score: float, is_percent: bool) -> str:
    """A score as a text: one decimal of a percentage, two of anything else."""
    return f"{100 * score:.1f}%" if is_percent else f"{score:.2f}"


def _write_tick(score: float, is_percent: bool) -> str:
    return f"{100 * score:.4g}%" if is_percent else f"{score:.4g}"


def bar_chart(
    bars: Sequence[Bar],
    title: str,
    is_percent: bool = False,
    reference: float | None = None,
    ends: tuple[float, float] | None = None,
) -> Html:
    """Horizontal bars from 0, with their intervals as whiskers.

    Args:
        bars: rows, from the top.
        title: for those who listen to the page.
        is_percent: whether values are shares, written in percent.
        reference: where a dashed line is drawn, if anywhere.
        ends: the axis's first and last value; None takes what the bars need.
    """
    bounds = [
        bound for bar in bars for bound in (bar.value, bar.low, bar.high) if bound is not None
    ]
    ticks = nice_ticks(*(ends or (min([0.0, *bounds]), max([0.0, *bounds]))))
    longest = min(LABEL_CHARACTERS, max((len(bar.label) for bar in bars), default=0))
    left, right = longest * CHARACTER + 10, CHART_WIDTH - VALUE_WIDTH
    bottom = len(bars) * (BAR_HEIGHT + BAR_GAP) + BAR_GAP

    def x(value: float) -> float:
        share = (value - ticks[0]) / (ticks[-1] - ticks[0])
        return left + min(1.0, max(0.0, share)) * (right - left)

    marks = [_vertical(x(tick), 0, bottom, "grid") for tick in ticks]
    marks += [
        _label(x(tick), bottom + 16, _write_tick(tick, is_percent), "middle", "tick")
        for tick in ticks
    ]
    for i, bar in enumerate(bars):
        marks.append(_bar(bar, i * (BAR_HEIGHT + BAR_GAP) + BAR_GAP, x, left, right, is_percent))
    if reference is not None:
        marks.append(_vertical(x(reference), 0, bottom, "reference"))
    return _svg(CHART_WIDTH, bottom + AXIS_HEIGHT, title, marks)


def _bar(
    bar: Bar,
    top: float,
    x: Callable[[float], float],
    left: float,
    right: float,
    is_percent: bool,
) -> Html:
    value = write_score(bar.value, is_percent)
    start, end = sorted((x(0), x(bar.value)))
    middle = top + BAR_HEIGHT / 2
    interval, whiskers = "", []
    if bar.low is not None and bar.high is not None:
        interval = f" [{write_score(bar.low, is_percent)}, {write_score(bar.high, is_percent)}]"
        low, high = x(bar.low), x(bar.high)
        whiskers = [
            element("line", class_="whisker", x1=low, x2=high, y1=middle, y2=middle),
            *(_vertical(end, middle - 4, middle + 4, "whisker") for end in (low, high)),
        ]
    return element(
        "g",
        element("title", f"{bar.label}: {value}{interval}"),
        element(
            "rect",
            class_=f"bar {colour_class(bar.colour)}",
            x=start,
            y=top,
            width=max(end - start, 1.0),
            height=BAR_HEIGHT,
        ),
        *whiskers,
        _label(left - 6, middle + 4, shortened(bar.label), "end", "name"),
        _label(right + 10, middle + 4, value, "start", "value"),
    )


def shortened(label: str) -> str:
    """A label that fits beside its bar."""
    if len(label) <= LABEL_CHARACTERS:
        return label
    return label[: LABEL_CHARACTERS - 1] + "…"


def mean_curve(
    seeds: Sequence[Sequence[tuple[float, float]]],
) -> list[tuple[float, float, float, float]]:
    """Mean, lowest and highest score of several curves where all of them were measured.

    Between two of its points a curve is taken to be straight.

    Args:
        seeds: each a list of frames and score, in order.

    Returns:
        Frames, mean, lowest, highest, at every number of frames at which any was measured.
    """
    curves = [curve for curve in seeds if curve]
    if not curves:
        return []
    first = max(curve[0][0] for curve in curves)
    last = min(curve[-1][0] for curve in curves)
    frames = sorted({at for curve in curves for at, _ in curve if first <= at <= last})
    points = []
    for at in frames:
        scores = [_interpolated(curve, at) for curve in curves]
        points.append((at, sum(scores) / len(scores), min(scores), max(scores)))
    return points


def _interpolated(curve: Sequence[tuple[float, float]], at: float) -> float:
    before = max(point for point in curve if point[0] <= at)
    after = min(point for point in curve if point[0] >= at)
    if after[0] == before[0]:
        return after[1] if len(curve) == 1 else before[1]
    share = (at - before[0]) / (after[0] - before[0])
    return before[1] + share * (after[1] - before[1])


def curve_chart(curves: Sequence[Curve], title: str, is_percent: bool = False) -> Html:
    """Scores over frames.

    Args:
        curves: one an agent.
        title: for those who listen to the page.
        is_percent: whether scores are shares: the axis then has all from 0 to 100 %.
    """
    frames = [point[0] for curve in curves for point in curve.points]
    scores = [bound for curve in curves for point in curve.points for bound in point[1:]]
    scores += [curve.level for curve in curves if curve.level is not None]
    scores += [0.0, 1.0] if is_percent else []
    x_ticks = nice_ticks(0.0, max(frames, default=1.0), 4)
    y_ticks = nice_ticks(min(scores, default=0.0), max(scores, default=1.0))
    right, bottom = CURVE_WIDTH - CURVE_RIGHT, CURVE_HEIGHT - CURVE_BOTTOM

    def x(value: float) -> float:
        return CURVE_LEFT + value / x_ticks[-1] * (right - CURVE_LEFT)

    def y(value: float) -> float:
        share = (value - y_ticks[0]) / (y_ticks[-1] - y_ticks[0])
        return bottom - share * (bottom - CURVE_TOP)

    marks = []
    for tick in y_ticks:
        marks.append(
            element("line", class_="grid", x1=CURVE_LEFT, x2=right, y1=y(tick), y2=y(tick))
        )
        marks.append(
            _label(CURVE_LEFT - 6, y(tick) + 4, _write_tick(tick, is_percent), "end", "tick")
        )
    for tick in x_ticks:
        marks.append(_vertical(x(tick), bottom, bottom + 4, "axis"))
        marks.append(_label(x(tick), bottom + 18, short_number(tick), "middle", "tick"))
    marks.append(_label((CURVE_LEFT + right) / 2, CURVE_HEIGHT - 6, "frames", "middle", "tick"))
    marks += [_band(curve, x, y) for curve in curves if curve.points]
    marks += [_line(curve, x, y, right) for curve in curves]
    return _svg(CURVE_WIDTH, CURVE_HEIGHT, title, marks)


def _band(curve: Curve, x: Callable[[float], float], y: Callable[[float], float]) -> Html:
    along = [f"{x(at):.1f},{y(highest):.1f}" for at, _, _, highest in curve.points]
    back = [f"{x(at):.1f},{y(lowest):.1f}" for at, _, lowest, _ in reversed(curve.points)]
    return element(
        "polygon", class_=f"band {colour_class(curve.colour)}", points=" ".join(along + back)
    )


def _line(
    curve: Curve, x: Callable[[float], float], y: Callable[[float], float], right: float
) -> Html:
    colour = colour_class(curve.colour)
    name = element("title", curve.label)
    if curve.points:
        along = " ".join(f"{x(at):.1f},{y(mean):.1f}" for at, mean, _, _ in curve.points)
        at, mean, *_ = curve.points[-1]
        return element(
            "g",
            name,
            element("polyline", class_=f"curve {colour}", points=along),
            element("circle", class_=f"dot {colour}", cx=x(at), cy=y(mean), r=2.5),
        )
    if curve.level is None:
        return joined()
    level = y(curve.level)
    line = element("line", class_=f"level {colour}", x1=CURVE_LEFT, x2=right, y1=level, y2=level)
    return element("g", name, line)


def _vertical(x: float, y1: float, y2: float, class_: str) -> Html:
    return element("line", class_=class_, x1=x, x2=x, y1=y1, y2=y2)


def _label(x: float, y: float, text: str, anchor: str, class_: str) -> Html:
    return element("text", text, class_=class_, x=x, y=y, text_anchor=anchor)


def _svg(width: float, height: float, title: str, marks: Sequence[Html]) -> Html:
    return element(
        "svg",
        element("title", title),
        *marks,
        class_="chart",
        viewBox=f"0 0 {width:g} {height:g}",
        width=width,
        height=height,
        role="img",
    )
