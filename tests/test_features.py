"""The network: distinct texts, few shapes where compiled, one precision for everything."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from gennet_rl.agents.actor_critic import ActorCriticAgent, build_actor_critic
from gennet_rl.config import FusionConfig, NetworkConfig, TextEncoderConfig, VisionEncoderConfig
from gennet_rl.environments import describe_environment, make_vector_env, sample_texts
from gennet_rl.features import DistinctTexts

ENV_ID = "toy/Colour-v0"
CPU = torch.device("cpu")


def build() -> ActorCriticAgent:
    torch.manual_seed(0)
    config = NetworkConfig(
        TextEncoderConfig(checkpoint=None, width=32, layers=2, heads=2, max_tokens=20),
        VisionEncoderConfig(checkpoint=None, width=32, layers=2, heads=2, patch_size=8),
        FusionConfig(width=32, heads=2),
    )
    return build_actor_critic(config, describe_environment(ENV_ID), sample_texts(ENV_ID, 64, 16))


def observe(agent: ActorCriticAgent, count: int) -> Any:
    observations, _ = make_vector_env(ENV_ID, count).reset(seed=0)
    return agent._to_tensordict(observations)


def test_every_frame_finds_its_text() -> None:
    keys, lengths = torch.tensor([7, -2, 7, 9, -2]), torch.tensor([3, 5, 3, 4, 5])
    texts = DistinctTexts.find(keys, lengths, CPU)
    assert len(texts.first) == 3
    assert torch.equal(keys[texts.first][texts.index], keys)
    assert texts.longest == 5


def test_shapes_are_few_where_they_are_to_be() -> None:
    shapes = set()
    for count in range(1, 60):
        keys = torch.arange(count)
        texts = DistinctTexts.find(keys, 1 + keys % 20, CPU, most_tokens=20)
        assert torch.equal(keys[texts.first][texts.index], keys)
        assert texts.longest >= int((1 + keys % 20).max())
        shapes.add((len(texts.first), texts.longest))
    assert shapes <= {(32, 8), (32, 16), (32, 20), (64, 20)}


def test_a_compiled_network_gives_the_same_features_and_gradients() -> None:
    results = []
    for is_compiled in (False, True):
        agent = build()
        if is_compiled:
            # The whole of torch.compile but the code generator, which would need a C++ compiler.
            agent.network.compile_parts(backend="aot_eager")
        frames = observe(agent, 24)
        features = agent.rollout_features()
        features.load(frames)
        fused = features.minibatch(torch.arange(5, 20))["fused"]
        fused.square().sum().backward()
        gradients = {name: p.grad for name, p in agent.named_parameters() if p.grad is not None}
        results.append((fused.detach(), gradients))
    (plain, plain_gradients), (compiled, compiled_gradients) = results
    torch.testing.assert_close(plain, compiled)
    assert plain_gradients.keys() == compiled_gradients.keys()
    for name, gradient in plain_gradients.items():
        torch.testing.assert_close(gradient, compiled_gradients[name], rtol=1e-3, atol=1e-4)


def test_bfloat16_is_near_float32_and_ends_in_float32() -> None:
    agent = build()
    frames = observe(agent, 24)
    exact = agent.features(frames.clone())["fused"]
    agent.network.compute_in(torch.bfloat16, CPU)
    reduced = agent.features(frames.clone())
    assert reduced["fused"].dtype == torch.float32
    assert not torch.equal(reduced["fused"], exact)
    torch.testing.assert_close(reduced["fused"], exact, rtol=0.1, atol=0.1)
    features = agent.rollout_features()
    features.load(frames)
    learnt_from = features.minibatch(torch.arange(24))["fused"]
    torch.testing.assert_close(learnt_from, reduced["fused"])
    learnt_from.sum().backward()
    assert all(p.grad.dtype == torch.float32 for p in agent.parameters() if p.grad is not None)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_a_compiled_network_runs_on_cuda() -> None:
    agent = build().to("cuda")
    agent.network.compile_parts()
    features = agent.rollout_features()
    features.load(observe(agent, 64))
    features.minibatch(torch.arange(64))["fused"].sum().backward()
