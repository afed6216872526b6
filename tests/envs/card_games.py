"""The card games of the package, and how to play them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gennet_rl.envs.cards import BlackjackTask, EZPointsTask, NumberLineTask, Points24Task
from gennet_rl.envs.task import Episode

TASKS: dict[str, Any] = {
    "NumberLine": NumberLineTask,
    "EZPoints": EZPointsTask,
    "Points24": Points24Task,
    "Blackjack": BlackjackTask,
}
EVERY = [(name, difficulty) for name in TASKS for difficulty in range(5)]
RANKS = {"A": 1, **{str(n): n for n in range(2, 11)}, "J": 10, "Q": 10, "K": 10}


def make(name: str, difficulty: int, split: str = "train") -> Any:
    return TASKS[name](split, difficulty=difficulty)


def play(episode: Episode, policy: Callable[[Any], int], most: int = 50) -> float:
    """Act until the end; the return."""
    total = 0.0
    for _ in range(most):
        reward, ended = episode.act(policy(episode))
        assert -1 <= reward <= 1
        total += reward
        if ended:
            return total
    raise AssertionError("the episode has no end")
