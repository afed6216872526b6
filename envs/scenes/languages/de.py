"""German."""

from __future__ import annotations

from gennet_rl.envs.scenes.grammar import (
    PLURAL,
    Adjective,
    Language,
    Noun,
    adjectives,
    nouns,
    sentences,
)

__all__ = ["LANGUAGE"]

ARTICLES = {
    "a": {"m": "ein", "f": "eine", "n": "ein"},
    "the": {"m": "der", "f": "die", "n": "das"},
    "at": {"m": "der", "f": "die", "n": "das"},
    "of": {"m": "dem", "f": "der", "n": "dem"},
}
STRONG = {"m": "er", "f": "e", "n": "es"}
WEAK = {"the": "e", "at": "e", "of": "en", "none": "en", "many": "e", "more": "e", "than": "e"}


def noun_form(noun: Noun, form: str) -> str:
    """Nominative, or the dative if it differs in the singular."""
    if form == "of":
        return noun.forms[2] if len(noun.forms) > 2 else noun.forms[0]
    return noun.forms[1 if form in PLURAL else 0]


def adjective(stem: Adjective, noun: Noun, form: str) -> str:
    """A stem that ends in a hyphen with its ending: strong after "ein", weak after "der"."""
    if stem[0][-1] != "-":
        return stem[0]
    return stem[0][:-1] + (STRONG[noun.gender] if form in ("a", "one") else WEAK[form])


def article(text: str, noun: Noun, form: str) -> str:
    """Puts an article before the noun phrase: dative for what something is left of."""
    return f"{ARTICLES[form][noun.gender]} {text}" if form in ARTICLES else text


LANGUAGE = Language(
    noun=noun_form,
    adjective=adjective,
    article=article,
    last=" und ",
    nouns=nouns(
        {
            "circle": "m Kreis/Kreise",
            "square": "n Quadrat/Quadrate",
            "rectangle": "n Rechteck/Rechtecke",
            "triangle": "n Dreieck/Dreiecke",
            "diamond": "f Raute/Rauten",
            "pentagon": "n Fünfeck/Fünfecke",
            "hexagon": "n Sechseck/Sechsecke",
            "star": "m Stern/Sterne",
            "heart": "n Herz/Herzen/Herzen",
            "cross": "n Kreuz/Kreuze",
            "ring": "m Ring/Ringe",
            "arrow": "m Pfeil/Pfeile",
            "digit": "f Ziffer/Ziffern|f Zahl/Zahlen",
            "letter": "m Buchstabe/Buchstaben/Buchstaben",
            "bare digit": "f /",
            "object": "n Objekt/Objekte",
            "shape": "f Form/Formen|f Figur/Figuren",
            "bar": "m Balken/Balken",
            "slice": "n Segment/Segmente",
            "line": "f Linie/Linien",
        }
    ),
    adjectives=adjectives(
        {
            "red": "rot-",
            "orange": "orangefarben-|orange",
            "yellow": "gelb-",
            "green": "grün-",
            "teal": "blaugrün-",
            "blue": "blau-",
            "purple": "lila|violett-",
            "pink": "rosa|rosafarben-",
            "brown": "braun-",
            "black": "schwarz-",
            "grey": "grau-",
            "white": "weiß-",
            "small": "klein-",
            "large": "groß-",
            "striped": "gestreift-|+mit Streifen",
            "dotted": "gepunktet-|+mit Punkten",
            "checkered": "kariert-|+mit Karomuster",
            "outlined": "nicht ausgefüllt-|+ohne Füllung",
        }
    ),
    positions=sentences(
        {
            "top left": "oben links|links oben",
            "top": "oben",
            "top right": "oben rechts|rechts oben",
            "left": "links",
            "centre": "in der Mitte",
            "right": "rechts",
            "bottom left": "unten links|links unten",
            "bottom": "unten",
            "bottom right": "unten rechts|rechts unten",
        }
    ),
    numbers=(
        "null",
        "ein/eine/ein",
        *"zwei drei vier fünf sechs sieben acht neun zehn elf zwölf".split(),  # noqa: SIM905
    ),
    sentences=sentences(
        {
            "item": "{a} {place}|{place} {a}",
            "picture": "auf dem Bild: {list}|im Bild: {list}",
            "at": "{a} ist {place}|{a} befindet sich {place}",
            "left": "{a} ist links von {b}|{a} liegt links von {b}",
            "right": "{a} ist rechts von {b}|{a} liegt rechts von {b}",
            "above": "{a} ist über {b}|{a} befindet sich über {b}",
            "below": "{a} ist unter {b}|{a} befindet sich unter {b}",
            "none": "es gibt keine {a}|keine {a}",
            "more": "es gibt mehr {a} als {b}|mehr {a} als {b}",
            "total": "insgesamt {count}",
            "digits": "die Ziffern {list}|die Ziffern {list} von links nach rechts",
            "letters": "die Buchstaben {list}|die Buchstaben {list} von links nach rechts",
            "bar chart": "ein Balkendiagramm",
            "pie chart": "ein Kreisdiagramm|ein Tortendiagramm",
            "line chart": "ein Liniendiagramm",
            "bars": "ein Balkendiagramm mit {count}",
            "slices": "ein Kreisdiagramm mit {n} Segmenten|ein Tortendiagramm mit {n} Segmenten",
            "tallest": "{a} ist der höchste",
            "shortest": "{a} ist der niedrigste|{a} ist der kürzeste",
            "largest": "{a} ist das größte",
            "rising": "{a} steigt",
            "falling": "{a} fällt",
            "flat": "{a} verläuft flach",
        }
    ),
)
