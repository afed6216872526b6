"""Rollouts with right answers, kept so that more than the newest is learnt from.

B environments, T steps of a rollout.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from tensordict import TensorDictBase
from torchrl.data import LazyTensorStorage, ReplayBuffer

__all__ = ["RolloutReplay"]

LATENESS = 4  # the power of time with which passes over earlier rollouts grow


class RolloutReplay:
    """What was collected so far, drawn from at random; what came first leaves first.

    A right answer stays right whatever the policy becomes, so that imitation may learn from all
    that was ever collected, as DAgger does (Ross et al. 2011). Several passes over the newest
    rollout would learn it by heart, and so would many over the few that there are at first, which
    is hard to get away from: most passes come late, when there is much to draw from.

    Args:
        max_bytes: bound of what is kept; one rollout is kept in any case.
        rollouts: how many there will be.
        passes: over rollouts' worth of frames after each one, on average of all.
    """

    def __init__(self, max_bytes: int, rollouts: int, passes: int) -> None:
        self._max_bytes = max_bytes
        self._rollouts = rollouts
        self._passes = passes
        self._added = 0
        self._begun = 0
        self._buffer: ReplayBuffer | None = None

    def add(self, rollout: TensorDictBase) -> None:
        """Keep a copy of a rollout, a TensorDict [B, T]; all have the same sizes."""
        batch, self._shape = len(rollout), rollout.batch_size
        if self._buffer is None:
            rollouts = min(self._rollouts, self._max_bytes // rollout.bytes())
            storage = LazyTensorStorage(max(1, rollouts) * batch, device="auto")
            self._buffer = ReplayBuffer(storage=storage, batch_size=batch)
        # Sub-trajectories are the items, since a memory learns from whole ones.
        with _untold():
            self._buffer.extend(rollout.copy().auto_batch_size_(1))
        self._added += 1

    def samples(self) -> Iterator[TensorDictBase]:
        """What is to be learnt from again before the next rollout comes.

        After rollout k of K there were ``passes * K * (k / K) ** LATENESS`` in all.
        """
        share = self._added / self._rollouts
        due = round(self._passes * self._rollouts * share**LATENESS)
        while self._begun < due:
            self._begun += 1
            yield self.sample()

    def sample(self) -> TensorDictBase:
        """As many sub-trajectories as a rollout has, any of those kept: a TensorDict [B, T]."""
        assert self._buffer is not None, "Nothing was added."
        sample: TensorDictBase = self._buffer.sample()
        sample.batch_size = self._shape
        return sample


@contextmanager
def _untold() -> Iterator[None]:
    """Keep TorchRL from telling, in the middle of a progress bar, that it has made a storage."""
    logger = logging.getLogger("torchrl")
    level = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(level)
