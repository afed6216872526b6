"""What frozen features know: a linear classifier on top of them, and retrieval by nearness.

M examples, D width, C classes.
"""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from gennet_rl.errors import InvalidValueError

__all__ = ["linear_probe", "retrieval_accuracy"]

ITERATIONS = 200
L2_PENALTY = 1e-4  # keeps separable classes from growing the weights without end


def linear_probe(
    train_features: torch.Tensor,
    train_labels: torch.Tensor,
    test_features: torch.Tensor,
    test_labels: torch.Tensor,
) -> float:
    """Accuracy of multinomial logistic regression on frozen features (Alain & Bengio 2016).

    Features are standardised by the training examples' mean and deviation; the fit is by L-BFGS on
    all examples at once, and the same every time.

    Args:
        train_features: float[M, D].
        train_labels: int64[M], from 0.
        test_features: float[M', D].
        test_labels: int64[M'].

    Returns:
        Share of test examples whose most probable class is right.

    Raises:
        InvalidValueError: where there is nothing to fit or to test on.
    """
    if not len(train_labels) or not len(test_labels):
        raise InvalidValueError(
            f"linear probe has {len(train_labels)} training and {len(test_labels)} test examples: "
            "it needs at least one of each."
        )
    mean_D, std_D = train_features.mean(0), train_features.std(0).clamp(1e-6)
    train_MD, test_MD = (train_features - mean_D) / std_D, (test_features - mean_D) / std_D
    classes = int(max(train_labels.max(), test_labels.max())) + 1
    layer = nn.Linear(train_MD.shape[1], classes)
    nn.init.zeros_(layer.weight)
    nn.init.zeros_(layer.bias)
    optimizer = torch.optim.LBFGS(
        layer.parameters(), max_iter=ITERATIONS, line_search_fn="strong_wolfe"
    )

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss = functional.cross_entropy(layer(train_MD), train_labels)
        loss = loss + L2_PENALTY * layer.weight.square().sum()
        loss.backward()
        return loss

    with torch.enable_grad():
        optimizer.step(closure)
    with torch.no_grad():
        return float((layer(test_MD).argmax(-1) == test_labels).float().mean())


def retrieval_accuracy(queries: torch.Tensor, candidates: torch.Tensor, nearest: int = 1) -> float:
    """How often a query's own candidate is among the nearest by cosine.

    Args:
        queries: float[M, D].
        candidates: float[M, D]; candidate i belongs to query i.
        nearest: how many candidates a query may name.

    Returns:
        Share of the queries, from 0 to 1.
    """
    cosines_MM = functional.normalize(queries, dim=-1) @ functional.normalize(candidates, dim=-1).T
    own_M1 = cosines_MM.diagonal().unsqueeze(-1)
    return float(((cosines_MM > own_M1).sum(-1) < nearest).float().mean())
