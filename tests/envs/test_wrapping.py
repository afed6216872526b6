"""Task wrappers compose: with each other, with tasks of one step and of several, in both forms."""

from __future__ import annotations

import itertools
import pickle
import subprocess
import sys
import warnings
from collections.abc import Callable
from typing import Any

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env
from gymnasium.vector import AutoresetMode

from gennet_rl.envs import (
    AnswerEpisode,
    Episode,
    Problem,
    ReasoningEnv,
    ReasoningVectorEnv,
    Task,
    register_task,
)
from gennet_rl.envs.easy_vqa import EasyVQATask
from gennet_rl.envs.wrapped import WrappedEpisode, WrappedTask, most_steps
from gennet_rl.envs.wrapping import WRAPPERS, wrap_task
from gennet_rl.errors import InvalidValueError

NAMES = ("rules", "caption", "history:2", "previous-frame", "glimpse:2", "typed")
CHAINS = [(), *((name,) for name in NAMES), *itertools.permutations(NAMES, 2)]


class SaidEpisode(WrappedEpisode):
    """A caption for toys: the image's first pixel."""

    @property
    def caption(self) -> str:  # type: ignore[override]
        return f"a plain image of {self.episode.image[0, 0].tolist()}"


class SaidTask(WrappedTask):
    """A toy task with the rules and captions that it lacks."""

    def __init__(self, task: Task) -> None:
        super().__init__(task)
        self.rules = "Do what the text says,\n  at once."

    def wrap(self, episode: Episode) -> SaidEpisode:
        return SaidEpisode(episode)


def toy(name: str) -> Task:
    env: Any = gymnasium.make(name).unwrapped
    return SaidTask(env.task)


def _innermost(env: ReasoningEnv) -> Any:
    episode = env._episode
    while isinstance(episode, WrappedEpisode):
        episode = episode.episode
    return episode


TASKS: dict[str, Callable[[], Task]] = {
    "colour": lambda: toy("toy/Colour-v0"),
    "corridor": lambda: toy("toy/Corridor-v0"),
    "easy-vqa": lambda: SaidTask(EasyVQATask()),
}


# The toys meet every pair, easy-VQA, whose images are larger, every wrapper.
EACH = [
    *itertools.product(("colour", "corridor"), (*CHAINS, NAMES, NAMES[::-1])),
    *itertools.product(("easy-vqa",), (*((name,) for name in NAMES), NAMES, NAMES[::-1])),
]


@pytest.mark.parametrize("chain", CHAINS, ids=",".join)
@pytest.mark.parametrize("name", TASKS)
def test_oracle_earns_the_best_return(name: str, chain: tuple[str, ...]) -> None:
    env = ReasoningEnv(wrap_task(TASKS[name](), chain))
    for seed in range(8):
        _, info = env.reset(seed=seed)
        best, earned, ended, steps = info["best_return"], 0.0, False, 0
        if name == "corridor":
            best = 1 + 0.25 * (_innermost(env).left_to_go - 1)  # the toy declares none
        while not ended:
            observation, reward, ended, truncated, info = env.step(info["answer"])
            earned, steps = earned + reward, steps + 1
            assert not truncated or ended
            assert env.observation_space.contains(observation)
        assert earned == pytest.approx(best)
        assert info["is_correct"]


@pytest.mark.parametrize(("name", "chain"), EACH)
def test_batched_form_has_the_same_episodes(name: str, chain: tuple[str, ...]) -> None:
    task = wrap_task(TASKS[name](), chain)
    envs = ReasoningVectorEnv(task, 3, autoreset_mode=AutoresetMode.NEXT_STEP)
    single = gymnasium.vector.SyncVectorEnv(
        [lambda: ReasoningEnv(wrap_task(TASKS[name](), chain))] * 3,
        autoreset_mode=AutoresetMode.NEXT_STEP,
    )
    ours, theirs = envs.reset(seed=5), single.reset(seed=5)
    generator = np.random.default_rng(0)
    for _ in range(40):
        for key, value in ours[0].items():
            np.testing.assert_array_equal(value, theirs[0][key])
        np.testing.assert_array_equal(ours[1]["answer"], theirs[-1]["answer"])
        assert envs.observation_space.contains(ours[0])
        right = generator.random(3) < 0.5  # half right, so that episodes get somewhere
        actions = np.where(right, ours[-1]["answer"], generator.integers(len(task.answers), size=3))
        ours, theirs = envs.step(actions), single.step(actions)
        for i in (1, 2, 3):
            np.testing.assert_array_equal(ours[i], theirs[i])
        ours, theirs = (ours[0], ours[-1]), (theirs[0], theirs[-1])


