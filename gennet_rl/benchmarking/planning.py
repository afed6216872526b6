"""From what is asked for to the cells that are run."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gennet_rl.benchmarking.cells import Cell, CellSettings, PlannedCell, slug
from gennet_rl.benchmarking.config import ENDPOINT, ORACLE, RANDOM, BenchmarkConfig
from gennet_rl.benchmarking.overrides import parse_assignments
from gennet_rl.benchmarking.suites import (
    AgentSettings,
    Suite,
    SuiteEnvironment,
    check_training,
    load_suite,
)
from gennet_rl.env_ids import parse_env_id
from gennet_rl.errors import InvalidValueError, MissingFileError, nearest_names

__all__ = ["Plan", "make_plan"]

DEFAULT_SUITE = "core"


@dataclass(frozen=True)
class Plan:
    """All that a benchmark's tables are about."""

    name: str
    """Of the suite, or "custom"."""
    description: str
    """Of the suite."""
    env_ids: tuple[str, ...]
    """In the order of the tables."""
    agents: tuple[str, ...]
    """In the order of the tables."""
    baseline: str
    """Over which improvement is told."""
    cells: tuple[PlannedCell, ...]
    """First all with seed 0, so that half a benchmark says something of everything."""


def make_plan(config: BenchmarkConfig, roster: Mapping[str, bool] | None = None) -> Plan:
    """Read the suite and lay out the cells.

    Random and oracle take part in every environment, since scores are normalised by theirs.

    Args:
        config: what is asked for.
        roster: the agents that there are, by name, with whether seeds make a difference to them;
            others are run once. By default any name will do.

    Raises:
        MissingFileError: where there is no such suite.
        InvalidValueError: where the suite, an environment, an agent, a number or a setting makes
            no sense.
    """
    suite = _suite(config)
    _check_numbers(config)
    check_training(parse_assignments(config.settings), "--set")
    lineup = _lineup(_with_endpoint(suite.agents, config), roster)
    _check_distinct("environments", [slug(entry.env_id) for entry in suite.environments])
    cells = [
        PlannedCell(Cell(entry.env_id, agent, seed), _settings(entry, agent, lineup, config))
        for seed in range(config.seeds or suite.seeds)
        for entry in suite.environments
        for agent in lineup.names
        if agent not in entry.without and not (seed and agent in lineup.once)
    ]
    return Plan(
        name=suite.name,
        description=suite.description,
        env_ids=tuple(entry.env_id for entry in suite.environments),
        agents=lineup.names,
        baseline=_baseline(config, lineup.names),
        cells=tuple(cells),
    )


@dataclass(frozen=True)
class _Lineup:
    """The agents that take part."""

    names: tuple[str, ...]
    saved: dict[str, tuple[str, str]]
    """Of saved ones, folder and hash."""
    once: frozenset[str]
    """Those to which seeds make no difference."""


def _lineup(asked: Sequence[str], roster: Mapping[str, bool] | None) -> _Lineup:
    """The agents that are asked for, with random and oracle, checked."""
    named = [_named(item) for item in asked]
    saved = {name: (str(at), _folder_hash(at)) for name, at in named if at is not None}
    names = [name for name, _ in named]
    names += [name for name in (RANDOM, ORACLE) if name not in names]
    _check_distinct("agents", names)
    for name in names:
        if name not in saved and roster is not None and name not in roster:
            raise InvalidValueError(
                f"agent {name!r} does not exist: nearest are {nearest_names(name, roster)}; or "
                "give the folder of a saved agent."
            )
    unseeded = (name for name, is_seeded in (roster or {}).items() if not is_seeded)
    return _Lineup(tuple(names), saved, frozenset([*saved, *unseeded]))


