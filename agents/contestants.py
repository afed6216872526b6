"""The agents of a benchmark by name, and how one of them runs a cell of it."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from gennet_rl.agents.baselines import (
    MajorityBaseline,
    OracleBaseline,
    QuestionOnlyBaseline,
    RandomBaseline,
)
from gennet_rl.agents.endpoint import EndpointBaseline
from gennet_rl.agents.endpoint_config import EndpointConfig
from gennet_rl.agents.learned_contestants import (
    evaluate_cell,
    run_learning,
    run_saved_agent,
    run_sb3,
)
from gennet_rl.benchmarking.cells import Cell, CellOutcome, CellSettings
from gennet_rl.benchmarking.overrides import override
from gennet_rl.environments import describe_environment
from gennet_rl.errors import InvalidValueError, nearest_names
from gennet_rl.evaluation import training_examples

__all__ = ["CONTESTANTS", "Contestant", "roster", "run_cell"]

RunCell = Callable[[Cell, Path, CellSettings], CellOutcome]


@dataclass(frozen=True)
class Contestant:
    """An agent that takes part in benchmarks."""

    line: str
    """What it is, in a line."""
    run: RunCell
    """Trains and tests it."""
    is_seeded: bool = True
    """Whether seeds make a difference; else it is run once in every environment."""


def run_cell(cell: Cell, folder: Path, settings: CellSettings) -> CellOutcome:
    """Train and test one agent in one environment with one seed.

    Args:
        cell: which.
        folder: the cell's own, for whatever the run leaves.
        settings: how long and how.

    Raises:
        GennetRLError: where there is no such agent, or it cannot take part in the environment.
    """
    if settings.saved_agent is not None:
        return run_saved_agent(cell, folder, settings)
    if cell.agent not in CONTESTANTS:
        raise InvalidValueError(
            f"agent {cell.agent!r} does not exist: nearest are "
            f"{nearest_names(cell.agent, CONTESTANTS)}."
        )
    return CONTESTANTS[cell.agent].run(cell, folder, settings)


def roster() -> dict[str, bool]:
    """The names of all contestants, with whether seeds make a difference to them."""
    return {name: contestant.is_seeded for name, contestant in CONTESTANTS.items()}


def run_random(cell: Cell, folder: Path, settings: CellSettings) -> CellOutcome:
    """Draws from the allowed actions."""
    actions = len(describe_environment(cell.env_id).answers)
    return evaluate_cell(RandomBaseline(actions, cell.seed).act, cell, folder, settings)


def run_counting(
    baseline: type[MajorityBaseline] | type[QuestionOnlyBaseline],
    cell: Cell,
    folder: Path,
    settings: CellSettings,
) -> CellOutcome:
    """Counts right answers of the training split.

    Raises:
        InvalidValueError: where there are none.
    """
    examples = training_examples(cell.env_id)
    if not examples:
        raise InvalidValueError(
            f"environment {cell.env_id!r} says no right answers in training, so that there is "
            "nothing to count: leave the agent out there."
        )
    agent = baseline(len(describe_environment(cell.env_id).answers), examples)
    return evaluate_cell(agent.act, cell, folder, settings)


def run_oracle(cell: Cell, folder: Path, settings: CellSettings) -> CellOutcome:
    """Acts by the right answer that the environment tells."""
    return evaluate_cell(OracleBaseline(), cell, folder, settings)


def run_endpoint(cell: Cell, folder: Path, settings: CellSettings) -> CellOutcome:
    """Asks a vision-language model behind an endpoint; what that took is in ``endpoint.json``."""
    config = EndpointConfig(base_url="", model="")
    config = override(config, settings.options, "--endpoint")
    agent = EndpointBaseline(config, describe_environment(cell.env_id).answers, cell.seed)
    outcome = evaluate_cell(agent.act, cell, folder, settings, num_envs=config.concurrency)
    report = json.dumps(dataclasses.asdict(agent.report()), indent=2)
    (folder / "endpoint.json").write_text(report + "\n", "utf-8")
    return outcome


# What makes each learning agent what it is: fields of TrainingConfig by dotted name.
LEARNING: dict[str, tuple[str, dict[str, Any]]] = {
    "ppo": ("the actor-critic, trained by PPO on reward alone", {}),
    "a2c": ("the actor-critic, trained by A2C on reward alone", {"algorithm": "a2c"}),
    "supervised": ("the same network, taught the right answers", {"mode": "supervised"}),
    "combined": ("taught the right answers first, then PPO as well", {"mode": "combined"}),
    "ppo-memory": (
        "PPO with a recurrent memory of the episode",
        {"network.reasoning.memory": "gru"},
    ),
}
# The same agents, without one of their senses.
SENSES = {
    "": ("", {}),
    "-blind": (", without the image", {"network.perceives": "text"}),
    "-deaf": (", without the text", {"network.perceives": "image"}),
}

# A new agent is one line: how it runs a cell is a function like those above.
CONTESTANTS: dict[str, Contestant] = {
    "random": Contestant("draws from the allowed actions", run_random),
    "majority": Contestant(
        "the commonest answer of training", partial(run_counting, MajorityBaseline), False
    ),
    "question_only": Contestant(
        "the commonest answer of training to the same text",
        partial(run_counting, QuestionOnlyBaseline),
        False,
    ),
    "oracle": Contestant("acts by the right answer", run_oracle, False),
    "endpoint": Contestant("a vision-language model behind an endpoint", run_endpoint, False),
    "sb3": Contestant("stable-baselines3's PPO, a small CNN and a bag of words", run_sb3),
    **{
        f"{name}{suffix}": Contestant(f"{line}{lack}", partial(run_learning, {**kind, **sense}))
        for name, (line, kind) in LEARNING.items()
        for suffix, (lack, sense) in SENSES.items()
    },
}
