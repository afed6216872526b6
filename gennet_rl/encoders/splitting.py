"""A ModernBERT in two halves that share its weights: the layers that are frozen, those that learn.

B batch, L tokens, D width.
"""

from __future__ import annotations

import copy
from typing import Any

import torch
from torch import nn

__all__ = ["can_split", "first_layers", "last_layers"]


def can_split(model: Any) -> bool:
    """Whether ``model`` is made as ModernBERT is: embeddings, layers, a final norm."""
    from transformers import ModernBertModel

    return isinstance(model, ModernBertModel)


def first_layers(model: Any, learning_layers: int) -> Any:
    """The model up to its last ``learning_layers`` layers, without the final norm."""
    kept = len(model.layers) - learning_layers
    return _with_parts(model, layers=model.layers[:kept], final_norm=nn.Identity())


def last_layers(model: Any, learning_layers: int) -> Any:
    """The rest; it takes as ``inputs_embeds`` what :func:`first_layers` gave."""
    kept = len(model.layers) - learning_layers
    return _with_parts(model, layers=model.layers[kept:], embeddings=_Given())


class _Given(nn.Module):
    """Stands for embeddings where states are given."""

    def forward(self, input_ids: None, inputs_embeds: torch.Tensor) -> torch.Tensor:
        return inputs_embeds


def _with_parts(model: Any, **parts: nn.Module) -> Any:
    """A shallow copy with other parts: the same parameters, the same forward."""
    half = copy.copy(model)
    half._modules = {**model._modules, **parts}
    return half
