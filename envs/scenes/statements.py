"""What can be said of the objects of a scene: always true, or nothing.

Every function takes the objects, a language and a generator and returns a statement, or an empty
string where the scene has none of its sort.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from gennet_rl.envs.scenes.descriptions import (
    Description,
    named,
    pick,
    place_of,
    sample,
    say,
    slots_of,
    tell,
    unmistakable,
)
from gennet_rl.envs.scenes.grammar import Language
from gennet_rl.envs.scenes.scene import COLOURS, SHAPES, SYMBOLS, SceneObject

__all__ = ["absent", "compared", "counted", "listed", "placed", "related", "spelled", "totalled"]

MOST_NAMED = 4
"""Objects that a list names one by one; of more it names up to ``SOME_NAMED``."""
SOME_NAMED = 3
CLEAR_DISTANCE = 0.2
"""Least difference of centres, as a share of the image, for "left of" and the like."""
CLEAR_ORDER = 0.05
"""Least distance across from one character to the next for an order from left to right."""
LOOKALIKES = {
    "rectangle": {"square"},
    "diamond": {"square"},
    "circle": {"ring"},
    "ring": {"circle"},
}
"""Kinds whose absence is not stated while these, which may pass for them, are there."""


def listed(things: tuple[SceneObject, ...], words: Language, generator: np.random.Generator) -> str:
    """Objects one by one, all or some, with or without their places."""
    number = len(things)
    if number > MOST_NAMED:
        number = 1 + int(generator.random() * SOME_NAMED)
    chosen = sample(things, number, generator)
    if generator.random() < 0.6:
        # One order of words throughout, or "a circle on top and below a star" misleads.
        item = pick(words.sentences["item"], generator)
        items = [
            item.format(a=named(thing, words, generator), place=place_of(thing, words, generator))
            for thing in chosen
        ]
        return words.join(items, clauses=True)
    text = words.join([named(thing, words, generator) for thing in chosen])
    return tell("picture", words, generator, list=text) if generator.random() < 0.3 else text


def counted(
    things: tuple[SceneObject, ...], words: Language, generator: np.random.Generator
) -> str:
    """How many there are of kinds, of kinds in colours, or of colours."""
    way = generator.random()
    general = general_kind(things)
    # One word for all of them, lest "things" and "objects" seem to differ.
    overall = pick(words.nouns[general], generator)
    if way < 0.4:
        tally = Counter((thing.kind, "") for thing in things)
    elif way < 0.75:
        tally = Counter((thing.kind, thing.colour) for thing in things)
    else:
        tally = Counter((general, thing.colour) for thing in things)
    keys = list(tally)
    order = sorted((generator.random(), index) for index in range(len(keys)))
    word = generator.random() < 0.6
    chosen = [keys[index] for _, index in order[:SOME_NAMED]]
    counts = []
    for kind, colour in chosen:
        noun = overall if kind == general else pick(words.nouns[kind], generator)
        slots = slots_of(Description(kind, colour=colour), words, generator)
        counts.append(words.count(words, noun, slots, tally[kind, colour], word))
    return words.join(counts, clauses=True)


def general_kind(things: Sequence[SceneObject]) -> str:
    """What all of the objects can be called."""
    return "shape" if all(thing.kind in SHAPES for thing in things) else "object"


def totalled(
    things: tuple[SceneObject, ...], words: Language, generator: np.random.Generator
) -> str:
    """How many objects there are."""
    if len(things) < 2:
        return ""
    noun = pick(words.nouns[general_kind(things)], generator)
    count = words.count(words, noun, {}, len(things), generator.random() < 0.6)
    return tell("total", words, generator, count=count)


def placed(things: tuple[SceneObject, ...], words: Language, generator: np.random.Generator) -> str:
    """Where one object is; with its size if it is the only one."""
    thing = pick(things, generator)
    place = place_of(thing, words, generator)
    if len(things) == 1 and generator.random() < 0.5:
        return tell("item", words, generator, a=named(thing, words, generator, 1.0), place=place)
    text = unmistakable(thing, things, generator)
    if text is None:
        return ""
    return tell("at", words, generator, a=say(text, "at", words, generator), place=place)


def relation_of(one: SceneObject, other: SceneObject) -> str:
    """Where one object clearly is from another: left, right, above, below, or empty."""
    across, down = one.x - other.x, one.y - other.y
    if max(abs(across), abs(down)) <= CLEAR_DISTANCE or abs(across) == abs(down):
        return ""
    if abs(across) > abs(down):
        return "left" if across < 0 else "right"
    return "above" if down < 0 else "below"


def related(
    things: tuple[SceneObject, ...], words: Language, generator: np.random.Generator
) -> str:
    """Where one object is from another, both named without doubt."""
    if len(things) < 2:
        return ""
    one, other = sample(things, 2, generator)
    relation = relation_of(one, other)
    texts = [unmistakable(thing, things, generator) for thing in (one, other)]
    if not relation or texts[0] is None or texts[1] is None:
        return ""
    a, b = say(texts[0], "at", words, generator), say(texts[1], "of", words, generator)
    return tell(relation, words, generator, a=a, b=b)


def absent(things: tuple[SceneObject, ...], words: Language, generator: np.random.Generator) -> str:
    """A kind that is not there, at times only in a colour."""
    kind = pick(SHAPES + SYMBOLS, generator)
    colour = pick(tuple(COLOURS), generator) if generator.random() < 0.4 else ""
    doubtful = LOOKALIKES.get(kind, set()) | {kind}
    if any(thing.kind in doubtful and colour in ("", thing.colour) for thing in things):
        return ""
    text = Description(kind, colour=colour)
    return tell("none", words, generator, a=say(text, "none", words, generator))


def compared(
    things: tuple[SceneObject, ...], words: Language, generator: np.random.Generator
) -> str:
    """Two kinds of which there are more and fewer."""
    tally = Counter(thing.kind for thing in things).most_common()
    more, fewer = tally[0], tally[-1]
    if more[1] == fewer[1]:
        return ""
    a = say(Description(more[0]), "more", words, generator)
    b = say(Description(fewer[0]), "than", words, generator)
    return tell("more", words, generator, a=a, b=b)


def spelled(
    things: tuple[SceneObject, ...], words: Language, generator: np.random.Generator
) -> str:
    """Digits or letters from left to right, where there is nothing else."""
    kinds = {thing.kind for thing in things}
    if len(things) < 2 or len(kinds) > 1 or things[0].kind not in SYMBOLS:
        return ""
    row = sorted(things, key=lambda thing: thing.x)
    if any(right.x - left.x < CLEAR_ORDER for left, right in pairwise(row)):
        return ""
    symbols = [thing.symbol for thing in row]
    return tell(things[0].kind + "s", words, generator, list=words.join(symbols))
