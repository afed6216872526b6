"""An environment whose image side, text length and number of distinct images can be chosen."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

import gymnasium
import numpy as np

from gennet_rl.envs import AnswerEpisode, Episode, Problem, ReasoningEnv, ReasoningVectorEnv, Task
from gennet_rl.envs.task import text_space

__all__ = ["SyntheticTask", "register_synthetic", "synthetic_id"]

WORDS = ("red", "blue", "big", "small", "left", "right", "round", "square")
DISTINCT_TEXTS = 64
ANSWERS = 4


def synthetic_id(side: int = 32, words: int = 8, images: int = 512) -> str:
    """The id of an environment with images of ``side`` pixels and texts of ``words`` words.

    Args:
        side: of a square image, pixels.
        words: in a text.
        images: how many distinct ones there are.
    """
    return f"throughput/Side{side}Words{words}Images{images}-v0"


def register_synthetic(env_id: str) -> None:
    """Register an id of :func:`synthetic_id`; other ids are left alone."""
    match = re.fullmatch(r"throughput/Side(\d+)Words(\d+)Images(\d+)-v0", env_id)
    if match is None or env_id in gymnasium.registry:
        return
    task = SyntheticTask(*(int(number) for number in match.groups()))
    gymnasium.register(
        env_id,
        partial(ReasoningEnv, task),
        vector_entry_point=partial(_make_batched, task),
    )


def _make_batched(task: Task, num_envs: int = 1, **kwargs: Any) -> ReasoningVectorEnv:
    return ReasoningVectorEnv(task, num_envs, **kwargs)


class SyntheticTask(Task):
    """Noise for images and words for texts; the answer depends on the image's number.

    Args:
        side: of a square image, pixels.
        words: in a text.
        images: how many distinct ones there are.
    """

    name = "Synthetic"
    split = "train"
    answers = tuple(f"answer {i}" for i in range(ANSWERS))

    def __init__(self, side: int, words: int, images: int) -> None:
        generator = np.random.default_rng(0)
        self.image_shape = (side, side, 3)
        self.num_episodes = images
        self._images = generator.integers(0, 256, (images, *self.image_shape), np.uint8)
        drawn = generator.integers(0, len(WORDS), (DISTINCT_TEXTS, words))
        self._texts = [" ".join(WORDS[i] for i in row) for row in drawn]
        self.text_space = text_space(self._texts)

    def start(self, generator: np.random.Generator, index: int | None = None) -> Episode:
        """Ask about image ``index``, or about one drawn uniformly."""
        if index is None:
            index = int(generator.integers(len(self._images)))
        text = self._texts[int(generator.integers(len(self._texts)))]
        return AnswerEpisode(Problem(text, self._images[index], index % ANSWERS))
