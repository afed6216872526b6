"""Times of systems that take turns, so that a machine's moods meet all of them alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import torch

__all__ = ["System", "Timing", "measure_alternately", "seconds_of"]


class System(Protocol):
    """Something that trains, one rollout at a time."""

    frames: int
    """Frames of a rollout."""

    def iterate(self) -> None:
        """Collect one rollout and learn from it."""


@dataclass(frozen=True)
class Timing:
    """What one system took."""

    frames: int
    """Frames of a repetition."""
    seconds: list[float]
    """Of each repetition."""

    @property
    def seconds_per_frame(self) -> float:
        """Median over the repetitions."""
        return statistics.median(self.seconds) / self.frames


def measure_alternately(
    systems: Mapping[str, System],
    repetitions: int,
    report: Callable[[str], None] = lambda name: None,
) -> dict[str, Timing]:
    """Time the systems in turn, each once a repetition; they must be warm.

    Args:
        systems: by name.
        repetitions: how often each is measured.
        report: called with the name of what was just measured.
    """
    seconds: dict[str, list[float]] = {name: [] for name in systems}
    for _ in range(repetitions):
        for name, system in systems.items():
            seconds[name].append(seconds_of(system.iterate))
            report(name)
    return {name: Timing(systems[name].frames, seconds[name]) for name in systems}


def seconds_of(work: Callable[[], object]) -> float:
    """Seconds that ``work`` takes, with what it left to an accelerator."""
    synchronize()
    start = time.perf_counter()
    work()
    synchronize()
    return time.perf_counter() - start


def synchronize() -> None:
    """Wait for the accelerator, where there is one."""
    if torch.cuda.is_available():
        torch.cuda.synchronize()
