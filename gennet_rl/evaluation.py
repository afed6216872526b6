"""How well something acts: the fixed episodes of a split, accuracy with its interval, return."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from gymnasium.vector import VectorEnv
from numpy.typing import ArrayLike
from tqdm import tqdm

from gennet_rl.environments import make_vector_env

__all__ = [
    "EpisodeResults",
    "Evaluation",
    "Moments",
    "evaluate",
    "evaluate_episodes",
    "training_examples",
    "wilson_interval",
]

ENDLESS_EPISODES = 1000  # episodes of a split that has no end
FIRST_SEED = {"train": 0, "validation": 1_000_000_000, "test": 2_000_000_000}
NORMAL_975 = 1.959963984540054  # 97.5 % quantile of the standard normal distribution

# Observations to actions; also their infos where it has an attribute ``reads_infos`` that is true.
Act = Callable[..., ArrayLike]


@dataclass(frozen=True)
class EpisodeResults:
    """What came of each of E fixed episodes."""

    indices: np.ndarray
    """int64[E], which episodes of the split."""
    returns: np.ndarray
    """float64[E], undiscounted."""
    correct: np.ndarray
    """int8[E]: 1 solved, 0 not, -1 where the environment does not say."""

    @property
    def accuracy(self) -> float | None:
        """Share solved, in [0, 1]; None where it is not known of every episode."""
        return float(self.correct.mean()) if (self.correct >= 0).all() else None


@dataclass(frozen=True)
class Moments:
    """What happens in B environments that are evaluated, before they are stepped."""

    positions: np.ndarray
    """int64[B], which of the E episodes each is in; E or more where it is in none of them."""
    episodes: int
    """E."""
    observations: dict[str, Any]
    """What the agent sees."""
    infos: dict[str, Any]
    """What it does not see, in Gymnasium's form."""
    actions: np.ndarray
    """int64[B], what it does."""


@dataclass(frozen=True)
class Evaluation:
    """What came of the episodes of an evaluation."""

    episodes: int
    """Number of episodes."""
    accuracy: float | None
    """Share solved, in [0, 1]; None where the environment does not say what is correct."""
    accuracy_ci95: tuple[float, float] | None
    """Wilson's 95 % interval of the accuracy."""
    return_mean: float
    """Mean undiscounted return."""


def evaluate(
    act: Act,
    env_id: str,
    split: str = "test",
    episodes: int | None = None,
    num_envs: int = 256,
    description: str | None = None,
    env_workers: int = 0,
) -> Evaluation:
    """Let ``act`` meet each fixed episode of a split once; see :func:`evaluate_episodes`."""
    met = evaluate_episodes(act, env_id, split, episodes, num_envs, description, env_workers)
    count, solved = len(met.indices), int((met.correct == 1).sum())
    known = met.accuracy is not None
    return Evaluation(
        episodes=count,
        accuracy=solved / count if known else None,
        accuracy_ci95=wilson_interval(solved, count) if known else None,
        return_mean=float(met.returns.mean()),
    )


def evaluate_episodes(
    act: Act,
    env_id: str,
    split: str = "test",
    episodes: int | None = None,
    num_envs: int = 256,
    description: str | None = None,
    env_workers: int = 0,
    watch: Callable[[Moments], None] | None = None,
) -> EpisodeResults:
    """Let ``act`` meet each fixed episode of a split once, and say what came of each.

    Args:
        act: observations ``{"text": B strings, "image": uint8[B, H, W, 3], ...}`` to actions
            int64[B]. Where it has a method ``begin``, this is called with the environments that
            start an episode, bool[B], before it acts there. Where it has an attribute
            ``reads_infos`` that is true, it is called with the batch's infos too, in Gymnasium's
            form; that is for oracles, not for what is tested.
        env_id: Gymnasium id.
        split: "train", "validation" or "test".
        episodes: how many, spread evenly over the split; by default all, or 1000 where the split
            has no end.
        num_envs: environments stepped together.
        description: label of a progress bar on standard error; None for no bar.
        env_workers: processes that step environments without a batched form; 0 for none.
        watch: is shown every moment.
    """
    envs = make_vector_env(env_id, num_envs, split, workers=env_workers)
    try:
        indices = _episode_indices(envs, episodes)
        returns, correct = _run_episodes(act, envs, indices, FIRST_SEED[split], description, watch)
    finally:
        envs.close()
    return EpisodeResults(indices, returns, correct)


