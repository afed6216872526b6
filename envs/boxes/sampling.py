"""Random statements: which there are in a world at a difficulty, and one of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import permutations, product

from gennet_rl.envs.boxes.syntax import (
    PLACES,
    QUANTIFIERS,
    TOGETHER,
    Above,
    Alike,
    Between,
    Both,
    Clause,
    Count,
    End,
    In,
    Join,
    More,
    On,
    Statement,
    Variety,
    holds,
)
from gennet_rl.envs.boxes.things import BOXES, OBJECT_SIZES, WALLS, Things, World
from gennet_rl.envs.dice import Dice

__all__ = ["Statements", "statements_of"]

Boxes = tuple[str, ...]
WORDS = ("and", "or")
QUANTIFIED = tuple(QUANTIFIERS)
MOST_TRIES = 30  # at a sort of statement that may tell nothing apart
COMPARED = (("exactly", (1, 2, 3)), ("at least", (1, 2, 3)), ("at most", (1, 2)))
PLACES_BY_LEVEL = (
    (*BOXES, "some"),
    (*BOXES, "some", "every", "exactly one"),
    ("middle", *QUANTIFIERS),
    (*QUANTIFIERS,),
    (*QUANTIFIERS,),
)


@lru_cache(maxsize=32)
def statements_of(world: World, difficulty: int) -> Statements:
    """The statements about a world's boxes at a difficulty from 0 to 4."""
    return Statements(world, difficulty)


