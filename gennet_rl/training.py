"""The training loop: collect, estimate advantages, take gradient steps, log, evaluate, save.

B environments, T steps of a rollout.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from tensordict import TensorDict, TensorDictBase
from tensordict.nn import TensorDictModuleBase
from torch import nn
from torchrl.objectives import LossModule
from tqdm import tqdm

from gennet_rl.advantages import AdvantageEstimator
from gennet_rl.collecting import TorchReasoningEnv, make_collector
from gennet_rl.config import OptimizerConfig, TrainingConfig
from gennet_rl.environments import EnvironmentSpec, make_vector_env
from gennet_rl.evaluation import evaluate
from gennet_rl.recording import RunRecorder
from gennet_rl.tokenizing import TokenCache

__all__ = ["LearningAgent", "make_optimizer", "train"]


class LearningAgent(Protocol):
    """What the loop needs of an agent."""

    spec: EnvironmentSpec
    tokens: TokenCache

    def policy(self) -> TensorDictModuleBase:
        """Observations to ``action``, ``action_log_prob``, ``state_value``; what is to be kept."""

    def rollout_features(self) -> TensorDictModuleBase:
        """Frames that the policy collected to what the loss reads, with gradients."""

    def value(self, observations: TensorDictBase) -> torch.Tensor:
        """``state_value`` float[n, 1] of a TensorDict [n] of observations, without gradient."""

    def act(self, observations: dict[str, Any]) -> np.ndarray:
        """Greedy actions int64[B]."""

    def encoder_parameters(self) -> list[nn.Parameter]:
        """What learns at the encoders' rate; none where they are frozen."""

    def head_parameters(self) -> list[nn.Parameter]:
        """What learns at the other rate."""

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
    env_id, ppo = agent.spec.env_id, config.ppo
    total_frames = config.rollouts * config.frames_per_batch
    envs = make_vector_env(env_id, config.num_envs)
    env = TorchReasoningEnv(envs, agent.tokens)
    env.set_seed(config.seed)
    collector = make_collector(env, agent.policy(), config.frames_per_batch, total_frames, device)
    estimate_advantages = AdvantageEstimator(ppo.gamma, ppo.gae_lambda, agent.value)
    minibatches = math.ceil(config.frames_per_batch / ppo.minibatch_size)
    steps = config.rollouts * ppo.epochs * minibatches
    learner = _Learner(config, agent, loss, steps)
    clock = _Stopwatch()
    frames = 0
    with tqdm(total=total_frames, desc="training", unit="frame", unit_scale=True) as bar:
        rollouts: Iterable[TensorDictBase] = collector
        for iteration, rollout in enumerate(rollouts):
            seconds_collecting = clock.lap()
            losses = learner.learn(estimate_advantages(rollout))
            frames += rollout.numel()
            seconds_learning = clock.lap()
            row = {"frames": frames, **_rollout_metrics(rollout), **losses}
            row |= _validate(config, agent, iteration)
            row |= {
                "frames_per_second": rollout.numel() / (seconds_collecting + seconds_learning),
                "seconds_collecting": seconds_collecting,
                "seconds_learning": seconds_learning,
                "seconds_evaluating": clock.lap(),
            }
            recorder.log(row)
            bar.update(rollout.numel())
            bar.set_postfix(_progress(recorder.rows), refresh=False)
    collector.shutdown()
    agent.save(recorder.checkpoints / "final")
    return frames


def make_optimizer(
    config: OptimizerConfig, agent: LearningAgent, steps: int
) -> tuple[torch.optim.AdamW, torch.optim.lr_scheduler.LambdaLR]:
    """AdamW over encoders and heads with their own rates, warmed up and decayed linearly.

    Where nothing of the encoders learns, their rate is zero.

    Args:
        config: rates, warm-up, weight decay.
        agent: whose parameters.
        steps: gradient steps after which the rates are zero.
    """
    encoders = agent.encoder_parameters()
    groups: list[dict[str, Any]] = [
        {"params": agent.head_parameters(), "lr": config.learning_rate},
        {"params": encoders, "lr": config.encoder_learning_rate if encoders else 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=config.weight_decay, fused=True)
    warmup = max(1, round(config.warmup_fraction * steps))

    def rate(step: int) -> float:
        rising = min(1.0, (step + 1) / warmup)
        return rising * min(1.0, (steps - step) / max(1, steps - warmup))

    return optimizer, torch.optim.lr_scheduler.LambdaLR(optimizer, rate)


class _Learner:
    """Gradient steps on rollouts: features once a minibatch, the loss on the heads."""

    def __init__(
        self, config: TrainingConfig, agent: LearningAgent, loss: LossModule, steps: int
    ) -> None:
        self._epochs = config.ppo.epochs
        self._minibatch_size = config.ppo.minibatch_size
        self._max_norm = config.optimizer.max_gradient_norm
        self._features = agent.rollout_features()
        self._loss = loss
        self._optimizer, self._schedule = make_optimizer(config.optimizer, agent, steps)
        self._parameters = [*agent.head_parameters(), *agent.encoder_parameters()]

    def learn(self, rollout: TensorDictBase) -> dict[str, float]:
        """Take the gradient steps of one rollout [B, T]; return the means of what they report."""
        frames = rollout.exclude("next", "collector").flatten()
        reports = [self._step(minibatch) for minibatch in self._minibatches(frames)]
        means = {key: torch.stack([r[key] for r in reports]).mean() for key in reports[0]}
        rates = [float(rate) for rate in self._schedule.get_last_lr()]
        return {
            **{key: float(value) for key, value in means.items()},
            "learning_rate": rates[0],
            "encoder_learning_rate": rates[1],
        }

    def _minibatches(self, frames: TensorDictBase) -> Iterator[TensorDictBase]:
        for _ in range(self._epochs):
            order = torch.randperm(len(frames), device=frames.device)
            for indices in order.split(self._minibatch_size):
                yield frames[indices]

    def _step(self, minibatch: TensorDictBase) -> dict[str, torch.Tensor]:
        self._features(minibatch)
        report: TensorDict = self._loss(minibatch)
        total = sum(value for key, value in report.items() if key.startswith("loss_"))
        self._optimizer.zero_grad(set_to_none=True)
        total.backward()
        norm = nn.utils.clip_grad_norm_(self._parameters, self._max_norm)
        self._optimizer.step()
        self._schedule.step()
        scalars = {key: value.detach() for key, value in report.items() if value.ndim == 0}
        return {**scalars, "gradient_norm": norm.detach()}


class _Stopwatch:
    """Seconds since the last lap."""

    def __init__(self) -> None:
        self._last = time.perf_counter()

    def lap(self) -> float:
        now = time.perf_counter()
        seconds, self._last = now - self._last, now
        return seconds


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
    result = evaluate(agent.act, agent.spec.env_id, "validation", config.evaluation_episodes)
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
