"""Advantage actor-critic: TorchRL's loss on the heads."""

from __future__ import annotations

from tensordict import TensorDict, TensorDictBase
from torchrl.objectives import A2CLoss

from gennet_rl.agents.actor_critic import ActorCriticAgent
from gennet_rl.config import A2CConfig

__all__ = ["build_a2c_loss"]

SMALLEST_DEVIATION = 1e-6


class _NormalizingA2CLoss(A2CLoss):
    """TorchRL's loss with advantages of mean 0 and deviation 1, which its PPO losses offer too."""

    def forward(self, tensordict: TensorDictBase) -> TensorDict:
        advantage = tensordict["advantage"]
        scale = advantage.std().clamp_min(SMALLEST_DEVIATION)
        return super().forward(
            tensordict.copy().set("advantage", (advantage - advantage.mean()) / scale)
        )


def build_a2c_loss(agent: ActorCriticAgent, config: A2CConfig) -> A2CLoss:
    """The loss of a minibatch that already holds ``state``; it sees the heads only.

    Args:
        agent: whose heads are trained.
        config: entropy and value coefficients.
    """
    kind = _NormalizingA2CLoss if config.normalize_advantage else A2CLoss
    return kind(
        agent.actor,
        agent.critic,
        entropy_coeff=config.entropy_coefficient,
        critic_coeff=config.critic_coefficient,
        loss_critic_type="smooth_l1",
    )
