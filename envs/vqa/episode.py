"""An episode of one step in which several answers may earn something."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from gennet_rl.envs.task import Episode

__all__ = ["ScoredEpisode"]

CORRECT_FROM = 0.5  # the score from which an answer counts as correct


class ScoredEpisode(Episode):
    """A question about an image; each answer earns its score.

    Args:
        text: the question.
        image: uint8[H, W, 3].
        scores: action to score, in (0, 1]; what is not in it earns 0. Without any there is no
            right answer. Among equal scores the smaller action is ``answer``.
        action_mask: the choices, bool[A]; None where all are.
        language: ISO 639-1 code of the text.
        key: see :class:`~gennet_rl.envs.Episode`.
    """

    def __init__(
        self,
        text: str,
        image: np.ndarray,
        scores: Mapping[int, float],
        action_mask: np.ndarray | None = None,
        language: str = "en",
        key: object = None,
    ) -> None:
        self.text = text
        self.image = image
        self.scores = scores
        self.best_return = max(scores.values(), default=0.0)
        self.answer = min((a for a, s in scores.items() if s == self.best_return), default=None)
        self.action_mask = action_mask
        self.language = language
        self.key = key

    def act(self, action: int) -> tuple[float, bool]:
        """Answer: earn the score, which is correct from 0.5 on."""
        score = self.scores.get(action, 0.0)
        self.is_correct = score >= CORRECT_FROM
        return score, True
