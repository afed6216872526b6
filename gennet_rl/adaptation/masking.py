"""Masked language modelling: a model with its head, sequences, batches, masks and the loss.

B batch, L tokens, M masked tokens, V vocabulary.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from gennet_rl.encoders.checkpoints import load_checkpoint
from gennet_rl.errors import InvalidValueError

__all__ = [
    "Masking",
    "epoch_batches",
    "head_parameters",
    "load_masked_language_model",
    "masked_loss",
    "mean_masked_loss",
    "quietly",
    "tokenize_texts",
]

IGNORED = -100  # label of a token that is not to be guessed
BUCKET_BATCHES = 50  # batches whose sequences are sorted by length together


def load_masked_language_model(checkpoint: str) -> tuple[Any, Any, bool]:
    """A model with a masked-language-modelling head, in float32, and its tokenizer.

    Args:
        checkpoint: hub name or folder.

    Returns:
        The model, the tokenizer, and whether the head is the checkpoint's own; else it has random
        weights, from torch's global generator.

    Raises:
        MissingFileError: where the checkpoint is not there.
        InvalidValueError: where it is no encoder of text, lacks weights of its encoder, or has a
            tokenizer without a mask token.
    """

    def load(source: str) -> tuple[Any, Any, dict[str, Any]]:
        from transformers import AutoConfig, AutoModelForMaskedLM, AutoTokenizer
        from transformers.models.auto.modeling_auto import MODEL_FOR_MASKED_LM_MAPPING_NAMES

        model_type = AutoConfig.from_pretrained(source).model_type
        if model_type not in MODEL_FOR_MASKED_LM_MAPPING_NAMES:
            raise InvalidValueError(
                f"text checkpoint {checkpoint!r} has model_type {model_type!r}, which has no "
                "masked language modelling: use an encoder such as ModernBERT, mmBERT or BERT."
            )
        model, report = AutoModelForMaskedLM.from_pretrained(
            source, dtype=torch.float32, use_safetensors=True, output_loading_info=True
        )
        return model, AutoTokenizer.from_pretrained(source), report

    with quietly():
        model, tokenizer, report = load_checkpoint("text", checkpoint, load)
    prefix = f"{model.base_model_prefix}."
    lacking = sorted(name for name in report["missing_keys"] if name.startswith(prefix))
    if lacking:
        raise InvalidValueError(
            f"text checkpoint {checkpoint!r} lacks {len(lacking)} of its encoder's weights, "
            f"such as {lacking[0]!r}: save it whole with save_pretrained()."
        )
    if tokenizer.mask_token_id is None or tokenizer.pad_token_id is None:
        raise InvalidValueError(
            f"text checkpoint {checkpoint!r} has a tokenizer without a mask or padding token: set "
            "its mask_token and pad_token and save it again."
        )
    if hasattr(model, "sparse_prediction"):
        # ModernBERT can leave out the logits of tokens that nobody asks for: most of them.
        model.sparse_prediction = True
    return model, tokenizer, not report["missing_keys"]


@contextlib.contextmanager
def quietly() -> Iterator[None]:
    """Keep transformers from listing a new head's weights and drawing bars of its own."""
    from transformers.utils import logging

    verbosity, has_bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(verbosity)
        if has_bars:
            logging.enable_progress_bar()


def head_parameters(model: Any) -> list[torch.nn.Parameter]:
    """The parameters that the encoder does not have: of its output layer, what is not tied."""
    encoder = {id(parameter) for parameter in model.base_model.parameters()}
    return [parameter for parameter in model.parameters() if id(parameter) not in encoder]


def tokenize_texts(tokenizer: Any, texts: Sequence[str], max_tokens: int) -> list[np.ndarray]:
    """Token ids of texts, int32[L] each; longer texts become several sequences.

    Args:
        tokenizer: a fast Hugging Face tokenizer.
        texts: any number of strings.
        max_tokens: most tokens of a sequence, special tokens included.
    """
    sequences: list[np.ndarray] = []
    for start in range(0, len(texts), 1000):
        encoded = tokenizer(
            list(texts[start : start + 1000]),
            truncation=True,
            max_length=max_tokens,
            return_overflowing_tokens=True,
            return_attention_mask=False,
        )
        sequences += [np.array(ids, np.int32) for ids in encoded["input_ids"]]
    return sequences


