"""Encoders and fusion: what an agent knows of a text-image pair, each input encoded once.

B batch, U distinct texts in it, L tokens, N patches; ``*`` stands for any number of batch
dimensions.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from tensordict import TensorDictBase
from tensordict.nn import TensorDictModuleBase
from torch import nn

from gennet_rl.encoders import TextEncoder, VisionEncoder, transformer_layers
from gennet_rl.feature_cache import FeatureCache
from gennet_rl.fusion import CrossModalFusion

__all__ = [
    "CONTENT_KEYS",
    "FEATURE_KEYS",
    "OBSERVATION_KEYS",
    "Features",
    "MultimodalNetwork",
    "RolloutFeatures",
]

OBSERVATION_KEYS = ("input_ids", "attention_mask", "image")
CONTENT_KEYS = ("text_key", "image_key")
FEATURE_KEYS = ("text_states", "image_states", "fused")

# Multiples that numbers of tokens and of distinct texts are rounded up to for compiled networks.
TOKEN_BUCKET = 8
TEXT_BUCKET = 32


@dataclass(frozen=True)
class DistinctTexts:
    """Which texts a batch holds, so that each is encoded once and without needless padding."""

    first: torch.Tensor
    """int64[U], where each is found in the batch."""
    index: torch.Tensor
    """int64[B], which of them every frame has."""
    longest: int
    """Tokens of the longest."""

    @classmethod
    def find(
        cls,
        keys: torch.Tensor,
        lengths: torch.Tensor,
        device: torch.device,
        most_tokens: int | None = None,
    ) -> DistinctTexts:
        """Tell texts apart on the CPU, so that no accelerator has to be waited for.

        Args:
            keys: int64[B] on the CPU, equal where texts are.
            lengths: int64[B] on the CPU, their tokens.
            device: where the indices are wanted.
            most_tokens: where given, shapes are to be few: the number of texts is rounded up by
                repeating one, and the longest length, up to this.
        """
        distinct, index = keys.unique(return_inverse=True)
        first = torch.empty_like(distinct)
        first[index] = torch.arange(len(keys))  # any of equal texts will do
        longest = int(lengths.max())
        if most_tokens is not None:
            longest = min(_round_up(longest, TOKEN_BUCKET), most_tokens)
            missing = _round_up(len(first), TEXT_BUCKET) - len(first)
            first = torch.cat([first, first[:1].expand(missing)])
        return cls(
            first.to(device, non_blocking=True), index.to(device, non_blocking=True), longest
        )


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
        self.precision = torch.float32
        """What encoders and fusion compute in; see :meth:`compute_in`."""
        self._kernels = [
            encoder.model.config._attn_implementation for encoder in (text_encoder, vision_encoder)
        ]
        self._is_compiled = False

    def compute_in(self, precision: torch.dtype, device: torch.device) -> None:
        """Choose what encoders and fusion compute in where PyTorch's autocast allows.

        Weights and ``fused`` are float32 all the same.

        Args:
            precision: float32 or bfloat16.
            device: where. On a CPU, PyTorch's attention kernel is slower in bfloat16 than in
                float32, and its backward pass up to eight times slower than the plain formula
                (sequences up to 196), which encoders are then told to use.
        """
        self.precision = precision
        is_plain = device.type == "cpu" and precision is torch.bfloat16
        encoders = (self.text_encoder, self.vision_encoder)
        for encoder, kernel in zip(encoders, self._kernels, strict=True):
            encoder.model.set_attn_implementation("eager" if is_plain else kernel)

    def compile_parts(self, backend: str = "inductor") -> None:
        """Compile the encoders' layers and the fusion; batches then come in few shapes.

        Layers are compiled one by one, since equal ones share their code: that takes a fraction of
        the time that whole encoders would.

        Args:
            backend: of torch.compile.
        """
        self._is_compiled = True
        for encoder in (self.text_encoder, self.vision_encoder):
            _, layers = transformer_layers(encoder.model)
            for layer in layers:
                layer.compile(backend=backend)
        self.fusion.compile(backend=backend)

    def distinct_texts(
        self, keys_B: torch.Tensor, lengths_B: torch.Tensor, mask_BL: torch.Tensor
    ) -> DistinctTexts:
        """:meth:`DistinctTexts.find`, in few shapes where the network is compiled."""
        most_tokens = mask_BL.shape[-1] if self._is_compiled else None
        return DistinctTexts.find(keys_B, lengths_B, mask_BL.device, most_tokens)

    def use_caches(self, max_bytes: int, on_host: bool = False) -> None:
        """Keep the states of frozen layers, of encoders that have any, by content from now on.

        Args:
            max_bytes: bound of all that is kept; where both encoders have frozen layers, each gets
                half. With 0 nothing is kept.
            on_host: keep them in pinned host memory instead of on the network's device.
        """
        encoders = (self.text_encoder, self.vision_encoder)
        keeping = [encoder for encoder in encoders if encoder.has_frozen_part and max_bytes]
        for encoder in encoders:
            share = max_bytes // max(1, len(keeping))
            encoder.cache = FeatureCache(share, on_host) if encoder in keeping else None

    @property
    def caches(self) -> list[FeatureCache]:
        """Those that there are."""
        caches = (self.text_encoder.cache, self.vision_encoder.cache)
        return [cache for cache in caches if cache is not None]

    def forward(
        self,
        input_ids: torch.Tensor,
        attention_mask: torch.Tensor,
        image: torch.Tensor,
        text_key: torch.Tensor | None = None,
        image_key: torch.Tensor | None = None,
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Encode and fuse; what caches hold is not encoded again.

        Args:
            input_ids: int64[*, L].
            attention_mask: bool[*, L], true on real tokens, which come first.
            image: uint8[*, H, W, 3].
            text_key: int64[*], content keys of the texts; without them no cache is used for texts.
            image_key: int64[*], content keys of the images; likewise.

        Returns:
            ``text_states`` float[*, L', Dt], L' being the longest text's tokens, to be read where
            ``attention_mask`` is true, ``image_states`` float[*, N, Dv] and ``fused`` float[*, F].
        """
        batch = input_ids.shape[:-1]
        ids_BL, mask_BL = input_ids.flatten(0, -2), attention_mask.flatten(0, -2)
        image_BHWC = image.flatten(0, -4)
        text_key_B = None if text_key is None else text_key.flatten()
        image_key_B = None if image_key is None else image_key.flatten()
        keys_B = _text_groups(ids_BL, mask_BL) if text_key_B is None else text_key_B.cpu()
        texts = self.distinct_texts(keys_B, mask_BL.sum(-1).cpu(), mask_BL)
        with self.autocast(ids_BL.device):
            text_rows = self.text_encoder.cached_rows(text_key_B, ids_BL, mask_BL)
            image_rows = self.vision_encoder.cached_rows(image_key_B, image_BHWC)
            text_BLD = self.text_states(texts, ids_BL, mask_BL, text_rows)
            image_BND = self.image_states(image_BHWC, image_rows)
            fused_BF = self.fuse(text_BLD, mask_BL[:, : texts.longest], image_BND)
        return (
            text_BLD.unflatten(0, batch),
            image_BND.unflatten(0, batch),
            fused_BF.unflatten(0, batch),
        )

    def autocast(self, device: torch.device) -> torch.autocast:
        """The context that encoders and fusion run in."""
        is_reduced = self.precision is not torch.float32
        dtype = self.precision if is_reduced else None
        return torch.autocast(device.type, dtype=dtype, enabled=is_reduced)

    def text_states(
        self,
        texts: DistinctTexts,
        ids_BL: torch.Tensor | None,
        mask_BL: torch.Tensor,
        rows_B: torch.Tensor | None,
    ) -> torch.Tensor:
        """Token states float[B, L', Dt]: each distinct text is encoded, or looked up, once.

        Args:
            texts: the batch's distinct texts.
            ids_BL: int64[B, L]; not needed where there are rows.
            mask_BL: bool[B, L].
            rows_B: int64[B], where the cache holds the frozen layers' states; None for nowhere.
        """
        encoder = self.text_encoder
        mask_UL = mask_BL[texts.first, : texts.longest]
        if rows_B is not None:
            assert encoder.cache is not None
            begun_ULD = encoder.cache.states(rows_B[texts.first], texts.longest)
        else:
            assert ids_BL is not None
            begun_ULD = encoder.begin(ids_BL[texts.first, : texts.longest], mask_UL)
        return encoder.finish(begun_ULD, mask_UL)[texts.index]

    def image_states(
        self, image_BHWC: torch.Tensor | None, rows_B: torch.Tensor | None
    ) -> torch.Tensor:
        """Patch states float[B, N, Dv], of images or of the cache's rows int64[B]."""
        encoder = self.vision_encoder
        if rows_B is None:
            return encoder(image_BHWC)
        assert encoder.cache is not None
        return encoder.finish(encoder.cache.states(rows_B))

    def fuse(
        self, text_BLD: torch.Tensor, mask_BL: torch.Tensor, image_BND: torch.Tensor
    ) -> torch.Tensor:
        """``fused`` float32[B, F]."""
        text, vision = self.text_encoder, self.vision_encoder
        fused_BF = self.fusion(
            text_BLD,
            mask_BL,
            image_BND,
            text.pool(text_BLD, mask_BL) if text.pooled_width else None,
            vision.pool(image_BND) if vision.pooled_width else None,
        )
        return fused_BF.float()


