"""gennet/MazePath-v0: is there a way between two of the dots in a maze?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gennet_rl.envs.dice import Dice
from gennet_rl.envs.generated import GeneratedTask
from gennet_rl.envs.mazes.colours import COLOURS
from gennet_rl.envs.mazes.drawing import draw_maze, plan
from gennet_rl.envs.mazes.maze import Maze, grow
from gennet_rl.envs.task import Problem, text_space

__all__ = ["MazePathTask"]

QUESTION = "Is there a way from the {} dot to the {} dot?"


@dataclass(frozen=True, slots=True)
class _Level:
    side: int
    parts: int
    dots: int


LEVELS = (_Level(4, 2, 3), _Level(5, 2, 4), _Level(6, 2, 4), _Level(7, 3, 5), _Level(9, 3, 6))


class MazePathTask(GeneratedTask):
    """Is there a way through the maze between the two dots that the text names?

    ## Description
    A maze falls into parts that no way connects, and several coloured dots stand in it. The text
    names two of them: can one walk from one to the other? Maze and dots are drawn before the
    answer, and every picture has pairs of both sorts, so that neither text nor image alone says
    anything about it; all mazes of a difficulty have the same number of walls.

    ## Text
    "Is there a way from the red dot to the blue dot?", with any two of eight colours.

    ## Image
    uint8[S, S, 3], S being ``image_size``: the maze from above.

    ## Actions
    ``Discrete(2)``: yes, no. Chance is 0.5.

    ## Rewards
    1 for the right answer, 0 for the wrong one.

    ## Episode end
    Every episode has one step.

    ## Arguments
    ``split``; ``difficulty``, 0 to 4: a maze of 4, 5, 6, 7 or 9 cells a side, in 2, 2, 2, 3 or 3
    parts, with 3, 4, 4, 5 or 6 dots; ``image_size``: pixels a side, 64 to 224 being meant.

    ## Splits
    Endless; a tenth of all problems (maze, dots and question) each for validation and test.

    ## Registered ids
    ``gennet/MazePath-v0``

    ## Source
    Own design.
    """

    name = "MazePath"
    answers = ("yes", "no")
    text_space = text_space([QUESTION.format(a, b) for a in COLOURS for b in COLOURS if a != b])
    rules = (
        "The picture shows a maze from above: dark lines are walls, and coloured dots stand in "
        "some cells. Say whether one can walk from the one named dot to the other without "
        "crossing a wall."
    )

    def __init__(self, split: str = "train", difficulty: int = 2, image_size: int = 64) -> None:
        super().__init__(split, difficulty)
        self.image_shape = (image_size, image_size, 3)
        self._level = LEVELS[difficulty]
        self._plan = plan(self._level.side, image_size)

    def make(self, generator: np.random.Generator) -> Problem:
        """A maze with dots, an answer, and a question that has it."""
        dice, level = Dice(generator), self._level
        maze, cells = self._maze(dice)
        dots = dict(zip(cells, dice.sample(COLOURS, level.dots), strict=True))
        connected = dice.chance(0.5)
        pairs = [
            (a, b)
            for a in cells
            for b in cells
            if a != b and (maze.trees[a] == maze.trees[b]) == connected
        ]
        one, other = dice.pick(pairs)
        return Problem(
            QUESTION.format(dots[one], dots[other]),
            lambda: draw_maze(maze, self._plan, dots),
            answer=0 if connected else 1,
            key=("path", maze.passages, tuple(dots.items()), one, other),
            caption=lambda: _caption(maze, dots),
        )

    def _maze(self, dice: Dice) -> tuple[Maze, list[int]]:
        """A maze and the cells of its dots, which are shared out evenly among its parts."""
        level = self._level
        cells = range(level.side**2)
        while True:
            maze = grow(dice, level.side, dice.sample(cells, level.parts))
            inside: list[list[int]] = [[] for _ in range(level.parts)]
            for cell, tree in enumerate(maze.trees):
                inside[tree].append(cell)
            wanted = [len(range(part, level.dots, level.parts)) for part in range(level.parts)]
            # A part that was walled in early has too little room; then another maze is dug.
            if all(len(part) >= 2 * dots for part, dots in zip(inside, wanted, strict=True)):
                break
        picked = [dice.sample(part, dots) for part, dots in zip(inside, wanted, strict=True)]
        return maze, [cell for part in picked for cell in part]


def _caption(maze: Maze, dots: dict[int, str]) -> str:
    letters = dict(zip(dots, "ABCDEF", strict=False))
    names = ", ".join(f"{letters[cell]} the {colour} dot" for cell, colour in dots.items())
    return f"A maze from above, # being walls, {names}:\n{maze.written(letters)}"
