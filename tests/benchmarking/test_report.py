"""The report: one sound page of a benchmark's folder, whatever the folder lacks."""

from __future__ import annotations

import copy
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from gennet_rl.benchmarking.report import write_report
from gennet_rl.errors import InvalidValueError, MissingFileError

VOID = {"br", "input", "meta", "wbr"}
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&amp; ${x} \ud800"

ENTRY = {"low": 0.5, "high": 0.7, "normalized": 0.5, "seeds": 2, "failed": 0}
AGGREGATE: dict[str, Any] = {
    "title": "Benchmark toy",
    "created_with": "gennet-rl benchmark --suite toy",
    "metric_note": "Accuracy on the test split.",
    "environments": [
        {"env_id": "toy/Colour-v0", "slug": "toy-Colour-v0", "metric": "accuracy"},
        {"env_id": "toy/Corridor-v0?length=3", "slug": "toy-Corridor-v0", "metric": "return"},
    ],
    "agents": ["random", "oracle", "ppo", "ppo-blind"],
    "table": {
        "toy/Colour-v0": {
            "random": {**ENTRY, "mean": 0.25},
            "oracle": {**ENTRY, "mean": 1.0},
            "ppo": {**ENTRY, "mean": 0.875, "frames_to_90": 1500.0, "seconds_to_90": 12.5},
            "ppo-blind": {**ENTRY, "mean": 0.375, "failed": 1},
        },
        "toy/Corridor-v0?length=3": {"ppo": {**ENTRY, "mean": -0.5, "low": None, "high": None}},
    },
    "overall": {
        "random": {"iqm": 0.0, "low": -0.05, "high": 0.05, "environments": 1},
        "ppo": {"iqm": 0.8, "low": 0.7, "high": 0.9, "environments": 2},
        "oracle": {"iqm": None, "low": None, "high": None},
    },
    "improvement": {
        "baseline": "random",
        "over": {"ppo": {"probability": 0.97, "low": 0.9, "high": 1.0}},
    },
    "grounding": {"ppo": {"toy/Colour-v0": {"blind": 0.4, "deaf": None}}},
    "failures": [
        {"env_id": "toy/Colour-v0", "agent": "ppo-blind", "seed": 1, "error": "it broke"},
    ],
}
SAMPLES: list[dict[str, Any]] = [
    {
        "episode": 7,
        "text": "is it red?",
        "image": "sample_000.png",
        "given": "yes",
        "right": "yes",
        "correct": True,
        "return": 1.0,
        "probabilities": {"no": 0.25, "yes": 0.75},
        "value": 0.9,
        "patches": [[0.1, 0.2], [0.3, 0.4]],
        "words": [["is", 0.1], ["it", 0.2], ["red", 0.6], ["?", 0.1]],
    },
    {"episode": 8, "text": "never mind", "given": "blue", "correct": None, "return": 0.0},
    {"episode": 9, "text": "is it blue?", "given": "no", "right": "yes", "correct": False},
]


