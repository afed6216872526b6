"""How fast training is, side by side with other libraries and with what the hardware allows.

    OMP_NUM_THREADS=2 python experiments/benchmark_throughput.py --out runs/throughput

Every system trains the same network, from the same weights, on the same environment, with rollouts
and minibatches of the same size; each is warmed up, then they take turns, and medians are compared.
Needs the extra [bench]. docs/performance.md says what is measured and why. The systems are in
experiments/throughput/.
"""

from __future__ import annotations

import copy
import dataclasses
import json
import os
import platform
import shlex
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import torch
from tqdm import tqdm

from gennet_rl.cli import run_command
from gennet_rl.config import PPOConfig, check_config
from gennet_rl.devices import resolve_device

from throughput.accounting import count_passes, share_by_kind
from throughput.comparing import compare_systems
from throughput.environments import steps_per_second
from throughput.latency import act_latency
from throughput.memory import run_alone
from throughput.report import format_tables, plot_ratios, update_guide
from throughput.scaling import measure_growth
from throughput.workloads import Workload, build_agent

GUIDE = Path(__file__).resolve().parents[1] / "docs" / "performance.md"

Part = Literal["systems", "environments", "accounting", "latency", "scaling", "memory"]


@dataclass(frozen=True)
class BenchmarkConfig:
    """What is measured, and how long."""

    sizes: tuple[Literal["tiny", "small", "base"], ...] = ("tiny",)
    """Networks: the bundled pair; 12 layers of width 384 at 128 pixels; ModernBERT-base's and
    SigLIP 2 base's shapes at 224 pixels."""
    modes: tuple[Literal["trainable", "text", "frozen"], ...] = ("trainable", "text", "frozen")
    """What learns of the encoders: both, the text encoder (as by default), or neither."""
    parts: tuple[Part, ...] = (
        "systems",
        "environments",
        "accounting",
        "latency",
        "scaling",
        "memory",
    )
    """What is measured."""
    precision: Literal["float32", "bfloat16"] = "float32"
    """What encoders and fusion compute in, in every system."""
    env_id: str = "gennet/EasyVQA-v0"
    """Gymnasium id of the environment."""
    num_envs: int = 256
    """Environments stepped together."""
    rollout_steps: int = 4
    """Steps of each environment between updates."""
    epochs: int = 4
    """Passes over each rollout."""
    minibatch_size: int = 256
    """Frames a gradient step."""
    repetitions: int = 5
    """How often each system is timed."""
    longest_repetition: float = 120.0
    """Seconds; a system that would take longer for a rollout does one of a single step instead."""
    whole_run_frames: int | None = None
    """Frames of a whole run of this project, of the modes with something frozen; None for none."""
    environment_seconds: float = 5.0
    """About how long each kind of environment is measured."""
    parallel_workers: int = field(default_factory=lambda: os.cpu_count() or 1)
    """Processes of TorchRL's ParallelEnv."""
    accounted_iterations: int = 5
    """Rollouts whose time is accounted for, and over which encoder passes are counted."""
    memory_frames: int = 4096
    """Frames of the shorter run whose peak memory is measured; the other has ten times as many."""
    device: str = "auto"
    """Where the network runs: "cpu", "cuda", ...; "auto" takes CUDA where there is one."""
    quick: bool = False
    """Very small networks and few frames, to see that everything works; the figures mean
    nothing."""
    out: Path = Path("runs/throughput")
    """Folder for benchmark.json, table.md and throughput.png."""
    update_docs: bool = False
    """Whether the tables also go into docs/performance.md."""


def main(config: BenchmarkConfig) -> None:
    """Measure, and leave the figures in ``config.out``."""
    check_config(config)
    if config.quick:
        config = made_quick(config)
    config.out.mkdir(parents=True, exist_ok=True)
    results: dict[str, Any] = {
        "command": shlex.join(["python", *sys.argv]),
        "machine": describe_machine(),
        "config": json.loads(json.dumps(dataclasses.asdict(config), default=str)),
    }
    with tqdm(desc="measuring", unit=" step", bar_format="{desc} {elapsed} {postfix}") as bar:
        for part in config.parts:
            results[part] = MEASURES[part](config, bar.set_postfix_str)
            # What is there so far stays, should something later fail.
            text = json.dumps(results, indent=2, default=str) + "\n"
            (config.out / "benchmark.json").write_text(text, "utf-8")
    tables = format_tables(results)
    (config.out / "table.md").write_text(tables, "utf-8")
    if "systems" in results:
        plot_ratios(results["systems"], config.out / "throughput.png")
    if config.update_docs:
        update_guide(GUIDE, tables)
    print(tables)


def made_quick(config: BenchmarkConfig) -> BenchmarkConfig:
    """The same, small enough for seconds."""
    return dataclasses.replace(
        config,
        num_envs=8,
        rollout_steps=2,
        epochs=2,
        minibatch_size=8,
        repetitions=2,
        environment_seconds=0.1,
        parallel_workers=1,
        accounted_iterations=2,
        memory_frames=32,
    )


