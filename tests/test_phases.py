"""Which part of a training a rollout belongs to."""

from __future__ import annotations

import pytest
from tensordict import TensorDict

from gennet_rl.phases import Phase, imitated_rollouts, phase_of_rollout


def phase(share: float, from_reward: bool) -> Phase:
    return Phase("a part", share, lambda minibatch: TensorDict({}), from_reward=from_reward)


@pytest.mark.parametrize("warm", [0.0, 0.1, 0.35, 0.9, 1.0])
@pytest.mark.parametrize("rollouts", [1, 7, 40])
def test_imitated_rollouts_are_those_of_phases_without_reward(warm: float, rollouts: int) -> None:
    phases = [phase(warm, from_reward=False), phase(1 - warm, from_reward=True)]
    found = [phase_of_rollout(phases, i, rollouts) for i in range(rollouts)]
    assert imitated_rollouts(phases, rollouts) == sum(not part.from_reward for part in found)


def test_they_are_counted_at_once_where_a_training_has_no_end() -> None:
    assert imitated_rollouts([phase(1.0, from_reward=True)], 10**12) == 0
    assert imitated_rollouts([phase(1.0, from_reward=False)], 10**12) == 10**12
