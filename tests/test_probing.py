"""Probes of frozen features."""

from __future__ import annotations

import pytest
import torch

from gennet_rl.errors import InvalidValueError
from gennet_rl.probing import linear_probe, retrieval_accuracy


def test_a_probe_finds_what_lies_linearly_in_the_features() -> None:
    generator = torch.Generator().manual_seed(0)
    features = torch.randn(600, 8, generator=generator) * 50 + 1000
    labels = (features[:, 3] > 1000).long() + 2 * (features[:, 5] > 1000).long()
    first = linear_probe(features[:400], labels[:400], features[400:], labels[400:])
    again = linear_probe(features[:400], labels[:400], features[400:], labels[400:])
    assert first > 0.93
    assert first == again


def test_a_probe_finds_nothing_in_noise() -> None:
    generator = torch.Generator().manual_seed(0)
    features = torch.randn(2000, 4, generator=generator)
    labels = torch.randint(4, (2000,), generator=generator)
    accuracy = linear_probe(features[:1000], labels[:1000], features[1000:], labels[1000:])
    assert accuracy < 0.35


def test_a_probe_without_examples_is_refused() -> None:
    empty, labels = torch.zeros(0, 3), torch.zeros(0, dtype=torch.int64)
    with pytest.raises(InvalidValueError, match="0 training and 0 test examples"):
        linear_probe(empty, labels, empty, labels)


def test_retrieval_counts_queries_that_find_their_own() -> None:
    candidates = torch.eye(4)
    queries = torch.eye(4)[[0, 1, 3, 2]]
    assert retrieval_accuracy(queries, candidates) == 0.5
    half_right = queries + 0.9 * torch.eye(4)
    assert retrieval_accuracy(half_right, candidates, nearest=2) == 1
