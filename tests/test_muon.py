"""Muon: what PyTorch's own computes, and what the iteration is for."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from gennet_rl.muon import Muon, orthogonalized


@pytest.mark.parametrize("shape", [(12, 24), (16, 40), (40, 16)])
def test_singular_values_become_alike(shape: tuple[int, int]) -> None:
    torch.manual_seed(0)
    matrices = torch.randn(3, *shape)
    ortho = orthogonalized(matrices).float()
    values = torch.linalg.svdvals(ortho)
    spread = torch.linalg.svdvals(matrices)
    assert (spread[:, 0] / spread[:, -1] > 2).all()
    assert values.min() > 0.4
    assert values.max() < 1.4


def test_it_steps_as_pytorchs_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """In bfloat16, which PyTorch's always takes, up to what its rounding allows."""
    monkeypatch.setattr("gennet_rl.muon.resolve_precision", lambda *_: torch.bfloat16)
    torch.manual_seed(0)
    weights = [torch.randn(24, 32), torch.randn(24, 32), torch.randn(48, 16)]
    ours = [nn.Parameter(weight.clone()) for weight in weights]
    theirs = [nn.Parameter(weight.clone()) for weight in weights]
    optimizers = (
        Muon(ours, lr=0.1, weight_decay=0.1),
        torch.optim.Muon(theirs, lr=0.1, weight_decay=0.1, adjust_lr_fn="match_rms_adamw"),
    )
    for step in range(4):
        for one, other in zip(ours, theirs, strict=True):
            one.grad = torch.randn(one.shape) * (step + 1)
            other.grad = one.grad.clone()
        for optimizer in optimizers:
            optimizer.step()
    for one, other, start in zip(ours, theirs, weights, strict=True):
        moved = (other - start).norm()
        assert moved > 1
        assert (one - other).norm() < 0.03 * moved


def test_what_has_no_gradient_stays() -> None:
    used, unused = nn.Parameter(torch.ones(4, 4)), nn.Parameter(torch.ones(4, 4))
    optimizer = Muon([used, unused], lr=0.1)
    used.sum().backward()
    optimizer.step()
    assert not torch.equal(used, torch.ones(4, 4))
    assert torch.equal(unused, torch.ones(4, 4))
