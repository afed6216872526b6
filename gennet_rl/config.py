"""Every knob of an agent and its training, as nested dataclasses; the docstrings are the help."""

from __future__ import annotations

import dataclasses
import json
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

import tyro

from gennet_rl.errors import InvalidValueError

__all__ = [
    "FusionConfig",
    "NetworkConfig",
    "OptimizerConfig",
    "PPOConfig",
    "TextEncoderConfig",
    "TrainingConfig",
    "VisionEncoderConfig",
    "check_collector",
    "check_config",
    "check_heads",
    "check_network",
    "check_sizes",
]

MAY_BE_ZERO = ("seed", "evaluations", "warm_up_head_steps", "env_workers")
SHARES = (
    "gamma",
    "gae_lambda",
    "warmup_fraction",
    "dropout",
    "mlm_probability",
    "held_out_fraction",
)

SIZES = ("width", "layers", "heads", "vocabulary_size", "patch_size")

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
    frozen_encoders: Annotated[bool, tyro.conf.arg(aliases=("--encoders.frozen",))] = False
    """Freezes both encoders, whatever their `fine_tuning` says."""


@dataclass(frozen=True)
class PPOConfig:
    """Proximal policy optimisation (Schulman et al. 2017), named as in the paper."""

    gamma: float = 0.99
    """Discount factor, from 0 to 1."""
    gae_lambda: float = 0.95
    """Lambda of generalised advantage estimation, from 0 to 1."""
    clip_epsilon: float = 0.2
    """How far the probability ratio may move from 1."""
    entropy_coefficient: float = 0.05
    """Weight of the entropy bonus."""
    critic_coefficient: float = 0.5
    """Weight of the value loss."""
    normalize_advantage: bool = False
    """Whether advantages are shifted and scaled to mean 0 and deviation 1 in each minibatch."""
    epochs: int = 4
    """Passes over each rollout."""
    minibatch_size: int = 256
    """Frames a gradient step."""


@dataclass(frozen=True)
class OptimizerConfig:
    """Muon and AdamW with a linear warm-up and a linear decay to zero."""

    method: Literal["muon", "adamw"] = "muon"
    """What trains the matrices between hidden states; embeddings, norms, biases and the heads' last
    layers are AdamW's in any case."""
    learning_rate: float = 1e-3
    """Peak learning rate of fusion, actor and critic under AdamW."""
    encoder_learning_rate: float = 5e-4
    """Peak learning rate of what learns of the encoders; base-size ones want 1e-5 to 1e-4."""
    muon_rate_factor: float = 5.0
    """Muon's rates as a multiple of these two."""
    warmup_fraction: float = 0.02
    """Share of the gradient steps over which the rates rise from zero."""
    weight_decay: float = 0.01
    """AdamW's decoupled weight decay."""
    max_gradient_norm: float = 1.0
    """Gradients are scaled down to this norm over all parameters."""


