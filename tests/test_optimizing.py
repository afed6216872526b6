"""The optimizer: which parameters go where, at which rates, down the loss."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from gennet_rl.config import OptimizerConfig
from gennet_rl.optimizing import Optimizer


class Agent:
    """A linear map of the encoders, and one of the heads with a bias."""

    def __init__(self, frozen: bool = False) -> None:
        torch.manual_seed(0)
        self.encoder, self.head = nn.Linear(20, 20, bias=False), nn.Linear(20, 20)
        self.frozen = frozen

    def parameter_groups(self) -> dict[str, list[nn.Parameter]]:
        encoders = [] if self.frozen else [self.encoder.weight]
        return {"encoders": encoders, "fusion": [self.head.weight, self.head.bias]}

    def hidden_matrices(self) -> list[nn.Parameter]:
        return [*self.parameter_groups()["encoders"], self.head.weight]

    def loss(self) -> torch.Tensor:
        x = torch.linspace(-1, 1, 200).view(10, 20)
        return (self.head(self.encoder(x)) - x.flip(1)).square().mean()


@pytest.mark.parametrize("method", ["muon", "adamw"])
def test_steps_go_down_the_loss(method: str) -> None:
    agent = Agent()
    config = OptimizerConfig(method, learning_rate=1e-2, encoder_learning_rate=1e-2)  # type: ignore[arg-type]
    optimizer = Optimizer(config, agent, 60)
    before = agent.loss().item()
    for _ in range(60):
        optimizer.step(agent.loss())
    assert agent.loss().item() < 0.05 * before


def test_muon_moves_all_directions_of_a_matrix_alike() -> None:
    """And only of matrices between hidden states; AdamW moves each number alike."""
    steps = {}
    for method in ("muon", "adamw"):
        agent = Agent()
        config = OptimizerConfig(method, weight_decay=0.0, warmup_fraction=0.0)  # type: ignore[arg-type]
        before = agent.head.weight.detach().clone()
        Optimizer(config, agent, 10).step(agent.loss())
        steps[method] = agent.head.weight.detach() - before
    # The gradient has two directions, one 37 times as large as the other.
    spread = {}
    for method, step in steps.items():
        largest, second = torch.linalg.svdvals(step)[:2]
        spread[method] = float(largest / second)
    assert spread["muon"] < 2
    assert spread["adamw"] > 10


def test_rates_are_warmed_up_and_decay_to_zero_for_each_group() -> None:
    agent = Agent()
    config = OptimizerConfig(
        learning_rate=0.4, encoder_learning_rate=0.2, warmup_fraction=0.2, muon_rate_factor=3.0
    )
    optimizer = Optimizer(config, agent, 10)
    rates = []
    for _ in range(10):
        rates.append((optimizer.learning_rate("fusion"), optimizer.learning_rate("encoders")))
        optimizer.step(agent.loss())
    assert rates[0] == pytest.approx((0.2, 0.1))
    assert rates[2] == pytest.approx((0.4, 0.2))
    assert rates[6] == pytest.approx((0.2, 0.1))
    assert optimizer.learning_rate("fusion") == 0.0


def test_frozen_encoders_have_no_rate_and_stay() -> None:
    agent = Agent(frozen=True)
    before = agent.encoder.weight.detach().clone()
    optimizer = Optimizer(OptimizerConfig(), agent, 10)
    optimizer.step(agent.loss())
    assert optimizer.learning_rate("encoders") == 0.0
    assert optimizer.learning_rate("fusion") > 0
    assert torch.equal(agent.encoder.weight, before)


def test_the_gradient_is_bounded_and_its_norm_reported() -> None:
    agent = Agent()
    config = OptimizerConfig("adamw", max_gradient_norm=1e-3)
    norm = Optimizer(config, agent, 10).step(1000 * agent.loss())
    assert norm > 1
    gradients = [agent.encoder.weight.grad, agent.head.weight.grad, agent.head.bias.grad]
    total = torch.stack([g.square().sum() for g in gradients if g is not None]).sum().sqrt()
    torch.testing.assert_close(total, torch.tensor(1e-3), rtol=1e-3, atol=0)
