"""Steps per second of environments with random actions, as TorchRL sees them."""

from __future__ import annotations

from functools import partial
from typing import Any

import gymnasium
from torchrl.envs import EnvBase, GymWrapper, ParallelEnv

from gennet_rl.collecting import TorchReasoningEnv
from gennet_rl.environments import make_vector_env
from gennet_rl.envs.wrappers import TokenizeText
from gennet_rl.tokenizing import TokenCache

from throughput.timing import seconds_of

__all__ = ["steps_per_second"]

STEPS = 20  # of a rollout: short, so that stepping is measured and not stacking gigabytes


def steps_per_second(
    env_id: str, tokens: TokenCache, batch: int, workers: int, seconds: float
) -> dict[str, float]:
    """Environment steps per second, episodes started anew where they end.

    Args:
        env_id: Gymnasium id.
        tokens: strings to token ids.
        batch: environments of this project's batched form.
        workers: processes of ``ParallelEnv``.
        seconds: about how long each is measured.

    Returns:
        By name: the batched form through TorchReasoningEnv, one environment through
        ``GymWrapper``, and ``workers`` of those through ``ParallelEnv``.
    """
    single = partial(_single, env_id, tokens.tokenizer, tokens.max_tokens)
    batched = TorchReasoningEnv(make_vector_env(env_id, batch), tokens)
    return {
        f"TorchReasoningEnv, batch {batch}": _measure(batched, seconds),
        "GymWrapper, one environment": _measure(single(), seconds),
        f"ParallelEnv, {workers} workers": _measure(ParallelEnv(workers, single), seconds),
    }


def _single(env_id: str, tokenizer: Any, max_tokens: int) -> GymWrapper:
    import gennet_rl  # noqa: F401  # registers the ids in a worker process

    return GymWrapper(TokenizeText(gymnasium.make(env_id), tokenizer, max_tokens))


def _measure(env: EnvBase, seconds: float) -> float:
    """Steps per second of rollouts by random actions over about ``seconds``."""

    def run(rollouts: int) -> None:
        for _ in range(rollouts):
            env.rollout(STEPS, break_when_any_done=False)

    try:
        run(1)
        rollouts = max(1, round(seconds / seconds_of(lambda: run(1))))
        return rollouts * STEPS * env.batch_size.numel() / seconds_of(lambda: run(rollouts))
    finally:
        env.close()
