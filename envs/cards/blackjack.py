"""gennet/Blackjack-v0: hit or stand; the text says what the limit is and when the dealer does."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from gymnasium import spaces

from gennet_rl.envs.cards.blackjack_values import (
    STAND,
    Rules,
    best_play,
    best_total,
    card_value,
)
from gennet_rl.envs.cards.drawing import BACK, RANKS, TABLE, Card, deal_card, in_words, lay_cards
from gennet_rl.envs.dice import Dice
from gennet_rl.envs.generated import GeneratedTask, square_shape
from gennet_rl.envs.painting import blank
from gennet_rl.envs.task import Episode

__all__ = ["BlackjackTask"]

TEN = 10
CARDS_A_ROW = 5


class BlackjackTask(GeneratedTask):
    """Blackjack against a dealer whose rules the text tells.

    ## Description
    The image shows the dealer's open and hidden card above one's own cards. An ace counts 1, or 11
    where that is within the limit; J, Q and K count 10, or what the text says. Hit for another
    card; a total above the limit loses. Stand, and the dealer takes cards until reaching the total
    that the text names; the higher total within the limit wins. Cards are drawn from an infinite
    deck. Two cards that make 21 are nothing special (Gymnasium's ``natural=False``).

    ## Text
    For example "Limit: 21. The dealer stands on 17."

    ## Image
    uint8[image_size, image_size, 3]: the dealer's cards in the upper row, one's own below.

    ## Actions
    ``Discrete(2)``: "stand", "hit".

    ## Rewards
    1 for winning, -1 for losing, 0 for a draw and for every other step.

    ## Episode end
    With "stand", or with a total above the limit. ``is_correct`` says that the game was won. The
    right answer is the best policy's action, and ``best_return`` what that policy expects from the
    first hand: an average, below 0 for most hands. At difficulty 2 that policy earns -0.06 a game,
    the best that never reads the text -0.22, always standing -0.34, random play -0.38; at
    difficulty 1 the text is worth 0.03, at 0 nothing.

    ## Arguments
    ``split``; ``difficulty``: 0: limit 21 and a dealer who stands on 17, as in casinos; 1: a dealer
    who stands on 15 to 19; 2: a limit from 21 to 37 and a dealer who stands on 4 less; 3: on 2 to 6
    less; 4: the same, and J, Q and K count 2, 5, 8 or 10; ``image_size``: 64 to 224 pixels.

    ## Splits
    By the rules, the dealer's card and one's own first two.

    ## Registered ids
    ``gennet/Blackjack-v0``

    ## Source
    Rules of Sutton and Barto, Reinforcement Learning (2018), example 5.1, and of Gymnasium's
    Blackjack, as in RL4VLM's gym_cards (Zhai et al. 2024, https://arxiv.org/abs/2405.10292);
    limits that vary are ours, because with fixed ones the text is not needed; nothing copied.
    """

    name = "Blackjack"
    answers = ("stand", "hit")
    rules = (
        "Blackjack: get a higher total than the dealer without exceeding the limit. An ace counts "
        "1, or 11 where that is within the limit; J, Q and K count 10 where the text says nothing "
        "else. You play first; then the dealer takes cards until reaching the total on which the "
        "text says that the dealer stands."
    )
    max_steps = 40

    def __init__(self, split: str = "train", difficulty: int = 2, image_size: int = 64) -> None:
        super().__init__(split, difficulty)
        self.image_shape = square_shape(self.name, image_size)
        self._limits = (21, 37) if difficulty > 1 else (21, 21)
        self._margins = ((4, 4), (2, 6), (4, 4), (2, 6), (2, 6))[difficulty]
        self._faces = (2, 5, 8, TEN) if difficulty > 3 else (TEN,)
        self.text_space = self._text_space()

    def make(self, generator: np.random.Generator) -> BlackjackEpisode:
        """Rules, then cards as they come."""
        dice = Dice(generator)
        limit = dice.between(*self._limits)
        rules = Rules(limit, limit - dice.between(*self._margins), dice.pick(self._faces))
        return BlackjackEpisode(rules, self._text(rules), dice, self.image_shape[0])

    def _text(self, rules: Rules) -> str:
        faces = f"J, Q, K count {rules.faces}. " if len(self._faces) > 1 else ""
        return f"{faces}Limit: {rules.limit}. The dealer stands on {rules.dealer_stands}."

    def _text_space(self) -> spaces.Text:
        texts = [
            self._text(Rules(self._limits[0], self._limits[0], faces)) for faces in self._faces
        ]
        lengths = [len(text) for text in texts]
        alphabet = "".join(sorted(set("".join(texts) + "0123456789")))
        return spaces.Text(max(lengths), min_length=min(lengths), charset=alphabet)


class _Hand:
    """Cards and what they count."""

    def __init__(self, rules: Rules, dice: Dice) -> None:
        self.cards: tuple[Card, ...] = ()
        self.total = 0  # with aces as 1
        self.has_ace = False
        self._rules = rules
        self._dice = dice

    def draw(self) -> int:
        """Take a card, each rank as likely as any; return what it counts."""
        rank = self._dice.below(len(RANKS))
        count = card_value(rank, self._rules)
        self.cards = (*self.cards, deal_card(self._dice, RANKS[rank]))
        self.total += count
        self.has_ace = self.has_ace or rank == 0
        return count

    @property
    def best(self) -> int:
        """What the hand counts."""
        return best_total(self.total, self.has_ace, self._rules.limit)


class BlackjackEpisode(Episode):
    """A game.

    Args:
        rules: of the game.
        text: that tells them.
        dice: by which all cards are drawn.
        image_size: in pixels.
    """

    def __init__(self, rules: Rules, text: str, dice: Dice, image_size: int) -> None:
        self.text = text
        self._rules = rules
        self._size = image_size
        self._dealer, self._hand = _Hand(rules, dice), _Hand(rules, dice)
        self._up = self._dealer.draw()
        first = sorted((self._hand.draw(), self._hand.draw()))
        self.key = (*rules, self._up, *first)
        self._best = best_play(rules)
        self.best_return = self._best.value[self._hand.total][self._hand.has_ace][self._up]
        self._ended = False
        self._image: np.ndarray | None = None

    @property
    def answer(self) -> int | None:  # type: ignore[override]
        """What the best policy does now."""
        hand = self._hand
        return None if self._ended else self._best.action[hand.total][hand.has_ace][self._up]

    @property
    def image(self) -> np.ndarray:  # type: ignore[override]
        """The table, uint8[H, W, 3], drawn when it is first looked at."""
        if self._image is None:
            self._image = _draw(self._dealer_cards(), self._hand.cards, self._size)
        return self._image

    @property
    def caption(self) -> str:  # type: ignore[override]
        """The cards by name."""
        return f"Dealer: {in_words(self._dealer_cards())}. You: {in_words(self._hand.cards)}."

    def act(self, action: int) -> tuple[float, bool]:
        """Hit or stand; see the task for the rewards."""
        self._image = None
        if action == STAND:
            self._ended = True
            return self._settle(), True
        self._hand.draw()
        self._ended = self._hand.total > self._rules.limit
        return -float(self._ended), self._ended

    def _settle(self) -> float:
        """Play for the dealer."""
        dealer, mine = self._dealer, self._hand.best
        while dealer.best < self._rules.dealer_stands:
            dealer.draw()
        theirs = dealer.best if dealer.total <= self._rules.limit else 0
        self.is_correct = mine > theirs
        return float(mine > theirs) - float(mine < theirs)

    def _dealer_cards(self) -> tuple[Card, ...]:
        cards = self._dealer.cards
        return cards if len(cards) > 1 else (*cards, BACK)


@lru_cache(maxsize=4096)
def _draw(dealer: tuple[Card, ...], hand: tuple[Card, ...], size: int) -> np.ndarray:
    """The dealer's row, then one's own cards in one or two rows."""
    image = blank(size, size, TABLE)
    edge = max(1, size // 64)
    height = (size - 4 * edge) // 3
    tops = [edge, 2 * edge + height, 3 * edge + 2 * height]
    rows = [dealer, hand[:CARDS_A_ROW], hand[CARDS_A_ROW:]]
    for cards, top in zip(rows, tops, strict=True):
        if cards:
            lay_cards(image, cards, edge, top, size - edge, top + height)
    image.setflags(write=False)
    return image
