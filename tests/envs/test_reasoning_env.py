"""ReasoningEnv and its batched form: one behaviour, Gymnasium's rules."""

from __future__ import annotations

import warnings
from typing import Any

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env
from gymnasium.vector import AutoresetMode

import gennet_rl  # noqa: F401  (registers the ids)
from gennet_rl.envs.registration import make_env
from gennet_rl.errors import InvalidValueError

ENV_IDS = ["gennet/EasyVQA-v0", "toy/Colour-v0", "toy/Corridor-v0"]
MODES = list(AutoresetMode)


@pytest.mark.parametrize("env_id", ENV_IDS)
@pytest.mark.parametrize("render_mode", [None, "rgb_array"])
def test_check_env_passes_without_a_warning(env_id: str, render_mode: str | None) -> None:
    env = gymnasium.make(env_id, render_mode=render_mode)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check_env(env.unwrapped)


def assert_same(first: Any, second: Any) -> None:
    """Equal structures of dictionaries, tuples and arrays."""
    if isinstance(first, dict):
        assert first.keys() == second.keys()
        for key in first:
            assert_same(first[key], second[key])
    elif isinstance(first, tuple) or (isinstance(first, np.ndarray) and first.dtype == object):
        for a, b in zip(first, second, strict=True):
            assert_same(a, b)
    else:
        np.testing.assert_array_equal(first, second)


def allowed_actions(envs: Any, observations: Any, generator: np.random.Generator) -> np.ndarray:
    masks = observations.get("action_mask", np.ones((envs.num_envs, envs.single_action_space.n)))
    return np.array([generator.choice(np.flatnonzero(mask)) for mask in masks])


@pytest.mark.parametrize("env_id", ENV_IDS)
@pytest.mark.parametrize("mode", MODES)
def test_batched_form_gives_what_single_environments_give(env_id: str, mode: AutoresetMode) -> None:
    batched = gymnasium.make_vec(env_id, 5, autoreset_mode=mode)
    single = gymnasium.make_vec(
        env_id, 5, vectorization_mode="sync", vector_kwargs={"autoreset_mode": mode}
    )
    assert batched.metadata["autoreset_mode"] == mode
    generator = np.random.default_rng(0)
    results = batched.reset(seed=7), single.reset(seed=7)
    assert_same(*results)
    for step in range(40):
        actions = allowed_actions(batched, results[0][0], generator)
        if env_id == "toy/Corridor-v0" and step < 12:
            # Wait wherever that is allowed, so that episodes are truncated too.
            actions = np.where(results[0][0]["action_mask"][:, 2], 2, actions)
        results = batched.step(actions), single.step(actions)  # type: ignore[assignment]
        for first, second in zip(*results, strict=True):
            assert_same(first, second)
        assert batched.observation_space.contains(results[0][0])
        done = results[0][2] | results[0][3]  # type: ignore[misc, operator]
        if mode is AutoresetMode.DISABLED and done.any():
            # Gymnasium's own class takes the mask out of the options that it is given.
            results = (
                batched.reset(options={"reset_mask": done}),
                single.reset(options={"reset_mask": done}),
            )
            assert_same(results[0][0], results[1][0])


def test_same_step_reports_the_last_observation_of_an_episode() -> None:
    envs = gymnasium.make_vec("toy/Corridor-v0", 12, autoreset_mode=AutoresetMode.SAME_STEP)
    observations, _ = envs.reset(seed=0, options={"episode": np.arange(12)})
    before = observations["text"]
    directions = np.arange(12) // 3 % 2
    _, rewards, terminated, _, infos = envs.step(directions)
    one_step = np.arange(12) % 3 == 0
    np.testing.assert_array_equal(terminated, one_step)
    np.testing.assert_array_equal(rewards, np.where(one_step, 1.0, 0.25))
    np.testing.assert_array_equal(infos["_final_obs"], one_step)
    for i in np.flatnonzero(one_step):
        assert infos["final_obs"][i]["text"] == before[i]
        assert infos["final_obs"][i]["image"].max() == 0  # none left to go
        assert infos["final_info"]["is_correct"][i]


def test_truncation_comes_after_max_episode_steps() -> None:
    envs = gymnasium.make_vec("toy/Corridor-v0", 2, autoreset_mode=AutoresetMode.DISABLED)
    envs.reset(seed=0, options={"episode": np.array([2, 2])})
    for step in range(5):
        _, _, terminated, truncated, infos = envs.step(np.array([2, 2]))
        assert not terminated.any()
        assert truncated.all() == (step == 4)
    assert not infos["is_correct"].any()


def test_an_ended_episode_cannot_be_stepped_where_autoreset_is_disabled() -> None:
    envs = gymnasium.make_vec("toy/Colour-v0", 2, autoreset_mode=AutoresetMode.DISABLED)
    envs.reset(seed=0)
    envs.step(np.array([0, 0]))
    with pytest.raises(InvalidValueError, match="reset it before"):
        envs.step(np.array([0, 0]))


