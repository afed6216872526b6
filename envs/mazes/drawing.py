"""Pictures of mazes and maps from above: floor, walls, coloured things in cells, doors.

H x W image; a cell is a number, ``row * side + column``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from gennet_rl.envs.mazes.maze import EAST, SOUTH, Maze
from gennet_rl.envs.painting import Colour, blank, fill, paste, rgb, shape

__all__ = ["FLOOR", "Plan", "draw_door", "draw_map", "draw_maze", "plan"]

FLOOR: Colour = (236, 233, 225)
WALL = 45  # grey
EAST_ONLY = bytes(byte & EAST for byte in range(256))
SOUTH_ONLY = bytes(byte & SOUTH for byte in range(256))
STREET: Colour = (190, 186, 178)
REFERENCE = 64  # image size at which lines are one pixel wide


@dataclass(frozen=True, slots=True)
class Plan:
    """Where the cells of a maze lie in an image, in pixels."""

    side: int
    size: int
    """Of the image."""
    pitch: int
    """From one cell's left edge to the next one's."""
    wall: int
    """Width of a wall."""
    start: int
    """Left and upper edge of the outer wall."""

    @property
    def end(self) -> int:
        """Right and lower edge of the outer wall (not included)."""
        return self.start + self.pitch * self.side + self.wall

    @property
    def room(self) -> int:
        """Width of a cell without its walls."""
        return self.pitch - self.wall


@lru_cache(maxsize=64)
def plan(side: int, size: int, margin: float = 0.0) -> Plan:
    """How ``side`` x ``side`` cells fit into an image of ``size`` pixels.

    Args:
        side: cells in a row.
        size: of the image.
        margin: the share of the image that stays free on each side at least.
    """
    wall = max(1, round(size / REFERENCE))
    pitch = (size - 2 * round(margin * size) - wall) // side
    return Plan(side, size, pitch, wall, (size - pitch * side - wall) // 2)


def draw_maze(maze: Maze, where: Plan, things: Mapping[int, str]) -> np.ndarray:
    """A maze with a coloured disc in some of its cells.

    Args:
        maze: its walls.
        where: the plan of as many cells.
        things: cell -> name of a colour.

    Returns:
        uint8[H, W, 3], new.
    """
    image = blank(where.size, where.size, FLOOR)
    wall, side, top = where.wall, where.side, where.start
    strips = _strips(where)
    image[top : top + wall] = strips.wall(bytes(side))
    for first in range(0, side * side, side):
        row = maze.passages[first : first + side]
        image[top + wall : top + where.pitch] = strips.row(row.translate(EAST_ONLY))
        top += where.pitch
        image[top : top + wall] = strips.wall(row.translate(SOUTH_ONLY))
    _lay(image, where, things, "circle")
    return image


def draw_map(where: Plan, things: Mapping[int, str]) -> np.ndarray:
    """A map of squares between streets' lines, with a coloured square in some of its cells.

    Args:
        where: the plan of the cells.
        things: cell -> name of a colour.

    Returns:
        uint8[H, W, 3], new.
    """
    image = _empty_map(where).copy()
    _lay(image, where, things, "square")
    return image


def draw_door(image: np.ndarray, where: Plan, cell: int, towards: str, colour: str) -> None:
    """Paint a door into the outer wall of a maze.

    Args:
        image: uint8[H, W, 3], written to.
        where: the maze's plan, with a margin.
        cell: one at the border.
        towards: the side of the cell: "top", "right", "bottom" or "left".
        colour: its name.
    """
    row, column = divmod(cell, where.side)
    left = where.start + column * where.pitch + where.wall
    top = where.start + row * where.pitch + where.wall
    thickness = where.start - 1 + where.wall  # through the wall, and out almost to the edge
    if towards in ("top", "bottom"):
        edge = 1 if towards == "top" else where.end - where.wall
        fill(image, left, edge, left + where.room, edge + thickness, rgb(colour))
    else:
        edge = 1 if towards == "left" else where.end - where.wall
        fill(image, edge, top, edge + thickness, top + where.room, rgb(colour))


def _lay(image: np.ndarray, where: Plan, things: Mapping[int, str], kind: str) -> None:
    places, room = _places(where), where.room
    for cell, colour in things.items():
        image[places[cell]] = _tile(kind, room, colour)


@lru_cache(maxsize=64)
def _places(where: Plan) -> list[tuple[slice, slice]]:
    """Of every cell its part of the image, without walls."""
    starts = [where.start + i * where.pitch + where.wall for i in range(where.side)]
    lines = [slice(start, start + where.room) for start in starts]
    return [(rows, columns) for rows in lines for columns in lines]


@lru_cache(maxsize=1024)
def _tile(kind: str, side: int, colour: str) -> np.ndarray:
    """A thing with the floor around it, uint8[side, side, 3], which is quicker to lay than a
    sprite with see-through parts."""
    tile = blank(side, side, FLOOR)
    if kind == "square":
        inset = max(1, side // 10)
        fill(tile, inset, inset, side - inset, side - inset, rgb(colour))
    else:
        paste(tile, shape(kind, side, rgb(colour)), 0, 0)
    return tile


class _Strips:
    """Strips of a maze's picture by what is open in a row of cells, drawn when first needed.

    A row of cells and the walls below it are two slices of the image, and there are few different
    ones; laying these is several times quicker than painting walls one by one.
    """

    def __init__(self, where: Plan) -> None:
        self._where = where
        self._rows: dict[bytes, np.ndarray] = {}
        self._walls: dict[bytes, np.ndarray] = {}

    def row(self, passages: bytes) -> np.ndarray:
        """The cells of a row, uint8[pitch - wall, W, 3], ``EAST`` where the way on is open."""
        if passages not in self._rows:
            where = self._where
            strip = self._floor(where.room)
            for column in range(where.side + 1):
                if not column or not passages[column - 1]:
                    left = where.start + column * where.pitch
                    strip[:, left : left + where.wall] = WALL
            self._rows[passages] = strip
        return self._rows[passages]

    def wall(self, passages: bytes) -> np.ndarray:
        """The walls below a row, uint8[wall, W, 3], ``SOUTH`` where the way down is open.

        Where four cells meet there is always some wall: else one could walk in a circle.
        """
        if passages not in self._walls:
            where = self._where
            strip = self._floor(where.wall)
            strip[:, where.start : where.end] = WALL
            for column, is_open in enumerate(passages):
                if is_open:
                    left = where.start + column * where.pitch + where.wall
                    strip[:, left : left + where.room] = FLOOR
            self._walls[passages] = strip
        return self._walls[passages]

    def _floor(self, height: int) -> np.ndarray:
        return blank(height, self._where.size, FLOOR)


@lru_cache(maxsize=64)
def _strips(where: Plan) -> _Strips:
    return _Strips(where)


@lru_cache(maxsize=64)
def _empty_map(where: Plan) -> np.ndarray:
    image = blank(where.size, where.size, FLOOR)
    start, end = where.start, where.end
    for line in range(start, end, where.pitch):
        fill(image, line, start, line + where.wall, end, STREET)
        fill(image, start, line, end, line + where.wall, STREET)
    return image
