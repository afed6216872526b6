"""French."""

from __future__ import annotations

import re

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
    "a": ("un ", "une ", ""),
    "the": ("le ", "la ", "l'"),
    "at": ("le ", "la ", "l'"),
    "of": ("du ", "de la ", "de l'"),
}
VOWELS = "aeiouéèêh"
"""Initials before which articles elide; the only h among the words is mute."""
ELISION = re.compile(rf"\bde (?=[{VOWELS}])")


def article(text: str, noun: Noun, form: str) -> str:
    """Puts an article before the noun phrase, with "de" for what something is left of."""
    if form not in ARTICLES:
        return text
    masculine, feminine, elided = ARTICLES[form]
    if elided and text[0] in VOWELS:
        return elided + text
    return (feminine if noun.gender == "f" else masculine) + text


def elide(text: str) -> str:
    """Shortens "de" before a vowel: "plus d'étoiles"."""
    return ELISION.sub("d'", text)


LANGUAGE = Language(
    article=article,
    adjective=romance_adjective,
    polish=elide,
    order=("size", "noun", "colour", "texture"),
    last=" et ",
    aside=" ; ",
    nouns=nouns(
        {
            "circle": "m cercle/cercles",
            "square": "m carré/carrés",
            "rectangle": "m rectangle/rectangles",
            "triangle": "m triangle/triangles",
            "diamond": "m losange/losanges",
            "pentagon": "m pentagone/pentagones",
            "hexagon": "m hexagone/hexagones",
            "star": "f étoile/étoiles",
            "heart": "m cœur/cœurs",
            "cross": "f croix/croix",
            "ring": "m anneau/anneaux",
            "arrow": "f flèche/flèches",
            "digit": "m chiffre/chiffres",
            "letter": "f lettre/lettres",
            "object": "m objet/objets",
            "shape": "f forme/formes|f figure/figures",
            "bar": "f barre/barres",
            "slice": "f part/parts",
            "line": "f ligne/lignes",
        }
    ),
    adjectives=adjectives(
        {
            "red": "rouge/rouge/rouges/rouges",
            "orange": "orange",
            "yellow": "jaune/jaune/jaunes/jaunes",
            "green": "vert/verte/verts/vertes",
            "teal": "bleu canard|bleu-vert",
            "blue": "bleu/bleue/bleus/bleues",
            "purple": "violet/violette/violets/violettes",
            "pink": "rose/rose/roses/roses",
            "brown": "marron|brun/brune/bruns/brunes",
            "black": "noir/noire/noirs/noires",
            "grey": "gris/grise/gris/grises",
            "white": "blanc/blanche/blancs/blanches",
            "small": "petit/petite/petits/petites",
            "large": "grand/grande/grands/grandes",
            "striped": "rayé/rayée/rayés/rayées|à rayures",
            "dotted": "à pois|à points",
            "checkered": "à carreaux|à damier",
            "outlined": "non rempli/non remplie/non remplis/non remplies|sans remplissage",
        }
    ),
    positions=sentences(
        {
            "top left": "en haut à gauche|dans le coin supérieur gauche",
            "top": "en haut",
            "top right": "en haut à droite|dans le coin supérieur droit",
            "left": "à gauche",
            "centre": "au centre|au milieu",
            "right": "à droite",
            "bottom left": "en bas à gauche|dans le coin inférieur gauche",
            "bottom": "en bas",
            "bottom right": "en bas à droite|dans le coin inférieur droit",
        }
    ),
    numbers=(
        "zéro",
        "un/une",
        *"deux trois quatre cinq six sept huit neuf dix onze douze".split(),  # noqa: SIM905
    ),
    sentences=sentences(
        {
            "item": "{a} {place}",
            "picture": "sur l'image : {list}|sur l'image, il y a {list}|une image avec {list}",
            "at": "{a} est {place}|{a} se trouve {place}",
            "left": "{a} est à gauche {b}",
            "right": "{a} est à droite {b}",
            "above": "{a} est au-dessus {b}",
            "below": "{a} est au-dessous {b}|{a} est en dessous {b}",
            "none": "il n'y a pas de {a}|pas de {a}",
            "more": "il y a plus de {a} que de {b}|plus de {a} que de {b}",
            "total": "{count} au total|il y a {count} au total",
            "digits": "les chiffres {list}|les chiffres {list} de gauche à droite",
            "letters": "les lettres {list}|les lettres {list} de gauche à droite",
            "bar chart": "un diagramme à barres|un graphique à barres",
            "pie chart": "un diagramme circulaire|un camembert",
            "line chart": "un graphique linéaire|un graphique en courbes",
            "bars": "un diagramme à barres avec {count}",
            "slices": "un diagramme circulaire avec {count}",
            "tallest": "{a} est la plus haute",
            "shortest": "{a} est la plus basse",
            "largest": "{a} est la plus grande",
            "rising": "{a} monte",
            "falling": "{a} descend",
            "flat": "{a} reste plate",
        }
    ),
)
