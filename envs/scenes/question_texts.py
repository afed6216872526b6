"""What a question about a scene says: a program in, a text of any translated language out.

For translators
---------------
A language asks questions when its ``scene_questions`` (``languages/en.py`` has the model) has all
of ``KEYS``. Each line holds one or more whole sentences, synonyms separated by ``|``. Nothing else
is glued together: word order, particles, case and number are the template's own.

A slot is the name of a form of ``grammar.FORMS`` and stands for a noun phrase in that form, with
its article, adjectives and all that hangs on it: ``{the}`` "the red circle", ``{a}`` "a red
circle", ``{of}`` "the red circle" after "left of" (with "de" in Romance languages, the dative in
German, the genitive in Russian), ``{many}`` "red circles", ``{none}``, ``{more}``, ``{than}``,
``{at}``, ``{one}``. Any template may use any form. With two noun phrases, slots of the second end
in 2: ``{more}`` and ``{than2}``. Each noun phrase must be named, by one slot or more.

========================== =========================================================================
Key                        What it asks or says
========================== =========================================================================
ask colour                 What colour is 1? One key an attribute: ask shape, ask size (answers:
                           small, large), ask texture (answers: plain, striped, dotted, checkered,
                           outlined).
exist                      Is there such a thing as 1? (use {a}, or {many} for "are there any")
count                      How many of 1 are there?
more, fewer, equal         Are there more 1 than 2? Fewer? As many of 1 as of 2?
is left                    Is 1 left of 2? Likewise: is right, is above, is below.
are same colour            Have 1 and 2 the same colour? Likewise: shape, size, texture.
exist same colour          Is there another object of the same colour as 1? Likewise: shape,
                           texture.
count same colour          How many other objects have the same colour as 1? Likewise: shape,
                           texture.
both                       Is there a 1 and also a 2?
either                     Is there a 1 or a 2, or both? (yes if there are both)
neither                    Is there neither a 1 nor a 2? (yes if both are missing)
but no                     Is there a 1, but no 2?
exist other                Are there any 1 besides 2? (1 circles, 2 red circles)
count other                How many of 1 are there, 2 not counted? (1 circles, 2 red circles)
count together             How many of 1 and of 2 are there in sum?
left                       Part of a noun phrase, "1 left of 2"; see below. Likewise: right, above,
                           below; same colour, same shape, same size, same texture ("1 of the same
                           colour as 2").
odd colour                 Part of a noun phrase: "1 that differs from all others in colour".
                           Likewise: odd shape, odd size, odd texture.
========================== =========================================================================

Parts of noun phrases, the last two rows, say more about ``{np}``, which comes in the form that was
asked for; the slot beside it, which needs no 2, is the noun phrase of the thing it is compared to:
``"{np} left of {of}"``, in Japanese ``"{of}の左にある{np}"``. They nest: "the star left of the
circle above the heart" means the circle that is above the heart.

Where a word must agree with the noun:

* A key that ends in a gender, as the language's nouns have it, comes first for nouns of that
  gender: "exist f" beside "exist". It is noun phrase 1, or ``{np}``, whose gender counts.
* A slot with the name of an adjective of the language, say ``{located}``, stands for that adjective
  as it agrees with noun phrase 1, or ``{np}``, in the form it has there. Any name may be added to
  the language's ``adjectives``.

The whole text gets a capital first letter and the language's ``polish``. Two questions that ask
different things must never read the same. The general noun is the language's ``object``, shapes
are its own nouns; "plain" is an answer and never an adjective.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from string import Formatter
from typing import Any, NamedTuple

from gennet_rl.envs.dice import Dice, Picks
from gennet_rl.envs.scenes.captions import WORDS
from gennet_rl.envs.scenes.grammar import Language, Noun
from gennet_rl.envs.scenes.programs import Program
from gennet_rl.envs.scenes.things import ATTRIBUTES, RELATIONS
from gennet_rl.errors import InvalidValueError

__all__ = ["KEYS", "Wording", "question_text", "translated", "words_of"]

KEYS: tuple[str, ...] = (
    *(f"ask {attribute}" for attribute in ATTRIBUTES),
    *("exist", "count", "more", "fewer", "equal"),
    *(f"is {relation}" for relation in RELATIONS),
    *(f"are same {name}" for name in ATTRIBUTES),
    *(f"{ask} same {name}" for ask in ("exist", "count") for name in ATTRIBUTES if name != "size"),
    *("both", "either", "neither", "but no", "exist other", "count other", "count together"),
    *RELATIONS,
    *(f"{part} {attribute}" for part in ("same", "odd") for attribute in ATTRIBUTES),
)
"""Every key that a language's ``scene_questions`` needs."""


