"""gennet/Points24-v0: the game of 24: a formula of four cards' numbers that makes a target."""

from __future__ import annotations

from gennet_rl.envs.cards.drawing import RANKS, deal_card
from gennet_rl.envs.cards.formula import OPERATORS
from gennet_rl.envs.cards.points import Deal, PointsTask
from gennet_rl.envs.cards.solving import solve
from gennet_rl.envs.dice import Dice
from gennet_rl.errors import InvalidValueError

__all__ = ["Points24Task"]

CLASSIC = 24
OTHER_TARGETS = (5, 40)
COUNTS_OF_FACES = {
    "J, Q, K count 10. ": (10, 10, 10),
    "J, Q, K count 11, 12, 13. ": (11, 12, 13),
}
MOST_DEALS = 1000


class Points24Task(PointsTask):
    """The game of 24: write a formula of the cards' numbers that makes the target.

    ## Description
    The image shows cards: an ace counts 1, J, Q and K count 10 or 11, 12 and 13, as the text says,
    the others what they show. The text gives a target and the formula so far. Every action writes
    a token; every card's number must be used once. Values are exact fractions. Every deal can be
    solved.

    ## Text
    For example "J, Q, K count 10. Target: 24. Formula: 4*(10-".

    ## Image
    uint8[image_size, image_size, 3]: the cards on a green table, the same throughout.

    ## Actions
    ``Discrete(20)``: "1" to "13", "+", "-", "*", "/", "(", ")", "=". The action mask allows what
    the grammar and the number of cards allow, numbers on no card among it, so that it tells nothing
    of the cards; brackets must hold at least two operands. 11 to 13 are masked where no card counts
    so much.

    ## Rewards
    1 for "=" after a formula that makes the target; -1 for "=" after another, for a number that no
    card left has, for division by zero, and for a masked token; 0 for all others. (RL4VLM: 10, -1
    and 0.)

    ## Episode end
    With "=", or with what earns -1. ``info["answer"]`` is absent where the formula so far leads
    nowhere.

    ## Arguments
    ``split``; ``difficulty``: 0: three cards and the target 24, 1: three cards and a target from
    5 to 40, 2: the game itself, four cards and 24, 3: four cards and a target from 5 to 40, 4: the
    same, and the text says what J, Q and K count; ``image_size``: 64 to 224 pixels.

    ## Splits
    By the cards' numbers, the target and what J, Q and K count.

    ## Registered ids
    ``gennet/Points24-v0``

    ## Source
    Rules after Points24 of RL4VLM's gym_cards (Zhai et al. 2024, "Fine-Tuning Large
    Vision-Language Models as Decision-Making Agents via Reinforcement Learning",
    https://arxiv.org/abs/2405.10292); nothing copied.
    """

    name = "Points24"
    answers = (*map(str, range(1, 14)), *OPERATORS, "(", ")", "=")
    rules = (
        "Write, token by token, a formula that makes the target: use every card's number once, "
        "with + - * / and brackets, then write =. A counts 1; J, Q and K count 10 where the text "
        "says nothing else."
    )
    operators = OPERATORS
    has_brackets = True
    numbers_of_cards = (3, 3, 4, 4, 4)
    max_steps = 12

    def __init__(self, split: str = "train", difficulty: int = 2, image_size: int = 64) -> None:
        self.prefaces = tuple(COUNTS_OF_FACES) if difficulty == 4 else ("",)
        self.largest_number = 13 if difficulty == 4 else 10
        self.highest_target = CLASSIC if difficulty in (0, 2) else OTHER_TARGETS[1]
        super().__init__(split, difficulty, image_size)

    def deal(self, dice: Dice) -> Deal:
        """A target, then cards until they can make it."""
        preface = dice.pick(self.prefaces)
        faces = COUNTS_OF_FACES.get(preface, (10, 10, 10))
        varies = self.difficulty not in (0, 2)
        target = dice.between(*OTHER_TARGETS) if varies else CLASSIC
        for _ in range(MOST_DEALS):
            places = [dice.below(len(RANKS)) for _ in range(self.num_cards)]
            numbers = tuple([p + 1 if p < 10 else faces[p - 10] for p in places])
            solution = solve(numbers, target)
            if solution is not None:
                cards = tuple([deal_card(dice, RANKS[place]) for place in places])
                return Deal(cards, numbers, target, solution, preface)
        raise InvalidValueError(f"no {self.num_cards} cards make {target}: choose another target.")
