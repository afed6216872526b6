"""How a language puts nouns, adjectives, numbers and articles together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

__all__ = ["FORMS", "Language", "Noun", "adjectives", "nouns", "romance_adjective", "sentences"]

FORMS = ("a", "the", "at", "of", "one", "many", "none", "more", "than")
"""Roles of a noun phrase: "a circle", "the circle" as a subject, the same before a place,
the one that a thing lies left of, after the number one, after greater numbers, what is absent,
what there is more of, and what there is less of."""
PLURAL = frozenset({"many", "none", "more", "than"})

Adjective = tuple[str, ...]
"""Forms of an adjective, in the order that its language declines by; one if it never changes."""
Slots = Mapping[str, Adjective]
"""Adjectives of a noun phrase by slot: size, colour, texture."""


class Noun(NamedTuple):
    """A noun in the forms that captions need."""

    gender: str
    """Or the noun class, or any letter where the language has neither."""
    forms: tuple[str, ...]
    """Singular, plural, and what else the language needs."""
    symbol: str = ""
    """The character after the name of a digit or letter."""


def nouns(table: Mapping[str, str]) -> dict[str, tuple[Noun, ...]]:
    """Nouns by name from lines such as ``"m círculo/círculos|f figura/figuras"``.

    Args:
        table: synonyms separated by ``|``, each the gender, a blank and its forms.
    """
    parsed = {}
    for name, line in table.items():
        pairs = [synonym.split(" ", 1) for synonym in line.split("|")]
        parsed[name] = tuple(Noun(gender, tuple(forms.split("/"))) for gender, forms in pairs)
    return parsed


def adjectives(table: Mapping[str, str]) -> dict[str, tuple[Adjective, ...]]:
    """Adjectives by name from lines such as ``"gris/gris/grises/grises|plomizo/…"``.

    Args:
        table: synonyms separated by ``|``, their forms by ``/``. A leading ``+`` puts the words
            after the noun wherever the other adjectives stand.
    """
    return {
        name: tuple(tuple(synonym.split("/")) for synonym in line.split("|"))
        for name, line in table.items()
    }


def sentences(table: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Templates by name from lines with alternatives separated by ``|``."""
    return {name: tuple(line.split("|")) for name, line in table.items()}


def plain_noun(noun: Noun, form: str) -> str:
    """Singular or plural, for languages without cases."""
    return noun.forms[1 if form in PLURAL else 0]


def first_form(adjective: Adjective, noun: Noun, form: str) -> str:
    """The only form, for languages whose adjectives never change."""
    return adjective[0]


def romance_adjective(adjective: Adjective, noun: Noun, form: str) -> str:
    """Agreement in gender and number; forms are masculine, feminine, then their plurals."""
    if len(adjective) == 1:
        return adjective[0]
    return adjective[2 * (form in PLURAL) + (noun.gender == "f")]


def no_article(text: str, noun: Noun, form: str) -> str:
    """The noun phrase as it is."""
    return text


def count_before(language: Language, noun: Noun, slots: Slots, number: int, word: bool) -> str:
    """A number, in words or numerals, before the noun phrase: "three red circles"."""
    form = "one" if number == 1 else "many"
    phrase = language.bare(noun, slots, form)
    return f"{language.number(number, noun, word)}{language.space}{phrase}"


@dataclass(frozen=True, kw_only=True, eq=False)
class Language:
    """Words of a language and the few rules by which they combine.

    Two are equal where they are the same object, so that phrases are quickly found by language.
    """

    nouns: Mapping[str, tuple[Noun, ...]]
    """Synonyms by name of a shape, symbol, part of a chart, ``object`` or ``shape``; ``bare digit``
    where a digit may stand for itself ("a red 7")."""
    adjectives: Mapping[str, tuple[Adjective, ...]]
    """Synonyms by name of a colour, size or texture."""
    positions: Mapping[str, tuple[str, ...]]
    """Where something is, by name of a position."""
    sentences: Mapping[str, tuple[str, ...]]
    """Templates by what they state."""
    numbers: tuple[str, ...]
    """Words for 0 to 12, with ``/`` between masculine, feminine and neuter where they differ."""
    scene_questions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Templates of what ``gennet/Scenes-v0`` asks."""
    box_statements: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Templates of what is said of boxes, towers and scattered items."""
    chart_questions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Templates of what ``gennet/Charts-v0`` asks."""
    digit_questions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Templates of what ``gennet/Digits-v0`` asks."""
    order: tuple[str, ...] = ("size", "texture", "colour", "noun")
    comma: str = ", "
    last: str = " and "
    """What joins the last two of a list."""
    clause: str = ""
    """What joins counts and placed objects where a list's words do not."""
    aside: str = "; "
    """What joins two statements."""
    space: str = " "
    stop: str = "."
    noun: Callable[[Noun, str], str] = plain_noun
    adjective: Callable[[Adjective, Noun, str], str] = first_form
    article: Callable[[str, Noun, str], str] = no_article
    count: Callable[[Language, Noun, Slots, int, bool], str] = count_before
    polish: Callable[[str], str] = str
    """Last changes to a whole caption, such as elisions."""

    def bare(self, noun: Noun, slots: Slots, form: str) -> str:
        """The noun with its adjectives in one of ``FORMS``, without an article."""
        words: list[str] = []
        after: list[str] = []
        for slot in self.order:
            if slot == "noun":
                words.append(self.named(noun, form))
            elif slot in slots:
                text = self.adjective(slots[slot], noun, form)
                (after if text[0] == "+" else words).append(text.lstrip("+"))
        return self.space.join(word for word in words + after if word)

    def named(self, noun: Noun, form: str) -> str:
        """The noun and the character it names, if any."""
        text = self.noun(noun, form)
        return f"{text}{self.space if text else ''}{noun.symbol}" if noun.symbol else text

    def phrase(self, noun: Noun, slots: Slots, form: str) -> str:
        """The noun with its adjectives and article in one of ``FORMS``."""
        return self.article(self.bare(noun, slots, form), noun, form)

    def number(self, number: int, noun: Noun, word: bool) -> str:
        """A number as a word that agrees with the noun, or as numerals (always above 12)."""
        if not word or number >= len(self.numbers):
            return str(number)
        forms = self.numbers[number].split("/")
        return forms[min("mfn".find(noun.gender) % 3, len(forms) - 1)]

    def join(self, parts: list[str], clauses: bool = False) -> str:
        """A list in words.

        Args:
            parts: at least one.
            clauses: whether they are counts or placed objects rather than plain noun phrases.
        """
        if clauses and self.clause:
            return self.clause.join(parts)
        head = self.comma.join(parts[:-1])
        return f"{head}{self.last}{parts[-1]}" if head else parts[-1]
