"""Agents small enough to train in a test, and a task that needs a memory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import gymnasium
import numpy as np
import pytest
import torch

from gennet_rl.agents import ActorCriticAgent
from gennet_rl.agents.actor_critic import build_actor_critic
from gennet_rl.agents.objectives import build_phases
from gennet_rl.config import (
    FusionConfig,
    NetworkConfig,
    OptimizerConfig,
    PPOConfig,
    ReasoningConfig,
    TextEncoderConfig,
    TrainingConfig,
    VisionEncoderConfig,
)
from gennet_rl.environments import describe_environment, sample_texts
from gennet_rl.envs import Episode, ReasoningEnv, ReasoningVectorEnv, Task
from gennet_rl.envs.task import text_space
from gennet_rl.recording import RunRecorder, prepare_run_folder
from gennet_rl.training import train

Train = Callable[..., tuple[ActorCriticAgent, list[dict[str, float]]]]


class RecallEpisode(Episode):
    """A bright or a dark image, then a grey one, of which one has to say what came before."""

    answer: int

    def __init__(self, bright: int) -> None:
        self.bright, self.answer, self.text = bright, 0, "look"
        self.image = np.full((8, 8, 3), 40 + 170 * bright, np.uint8)

    def act(self, action: int) -> tuple[float, bool]:
        if self.text == "look":
            self.text, self.answer = "which was it?", self.bright
            self.image = np.full((8, 8, 3), 128, np.uint8)
            return 0.0, False
        self.is_correct = action == self.bright
        return float(self.is_correct), True


class RecallTask(Task):
    """Without a memory half of the episodes is the best one can do."""

    name, answers, image_shape = "Recall", ("dark", "bright"), (8, 8, 3)
    text_space = text_space(["look", "which was it?"])

    def __init__(self, split: str = "train") -> None:
        self.split = split

    def start(self, generator: np.random.Generator, index: int | None = None) -> Episode:
        return RecallEpisode(int(generator.integers(2)))


class RecallEnv(ReasoningEnv):
    """Single form."""

    def __init__(self, split: str = "train", render_mode: str | None = None) -> None:
        super().__init__(RecallTask(split), render_mode)


def make_recall_envs(num_envs: int = 1, split: str = "train", **kwargs: Any) -> ReasoningVectorEnv:
    return ReasoningVectorEnv(RecallTask(split), num_envs, **kwargs)


@pytest.fixture(scope="session", autouse=True)
def recall_environment() -> None:
    gymnasium.register("toy/Recall-v0", RecallEnv, vector_entry_point=make_recall_envs)


@pytest.fixture
def train_tiny(tmp_path: Path) -> Train:
    """Train a tiny network: of an environment id, reasoning and settings to (agent, metrics)."""

    def run(
        env_id: str,
        reasoning: ReasoningConfig | None = None,
        perceives: Any = "both",
        **settings: Any,
    ) -> tuple[ActorCriticAgent, list[dict[str, float]]]:
        network = NetworkConfig(
            TextEncoderConfig(checkpoint=None, width=32, layers=1, heads=2, max_tokens=12),
            VisionEncoderConfig(checkpoint=None, width=32, layers=1, heads=2, patch_size=8),
            FusionConfig(width=32, heads=2),
            reasoning or ReasoningConfig(),
            perceives,
        )
        defaults: dict[str, Any] = {
            "env_id": env_id,
            "total_frames": 8_000,
            "num_envs": 64,
            "rollout_steps": 4,
            "device": "cpu",
            "evaluations": 1,
            "evaluation_episodes": 64,
            "network": network,
            "ppo": PPOConfig(epochs=3, minibatch_size=64, entropy_coefficient=0.03),
            "optimizer": OptimizerConfig(learning_rate=2e-3, encoder_learning_rate=2e-3),
        }
        config = TrainingConfig(**{**defaults, **settings})
        torch.manual_seed(config.seed)
        texts = sample_texts(env_id, 256, 64)
        agent = build_actor_critic(config.agent_network, describe_environment(env_id), texts)
        folder = prepare_run_folder(tmp_path / f"run{len(list(tmp_path.iterdir()))}", False)
        with RunRecorder(folder, config) as recorder:
            train(config, agent, build_phases(agent, config), recorder, torch.device("cpu"))
            return agent, recorder.rows

    return run
