"""This project: the iterations that `gennet_rl.training.train` consists of.

B environments, T steps of a rollout.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from tensordict import TensorDict

from gennet_rl.accounting import Stopwatch
from gennet_rl.agents.actor_critic import ActorCriticAgent
from gennet_rl.agents.objectives import build_phases
from gennet_rl.environments import make_vector_env
from gennet_rl.observations import observation_arrays
from gennet_rl.training import KINDS_OF_WORK, training_iterations

from throughput.workloads import Workload

__all__ = ["Project", "fill_caches"]

ENDLESS = 10**9  # frames; the schedule of the learning rate needs an end, the benchmark has none


class Project:
    """The real training loop, one rollout at a time.

    Args:
        workload: what to do.
        agent: whose weights are trained.
        method: the optimizer's.
        clock: counts time by kinds of work.
    """

    def __init__(
        self,
        workload: Workload,
        agent: ActorCriticAgent,
        method: str = "adamw",
        clock: Stopwatch | None = None,
    ) -> None:
        self.frames = workload.frames
        config = workload.training_config(ENDLESS, method)
        self._env_id = workload.env_id
        self._agent = agent
        self._iterations: Iterator[dict[str, float]] = training_iterations(
            config,
            agent,
            build_phases(agent, config),
            torch.device(workload.device),
            clock or Stopwatch(*KINDS_OF_WORK),
        )

    def iterate(self) -> None:
        """Collect one rollout and learn from it."""
        next(self._iterations)

    def iterate_times(self, rollouts: int) -> None:
        """Do that several times."""
        for _ in range(rollouts):
            self.iterate()

    def reach_steady_state(self) -> None:
        """Have every image and text of the split encoded, where what is frozen is kept.

        A run takes until it has met them all, so that a few rollouts would say nothing of the rest;
        the figures of whole runs include it.
        """
        self.iterate()
        if self._agent.network.caches:
            fill_caches(self._agent, self._env_id)


def fill_caches(agent: ActorCriticAgent, env_id: str, batch: int = 256) -> None:
    """Encode each distinct image and text of the training split once.

    Where a split has no end there is nothing to go through, and caches stay as they are.
    """
    envs = make_vector_env(env_id, batch)
    episodes = getattr(envs.unwrapped, "num_episodes", None)
    if episodes is None:
        envs.close()
        return
    seen: set[tuple[str, int]] = set()
    waiting: list[dict[str, torch.Tensor]] = []
    for first in range(0, episodes, batch):
        indices = np.arange(first, first + batch) % episodes
        observations, _ = envs.reset(options={"episode": indices})
        arrays = observation_arrays(observations, agent.tokens, True)
        for i in range(batch):
            parts = {(key, int(arrays[key][i])) for key in ("text_key", "image_key")}
            if not parts <= seen:
                seen |= parts
                waiting.append({key: torch.tensor(value[i]) for key, value in arrays.items()})
        while len(waiting) >= batch or (waiting and first + batch >= episodes):
            observed = torch.stack([TensorDict(frame) for frame in waiting[:batch]])
            agent.value(observed.to(agent.device))
            del waiting[:batch]
    envs.close()
