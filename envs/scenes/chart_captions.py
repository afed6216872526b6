"""What can be said of a chart."""

from __future__ import annotations

import numpy as np

from gennet_rl.envs.scenes.descriptions import Description, pick, say, tell
from gennet_rl.envs.scenes.grammar import Language
from gennet_rl.envs.scenes.scene import Chart

__all__ = ["charted"]

CLEAR_VALUE = 0.03
"""Least difference of a chart's values for one to be called the greatest."""


def charted(chart: Chart, words: Language, generator: np.random.Generator) -> str:
    """A chart's kind, at times with the number of its parts or what stands out, or both."""
    fact = outstanding(chart, words, generator)
    way = generator.random()
    if fact and way < 0.35:
        return fact
    head = tell(chart.kind, words, generator)
    part = {"bar chart": "bar", "pie chart": "slice"}.get(chart.kind)
    if part and len(chart.values) > 1 and way < 0.8:
        noun = pick(words.nouns[part], generator)
        number, word = len(chart.values), generator.random() < 0.6
        count = words.count(words, noun, {}, number, word)
        numeral = words.number(number, noun, word)
        head = tell(part + "s", words, generator, count=count, n=numeral)
    return head + words.aside + fact if fact and generator.random() < 0.6 else head


def outstanding(chart: Chart, words: Language, generator: np.random.Generator) -> str:
    """Which part is the greatest or smallest or where a line goes; empty if not clear."""
    if chart.kind == "line chart":
        if not chart.trend:
            return ""
        text = say(Description("line", colour=chart.colours[0]), "the", words, generator)
        return tell(chart.trend, words, generator, a=text)
    smallest = chart.kind == "bar chart" and generator.random() < 0.5
    order = sorted(range(len(chart.values)), key=chart.values.__getitem__, reverse=not smallest)
    if len(order) < 2 or abs(chart.values[order[0]] - chart.values[order[1]]) < CLEAR_VALUE:
        return ""
    kind = "bar" if chart.kind == "bar chart" else "slice"
    key = ("shortest" if smallest else "tallest") if kind == "bar" else "largest"
    text = say(Description(kind, colour=chart.colours[order[0]]), "the", words, generator)
    return tell(key, words, generator, a=text)
