"""NumberLine, EZPoints, Points24 and Blackjack: spaces, splits, oracle, both modalities needed."""

from __future__ import annotations

import re
import warnings
from collections import Counter, defaultdict
from itertools import product
from typing import Any

import gymnasium
import numpy as np
import pytest
from card_games import EVERY, TASKS, make, play
from gymnasium.utils.env_checker import check_env

from gennet_rl.envs.cards.blackjack_values import Rules, best_play


@pytest.mark.parametrize(("name", "difficulty"), EVERY)
def test_gymnasium_finds_nothing_wrong(name: str, difficulty: int) -> None:
    env = gymnasium.make(f"gennet/{name}-v0", difficulty=difficulty)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check_env(env.unwrapped, skip_render_check=True)


@pytest.mark.parametrize(("name", "difficulty"), EVERY)
def test_random_play_stays_in_the_spaces(name: str, difficulty: int) -> None:
    env = gymnasium.make(f"gennet/{name}-v0", difficulty=difficulty).unwrapped
    rng = np.random.default_rng(0)
    observation, _ = env.reset(seed=0)
    for _ in range(300):
        assert observation in env.observation_space
        legal = np.flatnonzero(observation.get("action_mask", np.ones(2)))
        observation, _, terminated, truncated, _ = env.step(int(rng.choice(legal)))
        assert not truncated or terminated
        if terminated:
            assert observation in env.observation_space
            observation, _ = env.reset()


@pytest.mark.parametrize(("name", "difficulty"), EVERY)
def test_same_seed_same_episodes_single_and_batched(name: str, difficulty: int) -> None:
    env_id = f"gennet/{name}-v0"
    env = gymnasium.make(env_id, difficulty=difficulty)
    envs = gymnasium.make_vec(env_id, num_envs=3, difficulty=difficulty)
    many, infos = envs.reset(seed=7)
    for i in range(3):
        one, info = env.reset(seed=7 + i)
        assert many["text"][i] == one["text"]
        np.testing.assert_array_equal(many["image"][i], one["image"])
        assert infos["best_return"][i] == info["best_return"]


@pytest.mark.parametrize(("name", "difficulty"), EVERY)
def test_splits_share_no_deal_and_none_is_empty(name: str, difficulty: int) -> None:
    generator = np.random.default_rng(0)
    keys = []
    for split in ("train", "validation", "test"):
        task = make(name, difficulty, split)
        keys.append({task.start(generator).key for _ in range(40)})
    assert not keys[0] & keys[1]
    assert not keys[1] & keys[2]
    assert not keys[0] & keys[2]


@pytest.mark.parametrize(("name", "difficulty"), [e for e in EVERY if e[0] != "Blackjack"])
def test_oracle_earns_the_best_return(name: str, difficulty: int) -> None:
    task, generator = make(name, difficulty), np.random.default_rng(1)
    for _ in range(100):
        episode = task.start(generator)
        assert play(episode, lambda e: e.answer, task.max_steps) == episode.best_return == 1
        assert episode.is_correct
        assert episode.answer is None


@pytest.mark.parametrize("difficulty", range(5))
def test_number_line_points_to_the_target(difficulty: int) -> None:
    task, generator = make("NumberLine", difficulty), np.random.default_rng(2)
    for _ in range(300):
        episode = task.start(generator)
        target = int(re.findall(r"-?\d+", episode.text)[0])
        place = int(re.findall(r"-?\d+", episode.caption)[0])
        assert task.answers[episode.answer] == ("+" if target > place else "-")
        before = episode.image
        episode.act(episode.answer)
        assert not np.array_equal(before, episode.image)


def test_number_line_ends_with_the_third_step_away() -> None:
    episode = make("NumberLine", 2).start(np.random.default_rng(0))
    away = 1 - episode.answer
    assert [episode.act(away) for _ in range(3)] == [(-0.25, False), (-0.25, False), (-0.5, True)]
    assert not episode.is_correct


def success_by_text(name: str, count: int) -> tuple[float, float]:
    """How often random play is right, and how often what the oracle mostly does on this text."""
    task, generator = make(name, 2), np.random.default_rng(11)
    rng = np.random.default_rng(12)
    table: dict[str, Counter[int]] = defaultdict(Counter)

    def noted(episode: Any) -> int:
        table[episode.text][episode.answer] += 1
        return episode.answer

    def random(episode: Any) -> int:
        mask = episode.action_mask
        return int(rng.integers(2) if mask is None else rng.choice(np.flatnonzero(mask)))

    def blind(episode: Any) -> int:
        known = table.get(episode.text)
        return known.most_common(1)[0][0] if known else random(episode)

    for _ in range(count):
        play(task.start(generator), noted)
    wins = [0, 0]
    for which, policy in enumerate((random, blind)):
        for _ in range(count):
            episode = task.start(generator)
            play(episode, policy)
            wins[which] += episode.is_correct
    return wins[0] / count, wins[1] / count


@pytest.mark.parametrize("name", ["NumberLine", "EZPoints", "Points24"])
def test_the_text_alone_is_worth_little(name: str) -> None:
    by_chance, blind = success_by_text(name, 3000)
    assert blind < by_chance + 0.06  # 0.05 and a standard error


def test_without_its_text_the_same_image_has_several_answers() -> None:
    """Places on the number line, and hands of Blackjack, under all their texts."""
    task, generator = make("NumberLine", 2), np.random.default_rng(14)
    answers = defaultdict(set)
    for _ in range(3000):
        episode = task.start(generator)
        answers[episode.caption].add(episode.answer)
    assert np.mean([len(of_place) == 2 for of_place in answers.values()]) > 0.85
    plays = [best_play(Rules(limit, limit - 4, 10)).action for limit in range(21, 38)]
    hands = list(product(range(12, 21), range(1, 11)))
    undecided = [len({actions[hand][0][up] for actions in plays}) > 1 for hand, up in hands]
    assert np.mean(undecided) > 0.8


@pytest.mark.parametrize(("name", "difficulty"), EVERY)
@pytest.mark.parametrize("image_size", [64, 128])
def test_images_differ_where_captions_do(name: str, difficulty: int, image_size: int) -> None:
    task = TASKS[name](difficulty=difficulty, image_size=image_size)
    generator = np.random.default_rng(13)
    images = {}
    for _ in range(60):
        episode = task.start(generator)
        assert episode.image.shape == task.image_shape
        assert episode.image.dtype == np.uint8
        images[episode.caption] = episode.image.tobytes()
    assert len(set(images.values())) == len(images)
