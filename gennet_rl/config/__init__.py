"""Every knob of an agent and its training, as nested dataclasses; the docstrings are the help."""

from gennet_rl.config.algorithms import (
    A2CConfig,
    OptimizerConfig,
    PPOConfig,
    SupervisionConfig,
)
from gennet_rl.config.checks import (
    check_collector,
    check_config,
    check_heads,
    check_network,
    check_sizes,
)
from gennet_rl.config.network import (
    FineTuning,
    FusionConfig,
    NetworkConfig,
    ReasoningConfig,
    TextEncoderConfig,
    VisionEncoderConfig,
)
from gennet_rl.config.training import TrainingConfig

__all__ = [
    "A2CConfig",
    "FineTuning",
    "FusionConfig",
    "NetworkConfig",
    "OptimizerConfig",
    "PPOConfig",
    "ReasoningConfig",
    "SupervisionConfig",
    "TextEncoderConfig",
    "TrainingConfig",
    "VisionEncoderConfig",
    "check_collector",
    "check_config",
    "check_heads",
    "check_network",
    "check_sizes",
]
