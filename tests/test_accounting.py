"""The stopwatch: every moment counts for one kind of work, the innermost."""

from __future__ import annotations

import contextlib

import pytest
import torch

from gennet_rl import accounting
from gennet_rl.accounting import Stopwatch, peak_memory_gb


def test_every_moment_counts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(accounting.time, "perf_counter", lambda: now[0])
    clock = Stopwatch("collecting", "encoding")
    now[0] += 1
    with clock.measure("collecting"):
        now[0] += 2
        with clock.measure("encoding"):
            now[0] += 4
        now[0] += 8
    now[0] += 16
    assert clock.report() == {"collecting": 10.0, "encoding": 4.0, "other": 17.0}
    now[0] += 32
    assert clock.report() == {"collecting": 0.0, "encoding": 0.0, "other": 32.0}


def test_an_error_ends_the_measuring(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(accounting.time, "perf_counter", lambda: now[0])
    clock = Stopwatch("collecting")
    with contextlib.suppress(KeyError), clock.measure("collecting"):
        now[0] += 1
        raise KeyError
    now[0] += 2
    assert clock.report() == {"collecting": 1.0, "other": 2.0}


def test_peak_memory_grows_with_what_is_in_use() -> None:
    before = peak_memory_gb(torch.device("cpu"))
    block = torch.ones(int(before * 1e9 / 4) + 50_000_000)  # more than was ever in use, by 0.2 GB
    after = peak_memory_gb(torch.device("cpu"))
    assert after - before > 0.15
    del block
    assert peak_memory_gb(torch.device("cpu")) >= after
