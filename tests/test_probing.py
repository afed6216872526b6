"""Linear probes: what can be read off features by a plane is, and nothing else."""

from __future__ import annotations

import pytest
import torch

from gennet_rl.errors import InvalidValueError
from gennet_rl.probing import linear_probe, retrieval_accuracy


def clusters(count: int, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Three classes around corners of a triangle, on axes of very different scales."""
    generator = torch.Generator().manual_seed(seed)
    labels = torch.randint(3, (count,), generator=generator)
    corners = torch.tensor([[0.0, 0.0], [6.0, 0.0], [3.0, 6.0]])
    noise = torch.randn(count, 2, generator=generator)
    return (corners[labels] + noise) * torch.tensor([1e-3, 1e3]), labels


def test_separable_classes_are_told_apart_whatever_their_scale() -> None:
    train, train_labels = clusters(600, seed=0)
    test, test_labels = clusters(400, seed=1)
    accuracy = linear_probe(train, train_labels, test, test_labels, classes=3)
    assert accuracy > 0.97
    assert linear_probe(train, train_labels, test, test_labels, classes=3) == accuracy


def test_features_without_information_give_chance() -> None:
    generator = torch.Generator().manual_seed(0)
    labels = torch.randint(4, (2000,), generator=generator)
    features = torch.randn(2000, 8, generator=generator)
    accuracy = linear_probe(features[:1000], labels[:1000], features[1000:], labels[1000:], 4)
    assert accuracy == pytest.approx(0.25, abs=0.06)


def test_a_probe_is_linear() -> None:
    generator = torch.Generator().manual_seed(0)
    features = torch.randn(2000, 2, generator=generator)
    exclusive_or = (features[:, 0] * features[:, 1] > 0).long()
    accuracy = linear_probe(
        features[:1000], exclusive_or[:1000], features[1000:], exclusive_or[1000:], 2
    )
    assert accuracy < 0.65


def test_constant_features_and_callers_without_gradients_do_no_harm() -> None:
    train, train_labels = clusters(300, seed=0)
    train = torch.cat([train, torch.ones(300, 1)], 1)
    with torch.no_grad():
        assert linear_probe(train, train_labels, train, train_labels, 3) > 0.97


def test_sizes_and_labels_that_do_not_fit_say_so() -> None:
    features, labels = clusters(10, seed=0)
    with pytest.raises(InvalidValueError, match=r"train features are \(10, 2\)"):
        linear_probe(features, labels[:9], features, labels, 3)
    with pytest.raises(InvalidValueError, match="test labels go from"):
        linear_probe(features, labels, features, labels + 3, 3)
    with pytest.raises(InvalidValueError, match="train features are"):
        linear_probe(features[:0], labels[:0], features, labels, 3)


def test_retrieval_counts_queries_that_find_their_own() -> None:
    candidates = torch.eye(4)
    queries = torch.eye(4)[[0, 1, 3, 2]]
    assert retrieval_accuracy(queries, candidates) == 0.5
    half_right = queries + 0.9 * torch.eye(4)
    assert retrieval_accuracy(half_right, candidates, nearest=2) == 1
