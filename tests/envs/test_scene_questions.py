"""gennet/Scenes-v0: programs, answers, pictures, balance."""

from __future__ import annotations

import warnings
from collections import Counter, defaultdict
from functools import lru_cache
from typing import Any

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env
from scene_episodes import episodes, parts

from gennet_rl.envs import ReasoningEnv, ReasoningVectorEnv
from gennet_rl.envs.dice import Dice
from gennet_rl.envs.generated import DIFFICULTIES
from gennet_rl.envs.registration import TASKS
from gennet_rl.envs.scenes.programs import execute
from gennet_rl.envs.scenes.questions import ANSWERS, FAMILIES, SceneQuestionsTask
from gennet_rl.envs.scenes.things import ATTRIBUTES, Thing, World
from gennet_rl.envs.scenes.worlds import LEVELS, Level, compose
from gennet_rl.envs.task import AnswerEpisode
from gennet_rl.errors import InvalidValueError

IDS = [f"gennet/{name}" for name in TASKS if name.startswith("Scenes")]


@lru_cache
def sample(family: str) -> list[AnswerEpisode]:
    return list(episodes(1600, seed=1, family=family))


def by_hand(program: Any, things: list[Thing]) -> Any:
    """What a program comes to, on plain lists, without the library's sets of bits."""
    operation, *rest = program

    def run(index: int) -> Any:
        return by_hand(rest[index], things)

    if operation == "all":
        return things
    if operation == "filter":
        return [thing for thing in run(2) if getattr(thing, rest[0]) == rest[1]]
    if operation == "relate":
        anchor = run(1)
        return [thing for thing in things if lies(thing, rest[0], anchor)]
    if operation == "same":
        anchor = run(1)
        return [
            t for t in things if t != anchor and getattr(t, rest[0]) == getattr(anchor, rest[0])
        ]
    if operation == "odd":
        tally = Counter(getattr(thing, rest[0]) for thing in things)
        one_against_all = sorted(tally.values()) == [1, len(things) - 1]
        return [t for t in things if one_against_all and tally[getattr(t, rest[0])] == 1]
    if operation == "unique":
        (thing,) = run(0)
        return thing
    if operation == "query":
        return getattr(run(1), rest[0])
    if operation == "related":
        return lies(run(1), rest[0], run(2))
    if operation == "agree":
        return getattr(run(1), rest[0]) == getattr(run(2), rest[0])
    one, *other = [run(index) for index in range(len(rest))]
    return {
        "exist": lambda: len(one) > 0,
        "count": lambda: len(one),
        "more": lambda: one > other[0],
        "fewer": lambda: one < other[0],
        "equal": lambda: one == other[0],
        "and": lambda: one and other[0],
        "or": lambda: one or other[0],
        "not": lambda: not one,
        "union": lambda: [thing for thing in things if thing in one or thing in other[0]],
        "except": lambda: [thing for thing in one if thing not in other[0]],
    }[operation]()


def lies(one: Thing, relation: str, other: Thing) -> bool:
    return {
        "left": one.column < other.column,
        "right": one.column > other.column,
        "above": one.row < other.row,
        "below": one.row > other.row,
    }[relation]


