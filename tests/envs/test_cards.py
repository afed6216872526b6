"""NumberLine, EZPoints, Points24 and Blackjack: rules, right answers, both modalities needed."""

from __future__ import annotations

import ast
import re
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable
from fractions import Fraction
from itertools import product
from typing import Any

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env

from gennet_rl.envs.cards import BlackjackTask, EZPointsTask, NumberLineTask, Points24Task
from gennet_rl.envs.cards.blackjack_values import Rules, best_play
from gennet_rl.envs.task import Episode

TASKS: dict[str, Any] = {
    "NumberLine": NumberLineTask,
    "EZPoints": EZPointsTask,
    "Points24": Points24Task,
    "Blackjack": BlackjackTask,
}
EVERY = [(name, difficulty) for name in TASKS for difficulty in range(5)]
FREELY_WRITTEN = [("EZPoints", 2), ("EZPoints", 3), ("Points24", 1)]
POINTS = [pair for pair in EVERY if pair[0] in ("EZPoints", "Points24")]
RANKS = {"A": 1, **{str(n): n for n in range(2, 11)}, "J": 10, "Q": 10, "K": 10}
OPERATIONS: dict[type, Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
}


def make(name: str, difficulty: int, split: str = "train") -> Any:
    return TASKS[name](split, difficulty=difficulty)


def play(episode: Episode, policy: Callable[[Any], int], most: int = 50) -> float:
    total = 0.0
    for _ in range(most):
        reward, ended = episode.act(policy(episode))
        assert -1 <= reward <= 1
        total += reward
        if ended:
            return total
    raise AssertionError("the episode has no end")


def counts_of_cards(episode: Any) -> list[int]:
    """What the cards count, read from caption and text as a person would."""
    ranks = re.findall(r"(\w+) of", episode.caption)
    faces = {"J": 11, "Q": 12, "K": 13} if "11, 12, 13" in episode.text else {}
    return [faces.get(rank, RANKS[rank]) for rank in ranks]


def evaluate(formula: str) -> Fraction | None:
    """The value by Python's own grammar; None on division by zero."""

    def value(node: Any) -> Fraction:
        if isinstance(node, ast.BinOp):
            return OPERATIONS[type(node.op)](value(node.left), value(node.right))
        return Fraction(node.value)

    try:
        return value(ast.parse(formula, mode="eval").body)
    except ZeroDivisionError:
        return None


@pytest.mark.parametrize(("name", "difficulty"), EVERY)
def test_gymnasium_finds_nothing_wrong(name: str, difficulty: int) -> None:
    env = gymnasium.make(f"gennet/{name}-v0", difficulty=difficulty)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check_env(env.unwrapped, skip_render_check=True)


@pytest.mark.parametrize(("name", "difficulty"), EVERY)
def test_random_play_stays_in_the_spaces(name: str, difficulty: int) -> None:
    env = gymnasium.make(f"gennet/{name}-v0", difficulty=difficulty).unwrapped
    rng = np.random.default_rng(0)
    observation, _ = env.reset(seed=0)
    for _ in range(300):
        assert observation in env.observation_space
        legal = np.flatnonzero(observation.get("action_mask", np.ones(2)))
        observation, _, terminated, truncated, _ = env.step(int(rng.choice(legal)))
        assert not truncated or terminated
        if terminated:
            assert observation in env.observation_space
            observation, _ = env.reset()


@pytest.mark.parametrize(("name", "difficulty"), EVERY)
def test_same_seed_same_episodes_single_and_batched(name: str, difficulty: int) -> None:
    env_id = f"gennet/{name}-v0"
    env = gymnasium.make(env_id, difficulty=difficulty)
    envs = gymnasium.make_vec(env_id, num_envs=3, difficulty=difficulty)
    many, infos = envs.reset(seed=7)
    for i in range(3):
        one, info = env.reset(seed=7 + i)
        assert many["text"][i] == one["text"]
        np.testing.assert_array_equal(many["image"][i], one["image"])
        assert infos["best_return"][i] == info["best_return"]


