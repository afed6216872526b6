"""Where a run's time and memory go."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import torch

__all__ = ["Stopwatch", "peak_memory_gb"]


class Stopwatch:
    """Seconds spent on named kinds of work since the last report; the rest is "other".

    Kinds may nest: time counts for the innermost.
    """

    def __init__(self, *kinds: str) -> None:
        self._seconds = dict.fromkeys((*kinds, "other"), 0.0)
        self._current = "other"
        self._since = time.perf_counter()

    @contextmanager
    def measure(self, kind: str) -> Iterator[None]:
        """Count the time inside as ``kind``."""
        outer = self._switch(kind)
        try:
            yield
        finally:
            self._switch(outer)

    def report(self) -> dict[str, float]:
        """Seconds by kind since the last report; they sum to the time that passed."""
        self._switch(self._current)
        report = dict(self._seconds)
        self._seconds = dict.fromkeys(self._seconds, 0.0)
        return report

    def _switch(self, kind: str) -> str:
        now = time.perf_counter()
        self._seconds[self._current] += now - self._since
        self._since = now
        before, self._current = self._current, kind
        return before


def peak_memory_gb(device: torch.device) -> float:
    """Most memory that was in use at a time, in GB (1e9 bytes).

    On CUDA what PyTorch allocated there; else what this process had resident.
    """
    if device.type == "cuda":
        return torch.cuda.max_memory_allocated(device) / 1e9
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak * (1 if sys.platform == "darwin" else 1024) / 1e9
