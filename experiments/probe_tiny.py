"""What the bundled pair knows: retrieval in each language, and linear probes, on held-out scenes.

python experiments/probe_tiny.py --checkpoint gennet-tiny --out runs/probes
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from gennet_rl.cli import run_command
from gennet_rl.config import TextEncoderConfig, VisionEncoderConfig, check_config
from gennet_rl.encoders import TextEncoder, VisionEncoder, build_text_encoder, build_vision_encoder
from gennet_rl.envs.scenes.captions import LANGUAGES, phrase
from gennet_rl.envs.scenes.drawing import draw_scene
from gennet_rl.envs.scenes.sampling import sample_scene
from gennet_rl.envs.scenes.scene import COLOURS, POSITIONS, SHAPES, Scene
from gennet_rl.probing import linear_probe, retrieval_accuracy
from gennet_rl.tokenizing import TokenCache

HELD_OUT = 1  # the second number of pretrain_tiny.py's random streams that train on nothing
SIDE = 64
CANDIDATES = 100  # texts that an image chooses from
TESTED_SHARE = 0.3
MOST_COUNTED = 6


@dataclass(frozen=True)
class ProbeConfig:
    """What is probed, and on how much."""

    checkpoint: str = "gennet-tiny"
    """The bundled pair, or a folder with text/ and vision/ in it."""
    out: Path = Path("runs/probe_tiny")
    """Folder for probes.json and probes.md."""
    scenes: int = 6000
    """Scenes for each linear probe; three in ten of them test it."""
    retrievals: int = 20
    """Rounds of retrieval among 100 images and texts in each language."""
    seed: int = 0
    """Seed of the held-out scenes."""


def main(config: ProbeConfig) -> None:
    """Probe, print, and leave the figures in ``config.out``."""
    check_config(config)
    text_encoder, tokens, vision_encoder = load_pair(config.checkpoint)
    results: dict[str, dict[str, float]] = {
        "linear_probes": probe_vision(config, vision_encoder),
        "retrieval": probe_retrieval(config, text_encoder, tokens, vision_encoder),
    }
    config.out.mkdir(parents=True, exist_ok=True)
    (config.out / "probes.json").write_text(json.dumps(results, indent=2) + "\n", "utf-8")
    table = make_table(results)
    (config.out / "probes.md").write_text(table, "utf-8")
    print(table)


def load_pair(checkpoint: str) -> tuple[TextEncoder, TokenCache, VisionEncoder]:
    """Both encoders with pooling, and the tokenizer."""
    folder = Path(checkpoint)
    bundled = not folder.is_dir()
    text = TextEncoderConfig(checkpoint if bundled else str(folder / "text"), pooling="cls")
    vision = VisionEncoderConfig(
        checkpoint if bundled else str(folder / "vision"), pooling="attention"
    )
    text_encoder, tokenizer = build_text_encoder(text, [])
    vision_encoder = build_vision_encoder(vision, (SIDE, SIDE, 3))
    tokens = TokenCache(tokenizer, text.max_tokens)
    return text_encoder.eval(), tokens, vision_encoder.eval()


def held_out_scenes(seed: int, purpose: int, count: int, single: bool) -> list[Scene]:
    """Scenes from a random stream that pre-training never draws from.

    Args:
        seed: of the run.
        purpose: number of the stream.
        count: how many.
        single: whether only scenes of one shape are taken, else those of shapes and symbols.
    """
    generator = np.random.default_rng([seed, HELD_OUT, purpose])
    scenes: list[Scene] = []
    while len(scenes) < count:
        scene = sample_scene(generator)
        shapes_only = all(thing.kind in SHAPES for thing in scene.objects)
        if scene.objects and (not single or (len(scene.objects) == 1 and shapes_only)):
            scenes.append(scene)
    return scenes


@torch.no_grad()
def encode_scenes(
    scenes: list[Scene], vision_encoder: VisionEncoder, seed: int
) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean of the patches, and attention pooling, each float[M, D]."""
    generator = np.random.default_rng([seed, HELD_OUT, 99])
    means, pooled = [], []
    for start in tqdm(range(0, len(scenes), 250), desc="encoding", leave=False):
        images = [draw_scene(s, SIDE, SIDE, generator).image for s in scenes[start : start + 250]]
        states = vision_encoder(torch.from_numpy(np.stack(images)))
        means.append(states.mean(1))
        pooled.append(vision_encoder.pool(states))
    return torch.cat(means), torch.cat(pooled)


def probe_vision(config: ProbeConfig, vision_encoder: VisionEncoder) -> dict[str, float]:
    """Colour, shape and place of a single shape, and the number of objects, from pooled states."""
    single = held_out_scenes(config.seed, 0, config.scenes, single=True)
    several = held_out_scenes(config.seed, 1, config.scenes, single=False)
    features = {
        True: torch.cat(encode_scenes(single, vision_encoder, config.seed), -1),
        False: torch.cat(encode_scenes(several, vision_encoder, config.seed), -1),
    }
    things = [scene.objects[0] for scene in single]
    labels = {
        "colour": (True, [list(COLOURS).index(thing.colour) for thing in things]),
        "shape": (True, [SHAPES.index(thing.kind) for thing in things]),
        "position": (True, [POSITIONS.index(thing.position) for thing in things]),
        "count": (False, [min(len(s.objects), MOST_COUNTED) - 1 for s in several]),
    }
    tested = int(TESTED_SHARE * config.scenes)
    results = {}
    for name, (of_single, values) in labels.items():
        target, states = torch.tensor(values), features[of_single]
        classes = int(target.max()) + 1
        results[name] = linear_probe(
            states[tested:], target[tested:], states[:tested], target[:tested], classes
        )
    return results


@torch.no_grad()
def probe_retrieval(
    config: ProbeConfig,
    text_encoder: TextEncoder,
    tokens: TokenCache,
    vision_encoder: VisionEncoder,
) -> dict[str, float]:
    """Zero-shot: share of phrases whose own image is the nearest of 100, in each language."""
    results = {}
    for number, language in enumerate(tqdm(LANGUAGES, desc="retrieval")):
        generator = np.random.default_rng([config.seed, HELD_OUT, 10 + number])
        scenes = held_out_scenes(config.seed, 2, CANDIDATES * config.retrievals, single=True)
        _, images = encode_scenes(scenes, vision_encoder, config.seed)
        texts = [phrase(scene.objects[0], language, generator) for scene in scenes]
        ids, mask = (torch.from_numpy(array) for array in tokens(texts))
        states, mask = text_encoder(ids, mask)
        read = text_encoder.pool(states, mask)
        rounds = zip(read.split(CANDIDATES), images.split(CANDIDATES), strict=True)
        results[language] = float(np.mean([retrieval_accuracy(r, i) for r, i in rounds]))
    return results


def make_table(results: dict[str, dict[str, float]]) -> str:
    """The figures as Markdown."""
    lines = ["| probe | accuracy |", "|---|---|"]
    lines += [f"| {name} | {value:.3f} |" for name, value in results["linear_probes"].items()]
    lines += ["", "| language | retrieval among 100 |", "|---|---|"]
    lines += [f"| {name} | {value:.3f} |" for name, value in results["retrieval"].items()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    run_command(main, ProbeConfig, "Probe the bundled pair of encoders on held-out scenes.")
