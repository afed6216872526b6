"""gennet/Matrices-v0: answers checked by a reader of the caption; no part alone tells them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import pairwise

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env

from gennet_rl.envs import ReasoningVectorEnv
from gennet_rl.envs.generated import DIFFICULTIES
from gennet_rl.envs.matrices import MatricesTask
from gennet_rl.envs.task import AnswerEpisode
from gennet_rl.errors import InvalidValueError

COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4}
SIZES = ["small", "medium", "large"]
COLOURS = ["yellow", "orange", "red", "purple", "black"]
SHAPES = ["triangle", "square", "cross", "frame", "X"]
CLOCKWISE = ["top left", "top right", "bottom right", "bottom left"]
NAMES = ("number", "position", "shape", "size", "colour")

Panel = dict[str, object]
Rows = list[list[object]]


def read_panel(words: str) -> Panel:
    """What a panel shows, from its description."""
    match = re.fullmatch(r"(\w+) (\w+) (\w+) (\w+?)(?:es|s)? (?:at|in) (.*)", words)
    assert match, words
    count, size, colour, kind, where = match.groups()
    kind = next(shape for shape in SHAPES if shape.startswith(kind))
    places = frozenset(place for place in CLOCKWISE if f"the {place}" in where)
    assert len(places) == (0 if where == "the centre" else COUNTS[count])
    return {
        "number": COUNTS[count],
        "position": places,
        "shape": kind,
        "size": SIZES.index(size) + 1,
        "colour": COLOURS.index(colour) + 1,
    }


def read_caption(caption: str) -> tuple[list[Panel], list[Panel]]:
    matrix, choices = re.fullmatch(
        r"a matrix with, row by row: (.*); the ninth panel missing\. Choices: (.*)", caption
    ).groups()  # type: ignore[union-attr]
    numbered = [choice.split(": ") for choice in choices.split("; ")]
    assert [number for number, _ in numbered] == list("12345678")
    return [read_panel(p) for p in matrix.split("; ")], [read_panel(p) for _, p in numbered]


def read_text(text: str) -> tuple[Callable[[str], bool], set[str]]:
    """Whether an attribute's rule runs along rows, and the attributes to be broken."""
    direction, question = text.split(". ", 1)
    in_rows = {name for name in NAMES if name in direction}
    if "others" in direction:
        along = in_rows.__contains__
    else:
        assert direction in ("The rules run along the rows", "The rules run along the columns")

        def along(name: str) -> bool:
            return direction.endswith("rows")

    broken = {name for name in NAMES if f" {name}" in question}
    assert bool(broken) == ("breaks" in question)
    return along, broken


def turn(places: frozenset[str], steps: int) -> frozenset[str]:
    return frozenset(CLOCKWISE[(CLOCKWISE.index(p) + steps) % 4] for p in places)


def row_tests(name: str) -> Iterator[Callable[[Rows], bool]]:
    """Every rule as a test of all three rows."""
    yield lambda rows: all(a == b == c for a, b, c in rows)
    yield lambda rows: len(set(rows[0])) == 3 and all(set(row) == set(rows[0]) for row in rows)
    if name == "position":
        for s in (1, 3):
            yield lambda rows, s=s: all(turn(x, s) == y for row in rows for x, y in pairwise(row))
        yield lambda rows: all(a | b == c and c not in (a, b) for a, b, c in rows)
        yield lambda rows: all(a - b == c and b < a for a, b, c in rows)
    elif name != "shape":
        for s in (1, 2, -1, -2):
            yield lambda rows, s=s: all(y - x == s for row in rows for x, y in pairwise(row))
    if name == "number":
        yield lambda rows: all(a + b == c for a, b, c in rows)
        yield lambda rows: all(a - b == c for a, b, c in rows)


@lru_cache(maxsize=1)
def all_places() -> list[frozenset[str]]:
    return [frozenset(p for b, p in enumerate(CLOCKWISE) if n >> b & 1) for n in range(1, 16)]