@pytest.mark.parametrize(("name", "difficulty"), EVERY)
def test_splits_share_no_deal_and_none_is_empty(name: str, difficulty: int) -> None:
    generator = np.random.default_rng(0)
    keys = []
    for split in ("train", "validation", "test"):
        task = make(name, difficulty, split)
        keys.append({task.start(generator).key for _ in range(40)})
    assert not keys[0] & keys[1]
    assert not keys[1] & keys[2]
    assert not keys[0] & keys[2]


@pytest.mark.parametrize(("name", "difficulty"), [e for e in EVERY if e[0] != "Blackjack"])
def test_oracle_earns_the_best_return(name: str, difficulty: int) -> None:
    task, generator = make(name, difficulty), np.random.default_rng(1)
    for _ in range(100):
        episode = task.start(generator)
        assert play(episode, lambda e: e.answer, task.max_steps) == episode.best_return == 1
        assert episode.is_correct
        assert episode.answer is None


@pytest.mark.parametrize("difficulty", range(5))
def test_number_line_points_to_the_target(difficulty: int) -> None:
    task, generator = make("NumberLine", difficulty), np.random.default_rng(2)
    for _ in range(300):
        episode = task.start(generator)
        target = int(re.findall(r"-?\d+", episode.text)[0])
        place = int(re.findall(r"-?\d+", episode.caption)[0])
        assert task.answers[episode.answer] == ("+" if target > place else "-")
        before = episode.image
        episode.act(episode.answer)
        assert not np.array_equal(before, episode.image)


def test_number_line_ends_with_the_third_step_away() -> None:
    episode = make("NumberLine", 2).start(np.random.default_rng(0))
    away = 1 - episode.answer
    assert [episode.act(away) for _ in range(3)] == [(-0.25, False), (-0.25, False), (-0.5, True)]
    assert not episode.is_correct


@pytest.mark.parametrize(("name", "difficulty"), POINTS)
def test_solutions_use_every_card_once_and_make_the_target(name: str, difficulty: int) -> None:
    task, generator = make(name, difficulty), np.random.default_rng(3)
    for _ in range(100):
        episode = task.start(generator)
        cards = counts_of_cards(episode)
        play(episode, lambda e: e.answer)
        target, formula = re.findall(r"Target: (\d+). Formula: (.*)=$", episode.text)[0]
        assert evaluate(formula) == int(target)
        assert sorted(map(int, re.findall(r"\d+", formula))) == sorted(cards)
        if name == "EZPoints":
            assert not set(formula) & set("-/()")


def completions(prefix: str, left: list[int], operators: str, brackets: bool) -> list[str]:
    """Every formula that begins with ``prefix``, by writing all that Python's grammar takes."""
    expects_number = not prefix or prefix[-1] in "(+-*/"
    depth = prefix.count("(") - prefix.count(")")
    if not expects_number and not left and not depth:
        return [prefix]
    found = []
    if expects_number:
        for number in sorted(set(left)):
            others = list(left)
            others.remove(number)
            found += completions(prefix + str(number), others, operators, brackets)
        if brackets and prefix.count("(") < 2 and len(left) > 1:
            found += completions(prefix + "(", left, operators, brackets)
    else:
        if depth:
            found += completions(prefix + ")", left, operators, brackets)
        for operator in operators if left else "":
            found += completions(prefix + operator, left, operators, brackets)
    return found


