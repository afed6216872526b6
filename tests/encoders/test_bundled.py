"""gennet-tiny, the bundled pair: small, without a network, and worth having."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from gennet_rl.config import TextEncoderConfig, VisionEncoderConfig
from gennet_rl.encoders import build_text_encoder, build_vision_encoder
from gennet_rl.envs.scenes.captions import LANGUAGES, phrase
from gennet_rl.envs.scenes.drawing import draw_scene
from gennet_rl.envs.scenes.scene import COLOURS, Background, Scene, SceneObject
from gennet_rl.probing import retrieval_accuracy
from gennet_rl.tokenizing import TokenCache

MOST_BYTES = 8_000_000


@pytest.fixture
def pair(monkeypatch: pytest.MonkeyPatch) -> tuple[Any, Any, Any]:
    """Both encoders with pooling, loaded while every connection is refused."""

    def refuse(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("a network was asked for")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    text, tokenizer = build_text_encoder(TextEncoderConfig(pooling="cls"), [])
    vision = build_vision_encoder(VisionEncoderConfig(pooling="attention"), (64, 64, 3))
    return text.eval(), TokenCache(tokenizer, 64), vision.eval()


def test_it_is_small_and_has_its_card(repository: Path) -> None:
    folder = repository / "gennet_rl" / "encoders" / "gennet-tiny"
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) <= MOST_BYTES
    assert not [file for file in files if file.suffix in (".bin", ".pt", ".pth")]
    assert "language:" in (folder / "MODEL_CARD.md").read_text("utf-8")


def pictures_and_phrases(language: str) -> tuple[torch.Tensor, list[str]]:
    """A circle of every colour on white, with what is said of it."""
    generator = np.random.default_rng(0)
    background = Background(((235, 235, 235), (235, 235, 235)))
    colours = [colour for colour in COLOURS if colour not in ("white", "grey")]
    things = [SceneObject("circle", colour, 0.5, 0.5, 0.25) for colour in colours]
    images = [draw_scene(Scene(background, (t,)), 64, 64, generator).image for t in things]
    # Phrases may leave the colour out; of forty, the longest one names it.
    texts = [
        max((phrase(thing, language, generator) for _ in range(40)), key=len) for thing in things
    ]
    return torch.from_numpy(np.stack(images)), texts


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_of_every_language_find_their_images(pair: Any, language: str) -> None:
    text_encoder, tokens, vision_encoder = pair
    images, texts = pictures_and_phrases(language)
    ids, mask = (torch.from_numpy(array) for array in tokens(texts))
    with torch.no_grad():
        states, mask = text_encoder(ids, mask)
        read = text_encoder.pool(states, mask)
        seen = vision_encoder.pool(vision_encoder(images))
    assert retrieval_accuracy(read, seen) >= 0.7  # chance is 0.1


def test_its_tokenizer_loses_nothing_of_any_language(pair: Any) -> None:
    _, tokens, _ = pair
    for text in ("what colour is it?", "какого цвета круг?", "圆形是什么颜色", "ما لون الدائرة؟"):
        ids = tokens.tokenizer(text)["input_ids"]
        assert tokens.tokenizer.decode(ids, skip_special_tokens=True).strip() == text
