"""gennet/Digits-v0: right answers, balance, handwriting apart by split, languages."""

from __future__ import annotations

import re
import statistics
import sys
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env
from sklearn.datasets import load_digits

from gennet_rl.envs import ReasoningVectorEnv
from gennet_rl.envs.digits import DigitsTask
from gennet_rl.envs.generated import DIFFICULTIES
from gennet_rl.envs.handwriting import PAGE_DRAWS, draw_page, image_pools
from gennet_rl.envs.scenes.languages import en
from gennet_rl.errors import InvalidValueError

# What each question means, read off its English.
MEANINGS: dict[str, Callable[[list[int]], float]] = {
    "largest": max,
    "smallest": min,
    "sum": sum,
    "difference": lambda digits: abs(digits[0] - digits[1]),
    "product": lambda digits: digits[0] * digits[1],
    "middle": statistics.median,
    "even": lambda digits: len([d for d in digits if d in (0, 2, 4, 6, 8)]),
    "odd": lambda digits: len([d for d in digits if d in (1, 3, 5, 7, 9)]),
    "range": lambda digits: max(digits) - min(digits),
    "second largest": lambda digits: sorted(digits)[-2],
    "second smallest": lambda digits: sorted(digits)[1],
    "last digit": lambda digits: int(str(sum(digits))[-1]),
    "different": lambda digits: len(set(digits)),
    "sum of extremes": lambda digits: max(digits) + min(digits),
    "product of extremes": lambda digits: max(digits) * min(digits),
    "sum of even": lambda digits: sum(d for d in digits if d in (0, 2, 4, 6, 8)),
}
KIND_OF = {text: kind for kind, texts in en.LANGUAGE.digit_questions.items() for text in texts}
LABELS = load_digits().target.tolist()


@pytest.mark.parametrize("difficulty", DIFFICULTIES)
def test_answers_follow_from_text_and_handwriting(difficulty: int) -> None:
    task = DigitsTask(difficulty=difficulty)
    generator = np.random.default_rng(difficulty)
    for _ in range(300):
        episode: Any = task.start(generator)
        kind, *images = episode.key
        digits = [LABELS[image] for image in images]
        assert kind == KIND_OF[episode.text]
        assert int(task.answers[episode.answer]) == MEANINGS[kind](digits)
        assert sorted(map(int, re.findall(r"\d", episode.caption))) == sorted(digits)
        assert len(digits) == (2, 2, 3, 4, 5)[difficulty]
        assert episode.act(episode.answer) == (1.0, True)


def test_every_operation_is_asked_and_every_choice_is_an_answer() -> None:
    seen = defaultdict(set)
    masks = {}
    for difficulty in DIFFICULTIES:
        task = DigitsTask(difficulty=difficulty)
        generator = np.random.default_rng(0)
        for _ in range(4000):
            problem: Any = task.make(generator)
            kind = difficulty, problem.key[0]
            seen[kind].add(problem.answer)
            masks[kind] = problem.action_mask
    assert {kind for _, kind in seen} == set(en.LANGUAGE.digit_questions)
    for kind, answers in seen.items():
        assert set(np.flatnonzero(masks[kind]).tolist()) == answers, kind


@pytest.mark.parametrize("difficulty", DIFFICULTIES)
def test_text_alone_does_not_tell(difficulty: int) -> None:
    task = DigitsTask(difficulty=difficulty)
    generator = np.random.default_rng(1)
    problems = [task.make(generator) for _ in range(12000)]
    counts: dict[str, Counter[int]] = defaultdict(Counter)
    for problem in problems[:6000]:
        counts[problem.text][problem.answer] += 1  # type: ignore[index]
    tested = problems[6000:]
    right = np.mean([counts[p.text].most_common(1)[0][0] == p.answer for p in tested])
    chance = np.mean([1 / p.action_mask.sum() for p in tested])  # type: ignore[union-attr]
    assert right < chance + 0.03


def test_amounts_of_ink_do_not_tell() -> None:
    from sklearn.linear_model import LogisticRegression

    task = DigitsTask()
    generator = np.random.default_rng(2)
    features, answers, chances = [], [], []
    texts = sorted(KIND_OF)
    for _ in range(4000):
        episode: Any = task.start(generator)
        pixels = episode.image.astype(np.float64)
        ink = abs(pixels - np.median(pixels, (0, 1))).sum(-1)
        asked = [float(episode.text == text) for text in texts]
        features.append([*pixels.mean((0, 1)), *pixels.std((0, 1)), ink.mean(), ink.max(), *asked])
        answers.append(episode.answer)
        chances.append(1 / episode.action_mask.sum())
    x, y = np.array(features), np.array(answers)
    x = (x - x.mean(0)) / (x.std(0) + 1e-9)
    model = LogisticRegression(max_iter=200).fit(x[:2000], y[:2000])
    assert model.score(x[2000:], y[2000:]) < np.mean(chances) + 0.05


