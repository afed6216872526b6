"""The best play of Blackjack with an infinite deck, by dynamic programming.

L limit, D = 11 counts of the dealer's card (0 is unused).
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

__all__ = ["HIT", "STAND", "BestPlay", "Rules", "best_play", "best_total", "card_value"]

STAND, HIT = 0, 1
HIGHEST = 10  # what a card counts at most; an ace counts 1, or 11 where that is not too much
NUM_RANKS, NUM_FACES = 13, 3
SOFT = 10  # what an ace counts more than 1


class Rules(NamedTuple):
    """A variant of the game."""

    limit: int
    """The highest total that is not bust; 21 in casinos."""
    dealer_stands: int
    """The dealer hits below this total, and stands on it and above."""
    faces: int
    """What J, Q and K count."""


class BestPlay(NamedTuple):
    """Best actions and what they expect, by total with aces as 1, whether there is an ace, and
    what the dealer's card counts."""

    action: list[list[list[int]]]
    """[L + 1][2][D]: ``STAND`` or ``HIT``."""
    value: list[list[list[float]]]
    """[L + 1][2][D]: the expected return, from -1 to 1."""


def card_value(rank: int, rules: Rules) -> int:
    """What the ``rank``-th rank counts, 0 being the ace, which counts 1."""
    return rank + 1 if rank < HIGHEST else rules.faces


def best_total(total: int, has_ace: bool, limit: int) -> int:
    """What a hand counts whose aces as 1 make ``total``: one ace counts 11 where that fits."""
    return total + SOFT if has_ace and total + SOFT <= limit else total


@lru_cache(maxsize=1024)
def best_play(rules: Rules) -> BestPlay:
    """Actions and values of the best play (Sutton and Barto, section 4.4: value iteration, which
    takes one sweep here, from high totals to low ones, because totals only rise)."""
    limit = rules.limit
    chances = _chances(rules)
    stand_LD = _stand(rules, chances)
    value = np.zeros((limit + 1, 2, HIGHEST + 1))
    action = np.zeros((limit + 1, 2, HIGHEST + 1), np.int64)
    for total in range(limit, 0, -1):
        for has_ace in (1, 0):
            hit_D = np.zeros(HIGHEST + 1)
            for count, chance in enumerate(chances):
                if total + count > limit:
                    hit_D -= chance
                elif chance:
                    hit_D += chance * value[total + count, has_ace or int(count == 1)]
            stand_D = stand_LD[best_total(total, bool(has_ace), limit)]
            action[total, has_ace] = hit_D > stand_D
            value[total, has_ace] = np.maximum(hit_D, stand_D)
    return BestPlay(action.tolist(), value.tolist())


def _chances(rules: Rules) -> list[float]:
    """How likely the next card counts 0 to ``HIGHEST``."""
    chances = [0.0] * (HIGHEST + 1)
    for rank in range(NUM_RANKS):
        chances[card_value(rank, rules)] += 1 / NUM_RANKS
    return chances


def _stand(rules: Rules, chances: list[float]) -> np.ndarray:
    """What standing expects by one's own total and the dealer's card, float[L + 1, D]."""
    limit = rules.limit
    # By the dealer's total so far and whether there is an ace: chances of the last total, 0 being
    # bust.
    ends = np.zeros((limit + 1, 2, limit + 1))
    for total in range(limit, 0, -1):
        for has_ace in (1, 0):
            best = best_total(total, bool(has_ace), limit)
            if best >= rules.dealer_stands:
                ends[total, has_ace, best] = 1
                continue
            for count, chance in enumerate(chances):
                if total + count > limit:
                    ends[total, has_ace, 0] += chance
                elif chance:
                    ends[total, has_ace] += chance * ends[total + count, has_ace or int(count == 1)]
    of_card = np.stack([ends[count, int(count == 1)] for count in range(HIGHEST + 1)])
    at_most = of_card.cumsum(1)
    below = at_most - of_card
    return (below - (1 - at_most)).T
