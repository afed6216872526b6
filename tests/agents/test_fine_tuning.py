"""Agents whose encoders learn in part or not at all: what is encoded, trained and saved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from tensordict import TensorDictBase

from gennet_rl.agents import ActorCriticAgent, load_agent
from gennet_rl.agents.actor_critic import build_actor_critic
from gennet_rl.agents.objectives import build_phases
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


def answers(agent: ActorCriticAgent, observations: dict[str, Any]) -> tuple[torch.Tensor, ...]:
    """Probabilities and values."""
    batch = agent.decide(observations)
    return batch["probabilities"], batch["state_value"]


def learn(
    agent: ActorCriticAgent, folder: Path, rollouts: int = 2, **settings: Any
) -> list[dict[str, float]]:
    config = TrainingConfig(
        env_id=ENV_ID,
        total_frames=256 * rollouts,
        num_envs=64,
        rollout_steps=4,
        evaluations=1,
        evaluation_episodes=64,
        ppo=PPOConfig(epochs=3, minibatch_size=64),
        # Muon's bfloat16 steps would amplify differences in the last bit between ways to compute.
        optimizer=OptimizerConfig("adamw", learning_rate=1e-2, encoder_learning_rate=1e-2),
        precision="float32",
        **settings,
    )
    with RunRecorder(prepare_run_folder(folder, overwrite=False), config) as recorder:
        train(config, agent, build_phases(agent, config), recorder, CPU)
        return recorder.rows


def collect(agent: ActorCriticAgent) -> TensorDictBase:
    keyed = agent.network.vision_encoder.cache is not None
    env = TorchReasoningEnv(make_vector_env(ENV_ID, 8), agent.tokens, keyed)
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

    agent.network.text_encoder.model.embeddings.register_forward_hook(counter("text"))
    agent.network.vision_encoder.model.embeddings.register_forward_hook(counter("vision"))
    return calls


MODES = [
    ("full", "full", ()),
    ("full", "frozen", ("vision",)),
    ("frozen", "last_n", ("text", "vision")),
    ("last_n", "full", ("text",)),
    ("frozen", "frozen", ("text", "vision")),
]


@pytest.mark.parametrize(("text", "vision", "kept"), MODES)
def test_minibatches_of_kept_states_are_the_same_as_encoding_all(
    text: str, vision: str, kept: tuple[str, ...]
) -> None:
    """Features and gradients, of frozen layers' states by content and of whole passes."""
    agent = build(network(text, vision))
    fused, gradients = [], []
    for max_bytes in (0, 10**8):
        agent.network.use_caches(max_bytes)
        caches = {
            "text": agent.network.text_encoder.cache,
            "vision": agent.network.vision_encoder.cache,
        }
        present = {name for name, cache in caches.items() if cache is not None}
        assert present == set(kept if max_bytes else ())
        rollout = collect(agent)
        features = agent.rollout_features()
        features.load(rollout.exclude("next").flatten())
        agent.zero_grad()
        minibatch = features.minibatch(torch.tensor([5, 31, 0, 17, 5, 8]))
        (minibatch["fused"] ** 3).sum().backward()
        fused.append(minibatch["fused"].detach())
        gradients.append(
            {name: p.grad for name, p in agent.named_parameters() if p.grad is not None}
        )
    torch.testing.assert_close(fused[0], fused[1])
    assert gradients[0].keys() == gradients[1].keys()
    for name, gradient in gradients[0].items():
        difference = (gradient - gradients[1][name]).abs().max()
        assert difference <= 1e-4 * gradient.abs().max() + 1e-6, name
    for encoder, mode in (
        (agent.network.text_encoder, text),
        (agent.network.vision_encoder, vision),
    ):
        learns = {
            n.split(".layers.")[-1][0]
            for n, p in encoder.named_parameters()
            if p.requires_grad and ".layers." in n
        }
        assert learns == {"full": {"0", "1"}, "frozen": set(), "last_n": {"1"}}[mode]