def solve(name: str, panels: list[Panel], along_rows: bool) -> set[object]:
    """Every value of the ninth panel by which all three rows (or columns) follow some rule."""
    candidates = {
        "number": range(1, 5),
        "position": all_places(),
        "shape": SHAPES,
        "size": range(1, 4),
        "colour": range(1, 6),
    }[name]
    found = set()
    for candidate in candidates:
        values = [panel[name] for panel in panels] + [candidate]
        rows = [values[3 * i : 3 * i + 3] if along_rows else values[i::3] for i in range(3)]
        if any(test(rows) for test in row_tests(name)):
            found.add(candidate)
    return found


def varied_layout(choices: list[Panel]) -> list[str]:
    """Number or position, whichever choices differ in: places differ in number or in nothing."""
    for name in ("number", "position"):
        if len({choice[name] for choice in choices}) > 1:
            return [name]
    return []


@pytest.mark.parametrize("difficulty", DIFFICULTIES)
def test_answers_follow_from_caption_and_text(difficulty: int) -> None:
    task = MatricesTask(difficulty=difficulty)
    generator = np.random.default_rng(difficulty)
    seen: Counter[str] = Counter()
    for _ in range(250):
        episode = task.start(generator)
        panels, choices = read_caption(episode.caption)  # type: ignore[arg-type]
        along_rows, broken = read_text(episode.text)
        names = [*varied_layout(choices), "shape", "size", "colour"]
        assert broken <= set(names)
        right = {}
        for name in names:
            # One value and no other, so that every other breaks the rule.
            (right[name],) = solve(name, panels, along_rows(name))
        seen.update(names)
        fitting = [
            i
            for i, choice in enumerate(choices)
            if {name for name in names if choice[name] != right[name]} == broken
        ]
        assert fitting == [episode.answer]
    expected = {0: 0, 1: 1, 2: 2, 3: 2, 4: 2}[difficulty]
    assert len(set(seen) & {"number", "position"}) == expected


def test_every_rule_occurs() -> None:
    task = MatricesTask(difficulty=2)
    generator = np.random.default_rng(0)
    follows: Counter[tuple[str, int]] = Counter()
    for _ in range(1500):
        episode = task.start(generator)
        panels, choices = read_caption(episode.caption)  # type: ignore[arg-type]
        along_rows, _ = read_text(episode.text)
        for name in [*varied_layout(choices), "shape", "size", "colour"]:
            (value,) = solve(name, panels, along_rows(name))
            values = [panel[name] for panel in panels] + [value]
            rows = [
                values[3 * i : 3 * i + 3] if along_rows(name) else values[i::3] for i in (0, 1, 2)
            ]
            follows.update((name, i) for i, test in enumerate(row_tests(name)) if test(rows))
    for name in NAMES:
        missing = {i for i, _ in enumerate(row_tests(name))} - {i for n, i in follows if n == name}
        # Numbers of one to four, and three sizes, have no room for two steps twice.
        assert missing == ({3, 5} if name in ("number", "size") else set()), (name, missing)


def guesses(
    difficulty: int, count: int
) -> Iterator[tuple[AnswerEpisode, list[tuple[object, ...]]]]:
    task = MatricesTask(difficulty=difficulty, image_size=64)
    generator = np.random.default_rng(5)
    for _ in range(count):
        episode = task.start(generator)
        _, choices = read_caption(episode.caption)  # type: ignore[arg-type]
        yield episode, [tuple(choice[name] for name in NAMES) for choice in choices]


@pytest.mark.parametrize("difficulty", DIFFICULTIES)
def test_choices_alone_do_not_tell(difficulty: int) -> None:
    """The shortcut of Hu et al. 2021: the panel most like all others completes the matrix."""
    completing = right = total = 0
    for episode, choices in guesses(difficulty, 800):
        columns = list(zip(*choices, strict=True))
        tallies = [Counter(column) for column in columns]
        scores = [sum(t[v] for t, v in zip(tallies, c, strict=True)) for c in choices]
        assert len(set(scores)) == 1  # the vote is always a draw
        assert len(set(choices)) == 8
        if "completes" in episode.text:
            completing += 1
        total += 1
        right += episode.answer == scores.index(max(scores))
    assert abs(completing / total - 1 / 8) < 0.04
    assert abs(right / total - 1 / 8) < 0.04


