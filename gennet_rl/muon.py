"""Muon, in whatever precision the processor is fast in, for all matrices of one shape together.

n matrices of one shape, r rows, c columns.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

import torch

from gennet_rl.devices import resolve_precision

__all__ = ["Muon", "orthogonalized"]

# The quintic iteration of Jordan et al. 2024, https://kellerjordan.github.io/posts/muon/
COEFFICIENTS = (3.4445, -4.7750, 2.0315)
ITERATIONS = 5
SMALLEST_NORM = 1e-7
RMS_OF_ADAMW = 0.2  # Liu et al. 2025, "Muon is Scalable for LLM Training", section 2.2


class Muon(torch.optim.Optimizer):
    """Momentum whose matrices are orthogonalised, scaled to the size of AdamW's steps.

    ``torch.optim.Muon`` computes the same, always in bfloat16, which processors without it emulate
    some ten times slower than float32, and matrix by matrix.

    Args:
        params: matrices, or groups of them.
        lr: learning rate.
        weight_decay: decoupled weight decay.
        momentum: share of the momentum that stays, with Nesterov's look ahead.
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        weight_decay: float = 0.01,
        momentum: float = 0.95,
    ) -> None:
        super().__init__(params, {"lr": lr, "weight_decay": weight_decay, "momentum": momentum})

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> None:  # type: ignore[override]
        """Take a step from the gradients that are there; ``closure`` is not called."""
        for group in self.param_groups:
            learning = [p for p in group["params"] if p.grad is not None]
            by_shape: dict[torch.Size, list[torch.Tensor]] = defaultdict(list)
            for parameter in learning:
                by_shape[parameter.shape].append(parameter)
            for (rows, columns), parameters in by_shape.items():
                steps_nrc = orthogonalized(self._directions(parameters, group["momentum"]))
                rate = group["lr"] * RMS_OF_ADAMW * math.sqrt(max(rows, columns))
                torch._foreach_mul_(parameters, 1 - group["lr"] * group["weight_decay"])
                torch._foreach_add_(parameters, list(steps_nrc), alpha=-rate)

    def _directions(self, parameters: list[torch.Tensor], momentum: float) -> torch.Tensor:
        """Nesterov momentum of gradients, float32[n, r, c]."""
        gradients = [p.grad for p in parameters if p.grad is not None]
        for parameter in parameters:
            if not self.state[parameter]:
                self.state[parameter]["momentum"] = torch.zeros_like(parameter)
        kept = [self.state[parameter]["momentum"] for parameter in parameters]
        torch._foreach_lerp_(kept, gradients, 1 - momentum)
        return torch.stack(torch._foreach_lerp(gradients, kept, momentum))


def orthogonalized(matrices: torch.Tensor) -> torch.Tensor:
    """Matrices with the same singular vectors and singular values between about 0.7 and 1.2.

    Args:
        matrices: float32[n, r, c].

    Returns:
        float32[n, r, c], by five Newton-Schulz iterations.
    """
    a, b, c = COEFFICIENTS
    is_tall = matrices.shape[1] > matrices.shape[2]
    x = matrices.transpose(1, 2) if is_tall else matrices
    x = x / x.norm(dim=(1, 2), keepdim=True).clamp(min=SMALLEST_NORM)
    x = x.to(resolve_precision("auto", x.device))
    for _ in range(ITERATIONS):
        gram = x @ x.transpose(1, 2)
        x = torch.baddbmm(x, torch.baddbmm(gram, gram, gram, beta=b, alpha=c), x, beta=a)
    return (x.transpose(1, 2) if is_tall else x).to(matrices.dtype)