class Features(TensorDictModuleBase):
    """Reads ``OBSERVATION_KEYS``, and ``CONTENT_KEYS`` where there are any; writes features.

    Args:
        network: what encodes and fuses.
    """

    def __init__(self, network: MultimodalNetwork) -> None:
        super().__init__()
        self.module = network
        self.in_keys = list(OBSERVATION_KEYS)
        self.out_keys = list(FEATURE_KEYS)

    def forward(self, tensordict: TensorDictBase) -> TensorDictBase:
        """Write ``FEATURE_KEYS`` to a TensorDict [*] of observations."""
        inputs = [tensordict[key] for key in OBSERVATION_KEYS]
        content_keys = [tensordict.get(key, None) for key in CONTENT_KEYS]
        outputs = self.module(*inputs, *content_keys)
        return tensordict.update(dict(zip(FEATURE_KEYS, outputs, strict=True)))


class RolloutFeatures:
    """Minibatches of a rollout with ``fused``, through which gradients reach what learns.

    Each distinct text of a minibatch is encoded once; what caches hold, never. Minibatches are
    planned on the CPU, so that an accelerator is not waited for.

    Args:
        network: what encodes and fuses.
        with_states: whether minibatches also hold ``text_states`` and ``image_states``.
    """

    def __init__(self, network: MultimodalNetwork, with_states: bool = False) -> None:
        self._network = network
        self._with_states = with_states

    def load(self, frames: TensorDictBase) -> None:
        """Take the frames, a TensorDict [n] with ``OBSERVATION_KEYS`` and ``CONTENT_KEYS``.

        What caches hold is stood for by its rows in them from here on, which hold until something
        else is encoded.
        """
        network, mask_nL = self._network, frames["attention_mask"]
        self._text_keys = frames["text_key"].cpu()
        self._lengths = mask_nL.sum(-1).cpu()
        self._frames = frames.exclude(*CONTENT_KEYS, "image", "input_ids")
        with network.autocast(mask_nL.device):
            text_rows = network.text_encoder.cached_rows(
                self._text_keys, frames["input_ids"], mask_nL
            )
            image_rows = network.vision_encoder.cached_rows(
                frames.get("image_key", None), frames["image"]
            )
        for inputs, rows in (("input_ids", text_rows), ("image", image_rows)):
            self._frames[inputs if rows is None else f"{inputs}_row"] = (
                frames[inputs] if rows is None else rows
            )

    def minibatch(self, indices: torch.Tensor) -> TensorDictBase:
        """The frames at ``indices``, int64[B] on the CPU, with ``fused`` float[B, F]."""
        network, device = self._network, self._frames["attention_mask"].device
        frames = self._frames[indices.to(device, non_blocking=True)]
        mask_BL = frames["attention_mask"]
        texts = network.distinct_texts(self._text_keys[indices], self._lengths[indices], mask_BL)
        with network.autocast(device):
            text_BLD = network.text_states(
                texts, frames.get("input_ids", None), mask_BL, frames.get("input_ids_row", None)
            )
            image_BND = network.image_states(
                frames.get("image", None), frames.get("image_row", None)
            )
            frames["fused"] = network.fuse(text_BLD, mask_BL[:, : texts.longest], image_BND)
        if self._with_states:
            frames["text_states"], frames["image_states"] = text_BLD, image_BND
        return frames


def _round_up(number: int, multiple: int) -> int:
    return -(-number // multiple) * multiple


def _text_groups(ids_BL: torch.Tensor, mask_BL: torch.Tensor) -> torch.Tensor:
    """int64[B] on the CPU, equal where texts are."""
    _, group_of_B = torch.where(mask_BL, ids_BL, -1).unique(dim=0, return_inverse=True)
    return group_of_B.cpu()