def count_begun(agent: ActorCriticAgent) -> dict[str, int]:
    """Texts and images that go through the encoders' embeddings, as they do."""
    counts = {"text": 0, "vision": 0}

    def counter(name: str) -> Any:
        def count(_module: Any, _inputs: Any, output: torch.Tensor) -> None:
            counts[name] += len(output)

        return count

    agent.network.text_encoder.model.embeddings.register_forward_hook(counter("text"))
    agent.network.vision_encoder.model.embeddings.register_forward_hook(counter("vision"))
    return counts


@pytest.mark.parametrize("mode", ["frozen", "last_n"])
def test_each_distinct_text_and_image_is_encoded_once_in_the_whole_run(
    mode: str, tmp_path: Path
) -> None:
    """Of three plain images and four questions, whatever epochs, rollouts and validations do."""
    agent = build(network(mode, mode))
    counts = count_begun(agent)
    rows = learn(agent, tmp_path / "run", rollouts=3)
    assert counts == {"text": 4, "vision": 3}
    assert rows[-1]["cache_hit_rate"] > 0.99


def test_what_learns_is_encoded_once_a_step_and_once_a_minibatch(tmp_path: Path) -> None:
    counts = []
    for rollouts in (1, 3):
        agent = build(network("full", "frozen"))
        counts.append(count_encodings(agent))
        learn(agent, tmp_path / str(rollouts), rollouts)
    # A rollout: 4 steps of collection, and 3 epochs of 4 minibatches.
    assert counts[1]["text"] - counts[0]["text"] == 32


def test_cached_and_recomputed_runs_are_the_same_run(tmp_path: Path) -> None:
    losses = []
    for gigabytes in (0.0, 0.1):
        agent = build(network("frozen", "last_n"))
        rows = learn(agent, tmp_path / str(gigabytes), 3, feature_cache_gb=gigabytes)
        losses.append([(row["loss_objective"], row["loss_critic"]) for row in rows])
    torch.testing.assert_close(torch.tensor(losses[0]), torch.tensor(losses[1]), rtol=0, atol=1e-5)


def test_states_that_do_not_fit_are_encoded_anew_with_a_warning(tmp_path: Path) -> None:
    losses = []
    for gigabytes in (1e-6, 0.1):
        agent = build(network("frozen", "frozen"))
        if gigabytes < 1e-3:
            with pytest.warns(UserWarning, match="raise --feature-cache-gb"):
                rows = learn(agent, tmp_path / "small", 2, feature_cache_gb=gigabytes)
        else:
            rows = learn(agent, tmp_path / "large", 2, feature_cache_gb=gigabytes)
        losses.append([row["loss_objective"] for row in rows])
    torch.testing.assert_close(torch.tensor(losses[0]), torch.tensor(losses[1]), rtol=0, atol=1e-5)


def test_frozen_encoders_overrides_the_modes_and_only_heads_learn(tmp_path: Path) -> None:
    agent = build(network("full", "last_n", frozen_encoders=True))
    assert agent.parameter_groups()["encoders"] == []
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
    learning = {id(p) for group in agent.parameter_groups().values() for p in group}
    assert learning == {id(p) for p in agent.parameters() if p.requires_grad}
    learn(agent, tmp_path / "run")
    before = {name: value.clone() for name, value in agent.state_dict().items()}
    agent.save(tmp_path / "agent")
    loaded = load_agent(tmp_path / "agent", device="cpu")
    assert loaded.state_dict().keys() == build(network()).state_dict().keys()
    assert all(parameter.requires_grad for parameter in loaded.parameters())
    observations, _ = make_vector_env(ENV_ID, 16).reset(seed=0)
    for one, other in zip(answers(loaded, observations), answers(agent, observations), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-5)
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
    for one, other in zip(answers(loaded, observations), answers(agent, observations), strict=True):
        torch.testing.assert_close(one, other, rtol=0, atol=0)
    agent.network.fusion.mix.weight.data[:, 2 * 32 + MATCH_WIDTH :] += 0.5
    assert not torch.equal(answers(agent, observations)[1], answers(loaded, observations)[1])
