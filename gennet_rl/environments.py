"""From an environment id to a batch of environments, and to what an agent must know of it."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces
from gymnasium.envs.registration import load_env_creator
from gymnasium.vector import AutoresetMode, VectorEnv

from gennet_rl.env_ids import parse_env_id
from gennet_rl.errors import InvalidValueError
from gennet_rl.worker_envs import WorkerVectorEnv

__all__ = [
    "EnvironmentSpec",
    "describe_environment",
    "make_vector_env",
    "random_actions",
    "sample_texts",
]


@dataclass(frozen=True)
class EnvironmentSpec:
    """What an agent's network and memory depend on in an environment."""

    env_id: str
    """Gymnasium id."""
    answers: tuple[str, ...]
    """The text of every action; its number where the environment gives no texts."""
    image_shape: tuple[int, int, int]
    """(height, width, 3) of an observation's image."""
    has_action_mask: bool
    """Whether observations carry an action mask."""


def make_vector_env(
    env_id: str,
    num_envs: int,
    split: str = "train",
    autoreset_mode: AutoresetMode = AutoresetMode.DISABLED,
    workers: int = 0,
) -> VectorEnv[Any, Any, Any]:
    """A batch of environments: the native batched form, or Gymnasium's ``SyncVectorEnv``.

    Args:
        env_id: Gymnasium id, for example "gennet/EasyVQA-v0"; "module:id" imports the module
            that registers the id first, "id?name=value&name=value" passes arguments on.
        num_envs: environments in the batch.
        split: "train", "validation" or "test"; passed on where the environment's constructor takes
            ``split``.
        autoreset_mode: who resets environments whose episode has ended; by default the caller.
        workers: processes that step environments without a batched form; 0 steps them in this one.
            Close the batch to end them.

    Raises:
        InvalidValueError: where no such id is registered, or its observations are not text and
            image, or its actions are not discrete.
    """
    named = parse_env_id(env_id)
    name = named.name
    if num_envs < 1:
        raise InvalidValueError(f"num_envs is {num_envs}: it must be at least 1.")
    kwargs: dict[str, Any] = dict(named.arguments)
    if "split" in _parameters(gymnasium.registry[name].entry_point):
        kwargs["split"] = split
    if _makes_batches(gymnasium.registry[name].vector_entry_point):
        envs = gymnasium.make_vec(name, num_envs, autoreset_mode=autoreset_mode, **kwargs)
    elif workers:
        spec = copy.deepcopy(gymnasium.spec(name))
        spec.kwargs.update(kwargs)
        envs = WorkerVectorEnv(spec, num_envs, workers, autoreset_mode, named.module)
    else:
        vector_kwargs = {"autoreset_mode": autoreset_mode}
        envs = gymnasium.make_vec(
            name, num_envs, vectorization_mode="sync", vector_kwargs=vector_kwargs, **kwargs
        )
    _check_spaces(env_id, envs)
    return envs


def describe_environment(env_id: str) -> EnvironmentSpec:
    """What an agent must know of ``env_id``; raises as :func:`make_vector_env` does."""
    envs = make_vector_env(env_id, 1)
    observation, action = envs.single_observation_space, envs.single_action_space
    assert isinstance(observation, spaces.Dict)
    assert isinstance(action, spaces.Discrete)
    task = getattr(envs.unwrapped, "task", None)
    answers = task.answers if task is not None else [str(a) for a in range(int(action.n))]
    image_shape = observation["image"].shape
    assert image_shape is not None
    envs.close()
    height, width, channels = image_shape
    return EnvironmentSpec(
        env_id=env_id,
        answers=tuple(answers),
        image_shape=(height, width, channels),
        has_action_mask="action_mask" in observation.spaces,
    )


def sample_texts(env_id: str, episodes: int = 4096, num_envs: int = 256) -> list[str]:
    """Distinct texts of an environment's training split, as random actions meet them, sorted.

    Args:
        env_id: Gymnasium id.
        episodes: steps to take over all environments.
        num_envs: environments stepped together.
    """
    envs = make_vector_env(env_id, num_envs, autoreset_mode=AutoresetMode.SAME_STEP)
    observations, _ = envs.reset(seed=0)
    envs.action_space.seed(0)
    texts = set(observations["text"])
    for _ in range(-(-episodes // num_envs)):
        observations, *_ = envs.step(random_actions(envs, observations))
        texts.update(observations["text"])
    envs.close()
    return sorted(texts)


def random_actions(envs: VectorEnv[Any, Any, Any], observations: dict[str, Any]) -> np.ndarray:
    """One allowed action an environment, int64[B], from the action space's generator."""
    masks: Sequence[np.ndarray] | None = observations.get("action_mask")
    space = envs.single_action_space
    if masks is None:
        return np.asarray(envs.action_space.sample())
    return np.array([space.sample(mask=mask.astype(np.int8)) for mask in masks], np.int64)


def _check_spaces(env_id: str, envs: VectorEnv[Any, Any, Any]) -> None:
    observation, action = envs.single_observation_space, envs.single_action_space
    parts = observation.spaces if isinstance(observation, spaces.Dict) else {}
    image = parts.get("image")
    is_image = (
        isinstance(image, spaces.Box)
        and image.dtype == np.uint8
        and len(image.shape) == 3
        and image.shape[2] == 3
    )
    if not isinstance(parts.get("text"), spaces.Text) or not is_image:
        raise InvalidValueError(
            f"environment {env_id!r} observes {observation}: agents here need a Dict with 'text' "
            "(a Text space) and 'image' (a Box of uint8[H, W, 3])."
        )
    if not isinstance(action, spaces.Discrete) or action.start != 0:
        raise InvalidValueError(
            f"environment {env_id!r} acts in {action}: agents here need Discrete(n) from 0."
        )


def _parameters(entry_point: str | Callable[..., Any] | None) -> Mapping[str, inspect.Parameter]:
    create = load_env_creator(entry_point) if isinstance(entry_point, str) else entry_point
    return {} if create is None else inspect.signature(create).parameters


def _makes_batches(vector_entry_point: str | Callable[..., Any] | None) -> bool:
    """Whether there is a native batched form whose autoreset mode can be chosen."""
    parameters = _parameters(vector_entry_point)
    takes_any = any(p.kind is inspect.Parameter.VAR_KEYWORD for p in parameters.values())
    return "autoreset_mode" in parameters or takes_any
