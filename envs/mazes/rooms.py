"""The world of MazeNavigate: rooms on a grid with things and doors in them, and ways to a thing.

A place is a number, ``row * width + column`` on a grid with enough empty margin that no view
reaches beyond it. A pose is ``place * 4 + heading``; headings count clockwise from north.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from gennet_rl.envs.dice import Dice

__all__ = [
    "CLOSED",
    "COLOURS",
    "FLOOR",
    "KINDS",
    "NOTHING",
    "OPENED",
    "THINGS",
    "VIEW",
    "WALKABLE",
    "WALL",
    "House",
    "first_thing",
    "house",
    "moves_to",
    "place_doors",
    "thing_name",
]

VIEW = 7  # cells a side of what is seen; the one who sees stands in the middle of the last row
KINDS = ("ball", "box", "key")
COLOURS = ("red", "yellow", "green", "blue", "purple", "pink")

# What a cell can hold, as codes: nothing that is known, floor, wall, things, doors.
NOTHING, FLOOR, WALL, first_thing = 0, 1, 2, 3
THINGS = len(KINDS) * len(COLOURS)
CLOSED = first_thing + THINGS
OPENED = CLOSED + len(COLOURS)
CODES = OPENED + len(COLOURS)
WALKABLE = bytes(code == FLOOR or code >= CLOSED for code in range(CODES))
"""Whether one gets through: doors count, for they can be opened."""


def thing_name(code: int) -> str:
    """What is called so in texts, "red ball" for example."""
    kind, colour = divmod(code - first_thing, len(COLOURS))
    return f"{COLOURS[colour]} {KINDS[kind]}"


@dataclass(frozen=True, slots=True, eq=False)
class House:
    """Rooms of one size, side by side, before doors and things are put in."""

    width: int
    """Cells in a row of the grid, its margin included."""
    empty: bytes
    """The code of every cell."""
    floors: list[int]
    """Every place within the rooms."""
    walls: list[list[int]]
    """For every two neighbouring rooms, the places in their wall where a door can be."""
    sight: dict[int, np.ndarray]
    """For every place where one can stand, what is seen from there, uint8[cells] of 0 and 1: one's
    room with its walls, in a door both rooms."""

    @property
    def steps(self) -> tuple[int, int, int, int]:
        """What a step adds to a place, by heading."""
        return (-self.width, 1, self.width, -1)


@lru_cache(maxsize=32)
def house(across: int, down: int, room_width: int, room_height: int) -> House:
    """``across`` x ``down`` rooms of the given inner size, with walls around and between them."""
    margin = VIEW - 1
    width = across * (room_width + 1) + 1 + 2 * margin
    height = down * (room_height + 1) + 1 + 2 * margin
    grid = np.full((height, width), NOTHING, np.uint8)
    grid[margin:-margin, margin:-margin] = WALL
    floors: list[int] = []
    sight: dict[int, np.ndarray] = {}
    walls: list[list[int]] = []
    views: dict[tuple[int, int], np.ndarray] = {}
    for row in range(down):
        for column in range(across):
            top = margin + row * (room_height + 1)
            left = margin + column * (room_width + 1)
            inner = np.zeros((height, width), np.uint8)
            inner[top + 1 : top + 1 + room_height, left + 1 : left + 1 + room_width] = 1
            grid[inner > 0] = FLOOR
            seen = np.zeros_like(inner)
            seen[top : top + room_height + 2, left : left + room_width + 2] = 1
            views[row, column] = seen
            floors += np.flatnonzero(inner).tolist()
            sight |= dict.fromkeys(np.flatnonzero(inner).tolist(), seen.ravel())
            for other in ((row - 1, column), (row, column - 1)):
                if other in views:
                    shared = (seen & views[other]).astype(bool)
                    # Its ends are corners, where a door would lead nowhere.
                    places = np.flatnonzero(shared)[1:-1].tolist()
                    walls.append(places)
                    sight |= dict.fromkeys(places, (seen | views[other]).ravel())
    return House(width, grid.tobytes(), floors, walls, sight)


def place_doors(dice: Dice, plan: House, cells: bytearray) -> None:
    """Put closed doors of different colours into the walls, so that one way leads to every room.

    Args:
        dice: what decides.
        plan: of one or two rooms, or of two by two.
        cells: the code of every cell, written to.
    """
    walls = dice.shuffled(plan.walls)
    # Four rooms around a point have four walls, and three doors join them without a circle.
    walls = walls[:3] if len(walls) > 1 else walls
    for wall, colour in zip(walls, dice.sample(range(len(COLOURS)), len(walls)), strict=True):
        cells[dice.pick(wall)] = CLOSED + colour


def moves_to(cells: bytearray, plan: House, ends: Mapping[int, int]) -> list[int]:
    """The fewest moves from every pose, turns and steps, to the cheapest of some end poses.

    Opening doors isn't counted: one way leads to every room, so that the doors on it must be opened
    whatever else one does. Breadth first, from the ends backwards.

    Args:
        cells: the code of every cell.
        plan: the house.
        ends: pose -> moves that are still to be made from there, at least 0.

    Returns:
        moves by pose, -1 where no end can be reached.
    """
    moves = [-1] * (4 * len(cells))
    starts: dict[int, list[int]] = {}
    for pose, left in ends.items():
        starts.setdefault(left, []).append(pose)
    steps, walkable = plan.steps, WALKABLE
    reached, frontier = min(starts), []  # type: ignore[var-annotated]
    while frontier or starts:
        for pose in starts.pop(reached, ()):
            if moves[pose] < 0:
                moves[pose] = reached
                frontier.append(pose)
        reached += 1
        following = []
        for pose in frontier:
            heading = pose & 3
            before = pose ^ heading
            for turned in (before | (heading + 1 & 3), before | (heading - 1 & 3)):
                if moves[turned] < 0:
                    moves[turned] = reached
                    following.append(turned)
            place = (pose >> 2) - steps[heading]
            if walkable[cells[place]] and moves[back := place << 2 | heading] < 0:
                moves[back] = reached
                following.append(back)
        frontier = following
    return moves
