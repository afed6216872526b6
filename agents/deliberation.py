"""Deliberation: the policy proposes, looks again with its proposal in mind, and proposes anew.

B batch, A actions, F width, L tokens, N patches, S either of these, D their width, H heads,
f = F / H.
"""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from gennet_rl.config import check_heads

__all__ = ["Deliberation"]


class Deliberation(nn.Module):
    """A state that is reconsidered ``steps`` times.

    Each time the expected embedding of the action that the policy would take, ``sum_a pi(a) e_a``,
    is added to the state; the state then reads the text, and what it has read and seen so far looks
    at the image; a residual MLP mixes. All steps share their weights, so that their number changes
    what is computed and not what is learnt (compare Hudson and Manning 2018, MAC, whose steps read
    question and image alike).

    Args:
        width: F.
        num_actions: A.
        text_width: size of a token's state.
        image_width: size of a patch's state.
        steps: at least 1.
        heads: H.

    Raises:
        InvalidValueError: where the heads do not divide the width.
    """

    def __init__(
        self,
        width: int,
        num_actions: int,
        text_width: int,
        image_width: int,
        steps: int,
        heads: int,
    ) -> None:
        super().__init__()
        check_heads("reasoning", width, heads)
        self.steps = steps
        self.embeddings = nn.Embedding(num_actions, width)
        nn.init.normal_(self.embeddings.weight, std=width**-0.5)
        self.read, self.look = _Glance(width, text_width, heads), _Glance(width, image_width, heads)
        self.mlp = nn.Sequential(
            nn.LayerNorm(width), nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width)
        )
        self.norm = nn.LayerNorm(width)

    def forward(
        self,
        state: torch.Tensor,
        propose: nn.Module,
        text_states: torch.Tensor,
        text_mask: torch.Tensor,
        image_states: torch.Tensor,
        action_mask: torch.Tensor | None = None,
    ) -> torch.Tensor:
        """Reconsider.

        Args:
            state: float[B, F].
            propose: float[B, F] to the policy's logits, float[B, A].
            text_states: float[B, L, text_width].
            text_mask: bool[B, L], true on real tokens.
            image_states: float[B, N, image_width].
            action_mask: bool[B, A], the choices; None where all actions are.

        Returns:
            float[B, F].
        """
        words, patches = self.read.prepare(text_states), self.look.prepare(image_states)
        for _ in range(self.steps):
            logits_BA = propose(state)
            if action_mask is not None:
                logits_BA = logits_BA.masked_fill(~action_mask, -torch.inf)
            state = state + logits_BA.softmax(-1) @ self.embeddings.weight
            state = state + self.read(state, words, text_mask)
            state = state + self.look(state, patches)
            state = self.norm(state + self.mlp(state))
        return state


class _Glance(nn.Module):
    """One query's attention to a sequence."""

    def __init__(self, width: int, states_width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm = nn.LayerNorm(width)
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(states_width, width, bias=False)
        self.value = nn.Linear(states_width, width)
        self.output = nn.Linear(width, width)

    def prepare(self, states_BSD: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Keys and values, float[B, H, S, f], which all steps look at."""
        keys, values = self.key(states_BSD), self.value(states_BSD)
        return self._by_head(keys), self._by_head(values)

    def _by_head(self, x_BSF: torch.Tensor) -> torch.Tensor:
        return x_BSF.unflatten(-1, (self.heads, -1)).transpose(1, 2)

    def forward(
        self,
        state_BF: torch.Tensor,
        prepared: tuple[torch.Tensor, torch.Tensor],
        mask_BS: torch.Tensor | None = None,
    ) -> torch.Tensor:
        query_BH1f = self._by_head(self.query(self.norm(state_BF)).unsqueeze(1))
        mask = None if mask_BS is None else mask_BS[:, None, None]
        seen_BH1f = functional.scaled_dot_product_attention(query_BH1f, *prepared, attn_mask=mask)
        return self.output(seen_BH1f.transpose(1, 2).flatten(1))
