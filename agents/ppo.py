"""Proximal policy optimisation: TorchRL's losses on the heads."""

from __future__ import annotations

from torchrl.objectives import ClipPPOLoss, KLPENPPOLoss

from gennet_rl.agents.actor_critic import ActorCriticAgent
from gennet_rl.config import PPOConfig

__all__ = ["build_ppo_loss"]


def build_ppo_loss(agent: ActorCriticAgent, config: PPOConfig) -> ClipPPOLoss | KLPENPPOLoss:
    """The loss of a minibatch that already holds ``state``.

    It sees the heads only; given the whole network it would run the encoders once for the policy
    and once more for the value. Gradients reach the encoders through ``state``.

    Args:
        agent: whose heads are trained.
        config: clipping or penalty, entropy and value coefficients.
    """
    shared = {
        "entropy_coeff": config.entropy_coefficient,
        "critic_coeff": config.critic_coefficient,
        "normalize_advantage": config.normalize_advantage,
        "clip_value": config.clip_value,
        "loss_critic_type": "smooth_l1",
    }
    if config.variant == "kl":
        return KLPENPPOLoss(
            agent.actor, agent.critic, dtarg=config.kl_target, beta=config.kl_weight, **shared
        )
    return ClipPPOLoss(agent.actor, agent.critic, clip_epsilon=config.clip_epsilon, **shared)
