"""The text encoder: ModernBERT or another Hugging Face encoder, each distinct text once a batch.

B batch, U distinct texts in it, L tokens, D width.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

import torch
from torch import nn
from torch.nn import functional

from gennet_rl.config import TextEncoderConfig, check_heads, check_sizes
from gennet_rl.encoders.checkpoints import check_tokenizer_files, load_checkpoint, loading_options
from gennet_rl.encoders.domain_tokens import add_domain_tokens
from gennet_rl.encoders.encoder import Encoder
from gennet_rl.encoders.finetuning import apply_fine_tuning
from gennet_rl.encoders.splitting import can_split, first_layers, last_layers
from gennet_rl.errors import InvalidValueError

__all__ = ["TextEncoder", "build_text_encoder", "train_tokenizer"]

SPECIAL_TOKENS = {
    "pad_token": "[PAD]",
    "unk_token": "[UNK]",
    "cls_token": "[CLS]",
    "sep_token": "[SEP]",
    "mask_token": "[MASK]",
}
KEPT_MULTIPLE = 32  # tokens that lengths of kept states are rounded up to, so that few are longer


class TextEncoder(Encoder):
    """A text encoder from token ids to token states.

    Args:
        model: a Hugging Face encoder, of the ModernBERT family or another.
        pooling: "none", "cls" for the first token's state, or "mean" over the real tokens.
    """

    def __init__(self, model: Any, pooling: Literal["none", "cls", "mean"] = "none") -> None:
        super().__init__(model, pooling)

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
        ids_UL = torch.where(mask_UL, marked_UL, 0)
        return self.encode(ids_UL, mask_UL)[text_of_B], mask_BL

    def encode(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Token states float[B, L, D], all of whose texts are encoded as they come.

        Args:
            input_ids: int64[B, L]; what stands at padding does not matter.
            attention_mask: bool[B, L], true on real tokens, which come first.
        """
        return self.finish(self.begin(input_ids, attention_mask), attention_mask)

    def begin(  # type: ignore[override]
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor
    ) -> torch.Tensor:
        """States float[B, L, D] where the first layer that learns begins, or after the last one.

        Args:
            input_ids: int64[B, L].
            attention_mask: bool[B, L], true on real tokens, which come first.
        """
        ids_BL = torch.where(attention_mask, input_ids, self.model.config.pad_token_id)
        model = self.model
        if self.learning_layers is not None and self._can_split():
            model = first_layers(model, self.learning_layers)
        return model(input_ids=ids_BL, attention_mask=attention_mask).last_hidden_state

    def begin_kept(  # type: ignore[override]
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor
    ) -> torch.Tensor:
        """:meth:`begin` without padding that no text needs, S a multiple of ``KEPT_MULTIPLE``."""
        longest, most = int(attention_mask.sum(-1).max()), attention_mask.shape[-1]
        begun_BLD = self.begin(input_ids[:, :longest], attention_mask[:, :longest])
        length = min(most, -(-longest // KEPT_MULTIPLE) * KEPT_MULTIPLE)
        return functional.pad(begun_BLD, (0, 0, 0, length - longest))

    def finish(self, states: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """What is left to do after :meth:`begin`: nothing, or the last layers, which learn."""
        if self.learning_layers is None or not self._can_split():
            return states
        model = last_layers(self.model, self.learning_layers)
        return model(inputs_embeds=states, attention_mask=attention_mask).last_hidden_state

    def _can_split(self) -> bool:
        return can_split(self.model)

    def pool(self, states: torch.Tensor, mask: torch.Tensor | None = None) -> torch.Tensor:
        """The text as one vector.

        Args:
            states: float[B, L, D].
            mask: bool[B, L], true on real tokens; None where all are.

        Returns:
            float[B, D]: the first token's state ([CLS], or <bos>) where pooling is "cls", else
            the mean over the real tokens.
        """
        return states[:, 0] if self.pooling == "cls" else super().pool(states, mask)

    def description(self) -> dict[str, Any]:
        """All but the weights, as JSON holds it; :meth:`from_description` reads it."""
        return {"model": self.model.config.to_dict(), "pooling": self.pooling}

    @classmethod
    def from_description(cls, description: dict[str, Any]) -> TextEncoder:
        """The encoder of a :meth:`description`, with random weights."""
        from transformers import AutoConfig, AutoModel

        config = AutoConfig.for_model(**description["model"])
        model = AutoModel.from_config(config, dtype=torch.float32)
        return cls(_without_pooler(model), description["pooling"])


def build_text_encoder(
    config: TextEncoderConfig, training_texts: Iterable[str]
) -> tuple[TextEncoder, Any]:
    """A text encoder and its tokenizer.

    Args:
        config: the checkpoint, or the sizes of a model with random weights; what of it learns.
        training_texts: what the tokenizer is made from where there is no checkpoint.

    Raises:
        MissingFileError: where the checkpoint is not there.
        InvalidValueError: where sizes are given beside it, where it is no text encoder, where
            its tokenizer does not fit it, where ``max_tokens`` is more than it can read, where the
            heads do not divide the width, or where the fine-tuning mode cannot be had.
    """
    check_sizes("text", config)
    if config.checkpoint is not None:
        model, tokenizer = load_checkpoint("text", config.checkpoint, _load_model_and_tokenizer)
        _check_tokenizer(config.checkpoint, model, tokenizer)
        _check_max_tokens(config, model)
        # Any valid id would do, since padding is masked; not every configuration names one.
        model.config.pad_token_id = tokenizer.pad_token_id
    else:
        check_heads("text", config.width, config.heads)
        tokenizer = train_tokenizer(training_texts, config.vocabulary_size)
        model = _model_from_nothing(config, tokenizer)
    add_domain_tokens(model, tokenizer, config.domain_tokens)
    encoder = TextEncoder(model, config.pooling)
    apply_fine_tuning(encoder, config)
    return encoder, tokenizer


def _load_model_and_tokenizer(checkpoint: str) -> tuple[Any, Any]:
    """The model in float32, whatever its weights are stored in, and its tokenizer."""
    from transformers import AutoModel, AutoTokenizer

    check_tokenizer_files(checkpoint)
    options = loading_options(checkpoint)
    model, report = AutoModel.from_pretrained(
        checkpoint, dtype=torch.float32, use_safetensors=True, output_loading_info=True, **options
    )
    missing = sorted(name for name in report["missing_keys"] if not name.startswith("pooler."))
    if missing:
        raise InvalidValueError(
            f"text checkpoint {checkpoint!r} lacks {len(missing)} of the weights of its "
            f"{type(model).__name__}, such as {missing[0]!r}: save it whole with save_pretrained()."
        )
    tokenizer = AutoTokenizer.from_pretrained(checkpoint, **options)
    return _without_pooler(model), tokenizer


def _without_pooler(model: Any) -> Any:
    """BERT's pooler, which the states do not go through, would only be weights without a use."""
    if isinstance(getattr(model, "pooler", None), nn.Module):
        model.pooler = None
    return model


def _check_tokenizer(checkpoint: str, model: Any, tokenizer: Any) -> None:
    named = f"text checkpoint {checkpoint!r}"
    if tokenizer.pad_token_id is None:
        raise InvalidValueError(
            f"{named} has a tokenizer without a padding token: set its pad_token and save it again."
        )
    ids = 1 + max(tokenizer.get_vocab().values())
    rows = model.get_input_embeddings().num_embeddings
    if ids > rows:
        raise InvalidValueError(
            f"{named} has a tokenizer with {ids} token ids and embeddings for {rows}: save the "
            "tokenizer that the model was trained with into its folder."
        )


def _check_max_tokens(config: TextEncoderConfig, model: Any) -> None:
    positions = getattr(model.config, "max_position_embeddings", None)
    for name, part in model.named_modules():
        # RoBERTa counts positions from behind its padding's: two of its rows are never used.
        if name.endswith("position_embeddings") and getattr(part, "padding_idx", None) is not None:
            positions = part.num_embeddings - part.padding_idx - 1
    if positions is not None and config.max_tokens > positions:
        raise InvalidValueError(
            f"text.max_tokens is {config.max_tokens}: checkpoint {config.checkpoint!r} reads at "
            f"most {positions} tokens."
        )


def _model_from_nothing(config: TextEncoderConfig, tokenizer: Any) -> Any:
    from transformers import ModernBertConfig, ModernBertModel

    return ModernBertModel(
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
