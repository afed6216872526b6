"""What is bad in data of gennet/VQA-v0 is named with file and row, or left out and counted."""

from __future__ import annotations

import json
import os
import warnings
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from vqa_rows import GENERATOR, write_jsonl

from gennet_rl.envs.vqa import VQATask
from gennet_rl.errors import InvalidValueError, MissingFileError

GOOD = {"image": "good.png", "question": "what?", "answer": "red"}


def bad_pictures(folder: Path) -> None:
    """good.png, and one of each kind that cannot be read."""
    (folder / "images").mkdir()
    noise = np.random.default_rng(0).integers(256, size=(64, 64, 3), dtype=np.uint8)
    Image.fromarray(noise).save(folder / "images" / "good.png")
    good = (folder / "images" / "good.png").read_bytes()
    (folder / "secret.png").write_bytes(good)
    (folder / "images" / "truncated.png").write_bytes(good[:3000])
    (folder / "images" / "text.png").write_text("I am no picture")
    Image.new("L", (1100, 1000)).save(folder / "images" / "large.png")
    # 3.6 billion pixels, so they say, and 100 million, of which Pillow itself only warns.
    for name, edge in (("bomb.png", 60000), ("small-bomb.png", 10000)):
        header = b"IHDR" + edge.to_bytes(4, "big") * 2 + good[24:29]
        checksum = zlib.crc32(header).to_bytes(4, "big")
        (folder / "images" / name).write_bytes(good[:12] + header + checksum + good[33:])
    (folder / "images" / "link.png").symlink_to(folder / "secret.png")
    (folder / "images" / "folder.png").mkdir()
    os.mkfifo(folder / "images" / "pipe.png")  # opening it would wait for ever


BAD_IMAGES = {
    "missing.png": "does not exist in",
    "truncated.png": "cannot be decoded",
    "text.png": "cannot be decoded",
    "large.png": "1100 x 1000 pixels, more than max_pixels=1000000",
    "bomb.png": "more than max_pixels",
    "small-bomb.png": "more than max_pixels",
    "link.png": "is a link that leaves",
    "folder.png": "is no file",
    "pipe.png": "is no file",
    "../secret.png": "leaves the folder of images",
    "x/../../secret.png": "leaves the folder of images",
    "/etc/passwd": "leaves the folder of images",
    "a\0b.png": "cannot be opened",
    "x" * 5000 + ".png": "cannot be opened",
    "data:image/png;base64,@@@": "is not base64",
    "": "must be a path, bytes or base64",
    "good.png/x": "cannot be opened",
}


