"""Makes gennet-tiny, the bundled pair of encoders, from nothing.

    python experiments/pretrain_tiny.py --out runs/gennet-tiny

Draws scenes, says in twelve languages what they show, and pre-trains a vision tower and a text
encoder on them together. The same command goes on where an interrupted run stopped.
"""

from __future__ import annotations

import csv
import dataclasses
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

from gennet_rl.cli import run_command
from gennet_rl.config import check_config
from gennet_rl.encoders import train_tokenizer
from gennet_rl.envs.scenes.captions import LANGUAGES, caption, phrase
from gennet_rl.envs.scenes.drawing import draw_scene
from gennet_rl.envs.scenes.labels import LABELS, label_pixels
from gennet_rl.envs.scenes.sampling import sample_scene
from gennet_rl.pretraining import (
    ImageTextExample,
    ImageTextPretrainer,
    PretrainingConfig,
    Region,
)
from gennet_rl.processing import ImageProcessing

SIDES = (64, 96, 128)  # of the images, pixels
SIDE_BOUNDS = (0.8, 0.93)  # of a number from 0 to 1, between one side and the next
BILINEAR = 2
SAVE_EVERY = 200
# What a random stream is for; no two purposes share a stream.
TRAINING, HELD_OUT, TOKENIZER = 0, 1, 2


@dataclass(frozen=True)
class TinyConfig:
    """The bundled pair: its sizes and its training."""

    out: Path = Path("runs/gennet-tiny")
    """Folder of the run; the pair ends in its folder encoders/."""
    width: int = 96
    """Size of the states of both encoders."""
    vision_layers: int = 4
    """Transformer layers of the vision tower."""
    text_layers: int = 4
    """Transformer layers of the text encoder."""
    heads: int = 4
    """Attention heads a layer."""
    patch_size: int = 8
    """Side of a patch in pixels."""
    vocabulary_size: int = 4096
    """Tokens of the tokenizer."""
    tokenizer_captions: int = 60_000
    """Captions that the tokenizer is made from."""
    batch_patches: int = 4096
    """Patches of a batch, whatever the size of its images."""
    threads: int = 1
    """Threads that train; one more process draws."""
    pretraining: PretrainingConfig = field(default_factory=PretrainingConfig)
    """The training."""


def main(config: TinyConfig) -> None:
    """Pre-train, or go on, and leave the pair in ``config.out / "encoders"``."""
    check_config(config)
    config.out.mkdir(parents=True, exist_ok=True)
    settings = json.dumps(dataclasses.asdict(config), indent=2, default=str)
    (config.out / "config.json").write_text(settings + "\n", "utf-8")
    torch.set_num_threads(config.threads)
    torch.manual_seed(config.pretraining.seed)
    tokenizer = make_tokenizer(config)
    trainer = make_trainer(config, tokenizer)
    if trainer.load_state(config.out):
        print(f"going on from step {trainer.step}")
    record = Record(config.out / "metrics.csv", trainer)
    trainer.fit(batches(config, trainer.step), record.log, record.save)
    trainer.save_state(config.out)
    trainer.save_encoders(config.out / "encoders")
    print(f"the pair is in {config.out / 'encoders'}")


def make_tokenizer(config: TinyConfig) -> Any:
    """A BPE tokenizer from captions in all languages."""
    generator = np.random.default_rng([config.pretraining.seed, TOKENIZER])
    texts = [
        caption(sample_scene(generator), LANGUAGES[i % len(LANGUAGES)], generator)
        for i in range(config.tokenizer_captions)
    ]
    return train_tokenizer(texts, config.vocabulary_size)


def make_trainer(config: TinyConfig, tokenizer: Any) -> ImageTextPretrainer:
    """Both encoders with random weights, ready to be trained."""
    from transformers import (
        ModernBertConfig,
        ModernBertForMaskedLM,
        SiglipVisionConfig,
        SiglipVisionModel,
    )

    vision = SiglipVisionModel(
        SiglipVisionConfig(
            hidden_size=config.width,
            intermediate_size=4 * config.width,
            num_hidden_layers=config.vision_layers,
            num_attention_heads=config.heads,
            image_size=SIDES[0],
            patch_size=config.patch_size,
        )
    )
    text = ModernBertForMaskedLM(
        ModernBertConfig(
            vocab_size=len(tokenizer),
            hidden_size=config.width,
            intermediate_size=config.width * 3 // 2,
            num_hidden_layers=config.text_layers,
            num_attention_heads=config.heads,
            max_position_embeddings=512,
            pad_token_id=tokenizer.pad_token_id,
            cls_token_id=tokenizer.cls_token_id,
            bos_token_id=tokenizer.cls_token_id,
            sep_token_id=tokenizer.sep_token_id,
            eos_token_id=tokenizer.sep_token_id,
        )
    )
    processing = ImageProcessing((SIDES[0], SIDES[0]), resample=BILINEAR)
    classes = {name: len(values) for name, values in LABELS.items()}
    return ImageTextPretrainer(vision, text, tokenizer, processing, classes, config.pretraining)


def draw_example(generator: np.random.Generator, side: int, language: str) -> ImageTextExample:
    """A scene with a caption, labels, and a phrase about one of its objects."""
    scene = sample_scene(generator)
    drawing = draw_scene(scene, side, side, generator)
    text = caption(scene, language, generator)
    region = Region(drawing.owner >= 0, text)
    if scene.objects:
        index = int(generator.integers(len(scene.objects)))
        about = phrase(scene.objects[index], language, generator)
        region = Region(drawing.owner == index, about)
    return ImageTextExample(drawing.image, text, label_pixels(scene, drawing), region)


class Scenes(Dataset[list[ImageTextExample]]):
    """Batches of examples, each from a random stream of its own, so that any may come first."""

    def __init__(self, config: TinyConfig, first: int) -> None:
        self.config, self.first = config, first

    def __len__(self) -> int:
        return self.config.pretraining.steps - self.first

    def __getitem__(self, index: int) -> list[ImageTextExample]:
        seed = [self.config.pretraining.seed, TRAINING, self.first + index]
        generator = np.random.default_rng(seed)
        side = SIDES[int(np.searchsorted(SIDE_BOUNDS, generator.random()))]
        size = self.config.batch_patches // (side // self.config.patch_size) ** 2
        languages = generator.integers(len(LANGUAGES), size=size)
        return [draw_example(generator, side, LANGUAGES[i]) for i in languages]


def batches(config: TinyConfig, first: int) -> Iterator[list[ImageTextExample]]:
    """The training's batches from number ``first`` on, drawn beside the training."""
    scenes = Scenes(config, first)
    return iter(DataLoader(scenes, batch_size=None, num_workers=1, prefetch_factor=8))


class Record:
    """Writes metrics.csv and the state that an interrupted run goes on from."""

    def __init__(self, path: Path, trainer: ImageTextPretrainer) -> None:
        self.path, self.trainer = path, trainer
        self.start = time.perf_counter()

    def log(self, step: int, losses: dict[str, float]) -> None:
        """One row a step."""
        new = not self.path.exists()
        with self.path.open("a", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            if new:
                writer.writerow(["step", "seconds", *losses])
            seconds = time.perf_counter() - self.start
            writer.writerow([step, f"{seconds:.1f}", *(f"{loss:.4f}" for loss in losses.values())])

    def save(self, step: int) -> None:
        """Keep the state now and then."""
        if step % SAVE_EVERY == 0:
            self.trainer.save_state(self.path.parent)


if __name__ == "__main__":
    run_command(main, TinyConfig, "Pre-train the bundled pair of encoders from nothing.")
