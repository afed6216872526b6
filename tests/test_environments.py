"""From an id to a batch of environments, or to a sentence that says what is wrong."""

from __future__ import annotations

from pathlib import Path

import gymnasium
import numpy as np
import pytest
from gymnasium.vector import AutoresetMode, SyncVectorEnv

from gennet_rl.env_ids import parse_env_id
from gennet_rl.environments import (
    describe_environment,
    make_vector_env,
    random_actions,
    sample_texts,
)
from gennet_rl.envs import ReasoningVectorEnv
from gennet_rl.errors import InvalidValueError


def test_native_batches_are_used_where_there_are_any() -> None:
    native = make_vector_env("toy/Colour-v0", 3, split="test")
    assert isinstance(native.unwrapped, ReasoningVectorEnv)
    assert native.unwrapped.autoreset_mode is AutoresetMode.DISABLED
    assert native.reset(seed=0)[1]["split"].tolist() == ["test"] * 3
    other = make_vector_env("toy/ColourSingle-v0", 3, split="test")
    assert isinstance(other.unwrapped, SyncVectorEnv)
    assert other.reset(seed=0)[1]["split"].tolist() == ["test"] * 3


def test_description_holds_what_an_agent_needs() -> None:
    spec = describe_environment("toy/Corridor-v0")
    assert spec.answers == ("left", "right", "wait")
    assert spec.image_shape == (8, 8, 3)
    assert spec.has_action_mask
    assert not describe_environment("gennet/EasyVQA-v0").has_action_mask


def test_texts_of_the_training_split_are_found() -> None:
    assert len(sample_texts("gennet/EasyVQA-v0")) == 107
    assert len(sample_texts("toy/Corridor-v0", episodes=512, num_envs=16)) == 6


def test_random_actions_keep_to_the_mask() -> None:
    envs = make_vector_env("toy/Corridor-v0", 12)
    observations, _ = envs.reset(seed=0, options={"episode": np.arange(12)})
    actions = np.stack([random_actions(envs, observations) for _ in range(50)])
    assert (actions[:, ~observations["action_mask"][:, 2]] < 2).all()
    assert (actions == 2).any()


def test_unknown_ids_get_the_nearest() -> None:
    with pytest.raises(InvalidValueError, match="'gennet/EasyVQA-v0'"):
        make_vector_env("gennet/EasyVAQ-v0", 2)


def test_a_module_before_the_id_is_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "my_tasks.py").write_text(
        "import gymnasium\n"
        "spec = gymnasium.spec('toy/Colour-v0')\n"
        "gymnasium.register('mine/Colour-v0', spec.entry_point)\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    assert make_vector_env("my_tasks:mine/Colour-v0", 2).num_envs == 2
    with pytest.raises(InvalidValueError, match="no_such_module"):
        make_vector_env("no_such_module:mine/Colour-v0", 2)


def test_environments_of_another_kind_are_refused() -> None:
    with pytest.raises(InvalidValueError, match="'text'"):
        make_vector_env("CartPole-v1", 2)
    with pytest.raises(InvalidValueError, match="num_envs is 0"):
        make_vector_env("toy/Colour-v0", 0)


def test_import_registers_the_ids() -> None:
    assert gymnasium.spec("gennet/EasyVQA-v0").vector_entry_point is not None


def test_an_id_may_carry_arguments() -> None:
    envs = make_vector_env("toy/Levels-v0?difficulty=3&names=a,b", 2)
    assert envs.reset(seed=0)[0]["text"] == ("3 ('a', 'b')",) * 2
    assert describe_environment("toy/Levels-v0?difficulty=3").env_id.endswith("?difficulty=3")
    parsed = parse_env_id("toy/Levels-v0?a=1&b=true&c=x&d=1,2&e=0.5")
    assert parsed.arguments == {"a": 1, "b": True, "c": "x", "d": (1, 2), "e": 0.5}
    with pytest.raises(InvalidValueError, match="argument 'difficulty': write name=value"):
        make_vector_env("toy/Levels-v0?difficulty", 2)
    with pytest.raises(InvalidValueError, match="no argument 'level'"):
        make_vector_env("toy/Levels-v0?level=3", 2)
