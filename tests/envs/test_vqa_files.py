"""Data of gennet/VQA-v0 from files of every kind, which stay on disk."""

from __future__ import annotations

import base64
import json
import sys
import tracemalloc
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from vqa_rows import COLOURS, GENERATOR, Write, colour_rows, picture, write_csv, write_jsonl

from gennet_rl.envs.vqa import VQATask
from gennet_rl.errors import InvalidValueError, MissingFileError


def write_parquet(path: Path, rows: Sequence[dict[str, Any]]) -> Path:
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    parquet.write_table(arrow.Table.from_pylist(list(rows)), path, row_group_size=7)
    return path


def write_saved(path: Path, rows: Sequence[dict[str, Any]]) -> Path:
    pytest.importorskip("datasets").Dataset.from_list(list(rows)).save_to_disk(path)
    return path


KINDS = [
    pytest.param(write_jsonl, "data.jsonl", id="jsonl"),
    pytest.param(write_csv, "data.csv", id="csv"),
    pytest.param(write_parquet, "data.parquet", id="parquet"),
    pytest.param(write_saved, "data", id="datasets"),
]


def all_episodes(task: VQATask) -> list[Any]:
    assert task.num_episodes is not None
    return [task.start(GENERATOR, index) for index in range(task.num_episodes)]


@pytest.mark.parametrize(("write", "name"), KINDS)
def test_fixed_episodes_are_the_rows_of_the_file(write: Write, name: str, tmp_path: Path) -> None:
    rows = colour_rows(tmp_path, 12)
    data = write(tmp_path / name, rows)
    own = write(tmp_path / f"own-{name}", rows[:4])
    task = VQATask(data=data, validation=own, test=own, images=tmp_path)
    assert task.num_episodes == len(rows)
    for row, episode in zip(rows, all_episodes(task), strict=True):
        assert episode.text == row["question"]
        assert task.answers[episode.answer] == row["answer"]
        colour = list(COLOURS)[int(row["image"].partition(".")[0]) % 3]
        assert tuple(episode.image[32, 32]) == COLOURS[colour]
        assert episode.act(episode.answer) == (1.0, True)
        assert episode.is_correct
    task = VQATask("test", data=data, validation=own, test=own, images=tmp_path)
    assert [e.text for e in all_episodes(task)] == [row["question"] for row in rows[:4]]


@pytest.mark.parametrize(("write", "name"), KINDS)
def test_pictures_can_be_in_the_file(write: Write, name: str, tmp_path: Path) -> None:
    in_text = write in (write_jsonl, write_csv)
    rows = []
    for colour in [*COLOURS] * 10:
        content: Any = picture(colour)
        if in_text:
            content = base64.b64encode(content).decode()
        rows.append({"image": content, "question": "which?", "answer": colour})
    if in_text:
        rows[0]["image"] = "data:image/png;base64," + rows[0]["image"]
    else:
        rows[0]["image"] = picture("red")
        rows = [{**row, "image": {"bytes": row["image"], "path": None}} for row in rows]
    task = VQATask(data=write(tmp_path / name, rows), on_bad_row="raise")
    for episode in all_episodes(task):
        assert tuple(episode.image[32, 32]) == COLOURS[task.answers[episode.answer]]


