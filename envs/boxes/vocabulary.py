"""The space of the texts about boxes: every character and length that their templates can give."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import product

from gymnasium import spaces

from gennet_rl.envs.boxes.things import (
    BLOCK_COLOURS,
    OBJECT_COLOURS,
    OBJECT_SHAPES,
    OBJECT_SIZES,
    Things,
)
from gennet_rl.envs.scenes.captions import WORDS
from gennet_rl.envs.scenes.grammar import Adjective, Language, Noun

__all__ = ["space_of"]

SLOTS = ("a", "none", "more", "than", "many", "count", "n")
MOST_COUNTED = 8
SLOT = re.compile(r"\{(\w+)\}")


@lru_cache(maxsize=16)
def space_of(languages: tuple[str, ...]) -> spaces.Text:
    """The Text space of statements in these languages, the same for every difficulty.

    Its longest text is as long as the longest templates filled with the longest words.
    """
    alphabet: set[str] = set()
    longest = 0
    for code in languages:
        language = WORDS[code]
        phrases = _phrases(language)
        told = list(dict.fromkeys(phrase for slot in phrases.values() for phrase in slot))
        templates = [one for group in language.box_statements.values() for one in group]
        # Polishing may bring characters that no word has, such as an apostrophe.
        filled = [SLOT.sub(phrase, one) for one in templates[::7] for phrase in told[::13]]
        texts = [*told, *(SLOT.sub("", one) for one in templates), language.stop]
        texts += map(language.polish, [*texts, *filled])
        first = [one[:1] for one in templates if one[0] != "{"]
        alphabet |= set("".join([*texts, *map(str.upper, first)]))
        longest = max(longest, _longest(language, {s: _widest(p) for s, p in phrases.items()}))
    return spaces.Text(longest, min_length=1, charset="".join(sorted(alphabet)))


def _longest(language: Language, lengths: dict[str, int]) -> int:
    """Characters of the longest statement, given the lengths of what fills each slot."""
    by_sort: dict[str, list[str]] = {"in ": [], "wall ": [], "both ": [], "join": [], "clause": []}
    for key, group in language.box_statements.items():
        sort = next((one for one in by_sort if key.startswith(one)), "clause")
        by_sort["join" if key in {"and", "or"} else sort] += group
    it = max(map(len, language.box_statements["in it"]))
    lengths = lengths | {"boxes": _widest(by_sort["in "]), "wall": _widest(by_sort["wall "])}
    single, inner = (
        max(_length(one, lengths | {"boxes": place}) for one in by_sort["clause"])
        for place in (lengths["boxes"], it)
    )
    both = max(_length(one, {"p": inner, "q": inner}) for one in by_sort["both "])
    joined = max(_length(one, {"p": single, "q": single}) for one in by_sort["join"])
    return max(both, joined) + len(language.stop)


def _widest(texts: Iterable[str]) -> int:
    return max(map(len, texts))


def _length(template: str, lengths: dict[str, int]) -> int:
    return len(SLOT.sub("", template)) + sum(lengths[slot] for slot in SLOT.findall(template))


def _phrases(language: Language) -> dict[str, list[str]]:
    """Whatever may fill each slot for things, with every synonym."""
    blocks = [Things("block", colour) for colour in ("", *BLOCK_COLOURS)]
    kinds, sizes = ("object", *OBJECT_SHAPES), ("", *OBJECT_SIZES)
    objects = [Things(*parts) for parts in product(kinds, ("", *OBJECT_COLOURS), sizes)]
    phrases: dict[str, list[str]] = {slot: [] for slot in SLOTS}
    for things in blocks + objects:
        for noun, slots in _with_synonyms(things, language):
            forms = ("a", "none", "more", "than") if things in blocks else ("none", "more", "than")
            for form in forms:
                phrases[form].append(language.phrase(noun, slots, form))
            phrases["many"] += [language.bare(noun, slots, form) for form in ("one", "many")]
            for number in range(1, MOST_COUNTED + 1):
                phrases["count"].append(language.count(language, noun, slots, number, True))
                phrases["n"].append(language.number(number, noun, True))
    return phrases | {"b": phrases["a"]}


def _with_synonyms(
    things: Things, language: Language
) -> Iterator[tuple[Noun, dict[str, Adjective]]]:
    sizes = language.adjectives[things.size] if things.size else [()]
    colours = language.adjectives[things.colour] if things.colour else [()]
    for noun, size, colour in product(language.nouns[things.kind], sizes, colours):
        slots = {"size": size, "colour": colour}
        yield noun, {slot: word for slot, word in slots.items() if word}
