"""Swahili."""

from __future__ import annotations

import re
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


AGREEING = {
    "m": ("una", "ulio", "mi", "mingine"),
    "j": ("lina", "lililo", "ma", "mengine"),
    "k": ("kina", "kilicho", "vi", "vingine"),
    "n": ("ina", "iliyo", "", "nyingine"),
    "u": ("una", "ulio", "", "nyingine"),
}
"""By class: "it has", "that is", and plural: what numbers begin with, and "other"."""
PLURALS = [
    (re.compile(rf"\b({plural})((?: (?!{single})\w+)*?) {that_is}\b"), rf"\1\2 {those_are}")
    for plural, single, that_is, those_are in (
        ("vitu", "kitu", "kilicho", "vilivyo"),
        ("maduara", "duara", "lililo", "yaliyo"),
        ("miraba|mioyo|misalaba|mishale", "m(?:raba|oyo|salaba|shale)", "ulio", "iliyo"),
    )
]
"""The relative verb after a plural noun, where templates have the singular."""
NEGATIVES = {
    "unaguswa na hakuna": "hauguswi na",
    "kinaguswa na hakuna": "hakiguswi na",
    "inaguswa na hakuna": "haiguswi na",
}


def agreeing(key: str, line: str) -> dict[str, str]:
    """A question's template for each noun class, with the words that agree with the noun."""
    templates = {}
    for letter, (has, that_is, number, other) in AGREEING.items():
        words = {
            "{has}": has,
            "{that_is}": that_is,
            "{how_many}": f"{number}ngapi",
            "{few}": f"{number}chache",
            "{lots}": CONCORDS[letter][1].many,
            "{other}": other,
            "{small}": CONCORDS[letter][0].small,
            "{large}": CONCORDS[letter][0].large,
        }
        text = line
        for slot, word in words.items():
            text = text.replace(slot, word)
        templates[f"{key} {letter}"] = text
    return {key: templates[f"{key} n"], **templates}


def polish(text: str) -> str:
    """Puts the relative verb after plural nouns into the plural, and mends double negation."""
    for pattern, plural in PLURALS:
        text = pattern.sub(plural, text)
    for positive, negative in NEGATIVES.items():
        text = text.replace(positive, negative)
    return text


