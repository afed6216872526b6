"""Environment ids as people write them: a module to import, Gymnasium's id, arguments."""

from __future__ import annotations

import importlib
import json
from dataclasses import dataclass
from typing import Any

import gymnasium

from gennet_rl.errors import InvalidValueError, nearest_names

__all__ = ["EnvironmentId", "parse_env_id"]


@dataclass(frozen=True)
class EnvironmentId:
    """What ``[module:]id[?name=value&...]`` says."""

    name: str
    """Gymnasium id, which is registered."""
    module: str
    """What registers it when it is imported; "" for nothing."""
    arguments: dict[str, Any]
    """Of the environment's constructor."""


def parse_env_id(env_id: str) -> EnvironmentId:
    """Read an id, and import its module.

    Args:
        env_id: for example "gennet/Scenes-v0?difficulty=3&languages=en,de", or
            "my_module:mine/Maze-v0". A value is what JSON makes of it, else a string; with commas
            a tuple of them.

    Raises:
        InvalidValueError: where there is no such module or id, or an argument has no value.
    """
    path, _, query = env_id.partition("?")
    module, _, name = path.rpartition(":")
    if module:
        try:
            importlib.import_module(module)
        except ModuleNotFoundError as error:
            raise InvalidValueError(
                f"environment {env_id!r} cannot be had: {error}; name a module on PYTHONPATH."
            ) from error
    if name not in gymnasium.registry:
        raise InvalidValueError(
            f"environment {name!r} is not registered: nearest are "
            f"{nearest_names(name, gymnasium.registry)}."
        )
    arguments = {}
    for part in query.split("&") if query else []:
        key, equals, value = part.partition("=")
        if not key or not equals:
            raise InvalidValueError(
                f"environment {env_id!r} has the argument {part!r}: write name=value, several "
                "with & between them."
            )
        arguments[key] = _value(value)
    return EnvironmentId(name, module, arguments)


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        pass
    if "," in text:
        return tuple(_value(part) for part in text.split(",") if part)
    return text
