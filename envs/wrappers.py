"""Wrappers that make these environments usable elsewhere, e.g. text as token ids."""

from __future__ import annotations

from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces
from gymnasium.utils import RecordConstructorArgs
from gymnasium.vector import VectorEnv, VectorWrapper
from gymnasium.vector.utils import batch_space

from gennet_rl.errors import InvalidValueError
from gennet_rl.tokenizing import TokenCache

__all__ = ["TokenizeText", "VectorTokenizeText"]


class TokenizeText(
    gymnasium.ObservationWrapper[dict[str, Any], Any, dict[str, Any]], RecordConstructorArgs
):
    """Replaces ``text`` by ``input_ids`` int64[L] and ``attention_mask`` int8[L].

    For libraries that know no ``Text`` space. The mask is int8 because some of them know no
    boolean ``Box`` either.

    Args:
        env: an environment with ``text`` in its observations.
        tokenizer: a Hugging Face tokenizer.
        max_tokens: L; longer texts are cut, shorter ones padded at the end.

    Raises:
        InvalidValueError: where the environment has no ``text``.
    """

    def __init__(
        self, env: gymnasium.Env[dict[str, Any], Any], tokenizer: Any, max_tokens: int = 256
    ) -> None:
        RecordConstructorArgs.__init__(self, tokenizer=tokenizer, max_tokens=max_tokens)
        gymnasium.ObservationWrapper.__init__(self, env)
        self._tokens = TokenCache(tokenizer, max_tokens)
        self.observation_space = _tokenized_space(env.observation_space, self._tokens)

    def observation(self, observation: dict[str, Any]) -> dict[str, Any]:
        """The observation with token ids."""
        input_ids, attention_mask = self._tokens([observation["text"]])
        return _without_text(observation, input_ids[0], attention_mask[0])


class VectorTokenizeText(VectorWrapper):
    """:class:`TokenizeText` for a vector environment, in every autoreset mode.

    Args:
        env: a vector environment with ``text`` in its observations.
        tokenizer: a Hugging Face tokenizer.
        max_tokens: L; longer texts are cut, shorter ones padded at the end.

    Raises:
        InvalidValueError: where the environment has no ``text``.
    """

    def __init__(
        self, env: VectorEnv[Any, Any, Any], tokenizer: Any, max_tokens: int = 256
    ) -> None:
        super().__init__(env)
        self._tokens = TokenCache(tokenizer, max_tokens)
        self.single_observation_space = _tokenized_space(env.single_observation_space, self._tokens)
        self.observation_space = batch_space(self.single_observation_space, self.num_envs)

    def reset(
        self, *, seed: Any = None, options: dict[str, Any] | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Reset, with token ids."""
        observations, infos = self.env.reset(seed=seed, options=options)
        return self._tokenize(observations), infos

    def step(
        self, actions: np.ndarray
    ) -> tuple[dict[str, Any], np.ndarray, np.ndarray, np.ndarray, dict[str, Any]]:
        """Step, with token ids in the observations and in ``final_obs``."""
        observations, rewards, terminations, truncations, infos = self.env.step(actions)
        if "final_obs" in infos:
            infos = {**infos, "final_obs": self._tokenize_final(infos["final_obs"])}
        return self._tokenize(observations), rewards, terminations, truncations, infos

    def _tokenize(self, observations: dict[str, Any]) -> dict[str, Any]:
        return _without_text(observations, *self._tokens(observations["text"]))

    def _tokenize_final(self, final_obs: np.ndarray) -> np.ndarray:
        tokenized = np.full(len(final_obs), None, dtype=object)
        for i, observation in enumerate(final_obs):
            if observation is not None:
                input_ids, attention_mask = self._tokens([observation["text"]])
                tokenized[i] = _without_text(observation, input_ids[0], attention_mask[0])
        return tokenized


def _tokenized_space(space: spaces.Space[Any], tokens: TokenCache) -> spaces.Dict:
    if not isinstance(space, spaces.Dict) or not isinstance(space.get("text"), spaces.Text):
        raise InvalidValueError(
            f"TokenizeText needs observations with a 'text' of a Text space, and got {space}."
        )
    shape = (tokens.max_tokens,)
    parts = {key: part for key, part in space.spaces.items() if key != "text"}
    parts["input_ids"] = spaces.Box(0, tokens.vocabulary_size - 1, shape, np.int64)
    parts["attention_mask"] = spaces.Box(0, 1, shape, np.int8)
    return spaces.Dict(parts)


def _without_text(
    observation: dict[str, Any], input_ids: np.ndarray, attention_mask: np.ndarray
) -> dict[str, Any]:
    parts = {key: value for key, value in observation.items() if key != "text"}
    return {**parts, "input_ids": input_ids, "attention_mask": attention_mask.astype(np.int8)}
