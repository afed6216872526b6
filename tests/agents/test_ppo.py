"""PPO: encoders run once a minibatch, gradients reach them, and reward alone teaches."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from tensordict import TensorDict

from gennet_rl.agents.actor_critic import ActorCriticAgent, build_actor_critic
from gennet_rl.agents.objectives import build_phases
from gennet_rl.agents.ppo import build_ppo_loss
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
from gennet_rl.evaluation import evaluate
from gennet_rl.recording import RunRecorder, prepare_run_folder
from gennet_rl.training import train

TINY = NetworkConfig(
    TextEncoderConfig(checkpoint=None, width=32, layers=1, heads=2),
    VisionEncoderConfig(checkpoint=None, width=32, layers=1, heads=2, patch_size=8),
    FusionConfig(width=32, heads=2),
)


def configure(env_id: str, **kwargs: Any) -> TrainingConfig:
    settings: dict[str, Any] = {
        "env_id": env_id,
        "total_frames": 10_000,
        "num_envs": 64,
        "rollout_steps": 4,
        "device": "cpu",
        "evaluations": 1,
        "evaluation_episodes": 64,
        "network": TINY,
        "ppo": PPOConfig(epochs=3, minibatch_size=64, entropy_coefficient=0.03),
        "optimizer": OptimizerConfig(learning_rate=2e-3, encoder_learning_rate=2e-3),
    }
    return TrainingConfig(**{**settings, **kwargs})


def build(config: TrainingConfig) -> ActorCriticAgent:
    torch.manual_seed(config.seed)
    texts = sample_texts(config.env_id, 256, 64)
    return build_actor_critic(config.network, describe_environment(config.env_id), texts)


def run(config: TrainingConfig, folder: Path) -> tuple[ActorCriticAgent, list[dict[str, float]]]:
    agent = build(config)
    phases = build_phases(agent, config)
    with RunRecorder(prepare_run_folder(folder, overwrite=False), config) as recorder:
        train(config, agent, phases, recorder, torch.device("cpu"))
        return agent, recorder.rows


@pytest.mark.parametrize("env_id", ["toy/Colour-v0", "toy/Corridor-v0"])
def test_ppo_learns_a_tiny_task_from_reward(env_id: str, tmp_path: Path) -> None:
    agent, _ = run(configure(env_id), tmp_path / "run")
    # Without the image the best on Colour is 0.58, on the corridor chance is below 0.5.
    accuracy = evaluate(agent.act, env_id, "test", episodes=300).accuracy
    assert accuracy is not None
    assert accuracy >= 0.95


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_ppo_trains_on_cuda(tmp_path: Path) -> None:
    config = configure("toy/Corridor-v0", total_frames=1024, device="cuda")
    agent = build(config).to("cuda")
    before = [parameter.detach().clone() for parameter in agent.parameters()]
    phases = build_phases(agent, config)
    with RunRecorder(prepare_run_folder(tmp_path / "run", overwrite=False), config) as recorder:
        train(config, agent, phases, recorder, torch.device("cuda"))
    assert agent.device.type == "cuda"
    after = list(agent.parameters())
    assert any((old != new).any() for old, new in zip(before, after, strict=True))


def test_same_seed_same_run(tmp_path: Path) -> None:
    config = configure("toy/Colour-v0", total_frames=1024)
    losses = [
        [row["loss_objective"] for row in run(config, tmp_path / str(i))[1]] for i in range(2)
    ]
    assert losses[0] == losses[1]
    other = configure("toy/Colour-v0", total_frames=1024, seed=1)
    assert [row["loss_objective"] for row in run(other, tmp_path / "other")[1]] != losses[0]


def count_encoder_calls(agent: ActorCriticAgent) -> dict[str, int]:
    calls = {"text": 0, "vision": 0}
    network = agent.features.module

    def counter(name: str) -> Any:
        def count(*_: Any) -> None:
            calls[name] += 1

        return count

    network.text_encoder.model.embeddings.register_forward_hook(counter("text"))
    network.vision_encoder.model.embeddings.register_forward_hook(counter("vision"))
    return calls


def test_encoders_run_once_a_step_and_once_a_minibatch(tmp_path: Path) -> None:
    calls = []
    for rollouts in (1, 3):
        ppo = PPOConfig(epochs=3, minibatch_size=64)
        config = configure("toy/Colour-v0", total_frames=256 * rollouts, evaluations=0, ppo=ppo)
        agent = build(config)
        calls.append(count_encoder_calls(agent))
        phases = build_phases(agent, config)
        folder = prepare_run_folder(tmp_path / str(rollouts), overwrite=False)
        with RunRecorder(folder, config) as recorder:
            train(config, agent, phases, recorder, torch.device("cpu"))
    # A rollout: 4 steps of collection, 3 epochs of 4 minibatches; nothing for advantages or the
    # critic. (The collector asks the policy once more, before it starts, what it writes.)
    assert {key: calls[1][key] - calls[0][key] for key in calls[0]} == {"text": 32, "vision": 32}


@pytest.mark.parametrize("env_id", ["toy/Colour-v0", "toy/Corridor-v0"])
def test_gradients_reach_every_parameter_through_the_features(env_id: str) -> None:
    agent = build(configure(env_id))
    with torch.no_grad():  # the policy's last layer starts near zero and hides what is behind it
        agent.actor.module[0].module.weight.normal_()
    loss = build_ppo_loss(agent, PPOConfig())
    observations, _ = make_vector_env(env_id, 16).reset(seed=0)
    minibatch: TensorDict = agent._to_tensordict(observations)
    minibatch["action"] = torch.zeros(16, dtype=torch.int64)
    minibatch["action_log_prob"] = torch.full((16,), -1.0)
    minibatch["advantage"] = torch.randn(16, 1)
    minibatch["value_target"] = torch.randn(16, 1)
    agent.reasoning(agent.features(minibatch))
    report = loss(minibatch)
    assert {"loss_objective", "loss_critic", "loss_entropy"} <= set(report.keys())
    sum(value for key, value in report.items() if key.startswith("loss_")).backward()
    unreached = [
        name
        for name, parameter in agent.named_parameters()
        if parameter.grad is None or not parameter.grad.any()
    ]
    # Keys' biases shift all of a query's scores alike: attention cannot see them. And there is
    # nothing to weigh in the corridor's image, which is a single patch.
    idle = ["k_proj.bias", "key.bias"]
    if "Corridor" in env_id:
        idle += ["text_to_image.query", "text_to_image.key", "pool_image.weigh"]
    assert [name for name in unreached if not any(part in name for part in idle)] == []


def test_loss_is_the_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clipped surrogate, smooth L1 value loss and entropy, computed by hand from the heads."""
    agent = build(configure("toy/Colour-v0"))
    ppo = PPOConfig(normalize_advantage=False, clip_epsilon=0.1, entropy_coefficient=0.02)
    loss = build_ppo_loss(agent, ppo)
    torch.manual_seed(0)
    minibatch = TensorDict(
        {
            "state": torch.randn(32, 32),
            "action": torch.randint(0, 5, (32,)),
            "action_log_prob": torch.randn(32) * 0.3 - 1.6,
            "advantage": torch.randn(32, 1),
            "value_target": torch.randn(32, 1),
        },
        [32],
    )
    report = loss(minibatch)
    policy = torch.distributions.Categorical(
        logits=agent.actor.module[0].module(minibatch["state"])
    )
    ratio = (policy.log_prob(minibatch["action"]) - minibatch["action_log_prob"]).exp()
    advantage = minibatch["advantage"].squeeze(-1)
    surrogate = torch.min(ratio * advantage, ratio.clamp(0.9, 1.1) * advantage)
    torch.testing.assert_close(report["loss_objective"], -surrogate.mean(), rtol=1e-4, atol=1e-5)
    value = agent.critic.module(minibatch["state"])
    expected = 0.5 * torch.nn.functional.smooth_l1_loss(value, minibatch["value_target"])
    torch.testing.assert_close(report["loss_critic"], expected)
    torch.testing.assert_close(report["loss_entropy"], -0.02 * policy.entropy().mean())
