"""Swahili."""

from __future__ import annotations

from typing import NamedTuple

from gennet_rl.envs.scenes.grammar import (
    PLURAL,
    Adjective,
    Language,
    Noun,
    Slots,
    adjectives,
    nouns,
    sentences,
)

__all__ = ["LANGUAGE"]


class Concord(NamedTuple):
    """What words that agree with a noun class begin with, or whole words."""

    small: str
    large: str
    vowel: str
    """Before colours in e: -ekundu, -eupe, -eusi."""
    of: str
    having: str
    unfilled: str
    many: str
    number: str
    """Before one, two, three, four, five and eight; empty where the whole word differs."""


M = Concord("mdogo", "mkubwa", "mw", "wa", "wenye", "usiojazwa", "mwingi", "m")
MI = Concord("midogo", "mikubwa", "my", "ya", "yenye", "isiyojazwa", "mingi", "mi")
JI = Concord("dogo", "kubwa", "j", "la", "lenye", "lisilojazwa", "jingi", "")
MA = Concord("madogo", "makubwa", "m", "ya", "yenye", "yasiyojazwa", "mengi", "ma")
KI = Concord("kidogo", "kikubwa", "ch", "cha", "chenye", "kisichojazwa", "kingi", "ki")
VI = Concord("vidogo", "vikubwa", "vy", "vya", "vyenye", "visivyojazwa", "vingi", "vi")
N = Concord("ndogo", "kubwa", "ny", "ya", "yenye", "isiyojazwa", "nyingi", "")
ZI = Concord("ndogo", "kubwa", "ny", "za", "zenye", "zisizojazwa", "nyingi", "")
CONCORDS = {"m": (M, MI), "j": (JI, MA), "k": (KI, VI), "n": (N, ZI), "u": (M, ZI)}
"""Singular and plural by the letter that stands for a noun's pair of classes."""
PLACED = {"m": "uko", "j": "liko", "k": "kiko", "n": "iko", "u": "uko"}
"""The verb "is (somewhere)" by class."""
VARIABLE = {1: "moja", 2: "wili", 3: "tatu", 4: "nne", 5: "tano", 8: "nane"}
"""Stems of the numbers that agree with the noun."""


def adjective(forms: Adjective, noun: Noun, form: str) -> str:
    """A stem, marked by a leading hyphen, with the concord of the noun's class."""
    concord = CONCORDS[noun.gender][form in PLURAL]
    start, _, rest = forms[0].partition(" ")
    if start == "-e":
        return concord.vowel + "e" + rest
    word: str = getattr(concord, start)
    return f"{word} {rest}" if rest else word


def article(text: str, noun: Noun, form: str) -> str:
    """Adds what agrees with the noun after it: "is (somewhere)" or "many"."""
    if form == "at":
        return f"{text} {PLACED[noun.gender]}"
    return f"{text} {CONCORDS[noun.gender][1].many}" if form == "more" else text


def count(language: Language, noun: Noun, slots: Slots, number: int, word: bool) -> str:
    """A number after the noun phrase, agreeing with the noun if it is a word that does."""
    text = str(number)
    if word and number < len(language.numbers):
        prefix = CONCORDS[noun.gender][number > 1].number
        text = prefix + VARIABLE[number] if prefix and number in VARIABLE else ""
        text = text or language.numbers[number]
    return f"{language.bare(noun, slots, 'one' if number == 1 else 'many')} {text}"


LANGUAGE = Language(
    adjective=adjective,
    article=article,
    count=count,
    order=("noun", "size", "colour", "texture"),
    last=" na ",
    nouns=nouns(
        {
            "circle": "j duara/maduara",
            "square": "m mraba/miraba",
            "rectangle": "m mstatili/mistatili",
            "triangle": "n pembetatu/pembetatu",
            "diamond": "n almasi/almasi",
            "pentagon": "n pembetano/pembetano",
            "hexagon": "n pembesita/pembesita",
            "star": "n nyota/nyota",
            "heart": "m moyo/mioyo",
            "cross": "m msalaba/misalaba",
            "ring": "n pete/pete",
            "arrow": "m mshale/mishale",
            "digit": "n tarakimu/tarakimu",
            "letter": "n herufi/herufi",
            "object": "k kitu/vitu",
            "shape": "j umbo/maumbo",
            "bar": "u upau/pau",
            "slice": "k kipande/vipande",
            "line": "m mstari/mistari",
        }
    ),
    adjectives=adjectives(
        {
            "red": "-e kundu",
            "orange": "of machungwa|of rangi ya machungwa",
            "yellow": "of njano|of manjano",
            "green": "of kijani|of rangi ya kijani",
            "teal": "of bluu-kijani",
            "blue": "of bluu|of rangi ya bluu",
            "purple": "of zambarau|of rangi ya zambarau",
            "pink": "of waridi|of rangi ya waridi",
            "brown": "of kahawia|of rangi ya kahawia",
            "black": "-e usi",
            "grey": "of kijivu|of rangi ya kijivu",
            "white": "-e upe",
            "small": "small",
            "large": "large",
            "striped": "having mistari",
            "dotted": "having madoa|having nukta",
            "checkered": "having mirabaraba",
            "outlined": "unfilled",
        }
    ),
    positions=sentences(
        {
            "top left": "juu kushoto|juu upande wa kushoto",
            "top": "juu",
            "top right": "juu kulia|juu upande wa kulia",
            "left": "kushoto|upande wa kushoto",
            "centre": "katikati",
            "right": "kulia|upande wa kulia",
            "bottom left": "chini kushoto|chini upande wa kushoto",
            "bottom": "chini",
            "bottom right": "chini kulia|chini upande wa kulia",
        }
    ),
    numbers=tuple(
        "sifuri moja mbili tatu nne tano sita saba nane tisa kumi".split()  # noqa: SIM905
    ),
    sentences=sentences(
        {
            "item": "{a} {place}",
            "picture": "kwenye picha kuna {list}|kuna {list}|picha yenye {list}",
            "at": "{a} {place}",
            "left": "{a} kushoto kwa {b}",
            "right": "{a} kulia kwa {b}",
            "above": "{a} juu ya {b}",
            "below": "{a} chini ya {b}",
            "none": "hakuna {a}",
            "more": "kuna {a} kuliko {b}",
            "total": "kwa jumla kuna {count}|jumla ni {count}",
            "digits": "tarakimu {list}|tarakimu {list} kutoka kushoto kwenda kulia",
            "letters": "herufi {list}|herufi {list} kutoka kushoto kwenda kulia",
            "bar chart": "grafu ya pau|chati ya pau",
            "pie chart": "chati ya duara|grafu ya duara",
            "line chart": "grafu ya mstari|chati ya mstari",
            "bars": "grafu ya pau yenye {count}",
            "slices": "chati ya duara yenye {count}",
            "tallest": "{a} ni mrefu kuliko zote",
            "shortest": "{a} ni mfupi kuliko zote",
            "largest": "{a} ni kikubwa kuliko vyote",
            "rising": "{a} unapanda",
            "falling": "{a} unashuka",
            "flat": "{a} haupandi wala haushuki",
        }
    ),
)
