"""Domain-adaptive pre-training, measured: English of Python's docstrings for a small encoder.

    python experiments/dap_mlm.py --seed 0 --out runs/dap

Sentences from the docstrings of installed packages are the domain. The encoder learns to guess
masked tokens of them; perplexity on held-out sentences says how well it models the domain before
and after, and a linear probe how much its [CLS] states say of which package a sentence comes from,
which it was never taught.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import torch

from gennet_rl.adaptation.adapting import adapt_text_encoder
from gennet_rl.adaptation.config import AdaptationConfig
from gennet_rl.cli import run_command
from gennet_rl.config import TextEncoderConfig, check_config
from gennet_rl.corpus import split_texts
from gennet_rl.devices import resolve_device
from gennet_rl.docstrings import docstring_sentences
from gennet_rl.encoders import build_text_encoder
from gennet_rl.probing import linear_probe

ENCODED_TOGETHER = 256


@dataclass(frozen=True)
class Config:
    """What to adapt, to which packages' sentences, and how long."""

    text_checkpoint: str = "gennet-tiny"
    """Hub name or folder of the encoder to adapt; "gennet-tiny" is the bundled one."""
    packages: tuple[str, ...] = (
        *("python", "torch", "numpy", "transformers", "sympy"),
        *("networkx", "matplotlib", "torchrl", "gymnasium"),
    )
    """Import names of the packages whose docstrings are read; "python" is its standard library."""
    sentences_per_package: int = 3000
    """Most sentences of a package, so that none outweighs the others."""
    held_out_fraction: float = 0.1
    """Share of the sentences that perplexity and probe are measured on."""
    epochs: int = 3
    """Passes over the training sentences."""
    batch_size: int = 64
    """Sentences a gradient step."""
    max_tokens: int = 128
    """Longer sentences are cut into sequences of at most so many tokens."""
    learning_rate: float = 2e-3
    """Peak learning rate; base-size encoders want 5e-5 to 1e-4."""
    seed: int = 0
    """Seed of batches and masks."""
    device: str = "auto"
    """Where the model runs: "cpu", "cuda", "cuda:1", ...; "auto" takes CUDA where there is one."""
    out: Path | None = None
    """Folder for everything the run leaves; by default runs/dap_mlm/<time>-seed<seed>."""
    overwrite: bool = False
    """Whether an adaptation that already lies in `out` may be replaced."""


def main(config: Config) -> None:
    """Adapt, measure before and after, and leave everything in ``config.out``."""
    check_config(config)
    sentences = docstring_sentences(config.packages, config.sentences_per_package)
    package_of = {text: i for i, texts in enumerate(sentences.values()) for text in texts}
    train_texts, held_out_texts = split_texts(list(package_of), config.held_out_fraction)

    moment = datetime.now().strftime("%Y%m%d-%H%M%S")
    summary, folder = adapt_text_encoder(
        AdaptationConfig(
            text_checkpoint=config.text_checkpoint,
            held_out_fraction=config.held_out_fraction,
            epochs=config.epochs,
            batch_size=config.batch_size,
            max_tokens=config.max_tokens,
            learning_rate=config.learning_rate,
            seed=config.seed,
            device=config.device,
            out=config.out or Path("runs") / "dap_mlm" / f"{moment}-seed{config.seed}",
            overwrite=config.overwrite,
        ),
        train_texts,
        held_out_texts,
    )
    train_labels, held_out_labels = (
        torch.tensor([package_of[text] for text in texts])
        for texts in (train_texts, held_out_texts)
    )
    accuracies = {
        moment: linear_probe(
            cls_states(checkpoint, train_texts, config),
            train_labels,
            cls_states(checkpoint, held_out_texts, config),
            held_out_labels,
            classes=len(sentences),
        )
        for moment, checkpoint in (("before", config.text_checkpoint), ("after", str(folder)))
    }
    commonest = Counter(train_labels.tolist()).most_common(1)[0][0]
    summary |= {
        "sentences_by_package": {name: len(texts) for name, texts in sentences.items()},
        "probe_accuracy_before": accuracies["before"],
        "probe_accuracy_after": accuracies["after"],
        "majority_accuracy": float((held_out_labels == commonest).float().mean()),
    }
    (folder / "summary.json").write_text(json.dumps(summary, indent=2) + "\n", "utf-8")
    print_table(summary, folder)


@torch.no_grad()
def cls_states(checkpoint: str, texts: Sequence[str], config: Config) -> torch.Tensor:
    """States of the [CLS] token, float[N, D], of a checkpoint's encoder as it is."""
    text_config = TextEncoderConfig(checkpoint=checkpoint, max_tokens=config.max_tokens)
    encoder, tokenizer = build_text_encoder(text_config, [])
    device = resolve_device(config.device)
    encoder.to(device).eval()
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))  # so that little is padding
    states_ND = torch.empty(len(texts), encoder.width)
    for start in range(0, len(order), ENCODED_TOGETHER):
        rows = order[start : start + ENCODED_TOGETHER]
        batch = tokenizer(
            [texts[i] for i in rows],
            truncation=True,
            max_length=config.max_tokens,
            padding=True,
            return_tensors="pt",
        ).to(device)
        states_BLD, _ = encoder(batch["input_ids"], batch["attention_mask"].bool())
        states_ND[rows] = states_BLD[:, 0].float().cpu()
    return states_ND


def print_table(summary: dict[str, Any], folder: Path) -> None:
    """The result for people."""
    sentences = summary["sentences"]
    print(f"\n{summary['text_checkpoint']}, seed {summary['seed']}: held-out sentences\n")
    print(f"  {'encoder':<12}{'loss, nats':>12}{'perplexity':>12}{'probe accuracy':>16}")
    for name, moment in (("unadapted", "before"), ("adapted", "after")):
        print(
            f"  {name:<12}{summary[f'held_out_loss_{moment}']:>12.3f}"
            f"{summary[f'perplexity_{moment}']:>12.1f}{summary[f'probe_accuracy_{moment}']:>16.3f}"
        )
    print(f"  {'majority':<12}{'-':>12}{'-':>12}{summary['majority_accuracy']:>16.3f}")
    print(
        f"\n{sentences['train']:,} sentences of {len(summary['sentences_by_package'])} packages "
        f"learnt from, {sentences['held_out']:,} held out; {summary['steps']:,} steps in "
        f"{summary['seconds']:.0f} s on {summary['device']}; the encoder is in {folder}"
    )


if __name__ == "__main__":
    run_command(main, Config, "Adapt a text encoder to the English of Python's docstrings.")
