"""Statistics of few runs: examples that can be computed by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gennet_rl.benchmarking.statistics import (
    cost_to_90,
    interquartile_mean,
    interquartile_mean_interval,
    mean_interval,
    normalize,
    probability_of_improvement,
    probability_of_improvement_interval,
)


def runs(*scores: float) -> np.ndarray:
    return np.array(scores, np.float64)


def test_normalised_scores_lie_between_chance_and_the_oracle() -> None:
    assert normalize(0.5, 0.2, 0.8) == pytest.approx(0.5)
    assert normalize(0.2, 0.2, 0.8) == 0
    assert normalize(0.1, 0.2, 0.8) == pytest.approx(-1 / 6)
    assert normalize(-0.5, -1.0, 1.0) == 0.25
    assert math.isnan(normalize(0.5, 0.3, 0.3))
    assert math.isnan(normalize(0.5, math.nan, 1.0))


def test_interquartile_mean_leaves_out_a_quarter_on_each_side() -> None:
    # In order 0 1 2 3 | 4 5 6 9: without 0 1 and 6 9 it is (2 + 3 + 4 + 5) / 4.
    assert interquartile_mean([runs(9, 0, 4, 3), runs(1, 6, 2, 5)]) == 3.5
    # Of five, one on each side; of three, none.
    assert interquartile_mean([runs(100, 1, 2, 3, -50)]) == 2
    assert interquartile_mean([runs(1, 2), runs(6)]) == 3
    assert math.isnan(interquartile_mean([]))


def test_intervals_resample_runs_within_their_environment() -> None:
    # Runs of one environment are equal, so resampling them changes nothing, however far
    # environments lie apart.
    scores = [runs(0.1, 0.1, 0.1), runs(0.9, 0.9, 0.9)]
    assert interquartile_mean_interval(scores) == pytest.approx((0.5, 0.5))
    # A resample of two runs has mean 0, 0.5 or 1 with probability 1/4, 1/2, 1/4.
    assert interquartile_mean_interval([runs(0, 1)]) == (0, 1)
    assert mean_interval(runs(0, 1)) == (0, 1)


def test_the_interval_of_a_mean_is_the_normal_one_for_many_runs() -> None:
    many = np.random.default_rng(5).normal(size=400)
    low, high = mean_interval(many)
    spread = 1.96 * many.std() / 20
    assert low == pytest.approx(many.mean() - spread, abs=0.01)
    assert high == pytest.approx(many.mean() + spread, abs=0.01)
    assert mean_interval(many) == (low, high)


def test_one_run_says_nothing_of_the_spread() -> None:
    for interval in (
        mean_interval(runs(1)),
        interquartile_mean_interval([runs(1), runs(2)]),
        interquartile_mean_interval([]),
        probability_of_improvement_interval([runs(1)], [runs(0)]),
    ):
        assert all(map(math.isnan, interval))


def test_probability_of_improvement_counts_pairs_and_halves_ties() -> None:
    # Pairs of the first: 1>0, 1=1, 3>0, 3>1: 3.5 of 4. Of the second: 0 of 2.
    ours, theirs = [runs(1, 3), runs(0)], [runs(0, 1), runs(5, 6)]
    assert probability_of_improvement(ours, theirs) == pytest.approx((3.5 / 4 + 0) / 2)
    assert probability_of_improvement(theirs, ours) == pytest.approx((0.5 / 4 + 1) / 2)
    assert probability_of_improvement(ours, ours) == 0.5
    low, high = probability_of_improvement_interval(ours, theirs)
    assert 0 <= low < (3.5 / 8) < high <= 0.5
    assert probability_of_improvement_interval(ours, theirs) == (low, high)


def test_cost_to_90_is_that_of_the_first_point_high_enough() -> None:
    # From 0.2 to 0.7: 90 % of the way is 0.65.
    curve = [(100, 0.3), (200, 0.66), (300, 0.5), (400, 0.7)]
    assert cost_to_90(curve, random=0.2) == 200
    assert cost_to_90(curve[:1], random=0.2) == 100
    assert math.isnan(cost_to_90(curve, random=0.7))
    assert math.isnan(cost_to_90(curve, random=math.nan))
    assert math.isnan(cost_to_90([], random=0.2))
