"""Small tasks that tests can learn, step through and compute by hand."""

from __future__ import annotations

import os

# No test may reach a network; transformers reads this when it is first imported.
os.environ["HF_HUB_OFFLINE"] = "1"
# Two processes test side by side (pyproject.toml): more threads than cores slow each other down.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ["OMP_NUM_THREADS"] = "1"

from pathlib import Path
from typing import Any

import gymnasium
import numpy as np
import pytest

from gennet_rl.envs import (
    AnswerEpisode,
    Episode,
    GeneratedTask,
    Problem,
    ReasoningEnv,
    ReasoningVectorEnv,
    Task,
    register_task,
)
from gennet_rl.envs.task import text_space

COLOURS = {"red": (220, 30, 30), "green": (30, 200, 30), "blue": (30, 30, 220)}
COLOUR_TEXTS = ("which colour is it?", *(f"is it {colour}?" for colour in COLOURS))


class ColourTask(Task):
    """A plain image; its colour is asked for, or whether it has one: text and image decide."""

    name = "Colour"
    answers = (*COLOURS, "yes", "no")
    image_shape = (16, 16, 3)
    text_space = text_space(COLOUR_TEXTS)

    def __init__(self, split: str = "train") -> None:
        self.split = split

    def start(self, generator: np.random.Generator, index: int | None = None) -> Episode:
        colour = int(generator.integers(3))
        text = COLOUR_TEXTS[int(generator.integers(4))]
        image = np.empty(self.image_shape, np.uint8)
        image[:] = list(COLOURS.values())[colour]
        yes_or_no = 3 if list(COLOURS)[colour] in text else 4
        answer = colour if text == COLOUR_TEXTS[0] else yes_or_no
        return AnswerEpisode(Problem(text, image, answer))


class CorridorEpisode(Episode):
    """Walk ``length`` steps in the direction of the text; a wrong step ends the episode."""

    language = "en"

    def __init__(self, length: int, direction: int) -> None:
        self.left_to_go = length
        self.answer = direction
        self.text = f"go {('left', 'right')[direction]}, {length} to go"
        self._draw()

    def _draw(self) -> None:
        self.image = np.full((8, 8, 3), 20 * self.left_to_go, np.uint8)
        # Waiting (action 2) is allowed only while more than one step is left.
        self.action_mask = np.array([True, True, self.left_to_go > 1])

    def act(self, action: int) -> tuple[float, bool]:
        if action == 2:
            return 0.0, False
        if action != self.answer:
            return -1.0, True
        self.left_to_go -= 1
        self.is_correct = self.left_to_go == 0
        self._draw()
        return (1.0 if self.is_correct else 0.25), self.is_correct


