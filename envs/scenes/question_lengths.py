"""The space of the texts of questions: the alphabet and lengths that the chosen languages have."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from gymnasium import spaces

from gennet_rl.envs.scenes.captions import WORDS
from gennet_rl.envs.scenes.grammar import Language, Noun
from gennet_rl.envs.scenes.programs import ATTRIBUTES, RELATIONS
from gennet_rl.envs.scenes.question_texts import KEYS, is_form, slots_of
from gennet_rl.envs.scenes.worlds import Level

__all__ = ["questions_space"]

Extreme = Callable[..., str]
"""``max`` or ``min``, by length."""


@lru_cache(maxsize=128)
def questions_space(languages: tuple[str, ...], level: Level, hops: int) -> spaces.Text:
    """A space that holds every question.

    Args:
        languages: ISO 639-1 codes.
        level: whose words may occur.
        hops: of the longest chain.
    """
    measures = [Measure(WORDS[language], level) for language in languages]
    alphabet = sorted(set().union(*(measure.characters() for measure in measures)))
    return spaces.Text(
        max_length=max(measure.longest(hops) for measure in measures),
        min_length=min(measure.shortest() for measure in measures),
        charset="".join(alphabet),
    )


class Measure:
    """How long the questions of a language get, and of what characters they are.

    Args:
        words: the language.
        level: whose words may occur.
    """

    def __init__(self, words: Language, level: Level) -> None:
        self.words = words
        self._nouns = [
            noun for name in ("object", *level.values("shape")) for noun in words.nouns[name]
        ]
        self._adjectives = {
            slot: [form for value in level.nameable(slot) for form in words.adjectives[value]]
            for slot in ("colour", "size", "texture")
        }
        self._phrases: dict[tuple[str, int], list[tuple[Noun, str]]] = {}

    def longest(self, hops: int) -> int:
        """Of all questions whose noun phrases have at most so many hops, in characters."""
        texts = self._texts(lambda form: self._longest_phrases(form, hops))
        return max(max(len(text), len(self.words.polish(text))) for text in texts)

    def shortest(self) -> int:
        """Of all questions, in characters."""
        texts = self._texts(self._shortest_phrases)
        return min(min(len(text), len(self.words.polish(text))) for text in texts)

    def characters(self) -> set[str]:
        """Every character of every question."""
        found: set[str] = set()
        for text in self._texts(self._every_phrase):
            polished = self.words.polish(text)
            found.update(polished, polished[0].upper())
        return found

    def _texts(self, phrases: Callable[[str], Sequence[tuple[Noun, str]]]) -> Iterator[str]:
        """Questions, and parts of them, in which all slots hold each of the phrases in turn."""
        for key in KEYS:
            part = key in RELATIONS or key.startswith(("same ", "odd "))
            for template in self._templates(key):
                yield from self._filled(template, phrases, "the" if part else "")

    def _templates(self, key: str) -> list[str]:
        """A key's, for whatever gender."""
        questions = self.words.scene_questions
        genders = dict.fromkeys(noun.gender for noun in self._nouns)
        keys = [key, *(f"{key} {gender}" for gender in genders)]
        return [template for name in keys for template in questions.get(name, ())]

    def _filled(
        self, template: str, phrases: Callable[[str], Sequence[tuple[Noun, str]]], form: str
    ) -> Iterator[str]:
        names = slots_of(template)
        first = form or next((name for name in names if is_form(name)), "the")
        slots = {
            name: phrases(first if name == "np" else name.removesuffix("2"))
            for name in names
            if name not in self.words.adjectives
        }
        for i in range(max(map(len, slots.values()), default=1)):
            filled = {name: texts[i % len(texts)][1] for name, texts in slots.items()}
            for noun in self._nouns if len(slots) < len(names) else self._nouns[:1]:
                agreeing = {
                    name: self.words.adjective(adjective, noun, first).lstrip("+")
                    for name in names
                    if name not in slots
                    for adjective in self.words.adjectives[name]
                }
                yield template.format_map({**filled, **agreeing})

    def _every_phrase(self, form: str) -> list[tuple[Noun, str]]:
        """Each noun alone and with each adjective."""
        if (form, -1) not in self._phrases:
            self._phrases[form, -1] = [
                (noun, self.words.phrase(noun, slots, form))
                for noun in self._nouns
                for slots in (
                    {},
                    *({slot: a} for slot, forms in self._adjectives.items() for a in forms),
                )
            ]
        return self._phrases[form, -1]

    def _shortest_phrases(self, form: str) -> list[tuple[Noun, str]]:
        return [min(self._every_phrase(form), key=lambda pair: len(pair[1]))]

    def _longest_phrases(self, form: str, hops: int) -> list[tuple[Noun, str]]:
        """The longest in a form, of so many hops; one for each noun where there is no hop."""
        if (form, hops) not in self._phrases:
            found = [(noun, self._longest_bare(noun, form)) for noun in self._nouns]
            longest = max(found, key=lambda pair: len(pair[1]))
            if hops:
                parts = [*RELATIONS, *(f"{p} {a}" for p in ("same", "odd") for a in ATTRIBUTES)]
                longest = max(
                    (
                        (longest[0], text)
                        for key in parts
                        for template in self._templates(key)
                        for text in self._nested(template, form, longest, hops)
                    ),
                    key=lambda pair: len(pair[1]),
                )
            self._phrases[form, hops] = [longest]
        return self._phrases[form, hops]

    def _nested(self, template: str, form: str, head: tuple[Noun, str], hops: int) -> Iterator[str]:
        def phrases(slot: str) -> list[tuple[Noun, str]]:
            return [head] if slot == form else self._longest_phrases(slot, hops - 1)

        if form in slots_of(template):  # then what is nested comes in the form of what it is in
            inner = self._longest_phrases(form, hops - 1)[0][1]
            yield from (text + inner for text in self._filled(template, phrases, form))
        else:
            yield from self._filled(template, phrases, form)

    def _longest_bare(self, noun: Noun, form: str) -> str:
        """A noun with its longest adjectives."""
        slots = {
            slot: max(forms, key=lambda adjective: self._width(adjective, noun, form))
            for slot, forms in self._adjectives.items()
        }
        return self.words.phrase(noun, slots, form)

    def _width(self, adjective: tuple[str, ...], noun: Noun, form: str) -> int:
        return len(self.words.adjective(adjective, noun, form).lstrip("+"))