def spoken(value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("difficulty", DIFFICULTIES)
def test_answers_are_what_the_program_comes_to_by_another_route(
    family: str, difficulty: int
) -> None:
    for episode in episodes(150, family=family, difficulty=difficulty):
        program, things = parts(episode)
        # Fails where a description fits not exactly one thing.
        assert ANSWERS[episode.answer] == spoken(by_hand(program, things))
        assert episode.action_mask is not None
        assert episode.action_mask[episode.answer]
        assert 2 <= episode.action_mask.sum() <= 8


def test_programs_of_a_known_scene() -> None:
    #  red star, blue star / - , large red circle
    world = World.of(
        [
            Thing("star", "red", "small", "plain", 0, 0),
            Thing("star", "blue", "small", "striped", 1, 0),
            Thing("circle", "red", "large", "plain", 1, 1),
        ]
    )
    every = ("all",)
    stars = ("filter", "shape", "star", every)
    circle = ("unique", ("filter", "shape", "circle", every))
    blue = ("unique", ("filter", "colour", "blue", every))
    assert execute(("count", stars), world) == 2
    assert execute(("query", "texture", blue), world) == "striped"
    assert execute(("count", ("relate", "left", circle)), world) == 1
    assert execute(("query", "shape", ("unique", ("same", "colour", circle))), world) == "star"
    assert execute(("query", "colour", ("unique", ("odd", "size"))), world) == "red"
    assert execute(("related", "above", blue, circle), world) is True
    assert execute(("related", "left", blue, circle), world) is False  # exactly aligned
    assert execute(("count", ("except", every, stars)), world) == 1
    with pytest.raises(InvalidValueError, match="2 things fit"):
        execute(("unique", stars), world)


@pytest.mark.parametrize("level", LEVELS)
def test_scenes_hold_all_values_about_equally_often_everywhere(level: Level) -> None:
    dice = Dice(np.random.default_rng(0))
    places: Counter[tuple[int, int]] = Counter()
    first: dict[str, Counter[str]] = defaultdict(Counter)
    for _ in range(2000):
        world = compose(level, level.fewest, dice)
        assert world is not None
        assert len(set(world.layout.cells)) == level.fewest
        places.update(world.layout.cells)
        for attribute, column in zip(ATTRIBUTES, world.columns, strict=True):
            first[attribute][column.values[0]] += 1
            counts = [column.values.count(value) for value in level.values(attribute)]
            assert sum(counts) == level.fewest
            assert max(counts) - min(counts) <= 1
    tallies: list[tuple[Counter[Any], int]] = [(places, level.lines**2)]
    tallies += [(first[attribute], len(level.values(attribute))) for attribute in ATTRIBUTES]
    for tally, choices in tallies:
        assert len(tally) == choices
        assert max(tally.values()) < 1.25 * tally.total() / choices
        assert min(tally.values()) > 0.75 * tally.total() / choices


def test_values_that_are_given_stay_together() -> None:
    level, dice = LEVELS[2], Dice(np.random.default_rng(0))
    pairs = [("red", "large")] * 3 + [("blue", "small")] * 4
    colours, sizes = zip(*pairs, strict=True)
    orders = set()
    for _ in range(50):
        world = compose(level, 7, dice, {"size": sizes, "colour": colours})
        assert world is not None
        there = [(thing.colour, thing.size) for thing in world.things]
        assert sorted(there) == sorted(pairs)
        orders.add(tuple(there))
    assert len(orders) > 20


def test_pictures_show_the_things() -> None:
    images = {}
    for size in (64, 100, 224):
        for episode in episodes(20, image_size=size, difficulty=4):
            assert episode.image.shape == (size, size, 3)
            assert episode.image.dtype == np.uint8
            assert episode.image is episode.image
            images[episode.image.tobytes()] = episode.key
    assert len(images) == 60


def test_every_value_of_every_attribute_looks_different() -> None:
    from gennet_rl.envs.scenes.question_pictures import BACKGROUNDS, draw_world, line_places

    lines = line_places(64, 4)[0]
    pictures = set()
    things = [
        Thing(shape, colour, size, texture, 1, 1)
        for shape in ANSWERS[7:15]
        for colour in ANSWERS[15:23]
        for size in ANSWERS[23:25]
        for texture in ANSWERS[25:]
    ]
    for thing in things:
        pictures.add(draw_world(World.of([thing]), 64, 4, lines, lines, BACKGROUNDS[0]).tobytes())
    assert len(pictures) == len(things) == 8 * 8 * 2 * 5


@pytest.mark.parametrize("family", FAMILIES)
def test_text_alone_tells_little(family: str) -> None:
    """By what is asked, whatever the values that are named."""
    seen: dict[Any, Counter[int]] = defaultdict(Counter)
    data: list[Any] = sample(family)
    chance = np.mean([1 / episode.action_mask.sum() for episode in data])
    half = len(data) // 2
    for episode in data[:half]:
        seen[outline(episode)][episode.answer] += 1
    right = [
        episode.answer in dict(seen[outline(episode)].most_common(1)) for episode in data[half:]
    ]
    assert np.mean(right) < chance + 0.08


def outline(episode: AnswerEpisode) -> Any:
    """What a program asks, without the values that it names."""

    def bare(program: Any) -> Any:
        if not isinstance(program, tuple):
            return program
        if program[0] == "filter":
            return "filter", program[1], bare(program[3])
        return tuple(map(bare, program))

    return bare(episode.key[0])  # type: ignore[index]


@pytest.mark.parametrize("family", FAMILIES)
def test_each_answer_of_a_mask_is_as_frequent(family: str) -> None:
    tally: dict[Any, Counter[int]] = defaultdict(Counter)
    for episode in sample(family):
        tally[episode.action_mask.tobytes()][episode.answer] += 1  # type: ignore[union-attr]
    for mask, counts in tally.items():
        choices, number = sum(mask), counts.total()
        for count in counts.values():
            spread = np.sqrt(number / choices)
            assert abs(count - number / choices) < 4 * spread + 1


@pytest.mark.parametrize(
    ("kwargs", "message"),
    [
        ({"family": "atribute"}, "'attribute'"),
        ({"generalization": "none"}, "'compositional'"),
        ({"image_size": 32}, "64 to 224"),
        ({"family": "logic", "generalization": "longer"}, "multi_hop"),
        ({"difficulty": 7}, "difficulty 7"),
    ],
)
def test_bad_arguments_end_with_what_to_do(kwargs: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidValueError, match=message):
        SceneQuestionsTask(**kwargs)


@pytest.mark.parametrize("env_id", IDS)
def test_ids_are_gymnasium_environments_that_the_oracle_solves(env_id: str) -> None:
    env = gymnasium.make(env_id)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check_env(env.unwrapped)
    for seed in range(20):
        _, info = env.reset(seed=seed)
        assert env.step(info["answer"])[1] == info["best_return"] == 1
        assert info["task"] == env_id.removeprefix("gennet/").removesuffix("-v0")
    assert len(IDS) == len(FAMILIES) + 1


def test_single_and_batched_form_have_the_same_episodes() -> None:
    task = SceneQuestionsTask()
    batch = ReasoningVectorEnv(task, 8)
    observations, _ = batch.reset(seed=3)
    for i in range(8):
        single, _ = ReasoningEnv(task).reset(seed=3 + i)
        assert single["text"] == observations["text"][i]
        assert (single["image"] == observations["image"][i]).all()
        assert (single["action_mask"] == observations["action_mask"][i]).all()
