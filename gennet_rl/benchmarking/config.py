"""What ``gennet-rl benchmark`` is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import tyro

__all__ = ["DEFAULT_RUN", "ENDPOINT", "ORACLE", "RANDOM", "BenchmarkConfig"]

# By name, since the library knows no particular agent.
ENDPOINT = "endpoint"
DEFAULT_RUN = "gennet_rl.agents.contestants:run_cell"
RANDOM, ORACLE = "random", "oracle"  # the agents whose scores are 0 and 1 when normalised


@dataclass(frozen=True)
class BenchmarkConfig:
    """Which agents meet in which environments, how long, and where the results go."""

    suite: str | None = None
    """Name of a suite, or a TOML file's path; "core" where neither this nor --envs is given."""
    envs: tuple[str, ...] = ()
    """Environments instead of a suite's, such as "gennet/Scenes-v0?difficulty=3"."""
    agents: tuple[str, ...] = ()
    """Names of agents; or saved ones, which are only tested, as FOLDER or NAME=FOLDER; by default
    the suite's."""
    seeds: int | None = None
    """Runs of each agent in each environment, with seeds from 0; by default the suite's."""
    frames: int | None = None
    """Frames to train on in every environment; by default what the suite says."""
    test_episodes: int | None = None
    """Fixed test episodes of every environment; by default what the suite says."""
    jobs: int | None = None
    """Cells at a time; by default as many as there are cores, or one on a GPU."""
    out: Path | None = None
    """Folder of the benchmark; by default runs/benchmark/<suite>. What is done there already is
    not done again."""
    retry_failed: bool = False
    """Whether cells that failed are run again."""
    baseline: str | None = None
    """Agent over which the others' probability of improvement is told; by default ppo where it
    takes part, else random."""
    base_url: str | None = None
    """OpenAI-compatible endpoint of a vision-language model, which takes part as "endpoint"."""
    model: str | None = None
    """That model's name there."""
    endpoint: Annotated[tuple[str, ...], tyro.conf.arg(metavar="KEY=VALUE ...")] = ()
    """Further fields of EndpointConfig, such as max_tokens=4000 concurrency=8."""
    settings: Annotated[tuple[str, ...], tyro.conf.arg(name="set", metavar="KEY=VALUE ...")] = ()
    """Fields of TrainingConfig for all that trains, such as ppo.gamma=0.9 num_envs=64."""
