"""Proximal policy optimisation: TorchRL's clipped loss on the heads."""

from __future__ import annotations

from torchrl.objectives import ClipPPOLoss

from gennet_rl.agents.actor_critic import ActorCriticAgent
from gennet_rl.config import PPOConfig

__all__ = ["build_ppo_loss"]


def build_ppo_loss(agent: ActorCriticAgent, config: PPOConfig) -> ClipPPOLoss:
    """The loss of a minibatch that already holds ``fused``.

    It sees the heads only; given the whole network it would run the encoders once for the policy
    and once more for the value. Gradients reach the encoders through ``fused``.

    Args:
        agent: whose heads are trained.
        config: clipping, entropy and value coefficients.
    """
    return ClipPPOLoss(
        agent.actor,
        agent.critic,
        clip_epsilon=config.clip_epsilon,
        entropy_coeff=config.entropy_coefficient,
        critic_coeff=config.critic_coefficient,
        normalize_advantage=config.normalize_advantage,
        loss_critic_type="smooth_l1",
    )
