"""Ways to act on a blind guess, and that the best of them is found on the training split."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gennet_rl.auditing import audit_environment
from gennet_rl.blind_policies import (
    best_policy,
    drawing_policy,
    greedy_policy,
    random_policy,
    steady_policy,
)
from gennet_rl.envs import Episode, GeneratedTask, register_task
from gennet_rl.envs.task import text_space
from gennet_rl.evaluation import evaluate

MANY = 6000
STOP, GO = 0, 1


class BridgeEpisode(Episode):
    """Stop where the bridge ends; who goes on falls."""

    text = "stop at the end"
    best_return = 1.0

    def __init__(self, length: int, number: int) -> None:
        self.key = (length, number)
        self._left = length
        self.image = np.full((4, 4, 3), number, np.uint8)

    @property
    def answer(self) -> int:  # type: ignore[override]
        return GO if self._left else STOP

    def act(self, action: int) -> tuple[float, bool]:
        if action == GO and self._left:
            self._left -= 1
            return 0.0, False
        self.is_correct = action == STOP and not self._left
        return float(self.is_correct), True


class BridgeTask(GeneratedTask):
    """No bridge at all in two of five episodes, else one of three steps."""

    name, answers, image_shape = "Bridge", ("stop", "go"), (4, 4, 3)
    text_space = text_space([BridgeEpisode.text])
    max_steps = 5

    def make(self, generator: np.random.Generator) -> BridgeEpisode:
        chance, number = generator.integers([5, 200]).tolist()
        return BridgeEpisode(0 if chance < 2 else 3, number)


@pytest.fixture(scope="module", autouse=True)
def bridges() -> None:
    register_task("toy/Bridge-v0", BridgeTask)


def observations(count: int = MANY, mask: list[bool] | None = None) -> dict[str, Any]:
    masks = {} if mask is None else {"action_mask": np.tile(mask, (count, 1))}
    return {"text": [""] * count, **masks}


def shares(actions: np.ndarray) -> list[float]:
    return list(np.bincount(actions, minlength=3) / len(actions))


def guess(observed: dict[str, Any]) -> np.ndarray:
    return np.tile([0.0, 0.25, 0.75], (len(observed["text"]), 1))


def test_the_most_probable_choice_is_done() -> None:
    assert set(greedy_policy(guess)(observations())) == {2}
    assert set(greedy_policy(guess)(observations(mask=[True, True, False]))) == {1}


def test_actions_are_drawn_as_often_as_the_guess_says() -> None:
    assert shares(drawing_policy(guess)(observations())) == pytest.approx([0, 0.25, 0.75], abs=0.03)
    masked = drawing_policy(guess)(observations(mask=[True, False, False]))
    assert set(masked) == {0}  # which the oracle never did, and nothing else is possible


def test_one_action_is_done_where_it_can_be_and_others_at_random_elsewhere() -> None:
    steady = steady_policy(1, 3)
    assert set(steady(observations())) == {1}
    elsewhere = shares(steady(observations(mask=[True, False, True])))
    assert elsewhere == pytest.approx([0.5, 0, 0.5], abs=0.03)


def test_random_choices_are_uniform() -> None:
    mask = [True, False, True]
    drawn = shares(random_policy(3)(observations(mask=mask)))
    assert drawn == pytest.approx([0.5, 0, 0.5], abs=0.03)


def test_the_policy_that_solves_most_is_taken() -> None:
    policies = [steady_policy(GO, 2), steady_policy(STOP, 2), random_policy(2)]
    assert best_policy(policies, "toy/Bridge-v0", 100) is policies[1]
    assert best_policy(policies[:1], "no id at all") is policies[0]
    assert evaluate(policies[0], "toy/Bridge-v0", "test", 50).accuracy == 0


def test_a_blind_guess_is_not_to_imitate_what_needs_eyes() -> None:
    """The oracle mostly goes on; without the image that is to fall."""
    pytest.importorskip("sklearn", reason="needs the extra [digits]")
    audit = audit_environment("toy/Bridge-v0", moments=1500, episodes=500, seconds=0.01)
    assert audit.blind_text == pytest.approx(0.4, abs=0.07)
    assert audit.chance == pytest.approx(0.4 / 2 + 0.6 / 16, abs=0.06)