def describe_machine() -> dict[str, Any]:
    """What the figures depend on besides the code."""
    cpu_info = Path("/proc/cpuinfo")
    lines = cpu_info.read_text().splitlines() if cpu_info.is_file() else []
    models = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return {
        "processor": f"{models[0] if models else platform.machine()} ({os.cpu_count()} cores)",
        "accelerator": torch.cuda.get_device_name() if torch.cuda.is_available() else None,
        "threads": torch.get_num_threads(),
        "python": platform.python_version(),
        "torch": torch.__version__,
    }


Report = Callable[[str], None]


def workload_for(config: BenchmarkConfig, size: str, mode: str) -> Workload:
    """What every system does, for a size and a mode."""
    return Workload(
        size="quick" if config.quick else size,
        mode=mode,
        env_id=config.env_id,
        num_envs=config.num_envs,
        rollout_steps=config.rollout_steps,
        ppo=PPOConfig(epochs=config.epochs, minibatch_size=config.minibatch_size),
        precision=config.precision,
        device=str(resolve_device(config.device)),
    )


def measure_systems(config: BenchmarkConfig, report: Report) -> list[dict[str, Any]]:
    """Every system on every size and mode."""
    return [
        compare_systems(
            workload_for(config, size, mode),
            config.repetitions,
            config.longest_repetition,
            None if mode == "trainable" else config.whole_run_frames,
            lambda name, at=f"{size}, {mode}": report(f"{at}: {name}"),  # type: ignore[misc]
        )
        for size in config.sizes
        for mode in config.modes
    ]


def measure_environments(config: BenchmarkConfig, report: Report) -> dict[str, float]:
    """Steps per second of the environment's batched form and of TorchRL's wrappers."""
    report("environments")
    agent = build_agent(workload_for(config, "tiny", "trainable"))
    return steps_per_second(
        config.env_id,
        agent.tokens,
        config.num_envs,
        config.parallel_workers,
        config.environment_seconds,
    )


def measure_accounting(config: BenchmarkConfig, report: Report) -> list[dict[str, Any]]:
    """Where this project's time goes, and encoder passes where images need only one."""
    entries = []
    for size in config.sizes:
        for mode in config.modes:
            report(f"{size}, {mode}: accounting")
            workload, iterations = workload_for(config, size, mode), config.accounted_iterations
            agent = build_agent(workload)
            share = share_by_kind(workload, copy.deepcopy(agent), iterations)
            frozen = agent.network.vision_encoder.frozen
            entries.append(
                {
                    "size": workload.size,
                    "mode": mode,
                    "share": share,
                    "outside": 1 - share["network"] - share["environment"],
                    "passes": count_passes(workload, agent, iterations) if frozen else None,
                }
            )
    return entries


def measure_latency(config: BenchmarkConfig, report: Report) -> list[dict[str, Any]]:
    """One ``agent.act`` of one observation and of many."""
    entries = []
    for size in config.sizes:
        workload = workload_for(config, size, "trainable")
        agent = build_agent(workload)
        for batch in (1, config.num_envs):
            report(f"{size}: act on {batch}")
            seconds = act_latency(agent, batch, 4 * config.repetitions)
            entries.append({"size": workload.size, "batch": batch, "seconds": seconds})
    return entries


def measure_scaling(config: BenchmarkConfig, report: Report) -> list[dict[str, Any]]:
    """Exponents of time and memory in the sizes of a problem."""
    workload = workload_for(config, "tiny", "trainable")
    return [dataclasses.asdict(g) for g in measure_growth(workload, config.quick, report)]


def measure_memory(config: BenchmarkConfig, report: Report) -> dict[str, Any]:
    """Peak memory of a run and of one with ten times as many frames."""
    mode = "text" if "text" in config.modes else config.modes[0]
    workload = workload_for(config, config.sizes[0], mode)
    # Epochs take time and no memory.
    workload = dataclasses.replace(workload, ppo=dataclasses.replace(workload.ppo, epochs=1))
    rollouts = 1 + -(-config.memory_frames // workload.frames)
    costs = []
    for factor in (1, 10):
        report(f"memory of {factor * config.memory_frames} frames")
        costs.append(run_alone(workload, 1 + factor * (rollouts - 1)))
    return {
        "size": workload.size,
        "mode": mode,
        "short": dataclasses.asdict(costs[0]),
        "long": dataclasses.asdict(costs[1]),
        "ratio": costs[1].peak_gb / costs[0].peak_gb,
    }


MEASURES: dict[Part, Callable[[BenchmarkConfig, Report], Any]] = {
    "systems": measure_systems,
    "environments": measure_environments,
    "accounting": measure_accounting,
    "latency": measure_latency,
    "scaling": measure_scaling,
    "memory": measure_memory,
}


if __name__ == "__main__":
    run_command(main, BenchmarkConfig, "Measure training side by side with other libraries.")
