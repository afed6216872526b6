"""How time per frame and peak memory grow with what they could depend on."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from gennet_rl.config import FusionConfig, NetworkConfig, TextEncoderConfig, VisionEncoderConfig

from throughput.memory import RunCost, run_alone
from throughput.synthetic import synthetic_id
from throughput.workloads import Workload

__all__ = ["Growth", "fit_exponent", "measure_growth"]

ROLLOUTS = 4
PATCH_SIDE = 8
MOST_WORDS = 256
ENVS = 64
QUICK_ENVS = 8


@dataclass(frozen=True)
class Growth:
    """Costs of runs that differ in one number."""

    quantity: str
    """What is varied."""
    values: list[int]
    """Its values."""
    seconds_per_frame: list[float]
    """Of each."""
    peak_gb: list[float]
    """Of each."""
    time_exponent: float
    """e of time per frame ~ value ** e."""
    memory_exponent: float
    """e of peak memory ~ value ** e; small where the bulk does not grow."""


def measure_growth(
    base: Workload, quick: bool, report: Callable[[str], None] = lambda name: None
) -> list[Growth]:
    """Vary frames, environments, image side, text length and distinct images, one at a time.

    Each run has a process of its own and a network from nothing, in which both encoders learn,
    except where the number of distinct images is varied: that only matters to one that is frozen.

    Args:
        base: for device and precision.
        quick: two values each on a very small network.
        report: called with what was just measured.
    """
    start = _start(base, quick)
    axes: dict[str, tuple[Sequence[int], Callable[[int], tuple[Workload, int]]]] = {
        "frames": (
            [ROLLOUTS * start.frames * n for n in (1, 2, 4, 8)],
            lambda n: (start, 1 + n // start.frames),
        ),
        "environments": ((32, 64, 128, 256), lambda n: (_with_envs(start, n), ROLLOUTS)),
        "image side": ((16, 32, 64, 128), lambda n: (_on(start, side=n), ROLLOUTS)),
        "text length": ((8, 16, 32, 64, 128), lambda n: (_on(start, words=n), ROLLOUTS)),
        "distinct images": (
            (128, 512, 2048, 8192),
            lambda n: (_frozen(_on(start, images=n)), 8 * ROLLOUTS),
        ),
    }
    growths = []
    for quantity, (values, make) in axes.items():
        costs = []
        chosen = list(values[:2] if quick else values)
        for value in chosen:
            costs.append(run_alone(*make(value)))
            report(f"{quantity} {value}")
        growths.append(_growth(quantity, chosen, costs))
    return growths


def fit_exponent(values: Sequence[float], costs: Sequence[float]) -> float:
    """e of the least-squares fit of ``log(cost) = e log(value) + constant``."""
    return float(np.polyfit(np.log(values), np.log(costs), 1)[0])


def _growth(quantity: str, values: list[int], costs: list[RunCost]) -> Growth:
    seconds = [cost.seconds_per_frame for cost in costs]
    peaks = [cost.peak_gb for cost in costs]
    exponents = [fit_exponent(values, measured) for measured in (seconds, peaks)]
    return Growth(quantity, values, seconds, peaks, *exponents)


def _start(base: Workload, quick: bool) -> Workload:
    width, layers, num_envs = (32, 1, QUICK_ENVS) if quick else (96, 2, ENVS)
    network = NetworkConfig(
        TextEncoderConfig(None, max_tokens=MOST_WORDS, width=width, layers=layers, heads=2),
        VisionEncoderConfig(None, patch_size=PATCH_SIDE, width=width, layers=layers, heads=2),
        FusionConfig(width=width, heads=2),
    )
    workload = dataclasses.replace(base, network=network, mode="trainable", env_id=synthetic_id())
    return _with_envs(workload, num_envs)


def _with_envs(workload: Workload, num_envs: int) -> Workload:
    ppo = dataclasses.replace(workload.ppo, epochs=1, minibatch_size=num_envs)
    return dataclasses.replace(workload, num_envs=num_envs, rollout_steps=2, ppo=ppo)


def _on(workload: Workload, **properties: int) -> Workload:
    return dataclasses.replace(workload, env_id=synthetic_id(**properties))


def _frozen(workload: Workload) -> Workload:
    assert workload.network is not None
    return dataclasses.replace(
        workload, network=dataclasses.replace(workload.network, frozen_encoders=True)
    )
