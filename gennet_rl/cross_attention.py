"""Attention of one sequence to another, its products multiplied in the order that costs least.

B batch, S queries, C context, F width, H heads, f = F / H; K is S or C.
"""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from gennet_rl.config import FusionConfig

__all__ = ["CrossAttention"]


class CrossAttention(nn.Module):
    """Queries attend to another sequence; residual, then layer norm.

    As ``nn.MultiheadAttention`` starts and computes it, less the keys' biases, which shift all of a
    query's scores alike, so that the softmax does not see them.

    A head's score is ``(W_q q + b) . (W_k c) = q . W_q^T W_k c + b . W_k c``, and what it adds to
    the result ``W_o W_v`` times a weighted mean of the context. On a CPU the four matrices are
    applied to the shorter sequence, H times as wide then, where that takes fewer multiplications
    than applying two of them to each: for a short question about many patches, say.

    Args:
        config: width, heads, dropout.
    """

    def __init__(self, config: FusionConfig) -> None:
        super().__init__()
        width = config.width
        self.heads = config.heads
        self.dropout = config.dropout
        self.query, self.value, self.output = (nn.Linear(width, width) for _ in range(3))
        self.key = nn.Linear(width, width, bias=False)
        for layer in (self.query, self.key, self.value):
            nn.init.xavier_uniform_(layer.weight, gain=0.5**0.5)
        for layer in (self.query, self.value, self.output):
            nn.init.zeros_(layer.bias)
        self.norm = nn.LayerNorm(width)

    def forward(
        self, queries: torch.Tensor, context: torch.Tensor, mask: torch.Tensor | None = None
    ) -> torch.Tensor:
        """Attend.

        Args:
            queries: float[B, S, F].
            context: float[B, C, F].
            mask: bool[B, C], true on what may be attended to; None for all.

        Returns:
            float[B, S, F].
        """
        shorter, longer = sorted((queries.shape[1], context.shape[1]))
        if not self._is_worth_folding(shorter, longer, queries.device):
            attended_BSF = self._plain(queries, context, mask)
        elif queries.shape[1] == shorter:
            attended_BSF = self._folded_into_queries(queries, context, mask)
        else:
            attended_BSF = self._folded_into_context(queries, context, mask)
        return self.norm(queries + attended_BSF)

    def _is_worth_folding(self, shorter: int, longer: int, device: torch.device) -> bool:
        """Whether folding takes fewer multiplications; elsewhere than on CPUs kernels decide.

        Plain, two matrices go over the longer sequence and scores and means take ``2 K C F``;
        folded, two more go over the shorter one and scores and means take H times as much.
        """
        if device.type != "cpu" or (self.training and self.dropout):
            return False
        width, pairs = self.norm.normalized_shape[0], shorter * longer
        return shorter * width + self.heads * pairs < longer * width + pairs

    def _plain(
        self, q_BSF: torch.Tensor, c_BCF: torch.Tensor, mask_BC: torch.Tensor | None
    ) -> torch.Tensor:
        attended_BHSf = _attend(
            self._split(self.query(q_BSF)),
            self._split(self.key(c_BCF)),
            self._split(self.value(c_BCF)),
            None if mask_BC is None else mask_BC[:, None, None, :],
            self.dropout if self.training else 0.0,
        )
        return self.output(attended_BHSf.transpose(1, 2).flatten(2))

    def _folded_into_queries(
        self, q_BSF: torch.Tensor, c_BCF: torch.Tensor, mask_BC: torch.Tensor | None
    ) -> torch.Tensor:
        """Keys' and values' matrices go over the queries: the context stays as it is."""
        batch, scale = len(q_BSF), (q_BSF.shape[-1] // self.heads) ** -0.5
        key_HfF, value_HfF = (
            layer.weight.unflatten(0, (self.heads, -1)) for layer in (self.key, self.value)
        )
        asked_BKF = _widen(self._by_head(self.query(q_BSF) * scale), key_HfF, batch)
        logits_BKC = asked_BKF @ c_BCF.transpose(1, 2)
        if mask_BC is not None:
            logits_BKC = logits_BKC.masked_fill(~mask_BC[:, None], -torch.inf)
        mean_BKF = logits_BKC.softmax(-1).to(c_BCF.dtype) @ c_BCF
        # [H, B * S, F], a layout in which every head is one large product
        mean_HXF = mean_BKF.unflatten(1, (self.heads, -1)).transpose(0, 1).flatten(1, 2)
        read_HXf = mean_HXF @ value_HfF.transpose(1, 2)
        read_BSF = read_HXf.transpose(0, 1).flatten(1).unflatten(0, (batch, -1))
        return self.output(read_BSF + self.value.bias)

    def _folded_into_context(
        self, q_BSF: torch.Tensor, c_BCF: torch.Tensor, mask_BC: torch.Tensor | None
    ) -> torch.Tensor:
        """Queries' and outputs' matrices go over the context: the queries stay as they are."""
        batch, scale = len(c_BCF), (c_BCF.shape[-1] // self.heads) ** -0.5
        key_HXf = self._by_head(self.key(c_BCF) * scale)
        query_HfF = self.query.weight.unflatten(0, (self.heads, -1))
        output_HfF = self.output.weight.unflatten(1, (self.heads, -1)).permute(1, 2, 0)
        bias_HX1 = key_HXf @ self.query.bias.unflatten(0, (self.heads, -1)).unsqueeze(-1)
        bias_BHC = bias_HX1.view(self.heads, batch, -1).transpose(0, 1)
        if mask_BC is not None:
            bias_BHC = bias_BHC.masked_fill(~mask_BC[:, None], -torch.inf)
        logits_BSK = q_BSF @ _widen(key_HXf, query_HfF, batch).transpose(1, 2)
        logits_BSHC = logits_BSK.unflatten(-1, (self.heads, -1)) + bias_BHC[:, None]
        weights_BSK = logits_BSHC.softmax(-1).flatten(2).to(c_BCF.dtype)
        given_BKF = _widen(self._by_head(self.value(c_BCF)), output_HfF, batch)
        return weights_BSK @ given_BKF + self.output.bias

    def _split(self, x_BSF: torch.Tensor) -> torch.Tensor:
        """Every head's part of the width: [B, H, S, f]."""
        return x_BSF.unflatten(-1, (self.heads, -1)).transpose(1, 2)

    def _by_head(self, x_BSF: torch.Tensor) -> torch.Tensor:
        """The same as [H, B * S, f]."""
        return x_BSF.flatten(0, 1).unflatten(-1, (self.heads, -1)).transpose(0, 1)


def _widen(x_HXf: torch.Tensor, matrix_HfF: torch.Tensor, batch: int) -> torch.Tensor:
    """Every head's part, through its own matrix, at full width: float[B, H * S, F]."""
    wide_HBSF = (x_HXf @ matrix_HfF).unflatten(1, (batch, -1))
    return wide_HBSF.transpose(0, 1).flatten(1, 2)


def _attend(
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    mask: torch.Tensor | None,
    dropout: float,
) -> torch.Tensor:
    """Scaled dot-product attention over [B, H, S, f].

    On a CPU PyTorch's kernel is slow in bfloat16, three times as slow as the plain formula for the
    sizes of a fusion; elsewhere it saves the memory of the weights.
    """
    if query.device.type != "cpu" or query.dtype != torch.bfloat16:
        return functional.scaled_dot_product_attention(query, key, value, mask, dropout)
    logits = (query * query.shape[-1] ** -0.5) @ key.transpose(-1, -2)
    if mask is not None:
        logits = logits.masked_fill(~mask, -torch.inf)
    return functional.dropout(logits.softmax(-1), dropout).to(value.dtype) @ value
