"""What stands in a box: a string of one letter a thing, cheap to search, compare and hash."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product

from gennet_rl.envs.dice import Dice

__all__ = [
    "BLOCK_COLOURS",
    "BOXES",
    "CELLS",
    "COLUMNS",
    "EMPTY",
    "OBJECT_COLOURS",
    "OBJECT_SHAPES",
    "OBJECT_SIZES",
    "SORTS",
    "WALLS",
    "Things",
    "World",
    "masks_of",
    "scattered",
    "towers",
]

BOXES = ("left", "middle", "right")
BLOCK_COLOURS = ("red", "yellow", "blue", "green")
OBJECT_SHAPES = ("circle", "triangle", "square")
OBJECT_COLOURS = ("red", "yellow", "blue")
OBJECT_SIZES = ("small", "large")
EMPTY = "."
"""The letter of a place where nothing lies."""
COLUMNS = 2
"""Of places in a box of scattered objects; they are numbered row by row from the top left."""
WALLS = {
    "left": slice(0, None, COLUMNS),
    "right": slice(1, None, COLUMNS),
    "top": slice(0, COLUMNS),
    "base": slice(-COLUMNS, None),
}
"""The places along each side of a box: what lies there touches it."""
CELLS = {
    2: ("top left", "top right", "bottom left", "bottom right"),
    3: ("top left", "top right", "left", "right", "bottom left", "bottom right"),
}
"""Names of a box's places by its number of rows."""


@dataclass(frozen=True)
class Things:
    """Things of one description.

    Attributes:
        kind: "block" for any block of a tower, "object" for any scattered thing, or a shape.
        colour: "" for any.
        size: "" for any.
    """

    kind: str
    colour: str = ""
    size: str = ""

    def __str__(self) -> str:
        return " ".join(word for word in (self.size, self.colour, self.kind) if word)

    @cached_property
    def letters(self) -> str:
        """The letters of all sorts that the description fits."""
        return "".join(letter for letter, sort in SORTS.items() if _fits(self, sort))


SORTS: dict[str, Things] = {colour[0]: Things("block", colour) for colour in BLOCK_COLOURS} | {
    chr(ord("A") + number): Things(kind, colour, size)
    for number, (kind, colour, size) in enumerate(
        product(OBJECT_SHAPES, OBJECT_COLOURS, OBJECT_SIZES)
    )
}
"""What each letter stands for. A tower is its blocks' letters from the bottom up."""


def _fits(things: Things, sort: Things) -> bool:
    general = "block" if sort.kind == "block" else "object"
    return (
        things.kind in (sort.kind, general)
        and things.colour in ("", sort.colour)
        and things.size in ("", sort.size)
    )


@lru_cache(maxsize=64)
def masks_of(attribute: str) -> dict[str, int]:
    """For every letter a number with one bit, the same for the same "colour" or "shape"."""
    name = "kind" if attribute == "shape" else attribute
    values = sorted({getattr(sort, name) for sort in SORTS.values()})
    masks = {letter: 1 << values.index(getattr(sort, name)) for letter, sort in SORTS.items()}
    return masks | {EMPTY: 0}


class World:
    """What boxes may hold; made by :func:`towers` and :func:`scattered`.

    Args:
        letters: of the things that there are.
        room: of a box: so many blocks may stand on each other, or so many places there are.
        is_tower: whether things are blocks in a tower.
    """

    def __init__(self, letters: str, room: int, is_tower: bool) -> None:
        self.letters = letters
        self.room = room
        self.is_tower = is_tower
        self.kind = "block" if is_tower else "object"
        sorts = [SORTS[letter] for letter in letters]
        self.colours = tuple(dict.fromkeys(sort.colour for sort in sorts))
        self.shapes = () if is_tower else tuple(dict.fromkeys(sort.kind for sort in sorts))
        self._threes = ["".join(three) for three in product(letters, repeat=3)]
        self._layouts = [
            ["%s" * number]
            if is_tower
            else [
                "".join(layout)
                for layout in product((EMPTY, "%s"), repeat=room)
                if layout.count("%s") == number
            ]
            for number in range(room + 1)
        ]

    def draw(self, dice: Dice) -> str:
        """A random box: any number of things up to the room is as likely, and so is any sort."""
        number = dice.below(self.room + 1)
        layout, things = dice.pick(self._layouts[number]), dice.pick(self._threes)
        if number > len(things):
            things += dice.pick(self._threes)
        return layout % tuple(things[:number])


@lru_cache(maxsize=16)
def towers(height: int, colours: tuple[str, ...] = BLOCK_COLOURS) -> World:
    """Towers of at most ``height`` blocks, 6 at most."""
    return World("".join(Things("block", colour).letters for colour in colours), height, True)


@lru_cache(maxsize=16)
def scattered(rows: int, shapes: tuple[str, ...] = OBJECT_SHAPES) -> World:
    """Objects in ``rows`` rows of two places, 3 rows at most."""
    return World("".join(Things(shape).letters for shape in shapes), COLUMNS * rows, False)
