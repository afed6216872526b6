"""What the text and the image encoder have in common: a width, a pooled vector, being frozen.

B batch, S tokens or patches, D width.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import torch
from torch import nn

from gennet_rl.config import FineTuning
from gennet_rl.errors import InvalidValueError
from gennet_rl.feature_cache import FeatureCache

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
    learning_layers: int | None = None
    """How many of the last layers learn under "last_n"; None in the other modes."""

    def __init__(self, model: Any, pooling: str = "none") -> None:
        super().__init__()
        self.model = model
        self.pooling = pooling
        self.cache: FeatureCache | None = None
        """Where the states of frozen layers are kept by content; None for nowhere."""

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

    @property
    def has_frozen_part(self) -> bool:
        """Whether ``begin`` never changes and does work, so that its states are worth keeping."""
        return self.frozen or (self.learning_layers is not None and self._can_split())

    def _can_split(self) -> bool:
        """Whether the model can be run from the middle; for subclasses to say."""
        return False

    @property
    def source(self) -> Hashable:
        """What the states of ``begin`` depend on besides its input.

        Weights that are written to, replaced or moved make it another; only writing to their
        ``data``, past PyTorch's own count of changes, goes unnoticed.
        """
        frozen = [p for p in self.parameters() if not p.requires_grad]
        weights = tuple((p.data_ptr(), p._version) for p in frozen)
        return weights, self.learning_layers

    def begin(self, *inputs: torch.Tensor) -> torch.Tensor:
        """States float[B, S, D] where the first layer that learns begins, or after the last one."""
        raise NotImplementedError

    def begin_kept(self, *inputs: torch.Tensor) -> torch.Tensor:
        """:meth:`begin`, for states that are kept: their S may be less than the inputs'."""
        return self.begin(*inputs)

    def cached_rows(self, keys: torch.Tensor | None, *inputs: torch.Tensor) -> torch.Tensor | None:
        """Rows int64[B] of the cache that hold what :meth:`begin` makes of ``inputs``.

        Only what is not there yet is encoded. Under autocast, states are kept in its type.

        Args:
            keys: content keys int64[B] of the inputs; None where there are none.
            inputs: what :meth:`begin` takes, B of each.

        Returns:
            None where there is no cache, there are no keys, or not all states fit.
        """
        if self.cache is None or keys is None:
            return None
        device = inputs[0].device.type
        reduced = torch.get_autocast_dtype(device) if torch.is_autocast_enabled(device) else None

        def begin(positions: torch.Tensor) -> torch.Tensor:
            with torch.no_grad():
                states = self.begin_kept(*(tensor[positions] for tensor in inputs))
            return states if reduced is None else states.to(reduced)

        return self.cache.rows(keys, begin, (self.source, reduced))

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
