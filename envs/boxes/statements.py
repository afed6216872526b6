"""gennet/Statements-v0: is a statement true of three boxes?"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from gennet_rl.envs.boxes.drawing import described, draw_boxes
from gennet_rl.envs.boxes.notation import notation
from gennet_rl.envs.boxes.sampling import statements_of
from gennet_rl.envs.boxes.syntax import Statement
from gennet_rl.envs.boxes.things import BOXES, World, scattered, towers
from gennet_rl.envs.boxes.vocabulary import space_of
from gennet_rl.envs.boxes.wording import Words, translated
from gennet_rl.envs.dice import Dice
from gennet_rl.envs.multilingual import MultilingualTask
from gennet_rl.envs.task import Problem

__all__ = ["StatementsTask"]

HEIGHTS = (3, 4, 4, 4, 4)
"""Blocks of the tallest towers by difficulty."""
ROWS = (2, 2, 3, 3, 3)
"""Rows of scattered objects by difficulty."""


class StatementsTask(MultilingualTask):
    """Statements about three boxes of blocks or scattered objects, to be judged true or false.

    ## Description
    Three boxes side by side hold towers of coloured blocks (red, yellow, blue, green), or objects
    (circles, triangles and squares; small or large; red, yellow or blue) in two columns. A
    sentence says something about them: how many there are of some sort in one, some, every or
    exactly two boxes, or in all together; what touches a wall; what lies on, above or between
    what; of how many colours things are. Every statement is true of half of its pictures, and
    every picture is shown as often with statements that are false.

    ## Text
    One statement, such as "In at least one box there are exactly two red blocks."

    ## Image
    uint8[S, S, 3], ``image_size`` S.

    ## Actions
    ``Discrete(2)``: "true", "false".

    ## Rewards
    1 for the right answer, 0 for the wrong one.

    ## Episode end
    Every episode has one step.

    ## Arguments
    ``split``; ``difficulty`` 0 to 4: 0 counts one colour or shape in a certain or some box, and
    has small boxes; 1 has more quantifiers, comparisons and walls; 2 things by two words, order
    in towers and counts over all boxes; 3 number of colours, blocks between others and two
    clauses about one box; 4 mostly two statements joined by "and" or "or". ``image_size``, 64 to
    224. ``languages``: ISO 639-1 codes; each problem is in one of them, and the problems are
    the same whatever these are.

    ## Splits
    By the statement and what the boxes hold: 80% train, 10% validation, 10% test.

    ## Registered ids
    ``gennet/Statements-v0``

    ## Source
    The kind of task is that of Suhr et al. 2017, A Corpus of Natural Language for Visual
    Reasoning; language, wording, drawing and sampling are this library's own.
    """

    name = "Statements"
    answers = ("true", "false")
    rules = "Say whether the sentence is true of the three boxes in the picture."

    def __init__(
        self,
        split: str = "train",
        difficulty: int = 2,
        image_size: int = 64,
        languages: Sequence[str] = ("en",),
    ) -> None:
        super().__init__(split, difficulty, image_size, languages, translated())
        self._worlds = (
            towers(HEIGHTS[difficulty]),
            scattered(ROWS[difficulty]),
        )
        self.text_space = space_of(self.languages)

    def make(self, generator: np.random.Generator) -> Problem:
        """Draw a truth, two pictures, and a statement true of the one and false of the other."""
        dice = Dice(generator)
        world, truth = dice.pick(self._worlds), dice.chance(0.5)
        pair, statement = self._told_apart(world, dice)
        language, share = dice.pick(self.languages), dice.share()
        # One of the pair is shown. As they are drawn alike and the statement is true of the first
        # whatever it is, neither picture nor statement alone tells which one this is.
        boxes = pair[0] if truth else pair[1]
        return Problem(
            Words(language, share).say(statement),
            partial(draw_boxes, boxes, world, self.image_size),
            0 if truth else 1,
            language=language,
            key=(notation(statement), boxes),
            caption=partial(described, boxes, world),
        )

    def _told_apart(
        self, world: World, dice: Dice
    ) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], Statement]:
        """Two pictures and a statement that is true of the first alone."""
        statements = statements_of(world, self.difficulty)
        while True:
            first, second = (tuple(world.draw(dice) for _ in BOXES) for _ in range(2))
            statement = statements.telling_apart(first, second, dice)
            if statement is not None:
                return (first, second), statement
