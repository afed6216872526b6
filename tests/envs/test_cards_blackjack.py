"""Blackjack: the best play, what it earns, and the rules."""

from __future__ import annotations

import re

import numpy as np
import pytest
from card_games import RANKS, make, play

from gennet_rl.envs.cards.blackjack_values import Rules, best_play


def test_best_play_is_that_of_the_textbook() -> None:
    """Sutton and Barto, figure 5.2, where nothing is close."""
    action = best_play(Rules(21, 17, 10)).action
    dealers = range(2, 11)
    assert [action[16][0][d] for d in dealers] == [0, 0, 0, 0, 0, 1, 1, 1, 1]
    assert [action[12][0][d] for d in dealers] == [1, 1, 0, 0, 0, 1, 1, 1, 1]
    assert [action[17][0][d] for d in range(1, 11)] == [0] * 10
    assert [action[11][0][d] for d in range(1, 11)] == [1] * 10
    assert [action[7][1][d] for d in range(1, 11)] == [1] * 10  # ace and six
    assert [action[9][1][d] for d in range(1, 11)] == [0] * 10  # ace and eight


@pytest.mark.parametrize("difficulty", range(5))
def test_oracle_earns_what_it_expects_on_average(difficulty: int) -> None:
    """Simulated games check the values of dynamic programming, and that no simple policy wins."""
    task, generator = make("Blackjack", difficulty), np.random.default_rng(8)
    expected, earned, stood = [], [], []
    for _ in range(4000):
        episode = task.start(generator)
        expected.append(episode.best_return)
        earned.append(play(episode, lambda e: e.answer))
        assert episode.is_correct == (earned[-1] == 1)
        assert episode.answer is None
        stood.append(play(task.start(generator), lambda e: 0))
    assert abs(np.mean(earned) - np.mean(expected)) < 0.045  # three standard errors
    assert np.mean(earned) > np.mean(stood) + 0.05


def test_blackjack_games_are_settled_by_the_rules_of_the_text() -> None:
    task, generator = make("Blackjack", 4), np.random.default_rng(9)
    rng = np.random.default_rng(10)

    def total(cards: str, faces: int, limit: int) -> int:
        ranks = re.findall(r"(\w+) of", cards)
        counts = [faces if rank in "JQK" else RANKS[rank] for rank in ranks]
        soft = 10 if 1 in counts and sum(counts) + 10 <= limit else 0
        return sum(counts) + soft

    for _ in range(500):
        episode = task.start(generator)
        earned = play(episode, lambda e: int(rng.random() < 0.6))
        faces, limit, stands = map(int, re.findall(r"\d+", episode.text))
        theirs, mine = (total(c, faces, limit) for c in episode.caption.split(" You: "))
        if mine > limit:
            assert earned == -1
            continue
        assert theirs >= stands
        theirs = 0 if theirs > limit else theirs
        assert earned == (mine > theirs) - (mine < theirs)
