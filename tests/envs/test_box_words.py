"""Statements about boxes in writing: a formal notation, and the languages."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
import pytest

from gennet_rl.envs.boxes import syntax
from gennet_rl.envs.boxes.building import ScatterBuildTask, TowerBuildTask
from gennet_rl.envs.boxes.notation import notation, parse
from gennet_rl.envs.boxes.sampling import Statements
from gennet_rl.envs.boxes.statements import StatementsTask
from gennet_rl.envs.boxes.things import World, scattered, towers
from gennet_rl.envs.boxes.vocabulary import space_of
from gennet_rl.envs.boxes.wording import Words, translated
from gennet_rl.envs.dice import Dice
from gennet_rl.envs.scenes.captions import WORDS
from gennet_rl.errors import InvalidValueError

LEVELS = range(5)
WORLDS = (towers(4), scattered(2), scattered(3))
BUILDS = (TowerBuildTask, ScatterBuildTask)


def random_statements(world: World, level: int, count: int) -> Iterator[syntax.Statement]:
    statements, dice = Statements(world, level), Dice(np.random.default_rng(level))
    return (statements.draw(dice) for _ in range(count))


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("world", WORLDS)
def test_notation_is_read_back_as_the_same_tree(world: World, level: int) -> None:
    trees = list(random_statements(world, level, 600))
    written = [notation(tree) for tree in trees]
    assert [parse(text) for text in written] == trees
    assert len(set(written)) == len(set(trees)) > 60


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("in(some, count(exactly, 2, red block)", "lacks the bracket that closes 'in'"),
        ("in(some, count(exactly, 2, red block))x", "goes on"),
        ("in(few, alike())", "'few' does not exist here"),
        ("in(some, count(exactly, two, block))", "'two' is not a number"),
        ("in(some, count(exactly, 2, red small circle))", "names no things"),
        ("in(some, count(exactly, 2))", "2 parts"),
        ("in(some, counts(exactly, 2, block))", "nearest are 'count'"),
        ("in(some)", "1 parts"),
        ("alike()", "is not a statement"),
        ("in(some, (alike()))", "lacks a word"),
        ("__import__('os')", "is not a statement"),
        ("", "lacks a word"),
    ],
)
def test_what_is_not_in_the_notation_is_named(text: str, fault: str) -> None:
    with pytest.raises(InvalidValueError, match=fault.replace("(", r"\(")):
        parse(text)


@pytest.mark.parametrize("world", WORLDS)
def test_different_statements_have_different_words(world: World) -> None:
    said: dict[str, syntax.Statement] = {}
    for level in LEVELS:
        for statement in random_statements(world, level, 500):
            text = Words("en", 0.0).say(statement)
            assert said.setdefault(text, statement) == statement
            assert text in space_of(("en",))
    assert len(said) > 800


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (
            "in(some, count(exactly, 2, red block))",
            "In at least one box there are exactly two red blocks.",
        ),
        (
            "in(left, count(at most, 1, large blue circle, base))",
            "In the left box at most one large blue circle touches the floor.",
        ),
        (
            "in(every, on(red block, blue block))",
            "In every box there is a red block, and directly on top of it a blue block.",
        ),
        (
            "both(exactly one, alike(), end(top, green block))",
            "There is exactly one box of which two things are true: in it a block lies directly on "
            "a block of the same colour, and in it there is a green block at the top of the tower.",
        ),
        (
            "or(in(together, more(circle, square)), in(right, variety(object, colour, 2)))",
            "In the three boxes together there are more circles than squares, or in the right box "
            "there are objects of exactly two colours, or both.",
        ),
    ],
)
def test_english(written: str, text: str) -> None:
    assert Words("en", 0.0).say(parse(written)) == text


@pytest.fixture
def second_language(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """German words in longer, stranger templates, whatever has been translated."""
    german, english = WORDS["de"], WORDS["en"]
    nouns = {**german.nouns, "block": german.nouns["star"]}
    templates = {
        key: tuple(f"ŧ{line}" for line in (*lines, *lines[:1]))
        for key, lines in english.box_statements.items()
    }
    monkeypatch.setitem(
        WORDS, "de", dataclasses.replace(german, nouns=nouns, box_statements=templates)
    )
    translated.cache_clear()
    space_of.cache_clear()
    yield "de"
    monkeypatch.undo()
    translated.cache_clear()
    space_of.cache_clear()


@pytest.mark.parametrize("make", [StatementsTask, *BUILDS])
def test_problems_are_the_same_in_every_language(make: Any, second_language: str) -> None:
    tasks = [make(difficulty=4, languages=(code,)) for code in ("en", second_language)]
    mixed = make(difficulty=4, languages=("en", second_language))
    languages = set()
    for seed in range(40):
        english, other, either = (
            task.start(np.random.default_rng(seed)) for task in (*tasks, mixed)
        )
        assert english.key == other.key == either.key
        assert english.answer == other.answer == either.answer
        assert (english.image == other.image).all()
        assert english.text != other.text
        assert either.text == {"en": english, "de": other}[either.language].text
        languages.add(either.language)
    assert languages == {"en", "de"}


@pytest.mark.parametrize("code", translated())
def test_a_translation_says_everything_and_fits_its_space(code: str) -> None:
    assert set(WORDS[code].box_statements) == set(WORDS["en"].box_statements)
    space = space_of((code,))
    for world, level in product(WORLDS, LEVELS):
        dice = Dice(np.random.default_rng(level))
        for statement in random_statements(world, level, 200):
            text = Words(code, dice.share()).say(statement)
            assert text in space
            assert "  " not in text
            assert not set("{}_/|+") & set(text)