SLOTS = ("colour", "size", "texture")
"""What may stand beside a noun."""


def translated() -> tuple[str, ...]:
    """The languages that questions come in, as ISO 639-1 codes."""
    return tuple(code for code, words in WORDS.items() if words.scene_questions)


def words_of(language: str) -> Language:
    """A language by its code.

    Raises:
        InvalidValueError: where there is no such language, or its questions are not translated.
    """
    if language not in translated():
        raise InvalidValueError(
            f"questions about scenes in the language {language!r} do not exist: choose one of "
            f"{', '.join(translated())}."
        )
    return WORDS[language]


def question_text(program: Program, words: Language, dice: Dice | Picks) -> str:
    """A program as a question.

    Args:
        program: one of those that ``execute`` answers with a value, a number or yes or no.
        words: the language.
        dice: chooses among synonyms.
    """
    key, phrases = spoken(program)
    return Wording(words, dice).sentence(key, phrases)


def spoken(program: Program) -> tuple[str, tuple[Program, ...]]:
    """The key of a program's template, and the programs of its noun phrases."""
    operation = program[0]
    if operation == "query":
        return f"ask {program[1]}", (program[2],)
    if operation in ("exist", "count"):
        return _spoken_set(operation, program[1])
    if operation in ("more", "fewer", "equal"):
        return operation, (program[1][1], program[2][1])
    if operation == "related":
        return f"is {program[1]}", program[2:]
    if operation == "agree":
        return f"are same {program[1]}", program[2:]
    return _spoken_logic(program)


def _spoken_set(operation: str, things: Program) -> tuple[str, tuple[Program, ...]]:
    if things[0] == "same":
        return f"{operation} same {things[1]}", (things[2],)
    if things[0] == "except":
        return f"{operation} other", things[1:]
    if things[0] == "union":
        return f"{operation} together", things[1:]
    return operation, (things,)


def _spoken_logic(program: Program) -> tuple[str, tuple[Program, ...]]:
    key = {"and": "both", "or": "either", "not": "neither"}[program[0]]
    _, first, second = program[1] if key == "neither" else program
    if second[0] == "not":
        key, second = "but no", second[1]
    return key, (first[1], second[1])


