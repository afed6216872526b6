"""Starts at which one has to look: no series of edits, done blindly, solves many of them.

Who builds blindly chooses a series by the statement; who draws starts can make those rare that the
series solve. That is a game of two, and its value what a statement lets the blind do at best.

S series, B starts.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np

from gennet_rl.envs.boxes.editing import Edits
from gennet_rl.envs.boxes.planning import FAR, Boxes, Plan, edited, plan_for
from gennet_rl.envs.boxes.syntax import Statement
from gennet_rl.envs.boxes.things import World
from gennet_rl.envs.dice import Dice
from gennet_rl.envs.seeding import seeded_generator

__all__ = ["Blindness", "blindness_of", "start_near"]

Series = tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]
"""The edits of each box, in order: those of one box leave the others alone."""
SAMPLES = 144  # random boxes that are made the starts on which series are tried
FEW_SAMPLES = 24  # of these, for a first look
HOPELESS = 0.4  # share that a series solves of the few, at which the others are not tried
FEWEST_STARTS = 5  # fewer say nothing of how many a series solves
ROUNDS = 80  # of the game
COMMON = 0.3  # share of starts that are not made rare, lest almost all draws be for nothing
RATE = 0.2  # by which a round makes the starts rarer that the best series solves


@lru_cache(maxsize=2048)
def blindness_of(statement: Statement, edits: Edits, distances: tuple[int, int]) -> Blindness:
    """What of a statement can be done without a look, kept for its next episode."""
    return Blindness(statement, edits, distances)


class Blindness:
    """How rare which starts must be, lest series of edits solve many without a look.

    The series are the shortest solutions of a sample of starts. The game is played by
    multiplicative weights (Freund and Schapire 1999, "Adaptive Game Playing Using Multiplicative
    Weights"): in each round the starts become rarer that the best series solves.

    Args:
        statement: what is to become true.
        edits: what can be done to each box.
        distances: fewest and most edits of a shortest solution.

    Attributes:
        solved: the share of starts, drawn as :meth:`rareness` says, that the best series solves,
            from 0 to 1; 1 where too few starts were found to know.
    """

    def __init__(self, statement: Statement, edits: Edits, distances: tuple[int, int]) -> None:
        self._plan = plan_for(statement, edits)
        self._edits = edits
        # Of a few starts at first: most statements that need no look show it there.
        self._play(FEW_SAMPLES, distances)
        if self.solved <= HOPELESS:
            self._play(SAMPLES, distances)

    def _play(self, samples: int, distances: tuple[int, int]) -> None:
        """The game on so many samples."""
        found = dict(_starts(self._plan, self._edits, samples, distances))
        self.solved, self._least, self._costs_S = 1.0, 0.0, np.zeros(0)
        if len(found) < FEWEST_STARTS:
            return
        tried = _Tries(list(dict.fromkeys(found.values())))
        solved_SB = tried.solved(self._plan, self._edits, list(found))
        costs_S, self.solved = _played(solved_SB.astype(np.float64))
        chosen = costs_S > 0
        self._costs_S = costs_S[chosen]
        self._tries = _Tries(
            [one for one, is_it in zip(tried.series, chosen, strict=True) if is_it]
        )
        self._least = float(np.quantile(self._costs_S @ solved_SB[chosen], COMMON))

    def rareness(self, boxes: Boxes) -> float:
        """The share of draws of a start that is to become an episode, from 0 to 1."""
        if not self._costs_S.size:
            return 1.0
        cost = float(self._costs_S @ self._tries.solved(self._plan, self._edits, [boxes])[:, 0])
        return math.exp(min(self._least - cost, 0.0))


def start_near(
    boxes: Boxes, plan: Plan, distance: int, edits: Edits
) -> tuple[Boxes, list[int]] | None:
    """Boxes ``distance`` edits from a statement's truth, on the way there from given ones.

    Returns:
        They and the actions of a shortest solution, without the stop; or None where the given
        boxes are nearer, or no way leads anywhere.
    """
    found = plan.distance(boxes)
    if not distance <= found < FAR:
        return None
    actions = plan.solution(boxes)
    for action in actions[: found - distance]:
        boxes = edited(boxes, action, edits)
    return boxes, actions[found - distance :]


@lru_cache(maxsize=4)
def _samples(world: World) -> list[Boxes]:
    """Random boxes, the same for every statement."""
    dice = Dice(seeded_generator(0))
    return [(world.draw(dice), world.draw(dice), world.draw(dice)) for _ in range(SAMPLES)]


def _starts(
    plan: Plan, edits: Edits, samples: int, distances: tuple[int, int]
) -> Iterator[tuple[Boxes, Series]]:
    """Boxes as far from the statement's truth as episodes begin, and what solves them."""
    nearest, farthest = distances
    for number, boxes in enumerate(_samples(edits.world)[:samples]):
        found = start_near(boxes, plan, nearest + number % (farthest - nearest + 1), edits)
        if found:
            yield found[0], _series(found[1], edits)


def _series(actions: Sequence[int], edits: Edits) -> Series:
    parts: tuple[list[int], list[int], list[int]] = [], [], []
    for action in actions:
        number, edit = divmod(action, len(edits.names))
        parts[number].append(edit)
    return tuple(parts[0]), tuple(parts[1]), tuple(parts[2])


class _Tries:
    """Series that are tried on starts, each distinct part of them once a box."""

    def __init__(self, series: Sequence[Series]) -> None:
        self.series = series
        self._parts: list[list[tuple[int, ...]]] = []
        self._which: list[np.ndarray] = []
        for parts in zip(*series, strict=True):
            number: dict[tuple[int, ...], int] = {}
            which = [number.setdefault(part, len(number)) for part in parts]
            self._parts.append(list(number))
            self._which.append(np.array(which))

    def solved(self, plan: Plan, edits: Edits, starts: Sequence[Boxes]) -> np.ndarray:
        """Which series solve which starts, bool[S, B]."""
        left, middle, right = (
            np.array([[plan.reading(_after(box, part, edits)) for box in boxes] for part in parts])[
                which
            ]
            for boxes, parts, which in zip(
                zip(*starts, strict=True), self._parts, self._which, strict=True
            )
        )
        return plan.is_true(left, middle, right)


@lru_cache(maxsize=1 << 16)
def _after(box: str, part: tuple[int, ...], edits: Edits) -> str:
    """A box after some edits; impossible ones change nothing."""
    for edit in part:
        box = edits.apply(box, edit)
    return box


def _played(solved_SB: np.ndarray) -> tuple[np.ndarray, float]:
    """The game against those who draw starts: what each series costs the starts that it solves,
    of the logarithm of their frequency, float[S], and the share that the best series then solves.
    """
    costs_S = np.zeros(len(solved_SB))
    weight_B = np.ones(solved_SB.shape[1])
    best, best_costs_S = 2.0, costs_S
    for _ in range(ROUNDS):
        share_S = solved_SB @ weight_B
        series = int(share_S.argmax())
        share = float(share_S[series] / weight_B.sum())
        if share < best:
            best, best_costs_S = share, costs_S.copy()
        if share == 1:
            break
        costs_S[series] += RATE
        weight_B *= np.exp(-RATE * solved_SB[series])
    return best_costs_S, best
