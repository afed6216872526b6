"""Ending a training that no longer gets better, with the best weights that there were."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Protocol

import torch

__all__ = ["EarlyStopping"]


class HasWeights(Protocol):
    """What weights are kept of."""

    def state_dict(self) -> dict[str, Any]:
        """Name to weight."""

    def load_state_dict(self, state_dict: Mapping[str, Any]) -> Any:
        """Take weights back."""


class EarlyStopping:
    """Watches the validation return.

    Args:
        agent: whose weights are kept.
        patience: looks without a better return after which training is to end; 0 for never, and no
            weights are kept then.
    """

    def __init__(self, agent: HasWeights, patience: int) -> None:
        self._agent = agent
        self._patience = patience
        self._best, self._since = -math.inf, 0
        self._weights: dict[str, torch.Tensor] = {}

    def is_over(self, validation_return: float) -> bool:
        """Whether to stop, after a look; NaN is none."""
        if not self._patience or math.isnan(validation_return):
            return False
        if validation_return > self._best:
            self._best, self._since = validation_return, 0
            self._weights = {
                name: weight.detach().clone() for name, weight in self._agent.state_dict().items()
            }
        else:
            self._since += 1
        return self._since >= self._patience

    def restore(self) -> None:
        """Give the agent its best weights, where any were kept."""
        if self._weights:
            self._agent.load_state_dict(self._weights)
