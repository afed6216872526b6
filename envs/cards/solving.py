"""How to end a formula so that it makes a target: exact, with every number used once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from gennet_rl.envs.cards.formula import (
    OPERATORS,
    Level,
    Levels,
    Value,
    close,
    combine,
    put_operand,
    put_operator,
    worth,
)

__all__ = ["complete", "solve"]

Numbers = tuple[int, ...]
Tokens = tuple[str, ...]

SUM, PRODUCT, ATOM = range(3)  # how tightly a formula holds together


class Way(NamedTuple):
    """A formula that has some value."""

    hold: int
    """``SUM``, ``PRODUCT`` or ``ATOM``."""
    tokens: Tokens

    def bracketed(self) -> Tokens:
        """The formula as an operand."""
        return self.tokens if self.hold == ATOM else ("(", *self.tokens, ")")


def solve(numbers: Numbers, target: int) -> Tokens | None:
    """A formula of all the numbers, with ``+ - * /`` and brackets, that makes ``target``.

    Args:
        numbers: at least two; the order decides which of several formulas it is.
        target: what to make.

    Returns:
        The formula and "=", or None where there is none.
    """
    for left, right in _halves(numbers):
        right_ways = _ways(tuple(sorted(right)))
        for value, way in _ways(tuple(sorted(left))).items():
            for operator, wanted in _partners(value, target):
                if wanted in right_ways:
                    return (*_join(way, operator, right_ways[wanted]).tokens, "=")
    return None


def complete(
    levels: Levels, numbers: Numbers, target: int, operators: str, has_brackets: bool
) -> Tokens | None:
    """The tokens that end a formula so that it makes ``target``.

    Args:
        levels: what has been written.
        numbers: those not written yet; earlier ones are preferred.
        target: what to make.
        operators: that there are, of ``OPERATORS``.
        has_brackets: whether there are brackets.

    Returns:
        The tokens up to "=", or None where nothing leads there.
    """
    return _Search(target, operators, has_brackets).after(levels, numbers)


class _Search(NamedTuple):
    target: int
    operators: str
    has_brackets: bool

    def after(self, levels: Levels, numbers: Numbers) -> Tokens | None:
        """What follows ``levels``."""
        level = levels[-1]
        if level.operator:
            return self._operand(levels, numbers)
        if len(levels) == 1 and not numbers:
            made = level.operands > 1 and worth(level) == self.target
            return ("=",) if made else None
        if len(levels) > 1 and level.operands > 1:
            closed = close(levels)
            rest = None if closed is None else self.after(closed, numbers)
            if rest is not None:
                return (")", *rest)
        if numbers:
            for operator in self.operators:
                rest = self._operand(put_operator(levels, operator), numbers)
                if rest is not None:
                    return (operator, *rest)
        return None

    def _operand(self, levels: Levels, numbers: Numbers) -> Tokens | None:
        last = len(levels) == 1 and levels[0].operands > 0
        if last and len(numbers) == 1:
            level = levels[0].take(numbers[0])
            made = level is not None and worth(level) == self.target
            return (str(numbers[0]), "=") if made else None
        if last and self.has_brackets:
            found = self._last_operand(levels[0], numbers)
            if found is not None:
                return found
        for number, others in _singles(numbers):
            rest = self._with(levels, number, others)
            if rest is not None:
                return (str(number), *rest)
        if self.has_brackets:
            for group, others in _groups(numbers):
                for value, way in _ways(group).items():
                    rest = self._with(levels, value, others)
                    if rest is not None:
                        return (*way.bracketed(), *rest)
        return None

    def _with(self, levels: Levels, operand: Value, others: Numbers) -> Tokens | None:
        written = put_operand(levels, operand)
        return None if written is None else self.after(written, others)

    def _last_operand(self, level: Level, numbers: Numbers) -> Tokens | None:
        """All of the numbers in one operand, after which the formula is done."""
        wanted = _wanted(level, self.target)
        way = None if wanted is None else _ways(tuple(sorted(numbers))).get(wanted)
        if way is None:
            return None
        bare = level.operator == "+" or (level.operator == "*" and way.hold == PRODUCT)
        return (*(way.tokens if bare else way.bracketed()), "=")


def _wanted(level: Level, target: int) -> Value | None:
    """The operand with which the formula makes ``target``, where there is exactly one."""
    if level.operator == "+":
        return combine(target - level.total, "-", level.term)
    if level.operator == "-":
        return combine(level.total + level.term, "-", target)
    product = combine(target, "-", level.total)
    if level.operator == "*":
        return combine(product, "/", level.term) if level.term else None
    return combine(level.term, "/", product) if product and level.term else None


def _partners(a: Value, target: int) -> Iterator[tuple[str, Value]]:
    """Every operator and ``b`` such that ``a operator b`` is ``target``."""
    yield "+", combine(target, "-", a)
    yield "-", combine(a, "-", target)
    if a:
        yield "*", combine(target, "/", a)
        if target:
            yield "/", combine(a, "/", target)


@cache  # of 1 to 13, 560 sets of up to three numbers
def _ways(numbers: Numbers) -> dict[Value, Way]:
    """One of the shortest formulas for every value that the numbers, sorted, can make."""
    if len(numbers) == 1:
        return {numbers[0]: Way(ATOM, (str(numbers[0]),))}
    ways: dict[Value, Way] = {}
    for left, right in _halves(numbers):
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
    hold = SUM if operator in "+-" else PRODUCT
    right_hold = {"+": SUM, "-": PRODUCT, "*": PRODUCT, "/": ATOM}[operator]
    left = a.tokens if a.hold >= hold else a.bracketed()
    right = b.tokens if b.hold >= right_hold else b.bracketed()
    return Way(hold, (*left, operator, *right))


@lru_cache(maxsize=65536)
def _halves(numbers: Numbers) -> tuple[tuple[Numbers, Numbers], ...]:
    """Every way to part the numbers in two that are not empty, in both orders."""
    parts = {}
    for bits in range(1, 2 ** len(numbers) - 1):
        left = tuple([n for i, n in enumerate(numbers) if bits >> i & 1])
        right = tuple([n for i, n in enumerate(numbers) if not bits >> i & 1])
        parts[left, right] = None
    return tuple(parts)


@lru_cache(maxsize=65536)
def _singles(numbers: Numbers) -> tuple[tuple[int, Numbers], ...]:
    """Every number once, and the others."""
    first = [(number, numbers.index(number)) for number in dict.fromkeys(numbers)]
    return tuple([(number, (*numbers[:i], *numbers[i + 1 :])) for number, i in first])


@lru_cache(maxsize=65536)
def _groups(numbers: Numbers) -> tuple[tuple[Numbers, Numbers], ...]:
    """Two or more of the numbers, sorted, and the others, which may be none."""
    groups = [(left, right) for left, right in _halves(numbers) if len(left) > 1]
    if len(numbers) > 1:
        groups.append((numbers, ()))
    return tuple({(tuple(sorted(left)), right): None for left, right in groups})
