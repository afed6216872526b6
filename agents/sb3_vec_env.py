"""A batch of environments as stable-baselines3 wants it: token ids, images channels first.

B environments, L tokens. Imports stable-baselines3, which the extra [sb3] brings.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from gymnasium import spaces
from gymnasium.vector import AutoresetMode
from stable_baselines3.common.vec_env import VecEnv

from gennet_rl.environments import make_vector_env
from gennet_rl.tokenizing import TokenCache

__all__ = ["BatchedVecEnv", "sb3_observation_space", "sb3_observations"]


def sb3_observation_space(image_shape: Sequence[int], tokens: TokenCache) -> spaces.Dict:
    """What :func:`sb3_observations` gives of one observation.

    Args:
        image_shape: (H, W, 3).
        tokens: strings to token ids.
    """
    height, width, channels = image_shape
    length = (tokens.max_tokens,)
    return spaces.Dict(
        {
            "image": spaces.Box(0, 255, (channels, height, width), np.uint8),
            "input_ids": spaces.Box(0, tokens.vocabulary_size - 1, length, np.int32),
            "attention_mask": spaces.Box(0, 1, length, np.int8),
        }
    )


def sb3_observations(observations: dict[str, Any], tokens: TokenCache) -> dict[str, np.ndarray]:
    """Batched observations as stable-baselines3's policies read them; action masks are left out.

    Args:
        observations: ``text`` (B strings) and ``image`` uint8[B, H, W, 3].
        tokens: strings to token ids.

    Returns:
        ``image`` uint8[B, 3, H, W], ``input_ids`` int32[B, L] and ``attention_mask`` int8[B, L].
    """
    input_ids, attention_mask = tokens(observations["text"])
    return {
        "image": np.asarray(observations["image"]).transpose(0, 3, 1, 2),
        "input_ids": input_ids.astype(np.int32),
        "attention_mask": attention_mask.astype(np.int8),
    }


class BatchedVecEnv(VecEnv):
    """Steps a batch together, where stable-baselines3's own wrappers step one after the other.

    ``infos`` hold ``terminal_observation`` and ``TimeLimit.truncated`` where an episode has ended,
    and nothing else: no right answer gets to what learns.

    Args:
        env_id: Gymnasium id of the training environments.
        num_envs: B.
        tokens: strings to token ids.

    Raises:
        InvalidValueError: as :func:`gennet_rl.environments.make_vector_env` does.
    """

    def __init__(self, env_id: str, num_envs: int, tokens: TokenCache) -> None:
        self._envs = make_vector_env(env_id, num_envs, autoreset_mode=AutoresetMode.SAME_STEP)
        self._tokens = tokens
        self._actions = np.zeros(num_envs, np.int64)
        observation = self._envs.single_observation_space
        assert isinstance(observation, spaces.Dict)
        image_shape = observation["image"].shape
        assert image_shape is not None
        super().__init__(
            num_envs,
            sb3_observation_space(image_shape, tokens),
            self._envs.single_action_space,
        )

    def reset(self) -> dict[str, np.ndarray]:
        """Start an episode everywhere, with the seeds that ``seed`` has set."""
        seeded = all(seed is not None for seed in self._seeds)
        seeds: Any = self._seeds if seeded else None
        observations, _ = self._envs.reset(seed=seeds)
        self._reset_seeds()
        return sb3_observations(observations, self._tokens)

    def step_async(self, actions: np.ndarray) -> None:
        """Remember what to do, int[B]."""
        self._actions = actions

    def step_wait(
        self,
    ) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray, list[dict[str, Any]]]:
        """Do it: observations, rewards float32[B], dones bool[B], infos."""
        observations, rewards, terminated, truncated, stepped = self._envs.step(self._actions)
        done = terminated | truncated
        infos: list[dict[str, Any]] = [{} for _ in range(self.num_envs)]
        for i in np.flatnonzero(done):
            final = {key: [part] for key, part in stepped["final_obs"][i].items()}
            last = sb3_observations(final, self._tokens)
            infos[i] = {
                "terminal_observation": {key: parts[0] for key, parts in last.items()},
                "TimeLimit.truncated": bool(truncated[i] and not terminated[i]),
            }
        converted = sb3_observations(observations, self._tokens)
        return converted, rewards.astype(np.float32), done, infos

    def close(self) -> None:
        """Close the batch."""
        self._envs.close()

    def get_attr(self, attr_name: str, indices: Any = None) -> list[Any]:
        """The batch's attribute, once for each environment asked for."""
        value = getattr(self._envs, attr_name, None)
        return [value for _ in self._get_indices(indices)]

    def set_attr(self, attr_name: str, value: Any, indices: Any = None) -> None:
        """Refused: environments of a batch have no attributes of their own."""
        raise NotImplementedError(f"{attr_name!r} cannot be set in a batch of environments.")

    def env_method(
        self, method_name: str, *method_args: Any, indices: Any = None, **method_kwargs: Any
    ) -> list[Any]:
        """Refused: environments of a batch have no methods of their own."""
        raise NotImplementedError(f"{method_name!r} cannot be called in a batch of environments.")

    def env_is_wrapped(self, wrapper_class: type[Any], indices: Any = None) -> list[bool]:
        """Never: single environments are not there to be wrapped."""
        return [False for _ in self._get_indices(indices)]
