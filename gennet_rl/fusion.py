"""Cross-modal fusion: text attends to image, image attends to text, both are pooled and mixed.

B batch, L tokens, N patches, S either of these, F fusion width, H heads.
"""

from __future__ import annotations

import torch
from torch import nn

from gennet_rl.config import FusionConfig, check_heads
from gennet_rl.cross_attention import CrossAttention
from gennet_rl.errors import InvalidValueError

__all__ = ["CrossModalFusion"]

ACTIVATIONS = {"gelu": nn.GELU, "relu": nn.ReLU, "silu": nn.SiLU, "tanh": nn.Tanh}


class CrossModalFusion(nn.Module):
    """One vector for a text-image pair.

    Both sequences are projected to the fusion width; each attends to the other (Vaswani et al.
    2017, as co-attention in Lu et al. 2019, ViLBERT) with a residual and a layer norm. Attended
    and unattended sequences are pooled with learnt weights, since what a question is about is a few
    of many patches, and an average would drown it. Residual MLP blocks mix the two attended
    vectors, the product of the two unattended ones (Kim et al. 2017, which tells whether text and
    image agree), and what the encoders made one vector of themselves.

    Args:
        text_width: size of a token's state.
        image_width: size of a patch's state.
        config: width, heads, depth, dropout, activation.
        text_pooled: size of the text's own vector; 0 where there is none.
        image_pooled: size of the image's own vector; 0 where there is none.

    Raises:
        InvalidValueError: where the heads do not divide the width, or dropout is not in [0, 1).
    """

    def __init__(
        self,
        text_width: int,
        image_width: int,
        config: FusionConfig,
        text_pooled: int = 0,
        image_pooled: int = 0,
    ) -> None:
        super().__init__()
        width = config.width
        check_heads("fusion", width, config.heads)
        if not 0 <= config.dropout < 1:
            raise InvalidValueError(
                f"fusion.dropout is {config.dropout}: it must be at least 0 and below 1."
            )
        self.width = width
        self.project_text = nn.Linear(text_width, width)
        self.project_image = nn.Linear(image_width, width)
        self.text_to_image = CrossAttention(config)
        self.image_to_text = CrossAttention(config)
        # One for both states of a sequence: what is found out from the attended ones, which patches
        # matter, then holds for the others too.
        self.pool_text, self.pool_image = _AttentionPooling(config), _AttentionPooling(config)
        self.match_text = nn.Linear(width, config.match_width)
        self.match_image = nn.Linear(width, config.match_width)
        self.mix = nn.Linear(2 * width + config.match_width + text_pooled + image_pooled, width)
        self.blocks = nn.ModuleList(_MLPBlock(config) for _ in range(config.mlp_layers))
        self.norm = nn.LayerNorm(width)
        self._start_alike()

    def _start_alike(self) -> None:
        """Text and image start with equal projections.

        Where the encoders share a space, as image-text pre-training makes them, the product then
        compares the two in that space from the first step on.
        """
        pairs = [(self.match_text, self.match_image)]
        if self.project_text.in_features == self.project_image.in_features:
            pairs.append((self.project_text, self.project_image))
        for text, image in pairs:
            image.load_state_dict(text.state_dict())

    def forward(
        self,
        text_states: torch.Tensor,
        text_mask: torch.Tensor,
        image_states: torch.Tensor,
        text_pooled: torch.Tensor | None = None,
        image_pooled: torch.Tensor | None = None,
    ) -> torch.Tensor:
        """Fuse a batch of pairs.

        Args:
            text_states: float[B, L, text_width].
            text_mask: bool[B, L], true on real tokens.
            image_states: float[B, N, image_width].
            text_pooled: float[B, text_pooled], where the fusion was built for it.
            image_pooled: float[B, image_pooled], where the fusion was built for it.

        Returns:
            float[B, F].
        """
        text_BLF = self.project_text(text_states)
        image_BNF = self.project_image(image_states)
        read_BLF = self.text_to_image(text_BLF, image_BNF)
        seen_BNF = self.image_to_text(image_BNF, text_BLF, text_mask)
        match_BF = self.match_text(self.pool_text(text_BLF, text_mask)) * self.match_image(
            self.pool_image(image_BNF)
        )
        read_BF, seen_BF = self.pool_text(read_BLF, text_mask), self.pool_image(seen_BNF)
        pooled = [vector for vector in (text_pooled, image_pooled) if vector is not None]
        fused_BF = self.mix(torch.cat([read_BF, seen_BF, match_BF, *pooled], dim=-1))
        for block in self.blocks:
            fused_BF = block(fused_BF)
        return self.norm(fused_BF)


class _AttentionPooling(nn.Module):
    """A weighted mean over positions; each head weighs its own part of the width."""

    def __init__(self, config: FusionConfig) -> None:
        super().__init__()
        self.heads = config.heads
        # A bias would be the same at every position, and the softmax does not see it.
        self.weigh = nn.Linear(config.width, config.heads, bias=False)

    def forward(self, x_BSF: torch.Tensor, mask: torch.Tensor | None = None) -> torch.Tensor:
        logits_BSH = self.weigh(x_BSF)
        if mask is not None:
            logits_BSH = logits_BSH.masked_fill(~mask.unsqueeze(-1), -torch.inf)
        weights_BHS = logits_BSH.softmax(1).transpose(1, 2).to(x_BSF.dtype)
        # Every head's mean of the whole width, of which it keeps its part: cheaper than rearranging
        # the long sequence by heads.
        means_BHHf = (weights_BHS @ x_BSF).unflatten(-1, (self.heads, -1))
        return means_BHHf.diagonal(dim1=1, dim2=2).transpose(1, 2).flatten(1)


class _MLPBlock(nn.Module):
    """Norm, widen, activate, narrow, add."""

    def __init__(self, config: FusionConfig) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.LayerNorm(config.width),
            nn.Linear(config.width, 4 * config.width),
            ACTIVATIONS[config.activation](),
            nn.Dropout(config.dropout),
            nn.Linear(4 * config.width, config.width),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.layers(x)
