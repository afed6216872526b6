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


def polish(text: str) -> str:
    """Begins a whole sentence after a colon with a capital: "..., für die beides gilt: Darin"."""
    return text.replace("gilt: darin", "gilt: Darin").replace("beides: darin", "beides: Darin")


LANGUAGE = Language(
    polish=polish,
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
            "block": "m Bauklotz/Bauklötze",
            "row": "f Zeile/Zeilen",
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
    scene_questions=sentences(
        {
            "ask shape": "Welche Form hat {the}?|Was für eine Form hat {the}?",
            "ask colour": "Welche Farbe hat {the}?|Was für eine Farbe hat {the}?",
            "ask size": "Welche Größe hat {the}?|Ist {the} klein oder groß?",
            "ask texture": "Welches Muster hat {the}?|Was für ein Muster hat {the}?",
            "exist": "Ist {a} zu sehen?|Ist auf dem Bild {a} zu sehen?|Kommt auf dem Bild {a} vor?",
            "count": "Wie viele {many} gibt es?|Wie viele {many} sind zu sehen?",
            "more": "Gibt es mehr {more} als {than2}?|Sind mehr {more} als {than2} zu sehen?",
            "fewer": "Gibt es weniger {more} als {than2}?|"
            "Sind weniger {more} als {than2} zu sehen?",
            "equal": "Gibt es genauso viele {more} wie {than2}?|"
            "Sind genauso viele {more} wie {than2} zu sehen?",
            "is left": "Ist {the} links von {of2}?|Liegt {the} links von {of2}?",
            "is right": "Ist {the} rechts von {of2}?|Liegt {the} rechts von {of2}?",
            "is above": "Ist {the} über {of2}?|Liegt {the} weiter oben als {the2}?",
            "is below": "Ist {the} unter {of2}?|Liegt {the} weiter unten als {the2}?",
            "are same shape": "Haben {the} und {the2} die gleiche Form?",
            "are same colour": "Haben {the} und {the2} die gleiche Farbe?",
            "are same size": "Haben {the} und {the2} die gleiche Größe?|"
            "Sind {the} und {the2} gleich groß?",
            "are same texture": "Haben {the} und {the2} das gleiche Muster?",
            "exist same shape": "Hat noch ein anderes Objekt die gleiche Form wie {the}?|"
            "Gibt es ein anderes Objekt mit der gleichen Form wie {the}?",
            "exist same colour": "Hat noch ein anderes Objekt die gleiche Farbe wie {the}?|"
            "Gibt es ein anderes Objekt mit der gleichen Farbe wie {the}?",
            "exist same texture": "Hat noch ein anderes Objekt das gleiche Muster wie {the}?|"
            "Gibt es ein anderes Objekt mit dem gleichen Muster wie {the}?",
            "count same shape": "Wie viele andere Objekte haben die gleiche Form wie {the}?",
            "count same colour": "Wie viele andere Objekte haben die gleiche Farbe wie {the}?",
            "count same texture": "Wie viele andere Objekte haben das gleiche Muster wie {the}?",
            "both": "Ist sowohl {a} als auch {a2} zu sehen?|Ist beides zu sehen: {a} und {a2}?",
            "either": "Ist {a} oder {a2} oder beides zu sehen?|"
            "Ist mindestens eines davon zu sehen: {a}, {a2}?",
            "neither": "Ist weder {a} noch {a2} zu sehen?|Fehlt beides: {a} und {a2}?",
            "but no": "Ist {a} zu sehen, aber keine {none2}?|"
            "Kommt {a} vor, während keine {none2} zu sehen sind?",
            "exist other": "Gibt es {many}, die keine {none2} sind?|"
            "Gibt es andere {many} als {many2}?",
            "count other": "Wie viele {many} gibt es, die keine {none2} sind?|"
            "Wie viele {many} gibt es, wenn man {many2} nicht mitzählt?",
            "count together": "Wie viele {many} und {many2} gibt es insgesamt?|"
            "Wie viele {many} und {many2} sind zusammen zu sehen?",
            "left": "{np} links von {of}",
            "right": "{np} rechts von {of}",
            "above": "{np} über {of}|{np} oberhalb von {of}",
            "below": "{np} unter {of}|{np} unterhalb von {of}",
            "same shape": "{np} mit der gleichen Form wie {the}",
            "same colour": "{np} mit der gleichen Farbe wie {the}|"
            "{np} in der gleichen Farbe wie {the}",
            "same size": "{np} mit der gleichen Größe wie {the}",
            "same texture": "{np} mit dem gleichen Muster wie {the}",
            "odd shape": "{np} mit einer anderen Form als alle anderen",
            "odd colour": "{np} mit einer anderen Farbe als alle anderen",
            "odd size": "{np} mit einer anderen Größe als alle anderen",
            "odd texture": "{np} mit einem anderen Muster als alle anderen",
        }
    ),
    box_statements=sentences(
        {
            "in left": "in der linken Kiste",
            "in middle": "in der mittleren Kiste",
            "in right": "in der rechten Kiste",
            "in some": "in mindestens einer Kiste",
            "in every": "in jeder Kiste",
            "in exactly one": "in genau einer Kiste",
            "in exactly two": "in genau zwei Kisten",
            "in at least two": "in mindestens zwei Kisten",
            "in at most one": "in höchstens einer Kiste",
            "in together": "in den drei Kisten zusammen|in allen drei Kisten zusammen",
            "in it": "darin",
            "exactly 1": "{boxes} ist genau {count}|{boxes} befindet sich genau {count}",
            "exactly": "{boxes} sind genau {count}|{boxes} befinden sich genau {count}",
            "at least 1": "{boxes} ist mindestens {count}|{boxes} befindet sich mindestens {count}",
            "at least": "{boxes} sind mindestens {count}|{boxes} befinden sich mindestens {count}",
            "at most 1": "{boxes} ist höchstens {count}|{boxes} befindet sich höchstens {count}",
            "at most": "{boxes} sind höchstens {count}|{boxes} befinden sich höchstens {count}",
            "none": "{boxes} sind keine {none}|{boxes} gibt es keine {none}",
            "more": "{boxes} sind mehr {more} als {than}|{boxes} gibt es mehr {more} als {than}",
            "block colours 1": "{boxes} sind Bauklötze in genau einer Farbe",
            "block colours 2": "{boxes} sind Bauklötze in genau zwei Farben",
            "block colours 3": "{boxes} sind Bauklötze in genau drei Farben",
            "object colours 1": "{boxes} sind Objekte in genau einer Farbe",
            "object colours 2": "{boxes} sind Objekte in genau zwei Farben",
            "object colours 3": "{boxes} sind Objekte in genau drei Farben",
            "object shapes 1": "{boxes} sind Objekte von genau einer Form",
            "object shapes 2": "{boxes} sind Objekte von genau zwei Formen",
            "object shapes 3": "{boxes} sind Objekte von genau drei Formen",
            "wall left": "die linke Wand",
            "wall right": "die rechte Wand",
            "wall top": "den Deckel",
            "wall base": "den Boden",
            "touch exactly 1": "{boxes} berührt genau {count} {wall}",
            "touch exactly": "{boxes} berühren genau {count} {wall}",
            "touch at least 1": "{boxes} berührt mindestens {count} {wall}",
            "touch at least": "{boxes} berühren mindestens {count} {wall}",
            "touch at most 1": "{boxes} berührt höchstens {count} {wall}",
            "touch at most": "{boxes} berühren höchstens {count} {wall}",
            "touch none": "{boxes} berühren keine {none} {wall}",
            "top": "{boxes} liegt {a} ganz oben im Turm|"
            "{boxes} bildet {a} das obere Ende des Turms",
            "bottom": "{boxes} liegt {a} ganz unten im Turm|"
            "{boxes} bildet {a} das untere Ende des Turms",
            "on": "{boxes} liegt {a} und direkt darauf {b}",
            "above": "{boxes} liegt {a} und irgendwo darüber {b}",
            "between": "{boxes} liegt {a}, direkt darüber {b} und direkt darunter ebenfalls {b}",
            "alike": "{boxes} liegt ein Bauklotz direkt auf einem Bauklotz der gleichen Farbe",
            "both some": "es gibt mindestens eine Kiste, für die beides gilt: {p}, und {q}",
            "both every": "für jede Kiste gilt beides: {p}, und {q}",
            "both exactly one": "es gibt genau eine Kiste, für die beides gilt: {p}, und {q}",
            "both exactly two": "es gibt genau zwei Kisten, für die jeweils beides gilt: {p}, "
            "und {q}",
            "both at least two": "es gibt mindestens zwei Kisten, für die jeweils beides gilt: "
            "{p}, und {q}",
            "both at most one": "es gibt höchstens eine Kiste, für die beides gilt: {p}, und {q}",
            "and": "{p}, und {q}",
            "or": "{p}, oder {q}, oder beides trifft zu",
        }
    ),
    digit_questions=sentences(
        {
            "largest": "Welche Ziffer ist die größte?|Was ist die größte Ziffer?",
            "smallest": "Welche Ziffer ist die kleinste?|Was ist die kleinste Ziffer?",
            "sum": "Was ist die Summe aller Ziffern?|Was ergeben alle Ziffern zusammengezählt?",
            "difference": "Was ist die Differenz der beiden Ziffern?|"
            "Um wie viel ist die größere Ziffer größer als die kleinere?",
            "product": "Was ist das Produkt der beiden Ziffern?|"
            "Was ergeben die beiden Ziffern miteinander multipliziert?",
            "middle": "Welche Ziffer steht in der Mitte, wenn man sie nach ihrem Wert ordnet?|"
            "Was ist der Median der Ziffern?",
            "even": "Wie viele Ziffern sind gerade?|Wie viele gerade Ziffern gibt es?",
            "odd": "Wie viele Ziffern sind ungerade?|Wie viele ungerade Ziffern gibt es?",
            "range": "Was ist die größte Ziffer minus die kleinste?|"
            "Um wie viel ist die größte Ziffer größer als die kleinste?",
            "second largest": "Welche Ziffer kommt an zweiter Stelle, wenn man sie von der "
            "größten zur kleinsten ordnet?",
            "second smallest": "Welche Ziffer kommt an zweiter Stelle, wenn man sie von der "
            "kleinsten zur größten ordnet?",
            "last digit": "Was ist die letzte Ziffer der Summe aller Ziffern?|"
            "Welcher Rest bleibt, wenn man die Summe aller Ziffern durch 10 teilt?",
            "different": "Wie viele verschiedene Ziffern gibt es?|"
            "Wie viele unterschiedliche Ziffern sind zu sehen?",
            "sum of extremes": "Was ist die Summe der größten und der kleinsten Ziffer?|"
            "Was ergeben die größte und die kleinste Ziffer zusammengezählt?",
            "product of extremes": "Was ist das Produkt der größten und der kleinsten Ziffer?|"
            "Was ergeben die größte und die kleinste Ziffer miteinander multipliziert?",
            "sum of even": "Was ist die Summe der geraden Ziffern?|"
            "Was ergeben die geraden Ziffern zusammengezählt?",
        }
    ),
    # Slots and keys are explained in envs/charts/wording.py.
    chart_questions=sentences(
        {
            "at point": " an Punkt {p}",
            "in column": " in Spalte {p}",
            "value": "welchen Wert hat {a:the}{place}?|wie hoch ist{place} der Wert von {a:of}?",
            "greatest": "welche Farbe hat {part:the} mit dem größten Wert{place}?|"
            "welche Farbe hat{place} den größten Wert?",
            "least": "welche Farbe hat {part:the} mit dem kleinsten Wert{place}?|"
            "welche Farbe hat{place} den kleinsten Wert?",
            "second greatest": "welche Farbe hat {part:the} mit dem zweitgrößten Wert{place}?|"
            "welche Farbe hat{place} den zweitgrößten Wert?",
            "second least": "welche Farbe hat {part:the} mit dem zweitkleinsten Wert{place}?|"
            "welche Farbe hat{place} den zweitkleinsten Wert?",
            "more": "ist{place} der Wert von {a:of} größer als der von {b:of}?|"
            "hat {a:the}{place} einen größeren Wert als {b:the}?",
            "less": "ist{place} der Wert von {a:of} kleiner als der von {b:of}?|"
            "hat {a:the}{place} einen kleineren Wert als {b:the}?",
            "sum": "was ist{place} die Summe der Werte von {a:of} und {b:of}?|"
            "welchen Wert haben {a:the} und {b:the}{place} zusammen?",
            "difference": "wie groß ist{place} der Unterschied zwischen den Werten von {a:of} "
            "und {b:of}?|"
            "um wie viel unterscheiden sich {a:the} und {b:the}{place}?",
            "above": "wie viele {part:many} haben{place} einen Wert, der größer als {n} ist?|"
            "wie viele Werte sind{place} größer als {n}?",
            "below": "wie viele {part:many} haben{place} einen Wert, der kleiner als {n} ist?|"
            "wie viele Werte sind{place} kleiner als {n}?",
            "trend": "steigt oder fällt {a:the}, oder bleibt der Wert gleich?|"
            "verläuft {a:the} steigend, fallend oder flach?",
            "rises most": "zwischen welchen zwei benachbarten Punkten steigt {a:the} am stärksten?|"
            "von welchem Punkt zum nächsten steigt {a:the} am stärksten?",
            "falls most": "zwischen welchen zwei benachbarten Punkten fällt {a:the} am stärksten?|"
            "von welchem Punkt zum nächsten fällt {a:the} am stärksten?",
            "highest point": "an welchem Punkt liegt {a:the} am höchsten?|"
            "an welchem Punkt hat {a:the} den größten Wert?",
            "lowest point": "an welchem Punkt liegt {a:the} am tiefsten?|"
            "an welchem Punkt hat {a:the} den kleinsten Wert?",
            "points above": "an wie vielen Punkten liegt {a:the} über {n}?|"
            "an wie vielen Punkten ist der Wert von {a:of} größer als {n}?",
            "points below": "an wie vielen Punkten liegt {a:the} unter {n}?|"
            "an wie vielen Punkten ist der Wert von {a:of} kleiner als {n}?",
        }
    ),
)
