"""Rollouts that several processes collect, each with environments and a policy of its own.

B environments, T steps, W workers.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from functools import partial
from typing import Literal

import torch
from tensordict import TensorDictBase
from tensordict.nn import TensorDictModuleBase
from torchrl.collectors import MultiAsyncCollector, MultiSyncCollector

from gennet_rl.collecting import TorchReasoningEnv

__all__ = ["MakeEnv", "WorkerCollector"]

MakeEnv = Callable[[int, int], TorchReasoningEnv]
"""From a number of environments and a seed to those environments, seeded."""


class WorkerCollector:
    """TorchRL's multi-process collectors, brought up to date with the policy after each rollout.

    Iterating gives rollouts, TensorDicts [B, T] on ``device``, whose rows are environments. Between
    two of them the workers get the weights that the policy has then.

    Under "multi-sync" the workers wait for these and collect B / W rows each. Under "multi-async"
    they go on collecting while the policy learns; a rollout is made of the next W parts that are
    ready, which older weights may have acted in. ``action_log_prob`` is that of the weights that
    acted.

    Args:
        kind: which of the two.
        workers: W, which divides B.
        make_env: called in each worker; has to be picklable.
        num_envs: B.
        steps: T.
        rollouts: how many there will be.
        seed: environment ``i`` of the B gets ``seed + i``; the workers' sampling follows from it.
        policy: writes ``action`` and what the loss needs of the moment of acting. The workers get
            copies.
        device: where policies run and rollouts go.
    """

    def __init__(
        self,
        kind: Literal["multi-sync", "multi-async"],
        workers: int,
        make_env: MakeEnv,
        *,
        num_envs: int,
        steps: int,
        rollouts: int,
        seed: int,
        policy: TensorDictModuleBase,
        device: torch.device,
    ) -> None:
        self._policy, self._device = policy, device
        each = num_envs // workers
        frames = num_envs * steps
        # Its own copy: TorchRL moves the weights that it is given to memory that workers read, and
        # they would act with weights that are just being learnt.
        collector = partial(
            MultiSyncCollector if kind == "multi-sync" else MultiAsyncCollector,
            [partial(_make_worker_env, make_env, each, seed + k * each) for k in range(workers)],
            copy.deepcopy(policy),
            total_frames=rollouts * frames,
            policy_device=device,
            storing_device=torch.device("cpu"),
            env_device=torch.device("cpu"),
            use_buffers=True,
            num_threads=torch.get_num_threads(),  # of this process; workers have one each
            auto_register_policy_transforms=False,  # nothing here keeps a state between steps
        )
        if kind == "multi-sync":
            self._parts = 1
            self._collector = collector(frames_per_batch=frames, cat_results=0)
        else:
            self._parts = workers
            self._collector = collector(frames_per_batch=frames // workers)

    def __iter__(self) -> Iterator[TensorDictBase]:
        """The rollouts; the weights follow when the next one is asked for."""
        collected = iter(self._collector)
        while True:
            parts = [part for _, part in zip(range(self._parts), collected, strict=False)]
            if len(parts) < self._parts:
                return
            rollout = parts[0] if len(parts) == 1 else torch.cat(parts, 0)
            yield rollout.to(self._device)
            self._collector.update_policy_weights_(self._policy)

    def shutdown(self) -> None:
        """End the workers and close their environments."""
        self._collector.shutdown()


def _make_worker_env(make_env: MakeEnv, num_envs: int, seed: int) -> TorchReasoningEnv:
    """The environments of a worker, which also seeds what its policy draws from."""
    torch.manual_seed(seed)
    return make_env(num_envs, seed)
