"""Tasks in several languages: which there are, how they are named, and how large images may be."""

from __future__ import annotations

from typing import Any

import gymnasium
import numpy as np
import pytest

from gennet_rl.env_ids import parse_env_id
from gennet_rl.envs.boxes.building import ScatterBuildTask, TowerBuildTask
from gennet_rl.envs.boxes.statements import StatementsTask
from gennet_rl.envs.charts.task import ChartsTask
from gennet_rl.envs.digits import DigitsTask
from gennet_rl.envs.multilingual import MultilingualTask
from gennet_rl.envs.scenes.questions import SceneQuestionsTask
from gennet_rl.errors import InvalidValueError

pytest.importorskip("sklearn", reason="needs the extra [digits]")

TASKS: list[Any] = [
    ChartsTask,
    DigitsTask,
    SceneQuestionsTask,
    StatementsTask,
    ScatterBuildTask,
    TowerBuildTask,
]
each = pytest.mark.parametrize("task_class", TASKS)


@each
def test_each_problem_is_in_one_of_the_languages(task_class: Any) -> None:
    task = task_class(languages=["de", "en"])
    assert isinstance(task, MultilingualTask)
    assert task.languages == ("de", "en")
    generator = np.random.default_rng(0)
    assert {task.start(generator).language for _ in range(30)} == {"de", "en"}


@each
def test_a_string_is_one_language(task_class: Any) -> None:
    assert task_class(languages="de").start(np.random.default_rng(0)).language == "de"


def test_one_language_can_be_named_with_an_id() -> None:
    chosen = parse_env_id("gennet/Charts-v0?languages=de")
    env = gymnasium.make(chosen.name, **chosen.arguments)
    assert env.reset(seed=0)[1]["language"] == "de"


@each
@pytest.mark.parametrize("languages", [("tlh",), ("en", "tlh"), "tlh"])
def test_an_unknown_language_is_named_with_those_that_there_are(
    task_class: Any, languages: Any
) -> None:
    with pytest.raises(InvalidValueError, match=r"^\w+: language 'tlh' does not .* from en, .*de"):
        task_class(languages=languages)


@each
def test_no_language_is_refused(task_class: Any) -> None:
    with pytest.raises(InvalidValueError, match="languages is empty: choose from en"):
        task_class(languages=())


@each
@pytest.mark.parametrize("size", [63, 225, 64.0, "small"])
def test_image_sizes_are_64_to_224(task_class: Any, size: Any) -> None:
    with pytest.raises(InvalidValueError, match=f"image_size {size!r} is not from 64 to 224"):
        task_class(image_size=size)
    assert task_class(image_size=100).image_shape == (100, 100, 3)
