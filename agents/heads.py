"""Policy, value and classification heads on ``state``, as TorchRL's operators.

B batch, F fusion width, A actions.
"""

from __future__ import annotations

from tensordict.nn import TensorDictModule
from torch import nn
from torch.distributions import Categorical
from torchrl.modules import MaskedCategorical, ProbabilisticActor, ValueOperator

__all__ = ["build_actor", "build_classifier", "build_critic"]

# A near-zero last layer starts the policy uniform (Andrychowicz et al. 2021, section 3.2).
POLICY_GAIN = 0.01


def build_actor(width: int, num_actions: int, has_action_mask: bool) -> ProbabilisticActor:
    """The policy: reads ``state`` float[B, F]; writes ``logits``, ``action``, its log-probability.

    Args:
        width: F.
        num_actions: A.
        has_action_mask: whether ``action_mask`` bool[B, A] says which actions are choices; the
            others then have probability zero.
    """
    layer = nn.Linear(width, num_actions)
    nn.init.orthogonal_(layer.weight, POLICY_GAIN)
    nn.init.zeros_(layer.bias)
    in_keys = {"logits": "logits", "mask": "action_mask"} if has_action_mask else ["logits"]
    return ProbabilisticActor(
        TensorDictModule(layer, in_keys=["state"], out_keys=["logits"]),
        in_keys=in_keys,
        distribution_class=MaskedCategorical if has_action_mask else Categorical,
        return_log_prob=True,
    )


def build_critic(width: int) -> ValueOperator:
    """The value: reads ``state`` float[B, F], writes ``state_value`` float[B, 1]."""
    layer = nn.Linear(width, 1)
    nn.init.orthogonal_(layer.weight)
    nn.init.zeros_(layer.bias)
    return ValueOperator(layer, in_keys=["state"])


def build_classifier(width: int, classes: int) -> TensorDictModule:
    """The right answer: reads ``state`` float[B, F], writes ``class_logits`` float[B, C].

    Args:
        width: F.
        classes: C.
    """
    layer = nn.Linear(width, classes)
    nn.init.zeros_(layer.bias)
    return TensorDictModule(layer, in_keys=["state"], out_keys=["class_logits"])
