"""A formula that is written token by token: what may come next, and what it is worth, exactly."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

__all__ = ["EMPTY", "OPERATORS", "Level", "Levels", "Value", "close", "combine", "next_kinds"]

Value = int | Fraction
"""A rational number; whole ones are int, for speed."""

OPERATORS = "+-*/"


class Level(NamedTuple):
    """The part of a formula between an open bracket and the pen, or all of it."""

    total: Value
    """Sum of the terms before the last."""
    term: Value
    """Product so far of the last term, with its sign."""
    operator: str
    """What waits for an operand, one of ``OPERATORS``; "" where one has just been written."""
    operands: int
    """How many have been written, a pair of brackets counting as one."""

    def take(self, operand: Value) -> Level | None:
        """Write an operand; None on division by zero."""
        operands = self.operands + 1
        if self.operator == "+":
            return Level(self.total + self.term, operand, "", operands)
        if self.operator == "-":
            return Level(self.total + self.term, -operand, "", operands)
        if self.operator == "/" and operand == 0:
            return None
        return Level(self.total, combine(self.term, self.operator, operand), "", operands)


Levels = tuple[Level, ...]
"""The whole formula, then what every open bracket holds, from the outermost."""

_FRESH = Level(0, 0, "+", 0)
EMPTY: Levels = (_FRESH,)
"""Nothing written yet."""


def combine(a: Value, operator: str, b: Value) -> Value:
    """``a operator b``, exactly; ``b`` must not be 0 in a division."""
    value: Value
    if operator == "+":
        value = a + b
    elif operator == "-":
        value = a - b
    elif operator == "*":
        value = a * b
    else:
        value = Fraction(a, b)
    if type(value) is int or value.denominator != 1:
        return value
    return value.numerator


def open_bracket(levels: Levels) -> Levels:
    """Write "("."""
    return (*levels, _FRESH)


def put_operator(levels: Levels, operator: str) -> Levels:
    """Write one of ``OPERATORS``."""
    return (*levels[:-1], levels[-1]._replace(operator=operator))


def put_operand(levels: Levels, operand: Value) -> Levels | None:
    """Write a number, or the value of a whole pair of brackets; None on division by zero."""
    level = levels[-1].take(operand)
    return None if level is None else (*levels[:-1], level)


def close(levels: Levels) -> Levels | None:
    """Write ")"; None on division by zero."""
    return put_operand(levels[:-1], worth(levels[-1]))


def worth(level: Level) -> Value:
    """The value of what stands between a pair of brackets, or of the whole formula."""
    return combine(level.total, "+", level.term)


def next_kinds(levels: Levels, numbers_left: int, has_brackets: bool) -> str:
    """What may be written next, so that all numbers left can still be used.

    Brackets hold at least two operands, and so does the whole formula, so that no bracket is idle.

    Args:
        levels: the formula so far.
        numbers_left: how many numbers have not been written yet.
        has_brackets: whether the game has brackets.

    Returns:
        Characters of "n" (a number), "o" (an operator), "(", ")" and "=".
    """
    level, outer = levels[-1], levels[:-1]
    # Once the present bracket is closed, those around it need so many numbers more.
    needed = sum([1 for around in outer if around.operands == 0])
    if level.operator:
        fits = numbers_left >= 2 + needed + (level.operands == 0)
        return "n(" if has_brackets and fits else "n"
    kinds = ""
    if numbers_left > needed:
        kinds += "o"
    if outer and level.operands > 1:
        kinds += ")"
    if not outer and not numbers_left:
        kinds += "="
    return kinds
