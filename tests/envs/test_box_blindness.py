"""Towers that are built without a look at them."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from gennet_rl.envs.boxes.blindness import blindness_of, start_near
from gennet_rl.envs.boxes.building import DISTANCES, TowerBuildTask
from gennet_rl.envs.boxes.notation import parse
from gennet_rl.envs.boxes.planning import Boxes, edited, plan_for
from gennet_rl.envs.boxes.syntax import QUANTIFIERS, TOGETHER, In, Statement, holds
from gennet_rl.envs.dice import Dice

EDITS = TowerBuildTask.edits()


def starts_of(task: TowerBuildTask, statement: Statement, number: int) -> list[Boxes]:
    dice = Dice(np.random.default_rng(5))
    starts: list[Boxes] = []
    for _ in range(5 * number):
        boxes = task._start(statement, dice.between(*DISTANCES[task.difficulty]), dice)
        if boxes and len(starts) < number:
            starts.append(boxes)
    return starts


def best_share(statement: Statement, starts: list[Boxes]) -> float:
    """The share of starts that the best of their shortest solutions solves."""
    plan = plan_for(statement, EDITS)
    shares = []
    for actions in {tuple(plan.solution(boxes)) for boxes in starts}:
        ends = list(starts)
        for action in actions:
            ends = [edited(boxes, action, EDITS) for boxes in ends]
        shares.append(np.mean([holds(statement, boxes) for boxes in ends]))
    return float(max(shares))


def test_no_series_of_edits_solves_many_starts_of_a_statement() -> None:
    task, generator = TowerBuildTask(), np.random.default_rng(0)
    shares = []
    for _ in range(8):
        statement = task.make(generator)._statement
        shares.append(best_share(statement, starts_of(task, statement, 40)))
    # Of starts drawn evenly for any statement, the mean is 0.76.
    assert np.mean(shares) < 0.45


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        # Take a block and put a red one: that is always enough.
        ("in(middle, end(top, red block))", 1.0, 1.0),
        ("in(every, end(top, red block))", 0.0, 0.3),
    ],
)
def test_what_needs_no_look_is_known(text: str, low: float, high: float) -> None:
    assert low <= blindness_of(parse(text), EDITS, (2, 3)).solved <= high


def test_starts_that_a_good_series_solves_are_rare() -> None:
    statement = parse("in(every, end(top, red block))")
    blind = blindness_of(statement, EDITS, (2, 3))
    # Two boxes lack a red block: to put one on each is what most would try.
    assert blind.rareness(("r", "b", "y")) < 0.5 * blind.rareness(("r", "bbbb", "yyyy"))


def test_statements_stay_as_various_as_may_be() -> None:
    task, generator = TowerBuildTask(), np.random.default_rng(0)
    met: Counter[str] = Counter()
    for _ in range(400):
        statement = task.make(generator)._statement
        assert isinstance(statement, In)
        met.update([statement.place, type(statement.clause).__name__])
    assert {"Count", "End", "On", "Above", "More", TOGETHER, *QUANTIFIERS} <= set(met)


def test_a_start_lies_on_a_shortest_way() -> None:
    plan = plan_for(parse("in(every, count(exactly, 1, red block))"), EDITS)
    boxes = ("", "rr", "rbrr")
    assert plan.distance(boxes) == 4
    found = start_near(boxes, plan, 2, EDITS)
    assert found is not None
    start, actions = found
    assert plan.distance(start) == len(actions) == 2
    for action in actions:
        start = edited(start, action, EDITS)
    assert plan.distance(start) == 0
    assert start_near(boxes, plan, 5, EDITS) is None
