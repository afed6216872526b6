"""ReasoningVectorEnv: many episodes of one task stepped together, as a Gymnasium VectorEnv."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from gymnasium import spaces
from gymnasium.utils import seeding
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space

from gennet_rl.envs.base import (
    ReasoningEnv,
    check_render_mode,
    observation_space,
    start_episode,
)
from gennet_rl.envs.measured import measured_figures
from gennet_rl.envs.rendering import render_frame
from gennet_rl.envs.task import Episode, Task
from gennet_rl.errors import InvalidValueError

__all__ = ["ReasoningVectorEnv"]

Observations = dict[str, Any]
Infos = dict[str, Any]


class ReasoningVectorEnv(VectorEnv[Observations, np.ndarray, np.ndarray]):
    """``num_envs`` episodes of one :class:`Task` at a time, in one process and without wrappers.

    Observations are ``{"text": tuple of str, "image": uint8[B, H, W, 3]}`` and, where the task
    has masks, ``"action_mask": bool[B, A]``; rewards float64[B]. Seeds and episodes are those of
    ``SyncVectorEnv`` over :class:`ReasoningEnv`: environment ``i`` gets ``seed + i``.

    Args:
        task: what is asked and answered; one object serves every environment.
        num_envs: B, at least 1.
        autoreset_mode: one of Gymnasium's modes, as its enum or its string. ``SAME_STEP`` puts
            the last observation and info of an episode under ``infos["final_obs"]`` and
            ``infos["final_info"]``; ``DISABLED`` leaves resetting to the caller, by
            ``reset(options={"reset_mask": bool[B]})``.
        max_episode_steps: an episode is truncated after so many steps, or the task's ``max_steps``
            where these are fewer; None for never.
        render_mode: "rgb_array" for pictures from :meth:`render`, None for none.

    ``reset`` also takes ``options={"episode": int[B]}``, the fixed episodes to start.
    """

    metadata: dict[str, Any] = dict(ReasoningEnv.metadata)

    def __init__(
        self,
        task: Task,
        num_envs: int = 1,
        *,
        autoreset_mode: AutoresetMode | str = AutoresetMode.NEXT_STEP,
        max_episode_steps: int | None = None,
        render_mode: str | None = None,
    ) -> None:
        if num_envs < 1:
            raise InvalidValueError(f"num_envs is {num_envs}: it must be at least 1.")
        self.task = task
        self.num_envs = num_envs
        self.autoreset_mode = AutoresetMode(autoreset_mode)
        limits = [limit for limit in (max_episode_steps, task.max_steps) if limit is not None]
        self.max_episode_steps = min(limits, default=None)
        self.render_mode = check_render_mode(render_mode)
        self.metadata = {
            **ReasoningEnv.metadata,
            "measured": measured_figures(task),
            "autoreset_mode": self.autoreset_mode,
        }
        self.single_observation_space = observation_space(task)
        self.single_action_space = spaces.Discrete(len(task.answers))
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)
        self._generators: list[np.random.Generator] = []
        self._episodes: list[Episode] = []
        self._steps = np.zeros(num_envs, np.int64)
        self._done = np.ones(num_envs, np.bool_)
        self._last_actions: list[int | None] = [None] * num_envs

    @property
    def num_episodes(self) -> int | None:
        """How many fixed episodes the split has; None where it has no end."""
        return self.task.num_episodes

    def reset(
        self,
        *,
        seed: int | Sequence[int | None] | None = None,
        options: dict[str, Any] | None = None,
    ) -> tuple[Observations, Infos]:
        """Start an episode in every environment, or in those of ``options["reset_mask"]``.

        Args:
            seed: an int for ``seed + i`` in environment ``i``, one a environment, or None to go
                on with the generators as they are.
            options: ``"reset_mask"``, bool[B], and ``"episode"``, int[B]; see the class.

        Returns:
            The observations and infos of all environments, also those not reset.

        Raises:
            InvalidValueError: on seeds, a mask or episodes of the wrong number or kind.
        """
        options = options or {}
        mask = self._checked_mask(options.get("reset_mask"))
        self._seed(seed, mask)
        episodes = self._checked_length("episode", options.get("episode"))
        for i in np.flatnonzero(mask).tolist():
            self._start(i, None if episodes is None else int(episodes[i]))
        return self._observe(), self._infos(mask)

    def step(
        self, actions: np.ndarray
    ) -> tuple[Observations, np.ndarray, np.ndarray, np.ndarray, Infos]:
        """Take one action in every environment.

        Args:
            actions: int[B].

        Raises:
            InvalidValueError: on an action outside the space, or where an episode has ended
                and ``autoreset_mode`` is ``DISABLED``.
        """
        if not self._episodes:
            raise InvalidValueError(f"{self.task.name}: call reset() before step().")
        actions = self._checked_actions(actions)
        rewards = np.zeros(self.num_envs, np.float64)
        terminations = np.zeros(self.num_envs, np.bool_)
        truncations = np.zeros(self.num_envs, np.bool_)
        starting = self._done.copy()
        if starting.any() and self.autoreset_mode is not AutoresetMode.NEXT_STEP:
            raise InvalidValueError(
                f"{self.task.name}: the episode of environment {int(starting.argmax())} has "
                "ended: reset it before the next step."
            )
        for i, (action, starts) in enumerate(zip(actions.tolist(), starting.tolist(), strict=True)):
            if starts:
                self._start(i)
            else:
                self._last_actions[i] = action
                rewards[i], terminations[i] = self._episodes[i].act(action)
        self._steps += ~starting
        if self.max_episode_steps is not None:
            truncations = (self._steps >= self.max_episode_steps) & ~starting
        self._done = terminations | truncations
        observations, infos = self._after_step(~starting)
        return observations, rewards, terminations, truncations, infos

    def render(self) -> tuple[np.ndarray, ...] | None:
        """One picture an environment, as :meth:`ReasoningEnv.render` draws it."""
        if self.render_mode is None or not self._episodes:
            return None
        return tuple(
            render_frame(self.task, episode, action)
            for episode, action in zip(self._episodes, self._last_actions, strict=True)
        )

    def _after_step(self, acted: np.ndarray) -> tuple[Observations, Infos]:
        """Observations and infos of a step, with the episodes that SAME_STEP starts anew.

        ``acted`` bool[B] is false where the step only started an episode.
        """
        done = self._done.copy()  # starting an episode clears its entry
        if self.autoreset_mode is not AutoresetMode.SAME_STEP or not done.any():
            infos = self._infos(np.ones_like(done))
            self._add_is_correct(infos, acted)
            return self._observe(), infos
        final_obs = self._final_observations(done)
        final_info = self._infos(done)
        self._add_is_correct(final_info, done)
        for i in np.flatnonzero(done):
            self._start(int(i))
        infos = self._infos(np.ones_like(done))
        self._add_is_correct(infos, ~done)
        infos |= {"final_obs": final_obs, "_final_obs": done}
        infos |= {"final_info": final_info, "_final_info": done}
        return self._observe(), infos

    def _start(self, i: int, index: int | None = None) -> None:
        self._episodes[i] = start_episode(self.task, self._generators[i], index)
        self._steps[i] = 0
        self._done[i] = False
        self._last_actions[i] = None

    def _seed(self, seed: int | Sequence[int | None] | None, mask: np.ndarray) -> None:
        if not self._episodes:
            if not mask.all():
                raise InvalidValueError("the first reset must start every environment.")
            self._generators = [seeding.np_random()[0] for _ in range(self.num_envs)]
            self._episodes = [None] * self.num_envs  # type: ignore[list-item]
        if seed is None:
            return
        if isinstance(seed, int | np.integer):
            seeds: Sequence[int | None] = range(int(seed), int(seed) + self.num_envs)
        else:
            seeds = seed
        self._checked_length("seed", seeds)
        for i in np.flatnonzero(mask).tolist():
            if seeds[i] is not None:
                self._generators[i] = seeding.np_random(seeds[i])[0]

    def _checked_mask(self, mask: np.ndarray | None) -> np.ndarray:
        if mask is None:
            return np.ones(self.num_envs, np.bool_)
        mask = np.asarray(mask)
        if mask.shape != (self.num_envs,) or mask.dtype != np.bool_ or not mask.any():
            raise InvalidValueError(
                f"options['reset_mask'] must be bool[{self.num_envs}] with a true entry; "
                f"got {mask.dtype}{list(mask.shape)}."
            )
        return mask

    def _checked_length(self, name: str, values: Any) -> Any:
        if values is not None and len(values) != self.num_envs:
            raise InvalidValueError(
                f"{name} has {len(values)} entries for {self.num_envs} environments: give one each."
            )
        return values

    def _checked_actions(self, actions: np.ndarray) -> np.ndarray:
        actions = np.asarray(actions)
        if actions.shape != (self.num_envs,) or not np.issubdtype(actions.dtype, np.integer):
            raise InvalidValueError(
                f"{self.task.name}: actions must be integers of shape ({self.num_envs},); got "
                f"{actions.dtype} of shape {actions.shape}."
            )
        outside = (actions < 0) | (actions >= len(self.task.answers))
        if outside.any():
            i = int(outside.argmax())
            raise InvalidValueError(
                f"{self.task.name}: action {actions[i]} of environment {i} lies outside Discrete("
                f"{len(self.task.answers)}): pass integers from 0 to {len(self.task.answers) - 1}."
            )
        return actions

    def _observe(self) -> Observations:
        episodes = self._episodes
        observations: Observations = {
            "text": tuple([episode.text for episode in episodes]),
            "image": np.array([episode.image for episode in episodes]),
        }
        if self.task.has_action_mask:
            masks = [episode.action_mask for episode in episodes]
            observations["action_mask"] = np.array(masks, dtype=np.bool_)
        return observations

    def _final_observations(self, done: np.ndarray) -> np.ndarray:
        final_obs = np.full(self.num_envs, None, dtype=object)
        for i in np.flatnonzero(done):
            episode = self._episodes[i]
            final_obs[i] = {"text": episode.text, "image": episode.image.copy()}
            if self.task.has_action_mask:
                final_obs[i]["action_mask"] = np.array(episode.action_mask, dtype=np.bool_)
        return final_obs

    def _infos(self, mask: np.ndarray) -> Infos:
        """What ``episode_info`` says where ``mask`` bool[B] is true, in Gymnasium's form.

        An array a key, with ``_key`` saying where ``key`` is present. Column by column, because
        Gymnasium's way, one dictionary an environment, takes longer than all the rest of a step.
        """
        rows = np.flatnonzero(mask).tolist()
        chosen = [self._episodes[i] for i in rows]
        infos: Infos = {}
        if chosen:
            self._add_column(infos, "task", rows, self.task.name)
            self._add_column(infos, "language", rows, [e.language for e in chosen])
            self._add_column(infos, "split", rows, self.task.split)
            best = [e.best_return for e in chosen]
            self._add_column(infos, "best_return", rows, best, float)
        answers = [e.answer for e in chosen]
        if None in answers:
            rows = [i for i, answer in zip(rows, answers, strict=True) if answer is not None]
        known = [answer for answer in answers if answer is not None]
        if known:
            self._add_column(infos, "answer", rows, known, int)
            texts = [self.task.answers[answer] for answer in known]
            self._add_column(infos, "answer_text", rows, texts)
        return infos

    def _add_column(
        self, infos: Infos, key: str, rows: list[int], values: Any, dtype: type = object
    ) -> None:
        column: np.ndarray = np.zeros(self.num_envs, dtype)
        if dtype is object:
            column[:] = None
        column[rows] = values
        present = np.zeros(self.num_envs, np.bool_)
        present[rows] = True
        infos[key], infos[f"_{key}"] = column, present

    def _add_is_correct(self, infos: Infos, acted: np.ndarray) -> None:
        if acted.any():
            correct = [episode.is_correct for episode in self._episodes]
            infos["is_correct"] = np.array(correct, np.bool_) & acted
            infos["_is_correct"] = acted.copy()
