"""gennet/TowerBuild-v0 and gennet/ScatterBuild-v0: change three boxes until a statement is true."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from gennet_rl.envs.boxes.blindness import blindness_of, start_near
from gennet_rl.envs.boxes.drawing import described, draw_boxes
from gennet_rl.envs.boxes.editing import Edits, ScatterEdits, TowerEdits
from gennet_rl.envs.boxes.notation import notation
from gennet_rl.envs.boxes.planning import FAR, Boxes, Plan, edited, plan_for
from gennet_rl.envs.boxes.sampling import statements_of
from gennet_rl.envs.boxes.syntax import Statement, holds
from gennet_rl.envs.boxes.things import BOXES, scattered, towers
from gennet_rl.envs.boxes.vocabulary import space_of
from gennet_rl.envs.boxes.wording import Words, translated
from gennet_rl.envs.dice import Dice
from gennet_rl.envs.multilingual import MultilingualTask
from gennet_rl.envs.task import Episode

__all__ = ["ScatterBuildTask", "TowerBuildTask"]

STEP_COST = 0.05
DISTANCES = ((1, 1), (1, 2), (2, 3), (2, 4), (3, 6))
"""Fewest and most edits of a shortest solution by difficulty."""
MOST_STARTS = 6  # that are tried with one statement
MOST_RARE_STARTS = 30  # likewise, where most of them are to be rare
MOST_BLIND = (1.0, 0.4, 0.15, None, None)
"""Share of a statement's starts that one series of edits may solve, by difficulty. One edit, or
two, can be guessed: there more must pass, lest no statement be left of some sorts. At
difficulties 3 and 4 starts are drawn evenly: they are too far off for who does not look."""
SPARED, SPARED_BLIND = 0.03, 0.3
"""How often a statement may be worse, for variety, and how much worse."""


class BuildEpisode(Episode):
    """Three boxes that are edited until somebody says stop."""

    def __init__(
        self, statement: Statement, boxes: Boxes, edits: Edits, size: int, language: str, text: str
    ) -> None:
        self.language = language
        self.text = text
        self.boxes = boxes
        self.key = (notation(statement), boxes)
        self._statement = statement
        self._edits = edits
        self._size = size
        self._plan: Plan = plan_for(statement, edits)
        self.best_return = 1.0 - STEP_COST * self._plan.distance(boxes)
        self._image: np.ndarray | None = None

    @property
    def answer(self) -> int:  # type: ignore[override]
        """The next action of a shortest way from the boxes as they are."""
        return self._plan.next_action(self.boxes)

    @property
    def image(self) -> np.ndarray:  # type: ignore[override]
        """The boxes as they are, uint8[S, S, 3]."""
        if self._image is None:
            self._image = draw_boxes(self.boxes, self._edits.world, self._size)
        return self._image

    @property
    def action_mask(self) -> np.ndarray | None:  # type: ignore[override]
        """What changes something, and stop, bool[A]; or None, see :class:`TowerEdits`."""
        if not self._edits.masked:
            return None
        return np.concatenate([*map(self._edits.mask, self.boxes), STOP])

    @property
    def caption(self) -> str:  # type: ignore[override]
        """What the boxes hold, in words."""
        return described(self.boxes, self._edits.world)

    def act(self, action: int) -> tuple[float, bool]:
        """Edit a box, which costs 0.05; or stop, for 1 where the statement is true, else -1."""
        if action == len(BOXES) * len(self._edits.names):
            self.is_correct = holds(self._statement, self.boxes)
            return (1.0 if self.is_correct else -1.0), True
        boxes = edited(self.boxes, action, self._edits)
        if boxes != self.boxes:
            self.boxes, self._image = boxes, None
        return -STEP_COST, False


STOP = np.ones(1, np.bool_)


class BuildTask(MultilingualTask):
    """What both tasks have in common."""

    rules = (
        "Change the boxes until the sentence is true of them, in as few steps as you can; "
        "then stop."
    )

    def __init__(
        self,
        split: str = "train",
        difficulty: int = 2,
        image_size: int = 64,
        languages: Sequence[str] = ("en",),
    ) -> None:
        super().__init__(split, difficulty, image_size, languages, translated())
        self.text_space = space_of(self.languages)
        # One mistake can be taken back. With more, boxes are emptied and built up again, or edited
        # until some edit fits, without a look at them.
        self.max_steps = 3 + DISTANCES[difficulty][1]
        self._most_blind = MOST_BLIND[difficulty] if self.weighs_starts else None
        self._edits = self.edits()
        edits = [f"{box} box: {edit}" for box in BOXES for edit in self._edits.names]
        self.answers = (*edits, "stop")

    weighs_starts = False
    """Whether starts are drawn so that a series of edits that is good for many of them is rare."""

    @staticmethod
    @abstractmethod
    def edits() -> Edits:
        """What can be done to a box."""

    def make(self, generator: np.random.Generator) -> BuildEpisode:
        """Draw a statement, and boxes so many edits away from its truth."""
        dice = Dice(generator)
        statement, boxes = self._unfinished(dice)
        language, share = dice.pick(self.languages), dice.share()
        text = Words(language, share).say(statement)
        return BuildEpisode(statement, boxes, self._edits, self.image_size, language, text)

    def _unfinished(self, dice: Dice) -> tuple[Statement, Boxes]:
        nearest, farthest = DISTANCES[self.difficulty]
        world = self._edits.world
        statements = statements_of(world, self.difficulty)
        # A distance first, lest the near ones outnumber the far ones; of two the farther one where
        # starts are weighed, because a short way is soon found by chance.
        distance = dice.between(nearest, farthest)
        if self._most_blind is not None:
            distance = max(distance, dice.between(nearest, farthest))
        while True:
            statement = statements.draw(dice)
            boxes = self._start(statement, distance, dice)
            if boxes:
                return statement, boxes

    def _start(self, statement: Statement, distance: int, dice: Dice) -> Boxes | None:
        """Boxes so far from a statement's truth; None where it is better not to ask for it."""
        world, blind, starts = self._edits.world, None, MOST_STARTS
        most = self._most_blind
        if most is not None:
            blind = blindness_of(statement, self._edits, DISTANCES[self.difficulty])
            if blind.solved > (max(most, SPARED_BLIND) if dice.chance(SPARED) else most):
                return None
            starts = MOST_RARE_STARTS
        for _ in range(starts):
            boxes = (world.draw(dice), world.draw(dice), world.draw(dice))
            if holds(statement, boxes):
                continue
            plan = plan_for(statement, self._edits)
            if plan.distance(boxes) >= FAR:
                return None
            start = start_near(boxes, plan, distance, self._edits)
            if start and (blind is None or dice.chance(blind.rareness(start[0]))):
                return start[0]
        return None


