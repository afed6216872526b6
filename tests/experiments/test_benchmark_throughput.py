"""experiments/benchmark_throughput.py: equal work for every system, fits, and what a run leaves."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch

from gennet_rl.config import PPOConfig

pytest.importorskip("stable_baselines3", reason="needs the extra [bench]")


@pytest.fixture(autouse=True)
def experiments_on_the_path(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(repository / "experiments"))


def quick_workload(mode: str = "trainable", **kwargs: Any) -> Any:
    from throughput.workloads import Workload

    ppo = PPOConfig(epochs=2, minibatch_size=8)
    settings = {"env_id": "toy/Colour-v0", "num_envs": 8, "rollout_steps": 2, "ppo": ppo}
    return Workload(size="quick", mode=mode, **{**settings, **kwargs})


def test_a_quick_run_leaves_tables_figures_and_a_picture(repository: Path, tmp_path: Path) -> None:
    script = repository / "experiments" / "benchmark_throughput.py"
    flags = ["--quick", "--modes", "frozen", "--whole-run-frames", "32", "--out", "out"]
    flags += ["--parts", "systems", "accounting", "latency"]
    command = [sys.executable, str(script), *flags]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    measured = json.loads((tmp_path / "out" / "benchmark.json").read_text())
    (comparison,) = measured["systems"]
    systems = comparison["systems"]
    assert {"gennet_rl", "limit", "single loop", "stable-baselines3", "TorchRL recipe"} <= set(
        systems
    )
    assert systems["gennet_rl"]["times_project"] == 1
    assert all(len(system["seconds"]) == 2 for system in systems.values())
    assert comparison["whole_run"]["frames"] == 32
    assert sum(measured["accounting"][0]["share"].values()) == pytest.approx(1)
    assert [entry["batch"] for entry in measured["latency"]] == [1, 8]
    table = (tmp_path / "out" / "table.md").read_text()
    assert "| quick | frozen | float32 | stable-baselines3 |" in table
    assert "--quick" in table
    assert table.strip() in result.stdout
    assert (tmp_path / "out" / "throughput.png").stat().st_size > 5000


def passes_by_batch(network: Any, work: Any) -> list[tuple[int, bool]]:
    """(images, whether there are gradients) of each pass of the vision encoder."""
    passes: list[tuple[int, bool]] = []
    hook = network.vision_encoder.model.embeddings.register_forward_hook(
        lambda _, __, output: passes.append((len(output), torch.is_grad_enabled()))
    )
    work()
    hook.remove()
    return passes


def test_limit_has_the_passes_of_the_project() -> None:
    from throughput.limit import Limit
    from throughput.project import Project
    from throughput.workloads import build_agent

    workload = quick_workload()
    agent = build_agent(workload)
    passes = []
    for system in (Project, Limit):
        own = copy.deepcopy(agent)
        made = system(workload, own)
        made.iterate()
        passes.append(passes_by_batch(own.network, made.iterate))
    # Two steps of 8 environments, then two epochs of two minibatches of 8.
    assert passes[0] == passes[1] == [(8, False)] * 2 + [(8, True)] * 4


def test_limit_runs_no_frozen_encoder() -> None:
    from throughput.limit import Limit
    from throughput.workloads import build_agent

    workload = quick_workload("frozen")
    agent = build_agent(workload)
    limit = Limit(workload, agent)
    before = [parameter.detach().clone() for parameter in agent.network.fusion.parameters()]
    assert passes_by_batch(agent.network, limit.iterate) == []
    after = list(agent.network.fusion.parameters())
    assert any((old != new).any() for old, new in zip(before, after, strict=True))


@pytest.mark.parametrize(
    "system", ["single_loop.SingleLoop", "stable_baselines3_ppo.StableBaselines3"]
)
def test_peers_encode_each_frame_once_a_step_and_once_an_epoch(system: str) -> None:
    from importlib import import_module

    from throughput.workloads import build_agent

    module, name = system.split(".")
    workload = quick_workload()
    agent = build_agent(workload)
    made = getattr(import_module(f"throughput.{module}"), name)(workload, agent)
    made.iterate()
    passes = passes_by_batch(agent.network, made.iterate)
    # One more than the project's: both ask for values of what comes after the rollout.
    assert passes == [(8, False)] * 3 + [(8, True)] * 4


@pytest.mark.parametrize(
    "system",
    [
        "project.Project",
        "limit.Limit",
        "single_loop.SingleLoop",
        "stable_baselines3_ppo.StableBaselines3",
        "torchrl_recipe.TorchRLRecipe",
    ],
)
def test_every_system_trains_encoders_fusion_and_heads(system: str) -> None:
    from importlib import import_module

    from throughput.workloads import build_agent

    module, name = system.split(".")
    workload = quick_workload()
    agent = build_agent(workload)
    made = getattr(import_module(f"throughput.{module}"), name)(workload, agent)
    network = agent.network
    parts = [network.text_encoder, network.vision_encoder, network.fusion]
    before = [[p.detach().clone() for p in part.parameters()] for part in parts]
    made.iterate()
    made.iterate()
    for part, old in zip(parts, before, strict=True):
        assert any((a != b).any() for a, b in zip(old, part.parameters(), strict=True))


def test_stable_baselines3_starts_with_the_agents_policy() -> None:
    from gennet_rl.environments import make_vector_env

    from throughput.stable_baselines3_ppo import StableBaselines3
    from throughput.workloads import build_agent

    workload = quick_workload()
    agent = build_agent(workload)
    with torch.no_grad():  # starts near zero, where all policies agree
        agent.actor.module[0].module.weight.normal_()
    observations, _ = make_vector_env(workload.env_id, 8).reset(seed=0)
    expected = agent.act(observations).actions
    model = StableBaselines3(workload, copy.deepcopy(agent))._model
    input_ids, attention_mask = agent.tokens(observations["text"])
    images = observations["image"].transpose(0, 3, 1, 2)  # as its own wrapper turns them
    inputs = {"input_ids": input_ids, "attention_mask": attention_mask, "image": images}
    actions, _ = model.predict(inputs, deterministic=True)
    assert actions.tolist() == expected.tolist()


def test_frozen_run_encodes_each_image_once() -> None:
    from throughput.accounting import count_passes
    from throughput.workloads import build_agent

    workload = quick_workload("frozen")
    counts = count_passes(workload, build_agent(workload), 3)
    assert counts["distinct_images"] == 3  # one a colour
    # The collector asks the policy once, on zeros, what it writes.
    assert counts["images_encoded"] <= 4


def test_filled_caches_need_no_more_encoding() -> None:
    from throughput.project import Project
    from throughput.workloads import build_agent

    workload = quick_workload("frozen", env_id="gennet/EasyVQA-v0")
    agent = build_agent(workload)
    project = Project(workload, agent)
    project.reach_steady_state()
    assert passes_by_batch(agent.network, project.iterate) == []


def test_exponents_are_those_of_powers() -> None:
    from throughput.scaling import fit_exponent

    assert fit_exponent([1, 2, 4, 8], [3, 12, 48, 192]) == pytest.approx(2)
    assert fit_exponent([10, 100, 1000], [5, 5, 5]) == pytest.approx(0)


def test_slow_systems_do_short_rollouts(monkeypatch: pytest.MonkeyPatch) -> None:
    from throughput import comparing

    made = {"gennet_rl": comparing.SYSTEMS["gennet_rl"]}
    made["stable-baselines3"] = comparing.SYSTEMS["stable-baselines3"]
    monkeypatch.setattr(comparing, "SYSTEMS", made)
    for longest, whole in ((0.0, False), (1e9, True)):
        result = comparing.compare_systems(quick_workload(), 1, longest, None, lambda name: None)
        for system in result["systems"].values():
            assert system["whole"] is whole
            assert system["frames"] == (16 if whole else 8)


def test_synthetic_environment_has_what_is_asked_for() -> None:
    from gennet_rl.environments import make_vector_env

    from throughput.synthetic import register_synthetic, synthetic_id

    env_id = synthetic_id(side=12, words=5, images=3)
    register_synthetic(env_id)
    envs = make_vector_env(env_id, 64)
    observations, _ = envs.reset(seed=0)
    assert observations["image"].shape == (64, 12, 12, 3)
    assert {len(text.split()) for text in observations["text"]} == {5}
    assert len({image.tobytes() for image in observations["image"]}) == 3


def test_tables_go_between_the_guides_markers(tmp_path: Path) -> None:
    from gennet_rl.errors import InvalidValueError

    from throughput.report import BEGIN, END, update_guide

    guide = tmp_path / "performance.md"
    guide.write_text(f"# Speed\n\n{BEGIN}\nold\n{END}\n\nMore.\n")
    update_guide(guide, "| new |\n")
    assert guide.read_text() == f"# Speed\n\n{BEGIN}\n\n| new |\n\n{END}\n\nMore.\n"
    guide.write_text("# Speed\n")
    with pytest.raises(InvalidValueError, match="benchmark: begin"):
        update_guide(guide, "| new |\n")


def test_the_guide_has_the_markers(repository: Path) -> None:
    from throughput.report import BEGIN, END

    text = (repository / "docs" / "performance.md").read_text("utf-8")
    assert text.count(BEGIN) == text.count(END) == 1
    assert text.index(BEGIN) < text.index(END)