@pytest.mark.parametrize(("name", "chain"), EACH)
def test_random_steps_stay_in_the_spaces(name: str, chain: tuple[str, ...]) -> None:
    task = wrap_task(TASKS[name](), chain)
    envs = ReasoningVectorEnv(
        task, 16, autoreset_mode=AutoresetMode.SAME_STEP, max_episode_steps=60
    )
    observations, infos = envs.reset(seed=0)
    generator = np.random.default_rng(0)
    for step in range(80):
        # Some steps heed no mask; some go towards the answer.
        actions = generator.integers(len(task.answers), size=16)
        if step % 3:
            actions = np.where(generator.random(16) < 0.7, infos["answer"], actions)
        observations, rewards, *_, infos = envs.step(actions)
        assert envs.observation_space.contains(observations)
        assert (np.abs(rewards) <= 1).all()
        for final in infos.get("final_obs", [None]):
            assert final is None or envs.single_observation_space.contains(final)
        if task.has_action_mask:
            assert observations["action_mask"][np.arange(16), infos["answer"]].all()


def test_spaces_are_no_wider_than_needed() -> None:
    """Every bound that is declared is met, by an agent that types and walks at random."""
    for name, chain in itertools.product(TASKS, ("rules", "typed", "history:2")):
        task = wrap_task(TASKS[name](), chain)
        texts = set()
        generator = np.random.default_rng(1)
        for _ in range(2000):
            episode = task.start(generator)
            texts.add(episode.text)
            for _ in range(task.max_steps or 9):
                # Seldom submit: what is longest must come about.
                action = int(generator.integers(len(task.answers)))
                if "typed" in chain and generator.random() < 0.8:
                    action = int(generator.integers(len(task.answers) - 2))
                _, ended = episode.act(action)
                texts.add(episode.text)
                if ended:
                    break
        lengths = {len(text) for text in texts}
        assert min(lengths) == task.text_space.min_length, (name, chain)
        assert max(lengths) == task.text_space.max_length, (name, chain)
        unmet = set(task.text_space.characters) - set("".join(texts))
        assert unmet <= set("+-.0123456789"), (name, chain)  # rewards that the toy never gives


