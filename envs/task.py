"""What a reasoning task is: something that starts episodes of text, image, choices and answer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from gymnasium import spaces

from gennet_rl.errors import InvalidValueError, nearest_names

__all__ = ["SPLITS", "AnswerEpisode", "Episode", "Problem", "Task", "check_split", "text_space"]

SPLITS = ("train", "validation", "test")


@dataclass(frozen=True, slots=True)
class Problem:
    """A question about an image that one action answers.

    Attributes:
        text: the question, a string of the task's text space; or a function that words it, which
            is called once, when somebody reads.
        image: the picture, uint8[H, W, 3]; or a function that draws it, which is called once, when
            somebody looks.
        answer: the right action, an index into the task's ``answers``, or the answer's text.
        action_mask: which actions are choices here, bool[A]; None where all are.
        language: the text's language as an ISO 639-1 code.
        key: what the problem is, of numbers, strings and tuples: two with the same key are the
            same problem and never in two splits. None where text and image say it.
        caption: what the image shows, in words; or a function that says it; None for nobody knows.
    """

    text: str | Callable[[], str]
    image: np.ndarray | Callable[[], np.ndarray]
    answer: int | str
    action_mask: np.ndarray | None = None
    language: str = "en"
    key: object = None
    caption: str | Callable[[], str] | None = None


class Episode(ABC):
    """One episode of a task: what is seen, what an action does, what would have been right.

    Attributes:
        text: what the agent reads now.
        image: what the agent sees now, uint8[H, W, 3]; never written to.
        answer: the right action now, the first of a shortest or best way to the end, or None where
            there is no single one.
        action_mask: the choices now, bool[A], or None where the task has no masks.
        language: ISO 639-1 code of the text.
        is_correct: whether the task is solved; true at most on the step that ends the episode.
        best_return: the most that can be earned from the start, undiscounted; in games of chance
            what the best policy expects.
        key: what the episode is, of numbers, strings and tuples; see :class:`Problem`.
        caption: what the image shows now, in words, or None.
    """

    text: str
    image: np.ndarray
    answer: int | None
    action_mask: np.ndarray | None = None
    language: str = "en"
    is_correct: bool = False
    best_return: float = 1.0
    key: object = None
    caption: str | None = None

    @abstractmethod
    def act(self, action: int) -> tuple[float, bool]:
        """Take ``action``; return the reward, in [-1, 1], and whether the episode has ended."""


class AnswerEpisode(Episode):
    """An episode of one step: the action answers the problem, the right one earns 1, others 0.

    Args:
        problem: what is asked.
        answers: the task's, where the problem's answer is given as a text.
        check: called with "text" or "image" and what the problem has made of it when it was asked
            for, to refuse what is none of the task's.

    Raises:
        InvalidValueError: where the answer's text is none of them.
    """

    def __init__(
        self,
        problem: Problem,
        answers: Sequence[str] = (),
        check: Callable[[str, Any], None] | None = None,
    ) -> None:
        self.problem = problem
        self._check = check
        self.answer: int = self._index(problem.answer, answers)
        self.action_mask = problem.action_mask
        self.language = problem.language
        self._text = None if callable(problem.text) else problem.text
        self._image = None if callable(problem.image) else problem.image

    @staticmethod
    def _index(answer: int | str, answers: Sequence[str]) -> int:
        if not isinstance(answer, str):
            return int(answer)
        if answer not in answers:
            raise InvalidValueError(
                f"answer {answer!r} is not one of the answers: nearest are "
                f"{nearest_names(answer, answers)}."
            )
        return answers.index(answer)

    @property
    def text(self) -> str:  # type: ignore[override]
        """The question, worded when it is first read."""
        if self._text is None:
            assert callable(self.problem.text)
            worded = self.problem.text()
            if self._check is not None:
                self._check("text", worded)
            self._text = worded
        return self._text

    @property
    def image(self) -> np.ndarray:  # type: ignore[override]
        """The picture, uint8[H, W, 3], drawn when it is first looked at."""
        if self._image is None:
            assert callable(self.problem.image)
            drawn = self.problem.image()
            if self._check is not None:
                self._check("image", drawn)
            self._image = drawn
        return self._image

    @property
    def key(self) -> object:  # type: ignore[override]
        """The problem's, or text and image."""
        if self.problem.key is not None:
            return self.problem.key
        return self.text, self.image.tobytes()

    @property
    def caption(self) -> str | None:  # type: ignore[override]
        """What the image shows, in words, where somebody knows."""
        caption = self.problem.caption
        return caption() if callable(caption) else caption

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
        rules: what is to be done, for somebody who has never seen the task; "" for nothing.
        max_steps: steps after which an episode is cut off; None for never.
        needs: arguments of the constructor that have to be given.
    """

    name: str
    split: str
    answers: Sequence[str]
    image_shape: tuple[int, int, int]
    text_space: spaces.Text
    has_action_mask: bool = False
    num_episodes: int | None = None
    rules: str = ""
    max_steps: int | None = None
    needs: tuple[str, ...] = ()

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