@pytest.mark.parametrize("action", [-1, 13, 1.5])
def test_action_outside_the_space_raises(action: Any) -> None:
    env = gymnasium.make("gennet/EasyVQA-v0").unwrapped
    env.reset(seed=0)
    with pytest.raises(InvalidValueError, match="action"):
        env.step(action)
    envs = gymnasium.make_vec("gennet/EasyVQA-v0", 2)
    envs.reset(seed=0)
    with pytest.raises(InvalidValueError, match="action"):
        envs.step(np.array([0, action]))


def test_stepping_before_the_first_reset_raises() -> None:
    for envs in (gymnasium.make_vec("toy/Colour-v0", 2), gymnasium.make("toy/Colour-v0").unwrapped):
        with pytest.raises(InvalidValueError, match="reset"):
            envs.step(np.array([0, 0]))  # type: ignore[arg-type]


def test_seeds_and_masks_of_the_wrong_length_raise() -> None:
    envs = gymnasium.make_vec("toy/Colour-v0", 3)
    with pytest.raises(InvalidValueError, match="seed has 2 entries"):
        envs.reset(seed=[1, 2])  # type: ignore[arg-type]
    with pytest.raises(InvalidValueError, match="reset_mask"):
        envs.reset(options={"reset_mask": np.ones(2, np.bool_)})
    with pytest.raises(InvalidValueError, match="at least 1"):
        gymnasium.make_vec("toy/Colour-v0", 0)


def test_fixed_episodes_are_the_same_whatever_the_seed() -> None:
    env = gymnasium.make("gennet/EasyVQA-v0", split="test")
    texts = {env.reset(seed=seed, options={"episode": 17})[0]["text"] for seed in range(3)}
    assert len(texts) == 1
    with pytest.raises(InvalidValueError, match="episodes 0 to 9672"):
        env.reset(options={"episode": 9673})


def test_endless_splits_have_fixed_episodes_of_their_own() -> None:
    indices = {"episode": np.arange(200)}
    seen = {}
    for split in ("train", "validation", "test"):
        envs = gymnasium.make_vec("toy/Colour-v0", 200, split=split)
        first, second = (envs.reset(seed=seed, options=indices)[0] for seed in (0, 1))
        assert_same(first, second)
        seen[split] = list(zip(first["text"], first["image"].mean((1, 2, 3)), strict=True))
        single = gymnasium.make("toy/Colour-v0", split=split)
        assert single.reset(options={"episode": 7})[0]["text"] == first["text"][7]
    assert seen["train"] != seen["test"] != seen["validation"]


def test_drawn_episodes_vary() -> None:
    env = gymnasium.make("gennet/EasyVQA-v0")
    env.reset(seed=3)
    assert len({env.reset()[0]["text"] for _ in range(20)}) > 5


def test_info_says_what_was_right_and_where_it_comes_from() -> None:
    env = gymnasium.make("gennet/EasyVQA-v0", split="validation")
    _, info = env.reset(seed=0)
    expected = {"task": "EasyVQA", "language": "en", "split": "validation"}
    assert expected.items() <= info.items()
    assert "is_correct" not in info
    _, reward, terminated, truncated, info = env.step(info["answer"])
    assert (reward, terminated, truncated, info["is_correct"]) == (1.0, True, False, True)
    _, info = env.reset()
    _, reward, *_, info = env.step((info["answer"] + 1) % 13)
    assert (reward, info["is_correct"]) == (0.0, False)


def test_render_shows_image_text_and_answers() -> None:
    env = gymnasium.make("gennet/EasyVQA-v0", render_mode="rgb_array")
    observation, info = env.reset(seed=0)
    before = env.render()
    env.step(info["answer"])
    right = env.render()
    env.reset(seed=0)
    env.step((info["answer"] + 1) % 13)
    wrong = env.render()
    assert before.dtype == np.uint8  # type: ignore[union-attr]
    assert before.shape == right.shape == wrong.shape  # type: ignore[union-attr]
    # The image on top, magnified five times; the answers below differ in text and colour.
    np.testing.assert_array_equal(before[:320:5, ::5], observation["image"])  # type: ignore
    assert (before[320:] < 100).any()  # type: ignore[index]
    assert (right != wrong).any()
    assert (before != right).any()
    with pytest.raises(InvalidValueError, match="rgb_array"):
        make_env("gennet_rl.envs.easy_vqa:EasyVQATask", render_mode="ansi")


def test_batched_form_renders_each_environment() -> None:
    envs = gymnasium.make_vec("gennet/EasyVQA-v0", 3, render_mode="rgb_array")
    envs.reset(seed=0)
    frames = envs.render()
    assert frames is not None
    assert len(frames) == 3
    assert (frames[0] != frames[1]).any()
