"""gennet/VQA-v0 as an environment: its splits, and that other parts can work with it."""

from __future__ import annotations

import re
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env
from vqa_rows import COLOURS, colour_rows, write_jsonl

from gennet_rl.envs import ReasoningVectorEnv, register_task
from gennet_rl.envs.vqa import VQATask
from gennet_rl.evaluation import evaluate


@pytest.mark.parametrize("given", [(), ("validation",), ("test",)])
def test_no_image_is_in_two_splits_of_one_file(given: tuple[str, ...], tmp_path: Path) -> None:
    rows = colour_rows(tmp_path, 400)
    rows = [rows[i] for i in np.random.default_rng(0).permutation(len(rows))]
    data = write_jsonl(tmp_path / "data.jsonl", rows)
    other = write_jsonl(tmp_path / "other.jsonl", rows[:2])
    files: dict[str, Any] = dict.fromkeys(given, other)
    images: dict[str, set[str]] = {}
    for split in {"train", "validation", "test"} - set(given):
        task = VQATask(split, data=data, **files)
        images[split] = {rows[row]["image"] for row in task._rows}
        assert task.num_episodes == 2 * len(images[split])
        expected = 40 if split != "train" else 320 + 40 * len(given)
        assert abs(len(images[split]) - expected) < 25
    assert sum(map(len, images.values())) == len(set().union(*images.values())) == 400


def test_one_picture_is_one_image_however_its_path_is_written(tmp_path: Path) -> None:
    rows = colour_rows(tmp_path, 50)
    for row in rows[1::2]:
        row["image"] = "./x/..//" + row["image"]
    (tmp_path / "x").mkdir()
    splits = [VQATask(s, data=write_jsonl(tmp_path / "d.jsonl", rows)) for s in ("train", "test")]
    train, test = ({row // 2 for row in task._rows.tolist()} for task in splits)
    assert not train & test


def test_spaces_hold_the_texts_of_all_splits(tmp_path: Path) -> None:
    rows = colour_rows(tmp_path)
    task = VQATask(data=write_jsonl(tmp_path / "data.jsonl", rows))
    texts = {row["question"] for row in rows}
    assert set(task.text_space.characters) == set("".join(texts))
    assert task.text_space.max_length == max(map(len, texts))
    assert task.text_space.min_length == min(map(len, texts))
    for split in ("validation", "test"):
        assert VQATask(split, data=tmp_path / "data.jsonl").text_space == task.text_space


@pytest.fixture
def colours(tmp_path: Path) -> Path:
    return write_jsonl(tmp_path / "data.jsonl", colour_rows(tmp_path))


def test_gymnasium_finds_nothing_wrong(colours: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        env = gymnasium.make("gennet/VQA-v0", data=str(colours), render_mode="rgb_array")
        check_env(env.unwrapped)


def test_single_and_batched_forms_have_the_same_episodes(colours: Path) -> None:
    envs = gymnasium.make_vec("gennet/VQA-v0", 6, data=str(colours), autoreset_mode="SameStep")
    assert isinstance(envs.unwrapped, ReasoningVectorEnv)
    batch, infos = envs.reset(seed=3)
    assert envs.observation_space.contains(batch)
    for i in range(6):
        env = gymnasium.make("gennet/VQA-v0", data=str(colours))
        single, info = env.reset(seed=3 + i)
        assert single["text"] == batch["text"][i]
        np.testing.assert_array_equal(single["image"], batch["image"][i])
        assert info["answer"] == infos["answer"][i]
    assert envs.step(infos["answer"])[1].tolist() == [1.0] * 6


def test_every_fixed_episode_can_be_evaluated(colours: Path) -> None:
    register_task("mine/Colours-v0", VQATask, data=colours)
    task = VQATask("test", data=colours)
    answers = list(task.answers)

    def act(observations: dict[str, Any]) -> np.ndarray:
        names = [list(COLOURS)[int(image[32, 32].argmax())] for image in observations["image"]]
        asks_red = [text.startswith("is it red") for text in observations["text"]]
        said = [
            ("yes" if name == "red" else "no") if red else name
            for name, red in zip(names, asks_red, strict=True)
        ]
        return np.array([answers.index(answer) for answer in said])

    result = evaluate(act, "mine/Colours-v0")
    assert result.episodes == task.num_episodes
    assert result.accuracy == 1.0


def test_neither_torch_nor_datasets_is_loaded_without_need(colours: Path) -> None:
    code = (
        "import sys, gymnasium, gennet_rl\n"
        f"envs = gymnasium.make_vec('gennet/VQA-v0', 2, data={str(colours)!r})\n"
        "envs.reset(seed=0); envs.step(envs.action_space.sample())\n"
        "assert not {'torch', 'datasets', 'pyarrow', 'pandas'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_guide_runs(
    repository: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    guide = (repository / "docs" / "datasets.md").read_text("utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```", guide, re.S | re.M)
    assert len(blocks) == 3
    namespace: dict[str, Any] = {}
    for block in blocks:
        exec(block, namespace)  # the guide's reader types them in one after the other
    assert namespace["info"]["answer_text"] in ("red", "green", "blue")
    assert "3 answers are actions" in capsys.readouterr().out
    assert gymnasium.make("mine/Birds-v0", split="test").reset(seed=0)[1]["task"] == "Birds"
