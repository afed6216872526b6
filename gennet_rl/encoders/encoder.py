"""What the text and the image encoder have in common: a width, a pooled vector, being frozen.

B batch, S tokens or patches, D width.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from gennet_rl.config import FineTuning
from gennet_rl.errors import InvalidValueError

__all__ = ["Encoder"]


class Encoder(nn.Module):
    """A Hugging Face encoder that gives a state a token or patch, and maybe one pooled vector.

    An encoder none of whose parameters learns is frozen: it keeps no graph, whatever calls it, and
    stays in evaluation mode, so that its states depend on its input alone.

    Args:
        model: a Hugging Face model whose config has ``hidden_size``.
        pooling: "none", or how :meth:`pool` makes one vector of the states.
    """

    fine_tuning: FineTuning = "full"
    """What of it learns; set by :func:`gennet_rl.encoders.finetuning.apply_fine_tuning`."""

    def __init__(self, model: Any, pooling: str = "none") -> None:
        super().__init__()
        self.model = model
        self.pooling = pooling

    @property
    def width(self) -> int:
        """D, the size of a state."""
        return int(self.model.config.hidden_size)

    @property
    def pooled_width(self) -> int:
        """Size of the pooled vector; 0 where there is none."""
        return 0 if self.pooling == "none" else self.width

    @property
    def frozen(self) -> bool:
        """Whether no parameter learns."""
        return not any(parameter.requires_grad for parameter in self.parameters())

    def pool(self, states: torch.Tensor, mask: torch.Tensor | None = None) -> torch.Tensor:
        """One vector an input: the mean of its states, where a subclass does not know better.

        Args:
            states: float[B, S, D], as the encoder gave them.
            mask: bool[B, S], true on what is real; None where all is.

        Returns:
            float[B, pooled_width].

        Raises:
            InvalidValueError: where ``pooling`` is "none".
        """
        if self.pooling == "none":
            raise InvalidValueError(
                "the encoder has no pooling: choose one by text.pooling or vision.pooling."
            )
        if mask is None:
            return states.mean(1)
        weight_BS1 = mask.unsqueeze(-1).to(states.dtype)
        return (states * weight_BS1).sum(1) / weight_BS1.sum(1).clamp(min=1)

    def train(self, mode: bool = True) -> Encoder:
        """Set training mode, which a frozen encoder never enters."""
        return super().train(mode and not self.frozen)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run ``forward``, without a graph where the encoder is frozen."""
        with torch.set_grad_enabled(torch.is_grad_enabled() and not self.frozen):
            return super().__call__(*args, **kwargs)
