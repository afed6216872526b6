"""Glimpses: what is hidden, what a look uncovers and costs, which looks are choices."""

from __future__ import annotations

from typing import Any

import gymnasium
import numpy as np
import pytest

from gennet_rl.envs.easy_vqa import EasyVQATask
from gennet_rl.envs.glimpse import GlimpseEpisode, GlimpseTask
from gennet_rl.envs.scaffolding import GREY


def start(task: GlimpseTask, index: int = 7) -> GlimpseEpisode:
    episode = task.start(np.random.default_rng(0), index)
    assert isinstance(episode, GlimpseEpisode)
    return episode


def corridor(**kwargs: Any) -> GlimpseTask:
    env: Any = gymnasium.make("toy/Corridor-v0").unwrapped
    return GlimpseTask(env.task, **kwargs)


def test_a_look_uncovers_its_square_and_no_other() -> None:
    task = GlimpseTask(EasyVQATask(), patches=4)
    whole = EasyVQATask().start(np.random.default_rng(0), 7).image
    episode = start(task)
    shown = []
    expected = np.full((64, 64, 3), GREY, np.uint8)
    for look, row, column in (("look r1 c1", 0, 0), ("look r3 c2", 2, 1), ("look r4 c4", 3, 3)):
        shown.append((episode.image, expected.copy()))
        assert episode.act(task.answers.index(look)) == (-0.05, False)
        place = (
            slice(16 * row, 16 * (row + 1)),
            slice(16 * column, 16 * (column + 1)),
        )
        expected[place] = whole[place]
        np.testing.assert_array_equal(episode.image, expected)
    for image, as_it_was in shown:  # what was shown is never written to
        np.testing.assert_array_equal(image, as_it_was)


def test_every_look_together_shows_the_whole_image() -> None:
    for patches in (1, 3, 5):  # 64 pixels do not divide evenly
        task = GlimpseTask(EasyVQATask(), patches=patches)
        episode = start(task)
        for look in range(13, len(task.answers)):
            assert episode.action_mask[look]
            episode.act(look)
        np.testing.assert_array_equal(episode.image, episode.episode.image)
        assert not episode.action_mask[13:].any()


def test_choices_are_the_tasks_and_covered_squares() -> None:
    task = corridor(patches=2)
    assert task.answers == ("left", "right", "wait", *(f"look r{r} c{c}" for r, c in
                            ((1, 1), (1, 2), (2, 1), (2, 2))))  # fmt: skip
    one_left = task.start(np.random.default_rng(0), 0)
    one_left.act(4)
    assert one_left.action_mask is not None
    assert one_left.action_mask.tolist() == [True, True, False, True, False, True, True]


def test_looks_beyond_the_limit_cost_and_show_nothing() -> None:
    task = GlimpseTask(EasyVQATask(), patches=4, cost=0.2, max_glimpses=2)
    assert task.max_steps == 3
    episode = start(task)
    episode.act(13)
    assert episode.act(13) == (-0.2, False)  # uncovered already: no glimpse is used up
    assert episode.action_mask[14:].all()
    episode.act(14)
    assert not episode.action_mask[13:].any()
    before = episode.image
    assert episode.act(15) == (-0.2, False)
    np.testing.assert_array_equal(episode.image, before)
    assert episode.act(episode.answer or 0) == (1.0, True)


def test_head_starts_are_for_training_alone() -> None:
    for split, expected in (("train", 0.5), ("validation", 0.0), ("test", 0.0)):
        task = GlimpseTask(EasyVQATask(split), head_starts=0.5)
        counts = []
        for seed in range(400):
            episode = task.start(np.random.default_rng(seed))
            assert isinstance(episode, GlimpseEpisode)
            whole, shown = episode.episode.image, episode.image
            uncovered = ~episode.action_mask[13:]
            for square, is_seen in zip(task.squares, uncovered, strict=True):
                np.testing.assert_array_equal(shown[square], whole[square] if is_seen else GREY)
            counts.append(int(uncovered.sum()))
        some = np.array(counts)[np.array(counts) > 0]
        assert len(some) / 400 == pytest.approx(expected, abs=0.1)
        assert set(some) == (set(range(1, 17)) if expected else set())


