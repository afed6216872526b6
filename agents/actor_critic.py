"""The actor-critic agent: features, reasoning, policy and value; it acts, and lives in one folder.

B batch, A actions.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any, cast

import numpy as np
import torch
from tensordict import TensorDict, TensorDictBase
from tensordict.nn import TensorDictSequential
from torch import nn
from torchrl.envs import Transform

from gennet_rl.agents.decisions import Decisions
from gennet_rl.agents.heads import build_actor, build_classifier, build_critic
from gennet_rl.agents.playing import Player, choose_actions
from gennet_rl.agents.reasoning import ReasonedFeatures, Reasoning
from gennet_rl.agents.storing import StoredAgent
from gennet_rl.config import FusionConfig, NetworkConfig, ReasoningConfig
from gennet_rl.encoders import (
    TextEncoder,
    VisionEncoder,
    build_text_encoder,
    build_vision_encoder,
)
from gennet_rl.environments import EnvironmentSpec
from gennet_rl.errors import InvalidValueError
from gennet_rl.features import (
    CONTENT_KEYS,
    OBSERVATION_KEYS,
    Features,
    MultimodalNetwork,
    RolloutFeatures,
)
from gennet_rl.fusion import CrossModalFusion
from gennet_rl.observations import observation_arrays, perceived
from gennet_rl.tokenizing import TokenCache

__all__ = ["ActorCriticAgent", "build_actor_critic"]

SMALLEST_MATRIX = 16  # with fewer rows or columns there is little to orthogonalise


class ActorCriticAgent(StoredAgent, nn.Module):
    """A policy and a value on the features of a text and an image.

    The training loop drives ``policy()``, ``rollout_features()``, ``actor``
    (``ProbabilisticActor``), ``critic`` (``ValueOperator``) and, where there is one,
    ``classifier``; the heads read ``state`` alone, so that the encoders run once for all.

    Args:
        spec: the environment it was built for.
        text_encoder: token ids to token states.
        vision_encoder: images to patch states.
        fusion_config: shape of the fusion.
        tokens: strings to token ids.
        reasoning_config: memory, deliberation, and whether there is a classifier.
        perceives: "both", "text" or "image"; see ``NetworkConfig``.
    """

    def __init__(
        self,
        spec: EnvironmentSpec,
        text_encoder: TextEncoder,
        vision_encoder: VisionEncoder,
        fusion_config: FusionConfig,
        tokens: TokenCache,
        reasoning_config: ReasoningConfig | None = None,
        perceives: str = "both",
    ) -> None:
        super().__init__()
        self.spec = spec
        self.fusion_config = fusion_config
        self.reasoning_config = reasoning_config or ReasoningConfig()
        self.perceives = perceives
        self.tokens = tokens
        fusion = CrossModalFusion(
            text_encoder.width,
            vision_encoder.width,
            fusion_config,
            text_encoder.pooled_width,
            vision_encoder.pooled_width,
        )
        self.features = Features(MultimodalNetwork(text_encoder, vision_encoder, fusion))
        actions = len(spec.answers)
        self.actor = build_actor(fusion.width, actions, spec.has_action_mask)
        self.critic = build_critic(fusion.width)
        self.reasoning = Reasoning(
            self.reasoning_config,
            fusion.width,
            text_encoder.width,
            vision_encoder.width,
            self.actor.module[0].module,
            actions,
        )
        has_classifier = self.reasoning_config.classifier
        self.classifier = build_classifier(fusion.width, actions) if has_classifier else None
        self.acts_by_classifier = False
        """Whether ``act`` follows the classifier instead of the policy."""

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return next(self.parameters()).device

    @property
    def network(self) -> MultimodalNetwork:
        """Encoders and fusion."""
        return self.features.module

    def parameter_groups(self) -> dict[str, list[nn.Parameter]]:
        """What learns, by the names under which the optimizer has rates; groups may be empty."""
        network = self.network
        return {
            "encoders": _learning(network.text_encoder, network.vision_encoder),
            "fusion": _learning(network.fusion),
            "heads": _learning(self.reasoning, self.actor, self.critic),
            "classifier": [] if self.classifier is None else _learning(self.classifier),
        }

    def hidden_matrices(self) -> list[nn.Parameter]:
        """Weights that map hidden states to hidden states, of what learns below the heads.

        Without LoRA's factors, whose product is the update, and the pooling's few weights.
        """
        network = self.network
        linear = [
            (name, module)
            for part in (
                network.text_encoder,
                network.vision_encoder,
                network.fusion,
                self.reasoning,
            )
            for name, module in part.named_modules()
            if isinstance(module, nn.Linear) and module.weight.requires_grad
        ]
        return [
            cast(nn.Parameter, module.weight)
            for name, module in linear
            if "lora_" not in name and min(module.weight.shape) >= SMALLEST_MATRIX
        ]

    def policy(self) -> TensorDictSequential:
        """What collects: observations to ``action``, its log-probability, ``state_value``, ..."""
        memories = [("next", key) for key in self.reasoning.memory_keys]
        return TensorDictSequential(
            self.features,
            self.reasoning,
            self.actor,
            self.critic,
            selected_out_keys=["logits", "action", "action_log_prob", "state_value", *memories],
        )

    def env_transforms(self) -> list[Transform]:
        """What an environment needs besides, so that :meth:`policy` remembers."""
        return self.reasoning.transforms()

    def rollout_features(self) -> ReasonedFeatures:
        """What learns from frames that :meth:`policy` collected: minibatches with ``state``."""
        with_states = self.reasoning.deliberation is not None
        return ReasonedFeatures(RolloutFeatures(self.network, with_states), self.reasoning)

    @torch.no_grad()
    def value(self, observations: TensorDictBase) -> torch.Tensor:
        """The critic's value, float[n, 1], of a TensorDict [n] of observations."""
        keys = (*OBSERVATION_KEYS, *CONTENT_KEYS, "action_mask", "is_init")
        inputs = observations.select(*keys, *self.reasoning.memory_keys, strict=False)
        return self.critic(self.reasoning(self.features(inputs)))["state_value"]

    def act(self, observations: dict[str, Any], deterministic: bool = True) -> Any:
        """Answer one text-image pair, or a batch of them.

        An agent with memory takes each pair for the beginning of an episode; :meth:`player` gives
        what remembers.

        Args:
            observations: ``text`` (a string, or B strings), ``image`` (uint8[H, W, 3], a PIL image,
                or anything that makes such an array; or uint8[B, H, W, 3]) and, where the
                environment has them, ``action_mask`` bool[A] or bool[B, A].
            deterministic: the most probable action where True, a sample where False.

        Returns:
            A ``Decision`` with action, answer, probabilities and value; for a batch ``Decisions``,
            which NumPy reads as actions int64[B].

        Raises:
            InvalidValueError: where the image is not uint8 with three channels.
        """
        if not isinstance(observations["text"], str):
            return self._act(observations, deterministic)
        batch = {key: np.asarray(value)[None] for key, value in observations.items()}
        batch["text"] = cast(np.ndarray, [observations["text"]])
        return self._act(batch, deterministic)[0]

    def player(self) -> Player:
        """What plays episodes: a function of batches of observations that may remember."""
        return Player(self)

    def _act(self, observations: dict[str, Any], deterministic: bool) -> Decisions:
        batch = self.decide(observations)
        return Decisions(
            actions=choose_actions(batch["probabilities"], deterministic),
            probabilities=batch["probabilities"].cpu().numpy(),
            values=batch["state_value"].squeeze(-1).cpu().numpy(),
            names=self.spec.answers,
        )

    @torch.no_grad()
    def decide(
        self, observations: dict[str, Any], memory: TensorDictBase | None = None
    ) -> TensorDictBase:
        """Everything that the network makes of a batch of observations.

        Args:
            observations: as for :meth:`act`, a batch.
            memory: a TensorDict [B] of the memory, or None for that of a beginning.

        Returns:
            A TensorDict [B] with ``probabilities`` float[B, A], ``state_value`` float[B, 1],
            ``state`` float[B, F], the features, and the next memory under ``next``.
        """
        was_training = self.training
        self.eval()
        batch = self.reasoning.begin(self._to_tensordict(observations))
        if memory is not None:
            batch.update(memory)
        self.critic(self.reasoning(self.features(batch)))
        batch["probabilities"] = self._probabilities(batch)
        self.train(was_training)
        return batch

    def _probabilities(self, batch: TensorDictBase) -> torch.Tensor:
        if not self.acts_by_classifier:
            return self.actor.get_dist(batch).probs
        assert self.classifier is not None
        logits_BA = self.classifier(batch)["class_logits"]
        if self.spec.has_action_mask:
            logits_BA = logits_BA.masked_fill(~batch["action_mask"], -torch.inf)
        return logits_BA.softmax(-1)

    def _to_tensordict(self, observations: dict[str, Any]) -> TensorDict:
        image = np.asarray(observations["image"])
        if image.dtype != np.uint8 or image.ndim != 4 or image.shape[-1] != 3:
            raise InvalidValueError(
                f"image is {image.dtype}{list(image.shape)}: it must be uint8[height, width, 3] "
                "for one observation, uint8[batch, height, width, 3] for several."
            )
        keyed = self.network.vision_encoder.cache is not None
        seen = perceived({**observations, "image": image}, self.perceives)
        arrays = observation_arrays(seen, self.tokens, keyed)
        if not self.spec.has_action_mask:
            arrays.pop("action_mask", None)
        return TensorDict(
            {key: torch.tensor(value, device=self.device) for key, value in arrays.items()},
            batch_size=[len(image)],
        )


