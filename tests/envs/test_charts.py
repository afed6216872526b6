"""gennet/Charts-v0: answers that the chart bears out, balance, languages, pictures."""

from __future__ import annotations

import re
import warnings
from collections import Counter, defaultdict
from dataclasses import replace

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env

from gennet_rl.envs import ReasoningVectorEnv
from gennet_rl.envs.charts import ChartsTask
from gennet_rl.envs.charts.data import COLOURS, PARTS, Chart
from gennet_rl.envs.charts.drawing import draw
from gennet_rl.envs.charts.marks import Look
from gennet_rl.envs.charts.questions import KINDS
from gennet_rl.envs.charts.wording import all_wordings
from gennet_rl.envs.scenes.captions import WORDS
from gennet_rl.envs.task import Episode
from gennet_rl.errors import InvalidValueError

DIFFICULTIES = range(5)


def drawn(task: ChartsTask, count: int, seed: int = 0) -> list[Episode]:
    generator = np.random.default_rng(seed)
    return [task.start(generator) for _ in range(count)]


def read(caption: str) -> dict[str, list[int]]:
    """Values by colour from what the caption says."""
    parts = re.findall(r"the (\w+) (?:bar|line|slice|row) is ([\d, ]+)", caption)
    return {colour: [int(value) for value in values.split(", ")] for colour, values in parts}


def answered(text: str, caption: str) -> str:
    """The answer from the words of the question and the caption alone."""
    values = read(caption)
    text = text.replace("violet", "purple")
    colours = re.findall(rf"the ({'|'.join(COLOURS)}) (?:bar|line|slice|row)", text)
    if colours and (line := values[colours[0]]) and not re.search(r"(point|column) \d", text):
        steps = np.diff(line)
        if "flat" in text:
            return {1: "rising", 0: "flat", -1: "falling"}[int(np.sign(line[-1] - line[0]))]
        if "rise most" in text or "fall most" in text:
            best = int(np.argmax(steps if "rise" in text else -steps))
            return f"{best + 1} to {best + 2}"
        if "at which point" in text:
            least = "lowest" in text or "smallest" in text
            return str(1 + int(np.argmin(line) if least else np.argmax(line)))
        if limit := re.search(
            r"how many points .* (above|below|greater than|smaller than) (\d+)", text
        ):
            is_over = limit[1] in ("above", "greater than")
            n = int(limit[2])
            return str(sum(value > n if is_over else value < n for value in line))
    place = re.search(r"(?:point|column) (\d)", text)
    at = {colour: series[int(place[1]) - 1 if place else 0] for colour, series in values.items()}
    if limit := re.search(r"(greater|smaller) than (\d+)", text):
        n = int(limit[2])
        over = limit[1] == "greater"
        return str(sum(value > n if over else value < n for value in at.values()))
    if "colour" in text:
        order = sorted(at, key=at.__getitem__, reverse="greatest" in text)
        return order[1 if "second" in text else 0]
    a, *more = (at[colour] for colour in colours)
    if not more:
        return str(a)
    if "sum" in text or "together" in text:
        return str(a + more[0])
    if "differ" in text:
        return str(abs(a - more[0]))
    return "yes" if (a > more[0] if "greater" in text else a < more[0]) else "no"


@pytest.mark.parametrize("difficulty", DIFFICULTIES)
def test_answers_follow_from_the_chart(difficulty: int) -> None:
    task = ChartsTask(difficulty=difficulty)
    kinds = set()
    for episode in drawn(task, 1600):
        assert episode.answer is not None
        assert episode.caption is not None
        expected = answered(episode.text, episode.caption)
        assert task.answers[episode.answer] == expected, (episode.text, episode.caption)
        kinds.add(episode.key[3])  # type: ignore[index]
        assert episode.act(episode.answer) == (episode.best_return, True)
    assert len(kinds) == 18


@pytest.mark.parametrize("difficulty", DIFFICULTIES)
def test_what_is_asked_for_is_never_ambiguous(difficulty: int) -> None:
    task = ChartsTask(difficulty=difficulty, kinds=("extreme", "second", "compare", "steepest"))
    for episode in drawn(task, 600):
        key = episode.key
        kind, _, values, question, _, _, place, _ = key  # type: ignore[misc]
        if "point" in question or "most" in question:
            continue
        at = [series[max(place, 1) - 1] for series in values]
        if kind == "lines" or question not in ("more", "less"):
            assert len(set(at)) == len(at)


@pytest.mark.parametrize("difficulty", [0, 2, 4])
def test_every_choice_is_as_likely_given_kind_and_chart(difficulty: int) -> None:
    shares: dict[object, Counter[int]] = defaultdict(Counter)
    number_of_choices = {}
    for episode in drawn(ChartsTask(difficulty=difficulty), 6000):
        kind, question = episode.key[0], episode.key[3]  # type: ignore[index]
        choices = np.flatnonzero(episode.action_mask).tolist()
        shares[kind, question][choices.index(episode.answer)] += 1
        number_of_choices[kind, question] = len(choices)
    for which, counts in shares.items():
        total, chance = counts.total(), 1 / number_of_choices[which]
        spread = (chance * (1 - chance) / total) ** 0.5
        assert max(counts.values()) / total < chance + 4 * spread + 0.01, (which, counts)


@pytest.mark.parametrize("kind", ["value", "sum", "difference", "count"])
@pytest.mark.parametrize("chart", ["columns", "bars"])
def test_the_amount_of_paint_does_not_tell_the_answer(kind: str, chart: str) -> None:
    episodes = drawn(ChartsTask(kinds=(kind,), charts=(chart,)), 1500)
    paint = [(episode.image.min(2) < 160).mean() for episode in episodes]
    assert abs(np.corrcoef(paint, [e.answer or 0 for e in episodes])[0, 1]) < 0.15


