"""Boxes that are changed until a statement is true of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gennet_rl.envs.boxes import syntax
from gennet_rl.envs.boxes.building import BuildTask, ScatterBuildTask, TowerBuildTask
from gennet_rl.envs.boxes.syntax import holds

LEVELS = range(5)
BUILDS = (TowerBuildTask, ScatterBuildTask)


def nearest_solution(task: BuildTask, statement: syntax.Statement, boxes: Any, depth: int) -> int:
    """Edits to the nearest boxes that the statement is true of, breadth first; depth + 1 if none
    is as near as ``depth``."""
    ring, met = {boxes}, {boxes}
    edits = task._edits
    for distance in range(depth + 1):
        if any(holds(statement, one) for one in ring):
            return distance
        if distance == depth:
            break
        ring = {
            (*one[:number], edits.apply(one[number], edit), *one[number + 1 :])
            for one in ring
            for number in range(3)
            for edit in range(len(edits.names))
        } - met
        met |= ring
    return depth + 1


@pytest.mark.parametrize(
    ("make", "depth", "number"), [(TowerBuildTask, 3, 25), (ScatterBuildTask, 2, 8)]
)
@pytest.mark.parametrize("level", LEVELS)
def test_no_solution_is_shorter_than_the_one_that_is_known(
    make: type[BuildTask], depth: int, number: int, level: int
) -> None:
    task, generator = make(difficulty=level), np.random.default_rng(level)
    for _ in range(number):
        episode = task.make(generator)
        distance = round((1 - episode.best_return) / 0.05)
        found = nearest_solution(task, episode._statement, episode.boxes, depth)
        assert found == min(distance, depth + 1)


@pytest.mark.parametrize("make", BUILDS)
@pytest.mark.parametrize("level", LEVELS)
def test_answers_lead_on_from_wherever_one_strayed(make: type[BuildTask], level: int) -> None:
    task, generator = make(difficulty=level), np.random.default_rng(level)
    stop = len(task.answers) - 1
    for _ in range(25):
        episode = task.start(generator)
        assert episode.answer != stop
        for action in generator.integers(stop, size=5).tolist():
            assert episode.act(action) == (-0.05, False)
        steps = 0
        while (action := episode.answer) != stop:
            before = episode._plan.distance(episode.boxes)
            episode.act(action)
            assert episode._plan.distance(episode.boxes) == before - 1
            steps += 1
            assert steps < 30
        assert holds(episode._statement, episode.boxes)
        assert episode.act(stop) == (1.0, True)
        assert episode.is_correct


@pytest.mark.parametrize("make", BUILDS)
def test_stopping_too_early_costs(make: type[BuildTask]) -> None:
    task, generator = make(), np.random.default_rng(0)
    for _ in range(20):
        episode = task.start(generator)
        assert not holds(episode._statement, episode.boxes)
        assert episode.act(len(task.answers) - 1) == (-1.0, True)
        assert not episode.is_correct


def test_masks_show_which_actions_change_something() -> None:
    task, generator = ScatterBuildTask(), np.random.default_rng(0)
    for _ in range(5):
        start = task.start(generator)
        mask, before, picture = start.action_mask, start.boxes, start.image
        assert mask is not None
        assert mask.shape == (97,)
        assert mask[-1]
        for action in range(96):
            start.boxes, start._image = before, None
            start.act(action)
            assert (start.image != picture).any() == mask[action]


def test_pictures_that_were_shown_stay_as_they_were() -> None:
    episode = TowerBuildTask().start(np.random.default_rng(1))
    shown = episode.image
    kept = shown.copy()
    for _ in range(5):
        episode.act(0)
        assert episode.image is not shown
    assert (shown == kept).all()


@pytest.mark.parametrize("make", BUILDS)
def test_difficulty_lengthens_the_way(make: type[BuildTask]) -> None:
    ways = []
    for level in LEVELS:
        task, generator = make(difficulty=level), np.random.default_rng(level)
        found = {round((1 - task.make(generator).best_return) / 0.05) for _ in range(60)}
        assert max(found) + 1 <= task.max_steps  # type: ignore[operator]
        ways.append(found)
    assert ways == [{1}, {1, 2}, {2, 3}, {2, 3, 4}, {3, 4, 5, 6}]
