"""gennet/Scenes-v0: questions in words, in every language."""

from __future__ import annotations

import dataclasses
from functools import lru_cache
from typing import Any

import numpy as np
import pytest
from scene_episodes import episodes

from gennet_rl.envs.dice import Dice
from gennet_rl.envs.scenes.captions import WORDS
from gennet_rl.envs.scenes.grammar import sentences
from gennet_rl.envs.scenes.question_texts import (
    KEYS,
    is_form,
    question_text,
    slots_of,
    translated,
    words_of,
)
from gennet_rl.envs.scenes.questions import SceneQuestionsTask


@lru_cache
def easy_programs() -> list[Any]:
    """Of small scenes, where many programs are much alike."""
    return [episode.key[0] for episode in episodes(3000, seed=6, difficulty=1)]  # type: ignore[index]


@pytest.mark.parametrize("language", translated())
def test_templates_name_every_noun_phrase(language: str) -> None:
    words = words_of(language)
    assert set(KEYS) <= set(words.scene_questions)
    two = {"more", "fewer", "equal", "both", "either", "neither", "but no"}
    for key, templates in words.scene_questions.items():
        for template in templates:
            names = [name for name in slots_of(template) if name not in words.adjectives]
            nested = "np" in names
            assert any(is_form(name) for name in names) or nested, (key, template)
            if key in two or key.startswith(("is ", "are ", "exist other", "count ot")):
                assert any(name[-1] == "2" for name in names), (key, template)


@pytest.mark.parametrize("language", translated())
def test_a_question_is_the_same_program_in_every_language(language: str) -> None:
    pairs = zip(episodes(150, seed=5), episodes(150, seed=5, languages=(language,)), strict=True)
    for one, other in pairs:
        assert one.key == other.key
        assert one.answer == other.answer
        assert (one.image == other.image).all()
        assert other.language == language


@pytest.mark.parametrize("language", translated())
def test_different_programs_of_one_scene_never_read_the_same(language: str) -> None:
    words, dice = words_of(language), Dice(np.random.default_rng(0))
    programs: dict[str, Any] = {}
    for program in easy_programs():
        for _ in range(2):
            text = question_text(program, words, dice)
            assert programs.setdefault(text, program) == program, text
    assert len(programs) > 3000


@pytest.mark.parametrize("language", translated())
@pytest.mark.parametrize("difficulty", [0, 4])
def test_text_space_has_room_for_all(language: str, difficulty: int) -> None:
    task = SceneQuestionsTask(
        difficulty=difficulty, languages=(language,), generalization="longer", split="test"
    )
    generator = np.random.default_rng(0)
    longest = max(len(task.start(generator).text) for _ in range(300))
    assert longest <= task.text_space.max_length


def test_templates_choose_case_and_agree_with_the_noun() -> None:
    german = dataclasses.replace(
        WORDS["de"],
        adjectives={**WORDS["de"].adjectives, "found": (("gelegen-",),)},
        scene_questions=sentences(
            {
                "ask shape": "Welche Form hat {the}?",
                "exist": "gibt es dort {a}?",
                "exist f": "eine {found}: {a}?",
                "left": "{np} links von {of}",
                "above": "{found} {np} über {of}",
            }
        ),
    )
    dice = Dice(np.random.default_rng(0))
    every = ("all",)
    star = ("unique", ("filter", "colour", "red", ("filter", "shape", "star", every)))
    above = ("unique", ("filter", "shape", "square", ("relate", "above", star)))
    left = ("filter", "shape", "circle", ("relate", "left", above))
    assert question_text(("query", "shape", ("unique", left)), german, dice) == (
        "Welche Form hat der Kreis links von gelegenen dem Quadrat über dem roten Stern?"
    )
    assert question_text(("exist", star[1]), german, dice) == "Gibt es dort ein roter Stern?"
    diamond = ("filter", "shape", "diamond", every)
    assert question_text(("exist", diamond), german, dice) == "Eine gelegene: eine Raute?"
