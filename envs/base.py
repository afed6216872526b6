"""ReasoningEnv: a task as a Gymnasium environment of text, image and discrete actions."""

from __future__ import annotations

import zlib
from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces

from gennet_rl.envs.measured import measured_figures
from gennet_rl.envs.rendering import render_frame
from gennet_rl.envs.task import Episode, Task
from gennet_rl.errors import InvalidValueError

__all__ = [
    "ReasoningEnv",
    "check_render_mode",
    "episode_info",
    "observation_space",
    "start_episode",
]

RENDER_MODES = ("rgb_array",)


class ReasoningEnv(gymnasium.Env[dict[str, Any], np.int64]):
    """One episode of a :class:`Task` at a time.

    Observations are ``{"text": str, "image": uint8[H, W, 3]}`` and, where the task has masks,
    ``"action_mask": bool[A]``. Actions are ``Discrete(A)``. ``info`` holds ``answer`` (int, the
    right action now; absent where there is none), ``answer_text``, ``best_return`` (the most that
    the episode can earn), ``task``, ``language``, ``split`` and, after a step, ``is_correct``,
    which holds for the episode when it has ended. ``info`` is there to be measured: nothing that
    learns from reward may read it.

    ``reset(options={"episode": k})`` starts the split's fixed episode ``k``, the same for
    everybody; without it an episode is drawn.

    Args:
        task: what is asked and answered.
        render_mode: "rgb_array" for pictures from :meth:`render`, None for none.
    """

    metadata: dict[str, Any] = {"render_modes": list(RENDER_MODES), "render_fps": 2}

    def __init__(self, task: Task, render_mode: str | None = None) -> None:
        self.task = task
        self.metadata = {**type(self).metadata, "measured": measured_figures(task)}
        self.render_mode = check_render_mode(render_mode)
        self.observation_space = observation_space(task)
        self.action_space: spaces.Discrete = spaces.Discrete(len(task.answers))
        self._episode: Episode | None = None
        self._last_action: int | None = None
        self._steps = 0

    @property
    def num_episodes(self) -> int | None:
        """How many fixed episodes the split has; None where it has no end."""
        return self.task.num_episodes

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Start an episode; see the class for ``options``."""
        super().reset(seed=seed)
        index = (options or {}).get("episode")
        self._episode = start_episode(self.task, self.np_random, index)
        self._last_action = None
        self._steps = 0
        return self._observe(), episode_info(self.task, self._episode)

    def step(
        self, action: np.int64 | int
    ) -> tuple[dict[str, Any], float, bool, bool, dict[str, Any]]:
        """Take an action.

        Raises:
            InvalidValueError: where ``action`` lies outside the action space.
        """
        if self._episode is None:
            raise InvalidValueError(f"{self.task.name}: call reset() before step().")
        if not self.action_space.contains(action):
            raise InvalidValueError(
                f"{self.task.name}: action {action!r} lies outside Discrete("
                f"{self.action_space.n}): pass an integer from 0 to {self.action_space.n - 1}."
            )
        self._last_action = int(action)
        reward, terminated = self._episode.act(self._last_action)
        info = episode_info(self.task, self._episode)
        # On every step: a time limit around this environment may make any step the last one.
        info["is_correct"] = self._episode.is_correct
        self._steps += 1
        truncated = self.task.max_steps is not None and self._steps >= self.task.max_steps
        return self._observe(), reward, terminated, truncated, info

    def render(self) -> np.ndarray | None:
        """The image with the text, the last answer and the right one, uint8[H', W', 3]."""
        if self.render_mode is None or self._episode is None:
            return None
        return render_frame(self.task, self._episode, self._last_action)

    def _observe(self) -> dict[str, Any]:
        assert self._episode is not None
        observation = {"text": self._episode.text, "image": self._episode.image.copy()}
        if self.task.has_action_mask:
            observation["action_mask"] = np.array(self._episode.action_mask, dtype=np.bool_)
        return observation


def observation_space(task: Task) -> spaces.Dict:
    """The space of one observation of ``task``."""
    parts: dict[str, spaces.Space[Any]] = {
        "text": task.text_space,
        "image": spaces.Box(0, 255, task.image_shape, np.uint8),
    }
    if task.has_action_mask:
        parts["action_mask"] = spaces.Box(0, 1, (len(task.answers),), np.bool_)
    return spaces.Dict(parts)


def episode_info(task: Task, episode: Episode) -> dict[str, Any]:
    """What ``info`` says of a running episode: its right answer and where it comes from."""
    info: dict[str, Any] = {
        "task": task.name,
        "language": episode.language,
        "split": task.split,
        "best_return": episode.best_return,
    }
    if episode.answer is not None:
        info["answer"] = int(episode.answer)
        info["answer_text"] = task.answers[episode.answer]
    return info


def check_render_mode(render_mode: str | None) -> str | None:
    """Return ``render_mode`` where there is such a mode; raise InvalidValueError otherwise."""
    if render_mode is not None and render_mode not in RENDER_MODES:
        raise InvalidValueError(
            f"render_mode {render_mode!r} does not exist: use 'rgb_array', or None for no pictures."
        )
    return render_mode


def start_episode(task: Task, generator: np.random.Generator, index: int | None) -> Episode:
    """Draw an episode, or start the split's fixed episode ``index``.

    Where a split has no end, its fixed episode is what a generator seeded by split and index draws:
    the same for everybody, and another in every split.

    Raises:
        InvalidValueError: where the split has no such episode.
    """
    if index is None:
        return task.start(generator)
    _check_episode_index(task, index)
    if task.num_episodes is None:
        generator = np.random.default_rng([zlib.crc32(task.split.encode()), index])
    return task.start(generator, index)


def _check_episode_index(task: Task, index: int) -> None:
    if index < 0 or (task.num_episodes is not None and index >= task.num_episodes):
        raise InvalidValueError(
            f"{task.name}: episode {index} does not exist in split {task.split!r}: it has "
            f"episodes 0 to {'infinity' if task.num_episodes is None else task.num_episodes - 1}."
        )
