"""Descriptions of single objects, and how they are worded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from gennet_rl.envs.scenes.grammar import Language
from gennet_rl.envs.scenes.scene import SceneObject

__all__ = ["Description", "named", "pick", "place_of", "sample", "say", "tell", "unmistakable"]

Choice = TypeVar("Choice")


@dataclass(frozen=True, slots=True)
class Description:
    """What is said of an object; empty where nothing is."""

    kind: str
    symbol: str = ""
    colour: str = ""
    size: str = ""
    texture: str = ""

    def fits(self, thing: SceneObject) -> bool:
        """Whether it is true of an object."""
        return (
            self.kind == thing.kind
            and self.symbol == thing.symbol
            and self.colour in ("", thing.colour)
            and self.size in ("", thing.size)
            and self.texture in ("", thing.texture)
        )


def pick(options: Sequence[Choice], generator: np.random.Generator) -> Choice:
    """One of the options, all equally likely."""
    return options[int(generator.random() * len(options))] if len(options) > 1 else options[0]


def sample(
    things: Sequence[SceneObject], number: int, generator: np.random.Generator
) -> list[SceneObject]:
    """Some of the objects in random order."""
    order = sorted((generator.random(), index) for index in range(len(things)))
    return [things[index] for _, index in order[:number]]


def say(text: Description, form: str, words: Language, generator: np.random.Generator) -> str:
    """A description as a noun phrase in one of the grammar's forms, with random synonyms."""
    kind = text.kind
    if text.symbol and "bare " + kind in words.nouns and generator.random() < 0.3:
        kind = "bare " + kind
    noun = pick(words.nouns[kind], generator)._replace(symbol=text.symbol)
    return words.phrase(noun, slots_of(text, words, generator), form)


def slots_of(
    text: Description, words: Language, generator: np.random.Generator
) -> dict[str, tuple[str, ...]]:
    """The adjectives of a description by slot, with random synonyms."""
    named = (("colour", text.colour), ("size", text.size), ("texture", text.texture))
    return {slot: pick(words.adjectives[name], generator) for slot, name in named if name}


def tell(key: str, words: Language, generator: np.random.Generator, **parts: str) -> str:
    """One of the language's sentences of a kind, filled in."""
    return pick(words.sentences[key], generator).format(**parts)


def place_of(thing: SceneObject, words: Language, generator: np.random.Generator) -> str:
    """Where an object is, in words."""
    return pick(words.positions[thing.position], generator)


def described(
    thing: SceneObject, generator: np.random.Generator, sized: float = 0.6
) -> Description:
    """A random part of what is true of an object.

    Args:
        thing: the object.
        generator: drawn from.
        sized: how likely a size is named if there is one to name.
    """
    return Description(
        kind=thing.kind,
        symbol=thing.symbol,
        colour=thing.colour if generator.random() < 0.8 else "",
        size=thing.size if thing.size != "medium" and generator.random() < sized else "",
        texture=thing.texture if thing.texture != "plain" and generator.random() < 0.75 else "",
    )


def named(
    thing: SceneObject, words: Language, generator: np.random.Generator, sized: float = 0.6
) -> str:
    """An object as a noun phrase in the nominative."""
    form = "the" if thing.symbol and generator.random() < 0.5 else "a"
    return say(described(thing, generator, sized), form, words, generator)


def unmistakable(
    thing: SceneObject, things: Sequence[SceneObject], generator: np.random.Generator
) -> Description | None:
    """A description that fits this object alone, or None if none does."""
    size = "" if thing.size == "medium" else thing.size
    texture = "" if thing.texture == "plain" else thing.texture
    whole = Description(thing.kind, thing.symbol, thing.colour, size, texture)
    for text in (described(thing, generator), whole):
        if sum(text.fits(other) for other in things) == 1:
            return text
    return None
