"""The systems side by side on one workload: built from one agent, warmed up, timed in turn."""

from __future__ import annotations

import copy
import dataclasses
import gc
from collections.abc import Callable
from functools import partial
from typing import Any

from gennet_rl.agents.actor_critic import ActorCriticAgent
from gennet_rl.devices import keep_freed_memory

from throughput.limit import Limit
from throughput.project import Project
from throughput.single_loop import SingleLoop
from throughput.stable_baselines3_ppo import StableBaselines3
from throughput.timing import System, measure_alternately, seconds_of
from throughput.torchrl_recipe import TorchRLRecipe
from throughput.workloads import Workload, build_agent

__all__ = ["LIMIT", "PEERS", "PROJECT", "compare_systems"]

Make = Callable[[Workload, ActorCriticAgent], System]

PROJECT, LIMIT, STABLE_BASELINES3 = "gennet_rl", "limit", "stable-baselines3"
SYSTEMS: dict[str, Make] = {
    PROJECT: Project,
    "gennet_rl, Muon": partial(Project, method="muon"),
    LIMIT: Limit,
    "single loop": SingleLoop,
    STABLE_BASELINES3: StableBaselines3,
    "stable-baselines3, float32": partial(StableBaselines3, precision="float32"),
    "TorchRL recipe": TorchRLRecipe,
}
# Bytes that glibc comes to keep by itself at the most; `training_iterations` has it keep more.
KEPT_BY_DEFAULT = 64 * 2**20
PEERS = tuple(name for name in SYSTEMS if not name.startswith(PROJECT) and name != LIMIT)


def compare_systems(
    workload: Workload,
    repetitions: int,
    longest: float,
    whole_run_frames: int | None,
    report: Callable[[str], None],
) -> dict[str, Any]:
    """Seconds per frame of every system on ``workload``.

    Args:
        workload: what each does.
        repetitions: how often each is timed.
        longest: seconds; a system whose repetition would take longer does rollouts of one step
            instead, whose frames cost the same.
        whole_run_frames: this project also trains for so many frames from the start, with
            everything that only happens once; None to leave that out.
        report: called with the name of what was just done.

    Returns:
        As JSON holds it: ``workload``, and under ``systems`` for each name ``frames`` a repetition,
        ``whole`` rollouts or not, ``seconds``, ``seconds_per_frame`` and ``times_project``.
    """
    agent = build_agent(workload)
    systems = {}
    for name, make in SYSTEMS.items():
        if name.endswith(workload.precision):
            continue  # nothing else than the system itself
        systems[name] = _make_warm(make, workload, agent, longest)
        report(f"{name} is warm")
    timings = measure_alternately(
        {name: _WithItsAllocator(name, system) for name, system in systems.items()},
        repetitions,
        report,
    )
    project = timings[PROJECT].seconds_per_frame
    result: dict[str, Any] = {
        "workload": dataclasses.asdict(workload),
        "systems": {
            name: {
                **dataclasses.asdict(timing),
                "whole": timing.frames == workload.frames,
                "seconds_per_frame": timing.seconds_per_frame,
                "times_project": timing.seconds_per_frame / project,
            }
            for name, timing in timings.items()
        },
    }
    systems.clear()
    gc.collect()
    if whole_run_frames:
        rival = timings[STABLE_BASELINES3].seconds_per_frame
        result["whole_run"] = _whole_run(workload, agent, whole_run_frames, rival)
        report("whole run")
    return result


class _WithItsAllocator:
    """A system under the C library's settings that it would run with in a process of its own."""

    def __init__(self, name: str, system: System) -> None:
        self.frames = system.frames
        self._system = system
        self._is_kept = name not in PEERS

    def iterate(self) -> None:
        """Collect one rollout and learn from it."""
        if self._is_kept:
            keep_freed_memory()
        else:
            keep_freed_memory(KEPT_BY_DEFAULT)
        self._system.iterate()


def _make_warm(make: Make, workload: Workload, agent: ActorCriticAgent, longest: float) -> System:
    """The system on whole rollouts where they are fast enough, else on short ones; warm."""
    short = workload.shortened()
    system = make(short, copy.deepcopy(agent))
    system.iterate()
    seconds = seconds_of(system.iterate) * workload.frames / short.frames
    if seconds <= longest:
        system = make(workload, copy.deepcopy(agent))
        system.iterate()
    if isinstance(system, Project):
        system.reach_steady_state()
    system.iterate()
    return system


def _whole_run(
    workload: Workload, agent: ActorCriticAgent, frames: int, rival_seconds_per_frame: float
) -> dict[str, float]:
    project = Project(workload, copy.deepcopy(agent))
    rollouts = -(-frames // workload.frames)
    seconds = seconds_of(lambda: project.iterate_times(rollouts))
    return {
        "frames": rollouts * workload.frames,
        "seconds": seconds,
        "stable_baselines3_times_project": rival_seconds_per_frame
        * (rollouts * workload.frames)
        / seconds,
    }
