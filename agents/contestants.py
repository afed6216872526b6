"""The agents of a benchmark by name, and how one of them runs a cell of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch

from gennet_rl.agents.actor_critic import ActorCriticAgent, build_actor_critic
from gennet_rl.agents.baselines import (
    MajorityBaseline,
    OracleBaseline,
    QuestionOnlyBaseline,
    RandomBaseline,
)
from gennet_rl.agents.loading import load_agent
from gennet_rl.agents.ppo import build_ppo_loss
from gennet_rl.agents.samples import EpisodeSampler, Explain, explain_decision, write_samples
from gennet_rl.benchmarking.cells import Cell, CellOutcome, CellSettings
from gennet_rl.benchmarking.overrides import override
from gennet_rl.config import TrainingConfig, check_collector, check_config, check_network
from gennet_rl.devices import resolve_device
from gennet_rl.environments import describe_environment, sample_texts
from gennet_rl.errors import InvalidValueError, nearest_names
from gennet_rl.evaluation import Act, evaluate_episodes, training_examples
from gennet_rl.recording import RunRecorder
from gennet_rl.training import train

__all__ = [
    "CONTESTANTS",
    "Contestant",
    "evaluate_cell",
    "learning_curve",
    "roster",
    "run_cell",
    "training_config",
]

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


def run_ppo(cell: Cell, folder: Path, settings: CellSettings) -> CellOutcome:
    """Trains the multimodal actor-critic with PPO, on reward alone."""
    config = training_config(cell, folder, settings)
    device = resolve_device(config.device)
    torch.manual_seed(cell.seed)
    spec = describe_environment(cell.env_id)
    agent = build_actor_critic(config.network, spec, sample_texts(cell.env_id)).to(device)
    loss = build_ppo_loss(agent, config.ppo)
    with RunRecorder(folder, config) as recorder:
        frames = train(config, agent, loss, recorder, device)
    curve = learning_curve(recorder.rows, settings)
    return evaluate_agent(agent, cell, folder, settings, frames, curve)


def run_saved_agent(cell: Cell, folder: Path, settings: CellSettings) -> CellOutcome:
    """Tests an agent that lies in a folder.

    Raises:
        InvalidValueError: where it was made for other answers than the environment has.
    """
    assert settings.saved_agent is not None
    agent = load_agent(settings.saved_agent, settings.training.get("device", "auto"))
    spec = describe_environment(cell.env_id)
    if agent.spec.answers != spec.answers or agent.spec.has_action_mask != spec.has_action_mask:
        raise InvalidValueError(
            f"agent {settings.saved_agent!r} was made for the answers of "
            f"{agent.spec.env_id!r}, which are not those of {cell.env_id!r}: test it there."
        )
    return evaluate_agent(agent, cell, folder, settings)


def evaluate_agent(
    agent: ActorCriticAgent,
    cell: Cell,
    folder: Path,
    settings: CellSettings,
    frames: int = 0,
    curve: list[tuple[int, float, float]] | None = None,
) -> CellOutcome:
    """:func:`evaluate_cell` of an actor-critic, whose samples say what it thinks."""
    explain = partial(explain_decision, agent)
    return evaluate_cell(agent.act, cell, folder, settings, frames, curve, explain)


def evaluate_cell(
    act: Act,
    cell: Cell,
    folder: Path,
    settings: CellSettings,
    frames: int = 0,
    curve: list[tuple[int, float, float]] | None = None,
    explain: Explain | None = None,
) -> CellOutcome:
    """Meet the fixed test episodes, and leave samples of them in the cell's folder.

    Args:
        act: as :func:`gennet_rl.evaluation.evaluate_episodes` takes it.
        cell: which.
        folder: the cell's own.
        settings: how many episodes.
        frames: trained on.
        curve: (frames, seconds, validation score) of the training.
        explain: what the samples say of an observation, see :func:`write_samples`.
    """
    sampler = EpisodeSampler()
    results = evaluate_episodes(
        act,
        cell.env_id,
        "test",
        settings.test_episodes,
        env_workers=settings.training.get("env_workers", 0),
        watch=sampler,
    )
    write_samples(folder, sampler, results, describe_environment(cell.env_id).answers, explain)
    return CellOutcome(results.returns, results.correct, frames, curve or [])


def training_config(cell: Cell, folder: Path, settings: CellSettings) -> TrainingConfig:
    """The training of a cell, checked."""
    config = TrainingConfig(
        env_id=cell.env_id,
        total_frames=settings.frames,
        seed=cell.seed,
        out=folder,
        test_episodes=settings.test_episodes,
    )
    config = override(config, settings.training, f"cell {cell}")
    check_config(config)
    check_network(config.network)
    check_collector(config)
    return config


def learning_curve(
    rows: list[dict[str, float]], settings: CellSettings
) -> list[tuple[int, float, float]]:
    """(frames, seconds, score) of every look at the validation split.

    Args:
        rows: of ``metrics.csv``; seconds spent on evaluating do not count.
        settings: say what the score is.
    """
    curve, seconds = [], 0.0
    for row in rows:
        spent = (value for key, value in row.items() if key.startswith("seconds_"))
        seconds += sum(spent) - row["seconds_evaluating"]
        accuracy, return_mean = row["validation_accuracy"], row["validation_return"]
        if not np.isnan(return_mean):
            known = None if np.isnan(accuracy) else accuracy
            curve.append((int(row["frames"]), seconds, settings.score(known, return_mean)))
    return curve


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
    "ppo": Contestant("the multimodal actor-critic, trained with PPO on reward alone", run_ppo),
}
