"""Statements in words: the languages' templates, filled from the syntax tree."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TypeVar

from gennet_rl.envs.boxes import syntax
from gennet_rl.envs.boxes.things import Things
from gennet_rl.envs.scenes.captions import WORDS
from gennet_rl.envs.scenes.grammar import Adjective, Noun

__all__ = ["Words", "translated"]

T = TypeVar("T")


class Words:
    """A statement's words in a language; synonyms are chosen by one number.

    One number, so that a text takes as many draws in every language and what is drawn after it
    stays the same.

    Args:
        language: one of :func:`translated`.
        share: from 0 up to 1 (not included).
    """

    def __init__(self, language: str, share: float) -> None:
        self._language = WORDS[language]
        self._share = share
        self._nouns: dict[str, Noun] = {}
        self._adjectives: dict[str, Adjective] = {}

    def say(self, statement: syntax.Statement) -> str:
        """The statement as a sentence."""
        text = self._language.polish(self._statement(statement))
        return f"{text[0].upper()}{text[1:]}{self._language.stop}"

    def _pick(self, options: Sequence[T]) -> T:
        """One of the options by the next digit of the share, to the base of their number."""
        if len(options) == 1:
            return options[0]
        digit, self._share = divmod(self._share * len(options), 1)
        return options[int(digit)]

    def _template(self, key: str) -> str:
        return self._pick(self._language.box_statements[key])

    def _statement(self, statement: syntax.Statement) -> str:
        if isinstance(statement, syntax.In):
            return self._clause(statement.clause, f"in {statement.place}")
        if isinstance(statement, syntax.Join):
            template = self._template(statement.word)
            p, q = self._statement(statement.first), self._statement(statement.second)
        else:
            template = self._template(f"both {statement.place}")
            p, q = (self._clause(clause, "in it") for clause in (statement.first, statement.second))
        return template.format(p=p, q=q)

    def _clause(self, clause: syntax.Clause, place: str) -> str:
        key, parts = self._told(clause)
        return self._template(key).format(boxes=self._template(place), **parts)

    def _told(self, clause: syntax.Clause) -> tuple[str, dict[str, str]]:
        """The key of a clause's template, and what fills it but for the boxes."""
        match clause:
            case syntax.Count():
                return self._counted(clause)
            case syntax.More(these, those):
                parts = {"more": self._phrase(these, "more"), "than": self._phrase(those, "than")}
                return "more", parts
            case syntax.Variety(kind, attribute, number):
                return f"{kind} {attribute}s {number}", {}
            case syntax.End(end, block):
                return end, {"a": self._phrase(block, "a")}
            case syntax.On(a, b) | syntax.Above(a, b) | syntax.Between(a, b):
                parts = {"a": self._phrase(a, "a"), "b": self._phrase(b, "a")}
                return type(clause).__name__.lower(), parts
        return "alike", {}

    def _counted(self, clause: syntax.Count) -> tuple[str, dict[str, str]]:
        touch = "touch " if clause.wall else ""
        wall = {"wall": self._template(f"wall {clause.wall}")} if touch else {}
        if not clause.number:
            return f"{touch}none", wall | {"none": self._phrase(clause.things, "none")}
        noun, slots = self._noun(clause.things)
        number, language = clause.number, self._language
        parts = {
            "count": language.count(language, noun, slots, number, True),
            "n": language.number(number, noun, True),
            "many": language.bare(noun, slots, "one" if number == 1 else "many"),
        }
        return f"{touch}{clause.comparison}{' 1' if number == 1 else ''}", wall | parts

    def _phrase(self, things: Things, form: str) -> str:
        return self._language.phrase(*self._noun(things), form)

    def _noun(self, things: Things) -> tuple[Noun, dict[str, Adjective]]:
        # One word for one thing throughout a statement, lest "things" and "objects" seem to differ.
        kind, slots = things.kind, {}
        if kind not in self._nouns:
            self._nouns[kind] = self._pick(self._language.nouns[kind])
        for slot, name in (("size", things.size), ("colour", things.colour)):
            if name and name not in self._adjectives:
                self._adjectives[name] = self._pick(self._language.adjectives[name])
            if name:
                slots[slot] = self._adjectives[name]
        return self._nouns[kind], slots


@lru_cache(maxsize=1)
def translated() -> tuple[str, ...]:
    """Codes of the languages that have these templates and their nouns."""
    return tuple(
        code for code, words in WORDS.items() if words.box_statements and "block" in words.nouns
    )
