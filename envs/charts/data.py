"""What a chart shows, what is asked about it, and how much of either each difficulty has."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["COLOURS", "PARTS", "Chart", "Layout", "Question", "describe", "layout_of"]

COLOURS = ("red", "orange", "yellow", "green", "blue", "purple", "pink", "black")
"""What a chart's parts may be called; any two are told apart at 64 pixels."""
PARTS = {"columns": "bar", "bars": "bar", "lines": "line", "pie": "slice", "table": "row"}
"""The charts (columns stand, bars lie) and what their parts are called."""


class Layout(NamedTuple):
    """How much a chart shows."""

    chart: str
    """One of ``PARTS``."""
    parts: int
    """How many bars, slices, lines or rows, each in a colour of its own."""
    places: int
    """How many points a line has, or columns a table; 1 for the others."""
    low: int
    """The least value. Bars and slices of nothing could not be seen, so theirs is 1."""
    high: int
    """The greatest value."""

    @property
    def is_distinct(self) -> bool:
        """Whether parts have different values at a place: lines would hide one another."""
        return self.chart == "lines"

    @property
    def is_painted(self) -> bool:
        """Whether greater values take more paint."""
        return self.places == 1


BAR_PARTS, BAR_HIGH = (3, 3, 4, 5, 6), (5, 8, 10, 15, 20)
SLICES, SLICE_HIGH = (3, 3, 4, 4, 5), (4, 5, 6, 6, 7)
LINES, POINTS, LINE_HIGH = (2, 2, 3, 3, 4), (3, 4, 4, 5, 6), (5, 6, 8, 10, 12)
COLUMNS = (2, 2, 2, 3, 3)


def layout_of(chart: str, difficulty: int) -> Layout:
    """How much a chart, one of ``PARTS``, shows at a difficulty from 0 to 4."""
    d = difficulty
    if chart == "lines":
        return Layout(chart, LINES[d], POINTS[d], 0, LINE_HIGH[d])
    if chart == "pie":
        return Layout(chart, SLICES[d], 1, 1, SLICE_HIGH[d])
    if chart == "table":
        return Layout(chart, BAR_PARTS[d], COLUMNS[d], 0, BAR_HIGH[d])
    return Layout(chart, BAR_PARTS[d], 1, 1, BAR_HIGH[d])


class Chart(NamedTuple):
    """The data of a chart."""

    kind: str
    """One of ``PARTS``."""
    colours: tuple[str, ...]
    """Of its parts, from left to right, from top to bottom or, in a pie, clockwise from the top."""
    values: tuple[tuple[int, ...], ...]
    """Of each part at each place, from left to right."""
    high: int
    """Where the axis ends."""


class Question(NamedTuple):
    """What is asked about a chart, and what is right."""

    key: str
    """Of a language's ``chart_questions``; see :mod:`gennet_rl.envs.charts.wording`."""
    chart: str
    """One of ``PARTS``."""
    a: str
    """The colour of the part that is asked about; empty where none is named."""
    b: str
    """The colour of a second one; empty where there is none."""
    place: int
    """The number of the point or column, from 1; 0 where none is named."""
    n: int | None
    """What values are compared with."""
    answer: str
    choices: tuple[str, ...]
    """The answers that the question may have."""

    @property
    def key_parts(self) -> tuple[object, ...]:
        """What tells it from other questions about the same chart."""
        return self.key, self.a, self.b, self.place, self.n


def describe(chart: Chart) -> str:
    """What a chart shows, in English: "a pie chart: the red slice is 3, the blue slice is 1."."""
    names = {"columns": "bar chart", "bars": "bar chart", "lines": "line chart"}
    name = names.get(chart.kind, chart.kind + (" chart" if chart.kind == "pie" else ""))
    place = {"lines": "points", "table": "columns"}.get(chart.kind)
    where = ""
    if place:
        where = f", {place} 1 to {len(chart.values[0])}"
    parts = [
        f"the {colour} {PARTS[chart.kind]} is {', '.join(map(str, values))}"
        for colour, values in zip(chart.colours, chart.values, strict=True)
    ]
    return f"a {name}{where}: {'; '.join(parts)}."
