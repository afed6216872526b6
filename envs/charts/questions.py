"""Questions about charts: the answer is drawn first, then data that has it.

Where greater values take more paint, the total of a chart is drawn without regard to the answer, so
that the amount of a colour in the whole image does not tell it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gennet_rl.envs.charts.data import COLOURS, Chart, Layout, Question
from gennet_rl.envs.dice import Dice

__all__ = ["ANSWERS", "KINDS", "ask", "is_askable"]

GREATEST_NUMBER = 20
MOST_POINTS = 6
TRENDS = ("rising", "falling", "flat")
YES_OR_NO = ("yes", "no")
INTERVALS = tuple(f"{point} to {point + 1}" for point in range(1, MOST_POINTS))
NUMBERS = tuple(map(str, range(GREATEST_NUMBER + 1)))
ANSWERS = (*NUMBERS, *COLOURS, *YES_OR_NO, *TRENDS, *INTERVALS)
PIE_TOTAL = 24  # ticks that can be counted around a pie


@dataclass(slots=True)
class Draft:
    """A question before colours and places are dealt out."""

    key: str
    answer: str | int
    """Or the index of the part whose colour it is."""
    choices: tuple[str, ...]
    """Empty for the colours of the chart."""
    values: list[int]
    """Of all parts at the place that is asked about, those that the question names first."""
    named: int = 0
    """How many parts the question names."""
    n: int | None = None
    line: list[int] | None = None
    """Or, where a whole line is asked about, its values at all points."""


def ask(kind: str, layout: Layout, dice: Dice) -> tuple[Chart, Question]:
    """A question of a kind about a new chart.

    Args:
        kind: one of ``KINDS`` that :func:`is_askable` of the layout.
        layout: how much the chart shows.
        dice: the source of randomness.
    """
    draft = KINDS[kind](layout, dice)
    order = dice.shuffled(range(layout.parts))  # of each part of the draft, where it goes
    colours = dice.sample(COLOURS, layout.parts)
    place = 0
    if draft.line is not None:
        at_places = [[value, *_others(layout, dice, [value])] for value in draft.line]
    else:
        at_places = [_others(layout, dice, []) for _ in range(layout.places)]
        asked = dice.below(layout.places)
        at_places[asked] = draft.values
        place = asked + 1 if layout.places > 1 else 0
    values: list[tuple[int, ...]] = [()] * layout.parts
    for i, position in enumerate(order):
        values[position] = tuple([at[i] for at in at_places])
    answer = draft.answer if isinstance(draft.answer, str) else colours[order[draft.answer]]
    question = Question(
        draft.key,
        layout.chart,
        colours[order[0]] if draft.named else "",
        colours[order[1]] if draft.named > 1 else "",
        place,
        draft.n,
        answer,
        draft.choices or tuple(sorted(colours)),
    )
    return Chart(layout.chart, tuple(colours), tuple(values), layout.high), question


def is_askable(kind: str, layout: Layout) -> bool:
    """Whether there are questions of this kind, one of ``KINDS``, about such charts."""
    if kind in ("trend", "steepest"):
        return layout.chart == "lines"
    return layout.parts > 2 or kind != "second"


def _value(layout: Layout, dice: Dice) -> Draft:
    low, high = layout.low, layout.high
    value = dice.between(low, high)
    total = _total(layout, dice, low, high, layout.parts - 1)
    values = [value, *_others(layout, dice, [value], total)]
    return Draft("value", NUMBERS[value], NUMBERS[low : high + 1], values, named=1)


def _extreme(layout: Layout, dice: Dice) -> Draft:
    if layout.chart == "lines" and dice.chance(0.5):
        return _peak(layout, dice)
    return _ranked(layout, dice, 0, ("greatest", "least"))


def _second(layout: Layout, dice: Dice) -> Draft:
    return _ranked(layout, dice, 1, ("second greatest", "second least"))


def _ranked(layout: Layout, dice: Dice, rank: int, keys: tuple[str, str]) -> Draft:
    """Different values, and the part that is ``rank`` from the top or from the bottom."""
    values = dice.sample(range(layout.low, layout.high + 1), layout.parts)
    from_bottom = dice.below(2)
    value = sorted(values, reverse=not from_bottom)[rank]
    return Draft(keys[from_bottom], values.index(value), (), values)


def _peak(layout: Layout, dice: Dice) -> Draft:
    low, high = layout.low, layout.high
    point = dice.below(layout.places)
    top = dice.between(low + 1, high)
    line = [dice.between(low, top - 1) for _ in range(layout.places)]
    line[point] = top
    key = "highest point"
    if dice.chance(0.5):
        key, line = "lowest point", [low + high - value for value in line]
    choices = NUMBERS[1 : layout.places + 1]
    return Draft(key, NUMBERS[point + 1], choices, [], named=1, line=line)


def _compare(layout: Layout, dice: Dice) -> Draft:
    pair = sorted(dice.sample(range(layout.low, layout.high + 1), 2))
    is_more, is_true = dice.chance(0.5), dice.chance(0.5)
    if is_more == is_true:
        pair.reverse()
    values = pair + _others(layout, dice, pair)
    key, answer = "more" if is_more else "less", "yes" if is_true else "no"
    return Draft(key, answer, YES_OR_NO, values, named=2)


def _sum(layout: Layout, dice: Dice) -> Draft:
    low, high = layout.low, layout.high
    least = max(2 * low, high // 2)
    most = min(least + high - low, GREATEST_NUMBER)
    answer = dice.between(least, most)
    total = _total(layout, dice, least, most, layout.parts - 2)
    firsts: Sequence[int] = range(max(low, answer - high), min(high, answer - low) + 1)
    if layout.is_distinct:
        firsts = [one for one in firsts if 2 * one != answer]
    one = dice.pick(firsts)
    pair = [one, answer - one]
    values = pair + _others(layout, dice, pair, total)
    return Draft("sum", NUMBERS[answer], NUMBERS[least : most + 1], values, named=2)


def _difference(layout: Layout, dice: Dice) -> Draft:
    low, high, others = layout.low, layout.high, layout.parts - 2
    least = 1 if layout.is_distinct else 0
    answer = dice.between(least, high - low)
    # Pairs of every difference reach one of these two sums.
    total = _total(layout, dice, low + high - 1, low + high + 1, others)
    first, last = low, high - answer
    if total is not None:
        first = max(first, (total - others * high - answer + 1) // 2)
        last = min(last, (total - others * low - answer) // 2)
    one = dice.between(first, last)
    pair = [one, one + answer] if dice.chance(0.5) else [one + answer, one]
    values = pair + _others(layout, dice, pair, total)
    choices = NUMBERS[least : high - low + 1]
    return Draft("difference", NUMBERS[answer], choices, values, named=2)


def _count(layout: Layout, dice: Dice) -> Draft:
    """Values close above and close below a limit, so that their total tells little."""
    low, high = layout.low, layout.high
    is_line = layout.chart == "lines" and dice.chance(0.5)
    is_distinct = layout.is_distinct and not is_line
    count = layout.places if is_line else layout.parts
    above = dice.below(count + 1)
    room = layout.parts if is_distinct else 1  # on either side of the limit
    limit = dice.between(low + room - 1, high - room)
    band = max(2, high // 4, room)
    over = range(limit + 1, min(high, limit + band) + 1)
    under = range(max(low, limit - band + 1), limit + 1)
    if is_distinct:
        values = dice.sample(over, above) + dice.sample(under, count - above)
    else:
        values = [dice.pick(over) for _ in range(above)]
        values = dice.shuffled(values + [dice.pick(under) for _ in range(count - above)])
    key, n, answer = "above", limit, above
    if dice.chance(0.5):
        key, n, answer = "below", limit + 1, count - above
    choices = NUMBERS[: count + 1]
    if is_line:
        return Draft("points " + key, NUMBERS[answer], choices, [], named=1, n=n, line=values)
    return Draft(key, NUMBERS[answer], choices, values, n=n)


def _trend(layout: Layout, dice: Dice) -> Draft:
    answer = dice.pick(TRENDS)
    if answer == "flat":
        line = [dice.between(layout.low, layout.high)] * layout.places
    else:
        line = dice.sample(range(layout.low, layout.high + 1), layout.places)
        line.sort(reverse=answer == "falling")
    return Draft("trend", answer, TRENDS, [], named=1, line=line)


def _steepest(layout: Layout, dice: Dice) -> Draft:
    low, high, intervals = layout.low, layout.high, layout.places - 1
    steepest = dice.below(intervals)
    while True:  # one line in about as many as there are intervals will do
        line = [dice.between(low, high) for _ in range(layout.places)]
        rises = [line[i + 1] - line[i] for i in range(intervals)]
        top = rises.pop(steepest)
        if top > 0 and top > max(rises):
            break
    key = "rises most"
    if dice.chance(0.5):
        key, line = "falls most", [low + high - value for value in line]
    return Draft(key, INTERVALS[steepest], INTERVALS[:intervals], [], named=1, line=line)


KINDS: dict[str, Callable[[Layout, Dice], Draft]] = {
    "value": _value,
    "extreme": _extreme,
    "second": _second,
    "compare": _compare,
    "sum": _sum,
    "difference": _difference,
    "count": _count,
    "trend": _trend,
    "steepest": _steepest,
}
"""Kinds of questions."""


def _total(layout: Layout, dice: Dice, least: int, most: int, others: int) -> int | None:
    """A total that a chart can have whatever is right, where a total can be seen at all.

    Args:
        layout: of the chart.
        dice: drawn from.
        least: what the values that the question is about come to, at least.
        most: the same at most.
        others: how many other values there are.
    """
    if not layout.is_painted:
        return None
    first, last = most + others * layout.low, least + others * layout.high
    if layout.chart == "pie":
        last = max(first, min(last, PIE_TOTAL))
    return dice.between(first, last)


def _others(
    layout: Layout, dice: Dice, taken: Sequence[int], total: int | None = None
) -> list[int]:
    """Values for the parts that a question does not name, with which all come to ``total``."""
    low, high, count = layout.low, layout.high, layout.parts - len(taken)
    if layout.is_distinct:
        free: Sequence[int] = range(low, high + 1)
        if taken:
            free = [value for value in free if value not in taken]
        return dice.sample(free, count)
    if total is None:
        return [dice.between(low, high) for _ in range(count)]
    values = []
    left = total - sum(taken)
    for others in range(count - 1, -1, -1):
        value = dice.between(max(low, left - others * high), min(high, left - others * low))
        values.append(value)
        left -= value
    return values
