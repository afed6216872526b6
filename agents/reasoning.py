"""From ``fused`` to ``state``, which every head reads: memory of the episode, then deliberation.

B batch, T steps, F width.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from tensordict import TensorDict, TensorDictBase
from tensordict.nn import TensorDictModuleBase
from torch import nn
from torchrl.envs import InitTracker, Transform
from torchrl.modules import GRUModule, LSTMModule, set_recurrent_mode

from gennet_rl.agents.deliberation import Deliberation
from gennet_rl.config import ReasoningConfig
from gennet_rl.features import RolloutFeatures

__all__ = ["ReasonedFeatures", "Reasoning"]

# What a recurrent core keeps between steps, by kind.
MEMORY_KEYS = {"none": (), "gru": ("memory",), "lstm": ("memory", "memory_cell")}


class Reasoning(TensorDictModuleBase):
    """Writes ``state`` float[*, F].

    What the recurrent core returns is added to ``fused``; deliberation reconsiders the sum. Without
    both, ``state`` is ``fused``.

    Args:
        config: which of the two, and how.
        width: F.
        text_width: size of a token's state.
        image_width: size of a patch's state.
        propose: the policy's last layer, float[B, F] to logits. It belongs to the actor and is not
            registered here a second time.
        num_actions: how many there are.
    """

    def __init__(
        self,
        config: ReasoningConfig,
        width: int,
        text_width: int,
        image_width: int,
        propose: nn.Module,
        num_actions: int,
    ) -> None:
        super().__init__()
        self.memory_keys = MEMORY_KEYS[config.memory]
        self.memory = _recurrent_core(config.memory, width)
        self.deliberation = None
        if config.deliberation_steps:
            self.deliberation = Deliberation(
                width, num_actions, text_width, image_width, config.deliberation_steps, config.heads
            )
        self._propose = (propose,)
        self.in_keys: list[Any] = ["fused"]
        if self.memory is not None:
            self.in_keys += [*self.memory_keys, "is_init"]
        if self.deliberation is not None:
            self.in_keys += ["text_states", "image_states", "attention_mask"]
        self.out_keys: list[Any] = ["state", *(("next", key) for key in self.memory_keys)]

    def transforms(self) -> list[Transform]:
        """What an environment needs so that memories travel from step to step."""
        if self.memory is None:
            return []
        return [InitTracker(), self.memory.make_tensordict_primer()]

    def forward(self, tensordict: TensorDictBase) -> TensorDictBase:
        """Reason on single steps, a TensorDict [B]."""
        if self.memory is not None:
            self.memory(tensordict)
        return self._deliberate(tensordict)

    def over_time(self, frames: TensorDictBase, steps: int) -> TensorDictBase:
        """Reason on whole sub-trajectories, a TensorDict [B T] of ``steps`` T after one another."""
        if self.memory is not None:
            keys = ("fused", "is_init", *self.memory_keys)
            shape = (len(frames) // steps, steps)
            inputs = TensorDict({key: frames[key].unflatten(0, shape) for key in keys}, shape)
            with set_recurrent_mode(True):
                frames["remembered"] = self.memory(inputs)["remembered"].flatten(0, 1)
        return self._deliberate(frames)

    def _deliberate(self, tensordict: TensorDictBase) -> TensorDictBase:
        state_BF = tensordict["fused"]
        if self.memory is not None:
            state_BF = state_BF + tensordict["remembered"]
        if self.deliberation is not None:
            states_BLD = tensordict["text_states"]
            state_BF = self.deliberation(
                state_BF,
                self._propose[0],
                states_BLD.float(),
                tensordict["attention_mask"][:, : states_BLD.shape[1]],
                tensordict["image_states"].float(),
                tensordict.get("action_mask", None),
            )
        return tensordict.set("state", state_BF)

    def begin(self, tensordict: TensorDictBase) -> TensorDictBase:
        """Give observations, a TensorDict [B], the memory of an episode's beginning."""
        if self.memory is not None:
            core = self.memory.gru if isinstance(self.memory, GRUModule) else self.memory.lstm
            batch, device = len(tensordict), tensordict["attention_mask"].device
            shape = (batch, core.num_layers, core.hidden_size)
            for key in self.memory_keys:
                tensordict[key] = torch.zeros(shape, device=device)
            tensordict["is_init"] = torch.ones(batch, 1, dtype=torch.bool, device=device)
        return tensordict


def _recurrent_core(kind: str, width: int) -> GRUModule | LSTMModule | None:
    if kind == "none":
        return None
    keys = MEMORY_KEYS[kind]
    module = GRUModule if kind == "gru" else LSTMModule
    return module(
        input_size=width,
        hidden_size=width,
        in_keys=["fused", *keys],
        out_keys=["remembered", *(("next", key) for key in keys)],
    )


class ReasonedFeatures:
    """Minibatches of a rollout with ``state``, through which gradients reach what learns.

    Args:
        features: minibatches with ``fused``.
        reasoning: ``fused`` to ``state``.
    """

    def __init__(self, features: RolloutFeatures, reasoning: Reasoning) -> None:
        self._features = features
        self._reasoning = reasoning
        self._steps = 1

    def load(self, rollout: TensorDictBase) -> None:
        """Take a rollout, a TensorDict [B, T]; without memory frames [n] will do."""
        self._steps = rollout.shape[1] if rollout.ndim == 2 else 1
        self._features.load(rollout.flatten())
        self._frames = rollout.numel()

    def split(self, size: int) -> Sequence[torch.Tensor]:
        """Indices int64[n] of minibatches of about ``size`` frames, in random order.

        With a memory they consist of whole sub-trajectories, one after the other.
        """
        if self._reasoning.memory is None:
            return torch.randperm(self._frames).split(size)
        starts = torch.randperm(self._frames // self._steps) * self._steps
        steps = torch.arange(self._steps)
        return [
            (chosen[:, None] + steps).flatten()
            for chosen in starts.split(max(1, size // self._steps))
        ]

    def count(self, batch: int, steps: int, size: int) -> int:
        """How many minibatches that makes of a rollout of ``batch`` times ``steps`` frames."""
        if self._reasoning.memory is None:
            return -(-batch * steps // size)
        return -(-batch // max(1, size // steps))

    def minibatch(self, indices: torch.Tensor) -> TensorDictBase:
        """The frames at ``indices`` of :meth:`split`, with ``state`` float[n, F]."""
        return self._reasoning.over_time(self._features.minibatch(indices), self._steps)