class TowerBuildTask(BuildTask):
    """Towers of blocks, to be built on or taken down until a statement is true of them.

    ## Description
    Three boxes side by side hold towers of at most four blocks, red, yellow, blue or green. A
    sentence says something that is not true of them. Blocks are put on top of a tower or taken
    from there until it is true; then one stops.

    ## Text
    The statement, such as "In every box there is a red block at the top of the tower."

    ## Image
    uint8[S, S, 3], ``image_size`` S: the boxes as they are.

    ## Actions
    ``Discrete(16)``: for the left, the middle and the right box a block of each colour on top
    (red, yellow, blue, green), then taking the top block away; last, stop. A block on a full
    tower and taking from an empty box change nothing.

    ## Rewards
    -0.05 for each edit; for stop 1 where the statement is true and -1 where it is not.

    ## Episode end
    With stop; cut off after 4, 5, 6, 7 or 9 steps, by difficulty.

    ## Arguments
    ``split``; ``difficulty`` 0 to 4: statements as in ``gennet/Statements-v0``, and a shortest
    solution of 1, 1 to 2, 2 to 3, 2 to 4 or 3 to 6 edits; ``image_size``, 64 to 224;
    ``languages``: ISO 639-1 codes, the episodes are the same whatever these are. At difficulties
    1 and 2 there are only statements whose starts can be drawn so that no short series of edits
    makes many of them true without a look, with few exceptions, and starts are drawn so. At 2
    these hardly ever speak of the middle box or of some box. At 0 one edit can be guessed.

    ## Splits
    By the statement and what the boxes hold at the start: 80% train, 10% validation, 10% test.

    ## Registered ids
    ``gennet/TowerBuild-v0``

    ## Source
    The kind of task is that of Wu et al. 2023, lilGym: Natural Language Visual Reasoning with
    Reinforcement Learning; language, wording, drawing and sampling are this library's own.
    """

    name = "TowerBuild"
    weighs_starts = True

    @staticmethod
    @lru_cache(maxsize=1)
    def edits() -> Edits:
        """Of towers of at most four blocks."""
        return TowerEdits(towers(4))


class ScatterBuildTask(BuildTask):
    """Scattered objects, to be laid, resized or taken away until a statement is true of them.

    ## Description
    Three boxes side by side have four places each, one in each corner, where circles and
    triangles lie, small or large, red, yellow or blue. A sentence says something that is not
    true of them. Objects are laid down, resized and taken away until it is true; then one stops.

    ## Text
    The statement, such as "In exactly two boxes there are no large circles."

    ## Image
    uint8[S, S, 3], ``image_size`` S: the boxes as they are.

    ## Actions
    ``Discrete(97)``: for the left, the middle and the right box, for its places at the top left,
    top right, bottom left and bottom right: lay a small circle there (red, yellow, blue) or a
    small triangle (likewise), change the size of what lies there, take it away; last, stop.
    ``action_mask`` leaves out what is impossible; done all the same, it changes nothing.

    ## Rewards
    As for ``gennet/TowerBuild-v0``: -0.05 for each edit, 1 or -1 for stop.

    ## Episode end
    As for ``gennet/TowerBuild-v0``.

    ## Arguments
    Those of ``gennet/TowerBuild-v0``: ``split``, ``difficulty``, ``image_size``, ``languages``.
    Statements and starts are drawn evenly at every difficulty.

    ## Splits
    As for ``gennet/TowerBuild-v0``.

    ## Registered ids
    ``gennet/ScatterBuild-v0``

    ## Source
    As for ``gennet/TowerBuild-v0``.
    """

    name = "ScatterBuild"
    has_action_mask = True

    @staticmethod
    @lru_cache(maxsize=1)
    def edits() -> Edits:
        """Of circles and triangles in two rows."""
        return ScatterEdits(scattered(2, ("circle", "triangle")))