def _learning(*parts: nn.Module) -> list[nn.Parameter]:
    return [p for part in parts for p in part.parameters() if p.requires_grad]


def build_actor_critic(
    config: NetworkConfig, spec: EnvironmentSpec, training_texts: Iterable[str]
) -> ActorCriticAgent:
    """An untrained agent for an environment.

    Args:
        config: encoders, from checkpoints or from nothing, and fusion.
        spec: what the agent must know of the environment.
        training_texts: what a tokenizer is made from where the text encoder has no checkpoint.

    Raises:
        MissingFileError: where a checkpoint is not there.
        InvalidValueError: where sizes do not fit each other or the images, where a checkpoint is
            of another kind, or where a fine-tuning mode cannot be had.
    """
    text, vision = config.text, config.vision
    if config.frozen_encoders:
        text = dataclasses.replace(text, fine_tuning="frozen")
        vision = dataclasses.replace(vision, fine_tuning="frozen")
    text_encoder, tokenizer = build_text_encoder(text, training_texts)
    vision_encoder = build_vision_encoder(vision, spec.image_shape)
    tokens = TokenCache(tokenizer, config.text.max_tokens)
    return ActorCriticAgent(
        spec,
        text_encoder,
        vision_encoder,
        config.fusion,
        tokens,
        config.reasoning,
        config.perceives,
    )
