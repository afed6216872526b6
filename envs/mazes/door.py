"""gennet/MazeDoor-v0: which door of a maze can be reached, or is nearest?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from gennet_rl.envs.dice import Dice
from gennet_rl.envs.generated import GeneratedTask
from gennet_rl.envs.mazes.colours import COLOURS, colour_mask
from gennet_rl.envs.mazes.drawing import draw_door, draw_maze, plan
from gennet_rl.envs.mazes.maze import Maze, grow, nearest_sources, straight_distance
from gennet_rl.envs.task import Problem, text_space

__all__ = ["MazeDoorTask"]

REACHED = "Which door can be reached from the {} dot?"
NEAREST = "Which door is the shortest walk from the {} dot?"
SIDES = ("top", "right", "bottom", "left")
MARGIN = 0.07  # of the image, for the doors
TRIES = 3  # cells among which a dot chooses


@dataclass(frozen=True, slots=True)
class _Level:
    side: int
    doors: int
    nearest: float
    """How often the nearest door is asked for, in a maze where all can be reached."""


LEVELS = (_Level(4, 2, 0), _Level(5, 3, 0), _Level(6, 4, 0.5), _Level(7, 4, 0.5), _Level(8, 5, 0.5))

Door = tuple[int, str]  # the cell that it opens on and the side of it


@dataclass(frozen=True, slots=True)
class _Layout:
    """A maze with doors, and a dot for each of them in the same order."""

    maze: Maze
    doors: list[Door]
    door_colours: list[str]
    dots: list[int]
    dot_colours: list[str]


class MazeDoorTask(GeneratedTask):
    """Which door of the maze can be reached from the dot that the text names, or is nearest to it?

    ## Description
    A maze has several coloured doors in its outer wall and as many coloured dots inside. Either it
    falls into parts, each with one door and one dot, and the door that can be reached is asked for;
    or all is connected, and the door with the shortest walk from the dot is. Every door is the
    right one for exactly one dot, so that it takes the text to know the dot and the image to know
    the door; the door nearest as the crow flies is right in less than half.

    ## Text
    "Which door can be reached from the red dot?" or "Which door is the shortest walk from the red
    dot?", with one of eight colours.

    ## Image
    uint8[S, S, 3], S being ``image_size``: the maze from above. Doors are bars of colour that stick
    out of the outer wall.

    ## Actions
    ``Discrete(8)``: the doors' colours. ``action_mask`` allows those in the picture; chance is
    1 / number of doors.

    ## Rewards
    1 for the right answer, 0 for a wrong one.

    ## Episode end
    Every episode has one step.

    ## Arguments
    ``split``; ``difficulty``, 0 to 4: a maze of 4, 5, 6, 7 or 8 cells a side with 2, 3, 4, 4 or 5
    doors; from 2 on half of the questions are about the shortest walk; ``image_size``: pixels a
    side, 64 to 224 being meant.

    ## Splits
    Endless; a tenth of all problems (maze, doors, dots and question) each for validation and test.

    ## Registered ids
    ``gennet/MazeDoor-v0``

    ## Source
    Own design.
    """

    name = "MazeDoor"
    answers = COLOURS
    text_space = text_space([text.format(c) for text in (REACHED, NEAREST) for c in COLOURS])
    has_action_mask = True
    rules = (
        "The picture shows a maze from above: dark lines are walls, coloured dots stand in some "
        "cells and coloured doors in the outer wall. Say the colour of the door that can be "
        "reached from the named dot without crossing a wall; or, where all doors can be, of the "
        "one that is the fewest cells away on foot."
    )

    def __init__(self, split: str = "train", difficulty: int = 2, image_size: int = 64) -> None:
        super().__init__(split, difficulty)
        self.image_shape = (image_size, image_size, 3)
        self._level = LEVELS[difficulty]
        self._plan = plan(self._level.side, image_size, MARGIN)

    def make(self, generator: np.random.Generator) -> Problem:
        """A maze in which every door is right for one dot, and a question about one of the dots."""
        dice = Dice(generator)
        nearest = dice.chance(self._level.nearest)
        layout = self._layout(dice, nearest)
        right = dice.below(self._level.doors)
        text = NEAREST if nearest else REACHED
        return Problem(
            text.format(layout.dot_colours[right]),
            lambda: self._draw(layout),
            answer=layout.door_colours[right],
            action_mask=colour_mask(layout.door_colours),
            key=(
                nearest,
                layout.maze.passages,
                tuple(layout.doors),
                tuple(layout.door_colours),
                tuple(layout.dots),
                tuple(layout.dot_colours),
                right,
            ),
            caption=lambda: _caption(layout),
        )

    def _layout(self, dice: Dice, connected: bool) -> _Layout:
        level = self._level
        # One maze does for all tries where it doesn't grow from the doors.
        whole = grow(dice, level.side, [dice.below(level.side**2)]) if connected else None
        while True:
            doors = _draw_doors(dice, level.side, level.doors)
            entries = [cell for cell, _ in doors]
            maze = whole or grow(dice, level.side, entries)
            owners = nearest_sources(maze, entries) if connected else maze.trees
            homes: list[list[int]] = [[] for _ in doors]
            for cell, owner in enumerate(owners):
                if owner >= 0 and cell != entries[owner]:
                    homes[owner].append(cell)
            if all(homes):
                break
        return _Layout(
            maze,
            doors,
            dice.sample(COLOURS, level.doors),
            [
                _far_cell(dice, level.side, home, entry)
                for home, entry in zip(homes, entries, strict=True)
            ],
            # Independent of the doors' colours: a dot's colour says nothing about its door's.
            dice.sample(COLOURS, level.doors),
        )

    def _draw(self, layout: _Layout) -> np.ndarray:
        dots = dict(zip(layout.dots, layout.dot_colours, strict=True))
        image = draw_maze(layout.maze, self._plan, dots)
        for (cell, towards), colour in zip(layout.doors, layout.door_colours, strict=True):
            draw_door(image, self._plan, cell, towards, colour)
        return image


def _far_cell(dice: Dice, side: int, cells: list[int], entry: int) -> int:
    """Of a few cells the furthest from a door as the crow flies, so that a dot's door is seldom the
    one beside it."""
    far, most = cells[0], 0
    for _ in range(TRIES):
        cell = dice.pick(cells)
        distance = straight_distance(side, cell, entry)
        if distance > most:
            far, most = cell, distance
    return far


def _draw_doors(dice: Dice, side: int, count: int) -> list[Door]:
    """Places of doors around the border, no two of them side by side or at one cell."""
    places = _border(side)
    first, others = dice.below(len(places)), count - 1
    # Of the places not beside the first, in a line; each one chosen takes the one after it as well.
    steps = sorted(dice.sample(range(len(places) - 3 - max(0, others - 1)), others))
    chosen = [first, *(first + 2 + step + number for number, step in enumerate(steps))]
    return [places[place % len(places)] for place in chosen]


@lru_cache(maxsize=16)
def _border(side: int) -> tuple[Door, ...]:
    """All places for doors, clockwise from the top left."""
    last, line = side - 1, range(side)
    cells = {
        "top": list(line),
        "right": [i * side + last for i in line],
        "bottom": [last * side + last - i for i in line],
        "left": [(last - i) * side for i in line],
    }
    return tuple((cell, towards) for towards in SIDES for cell in cells[towards])


def _caption(layout: _Layout) -> str:
    letters = dict(zip(layout.dots, "ABCDE", strict=False))
    names = ", ".join(
        f"{letters[cell]} the {colour} dot"
        for cell, colour in zip(layout.dots, layout.dot_colours, strict=True)
    )
    side = layout.maze.side
    doors = "; ".join(
        f"the {colour} door at the {towards} of row {cell // side + 1}, column {cell % side + 1}"
        for (cell, towards), colour in zip(layout.doors, layout.door_colours, strict=True)
    )
    return (
        f"A maze from above, # being walls, {names}:\n{layout.maze.written(letters)}\n"
        f"Every second line is a row of cells. Doors: {doors}."
    )
