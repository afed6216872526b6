"""Advantages: equal to those computed by hand, with the right bootstrap at every kind of end."""

from __future__ import annotations

import torch
from tensordict import TensorDict

from gennet_rl.advantages import AdvantageEstimator

GAMMA, LAMBDA = 0.9, 0.8


def rollout_of(
    values: list[list[float]],
    rewards: list[list[float]],
    terminated: list[list[bool]],
    truncated: list[list[bool]],
) -> TensorDict:
    """Observations are numbered, so that the value function can be asked which it was given."""
    size = (len(values), len(values[0]))
    number = torch.arange(size[0] * size[1]).view(*size, 1)
    flags = {
        "terminated": torch.tensor(terminated).unsqueeze(-1),
        "truncated": torch.tensor(truncated).unsqueeze(-1),
    }
    return TensorDict(
        {
            "state_value": torch.tensor(values).unsqueeze(-1),
            "next": {
                "number": number + 100,
                "reward": torch.tensor(rewards).unsqueeze(-1),
                "done": flags["terminated"] | flags["truncated"],
                **flags,
            },
        },
        batch_size=size,
    )


def test_terminated_truncated_and_running_episodes_by_hand() -> None:
    f, t = False, True
    rollout = rollout_of(
        #        terminated after 2 | truncated after 2  | still running
        values=[[0.5, 0.4, 0.3, 0.2, 0.7]],
        rewards=[[1.0, 2.0, 3.0, 4.0, 5.0]],
        terminated=[[f, t, f, f, f]],
        truncated=[[f, f, f, t, f]],
    )
    asked: list[list[int]] = []

    def value(observations: TensorDict) -> torch.Tensor:
        asked.append(observations["number"].flatten().tolist())
        return observations["number"].float() / 10  # 10.3 after step 3, 10.4 after step 4

    result = AdvantageEstimator(GAMMA, LAMBDA, value)(rollout)

    delta = [
        1.0 + 0.9 * 0.4 - 0.5,
        2.0 - 0.4,  # terminated: nothing follows
        3.0 + 0.9 * 0.2 - 0.3,
        4.0 + 0.9 * 10.3 - 0.2,  # truncated: the value of the last observation follows
        5.0 + 0.9 * 10.4 - 0.7,  # the rollout ends, the episode does not
    ]
    decay = GAMMA * LAMBDA
    expected = [
        delta[0] + decay * delta[1],
        delta[1],
        delta[2] + decay * delta[3],
        delta[3],  # the next episode's advantage stays out
        delta[4],
    ]
    advantage = result["advantage"].flatten()
    torch.testing.assert_close(advantage, torch.tensor(expected))
    torch.testing.assert_close(result["value_target"], result["advantage"] + rollout["state_value"])
    assert asked == [[103, 104]]


def test_nothing_is_encoded_where_every_episode_terminates() -> None:
    rollout = rollout_of([[0.5, 0.5]], [[1.0, 0.0]], [[True, True]], [[False, False]])

    def value(observations: TensorDict) -> torch.Tensor:
        raise AssertionError("nothing follows a terminated step")

    result = AdvantageEstimator(GAMMA, LAMBDA, value)(rollout)
    torch.testing.assert_close(result["advantage"].flatten(), torch.tensor([0.5, -0.5]))


def test_an_episode_both_terminated_and_truncated_is_terminated() -> None:
    rollout = rollout_of([[0.5]], [[1.0]], [[True]], [[True]])
    result = AdvantageEstimator(GAMMA, LAMBDA, lambda _: torch.full((1, 1), 99.0))(rollout)
    torch.testing.assert_close(result["advantage"].flatten(), torch.tensor([0.5]))
