"""EZPoints and Points24: solutions, right answers after any beginning, masks."""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from card_games import EVERY, RANKS, make, play

FREELY_WRITTEN = [("EZPoints", 2), ("EZPoints", 3), ("Points24", 1)]
POINTS = [pair for pair in EVERY if pair[0] in ("EZPoints", "Points24")]
OPERATIONS: dict[type, Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
}


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


def has_idle_brackets(formula: str) -> bool:
    """Whether brackets hold a single operand, or the whole formula."""
    operands = [0]
    for token in re.findall(r"\d+|[()]", formula):
        if token == "(":
            operands.append(0)
            continue
        if token == ")" and operands.pop() < 2:
            return True
        operands[-1] += 1
    return operands[0] < 2


def completions(prefix: str, left: list[int], operators: str, brackets: bool) -> list[str]:
    """Every formula that begins with ``prefix``, by writing all that Python's grammar takes."""
    expects_number = not prefix or prefix[-1] in "(+-*/"
    depth = prefix.count("(") - prefix.count(")")
    if not expects_number and not left and not depth:
        return [] if has_idle_brackets(prefix) else [prefix]
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


@pytest.mark.parametrize(("name", "difficulty"), FREELY_WRITTEN)
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
                # Where it ends before "=", a division by zero has ended it.
                formula = episode.text.partition("Formula: ")[2].rstrip("=")
                right = token == "=" and evaluate(formula) == episode.deal.target
                assert reward == (1 if right else -1)
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
