"""What every registered environment must show, at every difficulty.

The whole suite draws some hundred episodes of each; ``GENNET_RL_THOROUGH=1`` draws as many as the
guide speaks of (10,000 steps, 1,000 episodes of the oracle, 10,000 problems of each split).
"""

from __future__ import annotations

import os
import subprocess
import sys
import warnings
from typing import Any

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env
from gymnasium.vector import AutoresetMode

import gennet_rl  # noqa: F401
from gennet_rl.auditing import oracle_share
from gennet_rl.collecting import TorchReasoningEnv
from gennet_rl.environments import make_vector_env, random_actions
from gennet_rl.envs.catalogue import list_environments
from gennet_rl.envs.measured import measured_figures
from gennet_rl.envs.registration import make_task

THOROUGH = os.environ.get("GENNET_RL_THOROUGH") == "1"
STEPS = 10_000 if THOROUGH else 600
EPISODES = 1_000 if THOROUGH else 60
DRAWS = 10_000 if THOROUGH else 150

pytestmark = pytest.mark.timeout(3600 if THOROUGH else 300)

IDS = [e.env_id for e in list_environments() if e.runs and e.env_id.startswith("gennet/")]


def levels_of(env_id: str) -> list[int | None]:
    levels = list(getattr(task_of(env_id), "levels", ()))
    return levels if len(levels) > 1 else [None]


def task_of(env_id: str, split: str = "train", level: int | None = None) -> Any:
    kwargs = dict(gymnasium.spec(env_id).kwargs)
    if level is not None:
        kwargs["difficulty"] = level
    return make_task(kwargs.pop("task"), split, **kwargs)


def named(env_id: str, level: int | None) -> str:
    return env_id if level is None else f"{env_id}?difficulty={level}"


EVERY = [(env_id, level) for env_id in IDS for level in levels_of(env_id)]
everywhere = pytest.mark.parametrize(("env_id", "level"), EVERY)
each = pytest.mark.parametrize("env_id", IDS)


@each
def test_gymnasiums_checker_has_nothing_to_say(env_id: str) -> None:
    for level in levels_of(env_id):
        kwargs = {} if level is None else {"difficulty": level}
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            env = gymnasium.make(env_id, render_mode="rgb_array", **kwargs)
            check_env(env.unwrapped)
            env.close()


@each
def test_torchrls_checker_has_nothing_to_say(env_id: str, tokenizer: Any) -> None:
    from torchrl.envs.utils import check_env_specs

    from gennet_rl.tokenizing import TokenCache

    env = TorchReasoningEnv(make_vector_env(env_id, 3), TokenCache(tokenizer, 24))
    env.set_seed(0)
    check_env_specs(env)


@everywhere
def test_observations_lie_in_their_spaces_whatever_is_done(env_id: str, level: int | None) -> None:
    envs = make_vector_env(
        named(env_id, level), 50, split="train", autoreset_mode=AutoresetMode.SAME_STEP
    )
    envs.single_action_space.seed(0)
    envs.action_space.seed(0)
    observations, _ = envs.reset(seed=0)
    for _ in range(STEPS // 50):
        assert observations in envs.observation_space
        observations, rewards, *_ = envs.step(random_actions(envs, observations))
        assert np.abs(rewards).max() <= 1
    envs.close()


@everywhere
def test_single_and_batched_forms_are_the_same(env_id: str, level: int | None) -> None:
    kwargs = {} if level is None else {"difficulty": level}
    envs = gymnasium.make_vec(env_id, 2, autoreset_mode=AutoresetMode.DISABLED, **kwargs)
    batch, infos = envs.reset(seed=5)
    for i in range(2):
        env = gymnasium.make(env_id, **kwargs)
        observation, info = env.reset(seed=5 + i)
        assert observation["text"] == batch["text"][i]
        np.testing.assert_array_equal(observation["image"], batch["image"][i])
        if "answer" in info:
            assert info["answer"] == infos["answer"][i]
        env.close()
    envs.close()


PRINT_KEYS = """
import sys, zlib
import gymnasium, gennet_rl

for env_id in sys.argv[1:]:
    env = gymnasium.make(env_id)
    for seed in range(3):
        observation, info = env.reset(seed=seed)
        content = observation["text"].encode() + observation["image"].tobytes()
        print(env_id, seed, zlib.crc32(content), info.get("answer"))
"""


def test_episodes_are_the_same_in_any_process() -> None:
    """Under another seed of Python's hashes, too."""
    outputs = [
        subprocess.check_output(
            [sys.executable, "-c", PRINT_KEYS, *IDS],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
        )
        for hash_seed in ("1", "2")
    ]
    assert outputs[0] == outputs[1]
    assert len(outputs[0].splitlines()) == 3 * len(IDS)


@everywhere
def test_an_oracle_earns_the_best_return(env_id: str, level: int | None) -> None:
    if "Blackjack" in env_id:
        # A game of chance: the best policy earns that much on average, and chance has to even out.
        share = oracle_share(named(env_id, level), max(EPISODES, 1_000), num_envs=20)
        assert share == pytest.approx(1, abs=0.5)
    else:
        share = oracle_share(named(env_id, level), EPISODES, num_envs=20)
        assert share == pytest.approx(1)


@everywhere
def test_no_problem_is_in_two_splits(env_id: str, level: int | None) -> None:
    if task_of(env_id).num_episodes is not None:
        pytest.skip("a stored data set; its splits are tested by themselves")
    keys = {}
    for split in ("train", "test"):
        task = task_of(env_id, split, level)
        generator = np.random.default_rng(7)
        keys[split] = {repr(task.start(generator).key) for _ in range(DRAWS)}
    assert not keys["train"] & keys["test"]


@each
def test_what_was_measured_says_that_both_modalities_are_needed(env_id: str) -> None:
    """Of the figures in the package, at difficulty 2; the exception is told in its guide."""
    env = gymnasium.make(env_id)
    figures = env.unwrapped.metadata["measured"]
    env.close()
    assert figures == measured_figures(task_of(env_id))
    if env_id in NOT_FROM_HERE:
        return
    row = figures["2"] if "2" in figures else figures["-"]
    assert row["blind_text"] <= row["chance"] + 0.05
    assert row["blind_image"] <= row["chance"] + 0.05


NOT_FROM_HERE = ("gennet/EasyVQA-v0", "gennet/GlimpseEasyVQA-v0")
