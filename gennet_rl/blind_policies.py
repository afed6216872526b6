"""Acting on blind guesses: the best, on the training split, of what can be done with one of them.

B environments, A actions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from gennet_rl.blind_guesses import Guess
from gennet_rl.evaluation import Evaluation, evaluate

__all__ = [
    "Policy",
    "best_policy",
    "drawing_policy",
    "greedy_policy",
    "random_policy",
    "solved_share",
    "steady_policy",
]

Policy = Callable[[dict[str, Any]], np.ndarray]
"""Observations of a batch to actions int64[B]."""

TRIALS = 256  # episodes on which policies are compared, one batch of `evaluate`
LEAST = 1e-9  # share of an action that was never met, so that some choice is always possible


def random_policy(num_actions: int, seed: int = 3) -> Policy:
    """Draws uniformly from the choices."""
    shares_A = np.ones(num_actions)
    return drawing_policy(_same_everywhere(shares_A), seed)


def greedy_policy(guess: Guess) -> Policy:
    """Does what the guess deems the most probable of the choices."""
    return lambda observations: _allowed(guess(observations), observations).argmax(-1)


def drawing_policy(guess: Guess, seed: int = 3) -> Policy:
    """Draws from the choices, each as often as the guess deems it right.

    Over several steps this gets further than the most probable action, which is the same one each
    time where nothing is seen of what it changed.
    """
    generator = np.random.default_rng(seed)

    def act(observations: dict[str, Any]) -> np.ndarray:
        shares_BA = _allowed(guess(observations), observations)
        # The largest of these is action a with a probability in proportion to its share.
        with np.errstate(divide="ignore"):
            return (np.log(shares_BA) + generator.gumbel(size=shares_BA.shape)).argmax(-1)

    return act


def steady_policy(action: int, num_actions: int) -> Policy:
    """Does the same wherever it is a choice, and draws uniformly from the others elsewhere."""
    shares_A = np.zeros(num_actions)
    shares_A[action] = 1
    return drawing_policy(_same_everywhere(shares_A))


def best_policy(policies: Sequence[Policy], env_id: str, trials: int = TRIALS) -> Policy:
    """The one that solves most of the same episodes of the training split; the first one of equals.

    Args:
        policies: at least one.
        env_id: Gymnasium id, perhaps with arguments.
        trials: number of episodes.
    """
    if len(policies) == 1:
        return policies[0]
    solved = [solved_share(evaluate(policy, env_id, "train", trials)) for policy in policies]
    return policies[int(np.argmax(solved))]


def solved_share(result: Evaluation) -> float:
    """What an audit measures: the share solved, or the mean return where that is not known."""
    return result.return_mean if result.accuracy is None else result.accuracy


def _same_everywhere(shares_A: np.ndarray) -> Guess:
    return lambda observations: np.tile(shares_A, (len(observations["text"]), 1))


def _allowed(shares_BA: np.ndarray, observations: dict[str, Any]) -> np.ndarray:
    """Shares of the choices, all of them above 0; 0 elsewhere."""
    mask_BA = observations.get("action_mask")
    shares_BA = shares_BA + LEAST
    return shares_BA if mask_BA is None else np.where(mask_BA, shares_BA, 0)