class Wording:
    """One text in the making: a synonym, once chosen, is kept for all of it.

    Args:
        words: the language.
        dice: chooses among synonyms.
    """

    def __init__(self, words: Language, dice: Dice | Picks) -> None:
        self.words = words
        self._dice = dice
        self._chosen: dict[str, Any] = {}

    def sentence(self, key: str, phrases: tuple[Program, ...]) -> str:
        """A template of ``KEYS`` filled with noun phrases."""
        noun = self._noun(described(phrases[0])[0])
        text = self.words.polish(self._filled(key, noun, phrases, "", ""))
        return text[0].upper() + text[1:]

    def phrase(self, things: Program, form: str) -> str:
        """A program of things, or of the only one of them, as a noun phrase."""
        values, source = described(things)
        noun = self._noun(values)
        adjectives = tuple(
            [self._adjective(values[slot]) if slot in values else None for slot in SLOTS]
        )
        text = _noun_phrase(self.words, noun, adjectives, form)
        if source[0] == "all":
            return text
        key = source[1] if source[0] == "relate" else f"{source[0]} {source[1]}"
        return self._filled(key, noun, (things, *source[2:]), text, form)

    def _filled(
        self, key: str, noun: Noun, phrases: tuple[Program, ...], text: str, form: str
    ) -> str:
        """A template with its slots filled.

        Args:
            key: of the template.
            noun: of the first phrase.
            phrases: what the slots stand for.
            text: of what stands for ``{np}``.
            form: of it; both empty where there is none.
        """
        template = self._pick(_templates(self.words, key, noun.gender))
        filled = {}
        form = form or template.form
        for name, sort in template.slots:
            if sort == "np":
                filled[name] = text
            elif sort == "adjective":
                adjective = self.words.adjective(self._adjective(name), noun, form)
                filled[name] = adjective.lstrip("+")
            elif sort == "first" and not text:
                filled[name] = self.phrase(phrases[0], name)
            else:
                filled[name] = self.phrase(phrases[1], name.removesuffix("2"))
        return template.text.format_map(filled)

    def _noun(self, values: dict[str, str]) -> Noun:
        name = values.get("shape", "object")
        if name not in self._chosen:
            self._chosen[name] = self._pick(self.words.nouns[name])
        noun: Noun = self._chosen[name]
        return noun

    def _adjective(self, name: str) -> tuple[str, ...]:
        if name not in self._chosen:
            self._chosen[name] = self._pick(self.words.adjectives[name])
        adjective: tuple[str, ...] = self._chosen[name]
        return adjective

    def _pick(self, options: Sequence[Any]) -> Any:
        return self._dice.pick(options) if len(options) > 1 else options[0]


class Template(NamedTuple):
    """A line of a language with what its slots stand for."""

    text: str
    slots: tuple[tuple[str, str], ...]
    """Of each slot its name, and "np", "adjective", or the "first" or "second" noun phrase."""
    form: str
    """In which the first noun phrase comes, unless it is said."""


@lru_cache(maxsize=4096)
def _templates(words: Language, key: str, gender: str) -> tuple[Template, ...]:
    """What there is to choose from for nouns of a gender."""
    questions = words.scene_questions
    templates = questions.get(f"{key} {gender}") or questions[key]
    return tuple([_template(words, template) for template in templates])


def _template(words: Language, text: str) -> Template:
    def sort(name: str) -> str:
        if name == "np" or name in words.adjectives:
            return "np" if name == "np" else "adjective"
        return "first" if is_form(name) else "second"

    slots = tuple([(name, sort(name)) for name in slots_of(text)])
    return Template(text, slots, next((name for name, which in slots if which == "first"), "the"))


@lru_cache(maxsize=1 << 14)
def _noun_phrase(
    words: Language, noun: Noun, adjectives: tuple[tuple[str, ...] | None, ...], form: str
) -> str:
    """A noun with its adjectives, by ``SLOTS``, and its article."""
    slots = {slot: one for slot, one in zip(SLOTS, adjectives, strict=True) if one is not None}
    return words.phrase(noun, slots, form)


def described(things: Program) -> tuple[dict[str, str], Program]:
    """What a program filters by, value by attribute, and what it filters."""
    values = {}
    while things[0] in ("filter", "unique"):
        if things[0] == "unique":
            things = things[1]
        else:
            _, attribute, value, things = things
            values[attribute] = value
    return values, things


def is_form(name: str) -> bool:
    """Whether a slot is noun phrase 1 in some form, rather than an adjective or another phrase."""
    return name != "np" and name[-1] != "2"


@lru_cache(maxsize=4096)
def slots_of(template: str) -> tuple[str, ...]:
    """The names of a template's slots, each once, in their order."""
    names = [name for _, name, _, _ in Formatter().parse(template) if name]
    return tuple(dict.fromkeys(names))
