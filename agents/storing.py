"""An agent as one folder of weights, tokenizer and description; or on the Hugging Face hub."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from huggingface_hub import ModelHubMixin, snapshot_download
from safetensors.torch import save_file

from gennet_rl.encoders import fold_lora

if TYPE_CHECKING:
    from gennet_rl.agents.actor_critic import ActorCriticAgent

__all__ = ["AGENT_FILE", "WEIGHTS_FILE", "StoredAgent"]

AGENT_FILE = "agent.json"
WEIGHTS_FILE = "model.safetensors"
# Parts whose weights are stored, besides the network, whose LoRA updates are folded in.
PARTS = ("reasoning", "actor", "critic", "classifier")


class StoredAgent(
    ModelHubMixin,
    library_name="gennet_rl",
    tags=["reinforcement-learning", "multimodal", "gennet_rl"],
    pipeline_tag="reinforcement-learning",
):
    """``save`` and, by Hugging Face's mixin, ``save_pretrained``, ``push_to_hub``,
    ``from_pretrained``.
    """

    def save(self, folder: Path | str) -> None:
        """Write a folder for ``load_agent``: weights, tokenizer, and ``agent.json`` for the rest.

        LoRA updates are written as part of the weights, so that what is loaded is an ordinary
        agent; this one stays as it is and can go on learning.
        """
        agent = cast("ActorCriticAgent", self)
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        network = agent.network
        description = {
            "environment": dataclasses.asdict(agent.spec),
            "fusion": dataclasses.asdict(agent.fusion_config),
            "reasoning": dataclasses.asdict(agent.reasoning_config),
            "perceives": agent.perceives,
            "acts_by_classifier": agent.acts_by_classifier,
            "max_tokens": agent.tokens.max_tokens,
            "text_encoder": network.text_encoder.description(),
            "vision_encoder": network.vision_encoder.description(),
        }
        (folder / AGENT_FILE).write_text(json.dumps(description, indent=2) + "\n", "utf-8")
        agent.tokens.tokenizer.save_pretrained(folder)
        parts = {"features.module": fold_lora(network)}
        parts |= {name: part for name in PARTS if (part := getattr(agent, name)) is not None}
        weights = {
            f"{path}.{name}": weight.contiguous()
            for path, part in parts.items()
            for name, weight in part.state_dict().items()
        }
        save_file(weights, folder / WEIGHTS_FILE)

    def _save_pretrained(self, save_directory: Path) -> None:
        self.save(save_directory)

    @classmethod
    def _from_pretrained(
        cls, *, model_id: str, device: str = "auto", **options: Any
    ) -> ActorCriticAgent:
        from gennet_rl.agents.loading import load_agent

        if Path(model_id).is_dir():
            return load_agent(model_id, device)
        names = ("revision", "cache_dir", "force_download", "local_files_only", "token")
        chosen = {name: options[name] for name in names if name in options}
        return load_agent(snapshot_download(model_id, **chosen), device)