def test_data_sets_come_with_splits_images_and_labels(tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    features = datasets.Features(
        image=datasets.Image(),
        question=datasets.Value("string"),
        answer=datasets.ClassLabel(names=list(COLOURS)),
    )

    def part(rows: int) -> Any:
        columns = {
            "image": [{"bytes": picture(list(COLOURS)[i % 3]), "path": None} for i in range(rows)],
            "question": ["which?"] * rows,
            "answer": [i % 3 for i in range(rows)],
        }
        return datasets.Dataset.from_dict(columns, features=features).with_format("numpy")

    parts = datasets.DatasetDict(train=part(9), val=part(6), test=part(3))
    parts.save_to_disk(tmp_path / "saved")
    for split, rows in (("train", 9), ("validation", 6), ("test", 3)):
        task = VQATask(split, data=tmp_path / "saved")
        assert task.num_episodes == rows
        assert set(task.answers) == set(COLOURS)
        for episode in all_episodes(task):
            assert tuple(episode.image[32, 32]) == COLOURS[task.answers[episode.answer]]


def test_cells_may_hold_line_breaks_and_lines_may_be_blank(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(picture())
    (tmp_path / "data.csv").write_bytes(
        b"\xef\xbb\xbfimage,question,answer\r\n\r\n"
        b'a.png,"what,\nis\xe2\x80\xa8it?",red\r\n\r\na.png,how?,red\r\n'
    )
    (tmp_path / "data.jsonl").write_bytes(
        b'\xef\xbb\xbf{"image": "a.png", "question": "what,\\nis\xe2\x80\xa8it?", "answer": "red"}'
        b'\r\n\r\n  \n{"image": "a.png", "question": "how?", "answer": "red"}'
    )
    for name in ("data.csv", "data.jsonl"):
        path = tmp_path / name
        task = VQATask(data=path, validation=path, test=path)
        assert [e.text for e in all_episodes(task)] == ["what,\nis\u2028it?", "how?"]


def test_a_million_rows_cost_twelve_bytes_each(tmp_path: Path) -> None:
    """At a fiftieth of the size; a row is 100 bytes on disk and 900 as Python objects."""
    path = tmp_path / "data.jsonl"
    with path.open("w") as file:
        for number in range(20_000):
            row = {
                "image": f"train/COCO_{number // 5:012d}.jpg",
                "question": f"what is beside thing {number % 97}?",
                "answer": f"thing {number % 50}",
            }
            file.write(json.dumps(row) + "\n")
    write_jsonl(tmp_path / "small.jsonl", [row])
    VQATask(data=tmp_path / "small.jsonl", validation=tmp_path / "small.jsonl")  # imports
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    task = VQATask(data=path)
    grown = tracemalloc.get_traced_memory()[0] - before
    peak = tracemalloc.get_traced_memory()[1] - before
    tracemalloc.stop()
    assert task.num_episodes is not None
    assert grown < 16 * 20_000 + 150_000
    assert peak < 40 * 20_000 + 2_500_000  # with what files are read through


def test_opening_again_reads_the_file_only_where_it_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_jsonl(tmp_path / "data.jsonl", colour_rows(tmp_path))
    first = VQATask(data=path)
    assert VQATask("test", data=path)._table is first._table
    write_jsonl(path, colour_rows(tmp_path, 90))
    again = VQATask(data=path)
    assert sum(again.report.rows.values()) == 180


@pytest.mark.parametrize(("write", "name"), KINDS)
def test_a_missing_column_is_named_with_the_nearest(
    write: Write, name: str, tmp_path: Path
) -> None:
    rows = [{"image": "a.png", "questions": "what?", "answer": "red"}]
    with pytest.raises(InvalidValueError, match=r"no column 'question'.*'questions'"):
        VQATask(data=write(tmp_path / name, rows))


def test_broken_files_are_named(tmp_path: Path) -> None:
    pytest.importorskip("datasets")
    cases = {
        "broken.parquet": "cannot be read as Parquet",
        "empty.csv": "is empty",
        "empty.jsonl": "has no rows for training",
        "data.xlsx": "of no kind that can be read",
        "array.json": "is a JSON array",
    }
    for name in cases:
        (tmp_path / name).write_text({"broken.parquet": "PAR1", "array.json": "[{}]"}.get(name, ""))
    (tmp_path / "folder").mkdir()
    cases["folder"] = "save_to_disk"
    (tmp_path / "half").mkdir()
    (tmp_path / "half" / "state.json").write_text("{}")
    cases["half"] = "cannot be read by `datasets`|save_to_disk"
    for name, reason in cases.items():
        with pytest.raises(InvalidValueError, match=reason) as error:
            VQATask(data=tmp_path / name)
        assert name in str(error.value)
    with pytest.raises(MissingFileError, match=r"none\.jsonl"):
        VQATask(data=tmp_path / "none.jsonl")


def test_a_missing_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data.parquet").write_bytes(b"PAR1")
    (tmp_path / "saved").mkdir()
    (tmp_path / "saved" / "state.json").write_text("{}")
    for module, name in (("pyarrow.parquet", "data.parquet"), ("datasets", "saved")):
        monkeypatch.setitem(sys.modules, module, None)
        with pytest.raises(InvalidValueError, match=r"pip install 'gennet_rl\[data\]'"):
            VQATask(data=tmp_path / name)
