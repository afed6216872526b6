"""Multimodal reasoning tasks as Gymnasium environments; nothing here imports torch."""

from gennet_rl.envs.base import ReasoningEnv
from gennet_rl.envs.batched import ReasoningVectorEnv
from gennet_rl.envs.task import AnswerEpisode, Episode, Problem, Task

__all__ = ["AnswerEpisode", "Episode", "Problem", "ReasoningEnv", "ReasoningVectorEnv", "Task"]
