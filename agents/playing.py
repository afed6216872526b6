"""Playing episodes: actions for batches of observations, with what is remembered between them.

B batch, A actions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from tensordict import TensorDictBase

if TYPE_CHECKING:
    from gennet_rl.agents.actor_critic import ActorCriticAgent

__all__ = ["Player", "choose_actions"]


class Player:
    """An agent in the middle of episodes: what ``evaluate`` steps environments with.

    Args:
        agent: who plays.
        deterministic: the most probable actions where True, samples where False.
    """

    def __init__(self, agent: ActorCriticAgent, deterministic: bool = True) -> None:
        self._agent = agent
        self._deterministic = deterministic
        self._memory: TensorDictBase | None = None

    def begin(self, mask: np.ndarray) -> None:
        """Forget the episodes of the environments where ``mask``, bool[B], is true."""
        if self._memory is None:
            return
        begun = torch.tensor(mask, device=self._memory.device)
        for key in self._agent.reasoning.memory_keys:
            self._memory[key][begun] = 0.0
        self._memory["is_init"] = begun.unsqueeze(-1)

    def __call__(self, observations: dict[str, Any]) -> np.ndarray:
        """Actions int64[B] for a batch of observations."""
        agent, keys = self._agent, self._agent.reasoning.memory_keys
        batch = agent.decide(observations, self._memory)
        if keys:
            self._memory = batch["next"].select(*keys).clone()
            self._memory["is_init"] = torch.zeros_like(batch["is_init"])
        return choose_actions(batch["probabilities"], self._deterministic)


def choose_actions(probabilities: torch.Tensor, deterministic: bool) -> np.ndarray:
    """Actions int64[B] by probabilities float[B, A]: the most probable ones, or samples."""
    if deterministic:
        return probabilities.argmax(-1).cpu().numpy()
    return torch.multinomial(probabilities, 1).squeeze(-1).cpu().numpy()