@pytest.mark.parametrize("image", BAD_IMAGES, ids=lambda image: image[:20].replace("\0", "0"))
def test_bad_images_are_named_or_skipped(image: str, tmp_path: Path) -> None:
    bad_pictures(tmp_path)
    path = write_jsonl(tmp_path / "data.jsonl", [GOOD, {**GOOD, "image": image, "question": "?"}])
    files: dict[str, Any] = {"data": path, "validation": path, "test": path}
    files |= {"images": tmp_path / "images", "max_pixels": 10**6}
    task = VQATask(**files)
    task.start(GENERATOR, 0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(InvalidValueError, match=r"row 1 \(line 2\)") as error:
            task.start(GENERATOR, 1)
    assert BAD_IMAGES[image] in str(error.value)
    assert str(error.value).startswith(str(path))
    assert len(str(error.value)) < 400
    task = VQATask(**files, on_bad_row="skip")
    assert task.skipped_rows == 0
    with pytest.warns(UserWarning, match=r"row 1 \(line 2\)"):
        assert task.start(GENERATOR, 1).text == "what?"
    for seed in range(20):
        assert task.start(np.random.default_rng(seed)).text == "what?"
    assert task.skipped_rows == 1


BAD_LINES = {
    '{"image": "good.png", ': "is not JSON",
    "[" * 100_000: "is not JSON",
    "[1, 2]": "is no JSON object",
    '{"image": "good.png", "question": "what?"}': "no column 'answer'",
    '{"image": "good.png", "question": 3, "answer": "red"}': "question is 3",
    '{"image": "good.png", "question": " ", "answer": "red"}': "question is ' '",
    '{"image": "good.png", "question": "what?", "answer": null}': "None is no answer",
    '{"image": "good.png", "question": "what?", "answer": ""}': "every row needs an answer",
    '{"image": "good.png", "question": "what?", "answer": []}': "every row needs an answer",
    '{"image": "good.png", "question": "what?", "answer": NaN}': "nan is no answer",
    '{"image": null, "question": "what?", "answer": "red"}': "image is None",
}


@pytest.mark.parametrize("line", BAD_LINES, ids=lambda line: line[-30:])
def test_bad_lines_are_named_or_skipped(line: str, tmp_path: Path) -> None:
    bad_pictures(tmp_path)
    path = tmp_path / "data.jsonl"
    good = [json.dumps({**GOOD, "image": f"{i}.png"}) for i in range(30)]
    path.write_text("\n".join([*good[:5], line, *good[5:]]))
    with pytest.raises(InvalidValueError, match=r"row 5 \(line 6\): ") as error:
        VQATask(data=path, images=tmp_path / "images")
    assert BAD_LINES[line] in str(error.value)
    assert len(str(error.value)) < 400
    with pytest.warns(UserWarning, match=r"1 rows are left out; the first: .*line 6"):
        task = VQATask(data=path, images=tmp_path / "images", on_bad_row="skip")
    assert task.skipped_rows == 1
    assert sum(task.report.rows.values()) == 30


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"a.png,what?", "2 cells for 3 columns"),
        (b"a.png,what?,red,x", "4 cells for 3 columns"),
        (b"a.png,what\xff?,red", "not CSV in UTF-8"),
        (b"a.png,what?,[red", "the list '[red' is not JSON"),
    ],
)
def test_bad_csv_is_named_or_skipped(line: bytes, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    lines = [b"image,question,answer", b'a.png,"wh\nat?",red', line, b"a.png,what?,red", b""]
    path.write_bytes(b"\n".join(lines))
    with pytest.raises(InvalidValueError, match=r"row 1 \(line 4\): ") as error:
        VQATask(data=path, validation=path, test=path)
    assert reason in str(error.value)
    with pytest.warns(UserWarning, match="left out"):
        task = VQATask(data=path, validation=path, test=path, on_bad_row="skip")
    assert task.num_episodes == 2


@pytest.mark.parametrize(
    ("answer", "choices", "reason"),
    [
        ("cow", ["cat", "dog"], "'cow' is none of the 2 choices"),
        (2, ["cat", "dog"], "2 is none of the 2 choices"),
        ("cat", ["cat"], "there are 1 choices"),
        ("cat", ["cat"] * 2, "not all different"),
        ("cat", [f"cat {i}" for i in range(27)], "there are 27 choices"),
        ("cat", "cat|dog", "must be a list"),
    ],
)
def test_bad_choices_are_named(answer: Any, choices: Any, reason: str, tmp_path: Path) -> None:
    row = {**GOOD, "answer": answer, "options": choices}
    path = write_jsonl(tmp_path / "data.jsonl", [row])
    with pytest.raises(InvalidValueError, match=reason):
        VQATask(data=path, validation=path, test=path, choices_column="options")


def test_images_that_are_all_elsewhere_end_in_one_sentence(tmp_path: Path) -> None:
    rows = [{**GOOD, "image": f"{i}.png"} for i in range(50)]
    path = write_jsonl(tmp_path / "data.jsonl", rows)
    task = VQATask(data=path, on_bad_row="skip")
    with (
        pytest.warns(UserWarning, match="does not exist"),
        pytest.raises(InvalidValueError, match="name the images' folder"),
    ):
        task.start(GENERATOR)


def test_an_empty_split_is_named(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "data.jsonl", [GOOD] * 3)
    empty = write_jsonl(tmp_path / "empty.jsonl", [])
    VQATask(data=path, validation=path, test=empty)
    with pytest.raises(InvalidValueError, match=r"empty.jsonl: split 'test' has no rows"):
        VQATask("test", data=path, validation=path, test=empty)


def test_bad_arguments_are_named(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "data.jsonl", [GOOD])
    cases: list[tuple[dict[str, Any], str]] = [
        ({}, "data='train.jsonl'"),
        ({"data": path, "split": "dev"}, "split 'dev'"),
        ({"data": path, "answer_score": "f1"}, "answer_score 'f1'.*'exact', 'vqa'"),
        ({"data": path, "resizing": "crop"}, "resizing 'crop'"),
        ({"data": path, "on_bad_row": "ignore"}, "on_bad_row 'ignore'"),
        ({"data": path, "image_size": 0}, "image_size is 0"),
        ({"data": path, "answer_score": "vqa", "choices_column": "c"}, "leave out choices_column"),
    ]
    for arguments, reason in cases:
        with pytest.raises(InvalidValueError, match=reason):
            VQATask(**arguments)
    with pytest.raises(MissingFileError, match="nowhere"):
        VQATask(data=path, images=tmp_path / "nowhere")
