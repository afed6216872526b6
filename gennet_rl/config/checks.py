"""Configurations that make no sense, told before anything runs."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

from gennet_rl.config.network import NetworkConfig, TextEncoderConfig, VisionEncoderConfig
from gennet_rl.config.training import TrainingConfig
from gennet_rl.errors import InvalidValueError

__all__ = ["check_collector", "check_config", "check_heads", "check_network", "check_sizes"]

MAY_BE_ZERO = (
    "seed",
    "evaluations",
    "warm_up_head_steps",
    "env_workers",
    "deliberation_steps",
    "early_stopping",
)
SHARES = (
    "gamma",
    "gae_lambda",
    "warmup_fraction",
    "dropout",
    "mlm_probability",
    "held_out_fraction",
    "teacher_share",
    "warm_start",
)

SIZES = ("width", "layers", "heads", "vocabulary_size", "patch_size")


def check_config(config: Any, path: str = "") -> None:
    """Raise InvalidValueError, naming the field, where a number in a config makes no sense.

    Counts and sizes must be at least 1 (the seed and the number of evaluations at least 0), other
    numbers at least 0, shares at most 1.

    Args:
        config: a dataclass; nested ones are checked too.
        path: prefix of the fields' names in the message.
    """
    for item in dataclasses.fields(config):
        value, name = getattr(config, item.name), f"{path}{item.name}"
        if dataclasses.is_dataclass(value):
            check_config(value, f"{name}.")
        elif type(value) in (int, float):
            least = 1 if type(value) is int and item.name not in MAY_BE_ZERO else 0
            most = 1 if item.name in SHARES else math.inf
            if not least <= value <= most:
                bounds = f"at least {least}" + (
                    f" and at most {most}" if item.name in SHARES else ""
                )
                raise InvalidValueError(f"{name} is {value}: it must be {bounds}.")


def check_collector(config: TrainingConfig) -> None:
    """Raise InvalidValueError where a run cannot be collected for as it is to be."""
    if config.collector != "local" and config.mode != "rl":
        raise InvalidValueError(
            f"collector is {config.collector!r} and mode {config.mode!r}: right answers are only "
            "learnt from with --collector local."
        )
    if config.collector != "local" and config.network.reasoning.memory != "none":
        raise InvalidValueError(
            f"collector is {config.collector!r} and memory {config.network.reasoning.memory!r}: an "
            "agent with memory needs --collector local."
        )
    if config.collector != "local" and config.num_envs % config.collector_workers:
        raise InvalidValueError(
            f"collector_workers is {config.collector_workers}: it must divide num_envs, "
            f"{config.num_envs}."
        )


def check_heads(name: str, width: int, heads: int) -> None:
    """Raise InvalidValueError where ``heads`` does not divide ``width`` of the part ``name``."""
    if width % heads:
        raise InvalidValueError(f"{name}.heads is {heads}: it must divide {name}.width, {width}.")


def check_sizes(name: str, config: TextEncoderConfig | VisionEncoderConfig) -> None:
    """Raise InvalidValueError where ``config`` has a checkpoint and also sizes of its own.

    Args:
        name: "text" or "vision".
        config: whose sizes only hold where there is no checkpoint.
    """
    if config.checkpoint is None:
        return
    for item in dataclasses.fields(config):
        value = getattr(config, item.name)
        if item.name in SIZES and value != item.default:
            raise InvalidValueError(
                f"{name}.{item.name} is {value} and {name}.checkpoint is {config.checkpoint!r}, "
                "which has its own sizes: leave one of them out, the checkpoint by giving None."
            )


def check_network(config: NetworkConfig) -> None:
    """Raise InvalidValueError where an encoder would start from nothing and never learn."""
    for name, encoder in (("text", config.text), ("vision", config.vision)):
        frozen = config.frozen_encoders or encoder.fine_tuning == "frozen"
        if encoder.checkpoint is None and frozen:
            raise InvalidValueError(
                f"the {name} encoder has no checkpoint and is frozen, so that its random weights "
                f"would stay: give --network.{name}.fine-tuning full, or a checkpoint."
            )
