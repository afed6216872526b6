"""What a reasoning task is: something that starts episodes of text, image, choices and answer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from gymnasium import spaces

from gennet_rl.errors import InvalidValueError, nearest_names

__all__ = ["SPLITS", "AnswerEpisode", "Episode", "Problem", "Task", "check_split", "text_space"]

SPLITS = ("train", "validation", "test")


@dataclass(frozen=True, slots=True)
class Problem:
    """A question about an image that one action answers.

    Attributes:
        text: the question, a string of the task's text space.
        image: the picture, uint8[H, W, 3].
        answer: the right action, an index into the task's ``answers``.
        action_mask: which actions are choices here, bool[A]; None where all are.
        language: the text's language as an ISO 639-1 code.
    """

    text: str
    image: np.ndarray
    answer: int
    action_mask: np.ndarray | None = None
    language: str = "en"


class Episode(ABC):
    """One episode of a task: what is seen, what an action does, what would have been right.

    Attributes:
        text: what the agent reads now.
        image: what the agent sees now, uint8[H, W, 3]; never written to: what looks different is
            another array.
        answer: the right action now, or None where there is no single one.
        action_mask: the choices now, bool[A], or None where the task has no masks.
        language: ISO 639-1 code of the text.
        is_correct: whether the task is solved; true at most on the step that ends the episode.
    """

    text: str
    image: np.ndarray
    answer: int | None
    action_mask: np.ndarray | None
    language: str
    is_correct: bool = False

    @abstractmethod
    def act(self, action: int) -> tuple[float, bool]:
        """Take ``action``; return the reward, in [-1, 1], and whether the episode has ended."""


class AnswerEpisode(Episode):
    """An episode of one step: the action answers the problem, the right one earns 1, others 0."""

    def __init__(self, problem: Problem) -> None:
        self.text = problem.text
        self.image = problem.image
        self.answer = problem.answer
        self.action_mask = problem.action_mask
        self.language = problem.language

    def act(self, action: int) -> tuple[float, bool]:
        """Answer the problem: ``(1.0, True)`` where right, ``(0.0, True)`` where wrong."""
        self.is_correct = action == self.answer
        return float(self.is_correct), True


class Task(ABC):
    """A family of problems: its answers, its spaces, and a generator of episodes.

    Attributes:
        name: the task's name, for ``info["task"]``.
        split: the split that episodes come from.
        answers: the text of every action, in the order of the action's index.
        image_shape: (height, width, 3) of every image.
        text_space: the space of every text.
        has_action_mask: whether episodes carry an ``action_mask``.
        num_episodes: how many episodes the split has, or None where it has no end.
    """

    name: str
    split: str
    answers: Sequence[str]
    image_shape: tuple[int, int, int]
    text_space: spaces.Text
    has_action_mask: bool = False
    num_episodes: int | None = None

    @abstractmethod
    def start(self, generator: np.random.Generator, index: int | None = None) -> Episode:
        """Start an episode.

        Args:
            generator: the only source of randomness.
            index: which of the split's fixed episodes to start, counted from 0; None draws one.
        """


def check_split(split: str, valid_splits: Sequence[str] = SPLITS) -> str:
    """Return ``split`` where it is one of ``valid_splits``; raise InvalidValueError otherwise."""
    if split not in valid_splits:
        raise InvalidValueError(
            f"split {split!r} does not exist: choose one of {nearest_names('', valid_splits)}."
        )
    return split


def text_space(texts: Sequence[str]) -> spaces.Text:
    """The smallest Text space that holds ``texts``: their alphabet, their range of lengths."""
    lengths = [len(text) for text in texts]
    alphabet = "".join(sorted(set("".join(texts))))
    return spaces.Text(max_length=max(lengths), min_length=min(lengths), charset=alphabet)