def _suite(config: BenchmarkConfig) -> Suite:
    """The suite, or one made of what the command names."""
    if config.envs and config.suite is not None:
        raise InvalidValueError("--suite and --envs are both given: leave one of them out.")
    suite = load_suite(config.suite or DEFAULT_SUITE)
    if config.envs:
        if not config.agents:
            raise InvalidValueError(
                "--envs names environments but no agents: add for example --agents ppo."
            )
        environments = tuple(SuiteEnvironment(env_id) for env_id in config.envs)
        suite = dataclasses.replace(suite, name="custom", description="", environments=environments)
    for entry in suite.environments:
        parse_env_id(entry.env_id)
    if config.agents:
        suite = dataclasses.replace(suite, agents=tuple(config.agents))
    return suite


def _settings(
    entry: SuiteEnvironment, agent: str, lineup: _Lineup, config: BenchmarkConfig
) -> CellSettings:
    """The command goes before what the suite says of an agent, and that before the environment."""
    own = entry.agents.get(agent, AgentSettings())
    folder, digest = lineup.saved.get(agent, (None, None))
    return CellSettings(
        frames=config.frames or own.frames or entry.frames,
        test_episodes=config.test_episodes or entry.test_episodes,
        metric=entry.metric,
        training={**entry.training, **own.training, **parse_assignments(config.settings)},
        options=_endpoint(config) if agent == ENDPOINT else {},
        saved_agent=folder,
        saved_agent_hash=digest,
    )


def _with_endpoint(agents: Sequence[str], config: BenchmarkConfig) -> list[str]:
    """The agents that are asked for, and a model behind an endpoint where one is named."""
    is_named = config.base_url is not None or config.model is not None
    if is_named != (config.base_url is not None and config.model is not None) or (
        ENDPOINT in agents and not is_named
    ):
        raise InvalidValueError(
            f"agent {ENDPOINT!r} needs an address and a model: give both --base-url and --model."
        )
    return [*agents, *([ENDPOINT] if is_named and ENDPOINT not in agents else [])]


def _endpoint(config: BenchmarkConfig) -> dict[str, Any]:
    """What the endpoint's agent is to know."""
    own = parse_assignments(config.endpoint)
    return {"base_url": config.base_url, "model": config.model, **own}


def _baseline(config: BenchmarkConfig, agents: Sequence[str]) -> str:
    if config.baseline is None:
        return "ppo" if "ppo" in agents else RANDOM
    if config.baseline not in agents:
        raise InvalidValueError(
            f"baseline {config.baseline!r} takes no part: nearest are "
            f"{nearest_names(config.baseline, agents)}."
        )
    return config.baseline


def _check_numbers(config: BenchmarkConfig) -> None:
    for name in ("seeds", "frames", "test_episodes", "jobs"):
        value = getattr(config, name)
        if value is not None and value < 1:
            raise InvalidValueError(
                f"--{name.replace('_', '-')} is {value}: it must be at least 1."
            )


def _check_distinct(what: str, folders: list[str]) -> None:
    twice = sorted({name for name in folders if folders.count(name) > 1})
    if twice:
        raise InvalidValueError(
            f"two {what} would both go to the folder {twice[0]!r}: leave one of them out."
        )


def _named(asked: str) -> tuple[str, Path | None]:
    """An agent's name, and its folder where it is a saved one: "folder" or "name=folder"."""
    name, equals, folder = asked.partition("=")
    if not equals or "/" in name:
        name, folder = slug(asked), asked
    if "/" in asked or Path(folder).expanduser().is_dir():
        return name, Path(folder).expanduser()
    return asked, None


def _folder_hash(folder: Path) -> str:
    """Of the files in a folder, so that a saved agent that has changed is tested anew.

    Raises:
        MissingFileError: where there is no such folder.
    """
    if not folder.is_dir():
        raise MissingFileError(
            f"agent folder {str(folder)!r} does not exist: name one that an agent was saved in, "
            "or an agent by its name."
        )
    digest = hashlib.sha256()
    for file in sorted(folder.glob("*")):
        if file.is_file():
            digest.update(file.name.encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
