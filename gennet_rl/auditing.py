"""What an environment shows: that text and image are both needed, that an oracle solves it, speed.

B environments, A actions.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from gymnasium.vector import AutoresetMode
from tqdm import tqdm

from gennet_rl.blind_guesses import Guess, Moments, image_guess, image_statistics, text_guess
from gennet_rl.blind_policies import (
    Policy,
    best_policy,
    drawing_policy,
    greedy_policy,
    random_policy,
    solved_share,
    steady_policy,
)
from gennet_rl.environments import make_vector_env, random_actions
from gennet_rl.errors import InvalidValueError
from gennet_rl.evaluation import evaluate

__all__ = ["Audit", "audit_environment", "frames_per_second", "oracle_moments", "oracle_share"]


@dataclass(frozen=True)
class Audit:
    """Figures of one environment at one difficulty, shares from 0 to 1 of solved test episodes."""

    chance: float
    """Solved by uniformly random choices."""
    blind_text: float
    """Solved by the best policy without the image, found on the training split."""
    blind_image: float
    """Solved by the best policy that knows only the image's own statistics, found likewise."""
    oracle_return: float
    """Mean return of acting by ``info["answer"]``, as a share of the best there is."""
    frames_per_second: float
    """Of the batched form with random actions, on one core."""


def audit_environment(
    env_id: str,
    moments: int = 20_000,
    episodes: int = 4_000,
    seconds: float = 2.0,
    progress: bool = False,
) -> Audit:
    """Measure an environment all of whose episodes say their right ``answer``.

    Blind guesses are policies: what a classifier that knows only the text, or only statistics of
    the image, deems the oracle's most probable action, is done at each step. Where episodes have
    several steps, an oracle's action may be the worst for somebody who will not see what comes of
    it. There the best of these is taken, by the training split: that policy; one that draws actions
    as often as the oracle takes them; each action by itself, always; and uniformly random choices.

    Args:
        env_id: Gymnasium id, perhaps with arguments.
        moments: of the training split that guesses are fitted on.
        episodes: of the test split that they are tried on.
        seconds: how long the speed is measured.
        progress: whether a bar runs on standard error.

    Raises:
        InvalidValueError: where scikit-learn is missing, or the environment knows no right answers.
    """
    met = oracle_moments(env_id, moments)
    guesses = {"blind_text": text_guess(met), "blind_image": image_guess(met)}
    policies = {
        "chance": random_policy(met.choices.shape[1]),
        **_blind_policies(guesses, met, env_id),
    }
    solved = {
        name: solved_share(evaluate(act, env_id, "test", episodes))
        for name, act in tqdm(policies.items(), desc=env_id, disable=not progress)
    }
    return Audit(
        **solved,
        oracle_return=oracle_share(env_id, min(episodes, 1000)),
        frames_per_second=frames_per_second(env_id, seconds),
    )


def _blind_policies(guesses: dict[str, Guess], met: Moments, env_id: str) -> dict[str, Policy]:
    """The best way to act on each guess, or on none."""
    if not met.has_several_steps:
        return {name: greedy_policy(guess) for name, guess in guesses.items()}
    actions = met.choices.shape[1]
    unmoved = best_policy(
        [random_policy(actions), *(steady_policy(action, actions) for action in range(actions))],
        env_id,
    )
    return {
        name: best_policy([greedy_policy(guess), drawing_policy(guess), unmoved], env_id)
        for name, guess in guesses.items()
    }


def oracle_moments(env_id: str, count: int, split: str = "train", num_envs: int = 64) -> Moments:
    """What an oracle meets and does in ``count`` steps of a split.

    Raises:
        InvalidValueError: where the environment says no right answer.
    """
    envs = make_vector_env(env_id, num_envs, split, AutoresetMode.SAME_STEP)
    observations, infos = envs.reset(seed=17)
    actions = int(envs.single_action_space.n)  # type: ignore[attr-defined]
    texts: list[str] = []
    images, answers, choices = [], [], []
    has_several_steps = False
    while len(texts) < count:
        if not infos.get("_answer", np.zeros(1, bool)).all():
            raise InvalidValueError(
                f"environment {env_id!r} gives no info['answer'] at every step: only those that "
                "do can be audited."
            )
        texts += observations["text"]
        images.append(image_statistics(observations["image"]))
        answers.append(infos["answer"])
        choices.append(observations.get("action_mask", np.ones((num_envs, actions), bool)))
        observations, _, terminated, truncated, infos = envs.step(infos["answer"])
        has_several_steps = has_several_steps or not (terminated | truncated).all()
    envs.close()
    return Moments(
        texts[:count],
        np.concatenate(images)[:count],
        np.concatenate(answers)[:count],
        np.concatenate(choices)[:count],
        has_several_steps,
    )


def oracle_share(env_id: str, episodes: int, num_envs: int = 64) -> float:
    """What acting by ``info["answer"]`` earns, as a share of ``info["best_return"]``.

    One plus what it earns more than that on average, as a share of the best return's mean size:
    where the best returns are positive, the ratio of the two means. In a game of chance, whose best
    returns have both signs, their mean may be near zero, and the ratio mere noise.
    """
    envs = make_vector_env(env_id, num_envs, "test", AutoresetMode.SAME_STEP)
    _, infos = envs.reset(seed=29)
    best, earned, ended = infos["best_return"].copy(), np.zeros(num_envs), 0
    size = gained = 0.0
    while ended < episodes:
        _, rewards, terminated, truncated, infos = envs.step(infos["answer"])
        earned += rewards
        done = terminated | truncated
        ended += int(done.sum())
        size += float(np.abs(best[done]).sum())
        gained += float((earned[done] - best[done]).sum())
        earned[done], best[done] = 0, infos["best_return"][done]
    envs.close()
    return 1 + gained / size


def frames_per_second(env_id: str, seconds: float, num_envs: int = 256) -> float:
    """Steps a second of processor time of the batched form with random actions."""
    envs = make_vector_env(env_id, num_envs, autoreset_mode=AutoresetMode.SAME_STEP)
    observations, _ = envs.reset(seed=0)
    envs.action_space.seed(0)
    envs.single_action_space.seed(0)
    frames, spent = 0, 0.0
    while spent < seconds or frames < 8 * num_envs:
        actions = random_actions(envs, observations)
        start = time.process_time()
        observations, *_ = envs.step(actions)
        spent += time.process_time() - start
        frames += num_envs
    envs.close()
    return frames / spent
