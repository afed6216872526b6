"""Small text encoders of several families, as save_pretrained writes them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from tokenizers import Tokenizer, models, pre_tokenizers, processors, trainers
from transformers import (
    BertConfig,
    BertModel,
    ModernBertConfig,
    ModernBertModel,
    PreTrainedTokenizerFast,
    RobertaConfig,
    RobertaModel,
)

SIZES = {
    "hidden_size": 24,
    "intermediate_size": 36,
    "num_hidden_layers": 3,
    "num_attention_heads": 2,
}
CORPUS = ["is it red?", "which colour is it?", "is it blue?", "¿de qué color es?"] * 3


def make_tokenizer(model: Any, trainer: Any, special: dict[str, str], frame: str) -> Any:
    tokenizer = Tokenizer(model)
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.train_from_iterator(CORPUS, trainer)
    names = [name for name in frame.split() if name != "$A"]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=frame, special_tokens=[(name, tokenizer.token_to_id(name)) for name in names]
    )
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, **special)


def save(folder: Path, model: Any, tokenizer: Any) -> Path:
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture
def mmbert_folder(tmp_path: Path) -> Path:
    """ModernBERT with a Gemma-like tokenizer: other special tokens, and it pads on the left."""
    special = {
        "pad_token": "<pad>",
        "eos_token": "<eos>",
        "bos_token": "<bos>",
        "unk_token": "<unk>",
        "mask_token": "<mask>",
    }
    trainer = trainers.UnigramTrainer(
        vocab_size=60, special_tokens=list(special.values()), unk_token="<unk>", show_progress=False
    )
    tokenizer = make_tokenizer(models.Unigram(), trainer, special, "<bos> $A <eos>")
    tokenizer.padding_side = "left"
    torch.manual_seed(0)
    config = ModernBertConfig(
        vocab_size=len(tokenizer) + 8,
        pad_token_id=0,
        eos_token_id=1,
        bos_token_id=2,
        cls_token_id=1,
        sep_token_id=1,
        max_position_embeddings=64,
        **SIZES,
    )
    return save(tmp_path / "tiny-mmbert", ModernBertModel(config), tokenizer)


@pytest.fixture
def bert_folder(tmp_path: Path) -> Path:
    special = {
        "pad_token": "[PAD]",
        "unk_token": "[UNK]",
        "cls_token": "[CLS]",
        "sep_token": "[SEP]",
        "mask_token": "[MASK]",
    }
    trainer = trainers.WordPieceTrainer(
        vocab_size=80, special_tokens=list(special.values()), show_progress=False
    )
    model = models.WordPiece(unk_token="[UNK]")  # type: ignore[call-arg]
    tokenizer = make_tokenizer(model, trainer, special, "[CLS] $A [SEP]")
    torch.manual_seed(0)
    config = BertConfig(vocab_size=len(tokenizer), max_position_embeddings=40, **SIZES)
    return save(tmp_path / "tiny-bert", BertModel(config), tokenizer)


@pytest.fixture
def roberta_folder(tmp_path: Path) -> Path:
    special = {
        "bos_token": "<s>",
        "pad_token": "<pad>",
        "eos_token": "</s>",
        "unk_token": "<unk>",
        "mask_token": "<mask>",
    }
    trainer = trainers.BpeTrainer(
        vocab_size=90, special_tokens=list(special.values()), show_progress=False
    )
    model = models.BPE(unk_token="<unk>")
    tokenizer = make_tokenizer(model, trainer, special, "<s> $A </s>")
    torch.manual_seed(0)
    config = RobertaConfig(vocab_size=len(tokenizer), max_position_embeddings=42, **SIZES)
    return save(tmp_path / "tiny-roberta", RobertaModel(config), tokenizer)


@pytest.fixture
def folder_of(request: pytest.FixtureRequest) -> Callable[[str], Path]:
    """The folder of a family by its name."""

    def find(family: str) -> Path:
        name = "text_folder" if family == "modernbert" else f"{family}_folder"
        return request.getfixturevalue(name)

    return find
