"""How to end a formula so that it makes a target: exact, with every number used once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from math import prod
from typing import NamedTuple

from gennet_rl.envs.cards.formula import OPERATORS, Level, Levels, Value, combine, put_operand

__all__ = ["complete", "plain_totals", "solve"]

Numbers = tuple[int, ...]
Tokens = tuple[str, ...]

SUM, PRODUCT, ATOM = range(3)  # how tightly a formula holds together
LEFT_HOLDS = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT}  # what needs no brackets before
RIGHT_HOLDS = {"+": SUM, "-": PRODUCT, "*": PRODUCT, "/": ATOM}  # and after an operator
NONE: Numbers = ()


class Way(NamedTuple):
    """A formula that has some value."""

    hold: int
    """``SUM``, ``PRODUCT`` or ``ATOM``."""
    tokens: Tokens

    def held(self, hold: int) -> Tokens:
        """The formula, in brackets where it does not hold together so tightly."""
        return self.tokens if self.hold >= hold else ("(", *self.tokens, ")")


Ways = dict[Value, Way]


@lru_cache(maxsize=65536)
def solve(numbers: Numbers, target: int) -> Tokens | None:
    """A formula of all the numbers, with ``+ - * /`` and brackets, that makes ``target``.

    Args:
        numbers: two to four; the order decides which of several formulas it is.
        target: what to make.

    Returns:
        The formula and "=", or None where there is none.
    """
    for few, many in _parts(numbers):
        if len(few) > len(many):
            continue
        others = _ways(many)
        # Going through the few and looking the others up spares going through hundreds of values.
        for value, way in _ways(few).items():
            for operator, wanted, is_first in _partners(value, target):
                if wanted in others:
                    pair = (way, others[wanted]) if is_first else (others[wanted], way)
                    return (*_join(pair[0], operator, pair[1]).tokens, "=")
    return None


def complete(
    levels: Levels, numbers: Numbers, target: int, operators: str, has_brackets: bool
) -> Tokens | None:
    """The tokens that end a formula so that it makes ``target``.

    Args:
        levels: what has been written.
        numbers: those not written yet; the order decides which of several endings it is.
        target: what to make.
        operators: that there are, of ``OPERATORS``; with brackets, all.
        has_brackets: whether there are brackets.

    Returns:
        The tokens up to "=", or None where nothing leads there.
    """
    level = levels[-1]
    if len(levels) == 1:
        for value, tokens in _endings(level, numbers, operators, has_brackets):
            if value == target:
                return (*tokens, "=")
        return None
    for inside, outside in ((NONE, numbers), *_parts(numbers), (numbers, NONE)):
        for value, tokens in _endings(level, inside, operators, has_brackets):
            closed = put_operand(levels[:-1], value)
            if closed is not None:
                rest = complete(closed, outside, target, operators, has_brackets)
                if rest is not None:
                    return (*tokens, ")", *rest)
    return None


def plain_totals(numbers: Numbers, operators: str) -> tuple[Value, ...]:
    """Every value that the numbers can make without brackets.

    Args:
        numbers: all of which are used.
        operators: "+" or "+*".
    """
    return tuple(_plain_ways(numbers, operators))


def _endings(
    level: Level, numbers: Numbers, operators: str, has_brackets: bool
) -> Iterator[tuple[Value, Tokens]]:
    """Values that a level can have when all of ``numbers`` are written there, and how."""
    if level.operands + len(numbers) < 2 or (level.operator and not numbers):
        return
    if not numbers:
        yield combine(level.total, "+", level.term), ()
        return
    wholes = _ways(numbers) if has_brackets else _plain_ways(numbers, operators)
    if level.operands == 0:
        for value, way in wholes.items():
            yield value, way.tokens
        return
    for operator in level.operator or operators:
        first = () if level.operator else (operator,)
        if operator in "+-":
            so_far = combine(level.total, "+", level.term)
            for value, way in wholes.items():
                tokens = way.held(RIGHT_HOLDS[operator])
                yield combine(so_far, operator, value), (*first, *tokens)
        else:
            yield from _products(level, operator, first, numbers, has_brackets)


def _products(
    level: Level, operator: str, first: Tokens, numbers: Numbers, has_brackets: bool
) -> Iterator[tuple[Value, Tokens]]:
    """As ``_endings``, where the last term is multiplied or divided, and then others may follow."""
    for factors, others in ((numbers, NONE), *_parts(numbers)):
        for value, way in (_ways(factors) if has_brackets else _product(factors)).items():
            if operator == "/" and value == 0:
                continue
            so_far = combine(level.total, "+", combine(level.term, operator, value))
            tokens = (*first, *way.held(RIGHT_HOLDS[operator]))
            if not others:
                yield so_far, tokens
                continue
            for more, added in (_ways(others) if has_brackets else _plain_ways(others)).items():
                yield combine(so_far, "+", more), (*tokens, "+", *added.tokens)
                if has_brackets:
                    yield combine(so_far, "-", more), (*tokens, "-", *added.held(PRODUCT))


@lru_cache(maxsize=65536)
def _partners(a: Value, target: int) -> tuple[tuple[str, Value, bool], ...]:
    """Every operator and ``b`` that make ``target`` of ``a``, and whether ``a`` stands first."""
    partners = [("+", combine(target, "-", a), True), ("-", combine(a, "-", target), True)]
    partners.append(("-", combine(target, "+", a), False))
    if a:
        partners += [("*", combine(target, "/", a), True), ("/", combine(target, "*", a), False)]
        if target:
            partners.append(("/", combine(a, "/", target), True))
    return tuple(partners)


@lru_cache(maxsize=65536)
def _ways(numbers: Numbers) -> Ways:
    """One of the shortest formulas for every value that the numbers can make, with brackets."""
    if len(numbers) == 1:
        return {numbers[0]: Way(ATOM, (str(numbers[0]),))}
    in_order = tuple(sorted(numbers))
    if in_order != numbers:
        return _ways(in_order)
    ways: Ways = {}
    for left, right in _parts(numbers):
        for a, way_a in _ways(left).items():
            for b, way_b in _ways(right).items():
                for operator in OPERATORS:
                    if operator == "/" and b == 0:
                        continue
                    value, way = combine(a, operator, b), _join(way_a, operator, way_b)
                    if value not in ways or len(way.tokens) < len(ways[value].tokens):
                        ways[value] = way
    return ways


def _join(a: Way, operator: str, b: Way) -> Way:
    """The formula of two, with no more brackets than it needs."""
    tokens = (*a.held(LEFT_HOLDS[operator]), operator, *b.held(RIGHT_HOLDS[operator]))
    return Way(LEFT_HOLDS[operator], tokens)


@lru_cache(maxsize=65536)
def _plain_ways(numbers: Numbers, operators: str = "+*") -> Ways:
    """A formula without brackets, of ``+`` and ``*``, for every value that the numbers can make."""
    ways = {} if operators == "+" and len(numbers) > 1 else dict(_product(numbers))
    for group, others in _parts(numbers):
        # Every sum of products has the first number in one of its products.
        if numbers[0] in group and (operators == "+*" or len(group) == 1):
            ((value, way),) = _product(group).items()
            for more, added in _plain_ways(others, operators).items():
                tokens = (*way.tokens, "+", *added.tokens)
                ways.setdefault(value + more, Way(SUM, tokens))
    return ways


@lru_cache(maxsize=65536)
def _product(numbers: Numbers) -> Ways:
    """All the numbers, multiplied."""
    tokens = tuple([token for number in numbers for token in ("*", str(number))])[1:]
    return {prod(numbers): Way(ATOM if len(numbers) == 1 else PRODUCT, tokens)}


@lru_cache(maxsize=65536)
def _parts(numbers: Numbers) -> tuple[tuple[Numbers, Numbers], ...]:
    """Every way to part the numbers in two that are not empty, in both orders, small ones first."""
    parts: dict[tuple[Numbers, Numbers], None] = {}
    for bits in sorted(range(1, 2 ** len(numbers) - 1), key=int.bit_count):
        left = tuple([n for i, n in enumerate(numbers) if bits >> i & 1])
        right = tuple([n for i, n in enumerate(numbers) if not bits >> i & 1])
        parts[left, right] = None
    return tuple(parts)