@dataclass(frozen=True)
class TrainingConfig:
    """One training run: where, how long, with what."""

    env_id: str = "gennet/EasyVQA-v0"
    """Gymnasium id of the environment."""
    total_frames: int = 60_000
    """Environment steps to train on, rounded up to whole rollouts."""
    num_envs: int = 256
    """Environments stepped together."""
    rollout_steps: int = 4
    """Steps of each environment between updates."""
    env_workers: int = 0
    """Processes that step environments without a batched form; 0 steps them in the process that
    collects."""
    collector: Literal["local", "multi-sync", "multi-async"] = "local"
    """Who collects: this process; or several that share the environments out among them and wait
    for each update, or go on collecting while this one learns."""
    collector_workers: int = 2
    """How many processes collect under "multi-sync" and "multi-async"; must divide `num_envs`."""
    seed: int = 0
    """Seed of weights, environments and minibatches."""
    device: str = "auto"
    """Where the network runs: "cpu", "cuda", "cuda:1", ...; "auto" takes CUDA where there is
    one."""
    out: Path | None = None
    """Folder for everything the run leaves; by default runs/<script>/<time>-seed<seed>."""
    overwrite: bool = False
    """Whether a run that already lies in `out` may be replaced."""
    precision: Literal["auto", "float32", "bfloat16"] = "auto"
    """What encoders and fusion compute in; weights, heads and losses stay float32. "auto" takes
    bfloat16 where the processor computes it natively."""
    compile: bool = False
    """Whether encoders and fusion go through torch.compile: slow to start, for long runs on GPUs.
    Texts are padded to a few lengths and numbers then, so that few shapes are compiled."""
    profile: bool = False
    """Whether a PyTorch trace of the third rollout is written to trace.json."""
    feature_cache_gb: float = 2.0
    """Most gigabytes (1e9 bytes) of states of frozen layers to keep, so that each distinct text and
    image goes through them once in the run; 0 to keep none."""
    feature_cache_on: Literal["device", "host"] = "device"
    """Whether they are kept where the network runs, or in pinned host memory."""
    evaluations: int = 10
    """How often the validation split is looked at while training; 0 for never."""
    evaluation_episodes: int = 1024
    """Validation episodes each time."""
    test_episodes: int | None = None
    """Test episodes at the end; by default the whole test split, or 1000 where it has no end."""
    network: NetworkConfig = field(default_factory=NetworkConfig)
    """The network."""
    ppo: PPOConfig = field(default_factory=PPOConfig)
    """The algorithm."""
    optimizer: OptimizerConfig = field(default_factory=OptimizerConfig)
    """The optimizer."""

    @property
    def frames_per_batch(self) -> int:
        """Frames of one rollout over all environments."""
        return self.num_envs * self.rollout_steps

    @property
    def rollouts(self) -> int:
        """Number of rollouts that make at least ``total_frames``."""
        return -(-self.total_frames // self.frames_per_batch)

    def to_json(self) -> str:
        """The configuration as indented JSON."""
        return json.dumps(dataclasses.asdict(self), indent=2, default=str) + "\n"


def check_config(config: Any, path: str = "") -> None:
    """Raise InvalidValueError, naming the field, where a number in a config makes no sense.

    Counts and sizes must be at least 1 (the seed and the number of evaluations at least 0), other
    numbers at least 0, shares at most 1.

    Args:
        config: a dataclass; nested ones are checked too.
        path: prefix of the fields' names in the message.
    """
    for item in dataclasses.fields(config):
        value, name = getattr(config, item.name), f"{path}{item.name}"
        if dataclasses.is_dataclass(value):
            check_config(value, f"{name}.")
        elif type(value) in (int, float):
            least = 1 if type(value) is int and item.name not in MAY_BE_ZERO else 0
            most = 1 if item.name in SHARES else math.inf
            if not least <= value <= most:
                bounds = f"at least {least}" + (
                    f" and at most {most}" if item.name in SHARES else ""
                )
                raise InvalidValueError(f"{name} is {value}: it must be {bounds}.")


def check_collector(config: TrainingConfig) -> None:
    """Raise InvalidValueError where environments cannot be shared out evenly among collectors."""
    if config.collector != "local" and config.num_envs % config.collector_workers:
        raise InvalidValueError(
            f"collector_workers is {config.collector_workers}: it must divide num_envs, "
            f"{config.num_envs}."
        )


def check_heads(name: str, width: int, heads: int) -> None:
    """Raise InvalidValueError where ``heads`` does not divide ``width`` of the part ``name``."""
    if width % heads:
        raise InvalidValueError(f"{name}.heads is {heads}: it must divide {name}.width, {width}.")


def check_sizes(name: str, config: TextEncoderConfig | VisionEncoderConfig) -> None:
    """Raise InvalidValueError where ``config`` has a checkpoint and also sizes of its own.

    Args:
        name: "text" or "vision".
        config: whose sizes only hold where there is no checkpoint.
    """
    if config.checkpoint is None:
        return
    for item in dataclasses.fields(config):
        value = getattr(config, item.name)
        if item.name in SIZES and value != item.default:
            raise InvalidValueError(
                f"{name}.{item.name} is {value} and {name}.checkpoint is {config.checkpoint!r}, "
                "which has its own sizes: leave one of them out, the checkpoint by giving None."
            )


def check_network(config: NetworkConfig) -> None:
    """Raise InvalidValueError where an encoder would start from nothing and never learn."""
    for name, encoder in (("text", config.text), ("vision", config.vision)):
        frozen = config.frozen_encoders or encoder.fine_tuning == "frozen"
        if encoder.checkpoint is None and frozen:
            raise InvalidValueError(
                f"the {name} encoder has no checkpoint and is frozen, so that its random weights "
                f"would stay: give --network.{name}.fine-tuning full, or a checkpoint."
            )
