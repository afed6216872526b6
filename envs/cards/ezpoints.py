"""gennet/EZPoints-v0: write a formula of the cards' numbers, with + and *, that makes a target."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations_with_replacement

from gennet_rl.envs.cards.drawing import Card, deal_card
from gennet_rl.envs.cards.formula import EMPTY
from gennet_rl.envs.cards.points import Deal, PointsTask
from gennet_rl.envs.cards.solving import complete, plain_totals
from gennet_rl.envs.dice import Dice

__all__ = ["EZPointsTask"]

Numbers = tuple[int, ...]

TEN = ("10", "J", "Q", "K")
LEAST_DEALS = (1, 4, 25, 25, 25)  # by difficulty: targets that fewer deals can make are not asked
HIGHEST_TARGET = 99


class EZPointsTask(PointsTask):
    """Write a formula of the cards' numbers, with + and *, that makes the target.

    ## Description
    The image shows cards: an ace counts 1, J, Q and K count 10, the others what they show. The
    text gives a target and the formula so far. Every action writes a token; every card's number
    must be used once; * binds more tightly than +.

    ## Text
    For example "Target: 24. Formula: 4*".

    ## Image
    uint8[image_size, image_size, 3]: the cards on a green table, the same throughout.

    ## Actions
    ``Discrete(13)``: "1" to "10", "+", "*", "=". The action mask allows what the grammar and the
    number of cards allow, numbers on no card among it, so that it tells nothing of the cards.

    ## Rewards
    1 for "=" after a formula that makes the target; -1 for "=" after another, for a number that
    no card left has, and for a masked token; 0 for all others. (RL4VLM: 10, -1 and 0.)

    ## Episode end
    With "=", or with a number that no card left has, or with a masked token, as in RL4VLM.

    ## Arguments
    ``split``; ``difficulty``: 0: two cards and sums only, 1: two cards (RL4VLM's game, whose target
    is always 12), 2 to 4: three, four, five cards; ``image_size``: 64 to 224 pixels.

    ## Splits
    By the cards' numbers and the target.

    ## Registered ids
    ``gennet/EZPoints-v0``

    ## Source
    Rules after EZPoints of RL4VLM's gym_cards (Zhai et al. 2024, "Fine-Tuning Large
    Vision-Language Models as Decision-Making Agents via Reinforcement Learning",
    https://arxiv.org/abs/2405.10292); nothing copied.
    """

    name = "EZPoints"
    answers = (*map(str, range(1, 11)), "+", "*", "=")
    rules = (
        "Write, token by token, a formula that makes the target: use every card's number once, "
        "with + and * between them (* binds more tightly), then write =. A counts 1; J, Q and K "
        "count 10."
    )
    has_brackets = False
    numbers_of_cards = (2, 2, 3, 4, 5)
    largest_number = 10
    highest_target = HIGHEST_TARGET
    max_steps = 10

    def __init__(self, split: str = "train", difficulty: int = 2, image_size: int = 64) -> None:
        self.operators = "+*" if difficulty else "+"
        super().__init__(split, difficulty, image_size)

    def deal(self, dice: Dice) -> Deal:
        """A target that many deals can make, then one of these."""
        deals = _deals(self.num_cards, self.operators, LEAST_DEALS[self.difficulty])
        target = dice.pick(tuple(deals))
        numbers = tuple(dice.shuffled(dice.pick(deals[target])))
        solution = complete(EMPTY, numbers, target, self.operators, False)
        assert solution is not None
        return Deal(_cards(numbers, dice), numbers, target, solution)


def _cards(numbers: Numbers, dice: Dice) -> tuple[Card, ...]:
    ranks = [dice.pick(TEN) if n == 10 else "A" if n == 1 else str(n) for n in numbers]
    return tuple([deal_card(dice, rank) for rank in ranks])


@lru_cache(maxsize=8)
def _deals(count: int, operators: str, least: int) -> dict[int, tuple[Numbers, ...]]:
    """By target, the sorted numbers that can make it."""
    deals: dict[int, list[Numbers]] = {}
    for numbers in combinations_with_replacement(range(1, 11), count):
        for target in plain_totals(numbers, operators):
            if target <= HIGHEST_TARGET:
                deals.setdefault(int(target), []).append(numbers)
    return {t: tuple(deals[t]) for t in sorted(deals) if len(deals[t]) >= least}
