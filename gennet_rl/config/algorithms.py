"""What is minimised, and by which steps: PPO, A2C, learning from right answers, the optimizer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["A2CConfig", "OptimizerConfig", "PPOConfig", "SupervisionConfig"]

Schedule = Literal["linear", "cosine", "constant"]


@dataclass(frozen=True)
class PPOConfig:
    """Proximal policy optimisation (Schulman et al. 2017), named as in the paper."""

    gamma: float = 0.99
    """Discount factor, from 0 to 1."""
    gae_lambda: float = 0.95
    """Lambda of generalised advantage estimation, from 0 to 1."""
    variant: Literal["clip", "kl"] = "clip"
    """How the policy is kept near the one that acted: a clipped probability ratio, or a penalty on
    the KL divergence whose weight adapts to `kl_target` (section 4 of the paper)."""
    clip_epsilon: float = 0.2
    """How far the probability ratio may move from 1, under "clip"."""
    kl_target: float = 0.01
    """KL divergence that the penalty's weight aims at, nats, under "kl"."""
    kl_weight: float = 1.0
    """The penalty's weight at the start, under "kl"."""
    target_kl: float | None = None
    """Learning from a rollout stops early where the KL divergence from the policy that acted is
    above 1.5 times this, nats; None for never."""
    entropy_coefficient: float = 0.05
    """Weight of the entropy bonus."""
    final_entropy_coefficient: float | None = None
    """What it falls or rises to, linearly over the training; None to stay."""
    critic_coefficient: float = 0.5
    """Weight of the value loss."""
    clip_value: float | None = None
    """How far the value may move from what it was while acting, as seen by the loss; None for any
    distance."""
    normalize_advantage: bool = False
    """Whether advantages are shifted and scaled to mean 0 and deviation 1 in each minibatch."""
    epochs: int = 4
    """Passes over each rollout."""
    minibatch_size: int = 256
    """Frames a gradient step."""


@dataclass(frozen=True)
class A2CConfig:
    """Advantage actor-critic (Mnih et al. 2016), in its synchronous form: one pass a rollout."""

    gamma: float = 0.99
    """Discount factor, from 0 to 1."""
    gae_lambda: float = 0.95
    """Lambda of generalised advantage estimation, from 0 to 1."""
    entropy_coefficient: float = 0.05
    """Weight of the entropy bonus."""
    final_entropy_coefficient: float | None = None
    """What it falls or rises to, linearly over the training; None to stay."""
    critic_coefficient: float = 0.5
    """Weight of the value loss."""
    normalize_advantage: bool = False
    """Whether advantages are shifted and scaled to mean 0 and deviation 1 in each minibatch."""
    minibatch_size: int = 256
    """Frames a gradient step."""

    @property
    def epochs(self) -> int:
        """Passes over each rollout: one, since nothing corrects for a policy that has changed."""
        return 1


@dataclass(frozen=True)
class SupervisionConfig:
    """Learning from right answers, in the modes "supervised" and "combined"."""

    imitation_coefficient: float = 1.0
    """Weight of the policy's cross-entropy against the environment's right action, where it is
    imitated: all along in "supervised", in the warm start in "combined"."""
    classification_coefficient: float = 1.0
    """Weight of the classifier's cross-entropy, where there is a classifier."""
    teacher_share: float = 0.5
    """Share of actions that are the right ones while imitating; the others are the policy's own, so
    that it also learns what to do where its mistakes lead (Ross et al. 2011, DAgger)."""
    replay_gb: float = 2.0
    """Most gigabytes (1e9 bytes) of frames that are kept while imitating, to be passed over again;
    with 0 all passes are over the newest rollout."""
    warm_start: float = 0.2
    """Share of the frames of a "combined" run in which the policy imitates, before it learns from
    reward."""


@dataclass(frozen=True)
class OptimizerConfig:
    """Muon and AdamW; rates rise linearly from zero to their peak, then follow a schedule."""

    method: Literal["muon", "adamw"] = "muon"
    """What trains the matrices between hidden states; embeddings, norms, biases and the heads' last
    layers are AdamW's in any case."""
    learning_rate: float = 1e-3
    """Peak learning rate of the fusion under AdamW, and of what has no rate of its own below."""
    encoder_learning_rate: float = 5e-4
    """Peak learning rate of what learns of the encoders; base-size ones want 1e-5 to 1e-4."""
    head_learning_rate: float | None = None
    """Peak learning rate of memory, deliberation, actor and critic."""
    classifier_learning_rate: float | None = None
    """Peak learning rate of the classifier."""
    schedule: Schedule = "linear"
    """How rates go from their peak to the end: down to zero linearly or by a half cosine, or not at
    all."""
    encoder_schedule: Schedule | None = None
    """The encoders' own; None for `schedule`."""
    head_schedule: Schedule | None = None
    """That of memory, deliberation, actor and critic; None for `schedule`."""
    classifier_schedule: Schedule | None = None
    """The classifier's own; None for `schedule`."""
    muon_rate_factor: float = 5.0
    """Muon's rates as a multiple of these two."""
    warmup_fraction: float = 0.02
    """Share of the gradient steps over which the rates rise from zero."""
    weight_decay: float = 0.01
    """AdamW's decoupled weight decay."""
    max_gradient_norm: float = 1.0
    """Gradients are scaled down to this norm over all parameters."""
    accumulation: int = 1
    """Minibatches whose gradients are averaged for one step."""