@pytest.mark.parametrize(
    ("name", "difficulty"), [("EZPoints", 2), ("EZPoints", 3), ("Points24", 1)]
)
def test_answers_follow_whatever_was_written(name: str, difficulty: int) -> None:
    """There is an answer exactly where some ending is right, and it leads to one."""
    task, generator = make(name, difficulty), np.random.default_rng(4)
    rng = np.random.default_rng(5)
    seen = Counter[bool]()
    for _ in range(60):
        episode, left, prefix = task.start(generator), None, ""
        left = counts_of_cards(episode)
        for _ in range(int(rng.integers(1, 5))):
            allowed = [task.answers[a] for a in np.flatnonzero(episode.action_mask)]
            tokens = [t for t in allowed if t != "=" and (not t.isdigit() or int(t) in left)]
            token = tokens[int(rng.integers(len(tokens)))]
            if token.isdigit():
                left.remove(int(token))
            if episode.act(task.answers.index(token))[1]:
                break
            prefix += token
        else:
            target = episode.deal.target
            every = completions(prefix, left, task.operators, task.has_brackets)
            possible = any(evaluate(formula) == target for formula in every)
            seen[possible] += 1
            assert (episode.answer is not None) == possible, (episode.text, episode.caption)
            if possible:
                assert play(episode, lambda e: e.answer) == 1
    assert min(seen[True], seen[False]) > 5


@pytest.mark.parametrize(("name", "difficulty"), POINTS)
def test_masks_never_lead_into_a_corner_and_tell_nothing_of_the_cards(
    name: str, difficulty: int
) -> None:
    task, generator = make(name, difficulty), np.random.default_rng(6)
    rng = np.random.default_rng(7)
    masks = defaultdict(set)
    for _ in range(150):
        episode = task.start(generator)
        for _ in range(task.max_steps):
            masks[re.sub(r"\d+", "n", episode.text)].add(episode.action_mask.tobytes())
            legal = [task.answers[a] for a in np.flatnonzero(episode.action_mask)]
            tokens = [t for t in legal if not t.isdigit() or int(t) in episode._left]
            assert tokens
            token = tokens[int(rng.integers(len(tokens)))]
            reward, ended = episode.act(task.answers.index(token))
            if ended:
                formula = episode.text.partition("Formula: ")[2].rstrip("=")
                right = evaluate(formula) == episode.deal.target
                assert reward == (1 if right and token == "=" else -1)
                assert episode.is_correct == (reward == 1)
                break
        else:
            raise AssertionError(f"max_steps are too few for {episode.text}")
    assert all(len(of_text) == 1 for of_text in masks.values())


def test_wrong_and_masked_tokens_end_the_game() -> None:
    task = make("Points24", 2)
    for wrong in ("+", "13", "strange number"):
        episode = task.start(np.random.default_rng(0))
        token = wrong
        if wrong == "strange number":
            token = next(str(n) for n in range(1, 11) if n not in counts_of_cards(episode))
        assert episode.act(task.answers.index(token)) == (-1.0, True)
        assert not episode.is_correct
        assert episode.answer is None


def test_best_play_is_that_of_the_textbook() -> None:
    """Sutton and Barto, figure 5.2, where nothing is close."""
    action = best_play(Rules(21, 17, 10)).action
    dealers = range(2, 11)
    assert [action[16][0][d] for d in dealers] == [0, 0, 0, 0, 0, 1, 1, 1, 1]
    assert [action[12][0][d] for d in dealers] == [1, 1, 0, 0, 0, 1, 1, 1, 1]
    assert [action[17][0][d] for d in range(1, 11)] == [0] * 10
    assert [action[11][0][d] for d in range(1, 11)] == [1] * 10
    assert [action[7][1][d] for d in range(1, 11)] == [1] * 10  # ace and six
    assert [action[9][1][d] for d in range(1, 11)] == [0] * 10  # ace and eight


@pytest.mark.parametrize("difficulty", range(5))
def test_oracle_earns_what_it_expects_on_average(difficulty: int) -> None:
    """Simulated games check the values of dynamic programming, and that no simple policy wins."""
    task, generator = make("Blackjack", difficulty), np.random.default_rng(8)
    expected, earned, stood = [], [], []
    for _ in range(4000):
        episode = task.start(generator)
        expected.append(episode.best_return)
        earned.append(play(episode, lambda e: e.answer))
        assert episode.is_correct == (earned[-1] == 1)
        assert episode.answer is None
        stood.append(play(task.start(generator), lambda e: 0))
    assert abs(np.mean(earned) - np.mean(expected)) < 0.045  # three standard errors
    assert np.mean(earned) > np.mean(stood) + 0.05