LANGUAGE = Language(
    polish=polish,
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
            "block": "j tofali/matofali",
            "row": "n safumlalo/safumlalo",
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
    scene_questions=sentences(
        {
            **agreeing("ask shape", "umbo la {the} ni lipi?|{the} {has} umbo gani?"),
            **agreeing("ask colour", "rangi ya {the} ni ipi?|{the} {has} rangi gani?"),
            **agreeing("ask size", "ukubwa wa {the} ni upi?|je, {the} ni {small} au {large}?"),
            **agreeing("ask texture", "ruwaza ya {the} ni ipi?|{the} {has} ruwaza gani?"),
            "exist": "je, kuna {a}?|je, kwenye picha kuna {a}?|je, picha inaonyesha {a}?",
            **agreeing("count", "je, {many} ni {how_many}?|idadi ya {many} ni ngapi?"),
            **agreeing(
                "more",
                "je, {many} ni {lots} kuliko {than2}?|"
                "je, idadi ya {many} ni kubwa kuliko idadi ya {many2}?",
            ),
            **agreeing(
                "fewer",
                "je, {many} ni {few} kuliko {than2}?|"
                "je, idadi ya {many} ni ndogo kuliko idadi ya {many2}?",
            ),
            "equal": "je, idadi ya {many} ni sawa na idadi ya {many2}?|"
            "je, {many} na {many2} ni sawa kwa idadi?",
            "is left": "je, {at} kushoto kwa {of2}?|je, {at} upande wa kushoto wa {of2}?",
            "is right": "je, {at} kulia kwa {of2}?|je, {at} upande wa kulia wa {of2}?",
            "is above": "je, {at} juu ya {of2}?|je, {at} juu zaidi kuliko {of2}?",
            "is below": "je, {at} chini ya {of2}?|je, {at} chini zaidi kuliko {of2}?",
            "are same shape": "je, umbo la {the} ni sawa na umbo la {the2}?|"
            "je, {the} na {the2} ni sawa kwa umbo?",
            "are same colour": "je, rangi ya {the} ni sawa na rangi ya {the2}?|"
            "je, {the} na {the2} ni sawa kwa rangi?",
            "are same size": "je, ukubwa wa {the} ni sawa na ukubwa wa {the2}?|"
            "je, {the} na {the2} ni sawa kwa ukubwa?",
            "are same texture": "je, ruwaza ya {the} ni sawa na ruwaza ya {the2}?|"
            "je, {the} na {the2} ni sawa kwa ruwaza?",
            "exist same shape": "je, kuna kitu kingine chochote chenye umbo sawa na {the}?",
            "exist same colour": "je, kuna kitu kingine chochote chenye rangi sawa na {the}?",
            "exist same texture": "je, kuna kitu kingine chochote chenye ruwaza sawa na {the}?",
            "count same shape": "kuna vitu vingine vingapi vyenye umbo sawa na {the}?",
            "count same colour": "kuna vitu vingine vingapi vyenye rangi sawa na {the}?",
            "count same texture": "kuna vitu vingine vingapi vyenye ruwaza sawa na {the}?",
            "both": "je, kuna {a} na pia {a2}?|je, picha inaonyesha {a} na pia {a2}?",
            "either": "je, kuna {a} au {a2}, au vyote viwili?|"
            "je, kuna angalau kimoja kati ya hivi: {a}, {a2}?",
            "neither": "je, hakuna {a} wala {a2}?|je, picha haina {a} wala {a2}?",
            "but no": "je, kuna {a} lakini hakuna {a2}?|je, picha ina {a} lakini haina {a2}?",
            **agreeing(
                "exist other",
                "je, kuna {many} {other} mbali na {many2}?|"
                "je, bila kuhesabu {many2}, kuna {many} {other}?",
            ),
            **agreeing(
                "count other",
                "mbali na {many2}, kuna {many} {other} {how_many}?|"
                "bila kuhesabu {many2}, kuna {many} {how_many}?",
            ),
            "count together": "kwa jumla, idadi ya {many} na {many2} ni ngapi?|"
            "ukijumlisha {many} na {many2}, idadi yake ni ngapi?",
            **agreeing(
                "left", "{np} {that_is} kushoto kwa {of}|{np} {that_is} upande wa kushoto wa {of}"
            ),
            **agreeing(
                "right", "{np} {that_is} kulia kwa {of}|{np} {that_is} upande wa kulia wa {of}"
            ),
            **agreeing("above", "{np} {that_is} juu ya {of}"),
            **agreeing("below", "{np} {that_is} chini ya {of}"),
            **agreeing("same shape", "{np} {that_is} na umbo sawa na {the}"),
            **agreeing("same colour", "{np} {that_is} na rangi sawa na {the}"),
            **agreeing("same size", "{np} {that_is} na ukubwa sawa na {the}"),
            **agreeing("same texture", "{np} {that_is} na ruwaza sawa na {the}"),
            **agreeing("odd shape", "{np} {that_is} tofauti na vitu vingine vyote kwa umbo"),
            **agreeing("odd colour", "{np} {that_is} tofauti na vitu vingine vyote kwa rangi"),
            **agreeing("odd size", "{np} {that_is} tofauti na vitu vingine vyote kwa ukubwa"),
            **agreeing("odd texture", "{np} {that_is} tofauti na vitu vingine vyote kwa ruwaza"),
        }
    ),
    box_statements=sentences(
        {
            "in left": "kwenye sanduku la kushoto",
            "in middle": "kwenye sanduku la katikati",
            "in right": "kwenye sanduku la kulia",
            "in some": "katika angalau sanduku moja",
            "in every": "katika kila sanduku|kwenye kila sanduku",
            "in exactly one": "katika sanduku moja tu",
            "in exactly two": "katika masanduku mawili tu",
            "in at least two": "katika angalau masanduku mawili",
            "in at most one": "katika si zaidi ya sanduku moja",
            "in together": "katika masanduku yote matatu kwa jumla",
            "in it": "ndani yake",
            "exactly 1": "{boxes} kuna {count} tu",
            "exactly": "{boxes} kuna {count} tu",
            "at least 1": "{boxes} kuna angalau {count}",
            "at least": "{boxes} kuna angalau {count}",
            "at most 1": "{boxes} hakuna zaidi ya {count}",
            "at most": "{boxes} hakuna zaidi ya {count}",
            "none": "{boxes} hakuna {none}",
            "more": "{boxes} kuna {more} kuliko {than}",
            "block colours 1": "{boxes} kuna matofali ya rangi moja tu",
            "block colours 2": "{boxes} kuna matofali ya rangi mbili tu",
            "block colours 3": "{boxes} kuna matofali ya rangi tatu tu",
            "object colours 1": "{boxes} kuna vitu vya rangi moja tu",
            "object colours 2": "{boxes} kuna vitu vya rangi mbili tu",
            "object colours 3": "{boxes} kuna vitu vya rangi tatu tu",
            "object shapes 1": "{boxes} kuna vitu vya umbo moja tu",
            "object shapes 2": "{boxes} kuna vitu vya maumbo mawili tu",
            "object shapes 3": "{boxes} kuna vitu vya maumbo matatu tu",
            # The verb agrees with the side; polish puts what none touches into the negative.
            "wall left": "ukuta wa kushoto unaguswa",
            "wall right": "ukuta wa kulia unaguswa",
            "wall top": "kifuniko kinaguswa",
            "wall base": "sakafu inaguswa",
            "touch exactly 1": "{boxes}, {wall} na {count} tu",
            "touch exactly": "{boxes}, {wall} na {count} tu",
            "touch at least 1": "{boxes}, {wall} na angalau {count}",
            "touch at least": "{boxes}, {wall} na angalau {count}",
            "touch at most 1": "{boxes}, {wall} na si zaidi ya {count}",
            "touch at most": "{boxes}, {wall} na si zaidi ya {count}",
            "touch none": "{boxes}, {wall} na hakuna {none}",
            "top": "{boxes}, juu kabisa ya mnara kuna {a}",
            "bottom": "{boxes}, chini kabisa ya mnara kuna {a}",
            "on": "{boxes} kuna {a}, na moja kwa moja juu yake kuna {b}",
            "above": "{boxes} kuna {a}, na mahali fulani juu yake kuna {b}",
            "between": "{boxes} kuna {a} lenye {b} moja kwa moja juu yake "
            "na {b} moja kwa moja chini yake",
            "alike": "{boxes} kuna tofali lililowekwa moja kwa moja juu ya tofali la rangi ileile",
            "both some": "kuna angalau sanduku moja ambalo mambo mawili ni kweli kulihusu: "
            "{p}, na {q}",
            "both every": "kuhusu kila sanduku mambo mawili ni kweli: {p}, na {q}",
            "both exactly one": "kuna sanduku moja tu ambalo mambo mawili ni kweli kulihusu: "
            "{p}, na {q}",
            "both exactly two": "kuna masanduku mawili tu ambayo mambo mawili ni kweli "
            "kuhusu kila moja: {p}, na {q}",
            "both at least two": "kuna angalau masanduku mawili ambayo mambo mawili ni kweli "
            "kuhusu kila moja: {p}, na {q}",
            "both at most one": "hakuna zaidi ya sanduku moja ambalo mambo mawili ni kweli "
            "kulihusu: {p}, na {q}",
            "and": "{p}; na {q}",
            "or": "{p}; au {q}; au yote mawili ni kweli",
        }
    ),
    digit_questions=sentences(
        {
            "largest": "Tarakimu ipi ni kubwa zaidi?|Tarakimu kubwa zaidi ni ipi?",
            "smallest": "Tarakimu ipi ni ndogo zaidi?|Tarakimu ndogo zaidi ni ipi?",
            "sum": "Jumla ya tarakimu zote ni ngapi?|Ukijumlisha tarakimu zote, unapata ngapi?",
            "difference": "Tofauti kati ya tarakimu hizi mbili ni ngapi?"
            "|Tarakimu kubwa inazidi tarakimu ndogo kwa ngapi?",
            "product": "Zao la tarakimu hizi mbili ni ngapi?"
            "|Ukizidisha tarakimu hizi mbili, unapata ngapi?",
            "middle": "Zikipangwa kwa ukubwa, tarakimu ya katikati ni ipi?"
            "|Zikipangwa kwa thamani, tarakimu iliyo katikati ni ipi?",
            "even": "Kuna tarakimu shufwa ngapi?|Tarakimu ngapi ni shufwa?",
            "odd": "Kuna tarakimu witiri ngapi?|Tarakimu ngapi ni witiri?",
            "range": "Ukitoa tarakimu ndogo zaidi kutoka tarakimu kubwa zaidi, unapata ngapi?"
            "|Tarakimu kubwa zaidi inazidi tarakimu ndogo zaidi kwa ngapi?",
            "second largest": "Zikipangwa kutoka kubwa hadi ndogo, tarakimu ya pili ni ipi?",
            "second smallest": "Zikipangwa kutoka ndogo hadi kubwa, tarakimu ya pili ni ipi?",
            "last digit": "Tarakimu ya mwisho ya jumla ya tarakimu zote ni ipi?"
            "|Ukigawanya jumla ya tarakimu zote kwa 10, baki ni ngapi?",
            "different": "Kuna tarakimu tofauti ngapi?|Idadi ya tarakimu tofauti ni ngapi?",
            "sum of extremes": "Jumla ya tarakimu kubwa zaidi na tarakimu ndogo zaidi ni ngapi?"
            "|Ukijumlisha tarakimu kubwa zaidi na tarakimu ndogo zaidi, unapata ngapi?",
            "product of extremes": "Zao la tarakimu kubwa zaidi na tarakimu ndogo zaidi ni ngapi?"
            "|Ukizidisha tarakimu kubwa zaidi kwa tarakimu ndogo zaidi, unapata ngapi?",
            "sum of even": "Jumla ya tarakimu shufwa ni ngapi?"
            "|Ukijumlisha tarakimu shufwa, unapata ngapi?",
        }
    ),
    chart_questions=sentences(
        {
            "at point": " kwenye nukta {p}",
            "in column": " kwenye safuwima {p}",
            "value": "thamani ya {a:the}{place} ni ngapi?|thamani ya {a:the} ni ipi{place}?",
            "greatest": "rangi gani ina thamani kubwa zaidi{place}?"
            "|ni rangi gani iliyo na thamani kubwa zaidi{place}?",
            "least": "rangi gani ina thamani ndogo zaidi{place}?"
            "|ni rangi gani iliyo na thamani ndogo zaidi{place}?",
            "second greatest": "rangi gani ina thamani ya pili kwa ukubwa{place}?"
            "|ni rangi gani iliyo na thamani ya pili kwa ukubwa{place}?",
            "second least": "rangi gani ina thamani ya pili kwa udogo{place}?"
            "|ni rangi gani iliyo na thamani ya pili kwa udogo{place}?",
            "more": "je, thamani ya {a:the} ni kubwa kuliko thamani ya {b:the}{place}?"
            "|je, thamani ya {a:the} inazidi thamani ya {b:the}{place}?",
            "less": "je, thamani ya {a:the} ni ndogo kuliko thamani ya {b:the}{place}?"
            "|je, thamani ya {a:the} iko chini ya thamani ya {b:the}{place}?",
            "sum": "jumla ya thamani za {a:the} na {b:the}{place} ni ngapi?"
            "|ukijumlisha thamani za {a:the} na {b:the}{place}, unapata ngapi?",
            "difference": "tofauti kati ya thamani za {a:the} na {b:the}{place} ni ngapi?"
            "|thamani za {a:the} na {b:the} zinatofautiana kwa ngapi{place}?",
            "above": "thamani ngapi ni kubwa kuliko {n}{place}?"
            "|kuna thamani ngapi zinazozidi {n}{place}?",
            "below": "thamani ngapi ni ndogo kuliko {n}{place}?"
            "|kuna thamani ngapi zilizo chini ya {n}{place}?",
            "trend": "je, {a:the} unapanda, unashuka au uko tambarare?"
            "|je, {a:the} unaenda juu, unaenda chini au unabaki tambarare?",
            "rises most": "kati ya nukta zipi mbili zinazofuatana {a:the} unapanda zaidi?"
            "|kutoka nukta ipi hadi inayofuata {a:the} unapanda zaidi?",
            "falls most": "kati ya nukta zipi mbili zinazofuatana {a:the} unashuka zaidi?"
            "|kutoka nukta ipi hadi inayofuata {a:the} unashuka zaidi?",
            "highest point": "{a:the} uko juu zaidi kwenye nukta ipi?"
            "|thamani ya {a:the} ni kubwa zaidi kwenye nukta ipi?",
            "lowest point": "{a:the} uko chini zaidi kwenye nukta ipi?"
            "|thamani ya {a:the} ni ndogo zaidi kwenye nukta ipi?",
            "points above": "{a:the} uko juu ya {n} kwenye nukta ngapi?"
            "|thamani ya {a:the} ni kubwa kuliko {n} kwenye nukta ngapi?",
            "points below": "{a:the} uko chini ya {n} kwenye nukta ngapi?"
            "|thamani ya {a:the} ni ndogo kuliko {n} kwenye nukta ngapi?",
        }
    ),
)
