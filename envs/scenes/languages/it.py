"""Italian."""

from __future__ import annotations

from gennet_rl.envs.scenes.grammar import (
    Language,
    Noun,
    adjectives,
    nouns,
    romance_adjective,
    sentences,
)

__all__ = ["LANGUAGE"]

ARTICLES = {
    "a": ("un ", "una ", ""),
    "the": ("il ", "la ", "l'"),
    "at": ("il ", "la ", "l'"),
    "of": ("del ", "della ", "dell'"),
}


def article(text: str, noun: Noun, form: str) -> str:
    """Puts an article before the noun phrase, with "di" for what something is left of."""
    if form not in ARTICLES:
        return text
    masculine, feminine, elided = ARTICLES[form]
    if elided and text[0] in "aeiou":
        return elided + text
    return (feminine if noun.gender == "f" else masculine) + text


LANGUAGE = Language(
    article=article,
    adjective=romance_adjective,
    order=("size", "noun", "colour", "texture"),
    last=" e ",
    nouns=nouns(
        {
            "circle": "m cerchio/cerchi",
            "square": "m quadrato/quadrati",
            "rectangle": "m rettangolo/rettangoli",
            "triangle": "m triangolo/triangoli",
            "diamond": "m rombo/rombi",
            "pentagon": "m pentagono/pentagoni",
            "hexagon": "m esagono/esagoni",
            "star": "f stella/stelle",
            "heart": "m cuore/cuori",
            "cross": "f croce/croci",
            "ring": "m anello/anelli",
            "arrow": "f freccia/frecce",
            "digit": "f cifra/cifre|m numero/numeri",
            "letter": "f lettera/lettere",
            "object": "m oggetto/oggetti",
            "shape": "f forma/forme|f figura/figure",
            "bar": "f barra/barre",
            "slice": "f fetta/fette",
            "line": "f linea/linee",
        }
    ),
    adjectives=adjectives(
        {
            "red": "rosso/rossa/rossi/rosse",
            "orange": "arancione/arancione/arancioni/arancioni",
            "yellow": "giallo/gialla/gialli/gialle",
            "green": "verde/verde/verdi/verdi",
            "teal": "verde acqua|verde petrolio",
            "blue": "blu",
            "purple": "viola",
            "pink": "rosa",
            "brown": "marrone/marrone/marroni/marroni",
            "black": "nero/nera/neri/nere",
            "grey": "grigio/grigia/grigi/grigie",
            "white": "bianco/bianca/bianchi/bianche",
            "small": "piccolo/piccola/piccoli/piccole",
            "large": "grande/grande/grandi/grandi",
            "striped": "a righe|a strisce",
            "dotted": "a pois|a puntini",
            "checkered": "a scacchi|a quadretti",
            "outlined": "vuoto/vuota/vuoti/vuote|senza riempimento",
        }
    ),
    positions=sentences(
        {
            "top left": "in alto a sinistra|nell'angolo in alto a sinistra",
            "top": "in alto",
            "top right": "in alto a destra|nell'angolo in alto a destra",
            "left": "a sinistra|sulla sinistra",
            "centre": "al centro|nel mezzo",
            "right": "a destra|sulla destra",
            "bottom left": "in basso a sinistra|nell'angolo in basso a sinistra",
            "bottom": "in basso",
            "bottom right": "in basso a destra|nell'angolo in basso a destra",
        }
    ),
    numbers=(
        "zero",
        "un/una",
        *"due tre quattro cinque sei sette otto nove dieci undici dodici".split(),  # noqa: SIM905
    ),
    sentences=sentences(
        {
            "item": "{a} {place}",
            "picture": "nell'immagine: {list}|un'immagine con {list}",
            "at": "{a} è {place}|{a} si trova {place}",
            "left": "{a} è a sinistra {b}|{a} si trova a sinistra {b}",
            "right": "{a} è a destra {b}|{a} si trova a destra {b}",
            "above": "{a} è al di sopra {b}",
            "below": "{a} è al di sotto {b}",
            "none": "non ci sono {a}",
            "more": "ci sono più {a} che {b}|più {a} che {b}",
            "total": "{count} in totale",
            "digits": "le cifre {list}|le cifre {list} da sinistra a destra",
            "letters": "le lettere {list}|le lettere {list} da sinistra a destra",
            "bar chart": "un grafico a barre|un diagramma a barre",
            "pie chart": "un grafico a torta|un diagramma a torta",
            "line chart": "un grafico a linee",
            "bars": "un grafico a barre con {count}",
            "slices": "un grafico a torta con {count}",
            "tallest": "{a} è la più alta",
            "shortest": "{a} è la più bassa",
            "largest": "{a} è la più grande",
            "rising": "{a} sale",
            "falling": "{a} scende",
            "flat": "{a} rimane piatta",
        }
    ),
)