def wilson_interval(successes: int, trials: int) -> tuple[float, float]:
    """95 % confidence interval of a proportion (Wilson 1927, score interval).

    Args:
        successes: from 0 to ``trials``.
        trials: at least 1.
    """
    share, z = successes / trials, NORMAL_975
    centre = share + z * z / (2 * trials)
    spread = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def training_examples(env_id: str, episodes: int | None = None) -> list[tuple[str, int]]:
    """(text, right action) of the first moment of training episodes, for baselines that count.

    Args:
        env_id: Gymnasium id.
        episodes: how many; by default all of the split, or 1000 where it has no end. Episodes
            without one right action are left out.
    """
    envs = make_vector_env(env_id, 256)
    indices = _episode_indices(envs, episodes)
    examples: list[tuple[str, int]] = []
    for start in range(0, len(indices), envs.num_envs):
        chosen = np.resize(indices[start : start + envs.num_envs], envs.num_envs)
        observations, infos = _start(envs, chosen, np.ones(envs.num_envs, bool), 0)
        present = infos.get("_answer", np.zeros(envs.num_envs, bool))
        count = min(envs.num_envs, len(indices) - start)
        examples += [
            (observations["text"][i], int(infos["answer"][i])) for i in range(count) if present[i]
        ]
    envs.close()
    return examples


def _episode_indices(envs: VectorEnv[Any, Any, Any], episodes: int | None) -> np.ndarray:
    available = getattr(envs.unwrapped, "num_episodes", None)
    if available is None:
        return np.arange(episodes or ENDLESS_EPISODES)
    count = min(episodes or available, available)
    return np.arange(count) * available // count


def _run_episodes(
    act: Act,
    envs: VectorEnv[Any, Any, Any],
    indices: np.ndarray,
    first_seed: int,
    description: str | None,
    watch: Callable[[Moments], None] | None,
) -> tuple[np.ndarray, np.ndarray]:
    """Returns float[E] and correctness int8[E]: 1 right, 0 wrong, -1 unknown."""
    returns, correct = np.zeros(len(indices)), np.full(len(indices), -1, np.int8)
    slots = envs.num_envs
    episode_of = np.arange(slots)  # position in `indices`; beyond its end, a slot only idles
    everywhere = np.ones(slots, np.bool_)
    begin: Callable[[np.ndarray], None] = getattr(act, "begin", lambda mask: None)
    reads_infos = getattr(act, "reads_infos", False)
    observations, infos = _start(envs, indices[episode_of % len(indices)], everywhere, first_seed)
    begin(everywhere)
    next_episode = slots
    with tqdm(total=len(indices), desc=description, disable=description is None) as bar:
        while (episode_of < len(indices)).any():
            acted = act(observations, infos) if reads_infos else act(observations)
            actions = np.asarray(acted)
            if watch is not None:
                watch(Moments(episode_of, len(indices), observations, infos, actions))
            observations, rewards, terminated, truncated, infos = envs.step(actions)
            running = episode_of < len(indices)
            returns[episode_of[running]] += rewards[running]
            done = terminated | truncated
            for i in np.flatnonzero(done & running):
                if "is_correct" in infos:
                    correct[episode_of[i]] = infos["is_correct"][i]
            bar.update(int((done & running).sum()))
            if not done.any():
                continue
            episode_of[done] = next_episode + np.arange(done.sum())
            next_episode += int(done.sum())
            if (episode_of < len(indices)).any():
                chosen = indices[episode_of % len(indices)]
                observations, started = _start(envs, chosen, done, first_seed)
                begin(done)
                if reads_infos or watch is not None:
                    infos = _with_started(infos, started, done)
    return returns, correct


def _with_started(
    infos: dict[str, Any], started: dict[str, Any], mask: np.ndarray
) -> dict[str, Any]:
    """Infos of all environments: those of ``started`` where ``mask`` bool[B] is true.

    Resetting some environments gives the infos of these alone.
    """
    merged: dict[str, Any] = {}
    for key in infos.keys() | started.keys():
        columns = [part.get(key) for part in (started, infos)]
        like = next(column for column in columns if column is not None)
        new, old = (np.zeros_like(like) if column is None else column for column in columns)
        merged[key] = np.where(mask, new, old)
    return merged


def _start(
    envs: VectorEnv[Any, Any, Any], episodes: np.ndarray, mask: np.ndarray, first_seed: int
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Start fixed episodes where ``mask`` says; the seed fixes what the index does not."""
    seeds = [first_seed + int(episode) for episode in episodes]
    options: dict[str, Any] = {"reset_mask": mask}
    if hasattr(envs.unwrapped, "num_episodes"):
        options["episode"] = episodes
    return envs.reset(seed=seeds, options=options)  # type: ignore[arg-type]