class Page(HTMLParser):
    """A page's elements; fails where tags do not match or an attribute runs something."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.source = file.read_text("utf-8")
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []
        self.feed(self.source)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not any(name.startswith("on") for name, _ in attrs), attrs
        assert len({name for name, _ in attrs}) == len(attrs)
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def attributes(self, name: str) -> list[str]:
        return [value for _, attrs in self.elements if (value := attrs.get(name))]

    def having(self, class_: str) -> list[dict[str, str | None]]:
        return [attrs for _, attrs in self.elements if class_ in (attrs.get("class") or "").split()]


def write_cell(
    folder: Path, env: str, agent: str, seed: int = 0, samples: Any = None, **result: Any
) -> Path:
    cell = folder / "cells" / re.sub(r"\W+", "-", env) / agent / f"seed{seed}"
    cell.mkdir(parents=True)
    curve = [[0, 0.0, 0.2], [1000, 2.0, 0.5 + 0.1 * seed], [2000, 4.0, 0.9]]
    known = {"env_id": env, "agent": agent, "seed": seed, "status": "done", "curve": curve}
    (cell / "result.json").write_text(json.dumps({**known, **result}), "utf-8")
    if samples is not None:
        (cell / "samples.json").write_text(json.dumps(samples), "utf-8")
        Image.new("RGB", (16, 8), "red").save(cell / "sample_000.png")
    return cell


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "aggregate.json").write_text(json.dumps(AGGREGATE), "utf-8")
    (tmp_path / "results.csv").write_text("env_id,agent,score\ntoy/Colour-v0,ppo,0.875\n", "utf-8")
    (tmp_path / "timings.csv").write_text("env_id,agent,seconds\ntoy/Colour-v0,ppo,61\n", "utf-8")
    for seed in (0, 1):
        write_cell(tmp_path, "toy/Colour-v0", "ppo", seed, SAMPLES)
    write_cell(tmp_path, "toy/Colour-v0", "random", 0, SAMPLES[:1], curve=[])
    return tmp_path


def test_the_page_is_one_sound_file_that_loads_nothing(folder: Path) -> None:
    file = write_report(folder)
    assert file == folder / "report.html"
    page = Page(file)
    without_pictures = re.sub(r"data:image/png;base64,[\w+/=]+", "", page.source)
    assert not re.search(
        r"https?:|//\w|@import|url\(|\ssrc=", without_pictures.split("<script>")[0]
    )
    assert {tag for tag, _ in page.elements}.isdisjoint({"link", "iframe", "object", "img"})
    ids = page.attributes("id")
    assert len(set(ids)) == len(ids)
    for link in page.attributes("href"):
        assert link.startswith("data:image/png;base64,") or link.removeprefix("#") in ids


def test_the_same_folder_gives_the_same_bytes(folder: Path) -> None:
    first = write_report(folder).read_bytes()
    assert write_report(folder).read_bytes() == first


def test_every_part_is_there(folder: Path) -> None:
    page = Page(write_report(folder))
    for words in (
        "Benchmark toy",
        "gennet-rl benchmark --suite toy",
        "Accuracy on the test split.",
        "Interquartile mean",
        "random (1 of 2)",
        "Probability of improvement over random",
        "87.5%",  # an accuracy
        ">-0.50",  # a return
        "1.5k",  # frames to 90 %
        "12.5 s",
        "learns without the image (blind)",
        ">61<",  # of timings.csv
    ):
        assert words in page.source, words
    assert "ppo (" not in page.source  # who met all
    assert len(page.having("curve")) == 1  # of ppo; only it learnt
    assert [attrs["style"] for attrs in page.having("heat")] == ["--heat: 0.400"]


def test_failures_come_first_and_name_cell_and_error(folder: Path) -> None:
    write_cell(folder, "toy/Corridor-v0?length=3", "ppo", 4, status="failed", error="ran dry")
    source = write_report(folder).read_text("utf-8")
    overview = source[source.index('id="overview"') :]
    assert overview.index('id="failures"') == overview.index("<section") + len(
        '<section class="part failed" '
    )
    assert "2 cells failed" in overview
    assert "ppo-blind in toy/Colour-v0, seed 1</strong>: <code>it broke</code>" in overview
    assert "ppo in toy/Corridor-v0?length=3, seed 4</strong>: <code>ran dry</code>" in overview


def test_cells_that_an_earlier_command_left_are_not_shown(folder: Path) -> None:
    write_cell(folder, "toy/Other-v0", "ppo", 0, SAMPLES, status="failed", error="long ago")
    (folder / "results.csv").write_text("seed,env_id,agent\n1,toy/Colour-v0,ppo\n", "utf-8")
    source = write_report(folder).read_text("utf-8")
    assert "ppo, seed 1</h4>" in source
    assert "ppo, seed 0</h4>" not in source
    assert "Other" not in source
    assert "long ago" not in source


def test_without_failures_there_is_no_red_box(folder: Path) -> None:
    rewrite(folder, failures=[])
    page = Page(write_report(folder))
    assert page.having("failed") == []
    assert "failures" not in page.attributes("id")


def test_the_best_of_a_column_is_marked_and_the_oracle_never(folder: Path) -> None:
    source = write_report(folder).read_text("utf-8")
    assert re.findall(r"<strong>([^<]*) ★</strong>", source) == ["87.5%", "-0.50"]
    alike = {"oracle": {**ENTRY, "mean": 1.0}, "ppo": {**ENTRY, "mean": 1.0}}
    rewrite(folder, table={"toy/Colour-v0": alike})
    source = write_report(folder).read_text("utf-8")
    assert re.findall(r"<strong>([^<]*) ★</strong>", source) == ["100.0%"]


def test_wrong_answers_come_first(folder: Path) -> None:
    source = write_report(folder).read_text("utf-8")
    of_ppo = source[source.index('data-agent="ppo"') :]
    verdicts = re.findall(r"episode (\d): <strong>([\w ]+)</strong>", of_ppo)
    assert verdicts == [("9", "wrong"), ("8", "not judged"), ("7", "right")]


def test_pictures_are_held_once_and_enlarged_by_whole_numbers(folder: Path) -> None:
    page = Page(write_report(folder))
    assert page.source.count("data:image/png") == 1
    pictures = page.having("picture")
    assert len(pictures) == 2  # ppo's first seed and random
    assert pictures[0]["viewbox"] == "0 0 16 8"
    assert (pictures[0]["width"], pictures[0]["height"]) == ("240", "120")


def test_the_heaviest_patch_has_no_veil_and_the_heaviest_word_full_red(folder: Path) -> None:
    source = write_report(folder).read_text("utf-8")
    veils = re.search(r'<g class="attention">(.*?)</g>', source)
    assert veils is not None
    opacities = [float(value) for value in re.findall(r'opacity="([\d.]+)"', veils[1])]
    assert opacities == pytest.approx([0.6375, 0.425, 0.2125, 0.0], abs=0.001)
    words = re.findall(r'style="--heat: ([\d.]+)" title="[\d.]+%">([^<]+)</span>', source)
    assert words[:4] == [("0.167", "is"), ("0.333", "it"), ("1.000", "red"), ("0.167", "?")]


def test_the_best_agent_is_chosen_at_first_and_never_the_oracle(folder: Path) -> None:
    write_cell(folder, "toy/Colour-v0", "oracle", 0, SAMPLES[:1])
    page = Page(write_report(folder))
    options = [attrs for tag, attrs in page.elements if tag == "option"]
    assert [option["value"] for option in options] == ["random", "oracle", "ppo"]
    assert [option["value"] for option in options if "selected" in option] == ["ppo"]


def test_answers_are_ranked_with_the_right_and_the_given_one_marked(folder: Path) -> None:
    source = write_report(folder).read_text("utf-8")
    answers = re.findall(r'class="answer" dir="auto">([^<]+)<', source)
    assert answers[:2] == ["yes ✓ ←", "no"]


def test_texts_are_escaped_wherever_they_stand(folder: Path) -> None:
    evil = json.loads(json.dumps(AGGREGATE).replace("toy/Colour-v0", "E").replace('"ppo"', '"A"'))
    text = json.dumps(evil)
    for name in ('"E"', '"A"', '"it broke"', '"Benchmark toy"', '"Accuracy on the test split."'):
        text = text.replace(name, json.dumps(EVIL))
    (folder / "aggregate.json").write_text(text, "utf-8")
    sample = {**SAMPLES[0], "text": EVIL, "given": EVIL, "right": EVIL, "words": [[EVIL, 1.0]]}
    cell = write_cell(folder, "evil", "evil", samples=[{**sample, "probabilities": {EVIL: 1.0}}])
    result = {"env_id": EVIL, "agent": EVIL, "seed": 3, "status": "failed", "error": EVIL}
    (cell / "result.json").write_text(json.dumps(result), "utf-8")
    (folder / "results.csv").write_text(f'"{EVIL[:25]}",b\n', "utf-8")
    page = Page(write_report(folder))
    tags = [tag for tag, _ in page.elements]
    assert tags.count("script") == 1
    assert "img" not in tags
    assert page.source.count("&lt;script&gt;alert(1)&lt;/script&gt;") > 10


@pytest.mark.parametrize("missing", [*AGGREGATE, "everything"])
@pytest.mark.parametrize("instead", [None, "absent", 3, [None]])
def test_parts_that_are_missing_or_odd_are_left_out(
    folder: Path, missing: str, instead: Any
) -> None:
    aggregate = copy.deepcopy(AGGREGATE)
    for key in AGGREGATE if missing == "everything" else [missing]:
        aggregate[key] = instead
        if instead == "absent":
            del aggregate[key]
    (folder / "aggregate.json").write_text(json.dumps(aggregate), "utf-8")
    page = Page(write_report(folder))
    assert page.having("episodes")  # cells are shown all the same


def test_an_aggregate_alone_is_enough(tmp_path: Path) -> None:
    (tmp_path / "aggregate.json").write_text("{}", "utf-8")
    assert "Benchmark" in Page(write_report(tmp_path)).source


def test_files_that_cannot_be_read_are_named_and_the_rest_is_shown(folder: Path) -> None:
    cell = write_cell(folder, "toy/Colour-v0", "oracle", 2, SAMPLES[:1])
    (cell / "result.json").write_text('{"env_id": ', "utf-8")
    (folder / "cells" / "toy-Colour-v0" / "ppo" / "seed0" / "sample_000.png").write_bytes(b"GIF")
    page = Page(write_report(folder))
    assert "could not be read: cells/toy-Colour-v0/oracle/seed2/result.json" in page.source
    assert "no picture" in page.source


def test_a_picture_is_looked_for_beside_its_samples_only(folder: Path) -> None:
    Image.new("RGB", (4, 4), "blue").save(folder / "secret.png")
    sample = {**SAMPLES[0], "image": str(folder / "secret.png")}
    write_cell(folder, "toy/Colour-v0", "oracle", 0, [sample])
    assert len(Page(write_report(folder)).having("picture")) == 2


def test_numbers_that_are_none_leave_no_trace(folder: Path) -> None:
    entry = {"mean": float("nan"), "low": float("inf"), "high": None, "failed": 2}
    rewrite(folder, table={"toy/Colour-v0": {"ppo": entry}}, overall={"ppo": {"iqm": None}})
    page = Page(write_report(folder))
    shown = re.sub(r"base64,[\w+/=]+", "", page.source.split("<script>")[0])
    assert not re.search(r"\b(nan|inf|None)\b", shown)
    assert "2 failed" in page.source


def test_a_folder_without_an_aggregate_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match=r"aggregate\.json is not there"):
        write_report(tmp_path)


@pytest.mark.parametrize("content", ["{", "[]"])
def test_a_damaged_aggregate_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "aggregate.json").write_text(content, "utf-8")
    with pytest.raises(InvalidValueError, match="run the benchmark's command again"):
        write_report(tmp_path)


def rewrite(folder: Path, **parts: Any) -> None:
    (folder / "aggregate.json").write_text(json.dumps({**AGGREGATE, **parts}), "utf-8")