def test_of_two_digits_both_are_about_as_likely_to_be_asked_for() -> None:
    """Who reads the digits without the text is not right much more often than half of the time."""
    task = DigitsTask(difficulty=0)
    generator = np.random.default_rng(5)
    asked: dict[Any, Counter[Any]] = defaultdict(Counter)
    for _ in range(6000):
        problem = task.make(generator)
        pair = tuple(sorted(LABELS[image] for image in problem.key[1:]))  # type: ignore[index]
        assert pair[0] < pair[1]
        asked[pair][problem.answer] += 1
    assert len(asked) == 45
    assert sum(max(answers.values()) for answers in asked.values()) < 0.64 * 6000


def test_the_same_handwriting_is_drawn_wide_and_narrow() -> None:
    generator = np.random.default_rng(6)
    ratios: list[float] = []
    while len(ratios) < 30:
        page = draw_page(generator.random(PAGE_DRAWS), [0, 0], 224).astype(int)
        ink = abs(page - np.median(page, (0, 1))).sum(-1)
        for corner in (ink[:112, :112], ink[:112, 112:], ink[112:, :112], ink[112:, 112:]):
            drawn = corner > corner.max() / 2
            if corner.max() > 60:
                height, width = (np.ptp(np.flatnonzero(drawn.any(axis))) for axis in (1, 0))
                ratios.append(height / width)
    assert max(ratios) / min(ratios) > 1.8


def test_splits_share_no_handwriting_and_have_every_digit() -> None:
    pools = {split: image_pools(split) for split in ("train", "validation", "test")}
    assert all(len(images) >= 8 for digits in pools.values() for images in digits)
    for digits in pools.values():
        assert all(LABELS[i] == digit for digit, images in enumerate(digits) for i in images)
    numbers = [i for digits in pools.values() for images in digits for i in images]
    assert sorted(numbers) == list(range(1797))
    pixels = load_digits().data
    bytes_of = {
        split: {pixels[i].tobytes() for images in digits for i in images}
        for split, digits in pools.items()
    }
    assert not bytes_of["train"] & (bytes_of["validation"] | bytes_of["test"])
    assert not bytes_of["validation"] & bytes_of["test"]


@pytest.mark.parametrize("split", ["validation", "test"])
def test_problems_use_their_splits_handwriting(split: str) -> None:
    allowed = {image for images in image_pools(split) for image in images}
    task = DigitsTask(split, difficulty=4)
    generator = np.random.default_rng(3)
    for _ in range(50):
        assert set(task.start(generator).key[1:]) <= allowed  # type: ignore[index]


def test_same_seed_same_problem_in_every_language() -> None:
    # Also where languages have different numbers of synonyms.
    tasks = [DigitsTask(languages=codes) for codes in (("en",), ("en", "en"), *_others())]
    for seed in range(30):
        episodes = [task.start(np.random.default_rng(seed)) for task in tasks]
        assert len({episode.key for episode in episodes}) == 1
        assert len({episode.image.tobytes() for episode in episodes}) == 1
        assert len({episode.answer for episode in episodes}) == 1


def _others() -> list[tuple[str, ...]]:
    from gennet_rl.envs.scenes.captions import WORDS

    return [(code,) for code, words in WORDS.items() if words.digit_questions and code != "en"]


def test_text_space_covers_exactly_what_occurs() -> None:
    texts = [text for texts in en.LANGUAGE.digit_questions.values() for text in texts]
    space = DigitsTask().text_space
    assert set(space.characters) == set("".join(texts))
    assert space.max_length == max(map(len, texts))
    assert space.min_length == min(map(len, texts))


def test_pictures_show_what_is_written_and_stay_the_same() -> None:
    task = DigitsTask(image_size=96)
    generator = np.random.default_rng(4)
    problems = [task.make(generator) for _ in range(20)]
    pictures = [problem.image() for problem in problems]  # type: ignore[operator]
    assert len({picture.tobytes() for picture in pictures}) == 20
    for problem, picture in zip(problems, pictures, strict=True):
        assert picture.shape == (96, 96, 3)
        np.testing.assert_array_equal(problem.image(), picture)  # type: ignore[operator]


@pytest.mark.parametrize("difficulty", DIFFICULTIES)
def test_gymnasium_finds_no_fault(difficulty: int, recwarn: pytest.WarningsRecorder) -> None:
    env = gymnasium.make("gennet/Digits-v0", difficulty=difficulty, image_size=80)
    check_env(env.unwrapped, skip_render_check=True)
    assert not recwarn.list


def test_batched_and_single_form_agree() -> None:
    batched = ReasoningVectorEnv(DigitsTask(), 3)
    observations, infos = batched.reset(seed=7)
    for i in range(3):
        observation, info = gymnasium.make("gennet/Digits-v0").reset(seed=7 + i)
        assert observations["text"][i] == observation["text"]
        np.testing.assert_array_equal(observations["image"][i], observation["image"])
        np.testing.assert_array_equal(observations["action_mask"][i], observation["action_mask"])
        assert infos["answer"][i] == info["answer"]


def test_wrong_arguments_say_what_is_right() -> None:
    with pytest.raises(InvalidValueError, match="difficulty 9"):
        DigitsTask(difficulty=9)


def test_missing_scikit_learn_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from gennet_rl.envs import handwriting

    handwriting._handwriting.cache_clear()
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    with pytest.raises(InvalidValueError, match=r'pip install "gennet_rl\[digits\]"'):
        DigitsTask()
