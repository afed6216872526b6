"""The loop of domain-adaptive pre-training, exact across interruptions.

Every step's batch, masks and dropout depend on the seed and the step's number alone. So a resumed
run needs weights, the optimizer's moments and the number of steps done, and ends with the same
weights as one that was never interrupted.
"""

from __future__ import annotations

import csv
import math
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tqdm import tqdm

from gennet_rl.adaptation.config import AdaptationConfig
from gennet_rl.adaptation.masking import (
    Masking,
    epoch_batches,
    head_parameters,
    masked_loss,
    mean_masked_loss,
)
from gennet_rl.adaptation.state import Progress, fingerprint, load_state, save_state
from gennet_rl.adaptation.summarising import bag_of_words_loss, kept_states
from gennet_rl.errors import InvalidValueError

__all__ = ["AdaptationRun"]

# The masks of the held-out texts are the same in every run, whatever its seed.
HELD_OUT_SEED = 2020
HELD_OUT_BATCH_SIZE = 64
LOGGED_ROWS = 100
# Streams of seeds that do not meet.
ORDER, MASKS, HEAD_ORDER, HEAD_MASKS = range(4)


class AdaptationRun:
    """A model, its sequences, its optimizer and how far they are.

    Args:
        config: the settings.
        folder: of the run, made ready.
        model: with a masked-language-modelling head, on its device.
        tokenizer: its tokenizer.
        train_sequences: token ids, int32[L] each.
        held_out_sequences: token ids, int32[L] each.
    """

    def __init__(
        self,
        config: AdaptationConfig,
        folder: Path,
        model: Any,
        tokenizer: Any,
        train_sequences: Sequence[np.ndarray],
        held_out_sequences: Sequence[np.ndarray],
    ) -> None:
        self.config, self.folder, self.model = config, folder, model
        self.sequences = train_sequences
        self.lengths = [len(ids) for ids in train_sequences]
        self.masking = Masking(tokenizer, config.mlm_probability)
        ordered = sorted(held_out_sequences, key=len)
        self.held_out = [
            self.masking(ordered[i : i + HELD_OUT_BATCH_SIZE], HELD_OUT_SEED + i)
            for i in range(0, len(ordered), HELD_OUT_BATCH_SIZE)
        ]
        self.steps_per_epoch = len(epoch_batches(self.lengths, config.batch_size, 0))
        self.total_steps = config.epochs * self.steps_per_epoch
        if config.max_steps is not None:
            self.total_steps = min(self.total_steps, config.max_steps)
        self.optimizer = _build_optimizer(config, list(model.parameters()))
        self.progress = Progress(corpus=fingerprint([*train_sequences, *held_out_sequences]))

    def restore(self) -> bool:
        """Go on from the folder's latest state; False where it has none yet."""
        state = load_state(self.folder, self.model, self.optimizer, self.progress.corpus)
        self.progress = state or self.progress
        return state is not None

    def fit_new_head(self) -> None:
        """Train the head alone, so that the first measurement is the encoder's and not chance."""
        steps = self.config.warm_up_head_steps
        start = time.perf_counter()
        head = head_parameters(self.model)
        self.model.requires_grad_(False)
        for parameter in head:
            parameter.requires_grad_(True)
        optimizer = _build_optimizer(self.config, head)
        batches = self._batches(0, HEAD_ORDER)
        for step in tqdm(range(steps), desc="fitting a new head", unit="step"):
            sequences = [self.sequences[i] for i in next(batches)]
            batch = self.masking(sequences, self._seed(HEAD_MASKS, step))
            loss, tokens = masked_loss(self.model, batch)
            _descend(optimizer, loss / max(tokens, 1), self.config.max_gradient_norm)
        self.model.requires_grad_(True)
        self.progress.seconds += time.perf_counter() - start

    def begin(self) -> None:
        """Measure the held-out loss before the first step.

        Raises:
            InvalidValueError: where the held-out texts are so few that no token is masked.
        """
        loss = mean_masked_loss(self.model, self.held_out)
        if math.isnan(loss):
            raise InvalidValueError(
                "no token of the held-out texts is masked: give more texts, or raise "
                "held_out_fraction or mlm_probability."
            )
        self.progress.held_out_loss_before = loss
        self._log(loss, learning_rate=0.0)
        save_state(self.folder, self.model, self.optimizer, self.progress)

    def train(self) -> None:
        """All steps from where the run is to its end; the last row has the held-out loss after."""
        at, config = self.progress, self.config
        log_every = math.ceil(self.total_steps / LOGGED_ROWS)
        evaluate_every = math.ceil(self.total_steps / max(config.evaluations, 1))
        start = time.perf_counter() - at.seconds
        self.model.train()
        batches = self._batches(at.step, ORDER)
        steps = range(at.step, self.total_steps)
        for _ in tqdm(steps, desc="adapting", unit="step", initial=at.step, total=self.total_steps):
            rate = self._step(next(batches))
            at.seconds = time.perf_counter() - start
            is_last = at.step == self.total_steps
            if is_last or (config.evaluations and at.step % evaluate_every == 0):
                self._log(mean_masked_loss(self.model, self.held_out), rate)
            elif at.step % log_every == 0:
                self._log(float("nan"), rate)
            if at.step % config.save_every == 0:
                save_state(self.folder, self.model, self.optimizer, at)

    def _step(self, indices: np.ndarray) -> float:
        """One gradient step on the sequences ``indices``; the learning rate it took."""
        at, config = self.progress, self.config
        share = _schedule(at.step, self.total_steps, config.warmup_fraction)
        for group in self.optimizer.param_groups:
            group["lr"] = config.learning_rate * share
        batch = self.masking([self.sequences[i] for i in indices], self._seed(MASKS, at.step))
        with kept_states(self.model) as states:
            loss, tokens = masked_loss(self.model, batch)
        total = loss / max(tokens, 1)
        if config.summary_weight:
            summary = bag_of_words_loss(self.model, states[0], batch, self.masking.special_ids)
            total = total + config.summary_weight * summary
        _descend(self.optimizer, total, config.max_gradient_norm)
        at.step += 1
        at.recent_loss += float(loss.detach())
        at.recent_tokens += tokens
        return config.learning_rate * share

    def _batches(self, step: int, stream: int) -> Iterator[np.ndarray]:
        """Batches of indices from ``step`` on, without end."""
        while True:
            epoch, number = divmod(step, self.steps_per_epoch)
            seed = self._seed(stream, epoch)
            for batch in epoch_batches(self.lengths, self.config.batch_size, seed)[number:]:
                yield batch
                step += 1

    def _log(self, held_out_loss: float, learning_rate: float) -> None:
        at = self.progress
        at.rows.append(
            {
                "step": at.step,
                "epoch": at.step / self.steps_per_epoch,
                "train_loss": at.recent_loss / (at.recent_tokens or float("nan")),
                "held_out_loss": held_out_loss,
                "perplexity": math.exp(held_out_loss),
                "learning_rate": learning_rate,
                "seconds": at.seconds,
            }
        )
        at.recent_loss, at.recent_tokens = 0.0, 0
        with (self.folder / "metrics.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(at.rows[0]))
            writer.writeheader()
            for row in at.rows:
                writer.writerow({key: "" if math.isnan(v) else v for key, v in row.items()})

    def _seed(self, stream: int, number: int) -> int:
        """A seed that depends on the run's seed, the stream and the number alone."""
        entropy = (self.config.seed, stream, number)
        return int(np.random.SeedSequence(entropy).generate_state(1)[0])


def _build_optimizer(
    config: AdaptationConfig, parameters: Sequence[torch.nn.Parameter]
) -> torch.optim.AdamW:
    groups = [
        {"params": [p for p in parameters if p.dim() > 1], "weight_decay": config.weight_decay},
        {"params": [p for p in parameters if p.dim() <= 1], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=config.learning_rate)


def _descend(optimizer: torch.optim.Optimizer, loss: torch.Tensor, max_norm: float) -> None:
    optimizer.zero_grad()
    loss.backward()
    parameters = [p for group in optimizer.param_groups for p in group["params"]]
    torch.nn.utils.clip_grad_norm_(parameters, max_norm)
    optimizer.step()


def _schedule(step: int, total_steps: int, warmup_fraction: float) -> float:
    """Share of the peak learning rate: linear warm-up, then linear decay to zero."""
    warmup = max(1, round(warmup_fraction * total_steps))
    if step < warmup:
        return (step + 1) / warmup
    return (total_steps - step) / max(1, total_steps - warmup)
