"""Domain tokens: markers such as <DOMAIN_A> that a text encoder reads as one token each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

from gennet_rl.errors import InvalidValueError

__all__ = ["add_domain_tokens", "check_domain_tokens"]


def check_domain_tokens(tokens: Sequence[str]) -> None:
    """Raise InvalidValueError where a marker is empty or has white space in it."""
    for token in tokens:
        if not token or any(character.isspace() for character in token):
            raise InvalidValueError(
                f"domain token {token!r} is empty or has white space in it: use one word such as "
                "'<DOMAIN_A>'."
            )


def add_domain_tokens(model: Any, tokenizer: Any, tokens: Sequence[str]) -> list[int]:
    """Give each marker one token id; markers that the tokenizer knows already stay as they are.

    They are ordinary tokens, not special ones, so masked language modelling masks them like
    others. A new token's embedding, and its row and bias in an output layer, start at the mean of
    those of the tokens that were there before (Hewitt 2021), which changes the model's other
    predictions least. Model and tokenizer are changed in place and belong together from then on:
    save both.

    Args:
        model: a Hugging Face encoder, with or without a masked-language-modelling head.
        tokenizer: its tokenizer.
        tokens: markers, each a word.

    Returns:
        The id of each marker, in order.

    Raises:
        InvalidValueError: where a marker is empty or has white space in it.
    """
    from tokenizers import AddedToken

    check_domain_tokens(tokens)
    new = [token for token in dict.fromkeys(tokens) if tokenizer.tokenize(token) != [token]]
    if new:
        known = 1 + max(tokenizer.get_vocab().values())
        tokenizer.add_tokens([AddedToken(token, normalized=False, special=False) for token in new])
        added = [i for i in tokenizer.convert_tokens_to_ids(new) if i >= known]
        _start_at_mean(model, known, added)
    return [int(i) for i in tokenizer.convert_tokens_to_ids(list(tokens))]


@torch.no_grad()
def _start_at_mean(model: Any, known: int, added: list[int]) -> None:
    """Set rows ``added`` of the embeddings and of an output layer to the mean of the first."""
    rows = model.get_input_embeddings().num_embeddings
    known = min(known, rows)
    if added and max(added) >= rows:
        # Checkpoints often have spare rows, which are used up first.
        model.resize_token_embeddings(max(added) + 1, mean_resizing=False)
    weight = model.get_input_embeddings().weight
    weight[added] = weight[:known].mean(0)
    output = model.get_output_embeddings()
    if not isinstance(output, nn.Linear):
        return
    if output.weight is not weight:
        output.weight[added] = output.weight[:known].mean(0)
    if output.bias is not None:
        output.bias[added] = output.bias[:known].mean()
