"""Tasks around other tasks: a base that passes everything on, for wrappers that change one thing.

A wrapper takes a task and is a task, so that wrappers go around each other, and the single and the
batched form of an environment are made from either.
"""

from __future__ import annotations

from abc import abstractmethod
from operator import attrgetter
from typing import Any

import numpy as np
from gymnasium import spaces

from gennet_rl.envs.task import AnswerEpisode, Episode, Task

__all__ = ["WrappedEpisode", "WrappedTask", "longer_text", "most_steps"]


class WrappedTask(Task):
    """A task that does what ``task`` does, with the same episodes for the same seeds.

    Subclasses write :meth:`wrap` and overwrite the attributes that they change.

    Args:
        task: the task to go around; attributes that only some tasks have, such as ``difficulty``
            and ``levels``, are read from it too.
    """

    def __init__(self, task: Task) -> None:
        self.task = task
        self.name = task.name
        self.split = task.split
        self.answers = task.answers
        self.image_shape = task.image_shape
        self.text_space = task.text_space
        self.has_action_mask = task.has_action_mask
        self.num_episodes = task.num_episodes
        self.rules = task.rules
        self.max_steps = task.max_steps

    def __getattr__(self, name: str) -> Any:
        # Only for what is not found here. Private names are nobody else's, and unpickling asks for
        # some of them before there is a task.
        if name.startswith("_") or name == "task":
            raise AttributeError(f"{type(self).__name__} has no attribute {name!r}.")
        return getattr(self.task, name)

    def start(self, generator: np.random.Generator, index: int | None = None) -> Episode:
        """Start an episode of the task and wrap it."""
        return self.wrap(self.task.start(generator, index))

    @abstractmethod
    def wrap(self, episode: Episode) -> Episode:
        """What becomes of an episode of the task that has just started."""


def _passed_on(name: str) -> Any:
    """A property that reads the wrapped episode's."""
    return property(attrgetter(f"episode.{name}"))


class WrappedEpisode(Episode):
    """An episode that is what ``episode`` is at any time; subclasses change some of it.

    Args:
        episode: of the wrapped task.
    """

    text: str = _passed_on("text")
    image: np.ndarray = _passed_on("image")
    answer: int | None = _passed_on("answer")
    action_mask: np.ndarray | None = _passed_on("action_mask")
    language: str = _passed_on("language")
    is_correct: bool = _passed_on("is_correct")
    best_return: float = _passed_on("best_return")
    key: object = _passed_on("key")
    caption: str | None = _passed_on("caption")

    def __init__(self, episode: Episode) -> None:
        self.episode = episode

    def act(self, action: int) -> tuple[float, bool]:
        """Take the action in the wrapped episode."""
        return self.episode.act(action)


def most_steps(task: Task) -> int | None:
    """Steps that an episode has at most: 1 where an action answers a problem, or ``max_steps``.

    None where the task sets no limit. Starts an episode for a trial where only that can tell.
    """
    if task.max_steps is not None:
        return task.max_steps
    episode = task.start(np.random.default_rng(0))
    while isinstance(episode, WrappedEpisode):
        episode = episode.episode
    return 1 if isinstance(episode, AnswerEpisode) else None


def longer_text(space: spaces.Text, least: int, most: int, alphabet: str) -> spaces.Text:
    """The space of texts of ``space`` with something added to each.

    Args:
        space: of the texts before.
        least: characters added at least.
        most: characters added at most.
        alphabet: every character that may be added.
    """
    characters = "".join(sorted(set(space.characters) | set(alphabet)))
    lengths = {"min_length": space.min_length + least, "max_length": space.max_length + most}
    return spaces.Text(charset=characters, **lengths)
