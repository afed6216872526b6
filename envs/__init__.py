"""Multimodal reasoning tasks as Gymnasium environments; nothing here imports torch."""

from gennet_rl.envs.base import ReasoningEnv
from gennet_rl.envs.batched import ReasoningVectorEnv
from gennet_rl.envs.dice import Dice
from gennet_rl.envs.generated import GeneratedTask
from gennet_rl.envs.registration import register_task
from gennet_rl.envs.task import AnswerEpisode, Episode, Problem, Task

__all__ = [
    "AnswerEpisode",
    "Dice",
    "Episode",
    "GeneratedTask",
    "Problem",
    "ReasoningEnv",
    "ReasoningVectorEnv",
    "Task",
    "register_task",
]
