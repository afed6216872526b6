"""gennet/Statements-v0: truth by another reading, balance, pictures."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest

from gennet_rl.envs.boxes import syntax
from gennet_rl.envs.boxes.building import ScatterBuildTask, TowerBuildTask
from gennet_rl.envs.boxes.drawing import draw_boxes
from gennet_rl.envs.boxes.notation import notation, parse
from gennet_rl.envs.boxes.sampling import statements_of
from gennet_rl.envs.boxes.statements import StatementsTask
from gennet_rl.envs.boxes.things import EMPTY, WALLS, Things, scattered, towers

LEVELS = range(5)
WORLDS = (towers(4), scattered(2), scattered(3))
BUILDS = (TowerBuildTask, ScatterBuildTask)


# A second reading of statements, from captions: lists of words instead of strings of letters.

Thing = tuple[str, ...]  # its words, and for scattered ones the walls it touches


def seen(caption: str) -> list[list[Thing]]:
    """Things of each box by what a caption says: words of the place first for scattered ones."""
    boxes = []
    for told in caption.rstrip(".").split(". "):
        told = told.split(": ", 1)[1]
        if told == "empty":
            boxes.append([])
        elif told.startswith("from the bottom up "):
            blocks = told.removeprefix("from the bottom up ").split(", ")
            boxes.append([tuple(block.split()) for block in blocks])
        else:
            boxes.append(
                [tuple(thing.replace("bottom", "base").split()) for thing in told.split(", ")]
            )
    return boxes


def fits(thing: Thing, words: Things) -> bool:
    wanted = {word for word in (words.size, words.colour, words.kind) if word not in ("", "object")}
    return wanted <= set(thing)


def number_of(clause: Any, things: list[Thing]) -> int:
    return sum(
        fits(thing, clause.things) and (not clause.wall or clause.wall in thing[:-3])
        for thing in things
    )


def naive_clause(clause: Any, things: list[Thing]) -> bool:
    pairs = list(pairwise(things))
    match clause:
        case syntax.Count(comparison, number):
            found = number_of(clause, things)
            wanted = {"exactly": [number], "at least": range(number, 99)}
            return found in wanted.get(comparison, range(number + 1))
        case syntax.More(these, those):
            counts = [sum(fits(thing, words) for thing in things) for words in (these, those)]
            return counts[0] > counts[1]
        case syntax.Variety(_, attribute, number):
            return len({thing[-2 if attribute == "colour" else -1] for thing in things}) == number
        case syntax.End(end, block):
            return bool(things) and fits(things[-1 if end == "top" else 0], block)
        case syntax.On(lower, upper):
            return any(fits(a, lower) and fits(b, upper) for a, b in pairs)
        case syntax.Above(lower, upper):
            return any(
                fits(a, lower) and fits(b, upper)
                for place, a in enumerate(things)
                for b in things[place + 1 :]
            )
        case syntax.Between(inner, outer):
            triples = zip(things, things[1:], things[2:], strict=False)
            return any(fits(a, outer) and fits(b, inner) and fits(c, outer) for a, b, c in triples)
        case syntax.Alike():
            return any(a == b for a, b in pairs)
    raise AssertionError(clause)


def naive(statement: syntax.Statement, boxes: list[list[Thing]]) -> bool:
    match statement:
        case syntax.Join(word, first, second):
            return (all if word == "and" else any)([naive(first, boxes), naive(second, boxes)])
        case syntax.In("together", clause):
            return naive_clause(clause, [thing for box in boxes for thing in box])
        case syntax.In(place, clause):
            true = [naive_clause(clause, box) for box in boxes]
        case syntax.Both(place, first, second):
            true = [naive_clause(first, box) and naive_clause(second, box) for box in boxes]
    if place in ("left", "middle", "right"):
        return true[("left", "middle", "right").index(place)]
    wanted = {
        "some": (1, 2, 3),
        "every": (3,),
        "exactly one": (1,),
        "exactly two": (2,),
        "at least two": (2, 3),
        "at most one": (0, 1),
    }
    return sum(true) in wanted[place]


@pytest.mark.parametrize("level", LEVELS)
def test_answers_are_right_by_another_reading(level: int) -> None:
    task, generator = StatementsTask(difficulty=level), np.random.default_rng(level)
    kinds = set()
    for _ in range(600):
        problem = task.make(generator)
        statement = parse(problem.key[0])  # type: ignore[index]
        boxes = seen(problem.caption())  # type: ignore[operator, misc]
        assert naive(statement, boxes) == (problem.answer == 0), problem
        kinds |= set(notation(statement).replace(")", "(").replace(", ", "(").split("("))
    assert {"in", "count"} <= kinds
    if level == 4:
        assert {"both", "and", "or", "on", "above", "between", "alike", "variety"} <= kinds
        assert {"more", "end", "together", "base"} <= kinds


@pytest.mark.parametrize("level", LEVELS)
def test_truth_is_balanced_given_the_text_and_given_the_picture(level: int) -> None:
    task, generator = StatementsTask(difficulty=level), np.random.default_rng(level)
    number = 4000
    episodes = [task.start(generator) for _ in range(number)]
    true = np.array([episode.answer == 0 for episode in episodes])
    margin = 4 * 0.5 / number**0.5
    assert abs(true.mean() - 0.5) < margin
    # The best guess by text, learned on one half, tried on the other.
    met: Counter[str] = Counter()
    for episode, truth in zip(episodes[::2], true[::2], strict=True):
        met[episode.text] += 1 if truth else -1
    guesses = np.array([met[episode.text] > 0 for episode in episodes[1::2]])
    assert abs((guesses == true[1::2]).mean() - 0.5) < 2**0.5 * margin
    things = [sum(len(b) - b.count(EMPTY) for b in e.key[1]) for e in episodes]  # type: ignore[index]
    brightness = [float(episode.image.mean()) for episode in episodes]
    for statistic in (np.array(things), np.array(brightness)):
        assert abs(np.corrcoef(statistic, true)[0, 1]) < 4 / number**0.5


@pytest.mark.parametrize("size", [64, 100, 224])
def test_other_boxes_look_different(size: int) -> None:
    task = TowerBuildTask(image_size=size)
    boxes = [*list(product("ryb", repeat=2)), ("", "r"), ("r", ""), ("", "")]
    pictures = {draw_boxes((*pair, "rg"), towers(4), size).tobytes() for pair in boxes}
    assert len(pictures) == len(boxes)
    world = scattered(3)
    empty = EMPTY * world.room
    single = [
        empty[:place] + letter + empty[place + 1 :]
        for place in range(world.room)
        for letter in world.letters
    ]
    drawn = [draw_boxes((empty, box, empty), world, size) for box in single]
    assert len({picture.tobytes() for picture in drawn}) == len(single)
    assert drawn[0].shape == task.image_shape == (size, size, 3)
    assert drawn[0].dtype == np.uint8


def test_things_at_a_wall_touch_it() -> None:
    """In the middle box of a picture: in its first or last column or row of pixels."""
    world, size = scattered(2), 64
    empty = EMPTY * world.room
    ground = draw_boxes((empty,) * 3, world, size)
    columns = np.flatnonzero((ground[0] == ground[0, 0]).all(1))
    left, right = columns[len(columns) // 3], columns[2 * len(columns) // 3 - 1]
    for place in range(world.room):
        box = empty[:place] + world.letters[-1] + empty[place + 1 :]  # a large square
        rows, across = np.nonzero((draw_boxes((empty, box, empty), world, size) != ground).any(-1))
        touched = {
            "left": across.min() == left,
            "right": across.max() == right,
            "top": rows.min() == 0,
            "base": rows.max() == size - 1,
        }
        assert touched == {wall: box[WALLS[wall]] != ".." for wall in WALLS}


@pytest.mark.parametrize("make", [StatementsTask, *BUILDS])
def test_splits_share_no_problem(make: Any) -> None:
    keys = []
    for split in ("train", "validation", "test"):
        task, generator = make(split, difficulty=1), np.random.default_rng(0)
        keys.append({task.start(generator).key for _ in range(150)})
    assert not keys[0] & keys[1]
    assert not keys[0] & keys[2]
    assert not keys[1] & keys[2]


def test_statements_are_kept_by_world() -> None:
    assert statements_of(towers(4), 2) is statements_of(towers(4), 2)
