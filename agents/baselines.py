"""What an agent must beat (chance, the commonest answer, no image), and the most there is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any, Protocol

import numpy as np

from gennet_rl.errors import InvalidValueError

__all__ = [
    "Baseline",
    "MajorityBaseline",
    "OracleBaseline",
    "QuestionOnlyBaseline",
    "RandomBaseline",
]


class Baseline(Protocol):
    """Anything that acts on a batch of observations."""

    def act(self, observations: dict[str, Any]) -> np.ndarray:
        """Actions int64[B] for ``text`` (B strings), ``image`` and maybe ``action_mask``."""


class RandomBaseline:
    """Draws uniformly from the allowed actions.

    Args:
        num_actions: A.
        seed: of the draws.
    """

    def __init__(self, num_actions: int, seed: int = 0) -> None:
        self.num_actions = num_actions
        self._generator = np.random.default_rng(seed)

    def act(self, observations: dict[str, Any]) -> np.ndarray:
        """One allowed action an observation, int64[B]."""
        scores_BA = self._generator.random((len(observations["text"]), self.num_actions))
        return _best_allowed(scores_BA, observations)


class MajorityBaseline:
    """Always gives the answer that is right most often in training.

    Args:
        num_actions: A.
        examples: (text, right action) pairs of the training split.
    """

    def __init__(self, num_actions: int, examples: Iterable[tuple[str, int]]) -> None:
        self._scores_A = _frequencies((answer for _, answer in examples), num_actions)

    def act(self, observations: dict[str, Any]) -> np.ndarray:
        """The commonest allowed answer for each observation, int64[B]."""
        batch = len(observations["text"])
        return _best_allowed(np.tile(self._scores_A, (batch, 1)), observations)


class QuestionOnlyBaseline:
    """Gives the answer that is right most often in training for the same text.

    A text that training never showed gets the commonest answer of all.

    Args:
        num_actions: A.
        examples: (text, right action) pairs of the training split.
    """

    def __init__(self, num_actions: int, examples: Iterable[tuple[str, int]]) -> None:
        examples = list(examples)
        answers_of: dict[str, list[int]] = defaultdict(list)
        for text, answer in examples:
            answers_of[text].append(answer)
        self._scores_of = {
            text: _frequencies(answers, num_actions) for text, answers in answers_of.items()
        }
        self._scores_A = _frequencies((answer for _, answer in examples), num_actions)

    def act(self, observations: dict[str, Any]) -> np.ndarray:
        """The commonest allowed answer to each text, int64[B]."""
        scores = [self._scores_of.get(text, self._scores_A) for text in observations["text"]]
        return _best_allowed(np.stack(scores), observations)


class OracleBaseline:
    """Acts by the right answer that the environment tells: what can be reached at most.

    :func:`gennet_rl.evaluation.evaluate` hands the infos to it, since it ``reads_infos``.
    """

    reads_infos = True

    def __call__(self, observations: dict[str, Any], infos: dict[str, Any]) -> np.ndarray:
        """The right actions, int64[B].

        Args:
            observations: of B environments; not looked at.
            infos: of the same, in Gymnasium's form, with ``answer`` int64[B].

        Raises:
            InvalidValueError: where an environment says no right answer.
        """
        if "answer" not in infos or not infos["_answer"].all():
            raise InvalidValueError(
                "the environment gives no info['answer'] at every step, so that there is no "
                "oracle: leave it out."
            )
        return infos["answer"].astype(np.int64)


def _frequencies(answers: Iterable[int], num_actions: int) -> np.ndarray:
    counts = Counter(answers)
    return np.array([counts[action] for action in range(num_actions)], np.float64)


def _best_allowed(scores_BA: np.ndarray, observations: dict[str, Any]) -> np.ndarray:
    mask_BA = observations.get("action_mask")
    if mask_BA is not None:
        scores_BA = np.where(mask_BA, scores_BA, -np.inf)
    return scores_BA.argmax(-1)
