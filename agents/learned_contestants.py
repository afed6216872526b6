"""Contestants of a benchmark that learn, or were saved: trained and tested in a cell."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch

from gennet_rl.agents.actor_critic import ActorCriticAgent, build_actor_critic
from gennet_rl.agents.loading import load_agent
from gennet_rl.agents.objectives import build_phases
from gennet_rl.agents.samples import EpisodeSampler, Explain, explain_decision, write_samples
from gennet_rl.benchmarking.cells import Cell, CellOutcome, CellSettings
from gennet_rl.benchmarking.overrides import override
from gennet_rl.config import TrainingConfig, check_collector, check_config, check_network
from gennet_rl.devices import resolve_device
from gennet_rl.environments import describe_environment, sample_texts
from gennet_rl.errors import InvalidValueError
from gennet_rl.evaluation import Act, evaluate_episodes
from gennet_rl.recording import RunRecorder
from gennet_rl.training import train

__all__ = [
    "evaluate_cell",
    "learning_curve",
    "run_learning",
    "run_saved_agent",
    "run_sb3",
    "training_config",
]


def run_learning(
    kind: Mapping[str, Any], cell: Cell, folder: Path, settings: CellSettings
) -> CellOutcome:
    """Trains the multimodal actor-critic.

    Args:
        kind: what makes it this contestant: fields of TrainingConfig by dotted name.
        cell: which.
        folder: the cell's own.
        settings: how long and how.
    """
    config = training_config(cell, folder, settings, kind)
    device = resolve_device(config.device)
    torch.manual_seed(cell.seed)
    spec, texts = describe_environment(cell.env_id), sample_texts(cell.env_id)
    agent = build_actor_critic(config.agent_network, spec, texts).to(device)
    with RunRecorder(folder, config) as recorder:
        frames = train(config, agent, build_phases(agent, config), recorder, device)
    curve = learning_curve(recorder.rows, settings)
    return evaluate_agent(agent, cell, folder, settings, frames, curve)


def run_sb3(cell: Cell, folder: Path, settings: CellSettings) -> CellOutcome:
    """Trains stable-baselines3's PPO; its learning curve is that of training episodes."""
    from gennet_rl.agents.sb3 import train_sb3

    agent = train_sb3(cell.env_id, settings.frames, cell.seed)
    curve = [
        (int(frames), float(seconds), float(score))
        for frames, seconds, score in agent.curve
        if frames is not None and seconds is not None and score is not None
    ]
    frames = curve[-1][0] if curve else settings.frames
    return evaluate_cell(agent.act, cell, folder, settings, frames, curve)


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
    return evaluate_cell(agent.player(), cell, folder, settings, frames, curve, explain)


def evaluate_cell(
    act: Act,
    cell: Cell,
    folder: Path,
    settings: CellSettings,
    frames: int = 0,
    curve: list[tuple[int, float, float]] | None = None,
    explain: Explain | None = None,
    num_envs: int = 256,
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
        num_envs: environments stepped together.
    """
    sampler = EpisodeSampler()
    results = evaluate_episodes(
        act,
        cell.env_id,
        "test",
        settings.test_episodes,
        num_envs=num_envs,
        env_workers=settings.training.get("env_workers", 0),
        watch=sampler,
    )
    write_samples(folder, sampler, results, describe_environment(cell.env_id).answers, explain)
    return CellOutcome(results.returns, results.correct, frames, curve or [])


def training_config(
    cell: Cell, folder: Path, settings: CellSettings, kind: Mapping[str, Any] | None = None
) -> TrainingConfig:
    """The training of a cell, checked.

    What makes a contestant what it is goes over the settings, and these over the defaults.
    """
    config = TrainingConfig(
        env_id=cell.env_id,
        total_frames=settings.frames,
        seed=cell.seed,
        out=folder,
        test_episodes=settings.test_episodes,
    )
    config = override(config, {**settings.training, **(kind or {})}, f"cell {cell}")
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
