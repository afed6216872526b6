"""Configuration: numbers that make no sense are told by their field's full name."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

from gennet_rl.config import (
    NetworkConfig,
    PPOConfig,
    TextEncoderConfig,
    TrainingConfig,
    check_config,
    check_network,
    check_sizes,
)
from gennet_rl.config import VisionEncoderConfig as Vision
from gennet_rl.errors import InvalidValueError


@pytest.mark.parametrize(
    ("config", "field"),
    [
        (TrainingConfig(num_envs=0), "num_envs is 0"),
        (TrainingConfig(seed=-1), "seed is -1"),
        (TrainingConfig(ppo=PPOConfig(gamma=1.5)), r"ppo\.gamma is 1\.5"),
        (TrainingConfig(ppo=PPOConfig(clip_epsilon=float("nan"))), r"ppo\.clip_epsilon is nan"),
        (
            TrainingConfig(network=NetworkConfig(vision=Vision(patch_size=-8))),
            r"network\.vision\.patch_size is -8",
        ),
    ],
)
def test_senseless_numbers_are_named(config: Any, field: str) -> None:
    with pytest.raises(InvalidValueError, match=field):
        check_config(config)


def test_defaults_and_allowed_zeros_pass() -> None:
    check_config(TrainingConfig(seed=0, evaluations=0))


def test_rollouts_cover_the_frames() -> None:
    config = TrainingConfig(total_frames=1000, num_envs=32, rollout_steps=8)
    assert config.frames_per_batch == 256
    assert config.rollouts == 4
    assert json.loads(config.to_json())["ppo"]["gamma"] == config.ppo.gamma


@pytest.mark.parametrize(
    ("name", "config"),
    [("text", TextEncoderConfig(layers=7)), ("vision", Vision(checkpoint="x/y", patch_size=4))],
)
def test_sizes_beside_a_checkpoint_are_refused(name: str, config: Any) -> None:
    with pytest.raises(InvalidValueError, match=f"{name}.* has its own sizes: leave one of them"):
        check_sizes(name, config)
    check_sizes(name, dataclasses.replace(config, checkpoint=None))


def test_an_encoder_from_nothing_must_learn() -> None:
    check_network(NetworkConfig())
    from_nothing = NetworkConfig(vision=Vision(checkpoint=None, fine_tuning="frozen"))
    with pytest.raises(InvalidValueError, match=r"vision encoder .* is frozen.*fine-tuning full"):
        check_network(from_nothing)
    with pytest.raises(InvalidValueError, match="text encoder has no checkpoint"):
        check_network(NetworkConfig(TextEncoderConfig(checkpoint=None), frozen_encoders=True))
