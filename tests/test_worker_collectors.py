"""Collecting in several processes: the same episodes, in whole rows, by the latest weights."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch
from tensordict import TensorDictBase

from gennet_rl.agents.actor_critic import ActorCriticAgent, build_actor_critic
from gennet_rl.agents.objectives import build_phases
from gennet_rl.collecting import make_torch_env
from gennet_rl.config import (
    FusionConfig,
    NetworkConfig,
    TextEncoderConfig,
    TrainingConfig,
    VisionEncoderConfig,
    check_collector,
)
from gennet_rl.environments import describe_environment, make_vector_env
from gennet_rl.errors import InvalidValueError
from gennet_rl.feature_cache import FeatureCache
from gennet_rl.recording import RunRecorder, prepare_run_folder
from gennet_rl.training import train
from gennet_rl.worker_collectors import WorkerCollector

ENV_ID = "gennet/EasyVQA-v0"
NUM_ENVS, STEPS = 6, 3
# The text encoder's first layer is frozen, so that workers have a cache.
TINY = NetworkConfig(
    TextEncoderConfig(fine_tuning="last_n"),
    VisionEncoderConfig(checkpoint=None, width=32, layers=1, heads=2),
    FusionConfig(width=32, heads=2),
)


def build() -> ActorCriticAgent:
    torch.manual_seed(0)
    return build_actor_critic(TINY, describe_environment(ENV_ID), ["is it red?"])


def make_agent_answer(agent: ActorCriticAgent, answer: int) -> None:
    last = agent.actor.module[0].module
    with torch.no_grad():
        last.weight.zero_()
        last.bias.zero_()
        last.bias[answer] = 60.0


def assert_is_the_environments(
    rollout: TensorDictBase, images: Iterator[np.ndarray], answer: int
) -> None:
    assert rollout.batch_size == (NUM_ENVS, STEPS)
    for step in range(STEPS):
        np.testing.assert_array_equal(rollout["image"][:, step].numpy(), next(images))
    assert (rollout["action"] == answer).all()
    torch.testing.assert_close(rollout["action_log_prob"], torch.zeros(NUM_ENVS, STEPS))


def questions_in_turn(seed: int) -> Iterator[np.ndarray]:
    """The images of the environments' episodes, one step each."""
    envs = make_vector_env(ENV_ID, NUM_ENVS)
    observations, _ = envs.reset(seed=seed)
    while True:
        yield observations["image"]
        envs.step(np.zeros(NUM_ENVS, np.int64))
        observations, _ = envs.reset(options={"reset_mask": np.ones(NUM_ENVS, np.bool_)})


def test_workers_share_out_the_environments_and_follow_the_weights() -> None:
    agent = build()
    agent.network.use_caches(10**7)
    make_agent_answer(agent, 3)
    collector = WorkerCollector(
        "multi-sync",
        2,
        partial(make_torch_env, env_id=ENV_ID, tokens=agent.tokens),
        num_envs=NUM_ENVS,
        steps=STEPS,
        rollouts=3,
        seed=11,
        policy=agent.policy(),
        device=torch.device("cpu"),
    )
    try:
        rollouts, images = iter(collector), questions_in_turn(11)
        assert_is_the_environments(next(rollouts), images, 3)
        make_agent_answer(agent, 5)
        assert_is_the_environments(next(rollouts), images, 5)
        make_agent_answer(agent, 0)
        assert_is_the_environments(next(rollouts), images, 0)
        assert next(rollouts, None) is None
        assert not any(p.is_shared() for p in agent.parameters())
    finally:
        collector.shutdown()


def test_training_goes_on_while_workers_collect(tmp_path: Path) -> None:
    agent = build()
    config = TrainingConfig(
        total_frames=4 * NUM_ENVS * STEPS,
        num_envs=NUM_ENVS,
        rollout_steps=STEPS,
        collector="multi-async",
        evaluations=0,
        network=TINY,
    )
    phases = build_phases(agent, config)
    with RunRecorder(prepare_run_folder(tmp_path / "run", overwrite=False), config) as recorder:
        frames = train(config, agent, phases, recorder, torch.device("cpu"))
        rows = recorder.rows
    assert frames == config.total_frames
    assert [row["frames"] for row in rows] == [18, 36, 54, 72]
    # The policy acts in other processes, and the learner's waiting counts as collecting.
    assert all(row["seconds_encoding"] == 0 and row["seconds_collecting"] > 0 for row in rows)
    assert (tmp_path / "run" / "checkpoints" / "final" / "model.safetensors").is_file()


def test_environments_that_cannot_be_shared_out_evenly_are_refused() -> None:
    with pytest.raises(InvalidValueError, match="collector_workers is 4: it must divide num_envs"):
        check_collector(TrainingConfig(num_envs=6, collector="multi-sync", collector_workers=4))
    check_collector(TrainingConfig(num_envs=6, collector_workers=4))


def test_a_copy_of_a_cache_is_empty_and_as_large() -> None:
    cache = FeatureCache(max_bytes=10**4, on_host=True)
    cache.rows(torch.tensor([1, 2]), lambda positions: torch.ones(len(positions), 3, 4), "weights")
    for other in (copy.deepcopy(cache), pickle.loads(pickle.dumps(cache))):
        assert (len(other), other.capacity, other.hits, other.misses) == (0, None, 0, 0)
        assert (other.max_bytes, other.on_host) == (10**4, True)
    assert len(cache) == 2
