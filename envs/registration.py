"""The environments' ids and how to make them: strings only, so that importing costs nothing."""

from __future__ import annotations

import gymnasium

__all__ = ["NAMESPACE", "register_environments"]

NAMESPACE = "gennet"


def register_environments() -> None:
    """Register every environment of the package with Gymnasium, under ``gennet/``.

    Safe to call twice. ``import gennet_rl`` calls it.
    """
    _register("EasyVQA-v0", "gennet_rl.envs.easy_vqa:EasyVQAEnv", "EasyVQAVectorEnv")


def _register(name: str, entry_point: str, vector_class: str) -> None:
    env_id = f"{NAMESPACE}/{name}"
    if env_id in gymnasium.registry:
        return
    module, _ = entry_point.split(":")
    gymnasium.register(
        id=env_id, entry_point=entry_point, vector_entry_point=f"{module}:{vector_class}"
    )
