"""A second task beside masked language modelling: the first token's state names the text's words.

B batch, L tokens, V vocabulary, D width.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch.nn import functional

__all__ = ["bag_of_words_loss", "kept_states"]

IGNORED = -100  # label of a token that is not to be guessed


@contextmanager
def kept_states(model: Any) -> Iterator[list[torch.Tensor]]:
    """The encoder's last states float[B, L, D], one tensor for each pass of ``model`` inside."""
    states: list[torch.Tensor] = []
    handle = model.base_model.register_forward_hook(
        lambda _module, _inputs, output: states.append(output.last_hidden_state)
    )
    try:
        yield states
    finally:
        handle.remove()


def bag_of_words_loss(
    model: Any,
    states_BLD: torch.Tensor,
    batch: dict[str, torch.Tensor],
    special_ids: Sequence[int],
) -> torch.Tensor:
    """Mean cross-entropy, nats, of a text's distinct tokens given its first token's state alone.

    Guessing masked tokens asks nothing of that state, [CLS], which then drifts; this makes it sum
    up the text (Liu et al. 2022, DupMAE). Words are scored by the output embeddings.

    Args:
        model: with a masked-language-modelling head.
        states_BLD: the encoder's last states of the masked ``batch``.
        batch: from :class:`Masking`.
        special_ids: ids that are no words.
    """
    device = states_BLD.device
    labels_BL = batch["labels"].to(device)
    ids_BL = torch.where(labels_BL != IGNORED, labels_BL, batch["input_ids"].to(device))
    logits_BV = model.get_output_embeddings()(states_BLD[:, 0]).float()
    present_BV = torch.zeros_like(logits_BV).scatter_(1, ids_BL, 1.0)
    present_BV[:, list(special_ids)] = 0.0
    words_BV = present_BV / present_BV.sum(1, keepdim=True).clamp(min=1)
    return -(words_BV * functional.log_softmax(logits_BV, -1)).sum(1).mean()
