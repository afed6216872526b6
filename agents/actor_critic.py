"""The actor-critic agent: features, policy and value; it acts, and lives in one folder.

B batch, A actions.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from safetensors.torch import save_file
from tensordict import TensorDict, TensorDictBase
from tensordict.nn import TensorDictSequential
from torch import nn

from gennet_rl.agents.heads import build_actor, build_critic
from gennet_rl.config import FusionConfig, NetworkConfig
from gennet_rl.encoders import (
    TextEncoder,
    VisionEncoder,
    build_text_encoder,
    build_vision_encoder,
    fold_lora,
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
from gennet_rl.observations import observation_arrays
from gennet_rl.tokenizing import TokenCache

__all__ = ["ActorCriticAgent", "Decision", "build_actor_critic"]

AGENT_FILE = "agent.json"
WEIGHTS_FILE = "model.safetensors"
SMALLEST_MATRIX = 16  # with fewer rows or columns there is little to orthogonalise


@dataclass(frozen=True)
class Decision:
    """What the agent answers to one text-image pair."""

    action: int
    """The chosen action."""
    answer: str
    """The action's text."""
    probabilities: dict[str, float]
    """The policy's probability of each answer, most probable first."""
    value: float
    """The return that the critic expects."""


class ActorCriticAgent(nn.Module):
    """A policy and a value on the features of a text and an image.

    The training loop drives ``policy()``, ``rollout_features()`` (see ``gennet_rl.features``),
    ``actor`` (``ProbabilisticActor``) and ``critic``
    (``ValueOperator``); the heads read ``fused`` alone, so that the encoders run once for both.

    Args:
        spec: the environment it was built for.
        text_encoder: token ids to token states.
        vision_encoder: images to patch states.
        fusion_config: shape of the fusion.
        tokens: strings to token ids.
    """

    def __init__(
        self,
        spec: EnvironmentSpec,
        text_encoder: TextEncoder,
        vision_encoder: VisionEncoder,
        fusion_config: FusionConfig,
        tokens: TokenCache,
    ) -> None:
        super().__init__()
        self.spec = spec
        self.fusion_config = fusion_config
        self.tokens = tokens
        fusion = CrossModalFusion(
            text_encoder.width,
            vision_encoder.width,
            fusion_config,
            text_encoder.pooled_width,
            vision_encoder.pooled_width,
        )
        self.features = Features(MultimodalNetwork(text_encoder, vision_encoder, fusion))
        self.actor = build_actor(fusion.width, len(spec.answers), spec.has_action_mask)
        self.critic = build_critic(fusion.width)

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return next(self.parameters()).device

    @property
    def network(self) -> MultimodalNetwork:
        """Encoders and fusion."""
        return self.features.module

    def encoder_parameters(self) -> list[nn.Parameter]:
        """What learns of the text and vision encoders, at their own rate; maybe nothing."""
        return _learning(self.network.text_encoder, self.network.vision_encoder)

    def head_parameters(self) -> list[nn.Parameter]:
        """What learns of all the rest: fusion, actor and critic."""
        return _learning(self.network.fusion, self.actor, self.critic)

    def hidden_matrices(self) -> list[nn.Parameter]:
        """Weights that map hidden states to hidden states, of what learns in encoders and fusion.

        Without LoRA's factors, whose product is the update, and the pooling's few weights.
        """
        network = self.network
        linear = [
            (name, module)
            for part in (network.text_encoder, network.vision_encoder, network.fusion)
            for name, module in part.named_modules()
            if isinstance(module, nn.Linear) and module.weight.requires_grad
        ]
        return [
            cast(nn.Parameter, module.weight)
            for name, module in linear
            if "lora_" not in name and min(module.weight.shape) >= SMALLEST_MATRIX
        ]

    def policy(self) -> TensorDictSequential:
        """What collects: observations to ``action``, ``action_log_prob`` and ``state_value``."""
        return TensorDictSequential(
            self.features,
            self.actor,
            self.critic,
            selected_out_keys=["action", "action_log_prob", "state_value"],
        )

    def rollout_features(self) -> RolloutFeatures:
        """What learns from frames that :meth:`policy` collected: minibatches with ``fused``."""
        return RolloutFeatures(self.network)

    @torch.no_grad()
    def value(self, observations: TensorDictBase) -> torch.Tensor:
        """The critic's value, float[n, 1], of a TensorDict [n] of observations."""
        inputs = observations.select(*OBSERVATION_KEYS, *CONTENT_KEYS, strict=False)
        return self.critic(self.features(inputs))["state_value"]

    def act(self, observations: dict[str, Any], deterministic: bool = True) -> np.ndarray:
        """Actions for a batch of observations.

        Args:
            observations: ``text`` (B strings), ``image`` uint8[B, H, W, 3] and, where the
                environment has them, ``action_mask`` bool[B, A].
            deterministic: the most probable action where True, a sample where False.

        Returns:
            int64[B].
        """
        probabilities_BA, _ = self._decide(observations)
        if deterministic:
            return probabilities_BA.argmax(-1).cpu().numpy()
        return torch.multinomial(probabilities_BA, 1).squeeze(-1).cpu().numpy()

    def decide(self, observation: dict[str, Any]) -> Decision:
        """Answer one text-image pair, with probabilities and value.

        Args:
            observation: ``text`` (a string), ``image`` (uint8[H, W, 3], a PIL image, or anything
                that makes such an array) and, where needed, ``action_mask`` bool[A].

        Raises:
            InvalidValueError: where the image is not uint8 with three channels.
        """
        batch = {key: np.asarray(value)[None] for key, value in observation.items()}
        batch["text"] = cast(np.ndarray, [observation["text"]])
        probabilities_BA, value_B1 = self._decide(batch)
        probabilities = probabilities_BA[0].tolist()
        action = int(probabilities_BA[0].argmax())
        order = sorted(range(len(probabilities)), key=lambda a: -probabilities[a])
        return Decision(
            action=action,
            answer=self.spec.answers[action],
            probabilities={self.spec.answers[a]: probabilities[a] for a in order},
            value=float(value_B1),
        )

    @torch.no_grad()
    def _decide(self, observations: dict[str, Any]) -> tuple[torch.Tensor, torch.Tensor]:
        """Probabilities float[B, A] and values float[B, 1]."""
        was_training = self.training
        self.eval()
        batch = self.critic(self.features(self._to_tensordict(observations)))
        probabilities_BA = self.actor.get_dist(batch).probs
        self.train(was_training)
        return probabilities_BA, batch["state_value"]

    def _to_tensordict(self, observations: dict[str, Any]) -> TensorDict:
        image = np.asarray(observations["image"])
        if image.dtype != np.uint8 or image.ndim != 4 or image.shape[-1] != 3:
            raise InvalidValueError(
                f"image is {image.dtype}{list(image.shape)}: it must be uint8[height, width, 3] "
                "for one observation, uint8[batch, height, width, 3] for several."
            )
        keyed = self.network.vision_encoder.cache is not None
        arrays = observation_arrays({**observations, "image": image}, self.tokens, keyed)
        if not self.spec.has_action_mask:
            arrays.pop("action_mask", None)
        return TensorDict(
            {key: torch.tensor(value, device=self.device) for key, value in arrays.items()},
            batch_size=[len(image)],
        )

    def save(self, folder: Path | str) -> None:
        """Write a folder for ``load_agent``: weights, tokenizer, and ``agent.json`` for the rest.

        LoRA updates are written as part of the weights, so that what is loaded is an ordinary
        agent; this one stays as it is and can go on learning.
        """
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        network = self.network
        description = {
            "environment": dataclasses.asdict(self.spec),
            "fusion": dataclasses.asdict(self.fusion_config),
            "max_tokens": self.tokens.max_tokens,
            "text_encoder": network.text_encoder.description(),
            "vision_encoder": network.vision_encoder.description(),
        }
        (folder / AGENT_FILE).write_text(json.dumps(description, indent=2) + "\n", "utf-8")
        self.tokens.tokenizer.save_pretrained(folder)
        parts = {"features.module": fold_lora(network), "actor": self.actor, "critic": self.critic}
        weights = {
            f"{path}.{name}": weight.contiguous()
            for path, part in parts.items()
            for name, weight in part.state_dict().items()
        }
        save_file(weights, folder / WEIGHTS_FILE)


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
    return ActorCriticAgent(spec, text_encoder, vision_encoder, config.fusion, tokens)