def test_the_same_text_has_every_answer_and_needs_the_picture() -> None:
    task = ChartsTask(kinds=("compare",), charts=("pie",))
    answers = defaultdict(set)
    for episode in drawn(task, 4000):
        answers[episode.text].add(episode.answer)
    assert np.mean([len(found) == 2 for found in answers.values()]) > 0.95


@pytest.mark.parametrize("kind", KINDS)
def test_kinds_and_charts_are_kept_to(kind: str) -> None:
    found = {e.key[0] for e in drawn(ChartsTask(kinds=(kind,)), 150)}  # type: ignore[index]
    assert found == ({"lines"} if kind in ("trend", "steepest") else set(PARTS))
    only = ChartsTask(charts=("lines",), kinds=(kind,))
    assert {e.key[0] for e in drawn(only, 30)} == {"lines"}  # type: ignore[index]


def test_charts_without_kinds_get_all_that_there_are() -> None:
    for chart in PARTS:
        for episode in drawn(ChartsTask(charts=chart, difficulty=0), 40):
            assert episode.key[0] == chart  # type: ignore[index]


@pytest.mark.parametrize("language", [code for code in WORDS if WORDS[code].chart_questions])
def test_texts_are_whole_sentences_in_the_text_space(language: str) -> None:
    texts = set(all_wordings(language))
    space = ChartsTask(languages=(language,)).text_space
    assert space.max_length == max(map(len, texts))
    assert space.min_length == min(map(len, texts))
    assert space.character_set == set("".join(texts))
    for text in texts:
        assert text == text.strip()
        assert "  " not in text
        assert not re.search(r"[{}|/+_]", text)
    for difficulty in DIFFICULTIES:
        task = ChartsTask(difficulty=difficulty, languages=(language,))
        assert {episode.text for episode in drawn(task, 200)} <= texts


def test_problems_are_the_same_in_every_language(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = replace(
        WORDS["en"],
        chart_questions={key: (f"{key}{{place}}?",) for key in WORDS["en"].chart_questions}
        | {"at point": (" p{p}", " q{p}", " r{p}"), "in column": (" c{p}",)},
    )
    monkeypatch.setitem(WORDS, "xx", plain)
    codes = ["xx", *(code for code in WORDS if WORDS[code].chart_questions and code != "xx")]
    tasks = [ChartsTask(languages=(code,)) for code in codes]
    tasks.append(ChartsTask(languages=codes))
    for seed in range(60):
        episodes = [task.start(np.random.default_rng(seed)) for task in tasks]
        assert len({repr(e.key) for e in episodes}) == 1
        assert len({e.image.tobytes() for e in episodes}) == 1
        assert [e.language for e in episodes[:-1]] == codes
    mixed = Counter(e.language for e in drawn(tasks[-1], 400))
    assert set(mixed) == set(codes)


def test_what_does_not_exist_is_refused_with_what_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(WORDS, "xx", replace(WORDS["en"], chart_questions={}))
    nouns = {name: noun for name, noun in WORDS["en"].nouns.items() if name != "row"}
    monkeypatch.setitem(WORDS, "yy", replace(WORDS["en"], nouns=nouns))
    for language in ("tlh", "xx", "yy"):
        with pytest.raises(InvalidValueError, match=f"'{language}'.*en"):
            ChartsTask(languages=(language,))
    with pytest.raises(InvalidValueError, match="'steepest'"):
        ChartsTask(kinds=("steep",))
    with pytest.raises(InvalidValueError, match="'columns'"):
        ChartsTask(charts=("column",))
    with pytest.raises(InvalidValueError, match="'trend' is not asked about pie"):
        ChartsTask(charts=("pie",), kinds=("value", "trend"))


@pytest.mark.parametrize("size", [64, 100, 224])
@pytest.mark.parametrize("kind", PARTS)
def test_every_value_has_a_picture_of_its_own(kind: str, size: int) -> None:
    look = Look(0, (0.5, 0.5))
    places = {"lines": 3, "table": 2}.get(kind, 1)
    pictures = set()
    for value in range(1, 13):
        for order in (("red", "blue"), ("blue", "red")):
            rest = tuple([2, 5][: places - 1])
            chart = Chart(kind, order, ((value, *rest), (4, *rest[::-1])), 12)
            image = draw(chart, look, size)
            assert image.shape == (size, size, 3)
            assert image.dtype == np.uint8
            pictures.add(image.tobytes())
    # Two equal slices look the same in either order; no other two charts do.
    assert len(pictures) == 24


def test_environment_keeps_gymnasiums_contract() -> None:
    env = gymnasium.make("gennet/Charts-v0", difficulty=1, image_size=64)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check_env(env.unwrapped, skip_render_check=True)


@pytest.mark.parametrize("difficulty", [0, 4])
def test_single_and_batched_form_agree(difficulty: int) -> None:
    task = ChartsTask(difficulty=difficulty, split="test")
    observations, infos = ReasoningVectorEnv(task, 20).reset(seed=5)
    env = gymnasium.make("gennet/Charts-v0", difficulty=difficulty, split="test")
    for i in range(20):
        observation, info = env.reset(seed=5 + i)
        assert observation in env.observation_space
        assert observation["text"] == observations["text"][i]
        assert observation["action_mask"][info["answer"]]
        assert info["answer"] == infos["answer"][i]
        np.testing.assert_array_equal(observation["image"], observations["image"][i])
