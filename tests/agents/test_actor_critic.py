"""The actor-critic: what it answers, what masks forbid, and that a folder brings it back."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from gennet_rl.agents import ActorCriticAgent, load_agent
from gennet_rl.agents.actor_critic import build_actor_critic
from gennet_rl.config import (
    FusionConfig,
    NetworkConfig,
    TextEncoderConfig,
    VisionEncoderConfig,
)
from gennet_rl.environments import describe_environment, make_vector_env, sample_texts
from gennet_rl.errors import InvalidValueError, MissingFileError

TINY = NetworkConfig(
    TextEncoderConfig(checkpoint=None, width=32, layers=1, heads=2),
    VisionEncoderConfig(checkpoint=None, width=32, layers=1, heads=2, patch_size=4),
    FusionConfig(width=32, heads=2),
)


def tiny_agent(env_id: str) -> ActorCriticAgent:
    torch.manual_seed(0)
    texts = sample_texts(env_id, 64, 16)
    return build_actor_critic(TINY, describe_environment(env_id), texts)


def observe(env_id: str, num_envs: int) -> dict[str, Any]:
    return make_vector_env(env_id, num_envs).reset(seed=0)[0]


def answers(agent: ActorCriticAgent, observations: dict[str, Any]) -> tuple[torch.Tensor, ...]:
    """Probabilities and values."""
    batch = agent.decide(observations)
    return batch["probabilities"], batch["state_value"]


def test_one_pair_is_answered_with_probabilities_and_value() -> None:
    agent = tiny_agent("toy/Colour-v0")
    image = Image.new("RGB", (16, 16), "red")
    decision = agent.act({"text": "is it red?", "image": image})
    assert decision.answer == agent.spec.answers[decision.action]
    assert set(decision.probabilities) == set(agent.spec.answers)
    assert sum(decision.probabilities.values()) == pytest.approx(1.0, abs=1e-5)
    assert next(iter(decision.probabilities)) == decision.answer
    observation = {"text": ["is it red?"], "image": np.asarray(image)[None]}
    assert agent.act(observation).actions.tolist() == [decision.action]


def test_batch_and_single_agree() -> None:
    agent = tiny_agent("toy/Colour-v0")
    observations = observe("toy/Colour-v0", 20)
    actions = np.asarray(agent.act(observations))
    assert actions.dtype == np.int64
    for i in range(20):
        pair = {key: observations[key][i] for key in ("text", "image")}
        assert agent.act(pair).action == actions[i]


def test_sampled_actions_follow_the_policy() -> None:
    agent = tiny_agent("toy/Colour-v0")
    observation = {"text": ["is it red?"] * 2000, "image": np.zeros((2000, 16, 16, 3), np.uint8)}
    torch.manual_seed(0)
    shares = np.bincount(agent.act(observation, deterministic=False).actions, minlength=5) / 2000
    pair = {"text": "is it red?", "image": np.zeros((16, 16, 3), np.uint8)}
    probabilities = agent.act(pair).probabilities
    expected = [probabilities[answer] for answer in agent.spec.answers]
    np.testing.assert_allclose(shares, expected, atol=0.04)


def test_masked_actions_are_never_taken() -> None:
    agent = tiny_agent("toy/Corridor-v0")
    # A policy that would wait almost surely, if it were let.
    with torch.no_grad():
        agent.actor.module[0].module.bias.copy_(torch.tensor([0.0, 0.0, 20.0]))
    observations = observe("toy/Corridor-v0", 40)
    may_wait = observations["action_mask"][:, 2]
    for deterministic in (True, False):
        actions = agent.act(observations, deterministic).actions
        assert (actions[may_wait] == 2).all()
        assert (actions[~may_wait] < 2).all()
    assert may_wait.any()
    assert not may_wait.all()


@pytest.mark.parametrize("env_id", ["toy/Colour-v0", "toy/Corridor-v0"])
def test_a_folder_brings_the_agent_back(env_id: str, tmp_path: Path) -> None:
    agent = tiny_agent(env_id)
    agent.save(tmp_path / "agent")
    loaded = load_agent(tmp_path / "agent", device="cpu")
    observations = observe(env_id, 8)
    assert loaded.spec == agent.spec
    given, expected = answers(loaded, observations), answers(agent, observations)
    for one, other in zip(given, expected, strict=True):
        torch.testing.assert_close(one, other, rtol=0, atol=0)


def test_an_agent_of_checkpoints_needs_them_no_more_once_saved(
    text_folder: Path, vision_folder: Path, tmp_path: Path
) -> None:
    config = NetworkConfig(
        TextEncoderConfig(checkpoint=str(text_folder)),
        VisionEncoderConfig(checkpoint=str(vision_folder)),
        FusionConfig(width=32, heads=2),
    )
    agent = build_actor_critic(config, describe_environment("toy/Colour-v0"), [])
    agent.save(tmp_path / "agent")
    shutil.rmtree(text_folder)
    shutil.rmtree(vision_folder)
    loaded = load_agent(tmp_path / "agent", device="cpu")
    observations = observe("toy/Colour-v0", 4)  # images of 16 pixels; the tower wants 32
    for one, other in zip(answers(loaded, observations), answers(agent, observations), strict=True):
        torch.testing.assert_close(one, other, rtol=0, atol=0)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("vision_folder", {"pooling": "attention"}),
        ("vision_folder", {"image_size": (16, 24), "pooling": "mean"}),
        ("naflex_folder", {"pooling": "attention"}),
        ("naflex_folder", {"max_patches": 9}),
    ],
)
def test_a_folder_brings_every_kind_of_vision_tower_back(
    kind: str, fields: dict[str, Any], request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    checkpoint = request.getfixturevalue(kind)
    vision = VisionEncoderConfig(checkpoint=str(checkpoint), **fields)
    config = NetworkConfig(TINY.text, vision, TINY.fusion)
    agent = build_actor_critic(config, describe_environment("toy/Colour-v0"), ["is it red?"])
    agent.eval().save(tmp_path / "agent")
    shutil.rmtree(checkpoint)
    loaded = load_agent(tmp_path / "agent", device="cpu")
    observations = observe("toy/Colour-v0", 4)
    for one, other in zip(answers(loaded, observations), answers(agent, observations), strict=True):
        torch.testing.assert_close(one, other, rtol=0, atol=0)
    encoder, again = (one.features.module.vision_encoder for one in (agent, loaded))
    if encoder.pooled_width:
        states = torch.randn(2, 6, encoder.width)
        torch.testing.assert_close(again.pool(states), encoder.pool(states), rtol=0, atol=0)


def test_missing_agents_say_what_is_there(tmp_path: Path) -> None:
    tiny_agent("toy/Colour-v0").save(tmp_path / "run" / "checkpoints" / "final")
    with pytest.raises(MissingFileError, match="checkpoints/final"):
        load_agent(tmp_path / "run")
    with pytest.raises(MissingFileError, match="'run'"):
        load_agent(tmp_path / "rum")


def test_wrong_images_say_what_is_wanted() -> None:
    agent = tiny_agent("toy/Colour-v0")
    with pytest.raises(InvalidValueError, match="uint8"):
        agent.act({"text": "is it red?", "image": np.zeros((16, 16, 3), np.float32)})
    with pytest.raises(InvalidValueError, match="uint8"):
        agent.act({"text": "is it red?", "image": np.zeros((16, 16), np.uint8)})


def test_hugging_faces_mixin_writes_and_reads_the_same_folder(tmp_path: Path) -> None:
    agent = tiny_agent("toy/Colour-v0")
    agent.save_pretrained(tmp_path / "agent")
    card = (tmp_path / "agent" / "README.md").read_text("utf-8")
    assert "library_name: gennet_rl" in card
    loaded = ActorCriticAgent.from_pretrained(tmp_path / "agent", device="cpu")
    observations = observe("toy/Colour-v0", 8)
    for one, other in zip(answers(loaded, observations), answers(agent, observations), strict=True):
        torch.testing.assert_close(one, other, rtol=0, atol=0)


def test_a_batch_is_answered_with_texts_probabilities_and_values() -> None:
    agent = tiny_agent("toy/Colour-v0")
    decisions = agent.act(observe("toy/Colour-v0", 6))
    assert len(decisions) == 6
    assert decisions.probabilities.shape == (6, 5)
    assert decisions.values.shape == (6,)
    assert decisions.answers == [agent.spec.answers[action] for action in np.asarray(decisions)]
    assert [decision.answer for decision in decisions] == decisions.answers
