"""The training loop: collect, estimate advantages, take gradient steps, log, evaluate, save.

B environments, T steps of a rollout.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from tensordict import TensorDict, TensorDictBase
from tensordict.nn import TensorDictModuleBase
from torchrl.collectors import Collector
from torchrl.objectives import LossModule
from tqdm import tqdm

from gennet_rl.accounting import Stopwatch, peak_memory_gb
from gennet_rl.advantages import AdvantageEstimator
from gennet_rl.collecting import make_collector, make_torch_env
from gennet_rl.config import TrainingConfig, check_collector
from gennet_rl.devices import keep_freed_memory, resolve_precision
from gennet_rl.environments import EnvironmentSpec
from gennet_rl.evaluation import evaluate
from gennet_rl.features import MultimodalNetwork
from gennet_rl.optimizing import LearningParameters, Optimizer
from gennet_rl.profiling import tracing
from gennet_rl.recording import RunRecorder
from gennet_rl.tokenizing import TokenCache
from gennet_rl.worker_collectors import WorkerCollector

__all__ = ["KINDS_OF_WORK", "LearningAgent", "train", "training_iterations"]

# What a run's time is counted as, besides "other".
KINDS_OF_WORK = ("collecting", "encoding", "learning", "evaluating")


class FrameFeatures(Protocol):
    """Frames of a rollout, drawn as minibatches with what the loss reads."""

    def load(self, frames: TensorDictBase) -> None:
        """Take the frames of a rollout, a TensorDict [n]."""

    def minibatch(self, indices: torch.Tensor) -> TensorDictBase:
        """The frames at int64[B], with features that gradients flow through."""


class LearningAgent(LearningParameters, Protocol):
    """What the loop needs of an agent."""

    spec: EnvironmentSpec
    tokens: TokenCache

    @property
    def network(self) -> MultimodalNetwork:
        """Encoders and fusion."""

    def policy(self) -> TensorDictModuleBase:
        """Observations to ``action``, ``action_log_prob``, ``state_value``; what is to be kept."""

    def rollout_features(self) -> FrameFeatures:
        """Frames that the policy collected to what the loss reads, with gradients."""

    def value(self, observations: TensorDictBase) -> torch.Tensor:
        """``state_value`` float[n, 1] of a TensorDict [n] of observations, without gradient."""

    def act(self, observations: dict[str, Any]) -> np.ndarray:
        """Greedy actions int64[B]."""

    def save(self, folder: Path) -> None:
        """Write the agent as one folder."""


def train(
    config: TrainingConfig,
    agent: LearningAgent,
    loss: LossModule,
    recorder: RunRecorder,
    device: torch.device,
) -> int:
    """Train ``agent`` on its environment's training split; nothing but reward teaches it.

    Args:
        config: how long and how.
        agent: already on ``device``.
        loss: reads a minibatch with ``fused``; the sum of its ``loss_...`` outputs is minimised.
        recorder: where metrics and the final agent go.
        device: where the network runs.

    Returns:
        The number of frames trained on.
    """
    clock = Stopwatch(*KINDS_OF_WORK)
    total_frames = config.rollouts * config.frames_per_batch
    frames = 0
    with (
        tqdm(total=total_frames, desc="training", unit="frame", unit_scale=True) as bar,
        tracing(recorder.folder, config.profile) as end_of_rollout,
    ):
        for iteration, row in enumerate(training_iterations(config, agent, loss, device, clock)):
            rollout_frames, frames = int(row["frames"]) - frames, int(row["frames"])
            with clock.measure("evaluating"):
                row |= _validate(config, agent, iteration)
            row |= _costs(clock.report(), rollout_frames, agent.network, device)
            recorder.log(row)
            end_of_rollout()
            bar.update(rollout_frames)
            bar.set_postfix(_progress(recorder.rows), refresh=False)
    agent.save(recorder.checkpoints / "final")
    return frames


def training_iterations(
    config: TrainingConfig,
    agent: LearningAgent,
    loss: LossModule,
    device: torch.device,
    clock: Stopwatch,
) -> Iterator[dict[str, float]]:
    """Collect a rollout and learn from it, again and again; what :func:`train` consists of.

    Each time the next item is asked for, one rollout is made and learnt from.

    Args:
        config: how long and how.
        agent: already on ``device``.
        loss: reads a minibatch with ``fused``; the sum of its ``loss_...`` outputs is minimised.
        device: where the network runs.
        clock: counts what is spent on ``KINDS_OF_WORK``.

    Yields:
        ``frames`` trained on so far, and the rollout's metrics and mean losses.
    """
    ppo, network = config.ppo, agent.network
    network.compute_in(resolve_precision(config.precision, device), device)
    if device.type == "cpu":
        keep_freed_memory()
    if config.compile:
        network.compile_parts()
    network.use_caches(int(config.feature_cache_gb * 1e9), config.feature_cache_on == "host")
    collector = _make_collector(config, agent, device, clock)
    estimate_advantages = AdvantageEstimator(ppo.gamma, ppo.gae_lambda, agent.value)
    learner = _Learner(config, agent, loss)
    frames = 0
    with _shut_down(collector):
        for rollout in _measured(collector, clock):
            with clock.measure("learning"):
                losses = learner.learn(estimate_advantages(rollout))
            frames += rollout.numel()
            yield {"frames": frames, **_rollout_metrics(rollout), **losses}


def _make_collector(
    config: TrainingConfig, agent: LearningAgent, device: torch.device, clock: Stopwatch
) -> Collector | WorkerCollector:
    check_collector(config)
    make_env = partial(
        make_torch_env,
        env_id=agent.spec.env_id,
        tokens=agent.tokens,
        image_keys=agent.network.vision_encoder.cache is not None,
        env_workers=config.env_workers,
    )
    if config.collector != "local":
        return WorkerCollector(
            config.collector,
            config.collector_workers,
            make_env,
            num_envs=config.num_envs,
            steps=config.rollout_steps,
            rollouts=config.rollouts,
            seed=config.seed,
            policy=agent.policy(),
            device=device,
        )
    env = make_env(config.num_envs, config.seed)
    policy = _Timed(agent.policy(), clock)
    total_frames = config.rollouts * config.frames_per_batch
    return make_collector(env, policy, config.frames_per_batch, total_frames, device)


@contextmanager
def _shut_down(collector: Collector | WorkerCollector) -> Iterator[None]:
    """Leave no worker behind, also where training fails or is interrupted."""
    try:
        yield
    finally:
        collector.shutdown()


class _Timed(TensorDictModuleBase):
    """A policy whose time counts as encoding, not as collecting."""

    def __init__(self, policy: TensorDictModuleBase, clock: Stopwatch) -> None:
        super().__init__()
        self.policy = policy
        self.in_keys, self.out_keys = policy.in_keys, policy.out_keys
        self._clock = clock

    def forward(self, tensordict: TensorDictBase) -> TensorDictBase:
        with self._clock.measure("encoding"):
            return self.policy(tensordict)


def _measured(collector: Iterable[TensorDictBase], clock: Stopwatch) -> Iterator[TensorDictBase]:
    """The rollouts, whose making counts as collecting."""
    rollouts = iter(collector)
    while True:
        with clock.measure("collecting"):
            rollout = next(rollouts, None)
        if rollout is None:
            return
        yield rollout


class _Learner:
    """Gradient steps on rollouts: features once a minibatch, the loss on the heads."""

    def __init__(self, config: TrainingConfig, agent: LearningAgent, loss: LossModule) -> None:
        ppo = config.ppo
        minibatches = math.ceil(config.frames_per_batch / ppo.minibatch_size)
        self._epochs = ppo.epochs
        self._minibatch_size = ppo.minibatch_size
        self._features = agent.rollout_features()
        self._loss = loss
        steps = config.rollouts * ppo.epochs * minibatches
        self._optimizer = Optimizer(config.optimizer, agent, steps)

    def learn(self, rollout: TensorDictBase) -> dict[str, float]:
        """Take the gradient steps of one rollout [B, T]; return the means of what they report."""
        frames = rollout.exclude("next", "collector").flatten()
        self._features.load(frames)
        reports = [
            self._step(self._features.minibatch(indices))
            for _ in range(self._epochs)
            for indices in torch.randperm(len(frames)).split(self._minibatch_size)
        ]
        means = {key: torch.stack([r[key] for r in reports]).mean() for key in reports[0]}
        return {
            **{key: float(value) for key, value in means.items()},
            "learning_rate": self._optimizer.learning_rate("heads"),
            "encoder_learning_rate": self._optimizer.learning_rate("encoders"),
        }

    def _step(self, minibatch: TensorDictBase) -> dict[str, torch.Tensor]:
        report: TensorDict = self._loss(minibatch)
        total = sum(value for key, value in report.items() if key.startswith("loss_"))
        norm = self._optimizer.step(total)
        scalars = {key: value.detach() for key, value in report.items() if value.ndim == 0}
        return {**scalars, "gradient_norm": norm}


def _costs(
    seconds: dict[str, float], frames: int, network: MultimodalNetwork, device: torch.device
) -> dict[str, float]:
    """Time, speed, memory and the caches' hit rate, for ``metrics.csv``."""
    training = sum(seconds.values()) - seconds["evaluating"]
    hits = sum(cache.hits for cache in network.caches)
    looked_up = hits + sum(cache.misses for cache in network.caches)
    return {
        "frames_per_second": frames / training,
        **{f"seconds_{kind}": value for kind, value in seconds.items()},
        "peak_memory_gb": peak_memory_gb(device),
        "cache_hit_rate": hits / looked_up if looked_up else math.nan,
    }


