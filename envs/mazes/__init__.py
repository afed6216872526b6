"""Mazes and maps: following a route, finding a way, walking by an instruction."""

from gennet_rl.envs.mazes.door import MazeDoorTask
from gennet_rl.envs.mazes.navigate import MazeNavigateTask
from gennet_rl.envs.mazes.path import MazePathTask
from gennet_rl.envs.mazes.route import MazeRouteTask

__all__ = ["MazeDoorTask", "MazeNavigateTask", "MazePathTask", "MazeRouteTask"]
