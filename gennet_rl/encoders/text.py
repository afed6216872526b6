"""The text encoder: Hugging Face's ModernBERT, each distinct text encoded once a batch.

B batch, U distinct texts in it, L tokens, D width.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch
from torch import nn

from gennet_rl.config import TextEncoderConfig, check_heads
from gennet_rl.encoders.checkpoints import load_checkpoint
from gennet_rl.encoders.domain_tokens import add_domain_tokens

__all__ = ["TextEncoder", "build_text_encoder", "train_tokenizer"]

SPECIAL_TOKENS = {
    "pad_token": "[PAD]",
    "unk_token": "[UNK]",
    "cls_token": "[CLS]",
    "sep_token": "[SEP]",
    "mask_token": "[MASK]",
}


class TextEncoder(nn.Module):
    """A ModernBERT-family model from token ids to token states.

    Args:
        model: a Hugging Face encoder.
    """

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    @property
    def width(self) -> int:
        """D, the size of a token's state."""
        return int(self.model.config.hidden_size)

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Token states; texts that repeat are encoded once, padding beyond the longest is cut.

        Args:
            input_ids: int64[B, L].
            attention_mask: bool[B, L], true on real tokens, which come first.

        Returns:
            States float[B, L', D] and the mask bool[B, L'], L' being the longest text's tokens.
        """
        longest = int(attention_mask.sum(-1).max())
        ids_BL, mask_BL = input_ids[:, :longest], attention_mask[:, :longest]
        marked_BL = torch.where(mask_BL, ids_BL, -1)
        marked_UL, text_of_B = marked_BL.unique(dim=0, return_inverse=True)
        mask_UL = marked_UL >= 0
        ids_UL = torch.where(mask_UL, marked_UL, self.model.config.pad_token_id)
        states_ULD = self.model(input_ids=ids_UL, attention_mask=mask_UL).last_hidden_state
        return states_ULD[text_of_B], mask_BL


def build_text_encoder(
    config: TextEncoderConfig, training_texts: Iterable[str]
) -> tuple[TextEncoder, Any]:
    """A text encoder and its tokenizer.

    Args:
        config: the checkpoint, or the sizes of a model with random weights.
        training_texts: what the tokenizer is made from where there is no checkpoint.

    Raises:
        MissingFileError: where the checkpoint is not there.
        InvalidValueError: where the heads do not divide the width.
    """
    from transformers import AutoModel, AutoTokenizer, ModernBertConfig, ModernBertModel

    if config.checkpoint is not None:
        model = load_checkpoint("text", config.checkpoint, AutoModel.from_pretrained)
        tokenizer = load_checkpoint("text", config.checkpoint, AutoTokenizer.from_pretrained)
    else:
        check_heads("text", config.width, config.heads)
        tokenizer = train_tokenizer(training_texts, config.vocabulary_size)
        model = ModernBertModel(
            ModernBertConfig(
                vocab_size=len(tokenizer),
                hidden_size=config.width,
                intermediate_size=config.width * 3 // 2,
                num_hidden_layers=config.layers,
                num_attention_heads=config.heads,
                max_position_embeddings=max(config.max_tokens, 128),
                pad_token_id=tokenizer.pad_token_id,
                cls_token_id=tokenizer.cls_token_id,
                bos_token_id=tokenizer.cls_token_id,
                sep_token_id=tokenizer.sep_token_id,
                eos_token_id=tokenizer.sep_token_id,
            )
        )
    add_domain_tokens(model, tokenizer, config.domain_tokens)
    return TextEncoder(model), tokenizer


def train_tokenizer(texts: Iterable[str], vocabulary_size: int) -> Any:
    """A byte-level BPE tokenizer with ModernBERT's special tokens, made from ``texts``.

    Bytes are its smallest tokens, so that no text of any language is unknown to it.

    Args:
        texts: what to learn the merges from.
        vocabulary_size: most tokens it may have; at least 261, the bytes and special tokens.

    Returns:
        A ``PreTrainedTokenizerFast``.
    """
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(
        texts,
        trainers.BpeTrainer(
            vocab_size=vocabulary_size,
            special_tokens=list(SPECIAL_TOKENS.values()),
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        ),
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        special_tokens=[(name, tokenizer.token_to_id(name)) for name in ("[CLS]", "[SEP]")],
    )
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, **SPECIAL_TOKENS)
