"""What an interrupted adaptation goes on from, in files that hold no code."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_model, save_model

from gennet_rl.adaptation.config import AdaptationConfig
from gennet_rl.errors import InvalidValueError

__all__ = ["CHECKPOINTS", "Progress", "fingerprint", "load_state", "prepare_folder", "save_state"]

CHECKPOINTS = "checkpoints"
SETTINGS_FILE = "adaptation.json"
# What a run leaves, by design; nothing else in its folder is ever touched.
RUN_FILES = (
    SETTINGS_FILE,
    "config.json",
    "model.safetensors",
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "metrics.csv",
    "curve.png",
    "summary.json",
)
MODEL_FILE, OPTIMIZER_FILE, PROGRESS_FILE = "model.safetensors", "optimizer.pt", "progress.json"
# What may differ between a run and its continuation.
FREE_SETTINGS = ("out", "overwrite", "resume", "device", "save_every")


@dataclass
class Progress:
    """How far an adaptation is."""

    corpus: str
    """Fingerprint of the sequences, so that a run goes on with the texts that it began with."""
    step: int = 0
    """Gradient steps done."""
    seconds: float = 0.0
    """Seconds spent, over all continuations."""
    held_out_loss_before: float = float("nan")
    """Mean masked loss of the held-out texts before the first step, nats."""
    recent_loss: float = 0.0
    """Training loss summed since the last row of `rows`, nats."""
    recent_tokens: int = 0
    """Masked tokens since the last row."""
    rows: list[dict[str, float]] = field(default_factory=list)
    """The metrics so far."""


def fingerprint(sequences: Iterable[np.ndarray]) -> str:
    """SHA-256 of token ids and of where one sequence ends and the next begins."""
    digest = hashlib.sha256()
    for ids in sequences:
        digest.update(len(ids).to_bytes(8, "big"))
        digest.update(ids.tobytes())
    return digest.hexdigest()


def prepare_folder(folder: Path, config: AdaptationConfig) -> None:
    """Make the folder of a run ready, or check that the run in it may be gone on with.

    Args:
        folder: where the adapted encoder is to go.
        config: ``resume`` and ``overwrite`` say what may be there.

    Raises:
        InvalidValueError: where the folder holds something else than it should.
    """
    named = f"out folder {str(folder)!r}"
    if folder.exists() and not folder.is_dir():
        raise InvalidValueError(f"{named} is a file: name a folder.")
    if folder.resolve() == Path(config.text_checkpoint).expanduser().resolve():
        raise InvalidValueError(f"{named} is the checkpoint to adapt: name another.")
    present = [name for name in (*RUN_FILES, CHECKPOINTS) if (folder / name).exists()]
    if config.resume:
        _check_resumable(folder, config)
        return
    if present and SETTINGS_FILE not in present:
        raise InvalidValueError(
            f"{named} already holds {present[0]!r}, which no adaptation wrote: name another."
        )
    if present and not config.overwrite:
        raise InvalidValueError(
            f"{named} already holds an adaptation: name another, or pass --resume or --overwrite."
        )
    for name in RUN_FILES:
        (folder / name).unlink(missing_ok=True)
    shutil.rmtree(folder / CHECKPOINTS, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / SETTINGS_FILE).write_text(config.to_json(), "utf-8")


def _check_resumable(folder: Path, config: AdaptationConfig) -> None:
    named = f"out folder {str(folder)!r}"
    if not (folder / SETTINGS_FILE).is_file():
        raise InvalidValueError(f"{named} holds no adaptation to resume: leave out --resume.")
    if (folder / "summary.json").exists():
        raise InvalidValueError(f"{named} holds an adaptation that is finished: nothing to resume.")
    before = json.loads((folder / SETTINGS_FILE).read_text("utf-8"))
    now = json.loads(config.to_json())
    for name in now:
        if name not in FREE_SETTINGS and now[name] != before.get(name):
            raise InvalidValueError(
                f"{name} is {now[name]!r} and was {before.get(name)!r} in the run in "
                f"{str(folder)!r}: resume with the same settings."
            )


def save_state(folder: Path, model: Any, optimizer: torch.optim.Optimizer, at: Progress) -> None:
    """Write the state of step ``at.step`` into ``folder/checkpoints``, then remove older ones.

    A state appears whole or not at all: it is written under another name first.
    """
    target = folder / CHECKPOINTS / f"step-{at.step:09d}"
    unfinished = target.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    save_model(model, str(unfinished / MODEL_FILE))
    torch.save(optimizer.state_dict(), unfinished / OPTIMIZER_FILE)
    (unfinished / PROGRESS_FILE).write_text(json.dumps(dataclasses.asdict(at)), "utf-8")
    shutil.rmtree(target, ignore_errors=True)
    unfinished.rename(target)
    for other in target.parent.iterdir():
        if other != target:
            shutil.rmtree(other)


def load_state(
    folder: Path, model: Any, optimizer: torch.optim.Optimizer, corpus: str
) -> Progress | None:
    """Restore the latest state into ``model`` and ``optimizer``; None where there is none.

    Args:
        folder: of the run.
        model: built as at the run's beginning.
        optimizer: of its parameters.
        corpus: fingerprint of the sequences.

    Raises:
        InvalidValueError: where the state is damaged or the corpus is another.
    """
    states = sorted(
        state for state in (folder / CHECKPOINTS).glob("step-*") if state.suffix != ".unfinished"
    )
    if not states:
        return None
    try:
        progress = Progress(**json.loads((states[-1] / PROGRESS_FILE).read_text("utf-8")))
        # Tensors and numbers only: unpickling anything else is refused.
        weights = torch.load(states[-1] / OPTIMIZER_FILE, weights_only=True, map_location="cpu")
        load_model(model, str(states[-1] / MODEL_FILE))
        optimizer.load_state_dict(weights)
    except Exception as error:  # whatever lies below a damaged file raises
        raise InvalidValueError(
            f"the state in {str(states[-1])!r} cannot be read: start again with --overwrite."
        ) from error
    if progress.corpus != corpus:
        raise InvalidValueError(
            f"the corpus is another than in the run in {str(folder)!r}: resume with the same texts."
        )
    return progress
