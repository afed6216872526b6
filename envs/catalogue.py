"""The environments that are registered: what each is, and what is known of it."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import Any

import gymnasium

from gennet_rl.env_ids import parse_env_id
from gennet_rl.envs.registration import load_task, make_env, make_vector_env
from gennet_rl.errors import InvalidValueError

__all__ = ["EnvironmentEntry", "describe", "format_list", "list_environments"]

ENTRY_POINT = f"{make_env.__module__}:{make_env.__name__}"
COLUMNS = {
    "chance": "chance",
    "blind_text": "without image",
    "blind_image": "without text",
    "oracle_return": "oracle",
    "frames_per_second": "frames/s",
}


@dataclass(frozen=True)
class EnvironmentEntry:
    """One registered environment of texts and images."""

    env_id: str
    """Gymnasium id."""
    line: str
    """What it is, in a line."""
    runs: bool
    """Whether it can be made without more arguments."""


def list_environments() -> list[EnvironmentEntry]:
    """Every environment that was registered as a task, the package's and one's own, by id."""
    entries = []
    for env_id, spec in sorted(gymnasium.registry.items()):
        if spec.entry_point != ENTRY_POINT:
            continue
        task, kwargs = load_task(spec.kwargs["task"]), spec.kwargs
        document = inspect.getdoc(kwargs.get("function", task)) or ""
        line = document.partition("\n")[0]
        if "function" not in kwargs and len(kwargs) > 1:
            told = (f"{name}: {value}" for name, value in kwargs.items() if name != "task")
            line = f"{line} ({', '.join(told)})".replace("_", " ")
        entries.append(EnvironmentEntry(env_id, line, not _missing_arguments(task, kwargs)))
    return entries


def format_list(entries: list[EnvironmentEntry]) -> str:
    """One line an environment."""
    width = max((len(entry.env_id) for entry in entries), default=0)
    return "".join(f"{entry.env_id:<{width}}  {entry.line}\n" for entry in entries)


def describe(env_id: str) -> str:
    """Spaces, splits, levels, documentation and measured figures of an environment.

    Raises:
        InvalidValueError: where it is not registered, or no task.
    """
    named = parse_env_id(env_id)
    spec = gymnasium.spec(named.name)
    if spec.entry_point != ENTRY_POINT:
        raise InvalidValueError(
            f"environment {env_id!r} is not registered as a task: only those are described."
        )
    kwargs: dict[str, Any] = {**spec.kwargs, **named.arguments}
    document = inspect.getdoc(kwargs.get("function", load_task(spec.kwargs["task"]))) or ""
    missing = _missing_arguments(load_task(spec.kwargs["task"]), kwargs)
    if missing:
        return f"{env_id}\n\n{document}\n\nneeds arguments: {', '.join(missing)}\n"
    parts = [env_id, "", document, ""]
    for split in ("train", "validation", "test"):
        envs = make_vector_env(**{**kwargs, "split": split}, num_envs=1)
        if split == "train":
            task = envs.task
            parts += [
                f"observations  {envs.single_observation_space}",
                f"actions       {envs.single_action_space}: {_shortened(task.answers)}",
                f"levels        {', '.join(map(str, getattr(task, 'levels', ('-',))))}",
                "",
            ]
        count = envs.num_episodes
        parts.append(f"{split:<14}{'endless' if count is None else f'{count:,} episodes'}")
        envs.close()
    return "\n".join([*parts, "", *_figures(envs.metadata["measured"])]) + "\n"


def _figures(measured: dict[str, dict[str, float]]) -> list[str]:
    if not measured:
        return ["no figures were measured of it: experiments/audit_environments.py does"]
    lines = [f"{'difficulty':<12}" + "".join(f"{title:>15}" for title in COLUMNS.values())]
    for level, row in measured.items():
        cells = [
            f"{row[name]:>15,.0f}" if name == "frames_per_second" else f"{row[name]:>15.3f}"
            for name in COLUMNS
        ]
        lines.append(f"{level:<12}" + "".join(cells))
    return lines


def _missing_arguments(task: Any, kwargs: dict[str, Any]) -> list[str]:
    return [
        name
        for name, parameter in inspect.signature(task).parameters.items()
        if (parameter.default is parameter.empty or name in task.needs)
        and parameter.kind not in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL)
        and name not in kwargs
    ]


def _shortened(answers: Any, most: int = 12) -> str:
    shown = ", ".join(answers[:most])
    return shown if len(answers) <= most else f"{shown}, ... ({len(answers)})"
