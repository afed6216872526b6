"""Memory and deliberation: what they make possible, and what they must not change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from tensordict import TensorDict

from gennet_rl.agents import load_agent
from gennet_rl.agents.deliberation import Deliberation
from gennet_rl.agents.reasoning import Reasoning
from gennet_rl.config import ReasoningConfig
from gennet_rl.environments import make_vector_env
from gennet_rl.evaluation import evaluate


def test_only_a_memory_knows_what_came_before(train_tiny: Any) -> None:
    accuracies = {}
    for memory in ("gru", "none"):
        reasoning = ReasoningConfig(memory=memory)
        agent, _ = train_tiny("toy/Recall-v0", reasoning, total_frames=5_000)
        accuracies[memory] = evaluate(agent.player(), "toy/Recall-v0", "test", 200).accuracy
    assert accuracies["gru"] >= 0.95
    assert accuracies["none"] < 0.7


@pytest.mark.parametrize("memory", ["gru", "lstm"])
def test_a_whole_sub_trajectory_is_reasoned_on_as_its_steps_were(memory: Any) -> None:
    """With episodes that end in between, from the memory that the first step began with."""
    torch.manual_seed(0)
    propose = torch.nn.Linear(16, 3)
    reasoning = Reasoning(ReasoningConfig(memory=memory), 16, 8, 8, propose, 3)
    fused_BTF = torch.randn(2, 5, 16)
    is_init_BT1 = torch.zeros(2, 5, 1, dtype=torch.bool)
    is_init_BT1[0, 3] = True
    memories = {key: torch.randn(2, 1, 16) for key in reasoning.memory_keys}
    step, states = dict(memories), []
    for t in range(5):
        inputs = {"fused": fused_BTF[:, t], "is_init": is_init_BT1[:, t], **step}
        done = reasoning(TensorDict(inputs, [2]))
        states.append(done["state"])
        step = {key: done["next", key] for key in reasoning.memory_keys}
        if t == 2:  # what an environment's primer does where an episode begins
            for value in step.values():
                value[0] = 0.0
    kept = {key: value.unsqueeze(1).expand(2, 5, 1, 16).clone() for key, value in memories.items()}
    for value in kept.values():
        value[0, 3] = 0.0
    frames = TensorDict({"fused": fused_BTF, "is_init": is_init_BT1, **kept}, [2, 5]).flatten()
    together = reasoning.over_time(frames, 5)["state"].view(2, 5, 16)
    torch.testing.assert_close(together, torch.stack(states, 1))


def deliberate(steps: int, **changes: torch.Tensor) -> torch.Tensor:
    torch.manual_seed(0)
    deliberation = Deliberation(16, 3, 8, 12, steps, heads=4)
    propose = torch.nn.Linear(16, 3)
    inputs = {
        "state": torch.randn(4, 16),
        "text_states": torch.randn(4, 6, 8),
        "text_mask": torch.tensor([[True] * 4 + [False] * 2] * 4),
        "image_states": torch.randn(4, 9, 12),
    }
    return deliberation(propose=propose, **{**inputs, **changes})


def test_deliberation_reads_looks_and_minds_the_mask() -> None:
    torch.manual_seed(1)
    states = deliberate(2)
    assert states.shape == (4, 16)
    assert not torch.equal(deliberate(1), states)
    assert not torch.equal(deliberate(2, image_states=torch.randn(4, 9, 12)), states)
    text_states = torch.randn(4, 6, 8)
    one = deliberate(2, text_states=text_states)
    assert not torch.equal(one, states)
    padded = text_states.clone()
    padded[:, 4:] = 100.0  # where there are no words
    torch.testing.assert_close(deliberate(2, text_states=padded), one)


def test_forbidden_actions_are_not_proposed() -> None:
    """With one choice left, the proposal is that choice, whatever the policy would like."""
    only = torch.tensor([[False, True, False]] * 4)
    torch.manual_seed(0)
    deliberation = Deliberation(16, 3, 8, 12, 1, heads=4)
    inputs = (torch.randn(4, 6, 8), torch.ones(4, 6, dtype=torch.bool), torch.randn(4, 9, 12))
    state = torch.randn(4, 16)
    masked = [
        deliberation(state, propose, *inputs, only)
        for propose in (torch.nn.Linear(16, 3), torch.nn.Linear(16, 3))
    ]
    torch.testing.assert_close(masked[0], masked[1])


def test_gradients_pass_through_the_proposal() -> None:
    deliberation, propose = Deliberation(16, 3, 8, 12, 2, heads=4), torch.nn.Linear(16, 3)
    mask = torch.ones(4, 6, dtype=torch.bool)
    states = deliberation(
        torch.randn(4, 16), propose, torch.randn(4, 6, 8), mask, torch.randn(4, 9, 12)
    )
    (states**3).sum().backward()
    for module in (deliberation, propose):
        assert all(p.grad is not None and p.grad.any() for p in module.parameters())


def test_an_agent_that_deliberates_learns(train_tiny: Any) -> None:
    agent, _ = train_tiny("toy/Colour-v0", ReasoningConfig(deliberation_steps=2))
    accuracy = evaluate(agent.act, "toy/Colour-v0", "test", 200).accuracy
    assert accuracy is not None
    assert accuracy >= 0.95


def test_a_folder_brings_memory_and_deliberation_back(train_tiny: Any, tmp_path: Path) -> None:
    reasoning = ReasoningConfig(memory="lstm", deliberation_steps=1, classifier=True)
    agent, _ = train_tiny("toy/Corridor-v0", reasoning, total_frames=512)
    agent.save(tmp_path / "agent")
    loaded = load_agent(tmp_path / "agent", device="cpu")
    assert loaded.reasoning_config == reasoning
    observations, _ = make_vector_env("toy/Corridor-v0", 6).reset(seed=0)
    for key in ("probabilities", "state_value"):
        given, expected = loaded.decide(observations)[key], agent.decide(observations)[key]
        torch.testing.assert_close(given, expected, rtol=0, atol=0)


def test_a_player_forgets_where_an_episode_begins(train_tiny: Any) -> None:
    agent, _ = train_tiny("toy/Recall-v0", ReasoningConfig(memory="gru"), total_frames=512)
    rng = np.random.default_rng(0)
    batches = [
        {"text": ["look"] * 3, "image": rng.integers(0, 255, (3, 8, 8, 3), np.uint8)}
        for _ in range(3)
    ]
    player, fresh = agent.player(), agent.player()
    player(batches[0])
    player(batches[1])
    player.begin(np.array([True, False, True]))
    player(batches[2])
    fresh(batches[2])
    kept, begun = player._memory["memory"], fresh._memory["memory"]
    torch.testing.assert_close(kept[[0, 2]], begun[[0, 2]])
    assert not torch.allclose(kept[1], begun[1])
