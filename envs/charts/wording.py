"""How a question about a chart is worded, in any language that has its sentences.

A language's ``chart_questions`` are whole sentences by key, synonyms separated by ``|``, with

    {a:FORM} {b:FORM}  a part of the chart and its colour, in one of grammar.FORMS: "{a:the}" is
                       "the red bar" as a subject, "{a:of}" the same in the form that stands after
                       "left of"; a part is a bar, a slice (of a pie), a line or a row (of a table)
    {part:FORM}        such a part without a colour: "{part:the}" is "the bar", "{part:many}" "bars"
    {place}            nothing, or what "at point" (for lines) or "in column" (for tables) says,
                       which begins or ends with the blank that parts it from the rest
    {n}                a number that values are compared with, from 0 to 20
    {p}                the number of a point or column, from 1 to 6

and the keys mean

    at point           at the point whose number, below the axis, is {p}
    in column          in the column of a table whose number, on top, is {p}
    value              what is the value of a? (a number)
    greatest           what colour is the part with the greatest value? (a colour)
    least              ... with the smallest value?
    second greatest    ... with the second greatest value?
    second least       ... with the second smallest value?
    more               is a's value greater than b's? (yes or no)
    less               is a's value smaller than b's?
    sum                what is the sum of a's value and b's? (a number)
    difference         what is the difference between a's value and b's? (a number, never negative)
    above              how many parts have a value greater than n? (a number)
    below              how many parts have a value smaller than n?
    trend              does line a rise, fall or stay flat, from left to right?
    rises most         between which two neighbouring points does line a rise most? ("2 to 3")
    falls most         between which two neighbouring points does line a fall most?
    highest point      at which point is line a highest? (the number of the point)
    lowest point       at which point is line a lowest?
    points above       at how many points is line a's value greater than n? (a number)
    points below       at how many points is line a's value smaller than n?
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from functools import lru_cache

from gennet_rl.envs.charts.data import COLOURS, PARTS, Question
from gennet_rl.envs.scenes.captions import WORDS
from gennet_rl.envs.scenes.grammar import Language

__all__ = ["PLACES", "all_wordings", "translated", "word"]

PLACES = {"lines": "at point", "table": "in column"}
"""Charts with more than one place to look at, and the key of the words for it."""
FINE = 1 << 48  # a share becomes an integer from 0 up to this, whose remainders pick synonyms


class _Part:
    """A part of a chart, which ``str.format`` words in the form that a template asks for."""

    def __init__(self, language: str, noun: int, kind: str, colour: str, adjective: int) -> None:
        self.which = language, kind, noun, colour, adjective

    def __format__(self, form: str) -> str:
        return _phrase(*self.which, form)


@lru_cache(maxsize=1 << 14)
def _phrase(language: str, kind: str, noun: int, colour: str, adjective: int, form: str) -> str:
    words = WORDS[language]
    slots = {"colour": words.adjectives[colour][adjective]} if colour else {}
    return words.phrase(words.nouns[kind][noun], slots, form)


def word(question: Question, language: str, share: float) -> str:
    """The question as a sentence.

    Args:
        question: what is asked.
        language: one of :func:`translated`.
        share: from 0 up to 1, which decides between synonyms.
    """
    words = WORDS[language]
    left = int(share * FINE)
    templates = words.chart_questions[question.key]
    left, template = divmod(left, len(templates))
    kind = PARTS[question.chart]
    left, noun = divmod(left, len(words.nouns[kind]))
    parts = {"part": _Part(language, noun, kind, "", 0)}
    for slot, colour in (("a", question.a), ("b", question.b)):
        if colour:
            left, adjective = divmod(left, len(words.adjectives[colour]))
            parts[slot] = _Part(language, noun, kind, colour, adjective)
    place = ""
    if question.place:
        places = words.chart_questions[PLACES[question.chart]]
        place = places[left % len(places)].format(p=question.place)
    text = templates[template].format(**parts, place=place, n=question.n)
    return words.polish(text)


def translated() -> tuple[str, ...]:
    """Codes of the languages that have all questions and words for the parts of charts."""
    needed = set(WORDS["en"].chart_questions)
    return tuple(
        code
        for code, words in WORDS.items()
        if needed <= set(words.chart_questions) and set(PARTS.values()) <= set(words.nouns)
    )


def all_wordings(language: str) -> Iterator[str]:
    """Texts of a language: every one, but of numbers only some of each number of digits."""
    words = WORDS[language]
    for chart, kind in PARTS.items():
        places = [""]
        if chart in PLACES:
            templates = words.chart_questions[PLACES[chart]]
            places = [template.format(p=p) for template in templates for p in range(1, 7)]
        for key, templates in words.chart_questions.items():
            if key in PLACES.values():
                continue
            for template in templates:
                yield from _worded(template, language, kind, places)


def _worded(template: str, language: str, kind: str, places: Sequence[str]) -> Iterator[str]:
    words: Language = WORDS[language]
    coloured = [
        (colour, adjective)
        for colour in COLOURS
        for adjective in range(len(words.adjectives[colour]))
    ]
    pairs: Sequence[tuple[tuple[str, int], ...]] = [(("", 0), ("", 0))]
    if "{b" in template:
        pairs = [(a, b) for a, b in itertools.permutations(coloured, 2) if a[0] != b[0]]
    elif "{a" in template:
        pairs = [(a, a) for a in coloured]
    numbers = range(21) if "{n" in template else [0]
    for noun in range(len(words.nouns[kind])):
        part = _Part(language, noun, kind, "", 0)
        for a, b in pairs:
            first, second = (_Part(language, noun, kind, *each) for each in (a, b))
            for n in numbers:
                for place in places if "{place" in template else [""]:
                    text = template.format(a=first, b=second, part=part, place=place, n=n)
                    yield words.polish(text)
