"""What imitation learns from again: copies, the newest of them, in the shape of a rollout."""

from __future__ import annotations

import pytest
import torch
from tensordict import TensorDict

from gennet_rl.replay import RolloutReplay


def rollout(number: int) -> TensorDict:
    """Four sub-trajectories of two steps."""
    steps = torch.arange(8).view(4, 2) + 100 * number
    return TensorDict({"step": steps, "image": torch.zeros(4, 2, 3, 3)}, [4, 2])


def numbers(replay: RolloutReplay) -> set[int]:
    """The rollouts that samples come from."""
    torch.manual_seed(0)
    steps = torch.cat([replay.sample()["step"] for _ in range(20)])
    assert (steps[:, 1] == steps[:, 0] + 1).all(), "Sub-trajectories are not torn apart."
    return set((steps // 100).flatten().tolist())


def test_samples_come_from_all_rollouts_in_the_shape_of_one() -> None:
    replay = RolloutReplay(10**6, rollouts=3, passes=1)
    for number in range(3):
        replay.add(rollout(number))
        assert numbers(replay) == set(range(number + 1))
    assert replay.sample().batch_size == torch.Size([4, 2])


def test_passes_come_late_when_there_is_much_to_draw_from() -> None:
    replay, drawn = RolloutReplay(10**6, rollouts=8, passes=3), []
    for number in range(8):
        replay.add(rollout(number))
        drawn.append(len(list(replay.samples())))
    assert sum(drawn) == 8 * 3
    assert sum(drawn[:4]) <= 2
    assert drawn[-1] > drawn[-2] > drawn[-3]


@pytest.mark.parametrize("rollouts", [0, 1, 2])
def test_what_came_first_leaves_first_where_memory_ends(rollouts: int) -> None:
    replay = RolloutReplay(rollouts * rollout(0).bytes(), rollouts=9, passes=1)
    for number in range(5):
        replay.add(rollout(number))
    assert numbers(replay) == set(range(5 - max(1, rollouts), 5))


def test_what_is_kept_is_a_copy_and_said_to_nobody(capfd: pytest.CaptureFixture[str]) -> None:
    replay, source = RolloutReplay(10**6, rollouts=2, passes=1), rollout(0)
    replay.add(source)
    assert source.batch_size == torch.Size([4, 2])
    source["step"].fill_(-1)
    assert numbers(replay) == {0}
    assert capfd.readouterr().out == ""
