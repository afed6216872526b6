"""The network's knobs: encoders, fusion, memory, deliberation, and what it may perceive."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal

import tyro

__all__ = [
    "FineTuning",
    "FusionConfig",
    "NetworkConfig",
    "ReasoningConfig",
    "TextEncoderConfig",
    "VisionEncoderConfig",
]

FineTuning = Literal["full", "frozen", "last_n", "lora"]


@dataclass(frozen=True)
class TextEncoderConfig:
    """A text encoder: a checkpoint, or the shape of a ModernBERT that starts from nothing."""

    checkpoint: Annotated[str | None, tyro.conf.arg(aliases=("--text-checkpoint",))] = "gennet-tiny"
    """The bundled gennet-tiny, or hub name or folder of a ModernBERT, mmBERT or other text encoder.
    None builds one from the sizes below, with a BPE tokenizer made from the training texts."""
    fine_tuning: FineTuning = "full"
    """What learns: everything, nothing, the last layers, or low-rank updates (LoRA, Hu et al.
    2021; needs the extra [lora])."""
    last_layers: int = 1
    """Layers that learn under "last_n", with the final norm."""
    lora_rank: int = 8
    """Rank of the updates under "lora"."""
    pooling: Literal["none", "cls", "mean"] = "none"
    """Whether the fusion also gets the text as one vector: the [CLS] state, or the masked mean."""
    domain_tokens: tuple[str, ...] = ()
    """Markers such as <DOMAIN_A> that become one token each."""
    max_tokens: int = 256
    """Longer texts are cut to so many tokens. Padding is cut to the longest text of a batch; only
    rollouts, and states that are kept of frozen layers, take memory for all of them."""
    width: int = 96
    """Size of a token's state; like the sizes that follow, only for an encoder from nothing."""
    layers: int = 2
    """Number of transformer layers."""
    heads: int = 4
    """Attention heads a layer."""
    vocabulary_size: int = 2048
    """Most tokens that the tokenizer may have."""


@dataclass(frozen=True)
class VisionEncoderConfig:
    """A SigLIP 2 vision tower: a checkpoint, or the shape of one that starts from nothing."""

    checkpoint: Annotated[str | None, tyro.conf.arg(aliases=("--vision-checkpoint",))] = (
        "gennet-tiny"
    )
    """The bundled gennet-tiny, or hub name or folder of a SigLIP or SigLIP 2 model, with a fixed
    resolution or NaFlex. None builds a tower from the sizes below, for the environment's images."""
    fine_tuning: FineTuning = "full"
    """What learns: everything, nothing, the last layers, or low-rank updates (LoRA, Hu et al.
    2021; needs the extra [lora])."""
    last_layers: int = 1
    """Layers that learn under "last_n", with the final norm."""
    lora_rank: int = 8
    """Rank of the updates under "lora"."""
    pooling: Literal["none", "mean", "attention"] = "none"
    """Whether the fusion also gets the image as one vector: the mean of its patches, or SigLIP's
    attention pooling."""
    image_size: tuple[int, int] | None = None
    """Height and width that images are resized to, pixels; position embeddings are interpolated
    where it is not the checkpoint's own size, which None takes."""
    max_patches: int | None = None
    """Most patches an image may have, for NaFlex checkpoints; None takes the checkpoint's own."""
    width: int = 96
    """Size of a patch's state; like the sizes that follow, only for a tower from nothing."""
    layers: int = 2
    """Number of transformer layers."""
    heads: int = 4
    """Attention heads a layer."""
    patch_size: int = 16
    """Side of a square patch in pixels; must divide the image's height and width."""


@dataclass(frozen=True)
class FusionConfig:
    """Cross-attention between text and image, then an MLP over the pooled pair."""

    width: int = 96
    """Size of the attended states and of `fused`; 1024 suits base-size encoders."""
    heads: int = 4
    """Attention heads in each direction."""
    match_width: int = 384
    """Size of the product of text and image, which tells whether they agree."""
    mlp_layers: int = 2
    """Residual MLP blocks after pooling."""
    dropout: float = 0.0
    """Dropout in attention and MLP, from 0 up to 1 (not included)."""
    activation: Literal["gelu", "relu", "silu", "tanh"] = "gelu"
    """The MLP's nonlinearity."""


@dataclass(frozen=True)
class ReasoningConfig:
    """What lies between `fused` and the heads: memory and deliberation, both off by default."""

    memory: Literal["none", "gru", "lstm"] = "none"
    """A recurrent core that remembers the episode, for what is only partly seen at a time."""
    deliberation_steps: int = 0
    """How often the policy proposes an action, takes the proposal into account, and looks at text
    and image again before it decides."""
    heads: int = 4
    """Attention heads of such a look."""
    classifier: bool = False
    """Whether there is a third head that says the right answer, which `mode` supervised or combined
    can train by cross-entropy; it is built for "combined" in any case."""


@dataclass(frozen=True)
class NetworkConfig:
    """The agent's network from text and image to `fused`."""

    text: TextEncoderConfig = field(default_factory=TextEncoderConfig)
    """The text encoder."""
    vision: VisionEncoderConfig = field(
        default_factory=lambda: VisionEncoderConfig(fine_tuning="frozen")
    )
    """The image encoder; the bundled one sees well enough to be left as it is, which is faster."""
    fusion: FusionConfig = field(default_factory=FusionConfig)
    """The fusion of the two."""
    reasoning: ReasoningConfig = field(default_factory=ReasoningConfig)
    """Memory and deliberation on top of the fusion."""
    perceives: Literal["both", "text", "image"] = "both"
    """Which of its two inputs the agent gets as they are; the other is the same for everything:
    "text" is a blind agent, "image" one that cannot read. For telling what each is worth."""
    frozen_encoders: Annotated[bool, tyro.conf.arg(aliases=("--encoders.frozen",))] = False
    """Freezes both encoders, whatever their `fine_tuning` says."""
