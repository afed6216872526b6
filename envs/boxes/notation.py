"""Statements written formally, such as ``in(some, count(exactly, 2, red block))``, and read back.

    statement  in(PLACE, clause) | both(PLACE, clause, clause)
               | and(statement, statement) | or(statement, statement)
    clause     count(COMPARISON, NUMBER, things) | count(COMPARISON, NUMBER, things, WALL)
               | more(things, things) | variety(KIND, ATTRIBUTE, NUMBER) | end(END, things)
               | on(things, things) | above(things, things) | between(things, things) | alike()
    things     [SIZE] [COLOUR] KIND

PLACE is one of ``syntax.PLACES`` or "together", COMPARISON one of ``syntax.COMPARISONS``, WALL one
of ``things.WALLS``, KIND "block", "object" or a shape, ATTRIBUTE "colour" or "shape", END "top" or
"bottom". Of ``on`` and ``above`` the lower block comes first, of ``between`` the inner one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from gennet_rl.envs.boxes import syntax
from gennet_rl.envs.boxes.things import (
    BLOCK_COLOURS,
    OBJECT_COLOURS,
    OBJECT_SHAPES,
    OBJECT_SIZES,
    WALLS,
    Things,
)
from gennet_rl.errors import InvalidValueError, nearest_names

__all__ = ["notation", "parse"]

KINDS = ("block", "object", *OBJECT_SHAPES)
COLOURS = tuple(dict.fromkeys(BLOCK_COLOURS + OBJECT_COLOURS))
TOKEN = re.compile(r"\s*([(),]|[^(),]+)")


def notation(statement: syntax.Statement) -> str:
    """A statement in this file's notation; :func:`parse` reads it back."""
    if isinstance(statement, syntax.In):
        return f"in({statement.place}, {_written(statement.clause)})"
    if isinstance(statement, syntax.Join):
        return f"{statement.word}({notation(statement.first)}, {notation(statement.second)})"
    first, second = _written(statement.first), _written(statement.second)
    return f"both({statement.place}, {first}, {second})"


@lru_cache(maxsize=8192)
def _written(clause: syntax.Clause) -> str:
    parts = (str(getattr(clause, field)) for field in clause.__dataclass_fields__)
    return f"{type(clause).__name__.lower()}({', '.join(part for part in parts if part)})"


def parse(text: str) -> syntax.Statement:
    """The statement that a text in this file's notation stands for.

    Raises:
        InvalidValueError: where the text is not in the notation, naming the part that is not.
    """
    tokens = [token.strip() for token in TOKEN.findall(text)]
    part, end = _tree(tokens, 0, text)
    if end != len(tokens):
        raise _fault(text, f"goes on with {tokens[end]!r} after its end: take that away")
    return _statement(part)


Part = tuple[str, list["Part"] | None]
"""A word, and the parts in the brackets after it; None where there are no brackets."""


def _tree(tokens: Sequence[str], at: int, text: str) -> tuple[Part, int]:
    """The part that begins at a token, and the place after it."""
    if at == len(tokens) or tokens[at] in {"(", ")", ","}:
        raise _fault(text, f"lacks a word at its part {at + 1}: write one there")
    name, at = tokens[at], at + 1
    if at == len(tokens) or tokens[at] != "(":
        return (name, None), at
    if tokens[at + 1 : at + 2] == [")"]:
        return (name, []), at + 2
    parts: list[Part] = []
    while tokens[at] != ")":
        part, at = _tree(tokens, at + 1, text)
        parts.append(part)
        if at == len(tokens) or tokens[at] not in {",", ")"}:
            raise _fault(text, f"lacks the bracket that closes {name!r}: add it")
    return (name, parts), at + 1


def _statement(part: Part) -> syntax.Statement:
    name, _ = part
    if name in {"and", "or"}:
        first, second = _parts(part, 2)
        return syntax.Join(name, _statement(first), _statement(second))
    if name == "in":
        place, clause = _parts(part, 2)
        return syntax.In(_word(place, (*syntax.PLACES, syntax.TOGETHER)), _clause(clause))
    if name == "both":
        place, *clauses = _parts(part, 3)
        return syntax.Both(_word(place, tuple(syntax.QUANTIFIERS)), *map(_clause, clauses))
    raise _fault(name, "is not a statement: begin with in, both, and, or")


def _count(*parts: Part) -> syntax.Clause:
    comparison = _word(parts[0], tuple(syntax.COMPARISONS))
    wall = _word(parts[3], tuple(WALLS)) if len(parts) > 3 else ""
    return syntax.Count(comparison, _number(parts[1]), _things(parts[2]), wall)


def _variety(kind: Part, attribute: Part, number: Part) -> syntax.Clause:
    kinds, attributes = ("block", "object"), ("colour", "shape")
    return syntax.Variety(_word(kind, kinds), _word(attribute, attributes), _number(number))


CLAUSES: dict[str, tuple[Sequence[int], Callable[..., syntax.Clause]]] = {
    "count": ((3, 4), _count),
    "more": ((2,), lambda a, b: syntax.More(_things(a), _things(b))),
    "variety": ((3,), _variety),
    "end": ((2,), lambda end, b: syntax.End(_word(end, ("top", "bottom")), _things(b))),
    "on": ((2,), lambda a, b: syntax.On(_things(a), _things(b))),
    "above": ((2,), lambda a, b: syntax.Above(_things(a), _things(b))),
    "between": ((2,), lambda a, b: syntax.Between(_things(a), _things(b))),
    "alike": ((0,), syntax.Alike),
}
"""By name: how many parts a clause may have, and what makes it of them."""


def _clause(part: Part) -> syntax.Clause:
    if part[0] not in CLAUSES:
        near = nearest_names(part[0], list(CLAUSES))
        raise _fault(part[0], f"is not a clause: nearest are {near}")
    lengths, make = CLAUSES[part[0]]
    return make(*_parts(part, *lengths))


def _things(part: Part) -> Things:
    *words, kind = _word(part).split()
    colour = size = ""
    for word in words:
        colour = word if word in COLOURS else colour
        size = word if word in OBJECT_SIZES else size
    things = Things(kind, colour, size)
    if kind not in KINDS or str(things) != part[0]:
        raise _fault(part[0], "names no things: write size, colour and kind, or the kind alone")
    return things


def _number(part: Part) -> int:
    if not re.fullmatch("[0-9]+", _word(part)):
        raise _fault(part[0], "is not a number: write digits")
    return int(part[0])


def _word(part: Part, words: Sequence[str] = ()) -> str:
    word, parts = part
    if parts is not None:
        raise _fault(word, "has brackets where a word belongs: take them away")
    if words and word not in words:
        raise _fault(word, f"does not exist here: choose one of {', '.join(words)}")
    return word


def _parts(part: Part, *lengths: int) -> list[Part]:
    name, parts = part
    if parts is None or len(parts) not in lengths:
        found = "no brackets" if parts is None else f"{len(parts)} parts"
        wanted = " or ".join(map(str, lengths))
        raise _fault(name, f"has {found}: write {wanted} parts in brackets after it")
    return parts


def _fault(text: str, fault: str) -> InvalidValueError:
    return InvalidValueError(f"statement: {text!r} {fault}.")
