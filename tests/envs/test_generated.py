"""Tasks that are made: one's own function, splits by content, sentences on what is wrong."""

from __future__ import annotations

import pickle
from typing import Any

import gymnasium
import numpy as np
import pytest

from gennet_rl.envs import Dice, GeneratedTask, Problem, register_task
from gennet_rl.envs.generated import FunctionTask, content_split
from gennet_rl.envs.seeding import seeded_generator
from gennet_rl.envs.task import text_space
from gennet_rl.errors import InvalidValueError
from gennet_rl.evaluation import evaluate


def shade(generator: np.random.Generator, difficulty: int) -> Problem:
    """Is the picture dark or bright?"""
    bright = int(generator.integers(2))
    level = int(generator.integers(100))
    image = np.full((16, 16, 3), 20 + 120 * bright + level, np.uint8)
    return Problem(f"dark or bright, at {difficulty}?", image, ("dark", "bright")[bright])


@pytest.fixture(autouse=True)
def own_environments() -> Any:
    before = set(gymnasium.registry)
    yield
    for env_id in set(gymnasium.registry) - before:
        del gymnasium.registry[env_id]


def test_a_function_is_an_environment_by_one_call() -> None:
    register_task("mine/Shade-v0", shade, answers=("dark", "bright"), image_shape=(16, 16, 3))
    env = gymnasium.make("mine/Shade-v0", difficulty=4)
    observation, info = env.reset(seed=0)
    assert observation["text"] == "dark or bright, at 4?"
    assert info["task"] == "Shade"
    assert env.step(info["answer"])[1] == 1.0
    result = evaluate(
        lambda o: (o["image"][:, 0, 0, 0] >= 130).astype(int), "mine/Shade-v0", episodes=100
    )
    assert result.accuracy is not None
    assert result.accuracy > 0.9


def test_a_class_is_an_environment_by_a_decorator() -> None:
    @register_task("mine/Class-v0", side=8)
    class ClassTask(GeneratedTask):
        """Zero or one?"""

        name, answers, text_space = "Class", ("0", "1"), text_space(["which?"])

        def __init__(self, split: str = "train", difficulty: int = 2, side: int = 4) -> None:
            super().__init__(split, difficulty)
            self.image_shape = (side, side, 3)

        def make(self, generator: np.random.Generator) -> Problem:
            bit, noise = generator.integers([2, 10_000]).tolist()
            image = np.full(self.image_shape, bit, np.uint8)
            return Problem("which?", image, bit, key=(bit, noise))

    envs = gymnasium.make_vec("mine/Class-v0", 3, side=6, split="test")
    observations, _ = envs.reset(seed=0)
    assert observations["image"].shape == (3, 6, 6, 3)
    assert gymnasium.make("mine/Class-v0").reset(seed=0)[0]["image"].shape == (8, 8, 3)
    assert ClassTask.name == "Class"


def test_ids_and_arguments_that_do_not_fit_say_so() -> None:
    register_task("mine/Shade-v0", shade, answers=("dark", "bright"), image_shape=(16, 16, 3))
    with pytest.raises(InvalidValueError, match=r"'mine/Shade-v0' is registered already"):
        register_task("mine/Shade-v0", shade, answers=("dark", "bright"))
    with pytest.raises(InvalidValueError, match="without answers"):
        register_task("mine/Other-v0", shade)
    with pytest.raises(InvalidValueError, match=r"no argument 'dificulty': nearest.*'difficulty'"):
        gymnasium.make("mine/Shade-v0", dificulty=1)
    with pytest.raises(InvalidValueError, match="difficulty 7 does not exist"):
        gymnasium.make("mine/Shade-v0", difficulty=7)


BLANK = np.zeros((16, 16, 3), np.uint8)


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (Problem("hm?", BLANK, "grey"), "answer 'grey' is not one of the answers"),
        (Problem("hm?", BLANK, 2), "answer 2 is not one of the 2 actions"),
        (Problem("hm?", BLANK[:8], 0), r"image is uint8\[8, 16, 3\]: .* uint8\[16, 16, 3\]"),
        (Problem("hm?", BLANK.astype(float), 0), r"image is float64"),
        (Problem("hm?" * 20, BLANK, 0), "text has 60 characters and the task declares at most 40"),
        (Problem("hé?", BLANK, 0), "outside the task's alphabet, 'é'"),
        ("dark", "made 'dark': return a Problem"),
    ],
)
def test_what_breaks_a_declaration_is_told_with_its_seed(problem: Any, sentence: str) -> None:
    task = FunctionTask(
        lambda generator: problem,
        "Mine",
        answers=("dark", "bright"),
        image_shape=(16, 16, 3),
        max_characters=40,
    )
    with pytest.raises(InvalidValueError, match=rf"Mine: .*{sentence}.*Seed \d+ makes it again"):
        task.start(np.random.default_rng(0))


