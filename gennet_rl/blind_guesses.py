"""Guesses that lack one modality: what an oracle does, without reading or without looking.

B environments, A actions, n moments, s statistics.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from gennet_rl.errors import InvalidValueError

__all__ = [
    "Guess",
    "Moments",
    "image_guess",
    "image_statistics",
    "text_guess",
]

Guess = Callable[[dict[str, Any]], np.ndarray]
"""Observations of a batch to how probable the oracle is to take each action,
float[B, A] from 0 to 1; masks are not looked at."""

HELD_OUT = 4  # every fourth moment is kept aside to choose between two ways to guess
SMALLEST_LEAF = 20  # moments in a leaf of the forest, so that it does not learn them by heart


@dataclass(frozen=True)
class Moments:
    """What an oracle met and did."""

    texts: list[str]
    """What it read."""
    images: np.ndarray
    """What statistics say of what it saw, float32[n, s]."""
    answers: np.ndarray
    """What it did, int64[n]."""
    choices: np.ndarray
    """What it could have done, bool[n, A]."""
    has_several_steps: bool
    """Whether any of its episodes went on after a step."""


def text_guess(met: Moments) -> Guess:
    """The best guess from the text: its own commonest answer, or a linear model of its words.

    Which of the two is decided on moments kept aside; the first knows a text that comes again, the
    second also what texts have in common.

    Raises:
        InvalidValueError: where scikit-learn is missing.
    """
    guesses = (_fit_lookup, _fit_words)
    kept = np.arange(len(met.texts)) % HELD_OUT == 0
    rest, aside = _select(met, ~kept), _select(met, kept)
    scores = [
        float(
            (np.where(aside.choices, fit(rest)(aside.texts), -1).argmax(-1) == aside.answers).mean()
        )
        for fit in guesses
    ]
    guess = guesses[int(np.argmax(scores))](met)
    return lambda observations: guess(observations["text"])


def image_guess(met: Moments) -> Guess:
    """The best guess from :func:`image_statistics`, by a random forest.

    Raises:
        InvalidValueError: where scikit-learn is missing.
    """
    _check_sklearn()
    from sklearn.ensemble import RandomForestClassifier

    forest = RandomForestClassifier(60, min_samples_leaf=SMALLEST_LEAF, random_state=0)
    forest.fit(met.images, met.answers)
    actions = met.choices.shape[1]

    def guess(observations: dict[str, Any]) -> np.ndarray:
        statistics = image_statistics(observations["image"])
        return _over_actions(forest.predict_proba(statistics), forest.classes_, actions)

    return guess


def image_statistics(images: np.ndarray) -> np.ndarray:
    """What can be said of images without looking at what they show, float32[B, 11].

    Mean and deviation of each channel, the share of pixels unlike the commonest brightness, how
    much neighbours differ in each direction, and the number of grey levels.

    Args:
        images: uint8[B, H, W, 3].
    """
    grey_BHW = images.mean(-1)
    levels = grey_BHW.astype(np.uint8).reshape(len(images), -1)
    counts = [np.bincount(row, minlength=256) for row in levels]
    ink = [1 - count.max() / count.sum() for count in counts]
    shades = [(count > 0).sum() for count in counts]
    return np.column_stack(
        [
            images.mean((1, 2)),
            images.std((1, 2)),
            ink,
            np.abs(np.diff(grey_BHW, axis=1)).mean((1, 2)),
            np.abs(np.diff(grey_BHW, axis=2)).mean((1, 2)),
            grey_BHW[:, : grey_BHW.shape[1] // 2].mean((1, 2)),
            shades,
        ]
    ).astype(np.float32)


TextGuess = Callable[[Sequence[str]], np.ndarray]
"""n texts to probabilities float[n, A]."""


def _fit_lookup(met: Moments) -> TextGuess:
    actions = met.choices.shape[1]
    total = np.bincount(met.answers, minlength=actions) / len(met.answers)
    counts: dict[str, np.ndarray] = {}
    for text, answer in zip(met.texts, met.answers, strict=True):
        counts.setdefault(text, total.copy())[answer] += 1
    shares = {text: count / count.sum() for text, count in counts.items()}
    return lambda texts: np.stack([shares.get(text, total) for text in texts])


def _fit_words(met: Moments) -> TextGuess:
    _check_sklearn()
    from sklearn.feature_extraction.text import HashingVectorizer
    from sklearn.linear_model import SGDClassifier

    actions = met.choices.shape[1]
    words = HashingVectorizer(n_features=2**14, ngram_range=(1, 2), token_pattern=r"[^\s,.?!:]+")
    model = SGDClassifier("log_loss", alpha=1e-5, random_state=0)
    if len(np.unique(met.answers)) < 2:
        return _fit_lookup(met)
    model.fit(words.transform(met.texts), met.answers)
    return lambda texts: _over_actions(
        model.predict_proba(words.transform(list(texts))), model.classes_, actions
    )


def _over_actions(shares: np.ndarray, classes: np.ndarray, actions: int) -> np.ndarray:
    """Probabilities of the answers that were met, as float[n, A] of all actions."""
    scores = np.zeros((len(shares), actions))
    scores[:, classes] = shares
    return scores


def _select(met: Moments, kept: np.ndarray) -> Moments:
    texts = [text for text, is_kept in zip(met.texts, kept, strict=True) if is_kept]
    return replace(
        met,
        texts=texts,
        images=met.images[kept],
        answers=met.answers[kept],
        choices=met.choices[kept],
    )


def _check_sklearn() -> None:
    from importlib.util import find_spec

    if find_spec("sklearn") is None:
        raise InvalidValueError(
            "blind guesses need scikit-learn, which is not installed: pip install "
            '"gennet_rl[digits]".'
        )
