"""gennet/MazeNavigate-v0: walking through rooms, seen from within, by an instruction."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gennet_rl.envs.dice import Dice
from gennet_rl.envs.generated import GeneratedTask
from gennet_rl.envs.mazes.rooms import (
    CLOSED,
    COLOURS,
    FIRST_THING,
    FLOOR,
    KINDS,
    house,
    place_doors,
    thing_name,
)
from gennet_rl.envs.mazes.walk import ACTIONS, NavigateEpisode
from gennet_rl.envs.task import text_space

__all__ = ["MazeNavigateTask"]

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
                cells[place] = FIRST_THING + name
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
