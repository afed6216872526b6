"""Walks through rooms: the oracle takes the fewest steps, actions do what the task says."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from gennet_rl.envs.generated import DIFFICULTIES
from gennet_rl.envs.mazes import MazeNavigateTask
from gennet_rl.envs.mazes.rooms import CLOSED, FLOOR, OPENED, thing_name
from gennet_rl.envs.task import Episode


def episodes(task: MazeNavigateTask, count: int, seed: int = 0) -> Iterator[Episode]:
    generator = np.random.default_rng(seed)
    for _ in range(count):
        yield task.start(generator)


def fewest_steps(episode: Episode) -> int:
    """Breadth first over everything: place, heading, open doors and goals done."""
    _, width, cells, pose, goals, text = episode.key  # type: ignore[misc]
    headings = (-width, 1, width, -1)
    picks = [part.startswith("pick up") for part in text.split(", then ")]
    names = [re.search(r"the (\w+ \w+)", part)[1] for part in text.split(", then ")]  # type: ignore[index]
    assert [thing_name(cells[goal]) for goal in goals] == names
    start = (pose // 4, pose % 4, frozenset[int](), 0)
    queue, seen = deque([(start, 0)]), {start}
    while queue:
        (place, heading, opened, done), steps = queue.popleft()
        ahead = place + headings[heading]
        code = FLOOR if ahead in goals[:done] else cells[ahead]
        following = [(place, (heading + turn) % 4, opened, done) for turn in (1, 3)]
        if ahead == goals[done]:
            if picks[done] or done + 1 == len(goals):
                if done + 1 == len(goals):
                    return steps + 1
                following.append((place, heading, opened, done + 1))
        elif code == FLOOR or ahead in opened:
            following.append((ahead, heading, opened, done))
        elif CLOSED <= code < OPENED:
            following.append((place, heading, opened | {ahead}, done))
        for state in following:
            if state not in seen:
                seen.add(state)
                queue.append((state, steps + 1))
    raise AssertionError("the instruction cannot be followed")


@pytest.mark.parametrize(("difficulty", "count"), [(0, 60), (1, 60), (2, 60), (3, 40), (4, 12)])
def test_walks_have_the_fewest_steps(difficulty: int, count: int) -> None:
    task = MazeNavigateTask(difficulty=difficulty)
    assert task.max_steps is not None
    for episode in episodes(task, count):
        fewest = fewest_steps(episode)
        assert fewest < task.max_steps
        assert episode.best_return == pytest.approx(1 - 0.5 * fewest / task.max_steps)
        earned, ended, taken = 0.0, False, 0
        while not ended:
            assert episode.answer is not None
            reward, ended = episode.act(episode.answer)
            earned, taken = earned + reward, taken + 1
        assert episode.is_correct
        assert taken == fewest
        assert earned == pytest.approx(episode.best_return)


@pytest.mark.parametrize("difficulty", DIFFICULTIES)
def test_the_oracle_finds_back_from_wherever_one_has_strayed(difficulty: int) -> None:
    generator = np.random.default_rng(3)
    solved = 0
    for episode in episodes(MazeNavigateTask(difficulty=difficulty), 40):
        ended = False
        for _ in range(15):  # a stray walk
            if not ended:
                _, ended = episode.act(int(generator.integers(5)))
        steps = 0
        while not ended:
            assert episode.answer is not None
            _, ended = episode.act(episode.answer)
            steps += 1
            assert steps < 100
        solved += episode.is_correct
    assert solved > 20  # others touched something while straying


def test_touching_another_thing_ends_the_walk() -> None:
    generator, failures = np.random.default_rng(0), 0
    for episode in episodes(MazeNavigateTask(difficulty=1), 60):
        ended, earned = False, 0.0
        for _ in range(200):
            reward, ended = episode.act(int(generator.integers(4)))
            earned += reward
            if ended:
                break
        if ended and not episode.is_correct:
            failures += 1
            assert earned < 0
            assert episode.answer is None
    assert failures > 10


def test_carried_things_and_opened_doors_show() -> None:
    episode = next(episodes(MazeNavigateTask(difficulty=3), 1))
    captions, images, ended = [episode.caption], [episode.image], False
    while not ended:
        assert episode.answer is not None
        before = episode.image.copy()
        _, ended = episode.act(episode.answer)
        assert np.array_equal(images[-1], before)  # what was shown stays as it was
        captions.append(episode.caption)
        images.append(episode.image)
    assert captions[-1] is not None
    assert captions[-1].startswith("You carry the")
    different = {image.tobytes() for image in images}
    assert len(different) > len(images) // 2


def test_what_is_impossible_changes_nothing() -> None:
    episode = next(episodes(MazeNavigateTask(difficulty=0), 1))
    image = episode.image
    reward, ended = episode.act(4)  # no door anywhere
    assert episode.image is image
    assert reward == pytest.approx(-0.5 / 40)
    assert not ended


def test_walking_blindly_does_not_get_there() -> None:
    """The most frequent best action, whatever the text, is no better than random play."""

    def success(choose: Callable[[], int]) -> float:
        solved = 0
        for episode in episodes(MazeNavigateTask(), 300, seed=1):
            for _ in range(80):
                if episode.act(choose())[1]:
                    break
            solved += episode.is_correct
        return solved / 300

    generator = np.random.default_rng(0)
    by_chance = success(lambda: int(generator.integers(5)))
    assert success(lambda: 2) <= by_chance + 0.05
    assert by_chance < 0.35


def test_all_things_are_asked_for() -> None:
    texts = Counter(e.text.split("the ")[1] for e in episodes(MazeNavigateTask(difficulty=0), 400))
    assert len(texts) == 18
