"""Settings of a training by their dotted names: read, checked, and put into a configuration."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, Union

from gennet_rl.errors import InvalidValueError, nearest_names

__all__ = ["flatten", "override", "parse_assignments"]

Config = TypeVar("Config")


def flatten(settings: Mapping[str, Any], path: str = "") -> dict[str, Any]:
    """Nested settings as one level: ``{"ppo": {"gamma": 1}}`` becomes ``{"ppo.gamma": 1}``."""
    flat: dict[str, Any] = {}
    for name, value in settings.items():
        if isinstance(value, Mapping):
            flat |= flatten(value, f"{path}{name}.")
        else:
            flat[f"{path}{name}"] = value
    return flat


def parse_assignments(assignments: Iterable[str]) -> dict[str, Any]:
    """Settings from ``name=value``; a value is what JSON makes of it, "None" is None, else text.

    Raises:
        InvalidValueError: where there is no name or no ``=``.
    """
    settings: dict[str, Any] = {}
    for assignment in assignments:
        name, equals, text = assignment.partition("=")
        if not name or not equals:
            raise InvalidValueError(
                f"setting {assignment!r} has no name and value: write for example --set "
                "ppo.entropy_coefficient=0.02."
            )
        settings[name.replace("-", "_")] = _value(text)
    return settings


def override(config: Config, settings: Mapping[str, Any], where: str) -> Config:
    """A configuration with some of its fields replaced.

    Args:
        config: a dataclass, maybe with dataclasses in its fields.
        settings: dotted name to value, such as ``{"ppo.gamma": 0.9}``.
        where: who asks for it, for the error's sentence.

    Raises:
        InvalidValueError: where there is no such field, or the value is not of its type.
    """
    for name, value in settings.items():
        config = _replaced(config, name.split("."), value, where, name)
    return config


def _replaced(config: Any, path: list[str], value: Any, where: str, name: str) -> Any:
    first, *rest = path
    names = {item.name for item in dataclasses.fields(config)}
    if first not in names or (rest and not dataclasses.is_dataclass(getattr(config, first))):
        raise InvalidValueError(
            f"{where} sets {name!r}, which no training has: nearest are "
            f"{nearest_names(first if first not in names else path[-1], names)}."
        )
    if rest:
        value = _replaced(getattr(config, first), rest, value, where, name)
    else:
        hint = typing.get_type_hints(type(config), include_extras=True)[first]
        if value == "None" and _fits(hint, None):
            value = None  # which TOML cannot write
        if not _fits(hint, value):
            raise InvalidValueError(
                f"{where} sets {name} to {value!r}: it must be {_described(hint)}."
            )
        value = tuple(value) if isinstance(value, list) else value
    return dataclasses.replace(config, **{first: value})


def _fits(hint: Any, value: Any) -> bool:
    """Whether a value read from a file is of a type as a configuration declares it."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is Annotated:
        return _fits(arguments[0], value)
    if origin is Literal:
        return value in arguments
    if origin in (Union, types.UnionType):
        return any(_fits(argument, value) for argument in arguments)
    if origin is tuple:
        return isinstance(value, list | tuple)
    if hint is float:
        return isinstance(value, float | int) and not isinstance(value, bool)
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, str if hint is Path else hint)


def _described(hint: Any) -> str:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is Annotated:
        return _described(arguments[0])
    if origin is Literal:
        return "one of " + ", ".join(map(repr, arguments))
    if origin in (Union, types.UnionType):
        return " or ".join(map(_described, arguments))
    names = {int: "a whole number", float: "a number", bool: "true or false", str: "a text"}
    return names.get(hint, getattr(hint, "__name__", str(hint)))


def _value(text: str) -> Any:
    if text == "None":
        return None
    try:
        return json.loads(text.lower() if text in ("True", "False") else text)
    except ValueError:
        return text