def test_blackjack_games_are_settled_by_the_rules_of_the_text() -> None:
    task, generator = make("Blackjack", 4), np.random.default_rng(9)
    rng = np.random.default_rng(10)

    def total(cards: str, faces: int, limit: int) -> int:
        ranks = re.findall(r"(\w+) of", cards)
        counts = [faces if rank in "JQK" else RANKS[rank] for rank in ranks]
        soft = 10 if 1 in counts and sum(counts) + 10 <= limit else 0
        return sum(counts) + soft

    for _ in range(500):
        episode = task.start(generator)
        earned = play(episode, lambda e: int(rng.random() < 0.6))
        faces, limit, stands = map(int, re.findall(r"\d+", episode.text))
        theirs, mine = (total(c, faces, limit) for c in episode.caption.split(" You: "))
        if mine > limit:
            assert earned == -1
            continue
        assert theirs >= stands
        theirs = 0 if theirs > limit else theirs
        assert earned == (mine > theirs) - (mine < theirs)


def success_by_text(name: str, count: int) -> tuple[float, float]:
    """How often random play is right, and how often what the oracle mostly does on this text."""
    task, generator = make(name, 2), np.random.default_rng(11)
    rng = np.random.default_rng(12)
    table: dict[str, Counter[int]] = defaultdict(Counter)

    def noted(episode: Any) -> int:
        table[episode.text][episode.answer] += 1
        return episode.answer

    def random(episode: Any) -> int:
        mask = episode.action_mask
        return int(rng.integers(2) if mask is None else rng.choice(np.flatnonzero(mask)))

    def blind(episode: Any) -> int:
        known = table.get(episode.text)
        return known.most_common(1)[0][0] if known else random(episode)

    for _ in range(count):
        play(task.start(generator), noted)
    wins = [0, 0]
    for which, policy in enumerate((random, blind)):
        for _ in range(count):
            episode = task.start(generator)
            play(episode, policy)
            wins[which] += episode.is_correct
    return wins[0] / count, wins[1] / count


@pytest.mark.parametrize("name", ["NumberLine", "EZPoints", "Points24"])
def test_the_text_alone_is_worth_little(name: str) -> None:
    by_chance, blind = success_by_text(name, 3000)
    assert blind < by_chance + 0.06  # 0.05 and a standard error


def test_without_its_text_the_same_image_has_several_answers() -> None:
    """Places on the number line, and hands of Blackjack, under all their texts."""
    task, generator = make("NumberLine", 2), np.random.default_rng(14)
    answers = defaultdict(set)
    for _ in range(3000):
        episode = task.start(generator)
        answers[episode.caption].add(episode.answer)
    assert np.mean([len(of_place) == 2 for of_place in answers.values()]) > 0.85
    plays = [best_play(Rules(limit, limit - 4, 10)).action for limit in range(21, 38)]
    hands = list(product(range(12, 21), range(1, 11)))
    undecided = [len({actions[hand][0][up] for actions in plays}) > 1 for hand, up in hands]
    assert np.mean(undecided) > 0.8


@pytest.mark.parametrize(("name", "difficulty"), EVERY)
@pytest.mark.parametrize("image_size", [64, 128])
def test_images_differ_where_captions_do(name: str, difficulty: int, image_size: int) -> None:
    task = TASKS[name](difficulty=difficulty, image_size=image_size)
    generator = np.random.default_rng(13)
    images = {}
    for _ in range(60):
        episode = task.start(generator)
        assert episode.image.shape == task.image_shape
        assert episode.image.dtype == np.uint8
        images[episode.caption] = episode.image.tobytes()
    assert len(set(images.values())) == len(images)
