"""Suites: what a file says, and what is said of a file that is wrong."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import gymnasium
import pytest

from gennet_rl.agents.contestants import roster
from gennet_rl.benchmarking.cells import CellSettings, slug
from gennet_rl.benchmarking.config import BenchmarkConfig
from gennet_rl.benchmarking.planning import make_plan
from gennet_rl.benchmarking.suites import known_suites, load_suite
from gennet_rl.env_ids import parse_env_id
from gennet_rl.envs.catalogue import list_environments
from gennet_rl.errors import GennetRLError, InvalidValueError, MissingFileError

SUITE = """
description = "Two."
seeds = 3
agents = ["ppo", "majority"]

[[environments]]
id = "gennet/EasyVQA-v0"
frames = 1_000
test_episodes = 50
metric = "return"
without = ["majority"]
[environments.training]
num_envs = 128
ppo.entropy_coefficient = 0.02
network.text.checkpoint = "None"
[environments.agents.ppo]
frames = 2_000
training.num_envs = 64

[[environments]]
id = "gennet/Scenes-v0?difficulty=1"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "mine.toml"
    file.write_text(SUITE)
    return file


def test_the_packages_suites_can_be_planned() -> None:
    for name in ("core", "full"):
        plan = make_plan(BenchmarkConfig(suite=name), roster())
        assert {"random", "oracle", "ppo"} <= set(plan.agents)
        suite = load_suite(name)
        runs = Counter((item.cell.env_id, item.cell.agent) for item in plan.cells)
        for entry in suite.environments:
            for agent in plan.agents:
                # What no seed changes is run once.
                once = agent in ("oracle", "majority", "question_only")
                expected = 0 if agent in entry.without else 1 if once else suite.seeds
                assert runs[entry.env_id, agent] == expected
        assert all(any(runs[env_id, agent] for env_id in plan.env_ids) for agent in plan.agents)


def test_full_has_every_environment_that_can_be_made() -> None:
    listed = {entry.env_id for entry in list_environments() if entry.runs}
    suite = {parse_env_id(entry.env_id).name for entry in load_suite("full").environments}
    assert suite == {env_id for env_id in listed if env_id.startswith("gennet/")}
    assert all(env_id in gymnasium.registry for env_id in suite)


def test_settings_of_the_command_go_before_the_agents_and_these_before_the_environments(
    file: Path,
) -> None:
    plan = make_plan(BenchmarkConfig(suite=str(file), settings=("ppo.gamma=0.9",)))
    cells = {(i.cell.env_id, i.cell.agent, i.cell.seed): i.settings for i in plan.cells}
    ppo = cells["gennet/EasyVQA-v0", "ppo", 2]
    assert (ppo.frames, ppo.test_episodes, ppo.metric) == (2000, 50, "return")
    assert ppo.training == {
        "num_envs": 64,
        "ppo.entropy_coefficient": 0.02,
        "network.text.checkpoint": "None",
        "ppo.gamma": 0.9,
    }
    assert ("gennet/EasyVQA-v0", "majority", 0) not in cells
    other = cells["gennet/Scenes-v0?difficulty=1", "majority", 0]
    assert (other.frames, other.test_episodes, other.metric) == (30_000, None, None)
    shorter = make_plan(BenchmarkConfig(suite=str(file), frames=7, test_episodes=8, seeds=1))
    assert {(i.settings.frames, i.settings.test_episodes) for i in shorter.cells} == {(7, 8)}
    assert {i.cell.seed for i in shorter.cells} == {0}


