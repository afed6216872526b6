"""Task wrappers by name: "rules,history:4" -> a task with its rules and a history in the text."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from typing import Any

from gennet_rl.envs.task import Task
from gennet_rl.errors import InvalidValueError, nearest_names

__all__ = ["WRAPPERS", "wrap_task"]

Parameter = tuple[str, Callable[[str], Any]]

WRAPPERS: dict[str, tuple[str, tuple[Parameter, ...]]] = {
    "rules": ("gennet_rl.envs.scaffolding:RulesTask", ()),
    "caption": ("gennet_rl.envs.scaffolding:CaptionTask", (("max_characters", int),)),
    "history": ("gennet_rl.envs.scaffolding:HistoryTask", (("steps", int),)),
    "previous-frame": ("gennet_rl.envs.scaffolding:PreviousFrameTask", ()),
    "glimpse": (
        "gennet_rl.envs.glimpse:GlimpseTask",
        (
            ("patches", int),
            ("cost", float),
            ("max_glimpses", int),
            ("start", str),
            ("head_starts", float),
        ),
    ),
    "typed": ("gennet_rl.envs.typed_answers:TypedTask", ()),
}
"""By name: where the wrapper's class is, and what may follow the name, each after a colon."""


def wrap_task(task: Task, wrappers: str | Sequence[str]) -> Task:
    """Put wrappers around a task.

    Args:
        task: the task.
        wrappers: names of ``WRAPPERS`` in the order in which they are applied, the first one
            innermost, with parameters after colons: ``("rules", "history:2")``, or in one string
            with commas, ``"rules,glimpse:4:0.1"``.

    Raises:
        InvalidValueError: on a name that does not exist, a parameter that cannot be read, or a
            task that the wrapper does not fit.
    """
    if isinstance(wrappers, str):
        wrappers = wrappers.split(",") if wrappers.strip() else ()
    for wrapper in wrappers:
        task = _wrap(task, wrapper)
    return task


def _wrap(task: Task, wrapper: str) -> Task:
    name, *values = (part.strip() for part in wrapper.split(":"))
    if name not in WRAPPERS:
        raise InvalidValueError(
            f"task wrapper {name!r} does not exist: nearest are {nearest_names(name, WRAPPERS)}."
        )
    where, parameters = WRAPPERS[name]
    if len(values) > len(parameters):
        takes = ":".join([name, *(parameter.upper() for parameter, _ in parameters)])
        raise InvalidValueError(
            f"task wrapper {wrapper!r} has {len(values)} parameters: write {takes!r} at most."
        )
    arguments = {
        parameter: _read(wrapper, parameter, kind, value)
        for (parameter, kind), value in zip(parameters, values, strict=False)
    }
    module, _, class_name = where.partition(":")
    wrapped: Task = getattr(importlib.import_module(module), class_name)(task, **arguments)
    return wrapped


def _read(wrapper: str, parameter: str, kind: Callable[[str], Any], value: str) -> Any:
    try:
        return kind(value)
    except ValueError as error:
        raise InvalidValueError(
            f"task wrapper {wrapper!r}: {parameter} {value!r} is not a number: write one, as in "
            f"'{wrapper.split(':')[0].strip()}:4'."
        ) from error
