"""What is right in gennet/VQA-v0: vocabularies, several people's answers, choices."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from vqa_rows import GENERATOR, Write, write_csv, write_jsonl

from gennet_rl.envs import ReasoningEnv
from gennet_rl.envs.vqa import VQATask
from gennet_rl.envs.vqa.questions import vqa_accuracy

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTj2FAAAAABJRU5ErkJggg=="
)


def all_episodes(task: VQATask) -> list[Any]:
    assert task.num_episodes is not None
    return [task.start(GENERATOR, index) for index in range(task.num_episodes)]


def answer_files(folder: Path, train: Sequence[Any], test: Sequence[Any]) -> dict[str, Path]:
    (folder / "a.png").write_bytes(PNG)
    return {
        name: write_jsonl(
            folder / f"{name}.jsonl",
            [{"image": "a.png", "question": f"q{i}?", "answer": a} for i, a in enumerate(answers)],
        )
        for name, answers in (("data", train), ("validation", test), ("test", test))
    }


def test_the_most_frequent_answers_of_training_are_the_actions(tmp_path: Path) -> None:
    train = ["b", "c", "a", "B ", "a", "d", "c", "e", 3, 3.0, "3"]
    files = answer_files(tmp_path, train, ["z", "a", "z", "z"])
    task = VQATask(**files, top_k=3)
    assert task.answers == ("3", "a", "b")  # c is as frequent as a and b, and comes after them
    assert task.report.answers_left_out == 3
    assert task.report.outside_vocabulary == {"train": 4, "validation": 3, "test": 3}
    assert [task.answers[e.answer] for e in all_episodes(task)] == list("baba333")
    assert "3 others are not" in str(task.report)


def test_nobody_can_answer_what_training_did_not_have(tmp_path: Path) -> None:
    files = answer_files(tmp_path, ["a", "b"], ["z", "a"])
    unanswerable, answerable = all_episodes(VQATask("test", **files))
    assert unanswerable.answer is None
    assert unanswerable.best_return == 0
    assert [unanswerable.act(action)[0] for action in (0, 1)] == [0, 0]
    assert answerable.answer == 0
    env = ReasoningEnv(VQATask("test", **files))
    assert "answer" not in env.reset(options={"episode": 0})[1]


def by_leaving_out(answer: str, answers: Sequence[str]) -> float:
    """The score as its authors say it, for four people or more."""
    others = combinations(answers, len(answers) - 1)
    return float(np.mean([min(1, sum(a == answer for a in rest) / 3) for rest in others]))


def test_vqa_accuracy_is_the_average_over_who_is_left_out() -> None:
    generator = np.random.default_rng(0)
    for _ in range(200):
        answers = generator.choice(list("abcd"), generator.integers(4, 12)).tolist()
        for answer in "abcde":
            assert vqa_accuracy(answer, answers) == pytest.approx(by_leaving_out(answer, answers))
    people = ["a"] * 4 + ["b"] * 3 + ["c"] * 2 + ["d"]
    scores = [vqa_accuracy(answer, people) for answer in "abcde"]
    assert scores == pytest.approx([1, 0.9, 0.6, 0.3, 0])


@pytest.mark.parametrize("people", [1, 2, 3])
def test_few_people_who_agree_are_right(people: int) -> None:
    assert vqa_accuracy("a", ["a"] * people) == 1
    assert vqa_accuracy("b", ["a"] * people) == 0


def test_rewards_are_shared_out_by_several_peoples_answers(tmp_path: Path) -> None:
    people = ["dog"] * 5 + ["Puppy"] * 2 + ["cat"] + ["wolf"] * 2
    as_dicts = [{"answer": answer, "answer_id": i} for i, answer in enumerate(people)]
    train = ["dog", "puppy", "cat", "dog", "puppy"]
    files = answer_files(tmp_path, [*train, people], [as_dicts, ["wolf"] * 9 + ["cat"]])
    task = VQATask("test", **files, answer_score="vqa")
    assert task.answers == ("dog", "puppy", "cat")
    episode = task.start(GENERATOR, 0)
    assert episode.answer == 0
    outcomes = []
    for action in range(3):
        reward = episode.act(action)[0]
        outcomes.append((reward, episode.is_correct))
    assert outcomes == [(1.0, True), (0.6, True), (pytest.approx(0.3), False)]
    unsure = task.start(GENERATOR, 1)
    assert unsure.best_return == unsure.act(unsure.answer)[0] == pytest.approx(0.3)
    exact = VQATask("test", **files).start(GENERATOR, 0)
    assert [exact.act(action)[0] for action in range(3)] == [1, 0, 0]


def test_lists_in_csv_are_json(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(PNG)
    rows = [{"image": "a.png", "question": "q?", "answer": ["x", "x", "y"]}]
    path = write_csv(tmp_path / "data.csv", rows)
    task = VQATask(data=path, validation=path, test=path, answer_score="vqa")
    assert task.start(GENERATOR, 0).scores == {0: pytest.approx(2 / 3)}
    task = VQATask(**answer_files(tmp_path, ['["x"]', "[?"], ["x"]))
    assert task.answers == ('["x"]', "[?")  # of files that have lists, a text is a text


CHOICES: list[tuple[Any, list[Any], str]] = [
    ("dog", ["cat", "dog", "cow"], "B"),
    (2, ["cat", "dog", "cow"], "C"),
    ("c", ["cat", "dog", "cow"], "C"),
    (4, [2, 4], "B"),
    (0, ["2", "1"], "A"),
    ("B", ["B", "A"], "A"),
]


@pytest.mark.parametrize(("write", "name"), [(write_jsonl, "data.jsonl"), (write_csv, "data.csv")])
def test_choices_are_letters_and_a_mask(write: Write, name: str, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(PNG)
    cases = CHOICES if write is write_jsonl else [case for case in CHOICES if case[1] != ["2", "1"]]
    rows = [
        {"image": "a.png", "question": "q?", "answer": answer, "options": choices}
        for answer, choices, _ in cases
    ]
    path = write(tmp_path / name, rows)
    task = VQATask(data=path, validation=path, test=path, choices_column="options")
    assert task.answers == ("A", "B", "C")
    episodes = all_episodes(task)
    assert episodes[0].text == "q? (A) cat (B) dog (C) cow"
    for (_, choices, letter), episode in zip(cases, episodes, strict=True):
        assert task.answers[episode.answer] == letter
        assert episode.action_mask.tolist() == [True, True, len(choices) == 3]


def test_shuffled_choices_say_nothing_by_their_place(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(PNG)
    rows = [
        {"image": "a.png", "question": f"q{i}?", "answer": 0, "options": ["x", "y", "z"]}
        for i in range(300)
    ]
    path = write_jsonl(tmp_path / "data.jsonl", rows)
    files: dict[str, Any] = {"data": path, "validation": path, "test": path}
    task = VQATask(**files, choices_column="options", shuffle_choices=True)
    episodes = all_episodes(task)
    counts = np.bincount([episode.answer for episode in episodes])
    assert counts.min() > 70
    for episode in episodes:
        assert f"({task.answers[episode.answer]}) x" in episode.text
    assert [e.text for e in all_episodes(task)] == [e.text for e in episodes]
