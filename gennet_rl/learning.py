"""Gradient steps on rollouts: features once a minibatch, the loss on the heads.

B environments, T steps of a rollout.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import torch
from tensordict import TensorDictBase

from gennet_rl.config import TrainingConfig
from gennet_rl.optimizing import LearningParameters, Optimizer
from gennet_rl.phases import Loss
from gennet_rl.replay import RolloutReplay

__all__ = ["FrameFeatures", "Learner"]

KL_TOLERANCE = 1.5  # times the target, as in OpenAI's Spinning Up


class FrameFeatures(Protocol):
    """Frames of a rollout, drawn as minibatches with what the loss reads."""

    def load(self, rollout: TensorDictBase) -> None:
        """Take a rollout, a TensorDict [B, T]."""

    def split(self, size: int) -> Sequence[torch.Tensor]:
        """One pass: indices int64[n] of minibatches of about ``size`` frames, in random order."""

    def count(self, batch: int, steps: int, size: int) -> int:
        """How many minibatches that makes of a rollout of ``batch`` times ``steps`` frames."""

    def minibatch(self, indices: torch.Tensor) -> TensorDictBase:
        """The frames at ``indices``, with ``state`` that gradients flow through."""


class Learner:
    """Takes the gradient steps of a training.

    Args:
        config: the algorithm's passes and minibatches, the optimizer, schedules.
        parameters: what learns.
        features: rollouts to minibatches.
        imitating: how many of the rollouts are learnt from by right answers alone.
    """

    def __init__(
        self,
        config: TrainingConfig,
        parameters: LearningParameters,
        features: FrameFeatures,
        imitating: int = 0,
    ) -> None:
        self._algorithm = config.on_policy
        self._features = features
        self._rollouts, self._learnt = config.rollouts, 0
        minibatches = features.count(
            config.num_envs, config.rollout_steps, self._algorithm.minibatch_size
        )
        total = config.rollouts * self._algorithm.epochs * minibatches
        kept = int(config.supervision.replay_gb * 1e9)
        self._to_imitate = imitating
        is_kept = kept and imitating and self._algorithm.epochs > 1
        passes = self._algorithm.epochs - 1
        self._replay = RolloutReplay(kept, imitating, passes) if is_kept else None
        self._optimizer = Optimizer(config.optimizer, parameters, total)

    def learn(
        self, rollout: TensorDictBase, loss: Loss, from_reward: bool = True
    ) -> dict[str, float]:
        """Take the gradient steps of one rollout.

        Args:
            rollout: a TensorDict [B, T].
            loss: reads minibatches.
            from_reward: whether the loss holds for the policy that acted only; else passes after
                the first go over earlier rollouts as well.

        Returns:
            The means of what the steps report.
        """
        scheduled = self._set_entropy_coefficient(loss)
        self._learnt += 1
        frames = rollout.exclude("next", "collector")
        reports: list[dict[str, torch.Tensor]] = []
        for passed in self._to_learn_from(frames, from_reward):
            if passed is not None:
                self._features.load(passed)
            reports += [
                self._step(self._features.minibatch(indices), loss)
                for indices in self._features.split(self._algorithm.minibatch_size)
            ]
            if self._has_moved_too_far(reports[-1]):
                break
        means = {key: torch.stack([r[key] for r in reports]).nanmean() for key in reports[0]}
        rates = {
            f"{name}learning_rate": self._optimizer.learning_rate(group)
            for name, group in (("", "fusion"), ("encoder_", "encoders"), ("head_", "heads"))
        }
        return {**{key: float(value) for key, value in means.items()}, **scheduled, **rates}

    def _to_learn_from(
        self, frames: TensorDictBase, from_reward: bool
    ) -> Iterator[TensorDictBase | None]:
        """What each pass is over; None where it is what the one before was over."""
        yield frames
        if from_reward or self._replay is None:
            yield from [None] * (self._algorithm.epochs - 1)
        else:
            self._replay.add(frames)
            yield from self._replay.samples()
            self._to_imitate -= 1
            if not self._to_imitate:
                self._replay = None  # frees its memory: what comes now is learnt from by reward

    def _step(self, minibatch: TensorDictBase, loss: Loss) -> dict[str, torch.Tensor]:
        report = loss(minibatch)
        total = sum(value for key, value in report.items() if key.startswith("loss_"))
        norm = self._optimizer.step(total)
        scalars = {key: value.detach() for key, value in report.items() if value.ndim == 0}
        return {**scalars, "gradient_norm": norm}

    def _has_moved_too_far(self, report: dict[str, torch.Tensor]) -> bool:
        """Whether the policy has left the one that acted, after a pass."""
        target = getattr(self._algorithm, "target_kl", None)
        if target is None or "kl_approx" not in report:
            return False
        return float(report["kl_approx"]) > KL_TOLERANCE * target

    def _set_entropy_coefficient(self, loss: Loss) -> dict[str, float]:
        """Move the entropy bonus along its schedule, where it has one."""
        first, last = (
            self._algorithm.entropy_coefficient,
            self._algorithm.final_entropy_coefficient,
        )
        coefficient = getattr(loss, "entropy_coeff", None)
        if last is None or coefficient is None:
            return {}
        progress = self._learnt / max(1, self._rollouts - 1)
        value = first + (last - first) * min(1.0, progress)
        coefficient.fill_(value)
        return {"entropy_coefficient": value}
