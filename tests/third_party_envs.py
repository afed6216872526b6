"""Environments as a stranger would write them: no task, no batched form; a worker imports this."""

from __future__ import annotations

import os
import sys
from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces


class WalkEnv(gymnasium.Env[dict[str, Any], np.int64]):
    """Walk to the end of a path of 1 to 4 steps; going back is masked at its start."""

    observation_space = spaces.Dict(
        {
            "image": spaces.Box(0, 255, (4, 5, 3), np.uint8),
            "text": spaces.Text(max_length=20, charset="abcdefghijklmnopqrstuvwxyz0123456789 "),
            "action_mask": spaces.Box(0, 1, (2,), np.bool_),
        }
    )
    action_space = spaces.Discrete(2)  # on, back

    def __init__(self, split: str = "train") -> None:
        self.split = split

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        super().reset(seed=seed)
        options = options or {}
        if options.get("fail"):
            raise LookupError("no path is left")
        if options.get("die"):
            os._exit(7)
        self.length = int(options.get("length", self.np_random.integers(1, 5)))
        self.position, self.noise = 0, self.np_random.integers(0, 256, (4, 5, 3), np.uint8)
        return self._observe(), {"length": self.length, "split": self.split}

    def step(self, action: np.int64) -> tuple[dict[str, Any], float, bool, bool, dict[str, Any]]:
        print("a step", file=sys.stdout)
        self.position += 1 if action == 0 else -1
        ended = self.position == self.length
        info: dict[str, Any] = {"path": {"position": float(self.position)}}
        if ended:
            info["is_correct"] = True
        return self._observe(), float(ended), ended, False, info

    def _observe(self) -> dict[str, Any]:
        return {
            "image": self.noise + np.uint8(self.position),
            "text": f"at {self.position} of {self.length}",
            "action_mask": np.array([True, self.position > 0]),
        }


class StatelessError(Exception):
    """One that pickle can write and not read."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(first + second)


class OddlyFailingEnv(WalkEnv):
    """Raises what cannot travel."""

    def step(self, action: np.int64) -> Any:
        raise StatelessError("it is ", "broken")


gymnasium.register("third/Walk-v0", WalkEnv, max_episode_steps=6)
gymnasium.register("third/OddlyFailing-v0", OddlyFailingEnv)