FAULTS = {
    "no toml": ("seeds = 3", "seeds = ", "is no TOML"),
    "unknown key": ("seeds = 3", "seed = 3", "unknown key 'seed': nearest are 'seeds'"),
    "kind": ("seeds = 3", 'seeds = "3"', "seeds is '3': it must be a whole number"),
    "too few": ("seeds = 3", "seeds = 0", "seeds is 0"),
    "no agents": ('agents = ["ppo", "majority"]', "", "has no 'agents'"),
    "twice": ('"majority"]', '"ppo"]', "agents names 'ppo' twice"),
    "key of an environment": ("frames = 1_000", "frame = 1", "environments[0] has the unknown"),
    "no id": ('id = "gennet/EasyVQA-v0"', "", "environments[0] has no 'id'"),
    "metric": ('"return"', '"win"', "metric is 'win'"),
    "field": ("num_envs = 128", "num_env = 128", "'num_env', which no training has"),
    "nested field": ("entropy_coefficient", "entropy", "'ppo.entropy', which no training has"),
    "value": ("num_envs = 128", "num_envs = 1.5", "num_envs to 1.5: it must be a whole number"),
    "bounds": ("num_envs = 128", "num_envs = 0", "num_envs is 0"),
    "the benchmark's own": ("num_envs = 128", "seed = 1", "sets 'seed', which the benchmark"),
    "agent's key": ("frames = 2_000", "frame = 2", "agents.ppo has the unknown key 'frame'"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_faults_name_file_and_key(fault: str, file: Path) -> None:
    right, wrong, sentence = FAULTS[fault]
    assert right in SUITE
    file.write_text(SUITE.replace(right, wrong))
    with pytest.raises(InvalidValueError) as caught:
        load_suite(str(file))
    assert sentence in str(caught.value)
    assert "mine.toml" in str(caught.value)


ASKED = {
    "unknown suite": ({"suite": "cor"}, "'core'"),
    "both": ({"suite": "core", "envs": ("gennet/EasyVQA-v0",)}, "--suite and --envs"),
    "no agents": ({"envs": ("gennet/EasyVQA-v0",)}, "--agents ppo"),
    "unknown environment": ({"envs": ("gennet/EasyVQ-v0",), "agents": ("ppo",)}, "EasyVQA-v0"),
    "unknown agent": ({"agents": ("pppo",)}, "agent 'pppo' does not exist: nearest are 'ppo'"),
    "number": ({"seeds": 0}, "--seeds is 0"),
    "no value": ({"settings": ("num_envs",)}, "'num_envs' has no name and value"),
    "setting": ({"settings": ("ppo.gama=1",)}, "'gamma'"),
    "baseline": ({"baseline": "dqn"}, "baseline 'dqn' takes no part"),
    "missing saved agent": ({"agents": ("runs/nowhere",)}, "'runs/nowhere'"),
}


@pytest.mark.parametrize("case", ASKED)
def test_what_makes_no_sense_gets_a_sentence(case: str) -> None:
    asked, sentence = ASKED[case]
    with pytest.raises(GennetRLError) as caught:
        make_plan(BenchmarkConfig(**asked), roster())  # type: ignore[arg-type]
    assert sentence in str(caught.value)


def test_known_suites_are_named_where_there_is_none() -> None:
    with pytest.raises(MissingFileError, match="suite 'zzz' does not exist") as caught:
        load_suite("zzz")
    assert all(repr(name) in str(caught.value) for name in known_suites())


def test_saved_agents_are_named_by_their_folder_or_by_oneself(tmp_path: Path) -> None:
    folder = tmp_path / "difficulty=1" / "final"
    folder.mkdir(parents=True)
    (folder / "model.safetensors").write_bytes(b"weights")

    def planned(asked: str) -> dict[str, CellSettings]:
        agents = (asked, "ppo")
        plan = make_plan(BenchmarkConfig(agents=agents, seeds=2, baseline="ppo"), roster())
        assert len([i for i in plan.cells if i.settings.saved_agent]) == len(plan.env_ids)
        return {item.cell.agent: item.settings for item in plan.cells}

    mine = planned(f"mine={folder}")["mine"]
    assert mine.saved_agent == str(folder)
    assert planned(str(folder))[slug(str(folder))] == mine
    (folder / "model.safetensors").write_bytes(b"others")
    assert planned(f"mine={folder}")["mine"].saved_agent_hash != mine.saved_agent_hash


def test_the_guides_suite_is_one(repository: Path, tmp_path: Path) -> None:
    guide = (repository / "docs" / "benchmark.md").read_text("utf-8")
    (tmp_path / "guide.toml").write_text(guide.split("```toml\n")[1].split("```")[0])
    (environment,) = load_suite(str(tmp_path / "guide.toml")).environments
    assert environment.agents["ppo"].training == {"ppo.gamma": 0.95}


def test_the_guide_names_every_contestant(repository: Path) -> None:
    guide = (repository / "docs" / "benchmark.md").read_text("utf-8")
    names = [name for name in roster() if not name.endswith(("-blind", "-deaf"))]
    assert [name for name in names if f"| `{name}` |" not in guide] == []
    assert "`ppo-blind`" in guide
