"""Episodes of gennet/Scenes-v0 and what they are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from gennet_rl.envs.scenes.questions import SceneQuestionsTask
from gennet_rl.envs.scenes.things import Thing
from gennet_rl.envs.task import AnswerEpisode


def episodes(number: int, seed: int = 0, **kwargs: Any) -> Iterator[AnswerEpisode]:
    task = SceneQuestionsTask(**kwargs)
    generator = np.random.default_rng(seed)
    for _ in range(number):
        episode = task.start(generator)
        assert isinstance(episode, AnswerEpisode)
        yield episode


def parts(episode: AnswerEpisode) -> tuple[Any, list[Thing]]:
    """The program, and the things as the caption tells them."""
    pattern = r"a (\w+) (\w+) (\w+) (\w+) in column (\d) of row (\d)"
    found = re.findall(pattern, str(episode.caption))
    things = [Thing(s, c, z, t, int(x), int(y)) for z, t, c, s, x, y in found]
    return episode.key[0], things  # type: ignore[index]
