"""What changes the weights: Muon for the matrices between hidden states, AdamW for the rest."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

import torch
from torch import nn

from gennet_rl.config import OptimizerConfig
from gennet_rl.muon import Muon

__all__ = ["LearningParameters", "Optimizer"]


class LearningParameters(Protocol):
    """What is to be known of an agent's parameters."""

    def parameter_groups(self) -> dict[str, list[nn.Parameter]]:
        """What learns: "encoders", "fusion", "heads" and "classifier"; groups may be empty."""

    def hidden_matrices(self) -> list[nn.Parameter]:
        """Those that map hidden states to hidden states, which Muon is for."""


class Optimizer:
    """Gradient steps over groups of parameters with their own rates, warmed up and decayed.

    Muon (Jordan et al. 2024) orthogonalises the momentum of a matrix, so that a step moves all of
    its directions alike; its steps are scaled to the size of AdamW's (Liu et al. 2025). Embeddings,
    norms, biases and the heads' last layers are not what it is made for and are left to AdamW.

    Args:
        config: method, rates, schedules, weight decay, bound of the gradient, accumulation.
        agent: whose parameters.
        minibatches: how many losses there will be, after which rates have come to their end.
    """

    def __init__(
        self, config: OptimizerConfig, agent: LearningParameters, minibatches: int
    ) -> None:
        groups = agent.parameter_groups()
        self._parameters = [p for parameters in groups.values() for p in parameters]
        self._max_norm = config.max_gradient_norm
        self._accumulation, self._accumulated = config.accumulation, 0
        steps = max(1, minibatches // config.accumulation)
        by_muon = {id(p) for p in agent.hidden_matrices()} if config.method == "muon" else set()
        self._optimizers: list[torch.optim.Optimizer] = []
        self._schedules = []
        for is_muon, factor in ((True, config.muon_rate_factor), (False, 1.0)):
            chosen = {
                name: [p for p in parameters if (id(p) in by_muon) is is_muon]
                for name, parameters in groups.items()
            }
            made = [
                {"params": parameters, "lr": _peak(config, name) * factor, "name": name}
                for name, parameters in chosen.items()
                if parameters
            ]
            if not made:
                continue
            optimizer = _make(is_muon, made, config)
            shares: list[Callable[[int], float]] = [
                partial(
                    _share, _schedule(config, str(group["name"])), steps, config.warmup_fraction
                )
                for group in made
            ]
            self._optimizers.append(optimizer)
            self._schedules.append(torch.optim.lr_scheduler.LambdaLR(optimizer, shares))
        self._muon_factor = config.muon_rate_factor

    def step(self, loss: torch.Tensor) -> torch.Tensor:
        """Go down ``loss``, or keep its gradient for a step that is taken later.

        Returns:
            The gradient's norm before it was bounded; NaN where no step was taken.
        """
        if self._accumulated == 0:
            for optimizer in self._optimizers:
                optimizer.zero_grad(set_to_none=True)
        (loss / self._accumulation if self._accumulation > 1 else loss).backward()
        self._accumulated = (self._accumulated + 1) % self._accumulation
        if self._accumulated:
            return torch.tensor(torch.nan, device=loss.device)
        norm = nn.utils.clip_grad_norm_(self._parameters, self._max_norm)
        for optimizer, schedule in zip(self._optimizers, self._schedules, strict=True):
            optimizer.step()
            schedule.step()
        return norm.detach()

    def learning_rate(self, name: str) -> float:
        """The rate of a group now, without Muon's factor; 0 where nothing learns."""
        rates = (
            float(group["lr"]) / (self._muon_factor if isinstance(optimizer, Muon) else 1.0)
            for optimizer in self._optimizers
            for group in optimizer.param_groups
            if group["name"] == name
        )
        return next(rates, 0.0)


def _peak(config: OptimizerConfig, name: str) -> float:
    """The peak learning rate of a group of parameters."""
    own = {
        "encoders": config.encoder_learning_rate,
        "heads": config.head_learning_rate,
        "classifier": config.classifier_learning_rate,
    }.get(name)
    return config.learning_rate if own is None else own


def _schedule(config: OptimizerConfig, name: str) -> str:
    """How that rate goes."""
    own = {
        "encoders": config.encoder_schedule,
        "heads": config.head_schedule,
        "classifier": config.classifier_schedule,
    }.get(name)
    return own or config.schedule


def _make(
    is_muon: bool, groups: list[dict[str, Any]], config: OptimizerConfig
) -> torch.optim.Optimizer:
    if is_muon:
        return Muon(groups, weight_decay=config.weight_decay)
    return torch.optim.AdamW(groups, weight_decay=config.weight_decay, fused=True)


def _share(schedule: str, steps: int, warmup_fraction: float, step: int) -> float:
    """Share of the peak rate at ``step`` of ``steps``."""
    warmup = max(1, round(warmup_fraction * steps))
    rising = min(1.0, (step + 1) / warmup)
    left = min(1.0, (steps - step) / max(1, steps - warmup))
    if schedule == "constant":
        return rising
    return rising * (left if schedule == "linear" else 0.5 - 0.5 * math.cos(math.pi * left))
