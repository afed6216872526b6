"""The space of the texts about boxes: every character and length that their templates can give."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import product

from gymnasium import spaces

from gennet_rl.envs.boxes.things import OBJECT_SHAPES, SORTS, Things
from gennet_rl.envs.scenes.captions import WORDS
from gennet_rl.envs.scenes.grammar import Language

__all__ = ["space_of"]

FORMS = ("a", "none", "more", "than", "one", "many")
MOST_COUNTED = 8
SLOT = re.compile(r"\{(\w+)\}")
STATEMENTS = ("and", "or", "both ")
"""How the keys of templates that hold other statements begin."""


@lru_cache(maxsize=16)
def space_of(languages: tuple[str, ...]) -> spaces.Text:
    """The Text space of statements in these languages, the same for every difficulty.

    Its longest text is as long as the longest templates filled with the longest words.
    """
    alphabet: set[str] = set()
    longest = 0
    for code in languages:
        language = WORDS[code]
        phrases = list(_phrases(language))
        templates = [one for group in language.box_statements.values() for one in group]
        filled = [SLOT.sub(phrase, one) for one in templates[::7] for phrase in phrases[::13]]
        texts = [*phrases, *(SLOT.sub("", one) for one in templates)]
        texts += [language.polish(text) for text in [*phrases, *templates, *filled]]
        texts += [text[:1].upper() for text in texts] + [language.stop]
        alphabet |= set("".join(texts)) - set("{}")
        longest = max(longest, _longest(language, max(map(len, phrases))))
    return spaces.Text(longest, min_length=1, charset="".join(sorted(alphabet)))


def _longest(language: Language, phrase: int) -> int:
    """Characters of the longest statement, where noun phrases have so many."""
    templates = language.box_statements
    places = [one for key, group in templates.items() if key.startswith("in ") for one in group]
    walls = [one for key, group in templates.items() if key.startswith("wall ") for one in group]
    lengths = {"boxes": max(map(len, places)), "wall": max(map(len, walls))}
    holding = {key for key in templates if key.startswith(STATEMENTS)}
    clauses = (one for key in templates.keys() - holding for one in templates[key])
    clause = max(_length(one, lengths, phrase) for one in clauses)
    both = {key for key in holding if key.startswith("both ")}
    single = max(_length(one, {}, clause) for key in both for one in templates[key])
    joined = max(_length(one, {}, single) for key in holding - both for one in templates[key])
    return joined + len(language.stop)


def _length(template: str, lengths: dict[str, int], other: int) -> int:
    slots = SLOT.findall(template)
    return len(SLOT.sub("", template)) + sum(lengths.get(slot, other) for slot in slots)


def _phrases(language: Language) -> Iterator[str]:
    """Every noun phrase and count, with every synonym."""
    kinds = ("block", "object", *OBJECT_SHAPES)
    colours = ("", *dict.fromkeys(sort.colour for sort in SORTS.values()))
    described = (Things(*parts) for parts in product(kinds, colours, ("", "small", "large")))
    for things in described:
        sizes = language.adjectives[things.size] if things.size else [None]
        shades = language.adjectives[things.colour] if things.colour else [None]
        for noun, size, shade in product(language.nouns[things.kind], sizes, shades):
            slots = {"size": size, "colour": shade}
            known = {slot: word for slot, word in slots.items() if word}
            yield from (language.phrase(noun, known, form) for form in FORMS)
            for number in range(1, MOST_COUNTED + 1):
                yield language.count(language, noun, known, number, True)
                yield language.number(number, noun, True)
