"""From texts and a checkpoint to an adapted encoder's folder, measured before and after."""

from __future__ import annotations

import json
import math
import shutil
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import torch

from gennet_rl.adaptation.config import AdaptationConfig, check_adaptation_config
from gennet_rl.adaptation.masking import load_masked_language_model, quietly, tokenize_texts
from gennet_rl.adaptation.state import CHECKPOINTS, prepare_folder
from gennet_rl.adaptation.training import AdaptationRun
from gennet_rl.corpus import read_corpus, split_texts
from gennet_rl.devices import resolve_device
from gennet_rl.encoders.domain_tokens import add_domain_tokens, check_domain_tokens
from gennet_rl.errors import InvalidValueError
from gennet_rl.plotting import plot_adaptation

__all__ = ["adapt_on_corpus", "adapt_text_encoder"]


def adapt_on_corpus(config: AdaptationConfig) -> tuple[dict[str, Any], Path]:
    """Read ``config.corpus`` and ``config.env_id``, hold texts out, and adapt the encoder.

    Returns:
        What ``summary.json`` says, and the folder of the adapted encoder.

    Raises:
        GennetRLError: as :func:`adapt_text_encoder` and :func:`~gennet_rl.corpus.read_corpus` do.
    """
    check_adaptation_config(config)
    corpus = read_corpus(config.corpus, config.column, config.skip_bad_lines, config.env_id)
    train_texts, held_out_texts = split_texts(corpus.texts, config.held_out_fraction)
    return adapt_text_encoder(config, train_texts, held_out_texts, corpus.skipped_lines)


def adapt_text_encoder(
    config: AdaptationConfig,
    train_texts: Sequence[str],
    held_out_texts: Sequence[str],
    skipped_lines: int = 0,
) -> tuple[dict[str, Any], Path]:
    """Train the checkpoint's encoder to guess masked tokens of ``train_texts``.

    Leaves a Hugging Face folder (``config.json``, ``model.safetensors``, tokenizer) with the model
    and its head, which AutoModel and AutoModelForMaskedLM read, and beside it ``adaptation.json``
    (the settings), ``metrics.csv``, ``curve.png`` and ``summary.json``.

    Args:
        config: the settings; its corpus is not read.
        train_texts: to learn from.
        held_out_texts: to measure by, with the same masks before and after.
        skipped_lines: bad lines of the corpus, for the summary.

    Returns:
        What ``summary.json`` says, and the folder of the adapted encoder.

    Raises:
        MissingFileError: where the checkpoint is not there.
        InvalidValueError: where a setting makes no sense, the checkpoint cannot be adapted, or
            the out folder holds something else.
    """
    check_adaptation_config(config)
    domain_tokens = [config.domain_token] if config.domain_token is not None else []
    check_domain_tokens(domain_tokens)
    device = resolve_device(config.device)
    torch.manual_seed(config.seed)
    model, tokenizer, has_head = load_masked_language_model(config.text_checkpoint)
    _check_max_tokens(config, model)
    folder = config.out or _default_folder(config)
    prepare_folder(folder, config)

    add_domain_tokens(model, tokenizer, domain_tokens)
    prefix = "".join(f"{token} " for token in domain_tokens)
    train_sequences, held_out_sequences = (
        tokenize_texts(tokenizer, [prefix + text for text in texts], config.max_tokens)
        for texts in (train_texts, held_out_texts)
    )
    run = AdaptationRun(
        config, folder, model.to(device), tokenizer, train_sequences, held_out_sequences
    )
    if not (config.resume and run.restore()):
        if not has_head:
            print(
                f"{config.text_checkpoint} has no masked-language-modelling head: a new one is "
                f"fitted for {config.warm_up_head_steps} steps, the encoder frozen.",
                file=sys.stderr,
            )
            run.fit_new_head()
        run.begin()
    run.train()

    with quietly():
        model.save_pretrained(folder)
        tokenizer.save_pretrained(folder)
    before, after = run.progress.held_out_loss_before, run.progress.rows[-1]["held_out_loss"]
    summary = {
        "text_checkpoint": config.text_checkpoint,
        "head_before": "the checkpoint's" if has_head else "new",
        "domain_token": config.domain_token,
        "seed": config.seed,
        "device": str(device),
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "sentences": {"train": len(train_texts), "held_out": len(held_out_texts)},
        "skipped_lines": skipped_lines,
        "steps": run.progress.step,
        "seconds": run.progress.seconds,
        "held_out_loss_before": before,
        "held_out_loss_after": after,
        "perplexity_before": math.exp(before),
        "perplexity_after": math.exp(after),
    }
    title = f"Adapting {config.text_checkpoint}"
    plot_adaptation(run.progress.rows, title, folder / "curve.png")
    (folder / "summary.json").write_text(json.dumps(summary, indent=2) + "\n", "utf-8")
    shutil.rmtree(folder / CHECKPOINTS, ignore_errors=True)
    return summary, folder


def _check_max_tokens(config: AdaptationConfig, model: Any) -> None:
    most = getattr(model.config, "max_position_embeddings", config.max_tokens)
    if not 4 <= config.max_tokens <= most:
        raise InvalidValueError(
            f"max_tokens is {config.max_tokens}: {config.text_checkpoint!r} reads from 4 to {most} "
            "tokens at a time."
        )


def _default_folder(config: AdaptationConfig) -> Path:
    moment = datetime.now().strftime("%Y%m%d-%H%M%S")
    return Path("runs") / "adapt_text" / f"{moment}-seed{config.seed}"