def epoch_batches(lengths: Sequence[int], batch_size: int, seed: int) -> list[np.ndarray]:
    """Every sequence once, in batches of like length, so that little of a batch is padding.

    Args:
        lengths: tokens of each sequence.
        batch_size: sequences a batch; the last of a bucket may have fewer.
        seed: of the order.

    Returns:
        Indices of the sequences of each batch, int64[B].
    """
    generator = np.random.default_rng(seed)
    order = generator.permutation(len(lengths))
    lengths_N, batches = np.asarray(lengths), []
    for start in range(0, len(order), BUCKET_BATCHES * batch_size):
        bucket = order[start : start + BUCKET_BATCHES * batch_size]
        bucket = bucket[np.argsort(lengths_N[bucket], kind="stable")]
        batches += [bucket[i : i + batch_size] for i in range(0, len(bucket), batch_size)]
    return [batches[i] for i in generator.permutation(len(batches))]


class Masking:
    """Sequences to a batch with masks, by Hugging Face's collator.

    Special tokens and padding are never masked, domain tokens like any other.

    Args:
        tokenizer: a Hugging Face tokenizer.
        probability: share of the tokens to be guessed.
    """

    def __init__(self, tokenizer: Any, probability: float) -> None:
        from transformers import DataCollatorForLanguageModeling

        self.special_ids: list[int] = list(tokenizer.all_special_ids)
        """Ids of special tokens."""
        self._collate = DataCollatorForLanguageModeling(tokenizer, mlm_probability=probability)

    def __call__(self, sequences: Sequence[np.ndarray], seed: int) -> dict[str, torch.Tensor]:
        """A batch on the CPU.

        Args:
            sequences: token ids, int32[L] each.
            seed: of the masks; torch's global generator is left at what follows from it.

        Returns:
            ``input_ids``, ``attention_mask`` and ``labels``, int64[B, L]; labels are -100 except
            on the tokens to be guessed.
        """
        torch.manual_seed(seed)
        examples = [
            {
                "input_ids": ids.tolist(),
                "special_tokens_mask": np.isin(ids, self.special_ids).astype(int).tolist(),
            }
            for ids in sequences
        ]
        return dict(self._collate(examples))


def masked_loss(model: Any, batch: dict[str, torch.Tensor]) -> tuple[torch.Tensor, int]:
    """Cross-entropy in nats, summed over the tokens to be guessed, and how many they are.

    Args:
        model: with a masked-language-modelling head.
        batch: from :class:`Masking`; moved to the model's device, where CUDA computes in bfloat16.
    """
    count = int((batch["labels"] != IGNORED).sum())
    batch = {key: value.to(model.device) for key, value in batch.items()}
    labels_BL = batch.pop("labels")
    labels_M = labels_BL[labels_BL != IGNORED]
    is_sparse = getattr(model, "sparse_prediction", False)
    with torch.autocast("cuda", torch.bfloat16, enabled=model.device.type == "cuda"):
        logits = model(**batch, labels=labels_BL if is_sparse else None).logits
    logits_MV = logits if is_sparse else logits[labels_BL != IGNORED]
    return functional.cross_entropy(logits_MV.float(), labels_M, reduction="sum"), count


@torch.no_grad()
def mean_masked_loss(model: Any, batches: Sequence[dict[str, torch.Tensor]]) -> float:
    """Mean cross-entropy in nats over all tokens to be guessed in ``batches``; nan for none."""
    was_training = model.training
    model.eval()
    results = [masked_loss(model, batch) for batch in batches]
    model.train(was_training)
    total = sum(count for _, count in results)
    return sum(float(loss) for loss, _ in results) / total if total else float("nan")
