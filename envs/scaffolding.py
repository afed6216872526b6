"""Scaffolding: what an agent is told or shown beside the question, as an experimental variable.

Meng et al. 2026 (Gym-V, arXiv:2603.15432) found that rules and captions in the observation decide
more about whether vision-language agents learn at all than the choice of algorithm does.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import numpy as np
from gymnasium import spaces

from gennet_rl.envs.generated import ASCII
from gennet_rl.envs.task import Episode, Task
from gennet_rl.envs.wrapped import (
    WrappedEpisode,
    WrappedTask,
    longer_text,
    most_steps,
)
from gennet_rl.errors import InvalidValueError

__all__ = ["GREY", "CaptionTask", "HistoryTask", "PreviousFrameTask", "RulesTask"]

GREY = 128  # of every channel, where there is nothing to be seen
TRIALS = 64  # episodes whose captions are looked at
CAPTION_FRAME = (" [image: ", "]")
HISTORY_FRAME = (" [before: ", "]")
SEPARATOR = ", "  # between the steps of a history
REWARD_LENGTH = 5  # "+0.25"


class RulesTask(WrappedTask):
    """The rules of the task in front of every text, on one line.

    Args:
        task: with ``rules``.

    Raises:
        InvalidValueError: where the task has none.
    """

    def __init__(self, task: Task) -> None:
        super().__init__(task)
        if not task.rules.strip():
            raise InvalidValueError(
                f"{task.name} has no rules to show: set the task's rules, or leave 'rules' out."
            )
        self._prefix = f"{' '.join(task.rules.split())} "
        length = len(self._prefix)
        self.text_space = longer_text(task.text_space, length, length, self._prefix)

    def wrap(self, episode: Episode) -> Episode:
        """The episode with the rules."""
        return _RulesEpisode(episode, self._prefix)


class _RulesEpisode(WrappedEpisode):
    def __init__(self, episode: Episode, prefix: str) -> None:
        super().__init__(episode)
        self._prefix = prefix

    @property
    def text(self) -> str:  # type: ignore[override]
        return self._prefix + self.episode.text


class CaptionTask(WrappedTask):
    """The caption of the image in every text: "which colour is it? [image: a red circle]".

    An agent that reads it needs no eyes: the ceiling of what seeing better could bring.

    Args:
        task: whose episodes have a ``caption``. Where it also has a ``caption_space``, a Text
            space, that is the space of its captions. Otherwise they may have the characters of
            printable ASCII, of the task's texts, and of 64 captions that are made for a trial.
        max_characters: of the longest caption; by default what ``caption_space`` says, or twice
            the longest of those 64.

    Raises:
        InvalidValueError: where the task has no captions; later on, where one of them does not fit
            the space.
    """

    def __init__(self, task: Task, max_characters: int | None = None) -> None:
        super().__init__(task)
        if max_characters is not None and max_characters < 1:
            raise InvalidValueError(
                f"{task.name}: captions of {max_characters} characters say nothing: allow 1 or "
                "more."
            )
        declared: spaces.Text | None = getattr(task, "caption_space", None)
        self.caption_space = _measured_captions(task) if declared is None else declared
        if max_characters is not None:
            least = min(self.caption_space.min_length, max_characters)
            alphabet = self.caption_space.characters
            self.caption_space = spaces.Text(max_characters, min_length=least, charset=alphabet)
        space, frame = self.caption_space, "".join(CAPTION_FRAME)
        least, most = (len(frame) + length for length in (space.min_length, space.max_length))
        self.text_space = longer_text(task.text_space, least, most, frame + space.characters)

    def wrap(self, episode: Episode) -> Episode:
        """The episode with its caption."""
        return _CaptionEpisode(episode, self)

    def checked(self, caption: str | None) -> str:
        """A caption that fits the space, as it is; InvalidValueError for any other."""
        if caption is None:
            raise _no_captions(self.name)
        space = self.caption_space
        fits = space.min_length <= len(caption) <= space.max_length
        # Quicker than asking the space, which goes through the characters one by one.
        if not fits or not space.character_set.issuperset(caption):
            strange = "".join(sorted(set(caption) - space.character_set))
            raise InvalidValueError(
                f"{self.name}: caption {caption[:40]!r}... has {len(caption)} characters, of which "
                f"{strange!r} are unknown, and {space.max_length} are allowed: allow "
                "more, as in 'caption:500', or give the task a caption_space."
            )
        return caption


class _CaptionEpisode(WrappedEpisode):
    def __init__(self, episode: Episode, task: CaptionTask) -> None:
        super().__init__(episode)
        self._task = task
        self._shown: str | None = None

    @property
    def text(self) -> str:  # type: ignore[override]
        if self._shown is None:  # captions are put into words when asked for
            caption = self._task.checked(self.episode.caption)
            self._shown = caption.join(CAPTION_FRAME)
        return self.episode.text + self._shown

    def act(self, action: int) -> tuple[float, bool]:
        self._shown = None
        return self.episode.act(action)


def _measured_captions(task: Task) -> spaces.Text:
    generator = np.random.default_rng(0)
    trials = [task.start(generator).caption for _ in range(TRIALS)]
    captions = [caption for caption in trials if caption is not None]
    if len(captions) < TRIALS:
        raise _no_captions(task.name)
    alphabet = set(ASCII).union(task.text_space.characters, *captions)
    most = 2 * max(map(len, captions))
    return spaces.Text(max(1, most), min_length=0, charset="".join(sorted(alphabet)))


def _no_captions(name: str) -> InvalidValueError:
    return InvalidValueError(
        f"{name} has no captions to show: let its episodes have a caption, or leave 'caption' out."
    )


class HistoryTask(WrappedTask):
    """The last steps in every text: "go left, 2 to go [before: wait +0.00, left +0.25]".

    Each with the action's text and its reward, the latest last; nothing before the first step.

    Args:
        task: of several steps, or with nothing to remember.
        steps: k, how many steps are remembered at most, at least 1.

    Raises:
        InvalidValueError: where ``steps`` is less than 1; later on, where a reward lies outside
            [-1, 1].
    """

    def __init__(self, task: Task, steps: int = 4) -> None:
        super().__init__(task)
        if steps < 1:
            raise InvalidValueError(
                f"{task.name}: a history of {steps} steps is none: remember 1 or more, or leave "
                "'history' out."
            )
        self.steps = steps
        shown = min(steps, most_steps(task) or steps)
        frame = "".join(HISTORY_FRAME)
        entry = max(map(len, task.answers)) + len(" ") + REWARD_LENGTH
        most = len(frame) + shown * entry + (shown - 1) * len(SEPARATOR)
        separator = SEPARATOR if shown > 1 else " "
        alphabet = frame + separator + "+-.0123456789" + "".join(task.answers)
        self.text_space = longer_text(task.text_space, 0, most, alphabet)

    def wrap(self, episode: Episode) -> Episode:
        """The episode with its history."""
        return _HistoryEpisode(episode, self.answers, self.steps)


class _HistoryEpisode(WrappedEpisode):
    def __init__(self, episode: Episode, answers: Sequence[str], steps: int) -> None:
        super().__init__(episode)
        self._answers = answers
        self._past: deque[str] = deque(maxlen=steps)

    @property
    def text(self) -> str:  # type: ignore[override]
        if not self._past:
            return self.episode.text
        return self.episode.text + SEPARATOR.join(self._past).join(HISTORY_FRAME)

    def act(self, action: int) -> tuple[float, bool]:
        reward, ended = self.episode.act(action)
        written = f"{reward:+.2f}"
        if len(written) != REWARD_LENGTH:
            raise InvalidValueError(
                f"action {self._answers[action]!r} earned {reward}: rewards lie in [-1, 1]."
            )
        self._past.append(f"{self._answers[action]} {written}")
        return reward, ended


class PreviousFrameTask(WrappedTask):
    """Beside the image, on its left, what it looked like before the last action.

    uint8[H, 2 W, 3]; the left half is grey before the first action.

    Args:
        task: whose images change.
    """

    def __init__(self, task: Task) -> None:
        super().__init__(task)
        height, width, channels = task.image_shape
        self.image_shape = (height, 2 * width, channels)
        self._nothing = np.full(task.image_shape, GREY, np.uint8)

    def wrap(self, episode: Episode) -> Episode:
        """The episode with the frame before."""
        return _PreviousFrameEpisode(episode, self._nothing)


class _PreviousFrameEpisode(WrappedEpisode):
    def __init__(self, episode: Episode, nothing: np.ndarray) -> None:
        super().__init__(episode)
        self._previous = nothing
        self._halves: tuple[np.ndarray, np.ndarray] | None = None  # what _image is made of
        self._image = nothing

    @property
    def image(self) -> np.ndarray:  # type: ignore[override]
        previous, current = self._previous, self.episode.image
        halves = self._halves
        # The same array for as long as neither half is another one, as everywhere.
        if halves is None or halves[0] is not previous or halves[1] is not current:
            self._halves = (previous, current)
            self._image = np.concatenate(self._halves, axis=1)
        return self._image

    def act(self, action: int) -> tuple[float, bool]:
        self._previous = self.episode.image
        return self.episode.act(action)
