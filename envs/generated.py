"""Tasks whose problems are made, not stored: endless, with a difficulty, kept apart by content."""

from __future__ import annotations

import hashlib
import inspect
from abc import abstractmethod
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from gymnasium import spaces

from gennet_rl.envs.seeding import seeded_generator
from gennet_rl.envs.task import AnswerEpisode, Episode, Problem, Task, check_split
from gennet_rl.errors import InvalidValueError

__all__ = [
    "ASCII",
    "DIFFICULTIES",
    "FunctionTask",
    "GeneratedTask",
    "content_split",
    "square_shape",
]

DIFFICULTIES = (0, 1, 2, 3, 4)
ASCII = "".join(map(chr, range(32, 127)))
"""Printable ASCII, the alphabet that texts have where nothing else is declared."""
IMAGE_SIZES = range(64, 225)  # pixels a side
SHARES = 10  # of contents: one for test, one for validation, the others for training
MOST_DRAWS = 1000  # a split that so many problems miss is taken to be empty


def content_split(key: object) -> str:
    """The split that a problem belongs to, by its content: a tenth each for validation and test.

    Args:
        key: whatever two problems have in common only if they are the same, of numbers, strings,
            bytes and tuples; its ``repr`` is hashed, which is the same in every process.
    """
    digest = hashlib.blake2b(repr(key).encode(), digest_size=4).digest()
    return {0: "test", 1: "validation"}.get(int.from_bytes(digest, "little") % SHARES, "train")


def square_shape(name: str, image_size: int) -> tuple[int, int, int]:
    """The shape of RGB images of a task.

    Args:
        name: the task's.
        image_size: height and width in pixels.

    Raises:
        InvalidValueError: where the size is not from 64 to 224.
    """
    if not isinstance(image_size, int) or image_size not in IMAGE_SIZES:
        raise InvalidValueError(
            f"{name}: image_size {image_size!r} is not from {IMAGE_SIZES[0]} to "
            f"{IMAGE_SIZES[-1]}: choose one that is."
        )
    return image_size, image_size, 3


class GeneratedTask(Task):
    """An endless task: :meth:`make` makes a problem, this class does everything else.

    Problems are drawn until one belongs to the split, by its content, so that no problem is ever in
    two splits. Each episode has a generator of its own, seeded from the one that it is started
    with, so that any episode can be made again from one number.

    Subclasses set ``name``, ``answers``, ``image_shape`` and ``text_space`` and write ``make``.

    Args:
        split: "train", "validation" or "test".
        difficulty: one of ``levels``, from easiest to hardest.

    Raises:
        InvalidValueError: on a split or difficulty that does not exist.
    """

    levels: Sequence[int] = DIFFICULTIES
    """The difficulties that there are."""

    def __init__(self, split: str = "train", difficulty: int = 2) -> None:
        self.split = check_split(split)
        if difficulty not in self.levels:
            raise InvalidValueError(
                f"{self.name}: difficulty {difficulty!r} does not exist: choose one of "
                f"{', '.join(map(str, self.levels))}."
            )
        self.difficulty = difficulty

    @abstractmethod
    def make(self, generator: np.random.Generator) -> Problem | Episode:
        """A problem that one action answers, or an episode of several steps.

        Its ``key`` says what it is; for problems without one, text and image do.

        Args:
            generator: the only source of randomness.
        """

    def start(self, generator: np.random.Generator, index: int | None = None) -> Episode:
        """Make problems until one belongs to the split.

        Raises:
            InvalidValueError: where a problem breaks what the task declared, with the number that
                makes it again; where the split seems to be empty.
        """
        seed = (
            generator.bit_generator.random_raw()
        )  # as good as ``integers``, in a tenth of its time
        own = seeded_generator(seed)
        for _ in range(MOST_DRAWS):
            try:
                episode = self._episode(self.make(own), seed)
                self._check(episode)
                if content_split(episode.key) == self.split:
                    return episode
            except InvalidValueError as error:
                raise InvalidValueError(f"{self.name}: {error} {self._again(seed)}") from error
        raise InvalidValueError(
            f"{self.name}: {MOST_DRAWS} problems of difficulty {self.difficulty} and none in split "
            f"{self.split!r}: there are too few different ones; vary text or image more."
        )

    def _episode(self, made: Problem | Episode, seed: int) -> Episode:
        if isinstance(made, Problem):
            return AnswerEpisode(made, self.answers, partial(self._check_later, seed))
        if not isinstance(made, Episode):
            raise InvalidValueError(f"made {made!r}: return a Problem or an Episode.")
        return made

    def _check_later(self, seed: int, what: str, made: Any) -> None:
        """What :meth:`_check` does for text and image that are there, for those made afterwards."""
        try:
            if what == "text":
                _check_text(made, self.text_space)
            else:
                _check_image(made, self.image_shape)
        except InvalidValueError as error:
            raise InvalidValueError(f"{self.name}: {error} {self._again(seed)}") from error

    def _check(self, episode: Episode) -> None:
        """What is cheap enough to be checked each time."""
        problem = episode.problem if isinstance(episode, AnswerEpisode) else None
        if problem is None or not callable(problem.text):
            _check_text(episode.text, self.text_space)
        self._check_answer(episode.answer, episode.action_mask)
        if problem is None or not callable(problem.image):
            _check_image(episode.image, self.image_shape)

    def _check_answer(self, answer: int | None, mask: np.ndarray | None) -> None:
        if answer is not None and not 0 <= answer < len(self.answers):
            raise InvalidValueError(
                f"answer {answer} is not one of the {len(self.answers)} actions, which count from "
                "0: return the index of an answer, or its text."
            )
        if self.has_action_mask and (mask is None or np.shape(mask) != (len(self.answers),)):
            raise InvalidValueError(
                f"action_mask is {mask!r}: the task has masks, which must be bool["
                f"{len(self.answers)}]."
            )
        if answer is not None and mask is not None and not mask[answer]:
            raise InvalidValueError(
                f"answer {self.answers[answer]!r} is not among the choices of its action_mask."
            )

    def _again(self, seed: int) -> str:
        return f"Seed {seed} makes it again: task.make(seeded_generator({seed}))."