class CorridorTask(Task):
    """Several steps, action masks, and a split of twelve fixed episodes."""

    name = "Corridor"
    answers = ("left", "right", "wait")
    image_shape = (8, 8, 3)
    text_space = text_space([f"go {d}, {n} to go" for d in ("left", "right") for n in (1, 2, 3)])
    has_action_mask = True
    num_episodes = 12

    def __init__(self, split: str = "train") -> None:
        self.split = split

    def start(self, generator: np.random.Generator, index: int | None = None) -> CorridorEpisode:
        number = int(generator.integers(12)) if index is None else index
        return CorridorEpisode(length=1 + number % 3, direction=number // 3 % 2)


class ColourEnv(ReasoningEnv):
    """Single form of ColourTask."""

    def __init__(self, split: str = "train", render_mode: str | None = None) -> None:
        super().__init__(ColourTask(split), render_mode)


class CorridorEnv(ReasoningEnv):
    """Single form of CorridorTask."""

    def __init__(self, split: str = "train", render_mode: str | None = None) -> None:
        super().__init__(CorridorTask(split), render_mode)


def make_colour_envs(num_envs: int = 1, split: str = "train", **kwargs: Any) -> ReasoningVectorEnv:
    return ReasoningVectorEnv(ColourTask(split), num_envs, **kwargs)


def make_corridor_envs(
    num_envs: int = 1, split: str = "train", **kwargs: Any
) -> ReasoningVectorEnv:
    return ReasoningVectorEnv(CorridorTask(split), num_envs, **kwargs)


class LevelsTask(GeneratedTask):
    """A task that says what it was made with.

    Its text is needed, and its image is not.
    """

    name, answers, image_shape = "Levels", ("zero", "one"), (4, 4, 3)

    def __init__(
        self, split: str = "train", difficulty: int = 2, names: tuple[str, ...] = ()
    ) -> None:
        super().__init__(split, difficulty)
        self.text = f"{difficulty} {names}"
        self.text_space = text_space([self.text])

    def make(self, generator: np.random.Generator) -> Problem:
        bit, number = generator.integers([2, 200]).tolist()
        image = np.full(self.image_shape, number + 40 * bit, np.uint8)
        return Problem(self.text, image, bit, key=(bit, number))


@pytest.fixture(scope="session", autouse=True)
def toy_environments() -> None:
    register_task("toy/Levels-v0", LevelsTask)
    gymnasium.register("toy/Colour-v0", ColourEnv, vector_entry_point=make_colour_envs)
    # A third party's environment: no batched form of its own.
    gymnasium.register("toy/ColourSingle-v0", ColourEnv)
    gymnasium.register(
        "toy/Corridor-v0",
        CorridorEnv,
        vector_entry_point=make_corridor_envs,
        max_episode_steps=5,
    )


@pytest.fixture(scope="session")
def repository() -> Path:
    return Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def tokenizer() -> Any:
    from gennet_rl.encoders import train_tokenizer

    corridor = [f"go {d}, {n} to go" for d in ("left", "right") for n in (1, 2, 3)]
    return train_tokenizer([*COLOUR_TEXTS, *corridor], 400)


@pytest.fixture
def text_folder(tmp_path: Path, tokenizer: Any) -> Path:
    """A ModernBERT with its tokenizer, written by save_pretrained."""
    import torch
    from transformers import ModernBertConfig, ModernBertModel

    torch.manual_seed(0)
    config = ModernBertConfig(
        vocab_size=len(tokenizer),
        hidden_size=24,
        intermediate_size=36,
        num_hidden_layers=2,
        num_attention_heads=2,
        pad_token_id=tokenizer.pad_token_id,
        cls_token_id=tokenizer.cls_token_id,
        sep_token_id=tokenizer.sep_token_id,
        bos_token_id=tokenizer.cls_token_id,
        eos_token_id=tokenizer.sep_token_id,
    )
    folder = tmp_path / "tiny-modernbert"
    ModernBertModel(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture
def vision_folder(tmp_path: Path) -> Path:
    """Both towers, as a hub download would have them."""
    import torch
    from transformers import SiglipConfig, SiglipImageProcessor, SiglipModel

    torch.manual_seed(0)
    tower = {
        "hidden_size": 32,
        "intermediate_size": 48,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
    }
    config = SiglipConfig(
        text_config={**tower, "vocab_size": 50},
        vision_config={**tower, "image_size": 32, "patch_size": 8},
    )
    folder = tmp_path / "tiny-siglip2"
    SiglipModel(config).save_pretrained(folder)
    SiglipImageProcessor(size={"height": 32, "width": 32}).save_pretrained(folder)
    return folder


@pytest.fixture
def naflex_folder(tmp_path: Path) -> Path:
    """Both towers of a NaFlex model, made for 4 x 4 patches of 8 pixels, at most 16."""
    import torch
    from transformers import Siglip2Config, Siglip2ImageProcessor, Siglip2Model

    torch.manual_seed(0)
    tower = {
        "hidden_size": 32,
        "intermediate_size": 48,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
    }
    config = Siglip2Config(
        text_config={**tower, "vocab_size": 50},
        vision_config={**tower, "num_patches": 16, "patch_size": 8},
    )
    folder = tmp_path / "tiny-naflex"
    Siglip2Model(config).save_pretrained(folder)
    Siglip2ImageProcessor(patch_size=8, max_num_patches=16).save_pretrained(folder)
    return folder
