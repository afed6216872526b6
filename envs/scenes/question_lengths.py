"""The space of the texts of questions: the alphabet and lengths that the chosen languages have."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import chain, product

from gymnasium import spaces

from gennet_rl.envs.scenes.captions import WORDS
from gennet_rl.envs.scenes.grammar import Language, Noun
from gennet_rl.envs.scenes.question_texts import KEYS, is_form, slots_of
from gennet_rl.envs.scenes.things import RELATIONS
from gennet_rl.envs.scenes.worlds import Level

__all__ = ["questions_space"]

Phrases = Callable[[str], Sequence[tuple[Noun, str]]]
"""From a form to noun phrases in it, each with its noun."""

PARTS = tuple(key for key in KEYS if key in RELATIONS or key.startswith(("same ", "odd ")))
QUESTIONS = tuple(key for key in KEYS if key not in PARTS)


def _most_hops(key: str, hops: int) -> int:
    """How long a chain gets in questions of a kind."""
    return max(hops, 1) if key.startswith("ask ") else int(key in ("exist", "count"))


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
        """Of all questions whose chains have at most so many hops, in characters."""
        texts = (
            text
            for key in QUESTIONS
            for text in self._questions(key, partial(self._longest, hops=_most_hops(key, hops)))
        )
        return max(map(self._length_of_either, texts))

    def shortest(self) -> int:
        """Of all questions, in characters."""
        texts = (text for key in QUESTIONS for text in self._questions(key, self._every))
        return min(len(self.words.polish(text)) for text in texts)

    def characters(self) -> set[str]:
        """Every character of every question."""
        found: set[str] = set()
        questions = (text for key in QUESTIONS for text in self._questions(key, self._every))
        parts = (
            text
            for key in PARTS
            for template in self._templates(key)
            for noun in {noun.gender: noun for noun in self._nouns}.values()
            for text in self._filled(template, self._every, ("the", noun, ""))
        )
        for text in chain(questions, parts):
            polished = self.words.polish(text)
            found.update(polished, polished[0].upper())
        return found

    def _length_of_either(self, text: str) -> int:
        return max(len(text), len(self.words.polish(text)))

    def _questions(self, key: str, phrases: Phrases) -> Iterator[str]:
        for template in self._templates(key):
            yield from self._filled(template, phrases)

    def _templates(self, key: str) -> list[str]:
        """A key's, for whatever gender."""
        questions = self.words.scene_questions
        genders = dict.fromkeys(noun.gender for noun in self._nouns)
        keys = [key, *(f"{key} {gender}" for gender in genders)]
        return [template for name in keys for template in questions.get(name, ())]

    def _filled(
        self, template: str, phrases: Phrases, head: tuple[str, Noun, str] | None = None
    ) -> Iterator[str]:
        """A template with each of the phrases in all of its slots at once.

        Args:
            template: of ``scene_questions``.
            phrases: from a form to noun phrases in it.
            head: form, noun and text of what stands for ``{np}``.
        """
        names = slots_of(template)
        agreeing = [name for name in names if name in self.words.adjectives]
        slots = [name for name in names if name not in agreeing and name != "np"]
        form = head[0] if head else next((name for name in slots if is_form(name)), "the")
        text = {"np": head[2]} if head else {}
        texts = [phrases(name.removesuffix("2")) for name in slots]
        for i in range(max(map(len, texts), default=1)):
            chosen = [options[i % len(options)] for options in texts]
            noun = head[1] if head else chosen[0][0]
            filled = dict(zip(slots, (phrase for _, phrase in chosen), strict=True))
            for forms in product(*(self.words.adjectives[name] for name in agreeing)):
                words = [self.words.adjective(f, noun, form).lstrip("+") for f in forms]
                agreed = dict(zip(agreeing, words, strict=True))
                yield template.format_map({**filled, **text, **agreed})

    def _every(self, form: str) -> list[tuple[Noun, str]]:
        """Each noun alone and with each adjective."""
        if (form, -1) not in self._phrases:
            slots = [{slot: a} for slot, forms in self._adjectives.items() for a in forms]
            self._phrases[form, -1] = [
                (noun, self.words.phrase(noun, chosen, form))
                for noun in self._nouns
                for chosen in ({}, *slots)
            ]
        return self._phrases[form, -1]

    def _longest(self, form: str, hops: int) -> list[tuple[Noun, str]]:
        """The longest noun phrase in a form, of so many hops; without any, the longest a noun."""
        if (form, hops) not in self._phrases:
            found = [(noun, self._longest_bare(noun, form)) for noun in self._nouns]
            if hops:
                nested = partial(self._longest, hops=hops - 1)
                found = [
                    (noun, text)
                    for key in PARTS
                    for template in self._templates(key)
                    for noun, phrase in found
                    for text in self._filled(template, nested, (form, noun, phrase))
                ]
                found = [max(found, key=lambda pair: len(pair[1]))]
            self._phrases[form, hops] = found
        return self._phrases[form, hops]

    def _longest_bare(self, noun: Noun, form: str) -> str:
        """A noun with its longest adjectives."""
        slots = {
            slot: max(forms, key=lambda adjective: self._width(adjective, noun, form))
            for slot, forms in self._adjectives.items()
        }
        return self.words.phrase(noun, slots, form)

    def _width(self, adjective: tuple[str, ...], noun: Noun, form: str) -> int:
        return len(self.words.adjective(adjective, noun, form).lstrip("+"))
