"""Encoders and fusion as TensorDict modules: what an agent knows of a text-image pair.

B batch, L tokens, N patches; ``*`` stands for any number of batch dimensions.
"""

from __future__ import annotations

import torch
from tensordict.nn import TensorDictModule
from torch import nn
from torch.nn import functional

from gennet_rl.encoders import TextEncoder, VisionEncoder
from gennet_rl.fusion import CrossModalFusion

__all__ = [
    "FEATURE_KEYS",
    "OBSERVATION_KEYS",
    "MultimodalNetwork",
    "build_features",
    "build_rollout_features",
]

OBSERVATION_KEYS = ("input_ids", "attention_mask", "image")
FEATURE_KEYS = ("text_states", "image_states", "fused")


class MultimodalNetwork(nn.Module):
    """Text and image encoders with the fusion of what they see.

    Args:
        text_encoder: token ids to token states.
        vision_encoder: uint8 images to patch states.
        fusion: both, and the encoders' pooled vectors where they have any, to one vector.
    """

    def __init__(
        self, text_encoder: TextEncoder, vision_encoder: VisionEncoder, fusion: CrossModalFusion
    ) -> None:
        super().__init__()
        self.text_encoder = text_encoder
        self.vision_encoder = vision_encoder
        self.fusion = fusion

    @property
    def frozen_states(self) -> tuple[str, ...]:
        """Keys of the states that never change, because their encoder is frozen."""
        frozen = {
            "text_states": self.text_encoder.frozen,
            "image_states": self.vision_encoder.frozen,
        }
        return tuple(key for key, is_frozen in frozen.items() if is_frozen)

    def forward(
        self,
        input_ids: torch.Tensor,
        attention_mask: torch.Tensor,
        image: torch.Tensor,
        text_states: torch.Tensor | None = None,
        image_states: torch.Tensor | None = None,
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Encode what is not encoded yet, and fuse.

        Args:
            input_ids: int64[*, L].
            attention_mask: bool[*, L], true on real tokens, which come first.
            image: uint8[*, H, W, 3].
            text_states: what this returned for the same texts, which are then not encoded again.
            image_states: what this returned for the same images, likewise.

        Returns:
            ``text_states`` float[*, L, Dt], to be read where ``attention_mask`` is true,
            ``image_states`` float[*, N, Dv] and ``fused`` float[*, F].
        """
        if text_states is None:
            text_states = self.encode_text(input_ids, attention_mask)
        if image_states is None:
            image_states = self.encode_image(image)
        return text_states, image_states, self.fuse(text_states, attention_mask, image_states)

    def encode_text(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """``text_states`` float[*, L, Dt]; zeros beyond the longest text, so that L is fixed."""
        states_BLD, _ = self.text_encoder(input_ids.flatten(0, -2), attention_mask.flatten(0, -2))
        missing = input_ids.shape[-1] - states_BLD.shape[1]
        return functional.pad(states_BLD, (0, 0, 0, missing)).unflatten(0, input_ids.shape[:-1])

    def encode_image(self, image: torch.Tensor) -> torch.Tensor:
        """``image_states`` float[*, N, Dv]."""
        return self.vision_encoder(image.flatten(0, -4)).unflatten(0, image.shape[:-3])

    def fuse(
        self, text_states: torch.Tensor, attention_mask: torch.Tensor, image_states: torch.Tensor
    ) -> torch.Tensor:
        """``fused`` float[*, F], without the padding beyond the longest text."""
        mask_BL = attention_mask.flatten(0, -2)
        longest = int(mask_BL.sum(-1).max())
        mask_BL, text_BLD = mask_BL[:, :longest], text_states.flatten(0, -3)[:, :longest]
        image_BND = image_states.flatten(0, -3)
        text, vision = self.text_encoder, self.vision_encoder
        fused_BF = self.fusion(
            text_BLD,
            mask_BL,
            image_BND,
            text.pool(text_BLD, mask_BL) if text.pooled_width else None,
            vision.pool(image_BND) if vision.pooled_width else None,
        )
        return fused_BF.unflatten(0, attention_mask.shape[:-1])


def build_features(network: MultimodalNetwork) -> TensorDictModule:
    """The TensorDict module that reads ``OBSERVATION_KEYS`` and writes ``FEATURE_KEYS``."""
    return TensorDictModule(network, in_keys=list(OBSERVATION_KEYS), out_keys=list(FEATURE_KEYS))


def build_rollout_features(network: MultimodalNetwork) -> TensorDictModule:
    """The same for frames of a rollout, which hold the states of frozen encoders already.

    It must not be what collects: a collector hands each step's outputs on to the next step.
    """
    keys = (*OBSERVATION_KEYS, *network.frozen_states)
    return TensorDictModule(
        network, in_keys={key: key for key in keys}, out_keys=list(FEATURE_KEYS)
    )
