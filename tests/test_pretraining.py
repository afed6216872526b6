"""Image-text pre-training: it learns, goes on exactly, and leaves ordinary checkpoints."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch.nn import functional

from gennet_rl.config import TextEncoderConfig, VisionEncoderConfig
from gennet_rl.encoders import build_text_encoder, build_vision_encoder, train_tokenizer
from gennet_rl.errors import InvalidValueError
from gennet_rl.pretraining import (
    ImageTextExample,
    ImageTextPretrainer,
    PretrainingConfig,
    Region,
    patch_labels,
)
from gennet_rl.processing import ImageProcessing

COLOURS = {"red": (220, 30, 30), "green": (30, 200, 30), "blue": (30, 30, 220)}
WIDTH = 32


@pytest.fixture(scope="module")
def words() -> Any:
    return train_tokenizer([f"a {a} half, a {b} half" for a in COLOURS for b in COLOURS], 300)


def make_trainer(words: Any, width: int = WIDTH, **changes: Any) -> ImageTextPretrainer:
    from transformers import (
        ModernBertConfig,
        ModernBertForMaskedLM,
        SiglipVisionConfig,
        SiglipVisionModel,
    )

    torch.manual_seed(0)
    vision = SiglipVisionModel(
        SiglipVisionConfig(
            hidden_size=WIDTH,
            intermediate_size=WIDTH,
            num_hidden_layers=1,
            num_attention_heads=2,
            image_size=16,
            patch_size=8,
        )
    )
    text = ModernBertForMaskedLM(
        ModernBertConfig(
            vocab_size=len(words),
            hidden_size=width,
            intermediate_size=width,
            num_hidden_layers=1,
            num_attention_heads=2,
            pad_token_id=words.pad_token_id,
            cls_token_id=words.cls_token_id,
            bos_token_id=words.cls_token_id,
            sep_token_id=words.sep_token_id,
            eos_token_id=words.sep_token_id,
        )
    )
    config = PretrainingConfig(
        **{"steps": 80, "matrix_learning_rate": 5e-2, "usual_batch": 6, **changes}
    )
    return ImageTextPretrainer(
        vision, text, words, ImageProcessing((16, 16)), {"colour": 1 + len(COLOURS)}, config
    )


def example(left: int, right: int, plain: bool = False) -> ImageTextExample:
    """Two halves, each with its colour; a plain pair has nothing but image and text."""
    names, values = list(COLOURS), list(COLOURS.values())
    image = np.zeros((16, 16, 3), np.uint8)
    image[:, :8], image[:, 8:] = values[left], values[right]
    text = f"a {names[left]} half, a {names[right]} half"
    if plain:
        return ImageTextExample(image, text)
    labels = np.full((16, 16), 1 + left, np.uint8)
    labels[:, 8:] = 1 + right
    mask = np.zeros((16, 16), bool)
    mask[:, :8] = True
    return ImageTextExample(image, text, {"colour": labels}, Region(mask, f"a {names[left]} half"))


ALL = [(left, right) for left in range(3) for right in range(left, 3)]


def batches(plain: bool = False) -> Iterator[list[ImageTextExample]]:
    while True:
        yield [example(left, right, plain) for left, right in ALL]


def retrieved(trainer: ImageTextPretrainer) -> float:
    """Share of images whose own text is the nearest of all six."""
    batch = [example(left, right) for left, right in ALL]
    with torch.no_grad():
        images = torch.from_numpy(np.stack([item.image for item in batch]))
        _, pooled = trainer.encode_images(images)
        texts = trainer.encode_texts([item.text for item in batch])
    cosines = functional.normalize(pooled, dim=-1) @ functional.normalize(texts, dim=-1).T
    return float((cosines.argmax(-1) == torch.arange(len(ALL))).float().mean())


@pytest.mark.parametrize("plain", [False, True])
def test_images_find_their_texts_after_training(words: Any, plain: bool) -> None:
    trainer = make_trainer(words)
    before = trainer.losses(next(batches(plain)))
    trainer.fit(batches(plain))
    after = trainer.losses(next(batches(plain)))
    assert trainer.step == 80
    assert set(before) == {"contrast", "masking", "captioning", *([] if plain else ["dense"])}
    assert all(after[name] < before[name] for name in before)
    assert retrieved(trainer) == 1


def test_an_interrupted_run_goes_on_exactly(words: Any, tmp_path: Path) -> None:
    whole = make_trainer(words, steps=6)
    whole.fit(batches())
    first = make_trainer(words, steps=6)
    first.fit([next(batches()) for _ in range(4)])
    first.save_state(tmp_path)
    second = make_trainer(words, steps=6)
    assert second.load_state(tmp_path)
    assert second.step == 4
    second.fit(batches())
    for name, weight in whole.state_dict().items():
        assert torch.equal(weight, second.state_dict()[name]), name
    assert not make_trainer(words).load_state(tmp_path / "elsewhere")


def test_equal_texts_are_no_negatives_of_each_other(words: Any) -> None:
    trainer = make_trainer(words, contrast_weight=1.0)
    batch = [example(0, 1, plain=True)] * 3
    images = torch.from_numpy(np.stack([item.image for item in batch]))
    with torch.no_grad():
        loss = trainer.losses(batch)["contrast"]
        _, pooled = trainer.encode_images(images)
        cosine = functional.cosine_similarity(pooled[:1], trainer.encode_texts([batch[0].text]))
        logit = cosine * trainer.log_scale[0].exp() + trainer.bias[0]
    # One distinct text: each of the three images has it as its only, and positive, pair.
    assert float(loss) == pytest.approx(float(-functional.logsigmoid(logit)), rel=1e-4)


def test_images_of_other_sizes_are_taken_as_they_are(words: Any) -> None:
    trainer = make_trainer(words)
    states, pooled = trainer.encode_images(torch.zeros(2, 24, 32, 3, dtype=torch.uint8))
    assert states.shape == (2, 12, WIDTH)
    assert pooled.shape == (2, WIDTH)


def test_a_patch_is_labelled_with_what_fills_most_of_it() -> None:
    patches = np.zeros((1, 4, 16), np.uint8)
    patches[0, 1, :3] = 5  # less than a quarter
    patches[0, 2, :4] = 5
    patches[0, 3, :9], patches[0, 3, 9:14] = 2, 7
    assert patch_labels(patches).tolist() == [[0, 0, 5, 2]]


def test_the_pair_is_two_ordinary_checkpoints(words: Any, tmp_path: Path) -> None:
    trainer = make_trainer(words, steps=2)
    trainer.fit(batches())
    trainer.eval()
    trainer.save_encoders(tmp_path)
    text_encoder, tokenizer = build_text_encoder(
        TextEncoderConfig(checkpoint=str(tmp_path / "text")), []
    )
    vision_encoder = build_vision_encoder(
        VisionEncoderConfig(checkpoint=str(tmp_path / "vision"), pooling="attention"), (16, 16, 3)
    )
    item = example(0, 2)
    tokens = tokenizer([item.text], return_tensors="pt")
    with torch.no_grad():
        states, _ = text_encoder(tokens["input_ids"], tokens["attention_mask"].bool())
        image = torch.from_numpy(item.image)[None]
        patches = vision_encoder(image)
        expected, pooled = trainer.encode_images(image)
        torch.testing.assert_close(states[:, 0], trainer.encode_texts([item.text]))
        torch.testing.assert_close(patches, expected)
        torch.testing.assert_close(vision_encoder.pool(patches), pooled)


def test_widths_must_agree(words: Any) -> None:
    with pytest.raises(InvalidValueError, match="text width is 16, vision width 32"):
        make_trainer(words, width=16)


def test_weights_are_checked(words: Any) -> None:
    with pytest.raises(InvalidValueError, match="dense_weight is -1"):
        make_trainer(words, **dataclasses.asdict(PretrainingConfig(dense_weight=-1.0)))
