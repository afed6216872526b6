"""Suites: TOML files that list environments, agents, and how long to train and test."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from gennet_rl.benchmarking.overrides import flatten, override
from gennet_rl.config import TrainingConfig, check_config
from gennet_rl.errors import InvalidValueError, MissingFileError, nearest_names

__all__ = [
    "AgentSettings",
    "Metric",
    "Suite",
    "SuiteEnvironment",
    "check_training",
    "known_suites",
    "load_suite",
]

SUITES = Path(__file__).parent / "suites"
METRICS = ("accuracy", "return")
SUITE_KEYS = {"description": str, "seeds": int, "agents": list, "environments": list}
ENVIRONMENT_KEYS = {
    "id": str,
    "frames": int,
    "test_episodes": int,
    "metric": str,
    "training": dict,
    "agents": dict,
    "without": list,
}
AGENT_KEYS = {"frames": int, "training": dict}
OWN_SETTINGS = ("env_id", "total_frames", "seed", "out", "overwrite", "test_episodes")
KINDS = {str: "a text", int: "a whole number", list: "a list", dict: "a table"}

Metric = Literal["accuracy", "return"]


@dataclass(frozen=True)
class AgentSettings:
    """What an environment of a suite sets for one agent alone."""

    frames: int | None = None
    """Frames to train on; None for the environment's."""
    training: dict[str, Any] = field(default_factory=dict)
    """Fields of TrainingConfig by dotted name."""


@dataclass(frozen=True)
class SuiteEnvironment:
    """One environment of a suite."""

    env_id: str
    """As :func:`gennet_rl.env_ids.parse_env_id` reads it."""
    frames: int = 30_000
    """Frames that agents train on."""
    test_episodes: int | None = None
    """Test episodes; None for all of the split, or 1000 where it has no end."""
    metric: Metric | None = None
    """What the score is; None for accuracy where it is known, else the return."""
    training: dict[str, Any] = field(default_factory=dict)
    """Fields of TrainingConfig by dotted name, for every agent that trains."""
    agents: dict[str, AgentSettings] = field(default_factory=dict)
    """What holds for one agent alone."""
    without: tuple[str, ...] = ()
    """Agents that do not take part here."""


@dataclass(frozen=True)
class Suite:
    """Environments and agents that are compared on them."""

    name: str
    """Of the file, without its ending."""
    description: str
    """In a line or a few."""
    seeds: int
    """Runs of each agent in each environment."""
    agents: tuple[str, ...]
    """Names of agents."""
    environments: tuple[SuiteEnvironment, ...]
    """In the order of the tables."""


def known_suites() -> dict[str, Path]:
    """The suites of the package, by name."""
    return {file.stem: file for file in sorted(SUITES.glob("*.toml"))}


def load_suite(name: str) -> Suite:
    """Read a suite.

    Args:
        name: of a suite of the package, or a TOML file's path.

    Raises:
        MissingFileError: where there is no such suite and no such file.
        InvalidValueError: where the file is no TOML, or a key is missing, unknown or of another
            kind; file and key are named.
    """
    file = known_suites().get(name, Path(name).expanduser())
    if not file.is_file():
        known = known_suites()
        raise MissingFileError(
            f"suite {name!r} does not exist: nearest are {nearest_names(name, known)}; or give "
            "the path of a TOML file."
        )
    try:
        content = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidValueError(f"suite {str(file)!r} is no TOML: {error}.") from error
    return _suite(content, file)


def _suite(content: dict[str, Any], file: Path) -> Suite:
    where = f"suite {str(file)!r}"
    _check_keys(content, SUITE_KEYS, ("agents", "environments"), where)
    environments = [
        _environment(item, f"{where}, environments[{i}]")
        for i, item in enumerate(content["environments"])
    ]
    _check_distinct("environments", [entry.env_id for entry in environments], where)
    return Suite(
        name=file.stem,
        description=content.get("description", ""),
        seeds=_positive(content.get("seeds", 5), "seeds", where),
        agents=_names(content["agents"], "agents", where),
        environments=tuple(environments),
    )


def _environment(content: Any, where: str) -> SuiteEnvironment:
    _check_keys(content, ENVIRONMENT_KEYS, ("id",), where)
    metric = content.get("metric")
    if metric is not None and metric not in METRICS:
        raise InvalidValueError(f"{where}: metric is {metric!r}: it must be one of {METRICS}.")
    episodes = content.get("test_episodes")
    agents = {}
    for name, item in content.get("agents", {}).items():
        inner = f"{where}, agents.{name}"
        _check_keys(item, AGENT_KEYS, (), inner)
        frames = item.get("frames")
        agents[name] = AgentSettings(
            frames if frames is None else _positive(frames, "frames", inner),
            _training(item.get("training", {}), inner),
        )
    return SuiteEnvironment(
        env_id=content["id"],
        frames=_positive(content.get("frames", SuiteEnvironment.frames), "frames", where),
        test_episodes=None if episodes is None else _positive(episodes, "test_episodes", where),
        metric=metric,
        training=_training(content.get("training", {}), where),
        agents=agents,
        without=_names(content.get("without", []), "without", where),
    )


def check_training(settings: Mapping[str, Any], where: str) -> None:
    """Raise InvalidValueError where a training cannot be set so, or the benchmark sets it itself.

    Args:
        settings: fields of TrainingConfig by dotted name.
        where: who asks for it.
    """
    for name in settings:
        if name in OWN_SETTINGS:
            raise InvalidValueError(
                f"{where} sets {name!r}, which the benchmark sets itself: leave it out."
            )
    config = override(TrainingConfig(), settings, where)
    try:
        check_config(config)
    except InvalidValueError as error:
        raise InvalidValueError(f"{where}: {error}") from error


def _training(settings: Mapping[str, Any], where: str) -> dict[str, Any]:
    flat = flatten(settings)
    check_training(flat, f"{where}, training")
    return flat


def _check_keys(
    content: Any, kinds: Mapping[str, type], required: tuple[str, ...], where: str
) -> None:
    if not isinstance(content, dict):
        raise InvalidValueError(f"{where} is {content!r}: it must be a table of {list(kinds)}.")
    for key in required:
        if key not in content:
            raise InvalidValueError(f"{where} has no {key!r}: add it.")
    for key, value in content.items():
        if key not in kinds:
            raise InvalidValueError(
                f"{where} has the unknown key {key!r}: nearest are {nearest_names(key, kinds)}."
            )
        if not isinstance(value, kinds[key]) or isinstance(value, bool):
            raise InvalidValueError(f"{where}: {key} is {value!r}: it must be {KINDS[kinds[key]]}.")


def _names(values: list[Any], key: str, where: str) -> tuple[str, ...]:
    if not all(isinstance(value, str) for value in values):
        raise InvalidValueError(f"{where}: {key} is {values!r}: it must be a list of names.")
    _check_distinct(key, values, where)
    return tuple(values)


def _check_distinct(key: str, names: list[str], where: str) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InvalidValueError(f"{where}: {key} names {twice[0]!r} twice: leave one out.")


def _positive(value: int, key: str, where: str) -> int:
    if value < 1:
        raise InvalidValueError(f"{where}: {key} is {value}: it must be at least 1.")
    return value
