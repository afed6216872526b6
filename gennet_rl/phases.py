"""Phases of a training: what is minimised, and who acts, for how long."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from tensordict import TensorDict, TensorDictBase
from tensordict.nn import TensorDictModuleBase

__all__ = ["Phase", "Taught", "imitated_rollouts", "phase_of_rollout"]

Loss = Callable[[TensorDictBase], TensorDict]


@dataclass(frozen=True)
class Phase:
    """A part of a training."""

    name: str
    """For people."""
    share: float
    """Of the run's rollouts, from 0 to 1."""
    loss: Loss
    """Reads a minibatch with ``state``; the sum of its ``loss_...`` outputs is minimised."""
    teacher_share: float = 0.0
    """Share of actions that are the environment's right ones."""
    needs_answers: bool = False
    """Whether the loss reads ``answer``; without any such phase no answer enters a rollout."""
    from_reward: bool = True
    """Whether advantages are estimated for the loss."""


def phase_of_rollout(phases: Sequence[Phase], rollout: int, rollouts: int) -> Phase:
    """The phase that rollout ``rollout`` of ``rollouts`` belongs to."""
    end = 0.0
    for phase in phases:
        end += phase.share
        if rollout < round(end * rollouts):
            return phase
    return phases[-1]


def imitated_rollouts(phases: Sequence[Phase], rollouts: int) -> int:
    """How many of ``rollouts`` belong to phases that learn nothing from reward."""
    count, end = 0, 0.0
    for phase in phases:
        begin, end = end, end + phase.share
        if not phase.from_reward:
            count += round(end * rollouts) - round(begin * rollouts)
    return count


class Taught(TensorDictModuleBase):
    """A policy some of whose actions a teacher replaces by the environment's right ones.

    Args:
        policy: observations to ``action`` and more; the observations hold ``answer`` int64[B], -1
            where there is no single right action.
    """

    def __init__(self, policy: TensorDictModuleBase) -> None:
        super().__init__()
        self.policy = policy
        self.in_keys, self.out_keys = [*policy.in_keys, "answer"], policy.out_keys
        self.teacher_share = 0.0
        """Probability that the teacher acts, for each step of each environment."""

    def forward(self, tensordict: TensorDictBase) -> TensorDictBase:
        """Act on a TensorDict [B] of observations."""
        tensordict = self.policy(tensordict)
        if self.teacher_share:
            action_B, answer_B = tensordict["action"], tensordict["answer"]
            taught_B = (torch.rand(answer_B.shape) < self.teacher_share).to(answer_B.device)
            tensordict["action"] = torch.where(taught_B & (answer_B >= 0), answer_B, action_B)
        return tensordict