def test_a_classifier_of_choices_and_text_stays_at_chance() -> None:
    from sklearn.ensemble import RandomForestClassifier

    features, answers = [], []
    places = {frozenset(): 0}
    for episode, choices in guesses(2, 3000):
        row = [name in episode.text.split(". ")[1] for name in NAMES]
        for number, position, kind, size, colour in choices:
            code = places.setdefault(position, len(places))  # type: ignore[call-overload]
            row += [number, code, SHAPES.index(kind), size, colour]  # type: ignore[arg-type, list-item]
        features.append(row)
        answers.append(episode.answer)
    forest = RandomForestClassifier(60, min_samples_leaf=5, random_state=0)
    forest.fit(features[:2000], answers[:2000])
    assert forest.score(features[2000:], answers[2000:]) < 1 / 8 + 0.04


def test_right_and_wrong_values_are_alike() -> None:
    """Nobody can tell from a pair of values which one the matrix leads to."""
    first: Counter[tuple[object, object]] = Counter()
    for episode, choices in guesses(2, 3000):
        _, broken = read_text(episode.text)
        answer = choices[episode.answer]
        for i, name in enumerate(NAMES):
            values = {choice[i] for choice in choices}
            if len(values) == 2 and name in ("shape", "size", "colour"):
                (other,) = values - {answer[i]}
                right, wrong = (other, answer[i]) if name in broken else (answer[i], other)
                first[right, wrong] += 1
    for (right, wrong), count in first.items():
        assert abs(count - first[wrong, right]) < 4.5 * (count + first[wrong, right]) ** 0.5


@pytest.mark.parametrize("difficulty", DIFFICULTIES)
def test_text_and_answers_are_balanced(difficulty: int) -> None:
    task = MatricesTask(difficulty=difficulty)
    generator = np.random.default_rng(6)
    counts = Counter(task.make(generator).answer for _ in range(4000))
    assert set(counts) == set(range(8))
    assert max(counts.values()) < 4000 * (1 / 8 + 0.025)


def test_text_space_covers_exactly_what_occurs() -> None:
    space = MatricesTask().text_space
    texts = set()
    for difficulty in DIFFICULTIES:
        task = MatricesTask(difficulty=difficulty)
        generator = np.random.default_rng(7)
        texts |= {task.make(generator).text for _ in range(3000)}
    assert set("".join(texts)) == set(space.characters)
    assert min(map(len, texts)) == space.min_length
    assert max(map(len, texts)) == space.max_length


@pytest.mark.parametrize("size", [64, 96, 100, 224])
def test_every_panel_looks_different(size: int) -> None:
    from gennet_rl.envs.matrices.panels import _draw_panel, _length

    panels = [75 * places + rest for places in range(16) for rest in range(75)]
    pictures = {_draw_panel(panel, _length(size)).tobytes() for panel in panels}
    assert len(pictures) == len(panels)
    image = MatricesTask(image_size=size).start(np.random.default_rng(0)).image
    assert image.shape == (size, size, 3)
    assert image.dtype == np.uint8


@pytest.mark.parametrize("difficulty", DIFFICULTIES)
def test_gymnasium_finds_no_fault(difficulty: int, recwarn: pytest.WarningsRecorder) -> None:
    env = gymnasium.make("gennet/Matrices-v0", difficulty=difficulty)
    check_env(env.unwrapped, skip_render_check=True)
    assert not recwarn.list


def test_batched_and_single_form_agree() -> None:
    batched = ReasoningVectorEnv(MatricesTask(), 3)
    observations, infos = batched.reset(seed=7)
    for i in range(3):
        observation, info = gymnasium.make("gennet/Matrices-v0").reset(seed=7 + i)
        assert observations["text"][i] == observation["text"]
        np.testing.assert_array_equal(observations["image"][i], observation["image"])
        assert infos["answer"][i] == info["answer"]


def test_wrong_arguments_say_what_is_right() -> None:
    with pytest.raises(InvalidValueError, match="from 64 to 224"):
        MatricesTask(image_size=63)
    with pytest.raises(InvalidValueError, match="difficulty 5"):
        MatricesTask(difficulty=5)
