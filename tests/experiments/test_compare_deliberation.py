"""The comparison of deliberation steps, at a size that says nothing."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest
import torch

from gennet_rl.environments import make_vector_env
from gennet_rl.evaluation import FIRST_SEED


@pytest.fixture
def script(repository: Path) -> ModuleType:
    file = repository / "experiments" / "compare_deliberation.py"
    spec = importlib.util.spec_from_file_location("compare_deliberation", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["compare_deliberation"] = module
    spec.loader.exec_module(module)
    return module


def test_steps_are_compared_at_equal_parameters(
    script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(script, "BATCH", 64)
    monkeypatch.setattr(script, "TIMED_STEPS", 2)
    config = script.DeliberationConfig(
        env_id="gennet/ScenesAttribute-v0?difficulty=0",
        test_ids=(
            "gennet/ScenesAttribute-v0?difficulty=0",
            "gennet/ScenesCounting-v0?difficulty=0",
        ),
        steps=(0, 2),
        seeds=1,
        problems=64,
        tested=64,
        epochs=1,
        minibatch_size=32,
        out=tmp_path,
    )
    script.main(config)
    without, with_two = json.loads((tmp_path / "results.json").read_text("utf-8"))
    assert 1 <= without["parameters"] / with_two["parameters"] < 1.25
    assert without["passes"]["equal_passes"] == 1
    assert with_two["passes"] == {"equal_passes": 1, "equal_compute": 1}
    for result in (without, with_two):
        for accuracies in result["accuracy"].values():
            assert list(accuracies) == list(config.test_ids)
            assert all(0 <= value <= 1 for values in accuracies.values() for value in values)
    assert "| 2 |" in (tmp_path / "table.md").read_text("utf-8")


def test_what_is_learnt_from_is_what_the_agent_acts_by(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kept states give the policy's own probabilities, up to half precision."""
    monkeypatch.setattr(script, "BATCH", 32)
    config = script.DeliberationConfig(env_id="gennet/ScenesAttribute-v0?difficulty=0")
    agent = script.build(config, 2).eval()
    with torch.no_grad():
        agent.actor.module[0].module.weight.normal_()
    problems = script.encode(agent, config.env_id, "train", 32)
    observations, _ = make_vector_env(config.env_id, script.BATCH).reset(seed=FIRST_SEED["train"])
    expected = agent.decide(observations)["probabilities"][:32]
    given = script.logits_of(agent, problems).softmax(-1)
    torch.testing.assert_close(given, expected, rtol=0.02, atol=0.02)
