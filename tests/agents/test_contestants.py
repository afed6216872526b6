"""Contestants: each runs a cell and leaves what a benchmark needs of it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gennet_rl.agents.actor_critic import ActorCriticAgent
from gennet_rl.agents.contestants import CONTESTANTS, run_cell
from gennet_rl.agents.learned_contestants import learning_curve, training_config
from gennet_rl.agents.loading import load_agent
from gennet_rl.benchmarking.cells import Cell, CellSettings
from gennet_rl.errors import InvalidValueError
from gennet_rl.evaluation import evaluate

# A network that starts from nothing, in a size for tests.
SMALL = {
    "network.text.checkpoint": "None",
    "network.text.width": 16,
    "network.text.layers": 1,
    "network.text.heads": 2,
    "network.vision.checkpoint": "None",
    "network.vision.fine_tuning": "full",
    "network.vision.width": 16,
    "network.vision.layers": 1,
    "network.vision.heads": 2,
    "network.vision.patch_size": 8,
    "network.fusion.width": 16,
    "num_envs": 16,
    "evaluations": 2,
    "evaluation_episodes": 20,
    "device": "cpu",
    "precision": "float32",
}


def test_baselines_score_what_is_known_of_them(tmp_path: Path) -> None:
    scores = {}
    for agent in ("random", "majority", "question_only", "oracle"):
        cell, settings = Cell("toy/Corridor-v0", agent, 0), CellSettings(frames=1)
        outcome = run_cell(cell, tmp_path, settings)
        assert (outcome.frames, outcome.curve) == (0, [])
        scores[agent] = outcome.correct.mean()
    # Half of all episodes go right, and the text says which.
    assert scores["majority"] == 0.5
    assert scores["question_only"] == scores["oracle"] == 1
    assert 0 < scores["random"] < 1


def test_samples_show_the_last_moment_of_an_episode(tmp_path: Path) -> None:
    run_cell(Cell("toy/Corridor-v0", "oracle", 0), tmp_path, CellSettings(frames=1))
    samples = json.loads((tmp_path / "samples.json").read_text("utf-8"))
    assert [sample["episode"] for sample in samples] == list(range(12))
    for number, sample in enumerate(samples):
        direction = ("left", "right")[number // 3 % 2]
        assert sample["text"] == f"go {direction}, {1 + number % 3} to go"
        assert sample["given"] == sample["right"] == direction
        assert sample["correct"] is True
        assert sample["return"] == 1 + number % 3 / 4
        image = np.asarray(Image.open(tmp_path / sample["image"]))
        assert (image == 20).all()  # what the corridor shows one step before its end
        assert sample["probabilities"] is None


@pytest.mark.parametrize(("agent", "wrong"), [("random", 6), ("oracle", 0)])
def test_half_of_the_samples_are_wrong_ones_where_there_are_any(
    agent: str, wrong: int, tmp_path: Path
) -> None:
    settings = CellSettings(frames=1, test_episodes=300)
    outcome = run_cell(Cell("toy/Colour-v0", agent, 0), tmp_path, settings)
    samples = json.loads((tmp_path / "samples.json").read_text("utf-8"))
    episodes = [sample["episode"] for sample in samples]
    assert len(episodes) == 12
    assert episodes == sorted(set(episodes))
    assert max(episodes) > 150
    assert [sample["correct"] for sample in samples].count(False) == wrong
    for sample in samples:
        assert sample["correct"] == outcome.correct[sample["episode"]]


def test_ppo_trains_and_its_saved_agent_is_the_same(tmp_path: Path) -> None:
    settings = CellSettings(frames=200, test_episodes=30, training=SMALL)
    folder = tmp_path / "cell"
    folder.mkdir()
    outcome = run_cell(Cell("toy/Colour-v0", "ppo", 3), folder, settings)
    assert outcome.frames == 256  # whole rollouts of 64
    assert [frames for frames, _, _ in outcome.curve] == [128, 256]
    assert 0 < outcome.curve[0][1] < outcome.curve[1][1]
    assert all(0 <= score <= 1 for _, _, score in outcome.curve)
    assert json.loads((folder / "config.json").read_text())["seed"] == 3
    sample = json.loads((folder / "samples.json").read_text("utf-8"))[0]
    assert len(sample["probabilities"]) == 5
    assert sum(sample["probabilities"].values()) == pytest.approx(1, abs=1e-4)
    assert max(sample["probabilities"], key=sample["probabilities"].get) == sample["given"]
    assert isinstance(sample["value"], float)

    agent = folder / "checkpoints" / "final"
    loaded = load_agent(agent, "cpu")
    assert isinstance(loaded, ActorCriticAgent)
    saved = CellSettings(frames=1, test_episodes=30, saved_agent=str(agent))
    again = run_cell(Cell("toy/Colour-v0", "final", 0), tmp_path, saved)
    assert again.returns.tolist() == outcome.returns.tolist()
    assert again.frames == 0
    tested = evaluate(loaded.act, "toy/Colour-v0", "test", 30)
    assert tested.accuracy == pytest.approx(float(outcome.correct.mean()))
    with pytest.raises(InvalidValueError, match="was made for the answers of 'toy/Colour-v0'"):
        run_cell(Cell("toy/Corridor-v0", "final", 0), tmp_path, saved)


def test_a_learning_curve_leaves_out_what_was_not_looked_at_and_its_time() -> None:
    nothing = {"validation_accuracy": np.nan, "validation_return": np.nan}
    looked = {"validation_accuracy": 0.5, "validation_return": -0.25}
    spent = {"seconds_learning": 2.0, "seconds_other": 1.0, "seconds_evaluating": 100.0}
    rows = [{"frames": 10, **spent, **nothing}, {"frames": 20, **spent, **looked}]
    assert learning_curve(rows, CellSettings(frames=1)) == [(20, 6.0, 0.5)]
    assert learning_curve(rows, CellSettings(frames=1, metric="return")) == [(20, 6.0, -0.25)]


def test_an_oracle_needs_answers_and_names_need_a_contestant(tmp_path: Path) -> None:
    with pytest.raises(InvalidValueError, match="agent 'pppo' does not exist: nearest are 'ppo'"):
        run_cell(Cell("toy/Corridor-v0", "pppo", 0), tmp_path, CellSettings(frames=1))
    settings = CellSettings(frames=1, training={"ppo.gama": 1})
    with pytest.raises(InvalidValueError, match=r"'ppo\.gama'"):
        training_config(Cell("toy/Corridor-v0", "ppo", 0), tmp_path, settings)
    assert all(contestant.line for contestant in CONTESTANTS.values())


def test_learning_contestants_come_in_every_mode_and_without_a_sense(tmp_path: Path) -> None:
    settings = CellSettings(frames=64, test_episodes=12, training=SMALL)
    told = {}
    for agent in ("a2c", "combined-blind", "ppo-memory-deaf"):
        (tmp_path / agent).mkdir()
        outcome = run_cell(Cell("toy/Corridor-v0", agent, 0), tmp_path / agent, settings)
        assert len(outcome.returns) == 12
        told[agent] = json.loads((tmp_path / agent / "config.json").read_text("utf-8"))
    assert told["a2c"]["algorithm"] == "a2c"
    assert told["combined-blind"]["mode"] == "combined"
    assert told["combined-blind"]["network"]["perceives"] == "text"
    assert told["ppo-memory-deaf"]["network"]["perceives"] == "image"
    assert told["ppo-memory-deaf"]["network"]["reasoning"]["memory"] == "gru"
