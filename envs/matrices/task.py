"""gennet/Matrices-v0: which of eight panels keeps or breaks the rules that the text names."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations, permutations

import numpy as np

from gennet_rl.envs.dice import Dice
from gennet_rl.envs.generated import GeneratedTask, square_shape
from gennet_rl.envs.matrices.panels import CENTRE, WEIGHTS, describe, draw_matrix
from gennet_rl.envs.matrices.rules import ALL_PLACES, VALUES, draw_grid, wrong_values
from gennet_rl.envs.task import Problem, text_space

__all__ = ["MatricesTask"]

SIMPLE = ("constant", "progression")
WITHOUT_SUMS = (*SIMPLE, "distribution")
CHANGING = ("progression", "distribution", "arithmetic")
FAMILIES = (SIMPLE, WITHOUT_SUMS, ("constant", *CHANGING), CHANGING, CHANGING)
"""By difficulty: the families of rules."""
LAYOUTS: tuple[tuple[str, ...], ...] = ((), ("number",), *3 * (("number", "position"),))
"""By difficulty: which attributes may say how many things there are and where."""
LOOKS = ("shape", "size", "colour")
FILLINGS = tuple(permutations(range(4)))
VARIED = 3  # attributes that choices differ in: two to the power of three choices


class MatricesTask(GeneratedTask):
    """Progressive matrices: the text says which rules the asked-for panel keeps or breaks.

    ## Description
    Three by three panels hold shapes whose number or position, shape, size and colour each follow
    a rule along rows or columns; the ninth is missing. Three of the attributes have the right or
    one wrong value in each of eight choices, in all combinations. The text asks for the panel that
    completes the matrix, or for the one that breaks the rules on some attributes and keeps the
    others. So every choice is as often right, whoever ignores the text, the matrix or the choices.

    Rules: ``constant``; ``progression``, by one or two steps (positions turn by a quarter);
    ``distribution``, the same three values in every row; ``arithmetic``, sum or difference of
    numbers, overlay or difference of positions.

    ## Text
    Along what the rules run, and the question, in English.

    ## Image
    uint8[image_size, image_size, 3]: the matrix above, the choices below with their numbers. 64
    pixels are enough to tell everything apart; people like 96 or more.

    ## Actions
    ``Discrete(8)``: the number of a choice, less one.

    ## Rewards
    1 for the right choice, 0 for another.

    ## Episode end
    Every episode has one step.

    ## Arguments
    ``split``: "train", "validation" or "test".
    ``difficulty``: 0, one thing to a panel, its shape, size and colour constant or progressing
    along rows; 1, three of number, shape, size and colour, also distributions; 2, also position,
    arithmetic, and rules along columns; 3, rules on all four, none constant; 4, each along rows or
    columns of its own, as the text says.
    ``image_size``: 64 to 224 pixels.

    ## Splits
    By content: no matrix with its choices and its question is in two of them.

    ## Registered ids
    ``gennet/Matrices-v0``

    ## Source
    After J. C. Raven's Progressive Matrices, the rules of RAVEN (Zhang et al. 2019,
    https://arxiv.org/abs/1903.02741) and the impartial choices of I-RAVEN (Hu et al. 2021,
    https://arxiv.org/abs/2002.06838). All of it is our own drawing and text.
    """

    name = "Matrices"
    answers = tuple("12345678")
    rules = (
        "Number or position, shape, size and colour of the things in a panel each follow a rule "
        "along rows or columns of the matrix: they stay; they rise or fall in equal steps (colours "
        "from yellow over orange, red and purple to black; positions turn by a quarter); the same "
        "three values come in any order; or the third is the sum or the difference of the first "
        "two (positions: what either panel has, or what the first has and the second has not). "
        "What the missing panel would have to be follows. Choose the number of the panel below "
        "that breaks just the rules that the text names, or none."
    )

    def __init__(self, split: str = "train", difficulty: int = 2, image_size: int = 96) -> None:
        super().__init__(split, difficulty)
        self._families = FAMILIES[difficulty]
        self.image_shape = square_shape(self.name, image_size)
        # One space for all difficulties, so that an agent of one can be used on the others.
        self.text_space = text_space(_all_texts())

    def make(self, generator: np.random.Generator) -> Problem:
        """Draw what is right and wrong for each attribute, then grids that lead there."""
        dice = Dice(generator)
        ruled, along_rows = self._attributes(dice)
        steps = _steps(dice.pick(FILLINGS))
        # What has no rule is the same in every panel.
        base = sum(WEIGHTS[look] * dice.pick(VALUES[look]) for look in LOOKS if look not in ruled)
        matrix = [base] * 9
        changes = {}
        for attribute in ruled:
            right = dice.pick(VALUES[attribute])
            wrong = dice.pick(wrong_values(attribute, right))
            (a, b, c), (d, e, f), (g, h, i) = draw_grid(dice, attribute, self._families, right)
            along = attribute in along_rows
            grid = (a, b, c, d, e, f, g, h, i) if along else (a, d, g, b, e, h, c, f, i)
            add = steps[attribute]
            matrix = [panel + add[v] for panel, v in zip(matrix, grid, strict=True)]
            changes[attribute] = add[wrong] - add[right]
        varied = dice.sample(ruled, VARIED)
        order = dice.shuffled(range(2**VARIED))
        wanted = dice.below(2**VARIED)
        by_bits = [matrix[8]]
        for attribute in varied:
            by_bits += [panel + changes[attribute] for panel in by_bits]
        panels = (*matrix[:8], *[by_bits[bits] for bits in order])
        broken = _members(varied, wanted)
        text = f"{_direction(ruled, along_rows)} {_question([a for a in ruled if a in broken])}"
        return Problem(
            text,
            image=lambda: draw_matrix(panels, self.image_shape[0]),
            answer=order.index(wanted),
            key=(text, *panels),
            caption=lambda: _caption(panels),
        )

    def _attributes(self, dice: Dice) -> tuple[list[str], list[str]]:
        """The attributes that have rules, and those of them whose rules run along rows."""
        layouts = LAYOUTS[self.difficulty]
        ruled = [dice.pick(layouts), *LOOKS] if layouts else list(LOOKS)
        if self.difficulty < 3 and len(ruled) > VARIED:
            ruled.remove(dice.pick(ruled))
        if self.difficulty < 2:
            return ruled, ruled
        if self.difficulty < 4:
            return ruled, ruled if dice.chance(0.5) else []
        return ruled, _members(ruled, dice.below(2 ** len(ruled)))


STEPS = {
    attribute: {value: weight * value for value in (*VALUES[attribute], ALL_PLACES)}
    for attribute, weight in WEIGHTS.items()
}
"""What each value of an attribute adds to a panel."""


@lru_cache(maxsize=24)
def _steps(filling: tuple[int, ...]) -> dict[str, dict[int, int]]:
    """``STEPS`` and those of numbers: so many things fill the places in this order."""
    places, filled = CENTRE, {}
    for number, place in enumerate(filling, 1):
        places |= 1 << place
        filled[number] = WEIGHTS["position"] * places
    return {**STEPS, "number": filled}


def _members(things: Sequence[str], bits: int) -> list[str]:
    return [thing for bit, thing in enumerate(things) if bits >> bit & 1]


def _joined(names: Sequence[str]) -> str:
    head = ", ".join(names[:-1])
    return f"{head} and {names[-1]}" if head else names[-1]


def _direction(ruled: Sequence[str], along_rows: Sequence[str]) -> str:
    if not along_rows:
        return "The rules run along the columns."
    if len(along_rows) == len(ruled):
        return "The rules run along the rows."
    which = f"rule{'s' * (len(along_rows) > 1)} on {_joined(along_rows)}"
    verb = "run" if len(along_rows) > 1 else "runs"
    return f"The {which} {verb} along the rows, the others along the columns."


def _question(broken: Sequence[str]) -> str:
    if not broken:
        return "Which panel completes the matrix?"
    which = f"rule{'s' * (len(broken) > 1)} on {_joined(broken)}"
    return f"Which panel breaks the {which} and keeps all others?"


def _all_texts() -> list[str]:
    texts = []
    for layout in LAYOUTS[-1]:
        ruled = [layout, *LOOKS]
        broken = [names for count in range(VARIED + 1) for names in combinations(ruled, count)]
        for bits in range(2 ** len(ruled)):
            direction = _direction(ruled, _members(ruled, bits))
            texts += [f"{direction} {_question(names)}" for names in broken]
    return texts


def _caption(panels: Sequence[int]) -> str:
    matrix = "; ".join(describe(panel) for panel in panels[:8])
    choices = "; ".join(f"{i}: {describe(panel)}" for i, panel in enumerate(panels[8:], 1))
    return f"a matrix with, row by row: {matrix}; the ninth panel missing. Choices: {choices}"
