"""What is said of a drawn scene, in a dozen languages: statements that are always true."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gennet_rl.envs.scenes.chart_captions import charted
from gennet_rl.envs.scenes.descriptions import named
from gennet_rl.envs.scenes.grammar import Language
from gennet_rl.envs.scenes.languages import ar, de, en, es, fr, hi, it, ja, pt, ru, sw, zh
from gennet_rl.envs.scenes.scene import Scene, SceneObject
from gennet_rl.envs.scenes.statements import (
    absent,
    compared,
    counted,
    listed,
    placed,
    related,
    spelled,
    totalled,
)
from gennet_rl.errors import InvalidValueError

__all__ = ["LANGUAGES", "caption", "phrase"]

WORDS: dict[str, Language] = {
    "en": en.LANGUAGE,
    "es": es.LANGUAGE,
    "fr": fr.LANGUAGE,
    "de": de.LANGUAGE,
    "pt": pt.LANGUAGE,
    "it": it.LANGUAGE,
    "ru": ru.LANGUAGE,
    "ar": ar.LANGUAGE,
    "hi": hi.LANGUAGE,
    "zh": zh.LANGUAGE,
    "ja": ja.LANGUAGE,
    "sw": sw.LANGUAGE,
}
LANGUAGES: tuple[str, ...] = tuple(WORDS)
"""ISO 639-1 codes of the languages that captions come in."""

STOP_SHARE = 0.15
"""Of captions that end in a full stop."""
SPELLED_SHARE = 0.35
"""Of captions of nothing but digits or letters that read them from left to right."""

Style = Callable[[tuple[SceneObject, ...], Language, np.random.Generator], str]
STYLE_SHARES: dict[Style, float] = {
    listed: 0.40,
    counted: 0.18,
    totalled: 0.05,
    placed: 0.12,
    related: 0.16,
    absent: 0.04,
    compared: 0.05,
}
STYLES = tuple(STYLE_SHARES)
STYLE_EDGES = np.cumsum(list(STYLE_SHARES.values()))[:-1]
"""Where the styles end on the way from 0 to 1."""


def phrase(thing: SceneObject, language: str, generator: np.random.Generator) -> str:
    """A noun phrase for an object, with a random part of what is true of it.

    Args:
        thing: the object.
        language: one of ``LANGUAGES``.
        generator: drawn from.

    Returns:
        Its kind, the character of a digit or letter, and often colour, size and texture, in the
        nominative: "a large striped blue star". Sizes are named if small or large, textures if
        not plain.

    Raises:
        InvalidValueError: if the language is unknown.
    """
    return named(thing, speaker(language), generator)


def caption(scene: Scene, language: str, generator: np.random.Generator) -> str:
    """A statement that is true of a whole scene.

    Args:
        scene: objects or a chart.
        language: one of ``LANGUAGES``.
        generator: drawn from; the same state gives the same caption.

    Returns:
        A list of objects, counts, a place, a relation, an absence, a comparison, characters in
        order or a chart's features; sometimes with a full stop.

    Raises:
        InvalidValueError: if the language is unknown.
    """
    words = speaker(language)
    text = ""
    if scene.chart is not None:
        text = charted(scene.chart, words, generator)
    elif not scene.objects:
        text = absent(scene.objects, words, generator)
    elif generator.random() < SPELLED_SHARE:
        text = spelled(scene.objects, words, generator)
    while not text:
        # Styles that cannot be had for this scene say nothing, and another is drawn.
        style = STYLES[int(np.searchsorted(STYLE_EDGES, generator.random(), side="right"))]
        text = style(scene.objects, words, generator)
    text = words.polish(text)
    return text + words.stop if generator.random() < STOP_SHARE else text


def speaker(language: str) -> Language:
    """The words of a language by its code."""
    if language not in WORDS:
        raise InvalidValueError(
            f"Captions in the language {language!r} do not exist; choose one of "
            f"{', '.join(LANGUAGES)}."
        )
    return WORDS[language]
