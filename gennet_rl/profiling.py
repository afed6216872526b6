"""A PyTorch trace of one rollout and its learning, to look at in Perfetto or chrome://tracing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import torch
from torch import profiler

__all__ = ["TRACE_FILE", "tracing"]

TRACE_FILE = "trace.json"
# The first rollouts fill caches and choose kernels: what comes after them is what lasts.
SKIPPED_ROLLOUTS = 2


@contextmanager
def tracing(folder: Path, enabled: bool) -> Iterator[Callable[[], None]]:
    """Write ``folder/trace.json`` of the third rollout, where ``enabled``.

    Yields:
        What is to be called after each rollout.
    """
    if not enabled:
        yield lambda: None
        return
    activities = [profiler.ProfilerActivity.CPU]
    if torch.cuda.is_available():
        activities.append(profiler.ProfilerActivity.CUDA)
    with profiler.profile(
        activities=activities,
        schedule=profiler.schedule(wait=SKIPPED_ROLLOUTS - 1, warmup=1, active=1, repeat=1),
        on_trace_ready=lambda p: p.export_chrome_trace(str(folder / TRACE_FILE)),
    ) as trace:
        yield trace.step