def test_the_seed_that_is_told_makes_the_problem_again() -> None:
    def sometimes(generator: np.random.Generator) -> Problem:
        number = int(generator.integers(1000))
        text = "too long" if number % 50 == 0 else f"{number}?"
        return Problem(text, np.full((4, 4, 3), number % 256, np.uint8), 0)

    task = FunctionTask(sometimes, "Some", answers=("a",), image_shape=(4, 4, 3), max_characters=4)
    generator = np.random.default_rng(0)

    def start_many() -> None:
        for _ in range(1000):
            task.start(generator)

    with pytest.raises(InvalidValueError, match="Seed") as caught:
        start_many()
    seed = int(str(caught.value).split("Seed ")[1].split(" ")[0])
    again = seeded_generator(seed)
    assert any(task.make(again).text == "too long" for _ in range(20))


def test_splits_share_problems_out_by_content() -> None:
    splits = [content_split((number, "x")) for number in range(5000)]
    assert 0.77 < splits.count("train") / 5000 < 0.83
    assert 0.08 < splits.count("validation") / 5000 < 0.12
    assert 0.08 < splits.count("test") / 5000 < 0.12
    tasks = {
        split: FunctionTask(
            lambda g: Problem(f"{g.integers(400)}", BLANK, 0),
            "Numbers",
            answers=("a",),
            image_shape=(16, 16, 3),
            split=split,
        )
        for split in ("train", "validation", "test")
    }
    generator = np.random.default_rng(0)
    texts = {name: {task.start(generator).text for _ in range(800)} for name, task in tasks.items()}
    assert not texts["train"] & texts["test"]
    assert not texts["train"] & texts["validation"]
    assert len(texts["test"]) > 10


def test_a_split_without_problems_says_so() -> None:
    task = FunctionTask(
        lambda g: Problem("same?", BLANK, 0),
        "One",
        answers=("a",),
        image_shape=(16, 16, 3),
        split="test",
    )
    other = content_split(("same?", BLANK.tobytes()))
    task.split = "test" if other != "test" else "train"
    with pytest.raises(InvalidValueError, match="none in split"):
        task.start(np.random.default_rng(0))


def test_dice_are_fair_and_follow_their_generator() -> None:
    dice, again = (Dice(np.random.default_rng(3)) for _ in range(2))
    draws = [dice.below(5) for _ in range(5000)]
    assert draws == [again.below(5) for _ in range(5000)]
    assert np.bincount(draws, minlength=5).min() > 850
    assert {dice.between(2, 4) for _ in range(100)} == {2, 3, 4}
    orders = [tuple(dice.sample("abc", 2)) for _ in range(3000)]
    assert len(set(orders)) == 6
    assert min(orders.count(order) for order in set(orders)) > 400
    assert sorted(dice.shuffled("abcd")) == list("abcd")
    assert 0.25 < np.mean([dice.chance(0.3) for _ in range(3000)]) < 0.35


def test_decisions_for_later_are_fair_and_take_as_many_draws_however_many_they_are() -> None:
    dice, again = (Dice(np.random.default_rng(3)) for _ in range(2))
    drawn = []
    for _ in range(3000):
        picks = dice.picks()
        again.picks()
        drawn.append([picks.pick(range(5)) for _ in range(30)])
    assert dice.share() == again.share()
    for column in np.transpose(drawn):
        assert np.bincount(column, minlength=5).min() > 500


def test_texts_and_pictures_are_made_when_looked_at_and_once() -> None:
    worded, drawn = [], []

    def word() -> str:
        worded.append(1)
        return "x?"

    def draw() -> np.ndarray:
        drawn.append(1)
        return BLANK

    task = FunctionTask(
        lambda g: Problem(word, draw, 0, key=int(g.integers(10**6))),
        "Lazy",
        answers=("a",),
        image_shape=(16, 16, 3),
        split="test",
    )
    episode = task.start(np.random.default_rng(0))
    assert not worded
    assert not drawn
    assert episode.text == episode.text == "x?"
    assert episode.image is episode.image
    assert len(worded) == len(drawn) == 1


def test_generators_from_numbers_are_as_random_as_any() -> None:
    draws = np.array([seeded_generator(seed).random(3) for seed in range(4000)])
    assert np.abs(draws.mean(0) - 0.5).max() < 0.02
    neighbours = np.corrcoef(draws[:-1, 0], draws[1:, 0])[0, 1]
    within = np.corrcoef(draws[:, 0], draws[:, 1])[0, 1]
    assert max(abs(neighbours), abs(within)) < 0.06
    generator = seeded_generator(2**63 + 5)
    again = pickle.loads(pickle.dumps(generator))
    assert generator.random() == again.random()


@pytest.mark.parametrize(
    ("text", "image", "sentence"),
    [
        ("x?", lambda: BLANK[:8], r"image is uint8\[8, 16, 3\]"),
        (lambda: "xé", BLANK, "outside the task's alphabet, 'é'"),
        (lambda: 3, BLANK, "text is int: it must be a string"),
    ],
)
def test_what_is_made_later_is_checked_too(text: Any, image: Any, sentence: str) -> None:
    task = FunctionTask(
        lambda g: Problem(text, image, 0, key=int(g.integers(10**6))),
        "Lazy",
        answers=("a",),
        image_shape=(16, 16, 3),
    )
    episode = task.start(np.random.default_rng(0))
    with pytest.raises(InvalidValueError, match=rf"Lazy: .*{sentence}.*Seed \d+ makes"):
        _ = episode.text, episode.image
