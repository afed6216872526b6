"""A walk through the rooms of MazeNavigate: what actions do, and which are best."""

from __future__ import annotations

import numpy as np

from gennet_rl.envs.mazes.rooms import (
    CLOSED,
    FIRST_THING,
    FLOOR,
    OPENED,
    WALKABLE,
    House,
    moves_to,
)
from gennet_rl.envs.mazes.view import draw_view, seen_cells, view_in_words
from gennet_rl.envs.task import Episode

__all__ = ["ACTIONS", "NavigateEpisode"]

ACTIONS = ("turn left", "turn right", "forward", "pick up", "open")
LEFT, RIGHT, FORWARD, PICK_UP, OPEN = range(len(ACTIONS))


class NavigateEpisode(Episode):
    """A walk; see ``MazeNavigateTask``.

    Args:
        plan: the house.
        cells: the code of every cell; kept and written to.
        pose: where the walk begins, ``place * 4 + heading``.
        goals: the places of the things to be reached, one after the other.
        picks: for each of them, whether it is to be picked up (or else gone to).
        text: the instruction.
        size: pixels a side of the image.
        max_steps: within which the walk must end.
    """

    def __init__(
        self,
        plan: House,
        cells: bytearray,
        pose: int,
        goals: list[int],
        picks: list[bool],
        text: str,
        size: int,
        max_steps: int,
    ) -> None:
        self.text = text
        self.key = ("navigate", plan.width, bytes(cells), pose, tuple(goals), text)
        self._plan, self._cells, self._size = plan, cells, size
        self._codes = np.frombuffer(cells, np.uint8)  # the same memory
        self._place, self._heading = divmod(pose, 4)
        self._goals, self._picks, self._goal, self._held = goals, picks, 0, 0
        self._step_cost = 0.5 / max_steps
        self._ended = False
        self._image: np.ndarray | None = None
        self._moves = self._plan_moves()
        self.steps_needed = self._count_steps()
        self.best_return = 1 - self._step_cost * self.steps_needed

    @property
    def image(self) -> np.ndarray:  # type: ignore[override]
        """What is seen now, uint8[S, S, 3]; the same array as long as nothing changes."""
        if self._image is None:
            self._image = draw_view(self._seen(), self._size)
        return self._image

    @property
    def caption(self) -> str:  # type: ignore[override]
        """What is seen now, in words."""
        return view_in_words(self._seen(), self._held)

    @property
    def answer(self) -> int | None:  # type: ignore[override]
        """The first action of a shortest way to what is to be done; None when it has ended."""
        if self._ended:
            return None
        return self._best(self._place, self._heading, self._goal)

    def act(self, action: int) -> tuple[float, bool]:
        """Do ``action``; one that is impossible does nothing but cost a step."""
        ahead = self._place + self._plan.steps[self._heading]
        code = self._cells[ahead]
        changed = True
        if action in (LEFT, RIGHT):
            self._heading = (self._heading + (1 if action == RIGHT else 3)) % 4
        elif FIRST_THING <= code < CLOSED and action in (FORWARD, PICK_UP):
            changed = self._touch(ahead, action == PICK_UP)
        elif action == FORWARD and (code == FLOOR or code >= OPENED):
            self._place = ahead
        elif action == OPEN and CLOSED <= code < OPENED:
            self._cells[ahead] = code + OPENED - CLOSED
        else:
            changed = False
        if changed:
            self._image = None
        return self.is_correct - self._step_cost, self._ended

    def _touch(self, place: int, picks: bool) -> bool:
        """Walk into a thing or pick it up; return whether anything has come of it."""
        if place != self._goals[self._goal]:
            self._ended = True  # the wrong thing
            return True
        if picks != self._picks[self._goal]:
            return False
        if picks:
            self._held, self._cells[place] = self._cells[place], FLOOR
        self._goal += 1
        self._ended = self.is_correct = self._goal == len(self._goals)
        return True

    def _seen(self) -> np.ndarray:
        return seen_cells(self._plan, self._codes, self._place, self._heading, self._held)

    def _plan_moves(self) -> list[list[int]]:
        """For every goal, the moves from every pose until all goals are done; see moves_to."""
        plans: list[list[int]] = []
        for number in range(len(self._goals) - 1, -1, -1):
            cells, place = bytearray(self._cells), self._goals[number]
            for done in self._goals[:number]:
                cells[done] = FLOOR  # picked up by then
            ends = {}
            for heading, step in enumerate(self._plan.steps):
                if WALKABLE[cells[place - step]]:
                    pose = place - step << 2 | heading
                    ends[pose] = 1 + (plans[0][pose] if plans else 0)
            # What ends nowhere because the next goal is out of reach is left out.
            ends = {pose: left for pose, left in ends.items() if left > 0}
            plans.insert(0, moves_to(cells, self._plan, ends) if ends else [-1] * 4 * len(cells))
        return plans

    def _best(self, place: int, heading: int, goal: int) -> int:
        """The first action of a best way, from a pose with so many goals done."""
        moves = self._moves[goal]
        wanted, ahead = moves[place << 2 | heading] - 1, place + self._plan.steps[heading]
        if ahead == self._goals[goal]:
            done = goal + 1 == len(self._goals)
            if wanted == (0 if done else self._moves[goal + 1][place << 2 | heading]):
                return PICK_UP if self._picks[goal] else FORWARD
        code = self._cells[ahead]
        # Where a thing bars the way the plan has no moves, and none where it will have been taken.
        if moves[ahead << 2 | heading] == wanted:
            return OPEN if CLOSED <= code < OPENED else FORWARD
        return LEFT if moves[place << 2 | (heading + 3) % 4] == wanted else RIGHT

    def _count_steps(self) -> int:
        """Steps of a best way from the start, doors included; 0 where there is none."""
        place, heading, goal, steps = self._place, self._heading, 0, 0
        if self._moves[0][place << 2 | heading] < 0:
            return 0
        opened: list[int] = []
        while goal < len(self._goals):
            action = self._best(place, heading, goal)
            ahead = place + self._plan.steps[heading]
            steps += 1
            if action in (LEFT, RIGHT):
                heading = (heading + (1 if action == RIGHT else 3)) % 4
            elif ahead == self._goals[goal] and (action == PICK_UP or not self._picks[goal]):
                goal += 1
            else:
                if action == OPEN and ahead not in opened:
                    opened.append(ahead)
                    steps += 1
                place = ahead
        return steps
