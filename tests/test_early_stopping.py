"""Early stopping: when it is over, and which weights are left."""

from __future__ import annotations

import math

import torch
from torch import nn

from gennet_rl.early_stopping import EarlyStopping


def test_patience_counts_looks_without_a_better_return_and_the_best_weights_come_back() -> None:
    agent = nn.Linear(1, 1, bias=False)
    stopping = EarlyStopping(agent, patience=2)
    over = []
    for weight, validation in ((1, 0.1), (2, 0.5), (3, math.nan), (4, 0.5), (5, 0.4)):
        with torch.no_grad():
            agent.weight.fill_(weight)
        over.append(stopping.is_over(validation))
    assert over == [False, False, False, False, True]
    stopping.restore()
    assert agent.weight.item() == 2


def test_without_patience_it_is_never_over_and_weights_stay() -> None:
    agent = nn.Linear(1, 1, bias=False)
    stopping = EarlyStopping(agent, patience=0)
    assert not any(stopping.is_over(value) for value in (0.5, 0.1, 0.1, 0.1))
    with torch.no_grad():
        agent.weight.fill_(7)
    stopping.restore()
    assert agent.weight.item() == 7
