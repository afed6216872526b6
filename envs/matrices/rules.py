"""Rules by which an attribute changes along three panels, and grids of nine panels that follow one.

Values are integers: numbers from 1 to 4, places as bits of the four places in a panel (clockwise
from the top left), shapes, sizes and colours as indices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, permutations

from gennet_rl.envs.dice import Dice

__all__ = ["ALL_PLACES", "VALUES", "Row", "draw_grid", "wrong_values"]

Row = tuple[int, int, int]

NO_RULES: frozenset[int] = frozenset()
PLACES = 4
ALL_PLACES = 0b1111
VALUES: dict[str, tuple[int, ...]] = {
    "number": (1, 2, 3, 4),
    "position": tuple(range(1, ALL_PLACES)),  # all four places come up only as a sum
    "shape": (0, 1, 2, 3, 4),
    "size": (0, 1, 2),
    "colour": (0, 1, 2, 3, 4),
}
"""What the ninth panel and choices may have."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule, as the rows that follow it."""

    family: str
    rows: tuple[Row, ...]
    third: dict[tuple[int, int], int]
    """The third value by the first two."""


def turned(places: int, steps: int) -> int:
    """The places moved clockwise so many times."""
    steps %= PLACES
    return (places << steps | places >> (PLACES - steps)) & ALL_PLACES


def _progressions(attribute: str) -> list[Rule]:
    values = VALUES[attribute]
    if attribute == "position":
        rows = [[(p, turned(p, s), turned(p, 2 * s)) for p in values] for s in (1, -1)]
    elif attribute == "shape":
        rows = []  # shapes have no order
    else:
        rows = [
            [(v, v + s, v + 2 * s) for v in values if v + 2 * s in values] for s in (1, -1, 2, -2)
        ]
    return [_rule("progression", r) for r in rows if r]


def _arithmetic(attribute: str) -> list[Rule]:
    values = VALUES[attribute]
    pairs = [(a, b) for a in values for b in values]
    if attribute == "number":
        both = [[(a, b, a + b) for a, b in pairs], [(a, b, a - b) for a, b in pairs]]
    elif attribute == "position":
        # Places of both panels where neither has all of them, or those of the first that the
        # second has not, where it has nothing else.
        both = [
            [(a, b, a | b) for a, b in pairs if (a | b) not in (a, b)],
            [(a, b, a & ~b) for a, b in pairs if a | b == a],
        ]
    else:
        return []  # a small thing and a large one have no sum
    possible = {*values, ALL_PLACES} if attribute == "position" else {*values}
    return [_rule("arithmetic", [row for row in rows if row[2] in possible]) for rows in both]


def _rule(family: str, rows: Sequence[Row]) -> Rule:
    return Rule(family, tuple(rows), {(a, b): c for a, b, c in rows})


@lru_cache(maxsize=8)
def rules_of(attribute: str) -> tuple[Rule, ...]:
    """Every rule but distributions, which depend on their three values."""
    constant = _rule("constant", [(v, v, v) for v in VALUES[attribute]])
    return (constant, *_progressions(attribute), *_arithmetic(attribute))


@lru_cache(maxsize=8)
def _rules_by_row(attribute: str) -> dict[Row, frozenset[int]]:
    """For every row the numbers of the rules that it follows."""
    rules = rules_of(attribute)
    rows = {row for rule in rules for row in rule.rows}
    return {
        (a, b, c): frozenset(n for n, rule in enumerate(rules) if rule.third.get((a, b)) == c)
        for a, b, c in rows
    }


@lru_cache(maxsize=1024)
def _rules_to(attribute: str, family: str, value: int) -> tuple[tuple[Rule, list[Row]], ...]:
    """The rules of a family that can end in a value, with the rows that do."""
    rules = [rule for rule in rules_of(attribute) if rule.family == family]
    found = [(rule, [row for row in rule.rows if row[2] == value]) for rule in rules]
    return tuple((rule, rows) for rule, rows in found if rows)


@lru_cache(maxsize=64)
def _distributions_to(attribute: str, value: int) -> tuple[tuple[list[Row], list[Row]], ...]:
    """For every two other values the rows of the three, and those of them that end in the value."""
    others = [v for v in VALUES[attribute] if v != value]
    found = [
        [(a, b, c) for a, b, c in permutations((*two, value))] for two in combinations(others, 2)
    ]
    return tuple((rows, [row for row in rows if row[2] == value]) for rows in found)


@lru_cache(maxsize=64)
def _families_to(attribute: str, families: tuple[str, ...], value: int) -> tuple[str, ...]:
    return tuple(f for f in families if f == "distribution" or _rules_to(attribute, f, value)) or (
        "distribution",
    )


def thirds(attribute: str, rows: Sequence[Row], start: tuple[int, int]) -> set[int]:
    """What the ninth value can be by any rule that the two rows and the third row's start follow.

    Args:
        attribute: a key of ``VALUES``.
        rows: the first two rows.
        start: the first two values of the third row.
    """
    first, second = rows
    followed, rules = _rules_by_row(attribute), rules_of(attribute)
    by_both = followed.get(first, NO_RULES) & followed.get(second, NO_RULES)
    found = {rules[number].third.get(start) for number in by_both}
    values = set(first)
    if len(values) == 3 and values == set(second):
        left = values - set(start)
        found.add(left.pop() if len(left) == 1 else None)
    return {value for value in found if value is not None}


def draw_grid(
    dice: Dice, attribute: str, families: tuple[str, ...], value: int
) -> tuple[Row, Row, Row]:
    """Three rows that follow a rule and end in ``value``, which no other rule contradicts.

    Args:
        dice: decides.
        attribute: a key of ``VALUES``.
        families: of rules, of "constant", "progression", "distribution" and "arithmetic";
            distribution where none of them ends in the value.
        value: the ninth.
    """
    family = dice.pick(_families_to(attribute, families, value))
    while True:
        rows = _draw_rows(dice, attribute, family, value)
        if thirds(attribute, rows[:2], rows[2][:2]) == {value}:
            return rows


def _draw_rows(dice: Dice, attribute: str, family: str, value: int) -> tuple[Row, Row, Row]:
    if family == "distribution":
        rows, last = dice.pick(_distributions_to(attribute, value))
        return dice.pick(rows), dice.pick(rows), dice.pick(last)
    rule, last = dice.pick(_rules_to(attribute, family, value))
    return dice.pick(rule.rows), dice.pick(rule.rows), dice.pick(last)


@lru_cache(maxsize=64)
def wrong_values(attribute: str, value: int) -> tuple[int, ...]:
    """The values that a choice may have instead of the right one; places are as many."""
    others = [v for v in VALUES[attribute] if v != value]
    if attribute == "position":
        others = [v for v in others if v.bit_count() == value.bit_count()]
    return tuple(others)
