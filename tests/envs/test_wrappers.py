"""TokenizeText: these environments for libraries that know no Text space."""

from __future__ import annotations

import warnings
from typing import Any

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env
from gymnasium.vector import AutoresetMode

import gennet_rl  # noqa: F401
from gennet_rl.envs.wrappers import TokenizeText, VectorTokenizeText
from gennet_rl.errors import InvalidValueError


def test_text_becomes_the_tokenizers_ids(tokenizer: Any) -> None:
    plain = gymnasium.make("toy/Colour-v0")
    text = plain.reset(seed=5)[0]["text"]
    env = TokenizeText(gymnasium.make("toy/Colour-v0"), tokenizer, max_tokens=12)
    observation, _ = env.reset(seed=5)
    assert observation.keys() == {"input_ids", "attention_mask", "image"}
    length = observation["attention_mask"].sum()
    assert tokenizer.decode(observation["input_ids"][1 : length - 1]).strip() == text
    assert (observation["input_ids"][length:] == tokenizer.pad_token_id).all()
    assert env.observation_space.contains(observation)


def test_wrapped_environment_passes_check_env(tokenizer: Any) -> None:
    env = TokenizeText(gymnasium.make("toy/Corridor-v0").unwrapped, tokenizer)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", message=".*different from the unwrapped version.*")
        check_env(env, skip_render_check=True)


def test_vector_form_equals_single_form_in_final_observations_too(tokenizer: Any) -> None:
    mode = AutoresetMode.SAME_STEP
    batched = VectorTokenizeText(
        gymnasium.make_vec("toy/Corridor-v0", 4, autoreset_mode=mode), tokenizer, 16
    )
    single = gymnasium.vector.SyncVectorEnv(
        [lambda: TokenizeText(gymnasium.make("toy/Corridor-v0"), tokenizer, 16) for _ in range(4)],
        autoreset_mode=mode,
    )
    observations = batched.reset(seed=1)[0], single.reset(seed=1)[0]
    for _ in range(6):
        for key in observations[0]:
            np.testing.assert_array_equal(observations[0][key], observations[1][key])
        results = batched.step(np.ones(4, np.int64)), single.step(np.ones(4, np.int64))
        observations = results[0][0], results[1][0]
        finals = [result[4].get("final_obs", [None] * 4) for result in results]
        for first, second in zip(*finals, strict=True):
            assert (first is None) == (second is None)
            if first is not None:
                np.testing.assert_array_equal(first["input_ids"], second["input_ids"])


def test_environment_without_text_is_refused(tokenizer: Any) -> None:
    with pytest.raises(InvalidValueError, match="'text'"):
        TokenizeText(gymnasium.make("CartPole-v1"), tokenizer)


def test_stable_baselines3_trains_on_it(tokenizer: Any) -> None:
    stable_baselines3 = pytest.importorskip("stable_baselines3", reason="needs the extra [sb3]")
    from stable_baselines3.common.vec_env import DummyVecEnv

    envs = DummyVecEnv(
        [lambda: TokenizeText(gymnasium.make("gennet/EasyVQA-v0"), tokenizer, 32) for _ in range(4)]
    )
    model = stable_baselines3.PPO(
        "MultiInputPolicy", envs, n_steps=16, batch_size=32, n_epochs=2, seed=0, device="cpu"
    )
    before = [parameter.detach().clone() for parameter in model.policy.parameters()]
    model.learn(3 * 64)
    after = list(model.policy.parameters())
    assert model.num_timesteps == 192
    assert any((old != new).any() for old, new in zip(before, after, strict=True))
