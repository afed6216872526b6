"""How long an agent takes to act."""

from __future__ import annotations

import statistics

from gennet_rl.agents.actor_critic import ActorCriticAgent
from gennet_rl.environments import make_vector_env

from throughput.timing import seconds_of

__all__ = ["act_latency"]

WARM_UP_CALLS = 2


def act_latency(agent: ActorCriticAgent, batch: int, repetitions: int) -> float:
    """Median seconds of one ``agent.act`` on strings and images, without caches.

    Args:
        agent: on its device.
        batch: observations of a call.
        repetitions: calls that are measured.
    """
    agent.network.use_caches(0)
    envs = make_vector_env(agent.spec.env_id, batch)
    observations, _ = envs.reset(seed=0)
    envs.close()
    for _ in range(WARM_UP_CALLS):
        agent.act(observations)
    return statistics.median(
        seconds_of(lambda: agent.act(observations)) for _ in range(repetitions)
    )