class FunctionTask(GeneratedTask):
    """A task that is one function; see :func:`gennet_rl.envs.register_task`.

    Args:
        function: ``(generator, difficulty)``, or ``(generator)`` where there is only one
            difficulty, to a :class:`Problem` or an :class:`Episode`.
        name: the task's.
        answers: the text of every action.
        image_shape: (height, width, 3) of every image.
        max_characters: of the longest text.
        alphabet: every character that a text may have.
        has_action_mask: whether problems have masks.
        split: as for every task.
        difficulty: likewise.
    """

    def __init__(
        self,
        function: Callable[..., Problem | Episode],
        name: str,
        *,
        answers: Sequence[str],
        image_shape: tuple[int, int, int] = (64, 64, 3),
        max_characters: int = 256,
        alphabet: str = ASCII,
        has_action_mask: bool = False,
        split: str = "train",
        difficulty: int | None = None,
    ) -> None:
        self.name = name
        self.answers = tuple(answers)
        self.image_shape = image_shape
        self.text_space = spaces.Text(max_characters, min_length=0, charset=alphabet)
        self.has_action_mask = has_action_mask
        self.rules = inspect.getdoc(function) or ""
        self._function = function
        self._takes_difficulty = len(inspect.signature(function).parameters) > 1
        if not self._takes_difficulty:
            self.levels = (2,)
        super().__init__(split, 2 if difficulty is None else difficulty)

    def make(self, generator: np.random.Generator) -> Problem | Episode:
        """What the function makes."""
        arguments = (generator, self.difficulty) if self._takes_difficulty else (generator,)
        return self._function(*arguments)


def _check_image(image: Any, shape: tuple[int, int, int]) -> None:
    if not isinstance(image, np.ndarray) or image.dtype != np.uint8 or image.shape != shape:
        found = (
            f"{image.dtype}{list(image.shape)}"
            if isinstance(image, np.ndarray)
            else type(image).__name__
        )
        raise InvalidValueError(f"image is {found}: the task declares uint8{list(shape)}.")


def _check_text(text: Any, space: spaces.Text) -> None:
    # As ``text in space``, which takes ten times as long, a character at a time.
    if not (
        isinstance(text, str)
        and space.min_length <= len(text) <= space.max_length
        and space.character_set.issuperset(text)
    ):
        raise InvalidValueError(_text_fault(text, space))


def _text_fault(text: Any, space: spaces.Text) -> str:
    if not isinstance(text, str):
        return f"text is {type(text).__name__}: it must be a string."
    if len(text) > space.max_length:
        return (
            f"text has {len(text)} characters and the task declares at most {space.max_length}: "
            f"declare more, or say less than {text[:40]!r}..."
        )
    if len(text) < space.min_length:
        return f"text {text!r} has less than the {space.min_length} characters declared."
    strange = sorted(set(text) - set(space.characters))
    return (
        f"text {text[:40]!r} has characters outside the task's alphabet, "
        f"{''.join(strange)!r}: declare them."
    )
