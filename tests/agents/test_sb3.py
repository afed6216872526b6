"""stable-baselines3's PPO as a baseline: it learns, heeds masks, and comes back from its folder."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import gymnasium
import numpy as np
import pytest

from gennet_rl.agents.sb3 import SB3Baseline, SB3Config, load_sb3, train_sb3
from gennet_rl.environments import make_vector_env
from gennet_rl.envs import Problem, register_task
from gennet_rl.errors import InvalidValueError, MissingFileError
from gennet_rl.evaluation import evaluate
from gennet_rl.tokenizing import TokenCache

pytest.importorskip("stable_baselines3", reason="needs the extra [sb3]")

ENV_ID = "toy/Sides-v0"
COLOURS = {"red": (220, 30, 30), "green": (30, 200, 30), "blue": (30, 30, 220)}
FRAMES = 6144


def two_sides(generator: np.random.Generator) -> Problem:
    """Which colour does the side have that the text names?"""
    colours = generator.integers(3, size=2).tolist()
    side = int(generator.integers(2))
    image = generator.integers(0, 20, (16, 16, 3), np.uint8)
    for i, colour in enumerate(colours):
        image[:, 8 * i : 8 * i + 8] += np.array(list(COLOURS.values())[colour], np.uint8)
    # Which are allowed does not tell the right one.
    allowed = np.ones(3, np.bool_)
    allowed[(colours[side] + int(generator.integers(1, 3))) % 3] = generator.random() < 0.5
    return Problem(f"{('left', 'right')[side]}?", image, colours[side], action_mask=allowed)


@pytest.fixture(scope="module")
def trained() -> SB3Baseline:
    if ENV_ID not in gymnasium.registry:
        answers = list(COLOURS)
        register_task(
            ENV_ID, two_sides, answers=answers, image_shape=(16, 16, 3), has_action_mask=True
        )
    return train_sb3(ENV_ID, FRAMES, seed=0, config=SB3Config(device="cpu", max_tokens=8))


def some_observations() -> dict[str, Any]:
    return make_vector_env(ENV_ID, 64, "test").reset(seed=0)[0]


def test_it_learns_what_needs_text_and_image(trained: SB3Baseline) -> None:
    # The image alone tells two of three times, masks help a little: below 0.8 without the text.
    accuracy = evaluate(trained.act, ENV_ID, episodes=400).accuracy
    assert accuracy is not None
    assert accuracy > 0.95


def test_the_curve_has_a_row_a_rollout(trained: SB3Baseline) -> None:
    frames, seconds, returns = zip(*trained.curve, strict=True)
    assert frames == (2048, 4096, 6144)
    assert 0 < seconds[0] < seconds[1] < seconds[2]
    assert returns[0] < 0.4 < 0.55 < returns[-1] <= 1


def test_the_best_allowed_action_is_taken(trained: SB3Baseline) -> None:
    observations = some_observations()
    free = {**observations, "action_mask": np.ones((64, 3), np.bool_)}
    wanted = trained.act(free)
    assert wanted.dtype == np.int64
    without = free["action_mask"].copy()
    without[np.arange(64), wanted] = False
    second = trained.act({**observations, "action_mask": without})
    assert (second != wanted).all()
    forced = np.eye(3, dtype=np.bool_)[np.arange(64) % 3]
    actions = trained.act({**observations, "action_mask": forced})
    assert actions.tolist() == (np.arange(64) % 3).tolist()


def test_what_was_saved_acts_the_same(trained: SB3Baseline, tmp_path: Path) -> None:
    trained.save(tmp_path / "sb3")
    loaded = load_sb3(tmp_path / "sb3", device="cpu")
    observations = some_observations()
    assert loaded.act(observations).tolist() == trained.act(observations).tolist()
    assert loaded.spec == trained.spec
    assert loaded.curve == trained.curve
    assert not list((tmp_path / "sb3").glob("*.zip"))
    with pytest.raises(MissingFileError, match=r"has no sb3\.json"):
        load_sb3(tmp_path)


def test_the_same_seed_learns_the_same() -> None:
    config = SB3Config(num_envs=4, rollout_steps=4, minibatch_size=8, epochs=1, device="cpu")
    runs = [train_sb3("toy/Corridor-v0", 32, seed, config) for seed in (3, 3, 4)]
    returns = [[row[2] for row in run.curve] for run in runs]
    assert returns[0] == returns[1]
    weights = [run.policy.action_net.weight for run in runs]
    assert (weights[0] == weights[1]).all()
    assert (weights[0] != weights[2]).any()


def test_episodes_end_as_stable_baselines3_expects(tokenizer: Any) -> None:
    from gennet_rl.agents.sb3_vec_env import BatchedVecEnv

    tokens = TokenCache(tokenizer, 16)
    envs = BatchedVecEnv("toy/Corridor-v0", 3, tokens)
    envs.seed(5)
    observations: Any = envs.reset()
    twin = make_vector_env("toy/Corridor-v0", 3)
    expected, _ = twin.reset(seed=5)
    np.testing.assert_array_equal(observations["image"], expected["image"].transpose(0, 3, 1, 2))
    np.testing.assert_array_equal(observations["input_ids"], tokens(expected["text"])[0])
    assert envs.observation_space.contains({key: part[0] for key, part in observations.items()})
    # Waiting (action 2) ends nothing until the time is up; going on the wrong way ends at once.
    wrong = 1 - int("right" in expected["text"][0])
    for step in range(1, 6):
        actions = np.array([wrong if step == 1 else 2, 2, 2])
        observations, rewards, dones, infos = envs.step(actions)
        if step == 1:
            assert (dones.tolist(), rewards.tolist()) == ([True, False, False], [-1, 0, 0])
            assert infos[0]["TimeLimit.truncated"] is False
            last = infos[0]["terminal_observation"]
            np.testing.assert_array_equal(last["input_ids"], tokens(expected["text"][:1])[0][0])
            assert infos[1] == infos[2] == {}
    assert dones.tolist() == [False, True, True]
    assert infos[1]["TimeLimit.truncated"] is True
    assert infos[1]["terminal_observation"]["image"].shape == (3, 8, 8)
    envs.close()


def test_bad_input_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InvalidValueError, match="image has 4 x 4 pixels"):
        train_sb3("toy/Levels-v0", 64, config=SB3Config(device="cpu"))
    with pytest.raises(InvalidValueError, match="total_frames is 0"):
        train_sb3("toy/Corridor-v0", 0)
    with pytest.raises(InvalidValueError, match="minibatch_size is 1"):
        train_sb3("toy/Corridor-v0", 64, config=SB3Config(minibatch_size=1))
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    for call in (lambda: train_sb3("toy/Corridor-v0", 64), lambda: load_sb3("x")):
        with pytest.raises(InvalidValueError, match=r"pip install 'gennet_rl\[sb3\]'"):
            call()