@pytest.mark.parametrize("chain", [*((name,) for name in NAMES), NAMES, NAMES[::-1]], ids=",".join)
@pytest.mark.parametrize("name", TASKS)
def test_gymnasium_finds_nothing_amiss(name: str, chain: tuple[str, ...]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", message=".*not having a spec.*")
        check_env(ReasoningEnv(wrap_task(TASKS[name](), chain), "rgb_array"))


def test_what_the_task_says_of_itself_is_passed_on() -> None:
    class GradedTask(WrappedTask):
        levels, difficulty, max_steps = (0, 1), 1, 7

        def __init__(self, task: Task) -> None:
            super().__init__(task)
            self.max_steps = 7

        def wrap(self, episode: Episode) -> Episode:
            return episode

    inner = GradedTask(toy("toy/Corridor-v0"))
    task: Any = wrap_task(inner, "previous-frame,history,caption,rules")
    for name in (
        *("name", "split", "answers", "num_episodes", "rules", "levels", "difficulty"),
        *("max_steps", "has_action_mask"),
    ):
        assert getattr(task, name) == getattr(inner, name), name
    episode, original = (t.start(np.random.default_rng(3), 5) for t in (task, inner))
    for name in ("key", "caption", "best_return", "language", "answer", "is_correct"):
        assert getattr(episode, name) == getattr(original, name), name
    with pytest.raises(AttributeError):
        _ = task.nonsense


def test_wrapped_tasks_can_be_pickled() -> None:
    task = wrap_task(EasyVQATask(), "glimpse,typed,history")
    again = pickle.loads(pickle.dumps(task))
    texts = [t.start(np.random.default_rng(4)).text for t in (task, again)]
    assert texts[0] == texts[1]


def test_step_limits_go_through_wrappers() -> None:
    assert most_steps(wrap_task(toy("toy/Colour-v0"), "history,rules")) == 1
    assert most_steps(wrap_task(toy("toy/Colour-v0"), "glimpse:2,rules")) == 5
    assert wrap_task(toy("toy/Corridor-v0"), "glimpse,typed").max_steps is None


def test_one_flag_for_every_registered_id() -> None:
    @register_task("wrapping/Seven-v0", answers=("six", "seven"))
    def _seven(generator: np.random.Generator) -> Problem:
        """Say seven, whatever you see."""
        image = generator.integers(0, 255, (64, 64, 3), np.uint8)
        return Problem("how many?", image, "seven", caption="noise")

    flag = "rules,caption,history:2,previous-frame"
    env = gymnasium.make("wrapping/Seven-v0", task_wrappers=flag)
    observation, _ = env.reset(seed=0)
    assert observation["text"] == "Say seven, whatever you see. how many? [image: noise]"
    assert observation["image"].shape == (64, 128, 3)
    envs = gymnasium.make_vec("wrapping/Seven-v0", 2, task_wrappers=flag.split(","))
    batch, _ = envs.reset(seed=0)
    assert batch["text"][0] == observation["text"]
    np.testing.assert_array_equal(batch["image"][0], observation["image"])
    typed = gymnasium.make("gennet/EasyVQA-v0", split="test", task_wrappers="typed")
    assert typed.reset(options={"episode": 0})[0]["text"].endswith(" [typed: ]")
    assert typed.spec is not None
    again = gymnasium.make(gymnasium.envs.registration.EnvSpec.from_json(typed.spec.to_json()))
    assert again.action_space == typed.action_space


def test_names_and_parameters_are_read() -> None:
    task: Any = wrap_task(toy("toy/Colour-v0"), " glimpse : 2 : 0.25 : 3 : blurred , history:1")
    assert task.answers[-1] == "look r2 c2"
    assert (task.cost, task.max_glimpses, task.is_blurred, task.steps) == (0.25, 3, True, 1)
    plain = toy("toy/Colour-v0")
    assert wrap_task(plain, "") is plain
    assert wrap_task(plain, ()) is plain
    for name in WRAPPERS:
        assert wrap_task(plain, name) is not plain


@pytest.mark.parametrize(
    ("wrappers", "message"),
    [
        ("histroy:4", "task wrapper 'histroy' does not exist: nearest are 'history'"),
        ("rules,,typed", "task wrapper '' does not exist: nearest are 'caption', 'glimpse'"),
        ("rules:3", "'rules:3' has 1 parameters: write 'rules' at most"),
        ("history:two", "steps 'two' is not a number: write one, as in 'history:4'"),
        ("history:0", "Colour: a history of 0 steps"),
        ("glimpse:17", "Colour: 17 patches a side do not fit the image: choose 1 to 16"),
        ("glimpse:2:1.5", "cost of a look is 1.5: choose 0 to 1"),
        ("glimpse:2:0:-1", "max_glimpses is -1"),
        ("glimpse:2:0:4:blured", "start 'blured' does not exist: choose one of 'blurred'"),
        ("glimpse:2:0:4:hidden:2", "head_starts is 2.0: choose a share from 0 to 1"),
        ("caption:0", "captions of 0 characters say nothing"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(wrappers: str, message: str) -> None:
    with pytest.raises(InvalidValueError, match=message) as caught:
        wrap_task(toy("toy/Colour-v0"), wrappers)
    assert str(caught.value).count(". ") == 0


def test_tasks_without_wrappers_import_none() -> None:
    code = (
        "import sys, gymnasium, gennet_rl; gymnasium.make('gennet/EasyVQA-v0');"
        "assert not any('wrapping' in m or 'scaffolding' in m for m in sys.modules);"
        "gymnasium.make('gennet/EasyVQA-v0', task_wrappers='glimpse'); assert 'torch' not in "
        "sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_problems_stay_undrawn_until_somebody_looks() -> None:
    class LazyTask(WrappedTask):
        drawn = 0

        def wrap(self, episode: Episode) -> Episode:
            return AnswerEpisode(Problem(episode.text, self.draw, 0, caption="red"))

        def draw(self) -> np.ndarray:
            LazyTask.drawn += 1
            return np.zeros(self.image_shape, np.uint8)

    task = wrap_task(LazyTask(toy("toy/Colour-v0")), "caption,history,glimpse:2,previous-frame")
    episode = task.start(np.random.default_rng(0))
    _ = episode.text, episode.action_mask, episode.image
    assert LazyTask.drawn == 0  # the image is hidden
    episode.act(len(task.answers) - 1)
    _ = episode.image
    assert LazyTask.drawn == 1
