"""What changes the weights: Muon for the matrices between hidden states, AdamW for the rest."""

from __future__ import annotations

from typing import Any, Protocol

import torch
from torch import nn

from gennet_rl.config import OptimizerConfig
from gennet_rl.muon import Muon

__all__ = ["LearningParameters", "Optimizer"]


class LearningParameters(Protocol):
    """What is to be known of an agent's parameters."""

    def encoder_parameters(self) -> list[nn.Parameter]:
        """What learns at the encoders' rate; none where they are frozen."""

    def head_parameters(self) -> list[nn.Parameter]:
        """What learns at the other rate."""

    def hidden_matrices(self) -> list[nn.Parameter]:
        """Those of both that map hidden states to hidden states, which Muon is for."""


class Optimizer:
    """Gradient steps over encoders and heads with their own rates, warmed up and decayed linearly.

    Muon (Jordan et al. 2024) orthogonalises the momentum of a matrix, so that a step moves all of
    its directions alike; its steps are scaled to the size of AdamW's (Liu et al. 2025). Embeddings,
    norms, biases and the heads' last layers are not what it is made for and are left to AdamW.

    Args:
        config: method, rates, warm-up, weight decay, bound of the gradient.
        agent: whose parameters.
        steps: gradient steps after which the rates are zero.
    """

    def __init__(self, config: OptimizerConfig, agent: LearningParameters, steps: int) -> None:
        heads, encoders = agent.head_parameters(), agent.encoder_parameters()
        self._parameters = [*heads, *encoders]
        self._max_norm = config.max_gradient_norm
        by_muon = {id(p) for p in agent.hidden_matrices()} if config.method == "muon" else set()
        self._optimizers: list[torch.optim.Optimizer] = []
        for is_muon, factor in ((True, config.muon_rate_factor), (False, 1.0)):
            groups = [
                {"params": chosen, "lr": rate * factor, "name": name, "factor": factor}
                for name, rate, parameters in (
                    ("heads", config.learning_rate, heads),
                    ("encoders", config.encoder_learning_rate, encoders),
                )
                if (chosen := [p for p in parameters if (id(p) in by_muon) is is_muon])
            ]
            if groups:
                self._optimizers.append(_make(is_muon, groups, config))
        self._schedules = [
            torch.optim.lr_scheduler.LambdaLR(
                optimizer, lambda step: _rate(step, steps, config.warmup_fraction)
            )
            for optimizer in self._optimizers
        ]

    def step(self, loss: torch.Tensor) -> torch.Tensor:
        """Take a step down ``loss``; returns the gradient's norm before it was bounded."""
        for optimizer in self._optimizers:
            optimizer.zero_grad(set_to_none=True)
        loss.backward()
        norm = nn.utils.clip_grad_norm_(self._parameters, self._max_norm)
        for optimizer, schedule in zip(self._optimizers, self._schedules, strict=True):
            optimizer.step()
            schedule.step()
        return norm.detach()

    def learning_rate(self, name: str) -> float:
        """The rate of "heads" or "encoders" now, without Muon's factor; 0 where nothing learns."""
        groups = [group for optimizer in self._optimizers for group in optimizer.param_groups]
        rates = (float(g["lr"]) / g["factor"] for g in groups if g["name"] == name)
        return next(rates, 0.0)


def _make(
    is_muon: bool, groups: list[dict[str, Any]], config: OptimizerConfig
) -> torch.optim.Optimizer:
    if is_muon:
        return Muon(groups, weight_decay=config.weight_decay)
    return torch.optim.AdamW(groups, weight_decay=config.weight_decay, fused=True)


def _rate(step: int, steps: int, warmup_fraction: float) -> float:
    """Share of the peak rate at ``step``."""
    warmup = max(1, round(warmup_fraction * steps))
    rising = min(1.0, (step + 1) / warmup)
    return rising * min(1.0, (steps - step) / max(1, steps - warmup))
