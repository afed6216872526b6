"""What gennet/Digits-v0 asks: for each operation the answers it may have, and digits with one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

from gennet_rl.envs.dice import Dice

__all__ = ["KINDS", "OPERATIONS", "Operation"]

Digits = list[int]


@dataclass(frozen=True, slots=True)
class Operation:
    """A question about digits."""

    choices: Callable[[int], Sequence[int]]
    """The answers that it may have, by the number of digits."""
    digits: Callable[[Dice, int, int], Digits]
    """Draws so many digits that have this answer: ``(dice, count, answer)``."""


KINDS: tuple[tuple[int, str], ...] = (
    (2, "largest/smallest"),
    (2, "largest/smallest/sum/difference/product"),
    (3, "largest/smallest/sum/range/middle/even/odd"),
    (
        4,
        "sum/range/second largest/second smallest/last digit/even/different/sum of extremes/"
        "product of extremes",
    ),
    (
        5,
        "sum/last digit/middle/second largest/second smallest/different/sum of even/"
        "sum of extremes/product of extremes",
    ),
)
"""By difficulty: how many digits there are, and keys of ``OPERATIONS`` that are asked for."""


def _sums(pairs: Sequence[tuple[int, int]]) -> dict[int, list[tuple[int, int]]]:
    return {total: [pair for pair in pairs if sum(pair) == total] for total in range(3, 16)}


def _products(pairs: Sequence[tuple[int, int]]) -> dict[int, list[tuple[int, int]]]:
    by_product: dict[int, list[tuple[int, int]]] = {}
    for low, high in pairs:
        by_product.setdefault(low * high, []).append((low, high))
    return dict(sorted(by_product.items()))


# Pairs of two different digits, the smaller one first, by what they come to. A product of equal
# digits would often show by all digits being the same; products with 0 would nearly all be 0.
PAIRS_BY_SUM = _sums(list(combinations(range(10), 2)))
PAIRS_BY_PRODUCT = _products(list(combinations(range(1, 10), 2)))


def _ordered(dice: Dice, lower: int, answer: int, upper: int) -> Digits:
    """The answer, so many digits that are not larger, so many that are not smaller."""
    below = [dice.between(0, answer) for _ in range(lower)]
    return [*below, answer, *(dice.between(answer, 9) for _ in range(upper))]


def _spread(dice: Dice, count: int, low: int, high: int) -> Digits:
    """The smallest and the largest digit, and others between them."""
    return [low, high, *(dice.between(low, high) for _ in range(count - 2))]


def _distance(dice: Dice, most: int) -> int:
    """How far a second digit is from the answer, mostly near, never the same."""
    # Of two digits the image would often tell which one is asked for, were all distances as
    # likely: 1 as the larger one has 0 beside it, and 0 as the smaller one seldom has 1.
    return dice.between(1, dice.between(1, most))


def _largest(dice: Dice, count: int, answer: int) -> Digits:
    if count == 2:
        return [answer - _distance(dice, answer), answer]
    return _ordered(dice, count - 1, answer, 0)


def _smallest(dice: Dice, count: int, answer: int) -> Digits:
    if count == 2:
        return [answer, answer + _distance(dice, 9 - answer)]
    return _ordered(dice, 0, answer, count - 1)


def _middle(dice: Dice, count: int, answer: int) -> Digits:
    return _ordered(dice, count // 2, answer, count // 2)


def _second_largest(dice: Dice, count: int, answer: int) -> Digits:
    # The largest is larger than the second, not as large, so that nobody counts ties otherwise.
    return [*_ordered(dice, count - 2, answer, 0), dice.between(answer + 1, 9)]


def _second_smallest(dice: Dice, count: int, answer: int) -> Digits:
    return [*_ordered(dice, 0, answer, count - 2), dice.between(0, answer - 1)]


def _sum(dice: Dice, count: int, answer: int) -> Digits:
    while True:
        digits = [dice.below(10) for _ in range(count - 1)]
        last = answer - sum(digits)
        if 0 <= last <= 9:
            return [*digits, last]


def _last_digit(dice: Dice, count: int, answer: int) -> Digits:
    digits = [dice.below(10) for _ in range(count - 1)]
    return [*digits, (answer - sum(digits)) % 10]


def _difference(dice: Dice, count: int, answer: int) -> Digits:
    low = dice.between(0, 9 - answer)
    return _spread(dice, count, low, low + answer)


def _sum_of_extremes(dice: Dice, count: int, answer: int) -> Digits:
    return _spread(dice, count, *dice.pick(PAIRS_BY_SUM[answer]))


def _product(dice: Dice, count: int, answer: int) -> Digits:
    return _spread(dice, count, *dice.pick(PAIRS_BY_PRODUCT[answer]))


def _even(dice: Dice, count: int, answer: int) -> Digits:
    return [2 * dice.below(5) + (i >= answer) for i in range(count)]


def _odd(dice: Dice, count: int, answer: int) -> Digits:
    return _even(dice, count, count - answer)


def _different(dice: Dice, count: int, answer: int) -> Digits:
    values = dice.sample(range(10), answer)
    return [*values, *(dice.pick(values) for _ in range(count - answer))]


def _sum_of_even(dice: Dice, count: int, answer: int) -> Digits:
    while True:
        digits = [dice.below(10) for _ in range(count)]
        if sum(digit for digit in digits if digit % 2 == 0) == answer:
            return digits


# Answers stay away from the ends that only a few digits have, such as a sum of 45 from five.
OPERATIONS: dict[str, Operation] = {
    "largest": Operation(lambda count: range(1, 10), _largest),
    "smallest": Operation(lambda count: range(0, 9), _smallest),
    "sum": Operation(lambda count: range(2 * count - 1, 7 * count + 2), _sum),
    "difference": Operation(lambda count: range(1, 9), _difference),
    "product": Operation(lambda count: tuple(PAIRS_BY_PRODUCT), _product),
    "middle": Operation(lambda count: range(1, 9), _middle),
    "even": Operation(lambda count: range(count + 1), _even),
    "odd": Operation(lambda count: range(count + 1), _odd),
    "range": Operation(lambda count: range(1, 9), _difference),
    "second largest": Operation(lambda count: range(1, 9), _second_largest),
    "second smallest": Operation(lambda count: range(1, 9), _second_smallest),
    "last digit": Operation(lambda count: range(10), _last_digit),
    "different": Operation(lambda count: range(1, count + 1), _different),
    "sum of extremes": Operation(lambda count: tuple(PAIRS_BY_SUM), _sum_of_extremes),
    "product of extremes": Operation(lambda count: tuple(PAIRS_BY_PRODUCT), _product),
    "sum of even": Operation(lambda count: range(2, 17, 2), _sum_of_even),
}
"""By key of ``Language.digit_questions``. "difference" and "product" are of two digits, "range" is
the largest less the smallest, "middle" is the median, "second largest" and "second smallest" are
by value, "last digit" is that of the sum, "even" and "odd" count digits, "different" counts
distinct ones, "extremes" are the largest and the smallest digit."""
