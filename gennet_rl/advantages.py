"""Generalised advantage estimation on the values that the critic gave while collecting.

B environments, T steps.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from tensordict import TensorDictBase
from torchrl.objectives.value import GAE

__all__ = ["AdvantageEstimator"]


class AdvantageEstimator:
    """Adds ``advantage`` and ``value_target`` to a rollout (Schulman et al. 2016).

    The critic has already valued every observation while collecting. What follows a step has
    that value too, except where the episode was truncated or the rollout ended while the episode
    went on: only those observations are encoded here, and never one that nothing follows.

    Args:
        gamma: discount factor.
        gae_lambda: the estimator's lambda.
        value: float[n, 1] of TensorDicts [n] of observations, without gradient.
    """

    def __init__(
        self, gamma: float, gae_lambda: float, value: Callable[[TensorDictBase], torch.Tensor]
    ) -> None:
        self._estimate = GAE(gamma=gamma, lmbda=gae_lambda, value_network=None)
        self._value = value

    def __call__(self, rollout: TensorDictBase) -> TensorDictBase:
        """Estimate in place.

        Args:
            rollout: TensorDict [B, T] with ``state_value`` float[B, T, 1] and, under ``next``,
                ``reward``, ``done``, ``terminated`` and the observations.

        Returns:
            ``rollout``.
        """
        rollout["next", "state_value"] = self._next_values(rollout)
        return self._estimate(rollout)

    def _next_values(self, rollout: TensorDictBase) -> torch.Tensor:
        values_BT1 = rollout["state_value"]
        done_BT1, terminated_BT1 = rollout["next", "done"], rollout["next", "terminated"]
        next_values_BT1 = torch.zeros_like(values_BT1)
        next_values_BT1[:, :-1] = values_BT1[:, 1:].where(~done_BT1[:, :-1], 0.0)
        unknown_BT = (done_BT1 & ~terminated_BT1).squeeze(-1)
        unknown_BT[:, -1] = ~terminated_BT1[:, -1, 0]
        if unknown_BT.any():
            next_values_BT1[unknown_BT] = self._value(rollout["next"][unknown_BT])
        return next_values_BT1