class Statements:
    """Statements that can be drawn; see :func:`statements_of`.

    Difficulty 0 has counts of one colour or shape in a certain or some box, and ends of towers;
    1 more comparisons and quantifiers, and walls; 2 things by two words, order within towers,
    comparisons of two counts and counts over all boxes; 3 blocks between others, sameness,
    numbers of colours and shapes, and two clauses about one box; 4 such and two statements joined
    by "and" or "or".
    """

    def __init__(self, world: World, difficulty: int) -> None:
        self._places = PLACES_BY_LEVEL[difficulty]
        self._families = [family for family in _families(world, difficulty) if family]
        self._pairs = list(permutations(self._families, 2))
        self._totals = _totals(world) if difficulty >= 2 else []
        self._both_share = (0.0, 0.0, 0.0, 0.4, 0.4)[difficulty]
        self._joined_share = (0.0, 0.0, 0.0, 0.0, 0.6)[difficulty]

    def draw(self, dice: Dice) -> Statement:
        """A random one: any family of clauses is as likely, and any clause within a family."""
        if dice.chance(self._joined_share):
            first, second = self._single(dice), self._single(dice)
            return Join(dice.pick(WORDS), first, second)
        if dice.chance(self._both_share):
            one, other = dice.pick(self._pairs)
            return Both(dice.pick(QUANTIFIED), dice.pick(one), dice.pick(other))
        return self._single(dice)

    def _single(self, dice: Dice) -> Statement:
        if self._totals and dice.below(len(self._families) + 1) == 0:
            return In(TOGETHER, dice.pick(self._totals))
        return In(dice.pick(self._places), dice.pick(dice.pick(self._families)))

    def telling_apart(self, true: Boxes, false: Boxes, dice: Dice) -> Statement | None:
        """A random statement that is true of some boxes and false of others.

        Args:
            true: three boxes of the world.
            false: others.
            dice: drawn from.

        Returns:
            It, or None where none is found, as of boxes that differ in nothing one can speak of.
        """
        if dice.chance(self._joined_share):
            return self._joined(true, false, dice)
        if dice.chance(self._both_share):
            for _ in range(MOST_TRIES):
                first, second = dice.pick(self._pairs)
                one, other = dice.pick(first), dice.pick(second)
                truths = [
                    one.settle(one.read(box)) and other.settle(other.read(box))
                    for box in true + false
                ]
                places = _telling(QUANTIFIED)[tuple(truths)]
                if places:
                    return Both(dice.pick(places), one, other)
        return self._single_apart(true, false, dice)

    def _joined(self, true: Boxes, false: Boxes, dice: Dice) -> Statement | None:
        """One half tells the boxes apart, the other does not spoil it: true of the former where
        both must be, false of the latter where one may be."""
        word, half = dice.pick(WORDS), self._single_apart(true, false, dice)
        for _ in range(MOST_TRIES if half else 0):
            other = self._single(dice)
            if half and (holds(other, true) if word == "and" else not holds(other, false)):
                return Join(word, *dice.shuffled((half, other)))
        return None

    def _single_apart(self, true: Boxes, false: Boxes, dice: Dice) -> Statement | None:
        if self._totals and dice.below(len(self._families) + 1) == 0:
            for _ in range(MOST_TRIES // 6):
                statement = In(TOGETHER, dice.pick(self._totals))
                if holds(statement, true) and not holds(statement, false):
                    return statement
        table, boxes = _telling(self._places), true + false
        for _ in range(MOST_TRIES):
            clause = dice.pick(dice.pick(self._families))
            places = table[tuple([clause.settle(clause.read(box)) for box in boxes])]
            if places:
                return In(dice.pick(places), clause)
        return None


@lru_cache(maxsize=16)
def _telling(places: tuple[str, ...]) -> dict[tuple[bool, ...], tuple[str, ...]]:
    """By what is true of three boxes and of three others, the places where that makes a statement
    true of the former and false of the latter."""
    return {
        truths: tuple(
            place
            for place in places
            if PLACES[place](*truths[:3]) and not PLACES[place](*truths[3:])
        )
        for truths in product((False, True), repeat=6)
    }


def _families(world: World, difficulty: int) -> list[list[Clause]]:
    """Clauses about one box, by what they are about."""
    things = _things(world, words=1 if difficulty < 2 else 2)
    families = [_counts(things, difficulty), _counts(things, difficulty)]
    if world.is_tower:
        blocks = [Things("block", colour) for colour in world.colours]
        families.append([End(end, block) for end in ("top", "bottom") for block in blocks])
        if difficulty >= 2:
            pairs = list(product(blocks, blocks))
            families += [[On(a, b) for a, b in pairs], [Above(a, b) for a, b in pairs]]
            families.append(_comparisons(world))
        if difficulty >= 3:
            families.append([Between(a, b) for a, b in product(blocks, blocks)])
            families.append([Alike(), *_varieties(world)])
        return families
    if difficulty >= 1:
        families.append(_counts(things, difficulty, tuple(WALLS)))
    if difficulty >= 2:
        families.append(_comparisons(world))
    if difficulty >= 3:
        families.append(_varieties(world))
    return families


def _counts(
    things: Sequence[Things], difficulty: int, walls: Sequence[str] = ("",)
) -> list[Clause]:
    counts: list[Clause] = []
    for wall, described in product(walls, things):
        counts.append(Count("exactly", 0, described, wall))
        for comparison, numbers in COMPARED[: 2 if difficulty == 0 else 3]:
            # A wall has two places at its shorter side.
            counts += [Count(comparison, n, described, wall) for n in numbers if n < 3 or not wall]
    return counts


def _totals(world: World) -> list[Clause]:
    """Clauses about all boxes together."""
    totals: list[Clause] = [
        Count(comparison, number, things)
        for things in _things(world, words=1)
        for comparison in ("exactly", "at least", "at most")
        for number in (
            (4, 5, 6, 7, 8) if things.kind == world.kind and not things.colour else (1, 2, 3, 4)
        )
    ]
    return totals + _comparisons(world)


def _comparisons(world: World) -> list[Clause]:
    colours = [Things(world.kind, colour) for colour in world.colours]
    shapes = [Things(shape) for shape in world.shapes]
    sizes = [Things("object", size=size) for size in OBJECT_SIZES if not world.is_tower]
    return [
        More(a, b) for group in (colours, shapes, sizes) for a in group for b in group if a != b
    ]


def _varieties(world: World) -> list[Clause]:
    colours = [Variety(world.kind, "colour", number) for number in (1, 2, 3)]
    shapes = [Variety("object", "shape", n + 1) for n in range(len(world.shapes))]
    return [*colours, *shapes]


def _things(world: World, words: int) -> list[Things]:
    """Descriptions by colour, shape or size, or by ``words`` of these at most."""
    colours, kinds = ("", *world.colours), (world.kind, *world.shapes)
    sizes = ("",) if world.is_tower else ("", *OBJECT_SIZES)
    described = [Things(k, c, s) for k, c, s in product(kinds, colours, sizes)]
    return [one for one in described if 0 <= _words(one, world) <= words]


def _words(things: Things, world: World) -> int:
    return (things.kind != world.kind) + bool(things.colour) + bool(things.size)
