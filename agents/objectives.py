"""What an agent is trained on, one phase after the other, as a configuration's ``mode`` says."""

from __future__ import annotations

from torch import nn

from gennet_rl.agents.a2c import build_a2c_loss
from gennet_rl.agents.actor_critic import ActorCriticAgent
from gennet_rl.agents.ppo import build_ppo_loss
from gennet_rl.agents.supervised import CombinedLoss, SupervisedLoss
from gennet_rl.config import TrainingConfig
from gennet_rl.phases import Phase

__all__ = ["build_phases"]


def build_phases(agent: ActorCriticAgent, config: TrainingConfig) -> list[Phase]:
    """The phases of a run.

    ``rl``: reward alone. ``supervised``: imitation of right actions, and the classifier where there
    is one, by which the agent acts where nothing is imitated. ``combined``: a warm start of the
    same kind, then reward and the classifier.

    Args:
        agent: whose heads are trained.
        config: mode, algorithm and weights.
    """
    if config.mode == "rl":
        return [Phase("rl", 1.0, _from_reward(agent, config))]
    supervision = config.supervision
    imitation = SupervisedLoss(
        agent, supervision.imitation_coefficient, supervision.classification_coefficient
    )
    share = supervision.teacher_share
    if config.mode == "supervised":
        # A policy that learns nothing has nothing to say.
        agent.acts_by_classifier = supervision.imitation_coefficient == 0
        return [Phase("supervised", 1.0, imitation, share, needs_answers=True, from_reward=False)]
    classification = SupervisedLoss(agent, 0.0, supervision.classification_coefficient)
    combined = CombinedLoss(_from_reward(agent, config), classification)
    warm = supervision.warm_start
    phases = [
        Phase("warm start", warm, imitation, share, needs_answers=True, from_reward=False),
        Phase("combined", 1 - warm, combined, needs_answers=True),
    ]
    return [phase for phase in phases if phase.share > 0]


def _from_reward(agent: ActorCriticAgent, config: TrainingConfig) -> nn.Module:
    if config.algorithm == "a2c":
        return build_a2c_loss(agent, config.a2c)
    return build_ppo_loss(agent, config.ppo)
