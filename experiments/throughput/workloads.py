"""What every system does in a benchmark: one network, one environment, the same sizes of a rollout.

B environments, T steps of a rollout.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field

import torch

from gennet_rl.agents.actor_critic import ActorCriticAgent, build_actor_critic
from gennet_rl.config import (
    FineTuning,
    FusionConfig,
    NetworkConfig,
    OptimizerConfig,
    PPOConfig,
    TextEncoderConfig,
    TrainingConfig,
    VisionEncoderConfig,
)
from gennet_rl.environments import describe_environment, sample_texts

__all__ = ["MODES", "NETWORKS", "Workload", "build_agent", "network_for"]

# What learns: (text encoder, vision encoder).
MODES: dict[str, tuple[FineTuning, FineTuning]] = {
    "trainable": ("full", "full"),
    "text": ("full", "frozen"),  # what NetworkConfig() has
    "frozen": ("frozen", "frozen"),
}


def _from_nothing(width: int, layers: int, heads: int, side: int | None = None) -> NetworkConfig:
    """Encoders with random weights, the images resized to a square of ``side`` pixels if given."""
    size = None if side is None else (side, side)
    return NetworkConfig(
        TextEncoderConfig(None, width=width, layers=layers, heads=heads),
        VisionEncoderConfig(None, image_size=size, width=width, layers=layers, heads=heads),
        FusionConfig(width=width, heads=heads),
    )


NETWORKS: dict[str, NetworkConfig] = {
    "quick": _from_nothing(width=32, layers=1, heads=2),
    "tiny": NetworkConfig(),
    "small": _from_nothing(width=384, layers=12, heads=6, side=128),
    # The shapes of ModernBERT-base and SigLIP 2 base.
    "base": NetworkConfig(
        TextEncoderConfig(None, width=768, layers=22, heads=12),
        VisionEncoderConfig(None, image_size=(224, 224), width=768, layers=12, heads=12),
        FusionConfig(width=1024, heads=8),
    ),
}
VOCABULARY_SIZES = {"base": 50_368}  # ModernBERT's; an optimizer step goes over all of them


@dataclass(frozen=True)
class Workload:
    """One rollout and what is learnt from it, for any system."""

    size: str = "tiny"
    """Name of a network in NETWORKS."""
    mode: str = "trainable"
    """What of its encoders learns, a name in MODES."""
    env_id: str = "gennet/EasyVQA-v0"
    """Gymnasium id of the environment."""
    num_envs: int = 256
    """B."""
    rollout_steps: int = 4
    """T."""
    ppo: PPOConfig = field(default_factory=PPOConfig)
    """Epochs, minibatch size and the loss's coefficients."""
    precision: str = "float32"
    """What encoders and fusion compute in: "float32" or "bfloat16"."""
    device: str = "cpu"
    """Where the network runs."""
    feature_cache_gb: float = 4.0
    """Bound of this project's table of frozen states, GB."""
    network: NetworkConfig | None = None
    """In the place of the size's own network."""

    @property
    def frames(self) -> int:
        """Frames of a rollout, B times T."""
        return self.num_envs * self.rollout_steps

    @property
    def dtype(self) -> torch.dtype:
        """The precision as PyTorch's type."""
        return {"float32": torch.float32, "bfloat16": torch.bfloat16}[self.precision]

    def shortened(self) -> Workload:
        """The same with rollouts of one step, for what is too slow for whole ones."""
        return dataclasses.replace(self, rollout_steps=1)

    def training_config(self, total_frames: int, method: str = "adamw") -> TrainingConfig:
        """This workload as a training run.

        Args:
            total_frames: its length.
            method: the optimizer's; AdamW is what every system has.
        """
        return TrainingConfig(
            env_id=self.env_id,
            total_frames=total_frames,
            num_envs=self.num_envs,
            rollout_steps=self.rollout_steps,
            device=self.device,
            precision=self.precision,  # type: ignore[arg-type]
            feature_cache_gb=self.feature_cache_gb,
            evaluations=0,
            network=self.network or network_for(self.size, self.mode),
            ppo=self.ppo,
            optimizer=OptimizerConfig(method=method),  # type: ignore[arg-type]
        )


def network_for(size: str, mode: str) -> NetworkConfig:
    """The network of a size with what learns in a mode."""
    network = NETWORKS[size]
    text, vision = MODES[mode]
    return dataclasses.replace(
        network,
        text=dataclasses.replace(network.text, fine_tuning=text),
        vision=dataclasses.replace(network.vision, fine_tuning=vision),
    )


def build_agent(workload: Workload, seed: int = 0) -> ActorCriticAgent:
    """The agent that every system starts from a copy of; random weights where it has no checkpoint.

    Unlike a training run this allows frozen encoders with random weights, which cost the same.
    """
    torch.manual_seed(seed)
    agent = build_actor_critic(
        workload.network or network_for(workload.size, workload.mode),
        describe_environment(workload.env_id),
        sample_texts(workload.env_id),
    )
    if workload.network is None and workload.size in VOCABULARY_SIZES:
        model = agent.network.text_encoder.model
        model.resize_token_embeddings(VOCABULARY_SIZES[workload.size], mean_resizing=False)
        frozen = MODES[workload.mode][0] == "frozen"
        model.get_input_embeddings().requires_grad_(not frozen)
    agent.network.compute_in(workload.dtype, torch.device(workload.device))
    return agent.to(workload.device)
