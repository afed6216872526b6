"""Scaffolding: rules, captions, history and the previous frame, as they are shown."""

from __future__ import annotations

from typing import Any

import gymnasium
import numpy as np
import pytest
from gymnasium import spaces

from gennet_rl.envs import AnswerEpisode, Dice, Episode, Problem, Task
from gennet_rl.envs.generated import GeneratedTask
from gennet_rl.envs.scaffolding import (
    GREY,
    CaptionTask,
    HistoryTask,
    PreviousFrameTask,
    RulesTask,
)
from gennet_rl.errors import InvalidValueError


def toy(name: str) -> Task:
    env: Any = gymnasium.make(name).unwrapped
    task: Task = env.task
    return task


class CountingTask(GeneratedTask):
    """How many dots: with rules and captions, one of which is as long as the count."""

    name = "Counting"
    answers = ("1", "2", "3")
    image_shape = (4, 4, 3)
    text_space = spaces.Text(9, min_length=9, charset="how many?")
    rules = "Count the dots.\n\n    Then answer."

    def make(self, generator: np.random.Generator) -> Problem:
        count = Dice(generator).between(1, 3)
        image = generator.integers(0, 255, self.image_shape, np.uint8)
        return Problem("how many?", image, count - 1, caption=lambda: "dot " * count)


def test_rules_stand_in_front() -> None:
    task = RulesTask(CountingTask())
    text = task.start(np.random.default_rng(0)).text
    assert text == "Count the dots. Then answer. how many?"
    assert task.text_space.min_length == task.text_space.max_length == len(text)
    assert set(task.text_space.characters) == set(text)


def test_tasks_without_rules_are_refused() -> None:
    with pytest.raises(InvalidValueError, match="Colour has no rules to show"):
        RulesTask(toy("toy/Colour-v0"))


def test_captions_stand_behind_the_question() -> None:
    task = CaptionTask(CountingTask())
    episodes = [task.start(np.random.default_rng(seed)) for seed in range(50)]
    for episode in episodes:
        assert episode.answer is not None
        assert episode.text == f"how many? [image: {'dot ' * (episode.answer + 1)}]"
        assert episode.text in task.text_space
    assert task.caption_space.max_length == 2 * len("dot dot dot ")


def test_captions_of_a_declared_space_widen_nothing() -> None:
    inner = CountingTask()
    inner.caption_space = spaces.Text(12, min_length=4, charset="dot ")  # type: ignore[attr-defined]
    task = CaptionTask(inner)
    lengths = (task.text_space.min_length, task.text_space.max_length)
    assert lengths == (9 + len(" [image: ]") + 4, 9 + len(" [image: ]") + 12)
    assert set(task.text_space.characters) == set("how many? [image: dot ]")


def test_captions_that_do_not_fit_are_reported() -> None:
    task = CaptionTask(CountingTask(), max_characters=8)
    with pytest.raises(InvalidValueError, match=r"has 12 characters.*as in 'caption:500'"):
        _ = [task.start(np.random.default_rng(seed)).text for seed in range(50)]


def test_tasks_without_captions_are_refused() -> None:
    for name in ("toy/Colour-v0", "toy/Corridor-v0"):
        with pytest.raises(InvalidValueError, match="has no captions to show"):
            CaptionTask(toy(name))


def test_captions_change_with_the_image() -> None:
    class Door(AnswerEpisode):
        steps = 0
        caption = property(lambda self: f"a door, opened {self.steps} times")  # type: ignore[assignment]

        def act(self, action: int) -> tuple[float, bool]:
            self.steps += 1
            return 0.0, False

    class DoorTask(GeneratedTask):
        name, answers, image_shape = "Door", ("open",), (4, 4, 3)
        text_space = spaces.Text(1, charset="?")

        def make(self, generator: np.random.Generator) -> Episode:
            image = generator.integers(0, 255, self.image_shape, np.uint8)
            return Door(Problem("?", image, 0))

    episode = CaptionTask(DoorTask()).start(np.random.default_rng(0))
    assert episode.text == "? [image: a door, opened 0 times]"
    episode.act(0)
    assert episode.text == "? [image: a door, opened 1 times]"


def test_history_holds_the_last_steps_and_their_rewards() -> None:
    task = HistoryTask(toy("toy/Corridor-v0"), 2)
    episode = task.start(np.random.default_rng(0), 2)
    assert episode.text == "go left, 3 to go"
    episode.act(2)
    assert episode.text == "go left, 3 to go [before: wait +0.00]"
    episode.act(0)
    assert episode.text == "go left, 3 to go [before: wait +0.00, left +0.25]"
    episode.act(1)
    assert episode.text == "go left, 3 to go [before: left +0.25, right -1.00]"
    assert task.text_space.min_length == len("go left, 3 to go")
    assert task.text_space.max_length == len("go right, 3 to go [before: right +0.00, right +0.00]")


def test_history_of_one_step_tasks_holds_one() -> None:
    task = HistoryTask(toy("toy/Colour-v0"), 4)
    longest = len("which colour is it? [before: green +1.00]")
    assert task.text_space.max_length == longest


def test_history_reports_rewards_out_of_range() -> None:
    class GenerousTask(CountingTask):
        def make(self, generator: np.random.Generator) -> Episode:  # type: ignore[override]
            class Generous(AnswerEpisode):
                def act(self, action: int) -> tuple[float, bool]:
                    return 10.0, True

            return Generous(super().make(generator), self.answers)

    episode = HistoryTask(GenerousTask(), 1).start(np.random.default_rng(0))
    with pytest.raises(
        InvalidValueError, match=r"action '1' earned 10.0: rewards lie in \[-1, 1\]"
    ):
        episode.act(0)


def test_previous_frame_stands_on_the_left() -> None:
    task = PreviousFrameTask(toy("toy/Corridor-v0"))
    assert task.image_shape == (8, 16, 3)
    episode = task.start(np.random.default_rng(0), 2)
    first = episode.image
    assert first.shape == (8, 16, 3)
    assert episode.image is first
    assert (first[:, :8] == GREY).all()
    assert (first[:, 8:] == 60).all()
    episode.act(0)
    assert (episode.image[:, :8] == 60).all()
    assert (episode.image[:, 8:] == 40).all()
    assert (first[:, 8:] == 60).all()  # what was shown is not written to
    episode.act(2)
    assert (episode.image == 40).all()
