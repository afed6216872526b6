"""Where the training loop's time goes, and how often an image goes through its encoder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

import torch

from gennet_rl.accounting import Stopwatch
from gennet_rl.agents.actor_critic import ActorCriticAgent
from gennet_rl.environments import make_vector_env
from gennet_rl.optimizing import Optimizer
from gennet_rl.training import KINDS_OF_WORK

from throughput.project import Project
from throughput.workloads import Workload

__all__ = ["count_passes", "share_by_kind"]

NETWORK_METHODS = ("forward", "text_states", "image_states", "fuse", "cached_rows")


def share_by_kind(workload: Workload, agent: ActorCriticAgent, iterations: int) -> dict[str, float]:
    """Shares of the wall time of warm iterations, which sum to 1.

    ``network`` is encoding, fusing, going back and stepping the optimizer; ``environment`` is the
    environment's own ``step`` and ``reset``. What is left of ``collecting``, ``encoding``,
    ``learning`` and ``other`` is neither: TorchRL, tokens, copies, sampling, losses, planning.

    Args:
        workload: what to do.
        agent: whose weights are trained.
        iterations: rollouts to account for.
    """
    clock = Stopwatch(*KINDS_OF_WORK, "network", "environment")
    project = Project(workload, agent, clock=clock)
    project.reach_steady_state()
    with _timed_parts(workload, agent, clock):
        project.iterate()
        clock.report()
        for _ in range(iterations):
            project.iterate()
    seconds = clock.report()
    total = sum(seconds.values())
    return {kind: value / total for kind, value in seconds.items()}


@contextmanager
def _timed_parts(workload: Workload, agent: ActorCriticAgent, clock: Stopwatch) -> Iterator[None]:
    """Have the clock count what the network and the environment do."""
    network = agent.network
    envs = make_vector_env(workload.env_id, 1)
    places: list[tuple[Any, str, str]] = [(Optimizer, "step", "network")]
    for part in (network, network.text_encoder, network.vision_encoder):
        places += [(part, name, "network") for name in NETWORK_METHODS if hasattr(part, name)]
    places += [(type(envs.unwrapped), name, "environment") for name in ("step", "reset")]
    envs.close()
    with ExitStack() as stack:
        for owner, name, kind in places:
            timed = _timed(getattr(owner, name), clock, kind)
            stack.enter_context(patch.object(owner, name, timed))
        yield


def _timed(function: Callable[..., Any], clock: Stopwatch, kind: str) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        with clock.measure(kind):
            result = function(*args, **kwargs)
            if torch.cuda.is_available():
                torch.cuda.synchronize()
            return result

    return call


def count_passes(workload: Workload, agent: ActorCriticAgent, iterations: int) -> dict[str, float]:
    """How often images went through the vision encoder in a run from its first rollout on.

    Args:
        workload: of a mode in which the vision encoder is frozen.
        agent: whose weights are trained.
        iterations: length of the run in rollouts.

    Returns:
        ``images_encoded``, ``distinct_images`` of them, and ``passes_per_distinct_image``.
    """
    encoded, seen = 0, set[int]()

    def count(_: Any, __: Any, output: torch.Tensor) -> None:
        nonlocal encoded
        encoded += len(output)

    def see(_: Any, inputs: tuple[torch.Tensor, ...]) -> None:
        seen.update(inputs[4].flatten().tolist())

    network = agent.network
    project = Project(workload, agent)
    with (
        network.vision_encoder.model.embeddings.register_forward_hook(count),
        network.register_forward_pre_hook(see),
    ):
        for _ in range(iterations):
            project.iterate()
    return {
        "images_encoded": encoded,
        "distinct_images": len(seen),
        "passes_per_distinct_image": encoded / len(seen),
    }
