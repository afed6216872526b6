"""A saved agent's folder back to an agent."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from safetensors.torch import load_file

from gennet_rl.agents.actor_critic import ActorCriticAgent
from gennet_rl.agents.storing import AGENT_FILE, WEIGHTS_FILE
from gennet_rl.config import FusionConfig, ReasoningConfig
from gennet_rl.devices import resolve_device
from gennet_rl.encoders import TextEncoder, VisionEncoder
from gennet_rl.environments import EnvironmentSpec
from gennet_rl.errors import MissingFileError, nearest_names
from gennet_rl.tokenizing import TokenCache

__all__ = ["load_agent"]


def load_agent(folder: Path | str, device: str = "auto") -> ActorCriticAgent:
    """Load what :meth:`ActorCriticAgent.save` wrote.

    Args:
        folder: the agent's folder, for example ``runs/X/checkpoints/final``.
        device: "auto", "cpu", "cuda", ...

    Raises:
        MissingFileError: where there is no agent in that folder.
    """
    from transformers import AutoTokenizer

    folder = Path(folder).expanduser()
    if not (folder / AGENT_FILE).is_file():
        raise MissingFileError(f"agent folder {str(folder)!r} {_what_is_there(folder)}")
    description = json.loads((folder / AGENT_FILE).read_text("utf-8"))
    environment = description["environment"]
    agent = ActorCriticAgent(
        spec=EnvironmentSpec(
            env_id=environment["env_id"],
            answers=tuple(environment["answers"]),
            image_shape=tuple(environment["image_shape"]),
            has_action_mask=environment["has_action_mask"],
        ),
        text_encoder=TextEncoder.from_description(description["text_encoder"]),
        vision_encoder=VisionEncoder.from_description(description["vision_encoder"]),
        fusion_config=FusionConfig(**description["fusion"]),
        tokens=TokenCache(
            AutoTokenizer.from_pretrained(folder, local_files_only=True), description["max_tokens"]
        ),
        reasoning_config=ReasoningConfig(**description["reasoning"]),
        perceives=description["perceives"],
    )
    agent.acts_by_classifier = description["acts_by_classifier"]
    agent.load_state_dict(load_file(folder / WEIGHTS_FILE))
    return agent.to(resolve_device(device)).eval()


def _what_is_there(folder: Path) -> str:
    if folder.is_dir():
        found: Sequence[Path] = sorted(path.parent for path in folder.glob(f"**/{AGENT_FILE}"))
        hint = f"; agents are in {', '.join(repr(str(path)) for path in found)}" if found else ""
        return f"has no {AGENT_FILE}{hint}."
    siblings = [path.name for path in folder.parent.iterdir()] if folder.parent.is_dir() else []
    return f"does not exist; in {str(folder.parent)!r} are {nearest_names(folder.name, siblings)}."
