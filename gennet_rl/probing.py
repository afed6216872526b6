"""What frozen features know: linear probes of labels, and retrieval by nearness.

N examples, D width, C classes.
"""

from __future__ import annotations

import torch
from torch.nn import functional

from gennet_rl.errors import InvalidValueError

__all__ = ["linear_probe", "retrieval_accuracy"]

WEIGHT_DECAY = 1e-4  # lets the weights stay finite where the classes can be told apart wholly
MAX_ITERATIONS = 200


def linear_probe(
    train_features: torch.Tensor,
    train_labels: torch.Tensor,
    test_features: torch.Tensor,
    test_labels: torch.Tensor,
    classes: int,
) -> float:
    """Test accuracy of a logistic regression on frozen features (Alain and Bengio 2016).

    Features are shifted and scaled to mean 0 and deviation 1 over the training examples, so that
    encoders of different scales compare. The weights start at zero and are fitted by full-batch
    L-BFGS: the result depends on the arguments alone.

    Args:
        train_features: float[N, D].
        train_labels: int64[N], from 0 to ``classes`` - 1.
        test_features: float[M, D].
        test_labels: int64[M].
        classes: C.

    Returns:
        Share of test examples whose most likely class is right, from 0 to 1.

    Raises:
        InvalidValueError: where a side is empty, sizes do not fit, or a label is out of range.
    """
    for side, features, labels in (
        ("train", train_features, train_labels),
        ("test", test_features, test_labels),
    ):
        if features.dim() != 2 or not len(features) or labels.shape != features.shape[:1]:
            raise InvalidValueError(
                f"{side} features are {tuple(features.shape)} and labels {tuple(labels.shape)}: "
                "a probe needs [N, D] and [N], N at least 1."
            )
        if int(labels.min()) < 0 or int(labels.max()) >= classes:
            raise InvalidValueError(
                f"{side} labels go from {int(labels.min())} to {int(labels.max())}: with "
                f"{classes} classes they must lie between 0 and {classes - 1}."
            )
    mean_D = train_features.double().mean(0)
    deviation_D = train_features.double().std(0, correction=0).clamp(min=1e-8)
    train_ND = (train_features.double() - mean_D) / deviation_D
    weight_CD, bias_C = _fit(train_ND, train_labels, classes)
    test_ND = (test_features.double() - mean_D) / deviation_D
    predicted_N = functional.linear(test_ND, weight_CD, bias_C).argmax(-1)
    return float((predicted_N == test_labels).double().mean())


def retrieval_accuracy(queries: torch.Tensor, candidates: torch.Tensor, nearest: int = 1) -> float:
    """How often a query's own candidate is among the nearest by cosine.

    Args:
        queries: float[N, D].
        candidates: float[N, D]; candidate i belongs to query i.
        nearest: how many candidates a query may name.

    Returns:
        Share of the queries, from 0 to 1.
    """
    cosines_NN = functional.normalize(queries, dim=-1) @ functional.normalize(candidates, dim=-1).T
    own_N1 = cosines_NN.diagonal().unsqueeze(-1)
    return float(((cosines_NN > own_N1).sum(-1) < nearest).float().mean())


def _fit(
    features_ND: torch.Tensor, labels_N: torch.Tensor, classes: int
) -> tuple[torch.Tensor, torch.Tensor]:
    weight_CD = features_ND.new_zeros(classes, features_ND.shape[1]).requires_grad_()
    bias_C = features_ND.new_zeros(classes).requires_grad_()
    optimizer = torch.optim.LBFGS(
        [weight_CD, bias_C], max_iter=MAX_ITERATIONS, line_search_fn="strong_wolfe"
    )

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        logits_NC = functional.linear(features_ND, weight_CD, bias_C)
        value = functional.cross_entropy(logits_NC, labels_N)
        value = value + WEIGHT_DECAY * weight_CD.square().sum()
        value.backward()
        return value

    with torch.enable_grad():
        optimizer.step(loss)
    return weight_CD.detach(), bias_C.detach()
