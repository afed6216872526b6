"""What a row asks and what is right: its text, its answers, its choices; and what they earn."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from hashlib import blake2b
from math import isfinite
from typing import Any, NamedTuple

from gennet_rl.envs.vqa.tables import BadRowError, Row, missing_column, quoted

__all__ = ["LETTERS", "Question", "QuestionReader", "vqa_accuracy"]

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""Of the choices, in order; a row has at most so many."""
AGREEING = 3  # other people who must have given an answer for it to be wholly right


class Question(NamedTuple):
    """One row, understood.

    Attributes:
        text: what is asked, with the choices where there are any.
        answers: of one person or several; for choices the letter of the right one.
        num_choices: how many choices the text lists; 0 where there are none.
    """

    text: str
    answers: tuple[str, ...]
    num_choices: int = 0

    def most_frequent(self) -> str:
        """The answer that most people gave; among equals the first."""
        if len(self.answers) == 1:
            return self.answers[0]
        return Counter(self.answers).most_common(1)[0][0]  # equals in the order of appearance


class QuestionReader:
    """From the cells of a row to a :class:`Question`.

    Args:
        text_column: the question's column.
        answer_column: the column of the answer or of several people's answers.
        choices_column: the column of a list of choices; None for an answer vocabulary.
        shuffle_choices: whether a row's choices change their order, always to the same.
        lists_are_json: whether lists are written as text, as in CSV.
    """

    def __init__(
        self,
        text_column: str,
        answer_column: str,
        choices_column: str | None = None,
        shuffle_choices: bool = False,
        lists_are_json: bool = False,
    ) -> None:
        self.text_column = text_column
        self.answer_column = answer_column
        self.choices_column = choices_column
        self.shuffle_choices = shuffle_choices
        self.lists_are_json = lists_are_json

    def read(self, row: Row) -> Question:
        """Understand a row; raises BadRowError."""
        text = cell(row, self.text_column)
        if not isinstance(text, str) or not text.strip():
            raise BadRowError(f"{self.text_column} is {quoted(text)}: it must be a text.")
        answer = cell(row, self.answer_column)
        if self.choices_column is not None:
            return self._choice(text, answer, cell(row, self.choices_column))
        given = self._as_list(answer)
        answers = tuple([_open_answer(_answer_text(one)) for one in given])
        if not answers or not all(answers):
            raise BadRowError(
                f"{self.answer_column} is {quoted(answer)}: every row needs an answer."
            )
        return Question(text, answers)

    def _choice(self, question: str, answer: Any, choices: Any) -> Question:
        given = self._as_list(choices)
        if len(given) == 1 and given[0] is choices:
            raise BadRowError(f"{self.choices_column} is {quoted(choices)}: it must be a list.")
        texts = [" ".join(_answer_text(choice).split()) for choice in given]
        if not 2 <= len(texts) <= len(LETTERS):
            raise BadRowError(f"there are {len(texts)} choices: give from 2 to {len(LETTERS)}.")
        if len(set(texts)) < len(texts):
            raise BadRowError(f"the choices {quoted(texts)} are not all different.")
        right = _right_choice(answer, given, texts)
        order = list(range(len(texts)))
        if self.shuffle_choices:
            order.sort(key=lambda i: blake2b(f"{question}\n{texts[i]}".encode()).digest())
        listed = [f"({LETTERS[place]}) {texts[i]}" for place, i in enumerate(order)]
        letter = LETTERS[order.index(right)]
        return Question(" ".join([question, *listed]), (letter,), len(texts))

    def _as_list(self, value: Any) -> list[Any]:
        if self.lists_are_json and isinstance(value, str) and value.lstrip().startswith("["):
            try:
                value = json.loads(value)
            except (ValueError, RecursionError) as error:
                raise BadRowError(f"the list {quoted(value)} is not JSON ({error}).") from error
        return value if isinstance(value, list) else [value]


def cell(row: Row, column: str) -> Any:
    """The value of ``column``; raises BadRowError where the row has no such column."""
    try:
        return row[column]
    except KeyError:
        raise BadRowError(missing_column(column, list(row))) from None


def vqa_accuracy(answer: str, answers: Sequence[str]) -> float:
    """How right ``answer`` is by the answers of several people, in [0, 1].

    min(1, m / 3), m being how many of the others gave that answer, averaged over all ways of
    leaving out one of the n people: with c of them giving it,
    ``(c * min(1, (c - 1) / 3) + (n - c) * min(1, c / 3)) / n`` (Antol et al. 2015, VQA; the
    averaging is that of its evaluation). Of ten people two make 0.6, four make 1. Where fewer than
    four were asked, the 3 is n - 1, so that what all of them said earns 1; where one was asked,
    what that one said earns 1.

    Args:
        answer: what is to be scored.
        answers: of n >= 1 people, written alike where they mean the same.
    """
    people, given = len(answers), sum(one == answer for one in answers)
    if people == 1:
        return float(given)
    enough = min(AGREEING, people - 1)
    left_out = given * min(enough, given - 1) + (people - given) * min(enough, given)
    return left_out / (enough * people)


def _open_answer(text: str) -> str:
    """Typed by people: case and spacing say nothing."""
    return " ".join(text.lower().split())


def _answer_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, dict) and "answer" in value:  # as the VQA data sets have it
        return _answer_text(value["answer"])
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float) and isfinite(value):
        return str(int(value)) if value.is_integer() else repr(value)
    raise BadRowError(f"{quoted(value)} is no answer: give a text or a number.")


def _right_choice(answer: Any, given: list[Any], texts: list[str]) -> int:
    """Which choice is right: the answer's text, else a number from 0, else a letter from A."""
    if type(answer) is not int or any(type(choice) is int for choice in given):
        text = " ".join(_answer_text(answer).split())
        if text in texts:
            return texts.index(text)
        if text.isdecimal() and len(text) < 3 and not any(choice.isdecimal() for choice in texts):
            answer = int(text)  # a cell of a CSV file
        elif len(text) == 1 and text.upper() in LETTERS[: len(texts)]:
            return LETTERS.index(text.upper())
    if type(answer) is int and 0 <= answer < len(texts):
        return answer
    raise BadRowError(
        f"the answer {quoted(answer)} is none of the {len(texts)} choices: give a choice's text, "
        "its number counted from 0, or its letter."
    )
