"""gennet/EasyVQA-v0: questions about one coloured shape, from the easy-vqa package."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np
from PIL import Image

from gennet_rl.envs.task import AnswerEpisode, Problem, Task, check_split, text_space

__all__ = ["EasyVQATask"]

VALIDATION_EVERY = 10  # every tenth training image is a validation image


class EasyVQATask(Task):
    """Questions about one coloured shape.

    ## Description
    One shape (circle, rectangle or triangle) in one of eight colours stands somewhere on a pale
    background. A question asks for its shape, its colour, or whether something is there. Blind
    guessing by question answers 0.67 of the test split right.

    ## Text
    One of 107 English questions, 16 to 42 characters.

    ## Image
    uint8[64, 64, 3].

    ## Actions
    ``Discrete(13)``: index of an answer in the order of the package's ``answers.txt``.

    ## Rewards
    1 for the right answer, 0 for a wrong one.

    ## Episode end
    Every episode has one step.

    ## Arguments
    ``split``: "train", "validation" or "test".

    ## Splits
    ``train``: 3,600 images; ``validation``: the 400 training images whose number is divisible
    by 10; ``test``: the package's 1,000 test images and 9,673 questions.

    ## Registered ids
    ``gennet/EasyVQA-v0``

    ## Source
    Victor Zhou's easy-VQA, https://github.com/vzhou842/easy-VQA, MIT License; read from the
    installed ``easy-vqa`` package.
    """

    name = "EasyVQA"

    def __init__(self, split: str = "train") -> None:
        self.split = check_split(split)
        data = _load_split(split)
        self.answers = _load_answers()
        self.image_shape = (64, 64, 3)
        self.text_space = _load_text_space()
        self.num_episodes = len(data.questions)
        self._data = data

    def start(self, generator: np.random.Generator, index: int | None = None) -> AnswerEpisode:
        """Ask question ``index`` of the split, or one drawn uniformly."""
        if index is None:
            index = int(generator.integers(len(self._data.questions)))
        question, answer, image = self._data.questions[index]
        return AnswerEpisode(Problem(question, self._data.images[image], answer))


@dataclass(frozen=True, slots=True)
class _Split:
    """images: number -> uint8[64, 64, 3]; questions: (text, answer index, image number)."""

    images: dict[int, np.ndarray]
    questions: list[tuple[str, int, int]]


@lru_cache(maxsize=1)
def _load_answers() -> tuple[str, ...]:
    return tuple(_data_folder().joinpath("answers.txt").read_text("utf-8").split())


@lru_cache(maxsize=1)
def _load_text_space() -> Any:
    """One space for all splits, so that an agent of one can be used on the others."""
    return text_space([text for folder in ("train", "test") for text, _, _ in _questions(folder)])


@lru_cache(maxsize=3)
def _load_split(split: str) -> _Split:
    folder = "test" if split == "test" else "train"
    index_of = {answer: index for index, answer in enumerate(_load_answers())}
    questions = [
        (text, index_of[answer], image)
        for text, answer, image in _questions(folder)
        if folder == "test" or (image % VALIDATION_EVERY == 0) == (split == "validation")
    ]
    images = {image: _read_image(folder, image) for image in sorted({q[2] for q in questions})}
    return _Split(images, questions)


def _questions(folder: str) -> list[tuple[str, str, int]]:
    text = _data_folder().joinpath(folder, "questions.json").read_text("utf-8")
    return [(question, answer, int(image)) for question, answer, image in json.loads(text)]


def _read_image(folder: str, image: int) -> np.ndarray:
    with _data_folder().joinpath(folder, "images", f"{image}.png").open("rb") as file:
        pixels = np.asarray(Image.open(file).convert("RGB"))
    pixels.setflags(write=False)
    return pixels


def _data_folder() -> Any:
    return resources.files("easy_vqa") / "data"
