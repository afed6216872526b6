"""Encoders and fusion as one TensorDict module: what an agent knows of a text-image pair."""

from __future__ import annotations

import torch
from tensordict.nn import TensorDictModule
from torch import nn

from gennet_rl.encoders import TextEncoder, VisionEncoder
from gennet_rl.fusion import CrossModalFusion

__all__ = ["FEATURE_KEYS", "OBSERVATION_KEYS", "MultimodalNetwork", "build_features"]

OBSERVATION_KEYS = ("input_ids", "attention_mask", "image")
FEATURE_KEYS = ("text_states", "image_states", "fused")


class MultimodalNetwork(nn.Module):
    """Text and image encoders with the fusion of what they see.

    Args:
        text_encoder: token ids to token states.
        vision_encoder: uint8 images to patch states.
        fusion: both to one vector.
    """

    def __init__(
        self, text_encoder: TextEncoder, vision_encoder: VisionEncoder, fusion: CrossModalFusion
    ) -> None:
        super().__init__()
        self.text_encoder = text_encoder
        self.vision_encoder = vision_encoder
        self.fusion = fusion

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, image: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Encode and fuse; ``*`` stands for any number of batch dimensions.

        Args:
            input_ids: int64[*, L].
            attention_mask: bool[*, L], true on real tokens, which come first.
            image: uint8[*, H, W, 3].

        Returns:
            ``text_states`` float[*, L', Dt] (L' tokens of the longest text), ``image_states``
            float[*, N, Dv] and ``fused`` float[*, F].
        """
        batch = input_ids.shape[:-1]
        text_states, text_mask = self.text_encoder(
            input_ids.flatten(0, -2), attention_mask.flatten(0, -2)
        )
        image_states = self.vision_encoder(image.flatten(0, -4))
        fused = self.fusion(text_states, text_mask, image_states)
        return (
            text_states.unflatten(0, batch),
            image_states.unflatten(0, batch),
            fused.unflatten(0, batch),
        )


def build_features(
    text_encoder: TextEncoder, vision_encoder: VisionEncoder, fusion: CrossModalFusion
) -> TensorDictModule:
    """The TensorDict module that reads ``OBSERVATION_KEYS`` and writes ``FEATURE_KEYS``."""
    return TensorDictModule(
        MultimodalNetwork(text_encoder, vision_encoder, fusion),
        in_keys=list(OBSERVATION_KEYS),
        out_keys=list(FEATURE_KEYS),
    )
