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
            "block": "m bloc/blocs",
            "row": "f ligne/lignes",
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
    scene_questions=sentences(
        {
            "ask shape": "Quelle forme a {the} ?|Quelle est la forme {of} ?",
            "ask colour": "De quelle couleur est {the} ?|Quelle est la couleur {of} ?",
            "ask size": "Quelle est la taille {of} ?|Est-ce que {the} est {small} ou {large} ?",
            "ask texture": "Quel motif a {the} ?|Quel est le motif {of} ?",
            "exist": "Y a-t-il {a} ?|Voit-on {a} ?|L'image montre-t-elle {a} ?",
            "count": "Combien y a-t-il de {many} ?|Quel est le nombre de {many} ?",
            "more": "Y a-t-il plus de {more} que de {than2} ?",
            "fewer": "Y a-t-il moins de {more} que de {than2} ?",
            "equal": "Y a-t-il autant de {more} que de {than2} ?|"
            "Le nombre de {more} est-il égal au nombre de {than2} ?",
            "is left": "Est-ce que {the} est à gauche {of2} ?|"
            "Est-ce que {the} se trouve à gauche {of2} ?",
            "is right": "Est-ce que {the} est à droite {of2} ?|"
            "Est-ce que {the} se trouve à droite {of2} ?",
            "is above": "Est-ce que {the} est au-dessus {of2} ?|"
            "Est-ce que {the} se trouve plus haut que {the2} ?",
            "is below": "Est-ce que {the} est au-dessous {of2} ?|"
            "Est-ce que {the} se trouve plus bas que {the2} ?",
            "are same shape": "Est-ce que {the} et {the2} ont la même forme ?",
            "are same colour": "Est-ce que {the} et {the2} ont la même couleur ?",
            "are same size": "Est-ce que {the} et {the2} ont la même taille ?",
            "are same texture": "Est-ce que {the} et {the2} ont le même motif ?",
            "exist same shape": "Y a-t-il un autre objet qui a la même forme que {the} ?",
            "exist same colour": "Y a-t-il un autre objet qui a la même couleur que {the} ?",
            "exist same texture": "Y a-t-il un autre objet qui a le même motif que {the} ?",
            "count same shape": "Combien d'autres objets ont la même forme que {the} ?",
            "count same colour": "Combien d'autres objets ont la même couleur que {the} ?",
            "count same texture": "Combien d'autres objets ont le même motif que {the} ?",
            "both": "Y a-t-il à la fois {a} et {a2} ?|"
            "L'image montre-t-elle à la fois {a} et {a2} ?",
            "either": "Y a-t-il {a} ou {a2}, ou les deux ?|"
            "Y a-t-il au moins une de ces choses : {a}, {a2} ?",
            "neither": "Est-il vrai qu'il n'y a ni {one} ni {one2} ?|"
            "Est-il vrai que l'image ne montre ni {one} ni {one2} ?",
            "but no": "Y a-t-il {a}, mais pas de {none2} ?|"
            "L'image montre-t-elle {a}, mais pas de {none2} ?",
            "exist other": "Y a-t-il des {many} autres que les {many2} ?|"
            "Y a-t-il des {many}, sans compter les {many2} ?",
            "count other": "Combien y a-t-il de {many}, sans compter les {many2} ?|"
            "Combien y a-t-il de {many} autres que les {many2} ?",
            "count together": "Combien y a-t-il de {many} et de {many2} au total ?|"
            "Combien y a-t-il en tout de {many} et de {many2} ?",
            "left": "{np} à gauche {of}",
            "right": "{np} à droite {of}",
            "above": "{np} au-dessus {of}",
            "below": "{np} au-dessous {of}|{np} en dessous {of}",
            "same shape": "{np} de la même forme que {the}",
            "same colour": "{np} de la même couleur que {the}",
            "same size": "{np} de la même taille que {the}",
            "same texture": "{np} avec le même motif que {the}",
            "odd shape": "{np} qui se distingue de tous les autres par sa forme",
            "odd colour": "{np} qui se distingue de tous les autres par sa couleur",
            "odd size": "{np} qui se distingue de tous les autres par sa taille",
            "odd texture": "{np} qui se distingue de tous les autres par son motif",
        }
    ),
    box_statements=sentences(
        {
            "in left": "dans la boîte de gauche,",
            "in middle": "dans la boîte du milieu,",
            "in right": "dans la boîte de droite,",
            "in some": "dans au moins une boîte,",
            "in every": "dans chaque boîte,|dans chacune des boîtes,",
            "in exactly one": "dans exactement une boîte,",
            "in exactly two": "dans exactement deux boîtes,",
            "in at least two": "dans au moins deux boîtes,",
            "in at most one": "dans au plus une boîte,",
            "in together": "dans les trois boîtes réunies,",
            "in it": "à l'intérieur,",
            "exactly 1": "{boxes} il y a exactement {count}",
            "exactly": "{boxes} il y a exactement {count}",
            "at least 1": "{boxes} il y a au moins {count}",
            "at least": "{boxes} il y a au moins {count}",
            "at most 1": "{boxes} il y a au plus {count}",
            "at most": "{boxes} il y a au plus {count}",
            "none": "{boxes} il n'y a pas de {none}",
            "more": "{boxes} il y a plus de {more} que de {than}",
            "block colours 1": "{boxes} il y a des blocs d'exactement une couleur",
            "block colours 2": "{boxes} il y a des blocs d'exactement deux couleurs",
            "block colours 3": "{boxes} il y a des blocs d'exactement trois couleurs",
            "object colours 1": "{boxes} il y a des objets d'exactement une couleur",
            "object colours 2": "{boxes} il y a des objets d'exactement deux couleurs",
            "object colours 3": "{boxes} il y a des objets d'exactement trois couleurs",
            "object shapes 1": "{boxes} il y a des objets d'exactement une forme",
            "object shapes 2": "{boxes} il y a des objets d'exactement deux formes",
            "object shapes 3": "{boxes} il y a des objets d'exactement trois formes",
            "wall left": "la paroi gauche",
            "wall right": "la paroi droite",
            "wall top": "le couvercle",
            "wall base": "le fond",
            "touch exactly 1": "{boxes} il y a exactement {count} qui touche {wall}",
            "touch exactly": "{boxes} il y a exactement {count} qui touchent {wall}",
            "touch at least 1": "{boxes} il y a au moins {count} qui touche {wall}",
            "touch at least": "{boxes} il y a au moins {count} qui touchent {wall}",
            "touch at most 1": "{boxes} il y a au plus {count} qui touche {wall}",
            "touch at most": "{boxes} il y a au plus {count} qui touchent {wall}",
            "touch none": "{boxes} il n'y a pas de {none} qui touchent {wall}",
            "top": "{boxes} il y a {a} au sommet de la tour",
            "bottom": "{boxes} il y a {a} à la base de la tour",
            "on": "{boxes} il y a {a} et, juste au-dessus de lui, {b}",
            "above": "{boxes} il y a {a} et, quelque part au-dessus de lui, {b}",
            "between": "{boxes} il y a {a} avec {b} juste au-dessus et {b} juste au-dessous",
            "alike": "{boxes} il y a un bloc posé directement sur un bloc de la même couleur",
            "both some": "il y a au moins une boîte qui remplit ces deux conditions : {p}, et {q}",
            "both every": "chaque boîte remplit ces deux conditions : {p}, et {q}",
            "both exactly one": "il y a exactement une boîte qui remplit ces deux conditions : "
            "{p}, et {q}",
            "both exactly two": "il y a exactement deux boîtes qui remplissent ces deux "
            "conditions : {p}, et {q}",
            "both at least two": "il y a au moins deux boîtes qui remplissent ces deux "
            "conditions : {p}, et {q}",
            "both at most one": "il y a au plus une boîte qui remplit ces deux conditions : "
            "{p}, et {q}",
            "and": "{p}, et {q}",
            "or": "{p}, ou {q}, ou les deux",
        }
    ),
    digit_questions=sentences(
        {
            "largest": "Quel chiffre est le plus grand ?|Quel est le plus grand chiffre ?",
            "smallest": "Quel chiffre est le plus petit ?|Quel est le plus petit chiffre ?",
            "sum": "Quelle est la somme de tous les chiffres ?"
            "|Combien font tous les chiffres additionnés ?",
            "difference": "Quelle est la différence entre les deux chiffres ?"
            "|De combien le plus grand des deux chiffres dépasse-t-il l'autre ?",
            "product": "Quel est le produit des deux chiffres ?"
            "|Combien font les deux chiffres multipliés l'un par l'autre ?",
            "middle": "Une fois les chiffres rangés par valeur, lequel est au milieu ?"
            "|Quelle est la médiane des chiffres ?",
            "even": "Combien de chiffres sont pairs ?|Combien y a-t-il de chiffres pairs ?",
            "odd": "Combien de chiffres sont impairs ?|Combien y a-t-il de chiffres impairs ?",
            "range": "Combien fait le plus grand chiffre moins le plus petit ?"
            "|De combien le plus grand chiffre dépasse-t-il le plus petit ?",
            "second largest": "Une fois les chiffres rangés du plus grand au plus petit, "
            "lequel est en deuxième position ?",
            "second smallest": "Une fois les chiffres rangés du plus petit au plus grand, "
            "lequel est en deuxième position ?",
            "last digit": "Quel est le dernier chiffre de la somme de tous les chiffres ?"
            "|Quel est le reste de la division par 10 de la somme de tous les chiffres ?",
            "different": "Combien y a-t-il de chiffres différents ?"
            "|Combien y a-t-il de chiffres distincts ?",
            "sum of extremes": "Quelle est la somme du plus grand et du plus petit chiffre ?"
            "|Combien font le plus grand et le plus petit chiffre additionnés ?",
            "product of extremes": "Quel est le produit du plus grand et du plus petit chiffre ?"
            "|Combien font le plus grand et le plus petit chiffre multipliés l'un par l'autre ?",
            "sum of even": "Quelle est la somme des chiffres pairs ?"
            "|Combien font les chiffres pairs additionnés ?",
        }
    ),
    # Every part of a chart is feminine.
    chart_questions=sentences(
        {
            "at point": " au point {p}",
            "in column": " dans la colonne {p}",
            "value": "quelle est la valeur {a:of}{place} ?|quelle valeur a {a:the}{place} ?",
            "greatest": "de quelle couleur est {part:the} qui a la plus grande valeur{place} ?"
            "|quelle couleur a la plus grande valeur{place} ?",
            "least": "de quelle couleur est {part:the} qui a la plus petite valeur{place} ?"
            "|quelle couleur a la plus petite valeur{place} ?",
            "second greatest": "de quelle couleur est {part:the} "
            "qui a la deuxième plus grande valeur{place} ?"
            "|quelle couleur a la deuxième plus grande valeur{place} ?",
            "second least": "de quelle couleur est {part:the} "
            "qui a la deuxième plus petite valeur{place} ?"
            "|quelle couleur a la deuxième plus petite valeur{place} ?",
            "more": "la valeur {a:of} est-elle supérieure à celle {b:of}{place} ?"
            "|est-ce que {a:the} a une plus grande valeur que {b:the}{place} ?",
            "less": "la valeur {a:of} est-elle inférieure à celle {b:of}{place} ?"
            "|est-ce que {a:the} a une plus petite valeur que {b:the}{place} ?",
            "sum": "quelle est la somme des valeurs {a:of} et {b:of}{place} ?"
            "|combien font {a:the} et {b:the} ensemble{place} ?",
            "difference": "quelle est la différence entre les valeurs {a:of} et {b:of}{place} ?"
            "|quel écart y a-t-il entre {a:the} et {b:the}{place} ?",
            "above": "combien de {part:many} ont une valeur supérieure à {n}{place} ?"
            "|combien de valeurs sont supérieures à {n}{place} ?",
            "below": "combien de {part:many} ont une valeur inférieure à {n}{place} ?"
            "|combien de valeurs sont inférieures à {n}{place} ?",
            "trend": "est-ce que {a:the} monte, descend ou reste plate ?"
            "|{a:the} est-elle montante, descendante ou plate ?",
            "rises most": "entre quels points voisins {a:the} monte-t-elle le plus ?"
            "|de quel point au suivant {a:the} monte-t-elle le plus ?",
            "falls most": "entre quels points voisins {a:the} descend-elle le plus ?"
            "|de quel point au suivant {a:the} descend-elle le plus ?",
            "highest point": "en quel point {a:the} est-elle la plus haute ?"
            "|en quel point {a:the} atteint-elle sa plus grande valeur ?",
            "lowest point": "en quel point {a:the} est-elle la plus basse ?"
            "|en quel point {a:the} atteint-elle sa plus petite valeur ?",
            "points above": "en combien de points {a:the} est-elle au-dessus de {n} ?"
            "|en combien de points la valeur {a:of} est-elle supérieure à {n} ?",
            "points below": "en combien de points {a:the} est-elle au-dessous de {n} ?"
            "|en combien de points la valeur {a:of} est-elle inférieure à {n} ?",
        }
    ),
)
