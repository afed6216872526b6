"""Charts: what is drawn lies where the numbers say, inside the chart, and can be read."""

from __future__ import annotations

import itertools
import random
import re
from xml.etree import ElementTree

import pytest

from gennet_rl.benchmarking.report_charts import (
    Bar,
    Curve,
    bar_chart,
    curve_chart,
    mean_curve,
    nice_ticks,
    short_number,
)

LONG = "combined-with-a-very-long-name-indeed"


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0.0, 1.0, [0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        (-0.04, 0.93, [-0.2, 0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        (0.0, 30000.0, [0, 10000, 20000, 30000]),
        (-3.0, -1.0, [-3.0, -2.5, -2.0, -1.5, -1.0]),
        (2.0, 2.0, [1.5, 1.75, 2.0, 2.25, 2.5]),
    ],
)
def test_ticks_are_round_and_enclose_what_is_drawn(
    low: float, high: float, ticks: list[float]
) -> None:
    assert nice_ticks(low, high, 4 if high > 1 else 5) == ticks


def test_short_numbers() -> None:
    numbers = (0, 950, 1500, 30000, 2e6, -1e9)
    assert [short_number(n) for n in numbers] == ["0", "950", "1.5k", "30k", "2M", "-1G"]


def test_the_mean_curve_interpolates_where_all_seeds_were_measured() -> None:
    one = [(0.0, 0.0), (10.0, 1.0), (20.0, 0.5)]
    other = [(5.0, 0.0), (15.0, 0.5)]
    assert mean_curve([one, [], other]) == [
        (5.0, 0.25, 0.0, 0.5),
        (10.0, pytest.approx(0.625), 0.25, 1.0),
        (15.0, pytest.approx(0.625), 0.5, 0.75),
    ]
    assert mean_curve([[(3.0, 0.7)]]) == [(3.0, 0.7, 0.7, 0.7)]
    assert mean_curve([[], []]) == []


def test_bars_are_as_long_as_their_values_and_negative_ones_go_left() -> None:
    bars = [Bar("a", 0.8, 0.6, 0.9, 0), Bar("b", 0.4, None, None, 1), Bar("c", -0.2, -0.3, 0.1, 12)]
    svg = ElementTree.fromstring(bar_chart(bars, "bars"))
    rects = list(svg.iter("rect"))
    a, b, c = (float(rect.attrib["width"]) for rect in rects)
    assert a == pytest.approx(2 * b, rel=1e-3)
    assert c == pytest.approx(b / 2, rel=1e-3)
    left = [float(rect.attrib["x"]) for rect in rects]
    assert left[0] == left[1] == pytest.approx(left[2] + c, abs=0.01)
    assert rects[2].attrib["class"] == "bar agent-2 again"  # the thirteenth agent
    whiskers = [g for g in svg.iter("g") if g.findall("line")]
    assert len(whiskers) == 2


def test_curves_go_where_the_scores_are() -> None:
    points = [(0.0, 0.0, 0.0, 0.0), (1000.0, 0.5, 0.25, 0.75), (2000.0, 1.0, 1.0, 1.0)]
    curves = [Curve("ppo", 0, points), Curve("random", 1, [], level=0.5)]
    svg = ElementTree.fromstring(curve_chart(curves, "curves", is_percent=True))
    (line,) = svg.iter("polyline")
    first, middle, last = coordinates(line.attrib["points"])
    assert middle == pytest.approx(((first[0] + last[0]) / 2, (first[1] + last[1]) / 2), abs=0.1)
    assert first[0] < last[0]
    assert first[1] > last[1]
    (band,) = svg.iter("polygon")
    assert len(coordinates(band.attrib["points"])) == 6
    level = next(mark for mark in svg.iter("line") if "level" in mark.attrib["class"])
    assert float(level.attrib["y1"]) == pytest.approx(middle[1], abs=0.1)
    ticks = [text.text for text in svg.iter("text")]
    assert {"0%", "100%", "frames", "2k"} <= set(ticks)


@pytest.mark.parametrize("seed", range(20))
def test_all_lies_within_the_chart_and_labels_do_not_overlap(seed: int) -> None:
    draw = random.Random(seed)
    scale, offset = 10 ** draw.uniform(-2, 2), draw.uniform(-3, 3)
    is_percent = seed % 2 == 0
    if is_percent:
        scale, offset = 1.0, 0.0
    bars, curves = [], []
    for i in range(draw.randint(1, 14)):
        low, value, high = sorted(offset + scale * draw.random() for _ in range(3))
        bars.append(Bar(draw.choice(["ppo", LONG]), value, low, high, i))
        points = [
            (frames * 10 ** (seed % 6), value, low, high)
            for frames in range(1, 1 + draw.randint(0, 9))
        ]
        curves.append(Curve("ppo", i, points, None if points else value))
    check(bar_chart(bars, "bars", is_percent))
    check(bar_chart(bars, "bars", reference=0.5, ends=(0.0, 1.0)))
    check(curve_chart(curves, "curves", is_percent))


def coordinates(points: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in points.split())]


def check(markup: str) -> None:
    svg = ElementTree.fromstring(markup)
    width, height = (float(side) for side in svg.attrib["viewBox"].split()[2:])
    for mark in svg.iter():
        at = mark.attrib
        xs = [float(at[key]) for key in ("x", "x1", "x2", "cx") if key in at]
        ys = [float(at[key]) for key in ("y", "y1", "y2", "cy") if key in at]
        for x, y in coordinates(at.get("points", "")):
            xs.append(x)
            ys.append(y)
        if mark.tag == "rect":
            xs.append(float(at["x"]) + float(at["width"]))
            ys.append(float(at["y"]) + float(at["height"]))
        assert all(-0.1 <= x <= width + 0.1 for x in xs), at
        assert all(-0.1 <= y <= height + 0.1 for y in ys), at
    boxes = [box(text) for text in svg.iter("text")]
    for left, top, right, bottom in boxes:
        assert left >= -1
        assert right <= width + 1
        assert top >= -1
        assert bottom <= height + 1
    for one, other in itertools.combinations(boxes, 2):
        is_apart = (
            one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        )
        assert is_apart, (one, other)


def box(text: ElementTree.Element) -> tuple[float, float, float, float]:
    """Left, top, right, bottom, for type of 11 or 12 px, 7.2 px a character."""
    content = text.text or ""
    wide = 7.2 * len(re.sub(r"[.,|]", "", content))
    x, y = float(text.attrib["x"]), float(text.attrib["y"])
    left = {"start": x, "middle": x - wide / 2, "end": x - wide}[text.attrib["text-anchor"]]
    return left, y - 9, left + wide, y + 2
