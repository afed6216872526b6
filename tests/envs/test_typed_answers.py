"""Typed answers: what can be typed, what is shown, what a submission earns."""

from __future__ import annotations

from typing import Any

import gymnasium
import numpy as np
import pytest

from gennet_rl.envs import Episode
from gennet_rl.envs.typed_answers import TypedTask


def typed(name: str) -> TypedTask:
    env: Any = gymnasium.make(name).unwrapped
    return TypedTask(env.task)


@pytest.fixture
def colour() -> TypedTask:
    return typed("toy/Colour-v0")


@pytest.fixture
def corridor() -> TypedTask:
    return typed("toy/Corridor-v0")


def type_in(task: TypedTask, episode: Episode, characters: str) -> None:
    for character in characters:
        assert episode.act(task.answers.index(character)) == (0.0, False)


def start_with(task: TypedTask, answer: str) -> Episode:
    """An episode of the toy whose right answer is this."""
    for seed in range(1000):
        episode: Any = task.start(np.random.default_rng(seed))
        if task.task.answers[episode.episode.answer] == answer:
            return episode  # type: ignore[no-any-return]
    raise AssertionError(answer)


def test_actions_are_the_answers_characters(colour: TypedTask) -> None:
    letters = sorted(set("redgreenblueyesno"))
    assert colour.answers == (*letters, "delete", "submit")
    assert colour.max_steps == len("green") + 1
    assert colour.has_action_mask


def test_spelling_the_right_answer_earns_the_tasks_reward(colour: TypedTask) -> None:
    episode = start_with(colour, "green")
    question = episode.text.removesuffix(" [typed: ]")
    type_in(colour, episode, "gree")
    assert episode.text == f"{question} [typed: gree]"
    assert not episode.is_correct
    type_in(colour, episode, "n")
    assert episode.act(colour.submit) == (1.0, True)
    assert episode.is_correct


@pytest.mark.parametrize("wrong", ["red", "gree", "", "nnnn"])
def test_other_submissions_earn_nothing_and_end(colour: TypedTask, wrong: str) -> None:
    episode = start_with(colour, "green")
    type_in(colour, episode, wrong)
    assert episode.act(colour.submit) == (0.0, True)
    assert not episode.is_correct


def test_oracle_takes_back_what_is_wrong(colour: TypedTask) -> None:
    episode = start_with(colour, "no")
    type_in(colour, episode, "ny")
    taken = []
    ended = False
    while not ended:
        assert episode.answer is not None
        taken.append(colour.answers[episode.answer])
        reward, ended = episode.act(episode.answer)
    assert taken == ["delete", "o", "submit"]
    assert reward == 1.0


def test_masks_follow_what_is_typed(colour: TypedTask) -> None:
    episode = start_with(colour, "red")
    for count in range(6):
        mask = episode.action_mask
        assert mask is not None
        assert mask[: colour.delete].all() == (count < 5)
        assert mask[: colour.delete].any() == (count < 5)
        assert mask[colour.delete] == (count > 0)
        assert mask[colour.submit]
        episode.act(0)
    assert episode.text.endswith(" [typed: bbbbb]")  # the sixth did nothing
    for _ in range(7):
        episode.act(colour.delete)
    assert episode.text.endswith(" [typed: ]")


def test_each_step_of_a_longer_task_is_typed(corridor: TypedTask) -> None:
    episode = corridor.task.start(np.random.default_rng(0), 5)  # three steps to the right
    episode = corridor.wrap(episode)
    assert episode.text == "go right, 3 to go [typed: ]"
    type_in(corridor, episode, "wait")
    assert episode.act(corridor.submit) == (0.0, False)
    type_in(corridor, episode, "rigt")
    assert episode.act(corridor.submit) == (0.0, False)  # not an answer: nothing happens
    assert episode.text == "go right, 3 to go [typed: ]"
    for left, reward in ((2, 0.25), (1, 0.25), (0, 1.0)):
        type_in(corridor, episode, "right")
        assert episode.act(corridor.submit) == (reward, left == 0)
    assert episode.is_correct
    assert corridor.max_steps is None


def test_too_slow_typing_is_cut_off() -> None:
    env = gymnasium.make("gennet/EasyVQA-v0", task_wrappers="typed")
    env.reset(seed=0)
    ends = [env.step(0)[2:4] for _ in range(10)]
    assert ends == [(False, False)] * 9 + [(False, True)]  # "rectangle" and a submission
