"""One training run: where, how long, with which network, algorithm and optimizer."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from gennet_rl.config.algorithms import (
    A2CConfig,
    OptimizerConfig,
    PPOConfig,
    SupervisionConfig,
)
from gennet_rl.config.network import NetworkConfig

__all__ = ["TrainingConfig"]


@dataclass(frozen=True)
class TrainingConfig:
    """One training run: where, how long, with what."""

    env_id: str = "gennet/EasyVQA-v0"
    """Gymnasium id of the environment."""
    mode: Literal["rl", "supervised", "combined"] = "rl"
    """What teaches: reward alone; the environment's right answers; or first these, then reward,
    with a classifier that goes on learning from them."""
    algorithm: Literal["ppo", "a2c"] = "ppo"
    """What learns from reward."""
    total_frames: int = 60_000
    """Environment steps to train on, rounded up to whole rollouts."""
    num_envs: int = 256
    """Environments stepped together."""
    rollout_steps: int = 4
    """Steps of each environment between updates."""
    env_workers: int = 0
    """Processes that step environments without a batched form; 0 steps them in the process that
    collects."""
    collector: Literal["local", "multi-sync", "multi-async"] = "local"
    """Who collects: this process; or several that share the environments out among them and wait
    for each update, or go on collecting while this one learns."""
    collector_workers: int = 2
    """How many processes collect under "multi-sync" and "multi-async"; must divide `num_envs`."""
    seed: int = 0
    """Seed of weights, environments and minibatches."""
    device: str = "auto"
    """Where the network runs: "cpu", "cuda", "cuda:1", ...; "auto" takes CUDA where there is
    one."""
    out: Path | None = None
    """Folder for everything the run leaves; by default runs/<script>/<time>-seed<seed>."""
    overwrite: bool = False
    """Whether a run that already lies in `out` may be replaced."""
    precision: Literal["auto", "float32", "bfloat16"] = "auto"
    """What encoders and fusion compute in; weights, heads and losses stay float32. "auto" takes
    bfloat16 where the processor computes it natively."""
    compile: bool = False
    """Whether encoders and fusion go through torch.compile: slow to start, for long runs on GPUs.
    Texts are padded to a few lengths and numbers then, so that few shapes are compiled."""
    profile: bool = False
    """Whether a PyTorch trace of the third rollout is written to trace.json."""
    feature_cache_gb: float = 2.0
    """Most gigabytes (1e9 bytes) of states of frozen layers to keep, so that each distinct text and
    image goes through them once in the run; 0 to keep none."""
    feature_cache_on: Literal["device", "host"] = "device"
    """Whether they are kept where the network runs, or in pinned host memory."""
    evaluations: int = 10
    """How often the validation split is looked at while training; 0 for never."""
    evaluation_episodes: int = 1024
    """Validation episodes each time."""
    early_stopping: int = 0
    """Looks at the validation split without a better return after which training ends, with the
    best weights; 0 for never."""
    test_episodes: int | None = None
    """Test episodes at the end; by default the whole test split, or 1000 where it has no end."""
    network: NetworkConfig = field(default_factory=NetworkConfig)
    """The network."""
    ppo: PPOConfig = field(default_factory=PPOConfig)
    """Proximal policy optimisation."""
    a2c: A2CConfig = field(default_factory=A2CConfig)
    """Advantage actor-critic."""
    supervision: SupervisionConfig = field(default_factory=SupervisionConfig)
    """Learning from right answers."""
    optimizer: OptimizerConfig = field(default_factory=OptimizerConfig)
    """The optimizer."""

    @property
    def agent_network(self) -> NetworkConfig:
        """The network that the run needs: a classifier is part of a combined one."""
        if self.mode != "combined":
            return self.network
        reasoning = dataclasses.replace(self.network.reasoning, classifier=True)
        return dataclasses.replace(self.network, reasoning=reasoning)

    @property
    def on_policy(self) -> PPOConfig | A2CConfig:
        """The chosen algorithm's knobs."""
        return self.ppo if self.algorithm == "ppo" else self.a2c

    @property
    def frames_per_batch(self) -> int:
        """Frames of one rollout over all environments."""
        return self.num_envs * self.rollout_steps

    @property
    def rollouts(self) -> int:
        """Number of rollouts that make at least ``total_frames``."""
        return -(-self.total_frames // self.frames_per_batch)

    def to_json(self) -> str:
        """The configuration as indented JSON."""
        return json.dumps(dataclasses.asdict(self), indent=2, default=str) + "\n"
