"""gennet/EasyVQA-v0: what the easy-vqa package ships, split by image."""

from __future__ import annotations

import json
from importlib import resources

import easy_vqa
import gymnasium
import numpy as np
import pytest
from PIL import Image

from gennet_rl.envs.easy_vqa import EasyVQATask
from gennet_rl.errors import InvalidValueError


def test_splits_hold_the_packages_questions_and_share_no_image() -> None:
    images = {}
    counts = {}
    for split in ("train", "validation", "test"):
        task = EasyVQATask(split)
        counts[split] = task.num_episodes
        images[split] = {image.tobytes() for image in task._data.images.values()}
    assert counts["train"] + counts["validation"] == 38575  # type: ignore[operator]
    assert counts["test"] == 9673
    assert len(EasyVQATask("validation")._data.images) == 400
    assert len(EasyVQATask("train")._data.images) == 3600
    assert not images["train"] & images["validation"]
    assert not (images["train"] | images["validation"]) & images["test"]


def test_episodes_are_the_packages_own() -> None:
    env = gymnasium.make("gennet/EasyVQA-v0", split="test")
    texts, answers, image_numbers = easy_vqa.get_test_questions()
    paths = easy_vqa.get_test_image_paths()
    for index in (0, 1234, 9672):
        observation, info = env.reset(options={"episode": index})
        assert observation["text"] == texts[index]
        assert info["answer_text"] == answers[index]
        pixels = np.asarray(Image.open(paths[image_numbers[index]]).convert("RGB"))
        np.testing.assert_array_equal(observation["image"], pixels)


def test_actions_are_the_packages_answers() -> None:
    env = gymnasium.make("gennet/EasyVQA-v0")
    assert list(env.unwrapped.task.answers) == easy_vqa.get_answers()  # type: ignore[attr-defined]
    assert env.action_space.n == 13  # type: ignore[attr-defined]


def test_text_space_covers_exactly_what_occurs() -> None:
    data = resources.files("easy_vqa") / "data"
    texts = {
        question[0]
        for folder in ("train", "test")
        for question in json.loads((data / folder / "questions.json").read_text())
    }
    space = EasyVQATask().text_space
    assert len(texts) == 107
    assert set(space.characters) == set("".join(texts))
    assert space.max_length == max(map(len, texts))
    assert space.min_length == min(map(len, texts))


def test_observations_cannot_spoil_the_data() -> None:
    env = gymnasium.make("gennet/EasyVQA-v0")
    observation, _ = env.reset(options={"episode": 0})
    observation["image"][:] = 0
    assert env.reset(options={"episode": 0})[0]["image"].any()


def test_unknown_split_names_the_valid_ones() -> None:
    with pytest.raises(InvalidValueError, match="'test', 'train', 'validation'"):
        EasyVQATask("dev")
