"""Mazes of square cells with thin walls: growing them, measuring ways in them, writing them down.

A cell is a number, ``row * side + column``, counted from the top left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations

from gennet_rl.envs.dice import Dice

__all__ = ["EAST", "SOUTH", "TIED", "Maze", "grow", "nearest_sources", "straight_distance"]

EAST, SOUTH = 1, 2  # bits of Maze.passages
NOBODY, TIED = -1, -2
ORDERS = 24  # of four ways


@dataclass(frozen=True, slots=True, eq=False)
class Maze:
    """A maze of ``side`` x ``side`` cells."""

    side: int
    passages: bytes
    """For every cell, whether its eastern (bit ``EAST``) and southern (``SOUTH``) side is open."""
    trees: list[int]
    """For every cell, the number of the part of the maze that it is in."""

    def written(self, letters: Mapping[int, str]) -> str:
        """The maze as lines of text: # for a wall, a dot for floor, letters for what lies there.

        Args:
            letters: cell -> character.
        """
        lines = ["#" * (2 * self.side + 1)]
        for top in range(0, self.side**2, self.side):
            row, below = "#", "#"
            for cell in range(top, top + self.side):
                row += letters.get(cell, ".") + (".#"[not self.passages[cell] & EAST])
                below += ".#"[not self.passages[cell] & SOUTH] + "#"
            lines += [row, below]
        return "\n".join(lines)


def grow(dice: Dice, side: int, seeds: Sequence[int]) -> Maze:
    """Dig a maze from several cells at once, until every cell is dug.

    Each seed becomes a part of its own, a tree of corridors: within it there is exactly one way
    between any two cells, and none leads out of it. The trees grow in turn, each in depth first, so
    that they are about as large and wind around one another; and the number of walls is the same in
    all mazes of as many cells and seeds.

    Args:
        dice: what decides.
        side: cells in a row, and rows.
        seeds: different cells.
    """
    ways, share = _ways(side), dice.share
    passages, trees = bytearray(side * side), [NOBODY] * (side * side)
    heads = []
    for tree, seed in enumerate(seeds):
        trees[seed] = tree
        heads.append((tree, [iter(dice.pick(ways[seed]))]))
    while heads:
        exhausted = False
        for tree, trail in heads:
            while trail:
                for way in trail[-1]:
                    if trees[way[0]] < 0:
                        break
                else:
                    trail.pop()
                    continue
                new, noted, bit = way
                trees[new] = tree
                passages[noted] |= bit
                trail.append(iter(ways[new][int(share() * ORDERS)]))
                break
            else:
                exhausted = True
        if exhausted:
            heads = [head for head in heads if head[1]]
    return Maze(side, bytes(passages), trees)


def nearest_sources(maze: Maze, sources: Sequence[int]) -> list[int]:
    """For every cell the number of the source that is fewest steps away.

    Args:
        maze: where to walk.
        sources: different cells.

    Returns:
        ``TIED`` where two are as near, -1 where none can be reached.
    """
    owners, steps = [NOBODY] * len(maze.trees), [-1] * len(maze.trees)
    for number, cell in enumerate(sources):
        owners[cell], steps[cell] = number, 0
    passages, side = maze.passages, maze.side
    frontier, distance = list(sources), 0
    while frontier:
        distance += 1
        following = []
        for cell in frontier:
            owner = owners[cell]
            # Indices below zero meet the last row or column, which has no such passages.
            here = passages[cell]
            nexts = []
            if here & EAST:
                nexts.append(cell + 1)
            if here & SOUTH:
                nexts.append(cell + side)
            if passages[cell - 1] & EAST:
                nexts.append(cell - 1)
            if passages[cell - side] & SOUTH:
                nexts.append(cell - side)
            for new in nexts:
                if steps[new] < 0:
                    steps[new], owners[new] = distance, owner
                    following.append(new)
                elif steps[new] == distance and owners[new] != owner:
                    owners[new] = TIED
        frontier = following
    return owners


def straight_distance(side: int, one: int, other: int) -> int:
    """Rows plus columns between two cells, as if there were no walls."""
    return abs(one // side - other // side) + abs(one % side - other % side)


@lru_cache(maxsize=32)
def _ways(side: int) -> tuple[tuple[tuple[tuple[int, int, int], ...], ...], ...]:
    """For every cell its ways out, in all orders: the next cell, and the cell and bit of
    ``Maze.passages`` where the passage is noted."""

    def around(cell: int) -> list[tuple[int, int, int]]:
        row, column = divmod(cell, side)
        ways = []
        if column < side - 1:
            ways.append((cell + 1, cell, EAST))
        if row < side - 1:
            ways.append((cell + side, cell, SOUTH))
        if column > 0:
            ways.append((cell - 1, cell - 1, EAST))
        if row > 0:
            ways.append((cell - side, cell - side, SOUTH))
        return ways

    orders = [tuple(permutations(around(cell))) for cell in range(side * side)]
    # As many for every cell, so that growing need not ask how many there are.
    return tuple(those * (ORDERS // len(those)) for those in orders)
