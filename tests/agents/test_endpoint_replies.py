"""What models write, and which choice that is."""

from __future__ import annotations

import pytest

from gennet_rl.agents.endpoint_replies import is_numbered, is_refusal, parse_reply

COLOURS = ["red", "dark red", "blue", "yes", "no"]
NUMBERS = ["3", "7", "-1", "12"]
TOKENS = ["1", "10", "+", "*", "="]
LETTERS = ["A", "B", "C"]
MOVES = ["turn left", "turn right", "forward"]


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        ("red", "red"),
        ("  Red.\n", "red"),
        ("**DARK RED**", "dark red"),
        ('"blue"', "blue"),
        ("“Blue”", "blue"),
        ("`blue`", "blue"),
        ("- blue", "blue"),
        ("a red", "red"),
        ("The answer is dark red.", "dark red"),
        ("The answer is: **blue**", "blue"),
        ("**Answer:** blue", "blue"),
        ("Final answer:\nblue", "blue"),
        ("The answer is red. No, wait: the answer is blue.", "blue"),
        ("The answer is red because it is not blue.", None),
        ("The answer is red because that is its colour.", "red"),
        ("I looked at red and at blue.\n\nBlue", "blue"),
        ('{"answer": "red"}', "red"),
        ('```json\n{"answer": "dark red", "why": "blue is behind it"}\n```', "dark red"),
        ('{"answer": 3}', "blue"),
        ('{"answer": "green", "why": "not red"}', None),
        (r"so \boxed{\text{red}}", "red"),
        ("3", "blue"),
        ("(3)", "blue"),
        ("Option 3.", "blue"),
        ("3. blue", "blue"),
        ("3) **blue**", "blue"),
        ("3. red", None),
        ("9", None),
        ("0", None),
        ("It is red.", "red"),
        ("It is dark red.", "dark red"),
        ("It is not red.", None),
        ("It isn't red.", None),
        ("red or blue", None),
        ("red, blue", None),
        ("reddish", None),
        ("Yes, the red one is.", "yes"),
        ("No, there is none.", "no"),
        ("Yes and no.", None),
        ("green", None),
        ("", None),
        ("<think>Is it red? Or blue?</think>\nblue", "blue"),
        ("It may be red.</think>blue", "blue"),
        ("<think>It is red", None),
        ("I'm sorry, I cannot tell whether it is red.", None),
    ],
)
def test_colours_are_read(reply: str, answer: str | None) -> None:
    found = parse_reply(reply, COLOURS)
    assert (None if found is None else COLOURS[found]) == answer


@pytest.mark.parametrize(
    ("choices", "reply", "answer"),
    [
        (NUMBERS, "3", "3"),  # the choice, not the third of the list
        (NUMBERS, "-1", "-1"),
        (NUMBERS, "There are 12 of them.", "12"),
        (NUMBERS, "The sum is 7.", "7"),
        (NUMBERS, "3.5", None),
        (NUMBERS, "13", None),
        (NUMBERS, "5 - 3 = 2", None),
        (NUMBERS, "3 and 7 make 10", None),
        (NUMBERS, "1", None),
        (TOKENS, "+", "+"),
        (TOKENS, "*", "*"),
        (TOKENS, "`*`", "*"),
        (TOKENS, "The answer is =", "="),
        (TOKENS, "The answer is *", "*"),
        (TOKENS, "The answer is", None),
        (TOKENS, "10", "10"),
        (LETTERS, "b", "B"),
        (LETTERS, "B) a cat", "B"),
        (LETTERS, "(C) because B is none", None),
        (LETTERS, "(C), since a cat is small", "C"),
        (LETTERS, "A. It shows a cat.", "A"),
        (LETTERS, "A cat is what I see.", None),
        (LETTERS, "The answer is C", "C"),
        (MOVES, "Turn  left!", "turn left"),
        (MOVES, "I would turn right here.", "turn right"),
        (MOVES, "left", None),
        (["I", "i"], "i", "i"),
        (["Oh", "oh"], "oh.", None),
    ],
)
def test_other_choices_are_read(choices: list[str], reply: str, answer: str | None) -> None:
    found = parse_reply(reply, choices)
    assert (None if found is None else choices[found]) == answer


def test_choices_are_numbered_where_no_number_or_letter_is_one() -> None:
    assert is_numbered(COLOURS)
    assert not any(map(is_numbered, (NUMBERS, TOKENS, LETTERS, ["red", "2 boxes"])))


@pytest.mark.parametrize(
    ("reply", "refused"),
    [
        ("I'm sorry, but I can't help with that.", True),
        ("I\u2019m unable to see images.", True),
        ("As an AI, I have no eyes.", True),
        ("It is impossible to tell from the picture.", True),
        ("purple", False),
        ("I think it is purple.", False),
    ],
)
def test_refusals_are_told_from_other_replies(reply: str, refused: bool) -> None:
    assert is_refusal(reply) == refused