def _rollout_metrics(rollout: TensorDictBase) -> dict[str, float]:
    rewards, done = rollout["next", "reward"], rollout["next", "done"]
    episodes = int(done.sum())
    return {
        "reward_mean": float(rewards.mean()),
        "episodes": episodes,
        # The sum over the rollout's ends is exact for one-step episodes, and on average for others.
        "episode_return": float(rewards.sum()) / episodes if episodes else math.nan,
    }


def _validate(config: TrainingConfig, agent: LearningAgent, iteration: int) -> dict[str, float]:
    due = (iteration + 1) * config.evaluations // config.rollouts
    if due == iteration * config.evaluations // config.rollouts:
        return {"validation_accuracy": math.nan, "validation_return": math.nan}
    result = evaluate(
        agent.act,
        agent.spec.env_id,
        "validation",
        config.evaluation_episodes,
        env_workers=config.env_workers,
    )
    accuracy = math.nan if result.accuracy is None else result.accuracy
    return {"validation_accuracy": accuracy, "validation_return": result.return_mean}


def _progress(rows: list[dict[str, float]]) -> dict[str, str]:
    recent = [row["reward_mean"] for row in rows[-20:]]
    validated = [
        row["validation_return"] for row in rows if not math.isnan(row["validation_return"])
    ]
    progress = {"reward": f"{sum(recent) / len(recent):.3f}"}
    if validated:
        progress["validation"] = f"{validated[-1]:.3f}"
    return progress
