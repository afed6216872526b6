"""Evaluation: every fixed episode once, and figures that can be computed by hand."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest

from gennet_rl.agents.baselines import OracleBaseline
from gennet_rl.environments import make_vector_env
from gennet_rl.evaluation import (
    evaluate,
    evaluate_episodes,
    training_examples,
    wilson_interval,
)


def walk_right(observations: dict[str, Any]) -> np.ndarray:
    return np.ones(len(observations["text"]), np.int64)


def follow_text(observations: dict[str, Any]) -> np.ndarray:
    return np.array([int("right" in text) for text in observations["text"]])


@pytest.mark.parametrize("num_envs", [1, 5, 12, 40])
def test_each_fixed_episode_is_met_once_whatever_the_batch(num_envs: int) -> None:
    result = evaluate(walk_right, "toy/Corridor-v0", "test", num_envs=num_envs)
    # Of 12 episodes 6 go right, two of each length: 1.0, 1.25 and 1.5; the others lose 1.
    assert result.episodes == 12
    assert result.accuracy == 0.5
    assert result.return_mean == pytest.approx((2 * (1.0 + 1.25 + 1.5) - 6) / 12)
    perfect = evaluate(follow_text, "toy/Corridor-v0", "test", num_envs=num_envs)
    assert perfect.accuracy == 1.0


def test_truncated_episodes_count_as_unsolved() -> None:
    def wait(observations: dict[str, Any]) -> np.ndarray:
        return np.where(observations["action_mask"][:, 2], 2, 0)

    result = evaluate(wait, "toy/Corridor-v0", "test", num_envs=4)
    # Eight episodes are waited out; of the four of length 1, the two to the left are solved.
    assert result.accuracy == pytest.approx(2 / 12)


def test_whole_test_split_of_easy_vqa_is_asked_once() -> None:
    asked: Counter[str] = Counter()

    def note(observations: dict[str, Any]) -> np.ndarray:
        asked.update(observations["text"])
        return np.zeros(len(observations["text"]), np.int64)

    result = evaluate(note, "gennet/EasyVQA-v0", "test", num_envs=13 * 744 + 1)  # 9673: no rest
    assert result.episodes == 9673
    envs = make_vector_env("gennet/EasyVQA-v0", 9673, split="test")
    observations, _ = envs.reset(options={"episode": np.arange(9673)})
    assert asked == Counter(observations["text"])


def test_a_part_of_a_split_is_spread_over_all_of_it() -> None:
    images = []

    def note(observations: dict[str, Any]) -> np.ndarray:
        images.append(observations["image"].copy())
        return np.zeros(len(observations["text"]), np.int64)

    evaluate(note, "gennet/EasyVQA-v0", "validation", episodes=10, num_envs=10)
    assert len({image.tobytes() for image in images[0]}) == 10


def test_environments_without_fixed_episodes_are_seeded() -> None:
    results = [evaluate(walk_right, "toy/ColourSingle-v0", "test", episodes=40) for _ in range(2)]
    assert results[0] == results[1]
    assert results[0].episodes == 40
    assert results[0].accuracy is not None


def test_wilson_interval_is_the_published_one() -> None:
    # Newcombe 1998, table I: 81 of 263 gives 0.2553 to 0.3662, 0 of 20 gives 0 to 0.1611.
    assert wilson_interval(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson_interval(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)


def test_training_examples_hold_text_and_right_action() -> None:
    examples = training_examples("toy/Corridor-v0")
    assert len(examples) == 12
    assert all(action == int("right" in text) for text, action in examples)
    assert len(training_examples("gennet/EasyVQA-v0", episodes=300)) == 300


def test_results_of_single_episodes_are_in_the_episodes_order() -> None:
    met = evaluate_episodes(walk_right, "toy/Corridor-v0", "test", num_envs=5)
    assert met.indices.tolist() == list(range(12))
    right = np.arange(12) // 3 % 2 == 1
    assert met.correct.tolist() == right.astype(int).tolist()
    # Lengths 1, 2, 3 earn 1, 1.25, 1.5.
    assert met.returns.tolist() == np.where(right, 1 + np.arange(12) % 3 / 4, -1).tolist()
    assert met.accuracy == 0.5


@pytest.mark.parametrize("num_envs", [1, 5, 40])
def test_what_reads_infos_gets_those_of_the_same_moment(num_envs: int) -> None:
    result = evaluate(OracleBaseline(), "toy/Corridor-v0", "test", num_envs=num_envs)
    assert result.accuracy == 1.0
    single = evaluate(
        OracleBaseline(), "toy/ColourSingle-v0", "test", episodes=30, num_envs=num_envs
    )
    assert single.accuracy == 1.0
