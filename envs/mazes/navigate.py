"""gennet/MazeNavigate-v0: walking through rooms, seen from within, by an instruction."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gennet_rl.envs.dice import Dice
from gennet_rl.envs.generated import GeneratedTask
from gennet_rl.envs.mazes.rooms import (
    CLOSED,
    COLOURS,
    FLOOR,
    KINDS,
    OPENED,
    WALKABLE,
    House,
    first_thing,
    house,
    moves_to,
    place_doors,
    thing_name,
)
from gennet_rl.envs.mazes.view import draw_view, seen_cells, view_in_words
from gennet_rl.envs.task import Episode, text_space

__all__ = ["MazeNavigateTask", "NavigateEpisode"]

ACTIONS = ("turn left", "turn right", "forward", "pick up", "open")
LEFT, RIGHT, FORWARD, PICK_UP, OPEN = range(len(ACTIONS))
GO_TO, PICK, BOTH = "go to the {}", "pick up the {}", "pick up the {}, then go to the {}"
POOL = 3  # colours of an episode's things, so that kind and colour must both be read


@dataclass(frozen=True, slots=True)
class _Level:
    rooms: tuple[int, int, int, int]
    """Rooms across and down, and their width and height."""
    things: int
    two_goals: bool
    max_steps: int


LEVELS = (
    _Level((1, 1, 5, 5), 3, False, 40),
    _Level((1, 1, 7, 7), 4, False, 60),
    _Level((2, 1, 5, 5), 5, False, 80),
    _Level((2, 1, 5, 5), 6, True, 120),
    _Level((2, 2, 4, 4), 8, True, 160),
)


class NavigateEpisode(Episode):
    """A walk; see :class:`MazeNavigateTask`.

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
        if action in (LEFT, RIGHT):
            self._heading = (self._heading + (1 if action == RIGHT else 3)) % 4
        elif first_thing <= code < CLOSED:
            if action != OPEN and not self._touch(ahead, action == PICK_UP):
                return -self._step_cost, False
        elif action == FORWARD and (code == FLOOR or code >= OPENED):
            self._place = ahead
        elif action == OPEN and CLOSED <= code < OPENED:
            self._cells[ahead] = code + OPENED - CLOSED
        else:
            return -self._step_cost, False
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
        if moves[ahead << 2 | heading] == wanted and WALKABLE[code]:
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


class MazeNavigateTask(GeneratedTask):
    """Walk through rooms, seeing only what lies ahead, and do what the text says.

    ## Description
    Balls, boxes and keys of several colours lie in one to four rooms, joined by closed doors. The
    text names one of the things, or two in their order; others share its kind or its colour. One
    sees the room that one is in, seven by seven cells ahead. Whatever is touched that is not the
    thing to be reached next ends the episode.

    ## Text
    "go to the red ball", "pick up the blue key" or, from difficulty 3 on, "pick up the red key,
    then go to the blue box"; the same throughout an episode.

    ## Image
    uint8[S, S, 3], S being ``image_size``: the view, ahead being up. The black wedge below is
    oneself, with what one carries beside it; balls are discs, boxes hollow squares; doors fill
    their cell while they are closed and leave a frame when open; walls are grey and what cannot be
    seen is black: cells of other rooms, but in a door one sees both.

    ## Actions
    ``Discrete(5)``: turn left, turn right, forward, pick up, open. Walking into a thing is going to
    it; "pick up" takes what lies ahead, "open" opens the door ahead. What is impossible does
    nothing.

    ## Rewards
    1 when all is done; every step costs 0.5 / ``max_steps``, so that returns lie in [-0.5, 1).

    ## Episode end
    When all is done; when a wrong thing is walked into or picked up; after ``max_steps`` steps: 40,
    60, 80, 120 or 160 by difficulty.

    ## Arguments
    ``split``; ``difficulty``, 0 to 4: one room of 5 x 5 cells with 3 things, one of 7 x 7 with 4,
    two of 5 x 5 with 5, the same with 6 and two goals, four of 4 x 4 with 8 and two goals;
    ``image_size``: pixels a side, 64 to 224 being meant.

    ## Splits
    Endless; a tenth of all problems (rooms, things, start and instruction) each for validation and
    test.

    ## Registered ids
    ``gennet/MazeNavigate-v0``

    ## Source
    Own design, after the instructions and partial views of BabyAI (Chevalier-Boisvert et al. 2019,
    https://arxiv.org/abs/1810.08272).
    """

    name = "MazeNavigate"
    answers = ACTIONS
    rules = (
        "You walk through rooms and see what lies ahead of you, up being ahead; the black wedge at "
        "the bottom is you. Do what the text says. Walk into a thing to go to it; pick up what "
        "lies right ahead; open doors that are right ahead before you walk through. Touching any "
        "other thing ends the walk."
    )

    def __init__(self, split: str = "train", difficulty: int = 2, image_size: int = 64) -> None:
        super().__init__(split, difficulty)
        self.image_shape = (image_size, image_size, 3)
        self.text_space = text_space(_texts())
        self._level = LEVELS[difficulty]
        self.max_steps = self._level.max_steps

    def make(self, generator: np.random.Generator) -> NavigateEpisode:
        """Rooms with things in them, and an instruction that can be followed."""
        dice, level = Dice(generator), self._level
        plan = house(*level.rooms)
        while True:
            cells = bytearray(plan.empty)
            place_doors(dice, plan, cells)
            # Things in front of doors would bar the way.
            floors = [p for p in plan.floors if all(cells[p + s] < CLOSED for s in plan.steps)]
            places = dice.sample(floors, level.things)
            pool = dice.sample(range(len(COLOURS)), POOL)
            names = [kind * len(COLOURS) + colour for kind in range(len(KINDS)) for colour in pool]
            for place, name in zip(places, dice.sample(names, level.things), strict=True):
                cells[place] = first_thing + name
            start = dice.pick([place for place in plan.floors if cells[place] == FLOOR])
            goals = places[: 1 + level.two_goals]
            picks = [True, False] if level.two_goals else [dice.chance(0.5)]
            text = (BOTH if level.two_goals else PICK if picks[0] else GO_TO).format(
                *[thing_name(cells[place]) for place in goals]
            )
            episode = NavigateEpisode(
                plan,
                cells,
                start * 4 + dice.below(4),
                goals,
                picks,
                text,
                self.image_shape[0],
                level.max_steps,
            )
            if episode.steps_needed:
                return episode


def _texts() -> list[str]:
    """Every text that there is, at any difficulty."""
    names = [f"{colour} {kind}" for colour in COLOURS for kind in KINDS]
    pairs = [BOTH.format(a, b) for a in names for b in names if a != b]
    return [text.format(name) for text in (GO_TO, PICK) for name in names] + pairs
