"""Learning from right answers: cross-entropy of the policy and of the classifier.

B batch, A actions.
"""

from __future__ import annotations

from typing import cast

import torch
from tensordict import TensorDict, TensorDictBase
from torch import nn
from torch.nn import functional

from gennet_rl.agents.actor_critic import ActorCriticAgent

__all__ = ["CombinedLoss", "SupervisedLoss"]

UNKNOWN = -1  # the answer where there is no single right one


class SupervisedLoss(nn.Module):
    """``loss_imitation`` and ``loss_classification`` of a minibatch with ``state`` and ``answer``.

    Frames without a right answer do not count.

    Args:
        agent: whose heads are trained.
        imitation_coefficient: weight of the policy's cross-entropy; 0 leaves it out.
        classification_coefficient: weight of the classifier's, where there is one.
    """

    def __init__(
        self,
        agent: ActorCriticAgent,
        imitation_coefficient: float,
        classification_coefficient: float,
    ) -> None:
        super().__init__()
        # The agent owns the heads; a second owner would list their parameters twice.
        self._heads = (agent.actor, agent.classifier)
        self.imitation_coefficient = imitation_coefficient
        self.classification_coefficient = classification_coefficient

    def forward(self, minibatch: TensorDictBase) -> TensorDict:
        """Losses, and the share of answers that each head gets right.

        Args:
            minibatch: a TensorDict [B] with ``state``, ``answer`` int64[B], -1 where unknown, and
                maybe ``action_mask``.
        """
        actor, classifier = self._heads
        report = TensorDict({})
        if self.imitation_coefficient:
            logits_BA = actor.module[0](minibatch.select("state"))["logits"]
            self._add(report, "imitation", logits_BA, minibatch, self.imitation_coefficient)
        if classifier is not None:
            logits_BA = classifier(minibatch.select("state"))["class_logits"]
            coefficient = self.classification_coefficient
            self._add(report, "classification", logits_BA, minibatch, coefficient)
        return report

    def _add(
        self,
        report: TensorDict,
        name: str,
        logits_BA: torch.Tensor,
        minibatch: TensorDictBase,
        coefficient: float,
    ) -> None:
        answer_B = minibatch["answer"]
        mask_BA = minibatch.get("action_mask", None)
        if mask_BA is not None:
            logits_BA = logits_BA.masked_fill(~mask_BA, -torch.inf)
        known_B = answer_B != UNKNOWN
        if not known_B.any():
            report[f"loss_{name}"] = 0.0 * logits_BA.nan_to_num(neginf=0.0).sum()
            report[f"{name}_accuracy"] = torch.tensor(torch.nan)
            return
        losses = functional.cross_entropy(logits_BA[known_B], answer_B[known_B])
        report[f"loss_{name}"] = coefficient * losses
        hits = logits_BA[known_B].argmax(-1) == answer_B[known_B]
        report[f"{name}_accuracy"] = hits.float().mean()


class CombinedLoss(nn.Module):
    """Reward's losses and the classifier's, summed by the learner.

    Args:
        from_reward: policy, value and entropy terms.
        supervised: the classification term.
    """

    def __init__(self, from_reward: nn.Module, supervised: SupervisedLoss) -> None:
        super().__init__()
        self.from_reward = from_reward
        self.supervised = supervised

    @property
    def entropy_coeff(self) -> torch.Tensor:
        """The weight of the entropy bonus, which schedules write to."""
        return cast(torch.Tensor, self.from_reward.entropy_coeff)

    def forward(self, minibatch: TensorDictBase) -> TensorDict:
        """All terms of a minibatch with ``state``, ``answer`` and what reward's loss reads."""
        report = self.from_reward(minibatch)
        return report.update(self.supervised(minibatch))