def test_head_starts_use_up_glimpses() -> None:
    task = GlimpseTask(EasyVQATask(), max_glimpses=1, head_starts=1.0)
    assert not start(task).action_mask[13:].any()


def test_head_starts_leave_the_episodes_as_they_are() -> None:
    with_some, without, bare = (
        (GlimpseTask(EasyVQATask(), head_starts=share) if share is not None else EasyVQATask())
        for share in (1.0, 0.0, None)
    )
    generators = [np.random.default_rng(3) for _ in range(3)]
    for _ in range(20):
        keys = {
            task.start(generator).key
            for task, generator in zip((with_some, without, bare), generators, strict=True)
        }
        assert len(keys) == 1


def test_no_glimpses_is_blind() -> None:
    task = GlimpseTask(EasyVQATask(), max_glimpses=0)
    assert task.max_steps == 1
    assert not start(task).action_mask[13:].any()


def test_blurred_squares_have_their_mean_colour() -> None:
    task = GlimpseTask(EasyVQATask(), patches=2, start="blurred")
    episode = start(task)
    whole = episode.episode.image
    for rows in (slice(0, 32), slice(32, 64)):
        for columns in (slice(0, 32), slice(32, 64)):
            square = episode.image[rows, columns]
            assert (square == square[0, 0]).all()
            np.testing.assert_allclose(square[0, 0], whole[rows, columns].mean((0, 1)), atol=0.51)
    episode.act(13)
    np.testing.assert_array_equal(episode.image[:32, :32], whole[:32, :32])


def test_another_image_is_covered_again() -> None:
    task = corridor(patches=2, max_glimpses=1)
    episode = task.start(np.random.default_rng(0), 2)  # three steps to the left
    episode.act(3)
    assert (episode.image[:4, :4] == 60).all()
    episode.act(2)  # waiting leaves the image as it is
    assert (episode.image[:4, :4] == 60).all()
    assert episode.act(0) == (0.25, False)
    assert (episode.image == GREY).all()
    assert episode.action_mask is not None
    assert episode.action_mask[3:].all()
    episode.act(3)
    assert (episode.image[:4, :4] == 40).all()


def test_ignoring_masks_ends_at_the_step_limit() -> None:
    env = gymnasium.make("gennet/GlimpseEasyVQA-v0", patches=2)
    env.reset(seed=0)
    truncations = [env.step(13)[3] for _ in range(5)]
    assert truncations == [False, False, False, False, True]


def test_registered_id_asks_easy_vqas_questions() -> None:
    glimpse = gymnasium.make("gennet/GlimpseEasyVQA-v0", split="test")
    plain = gymnasium.make("gennet/EasyVQA-v0", split="test")
    for index in (0, 5000, 9672):
        observation, info = glimpse.reset(options={"episode": index})
        expected, expected_info = plain.reset(options={"episode": index})
        assert observation["text"] == expected["text"]
        assert info["answer_text"] == expected_info["answer_text"]
        assert info["task"] == "GlimpseEasyVQA"
        assert (observation["image"] == GREY).all()
    assert glimpse.action_space == gymnasium.spaces.Discrete(29)
    assert glimpse.unwrapped.num_episodes == 9673  # type: ignore[attr-defined]


def test_rules_tell_of_the_looking() -> None:
    task: Any = GlimpseTask(EasyVQATask(), patches=3, cost=0.1)
    assert "3 x 3 squares" in task.rules
    assert "costs 0.1" in task.rules


@pytest.mark.parametrize("patches", [4, 8])
def test_cost_of_looking_everywhere(patches: int) -> None:
    """What a policy earns that uncovers everything and then answers right."""
    task = GlimpseTask(EasyVQATask(), patches=patches, cost=0.01)
    episode = start(task)
    earned = sum(episode.act(look)[0] for look in range(13, len(task.answers)))
    assert earned + episode.act(episode.answer or 0)[0] == pytest.approx(1 - 0.01 * patches**2)
