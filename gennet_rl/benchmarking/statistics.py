"""Statistics of few runs: normalised scores, interquartile means, improvement, their intervals.

Interquartile mean, stratified bootstrap and probability of improvement are those of Agarwal et al.
2021, "Deep Reinforcement Learning at the Edge of the Statistical Precipice", written from the
paper's definitions. Scores of an agent are a list of arrays: one an environment, which holds the
scores of the runs (seeds) there.

E environments, N runs in one of them, R resamples.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

__all__ = [
    "Interval",
    "cost_to_90",
    "interquartile_mean",
    "interquartile_mean_interval",
    "mean_interval",
    "normalize",
    "probability_of_improvement",
    "probability_of_improvement_interval",
]

RESAMPLES = 5000
CONFIDENCE = 0.95
SEED = 0  # of the resamples, so that the same scores give the same intervals

Scores = Sequence[np.ndarray]
Interval = tuple[float, float]


def normalize(score: float, random: float, oracle: float) -> float:
    """A score on the scale where chance is 0 and the oracle 1; it may lie outside.

    Args:
        score: accuracy or return.
        random: what random choices score in the same environment.
        oracle: what an oracle scores there.

    Returns:
        NaN where chance and oracle are equal or one of them is unknown (NaN).
    """
    span = oracle - random
    return (score - random) / span if span else math.nan


def interquartile_mean(scores: Scores) -> float:
    """Mean of the middle half of all runs of all environments.

    Of n scores in order, the first and the last n // 4 are left out.

    Args:
        scores: one array float[N] an environment.

    Returns:
        NaN where there is no score.
    """
    together = np.concatenate([np.zeros(0), *scores])
    return float(_middle_half(together[None])[0]) if together.size else math.nan


def interquartile_mean_interval(scores: Scores) -> Interval:
    """95 % interval of :func:`interquartile_mean`, by stratified bootstrap.

    Each resample draws, in every environment, as many runs as there are, with replacement: the
    environments stand for themselves, only runs are a sample. NaN where no environment has two
    runs, which would tell how far they differ.
    """
    if not _tell_spread(scores):
        return math.nan, math.nan
    return _percentiles(_middle_half(np.concatenate(_resampled(scores), axis=1)))


def mean_interval(runs: np.ndarray) -> Interval:
    """95 % interval of the mean of runs float[N], by bootstrap; NaN with fewer than two runs."""
    if len(runs) < 2:
        return math.nan, math.nan
    return _percentiles(_resampled([runs])[0].mean(1))


def probability_of_improvement(ours: Scores, theirs: Scores) -> float:
    """How probable it is that a run of ours scores higher than one of theirs.

    In one environment it is the share of pairs of runs in which ours is the higher, ties counting
    half (the Mann-Whitney statistic over the number of pairs); then the mean over environments.

    Args:
        ours: one array float[N] an environment.
        theirs: of the same environments in the same order; numbers of runs may differ.

    Returns:
        From 0 to 1; 0.5 for equals; NaN where there is no environment.
    """
    wins = [_wins(x[None], y[None])[0] for x, y in zip(ours, theirs, strict=True)]
    return float(np.mean(wins)) if wins else math.nan


def probability_of_improvement_interval(ours: Scores, theirs: Scores) -> Interval:
    """95 % interval of :func:`probability_of_improvement`, by stratified bootstrap of both.

    NaN where neither has two runs in any environment.
    """
    if not _tell_spread([*ours, *theirs]):
        return math.nan, math.nan
    generator = np.random.default_rng(SEED)
    pairs = zip(_resampled(ours, generator), _resampled(theirs, generator), strict=True)
    return _percentiles(np.mean([_wins(x, y) for x, y in pairs], axis=0))


def cost_to_90(curve: Sequence[tuple[float, float]], random: float) -> float:
    """What it cost to reach 90 % of the way from chance to where a learning curve ends.

    Args:
        curve: (cost, score) in order, the cost being frames or seconds.
        random: score of random choices.

    Returns:
        The cost at the first point whose score is at least ``random + 0.9 * (final - random)``;
        NaN where there is no curve, or where it ends no higher than chance.
    """
    if not curve or not curve[-1][1] > random:
        return math.nan
    threshold = random + 0.9 * (curve[-1][1] - random)
    return next(cost for cost, score in curve if score >= threshold)


def _tell_spread(scores: Scores) -> bool:
    return any(len(runs) > 1 for runs in scores)


def _middle_half(scores_Rn: np.ndarray) -> np.ndarray:
    """Interquartile means float[R]."""
    count = scores_Rn.shape[1]
    return np.sort(scores_Rn, axis=1)[:, count // 4 : count - count // 4].mean(1)


def _wins(x_RN: np.ndarray, y_RM: np.ndarray) -> np.ndarray:
    """Shares float[R] of pairs that x wins, ties counting half."""
    x_RN1, y_R1M = x_RN[:, :, None], y_RM[:, None, :]
    return ((x_RN1 > y_R1M) + 0.5 * (x_RN1 == y_R1M)).mean((1, 2))


def _resampled(scores: Scores, generator: np.random.Generator | None = None) -> list[np.ndarray]:
    """For each environment its runs drawn R times with replacement, float[R, N]."""
    generator = generator or np.random.default_rng(SEED)
    return [runs[generator.integers(len(runs), size=(RESAMPLES, len(runs)))] for runs in scores]


def _percentiles(values_R: np.ndarray) -> Interval:
    tail = 50 * (1 - CONFIDENCE)
    low, high = np.percentile(values_R, [tail, 100 - tail])
    return float(low), float(high)
