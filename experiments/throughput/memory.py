"""Time and peak memory of a whole run, in a process of its own."""

from __future__ import annotations

import multiprocessing
import resource
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import torch

from throughput.project import Project
from throughput.timing import seconds_of
from throughput.workloads import Workload, build_agent

__all__ = ["RunCost", "run_alone"]


@dataclass(frozen=True)
class RunCost:
    """What a run cost."""

    frames: int
    """Frames trained on, the first rollout left out."""
    seconds: float
    """For them."""
    peak_gb: float
    """Most memory that the process had resident at a time, or on CUDA had allocated there, GB."""

    @property
    def seconds_per_frame(self) -> float:
        """Time of a frame."""
        return self.seconds / self.frames


def run_alone(workload: Workload, rollouts: int) -> RunCost:
    """Train for ``rollouts`` in a new process, whose memory is then that run's.

    The first rollout is not timed: it is what warms up.
    """
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(_run, workload, rollouts, torch.get_num_threads()).result()


def _run(workload: Workload, rollouts: int, threads: int) -> RunCost:
    from throughput.synthetic import register_synthetic

    torch.set_num_threads(threads)
    register_synthetic(workload.env_id)
    project = Project(workload, build_agent(workload))
    project.iterate()
    timed = max(1, rollouts - 1)
    seconds = seconds_of(lambda: project.iterate_times(timed))
    return RunCost(timed * workload.frames, seconds, _peak_gb(workload.device))


def _peak_gb(device: str) -> float:
    if torch.device(device).type == "cuda":
        return torch.cuda.max_memory_allocated(device) / 1e9
    status = Path("/proc/self/status")
    if status.is_file():
        # Linux's ru_maxrss also counts what the parent had when it started this process.
        line = next(x for x in status.read_text().splitlines() if x.startswith("VmHWM"))
        return int(line.split()[1]) * 1024 / 1e9
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak * (1 if sys.platform == "darwin" else 1024) / 1e9
