"""The guides' examples run as they stand there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import gymnasium
import pytest
import torch

from gennet_rl.agents.actor_critic import build_actor_critic
from gennet_rl.auditing import oracle_share
from gennet_rl.config import NetworkConfig
from gennet_rl.environments import describe_environment, sample_texts
from gennet_rl.evaluation import evaluate


def python_blocks(file: Path) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```", file.read_text("utf-8"), re.S | re.M)


def test_environments_guide_runs(repository: Path) -> None:
    pytest.importorskip("stable_baselines3", reason="needs the extra [sb3]")
    namespace: dict[str, object] = {}
    blocks = python_blocks(repository / "docs" / "environments.md")
    assert len(blocks) == 4
    for block in blocks:
        exec(block, namespace)  # the guide's reader types them in one after the other
    assert len(blocks[2].splitlines()) <= 25
    for env_id in ("mine/Dots-v0", "mine/Walk-v0"):
        envs = gymnasium.make_vec(env_id, num_envs=4, split="test")
        assert envs.observation_space.contains(envs.reset(seed=0)[0])
        assert oracle_share(env_id, 100) == 1
        spec = describe_environment(env_id)
        texts = sample_texts(env_id, episodes=300, num_envs=8)
        agent = build_actor_critic(NetworkConfig(), spec, texts)
        assert evaluate(agent.act, env_id, episodes=8, num_envs=8).episodes == 8


def test_scaffolding_guide_runs(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    namespace: dict[str, Any] = {}
    for block in python_blocks(repository / "docs" / "scaffolding.md"):
        exec(block, namespace)
    printed = capsys.readouterr().out
    assert printed.startswith("The image is covered by 4 x 4 squares")
    assert printed.endswith(" [before: look r2 c3 -0.05]\n")
    assert namespace["reward"] == -0.05
    texts = namespace["envs"].reset(seed=0)[0]["text"]
    assert texts[0] == printed.removesuffix(" [before: look r2 c3 -0.05]\n")
    plain = gymnasium.make("gennet/EasyVQA-v0", split="test")
    shown, expected = (e.reset(seed=0)[0]["image"] for e in (namespace["negative"], plain))
    assert (shown == 255 - expected).all()


def test_readme_example_runs(
    repository: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    torch.manual_seed(0)
    env_id = "gennet/EasyVQA-v0"
    agent = build_actor_critic(NetworkConfig(), describe_environment(env_id), sample_texts(env_id))
    agent.save(tmp_path / "runs" / "easy-vqa" / "checkpoints" / "final")
    monkeypatch.chdir(tmp_path)
    (block,) = python_blocks(repository / "README.md")
    assert len(block.splitlines()) <= 15
    exec(block, {})
    assert capsys.readouterr().out.split()[0] in agent.spec.answers
