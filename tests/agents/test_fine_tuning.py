"""Agents whose encoders learn in part or not at all: what is encoded, trained and saved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from tensordict import TensorDictBase

from gennet_rl.agents import ActorCriticAgent, load_agent
from gennet_rl.agents.actor_critic import build_actor_critic
from gennet_rl.agents.ppo import build_ppo_loss
from gennet_rl.collecting import TorchReasoningEnv, make_collector
from gennet_rl.config import (
    FusionConfig,
    NetworkConfig,
    OptimizerConfig,
    PPOConfig,
    TextEncoderConfig,
    TrainingConfig,
    VisionEncoderConfig,
)
from gennet_rl.environments import describe_environment, make_vector_env, sample_texts
from gennet_rl.recording import RunRecorder, prepare_run_folder
from gennet_rl.training import train

ENV_ID = "toy/Colour-v0"
CPU = torch.device("cpu")

MATCH_WIDTH = FusionConfig().match_width


def network(text: str = "full", vision: str = "full", **settings: Any) -> NetworkConfig:
    sizes: dict[str, Any] = {"width": 32, "layers": 2, "heads": 2}
    return NetworkConfig(
        TextEncoderConfig(checkpoint=None, **sizes, fine_tuning=text, max_tokens=20),  # type: ignore[arg-type]
        VisionEncoderConfig(checkpoint=None, **sizes, fine_tuning=vision, patch_size=8),  # type: ignore[arg-type]
        FusionConfig(width=32, heads=2),
        **settings,
    )


def build(config: NetworkConfig) -> ActorCriticAgent:
    torch.manual_seed(0)
    return build_actor_critic(config, describe_environment(ENV_ID), sample_texts(ENV_ID, 64, 16))


def learn(agent: ActorCriticAgent, folder: Path, rollouts: int = 2) -> list[dict[str, float]]:
    config = TrainingConfig(
        env_id=ENV_ID,
        total_frames=256 * rollouts,
        num_envs=64,
        rollout_steps=4,
        evaluations=1,
        evaluation_episodes=64,
        ppo=PPOConfig(epochs=3, minibatch_size=64),
        optimizer=OptimizerConfig(learning_rate=1e-2, encoder_learning_rate=1e-2),
    )
    with RunRecorder(prepare_run_folder(folder, overwrite=False), config) as recorder:
        train(config, agent, build_ppo_loss(agent, config.ppo), recorder, CPU)
        return recorder.rows


def collect(agent: ActorCriticAgent) -> TensorDictBase:
    env = TorchReasoningEnv(make_vector_env(ENV_ID, 8), agent.tokens)
    env.set_seed(0)
    collector = make_collector(env, agent.policy(), 32, 32, CPU)
    rollout = next(iter(collector)).clone()
    collector.shutdown()
    return rollout


def count_encodings(agent: ActorCriticAgent) -> dict[str, int]:
    calls = {"text": 0, "vision": 0}

    def counter(name: str) -> Any:
        def count(*_: Any) -> None:
            calls[name] += 1

        return count

    agent.network.text_encoder.register_forward_hook(counter("text"))
    agent.network.vision_encoder.register_forward_hook(counter("vision"))
    return calls


@pytest.mark.parametrize(
    ("text", "vision", "kept"),
    [
        ("full", "full", ()),
        ("full", "frozen", ("image_states",)),
        ("frozen", "last_n", ("text_states",)),
        ("frozen", "frozen", ("text_states", "image_states")),
    ],
)
def test_frozen_encoders_states_are_kept_and_never_encoded_again(
    text: str, vision: str, kept: tuple[str, ...]
) -> None:
    agent = build(network(text, vision))
    rollout = collect(agent)
    assert {"text_states", "image_states"} & set(rollout.keys()) == set(kept)
    assert not {"text_states", "image_states"} & set(rollout["next"].keys())
    calls = count_encodings(agent)
    features = agent.rollout_features()
    for t in range(4):
        frames = rollout[:, t].exclude("next")
        expected = agent.features(frames.select("input_ids", "attention_mask", "image"))
        given = features(frames)
        for key in (*kept, "fused"):  # each step's own, bit for bit
            assert torch.equal(given[key], expected[key])
    assert calls == {
        "text": 4 if "text_states" in kept else 8,
        "vision": 4 if "image_states" in kept else 8,
    }
    features(rollout.exclude("next").flatten())["fused"].sum().backward()
    for encoder, is_kept in (
        (agent.network.text_encoder, "text_states" in kept),
        (agent.network.vision_encoder, "image_states" in kept),
    ):
        assert encoder.frozen is is_kept
        assert any(p.grad is not None for p in encoder.parameters()) is not is_kept


def test_epochs_fuse_what_collection_encoded(tmp_path: Path) -> None:
    calls = []
    for rollouts in (1, 3):
        agent = build(network("full", "frozen"))
        calls.append(count_encodings(agent))
        learn(agent, tmp_path / str(rollouts), rollouts)
    # A rollout: 4 steps of collection, and 3 epochs of 4 minibatches for what learns.
    assert {key: calls[1][key] - calls[0][key] for key in calls[0]} == {"text": 32, "vision": 8}


def test_frozen_encoders_overrides_the_modes_and_only_heads_learn(tmp_path: Path) -> None:
    agent = build(network("full", "last_n", frozen_encoders=True))
    assert agent.encoder_parameters() == []
    before = {name: value.clone() for name, value in agent.state_dict().items()}
    rows = learn(agent, tmp_path / "run")
    changed = {name for name, value in agent.state_dict().items() if (value != before[name]).any()}
    assert changed
    assert not any("encoder" in name for name in changed)
    assert {name.split(".")[0] for name in changed} == {"features", "actor", "critic"}
    assert [row["encoder_learning_rate"] for row in rows] == [0.0, 0.0]
    assert rows[0]["learning_rate"] > 0
    assert not agent.network.text_encoder.model.training


@pytest.mark.parametrize("mode", ["full", "frozen", "last_n", "lora"])
def test_every_mode_trains_is_saved_and_loads_as_an_ordinary_agent(
    mode: str, tmp_path: Path
) -> None:
    if mode == "lora":
        pytest.importorskip("peft", reason="needs the extra [lora]")
    agent = build(network(mode, mode))
    learning = {id(p) for p in (*agent.encoder_parameters(), *agent.head_parameters())}
    assert learning == {id(p) for p in agent.parameters() if p.requires_grad}
    learn(agent, tmp_path / "run")
    before = {name: value.clone() for name, value in agent.state_dict().items()}
    agent.save(tmp_path / "agent")
    loaded = load_agent(tmp_path / "agent", device="cpu")
    assert loaded.state_dict().keys() == build(network()).state_dict().keys()
    assert all(parameter.requires_grad for parameter in loaded.parameters())
    observations, _ = make_vector_env(ENV_ID, 16).reset(seed=0)
    tolerance = {"rtol": 1e-4, "atol": 1e-5} if mode == "lora" else {"rtol": 0.0, "atol": 0.0}
    for one, other in zip(loaded._decide(observations), agent._decide(observations), strict=True):
        torch.testing.assert_close(one, other, **tolerance)
    # Saving left the agent as it was, and it goes on learning.
    assert all(torch.equal(agent.state_dict()[name], value) for name, value in before.items())
    assert learning == {id(p) for p in agent.parameters() if p.requires_grad}
    learn(agent, tmp_path / "more", rollouts=1)
    changed = [name for name, value in agent.state_dict().items() if (value != before[name]).any()]
    assert any("encoder" in name for name in changed) is (mode != "frozen")


@pytest.mark.parametrize(("text", "vision"), [("cls", "none"), ("mean", "mean")])
def test_pooled_vectors_are_fused_and_saved(text: str, vision: str, tmp_path: Path) -> None:
    config = NetworkConfig(
        TextEncoderConfig(checkpoint=None, width=32, layers=1, heads=2, pooling=text),  # type: ignore[arg-type]
        VisionEncoderConfig(
            checkpoint=None, width=48, layers=1, heads=2, patch_size=8, pooling=vision
        ),  # type: ignore[arg-type]
        FusionConfig(width=32, heads=2),
    )
    agent = build(config)
    pooled = 32 + (48 if vision == "mean" else 0)
    assert agent.network.fusion.mix.in_features == 2 * 32 + MATCH_WIDTH + pooled
    agent.save(tmp_path / "agent")
    loaded = load_agent(tmp_path / "agent", device="cpu")
    observations, _ = make_vector_env(ENV_ID, 8).reset(seed=0)
    for one, other in zip(loaded._decide(observations), agent._decide(observations), strict=True):
        torch.testing.assert_close(one, other, rtol=0, atol=0)
    agent.network.fusion.mix.weight.data[:, 2 * 32 + MATCH_WIDTH :] += 0.5
    assert not torch.equal(agent._decide(observations)[1], loaded._decide(observations)[1])
