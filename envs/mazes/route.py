"""gennet/MazeRoute-v0: where does a described walk over a map end?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from gymnasium import spaces

from gennet_rl.envs.dice import Dice
from gennet_rl.envs.generated import GeneratedTask
from gennet_rl.envs.mazes.colours import COLOURS, colour_mask
from gennet_rl.envs.mazes.drawing import draw_map, plan
from gennet_rl.envs.task import Problem

__all__ = ["MazeRouteTask"]

COMPASS = ("north", "east", "south", "west")
TURNS = ("Turn right", "Turn left")
COUNTS = ("two", "three", "four", "five", "six", "seven", "eight")
NUMBERS = ("", "one step", *(f"{n} steps" for n in COUNTS))
START = "Start at the {} landmark."
QUESTION = "At which landmark do you end?"
ABSOLUTE, ABSOLUTE_EDGE = "Walk {distance} {heading}.", "Walk {heading} to the edge."
RELATIVE, RELATIVE_EDGE = "{turn} and walk {distance}.", "{turn} and walk to the edge."
OFTEN = 0.6  # how often a leg is put by a turn, or by the map's edge, where it can be


@dataclass(frozen=True, slots=True)
class _Level:
    side: int
    landmarks: int
    legs: tuple[int, int]
    """The fewest and the most straight parts of the walk."""
    turns: bool
    """Whether directions may be given as turns, and lengths as "to the edge"."""


LEVELS = (
    _Level(5, 4, (1, 2), False),
    _Level(6, 5, (3, 3), False),
    _Level(7, 6, (4, 4), True),
    _Level(8, 7, (5, 6), True),
    _Level(9, 8, (7, 8), True),
)


class MazeRouteTask(GeneratedTask):
    """At which landmark of the map does the walk end that the text describes?

    ## Description
    A map of square cells shows landmarks of different colours. The text starts at one of them and
    says how to walk from there: steps to north, east, south or west, from difficulty 2 on also
    turns to the left or right and walks to the map's edge. Start and end are drawn uniformly among
    the landmarks and then a way is made between them, so that neither text nor image alone says
    which it is.

    ## Text
    "Start at the red landmark. Walk two steps east. Turn left and walk one step. ... At which
    landmark do you end?" North is the top of the picture.

    ## Image
    uint8[S, S, 3], S being ``image_size``: the map from above, landmarks as coloured squares.

    ## Actions
    ``Discrete(8)``: the landmarks' colours. ``action_mask`` allows those in the picture but the
    start; chance is 1 / (number of landmarks - 1).

    ## Rewards
    1 for the right answer, 0 for a wrong one.

    ## Episode end
    Every episode has one step.

    ## Arguments
    ``split``; ``difficulty``, 0 to 4: a map of 5, 6, 7, 8 or 9 cells a side with 4, 5, 6, 7 or 8
    landmarks, and walks of 1 to 2, 3, 4, 5 to 6 or 7 to 8 legs; ``image_size``: pixels a side, 64
    to 224 being meant.

    ## Splits
    Endless; a tenth of all problems (map and walk) each for validation and test.

    ## Registered ids
    ``gennet/MazeRoute-v0``

    ## Source
    Own design.
    """

    name = "MazeRoute"
    answers = COLOURS
    has_action_mask = True
    rules = (
        "The picture shows a map of square cells with coloured landmarks; its top is north. Walk "
        "as the text says, a step leading to the next cell, and say the colour of the landmark "
        "where you end. A turn changes the direction of the walk so far."
    )

    def __init__(self, split: str = "train", difficulty: int = 2, image_size: int = 64) -> None:
        super().__init__(split, difficulty)
        self.image_shape = (image_size, image_size, 3)
        self.text_space = _text_space()
        self._level = LEVELS[difficulty]
        self._plan = plan(self._level.side, image_size)

    def make(self, generator: np.random.Generator) -> Problem:
        """A map, two of its landmarks, and a walk from one to the other."""
        dice, level = Dice(generator), self._level
        cells = dice.sample(range(level.side**2), level.landmarks)
        colours = dice.sample(COLOURS, level.landmarks)
        landmarks = dict(zip(cells, colours, strict=True))
        # Cells and colours are in random order, so that the first two are any two.
        corners = _walk(dice, level, cells[0], cells[1])
        sentences = [START.format(colours[0]), *_sentences(dice, level, corners), QUESTION]
        return Problem(
            text=(text := " ".join(sentences)),
            image=lambda: draw_map(self._plan, landmarks),
            answer=colours[1],
            action_mask=colour_mask(colours[1:]),
            # Sorted, for the order tells nothing of the map.
            key=(level.side, sorted(landmarks.items()), text),
            caption=lambda: _caption(level.side, landmarks),
        )


def _walk(dice: Dice, level: _Level, start: int, end: int) -> list[tuple[int, int]]:
    """The (column, row) where a walk from cell to cell begins, turns and ends."""
    side = level.side
    (start_y, start_x), (end_y, end_x) = divmod(start, side), divmod(end, side)
    legs = dice.between(*level.legs)
    if legs <= 2:
        legs = (start_x != end_x) + (start_y != end_y)
    across = dice.below(2)  # whether the first leg leads west or east
    # An axis with a single leg has no place for a detour: it must be one on which the ends differ.
    if legs == 1:
        across = int(start_x != end_x)
    elif legs == 3:
        across = int(start_y != end_y and (start_x == end_x or across))
    first, second = (legs + 1) // 2, legs // 2
    xs = _stations(dice, side, start_x, end_x, first if across else second)
    ys = _stations(dice, side, start_y, end_y, second if across else first)
    corners = [(start_x, start_y)]
    for leg in range(legs):
        x, y = corners[-1]
        corners.append((next(xs), y) if (leg % 2 == 0) == bool(across) else (x, next(ys)))
    return corners


def _stations(dice: Dice, side: int, start: int, end: int, count: int) -> Iterator[int]:
    """``count`` coordinates after ``start``, each another than the one before, the last ``end``."""
    places, last = [], start
    for left in range(count - 1, -1, -1):
        if left:
            free = [p for p in range(side) if p != last and (left > 1 or p != end)]
            last = dice.pick(free)
        else:
            last = end
        places.append(last)
    return iter(places)


def _sentences(dice: Dice, level: _Level, corners: Sequence[tuple[int, int]]) -> list[str]:
    sentences, heading = [], -1
    for (x, y), (new_x, new_y) in pairwise(corners):
        before = heading
        heading = (1 if new_x > x else 3) if new_x != x else (2 if new_y > y else 0)
        to_edge = (new_y == 0, new_x == level.side - 1, new_y == level.side - 1, new_x == 0)
        words = {
            "heading": COMPASS[heading],
            "distance": NUMBERS[abs(new_x - x) + abs(new_y - y)],
        }
        edge = level.turns and to_edge[heading] and dice.chance(OFTEN)
        if level.turns and before >= 0 and dice.chance(OFTEN):
            words["turn"] = TURNS[(heading - before) % 4 // 2]
            sentences.append((RELATIVE_EDGE if edge else RELATIVE).format(**words))
        else:
            sentences.append((ABSOLUTE_EDGE if edge else ABSOLUTE).format(**words))
    return sentences


@lru_cache(maxsize=1)
def _text_space() -> spaces.Text:
    """One space for all difficulties."""
    kinds = [
        kind.format(turn=turn, distance=distance, heading=heading)
        for kind in (ABSOLUTE, ABSOLUTE_EDGE, RELATIVE, RELATIVE_EDGE)
        for turn in TURNS
        for distance in NUMBERS[1:]
        for heading in COMPASS
    ]
    starts = [START.format(colour) for colour in COLOURS]
    alphabet = "".join(sorted(set("".join([*kinds, *starts, QUESTION]))))
    ends = len(QUESTION) + 1
    shortest = min(map(len, starts)) + 1 + len(ABSOLUTE.format(distance="one step", heading="east"))
    longest = max(map(len, starts)) + LEVELS[-1].legs[1] * (max(map(len, kinds)) + 1)
    return spaces.Text(longest + ends, min_length=shortest + ends, charset=alphabet)


def _caption(side: int, landmarks: dict[int, str]) -> str:
    places = "; ".join(
        f"the {colour} landmark in row {cell // side + 1}, column {cell % side + 1}"
        for cell, colour in sorted(landmarks.items())
    )
    return f"A map of {side} by {side} cells, north being its top: {places}."
