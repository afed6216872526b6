"""What an agent answers: to one text-image pair, or to a batch of them.

B batch, A actions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["Decision", "Decisions"]


@dataclass(frozen=True)
class Decision:
    """What the agent answers to one text-image pair."""

    action: int
    """The chosen action."""
    answer: str
    """The action's text."""
    probabilities: dict[str, float]
    """The policy's probability of each answer, most probable first."""
    value: float
    """The return that the critic expects."""


@dataclass(frozen=True)
class Decisions:
    """What the agent answers to a batch; NumPy reads it as its actions, int64[B]."""

    actions: np.ndarray
    """int64[B]."""
    probabilities: np.ndarray
    """float32[B, A], the policy's."""
    values: np.ndarray
    """float32[B], the returns that the critic expects."""
    names: tuple[str, ...]
    """The text of every action."""

    @property
    def answers(self) -> list[str]:
        """The B chosen actions' texts."""
        return [self.names[action] for action in self.actions]

    def __len__(self) -> int:
        """B."""
        return len(self.actions)

    def __getitem__(self, i: int) -> Decision:
        """The answer to pair ``i``."""
        probabilities = self.probabilities[i]
        order = np.argsort(-probabilities, kind="stable")
        action = int(self.actions[i])
        return Decision(
            action=action,
            answer=self.names[action],
            probabilities={self.names[a]: float(probabilities[a]) for a in order},
            value=float(self.values[i]),
        )

    def __iter__(self) -> Iterator[Decision]:
        """The B answers."""
        return (self[i] for i in range(len(self)))

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        """The actions."""
        return np.array(self.actions, dtype=dtype, copy=copy)
