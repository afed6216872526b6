"""The TorchRL side: specs hold, episodes are the environment's, nothing privileged gets in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from tensordict import TensorDict
from tensordict.nn import TensorDictModule
from torchrl.envs.utils import check_env_specs

from gennet_rl.collecting import TorchReasoningEnv, make_collector, make_torch_env
from gennet_rl.content_keys import image_keys
from gennet_rl.environments import make_vector_env
from gennet_rl.tokenizing import TokenCache

ENV_IDS = ["gennet/EasyVQA-v0", "toy/Corridor-v0", "toy/ColourSingle-v0"]


@pytest.mark.parametrize("env_id", ENV_IDS)
def test_torchrl_finds_the_specs_right(env_id: str, tokenizer: Any) -> None:
    env = TorchReasoningEnv(make_vector_env(env_id, 4), TokenCache(tokenizer, 32))
    check_env_specs(env, seed=0)
    env.close()


def test_environments_in_workers_are_stepped_like_others(
    tokenizer: Any, monkeypatch: pytest.MonkeyPatch, repository: Path
) -> None:
    monkeypatch.syspath_prepend(str(repository / "tests"))
    rollouts = []
    for workers in (0, 2):
        env = make_torch_env(
            4,
            11,
            env_id="third_party_envs:third/Walk-v0",
            tokens=TokenCache(tokenizer, 32),
            env_workers=workers,
        )
        policy = TensorDictModule(StayOn(), in_keys=["image"], out_keys=["action"])
        rollouts.append(env.rollout(9, policy, break_when_any_done=False))
        env.close()
    assert (rollouts[0] == rollouts[1]).all()
    assert rollouts[0]["next", "done"].any()


class StayOn(torch.nn.Module):
    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return torch.zeros(image.shape[:-3], dtype=torch.int64)


class ScriptedPolicy(torch.nn.Module):
    """Goes right, whatever it sees, and keeps a note of it."""

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return torch.ones(image.shape[:-3], dtype=torch.int64)


def collect(env_id: str, tokenizer: Any, num_envs: int, steps: int) -> TensorDict:
    env = TorchReasoningEnv(make_vector_env(env_id, num_envs), TokenCache(tokenizer, 32))
    env.set_seed(11)
    policy = TensorDictModule(ScriptedPolicy(), in_keys=["image"], out_keys=["action"])
    frames = num_envs * steps
    collector = make_collector(env, policy, frames, frames, torch.device("cpu"))
    (rollout,) = list(collector)
    collector.shutdown()
    return rollout


def test_rollouts_are_the_environments_own_episodes(tokenizer: Any) -> None:
    rollout = collect("toy/Corridor-v0", tokenizer, num_envs=6, steps=8)
    assert rollout.batch_size == (6, 8)
    envs = make_vector_env("toy/Corridor-v0", 6)
    observations, _ = envs.reset(seed=11)
    for step in range(8):
        for key in ("image", "action_mask"):
            np.testing.assert_array_equal(rollout[key][:, step].numpy(), observations[key])
        texts = tokenizer.batch_decode(rollout["input_ids"][:, step], skip_special_tokens=True)
        assert [text.strip() for text in texts] == list(observations["text"])
        observations, rewards, terminated, truncated, _ = envs.step(np.ones(6, np.int64))
        after = rollout["next"][:, step]
        np.testing.assert_array_equal(after["reward"].squeeze(-1).numpy(), rewards)
        np.testing.assert_array_equal(after["terminated"].squeeze(-1).numpy(), terminated)
        np.testing.assert_array_equal(after["truncated"].squeeze(-1).numpy(), truncated)
        np.testing.assert_array_equal(after["image"].numpy(), observations["image"])
        if (terminated | truncated).any():
            observations, _ = envs.reset(options={"reset_mask": terminated | truncated})


def test_nothing_of_info_enters_a_rollout(tokenizer: Any) -> None:
    rollout = collect("gennet/EasyVQA-v0", tokenizer, num_envs=4, steps=2)
    observed = {"input_ids", "attention_mask", "text_key", "image"}
    outcome = {"reward", "done", "terminated", "truncated"}
    assert set(rollout.keys()) - {"collector"} == observed | {"action", "next"} | outcome - {
        "reward"
    }
    assert set(rollout["next"].keys()) - {"collector"} == observed | outcome
    assert rollout["image"].dtype == torch.uint8


def test_image_keys_are_those_of_the_images(tokenizer: Any) -> None:
    envs = make_vector_env("toy/Corridor-v0", 6)
    env = TorchReasoningEnv(envs, TokenCache(tokenizer, 32), image_keys=True)
    env.set_seed(0)
    rollout = env.rollout(20, break_when_any_done=False)
    for data in (rollout, rollout["next"]):
        expected = image_keys(data["image"].flatten(0, 1).numpy())
        np.testing.assert_array_equal(data["image_key"].flatten().numpy(), expected)
