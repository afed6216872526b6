"""Spanish."""

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
    "a": ("un", "una"),
    "the": ("el", "la"),
    "at": ("el", "la"),
    "of": ("del", "de la"),
}


def article(text: str, noun: Noun, form: str) -> str:
    """Puts an article before the noun phrase, with "de" for what something is left of."""
    return f"{ARTICLES[form][noun.gender == 'f']} {text}" if form in ARTICLES else text


def polish(text: str) -> str:
    """Turns "y" into "e" before its own sound: "las letras A e I"."""
    return text.replace(" y I", " e I")


LANGUAGE = Language(
    article=article,
    polish=polish,
    adjective=romance_adjective,
    order=("noun", "colour", "size", "texture"),
    last=" y ",
    nouns=nouns(
        {
            "circle": "m círculo/círculos",
            "square": "m cuadrado/cuadrados",
            "rectangle": "m rectángulo/rectángulos",
            "triangle": "m triángulo/triángulos",
            "diamond": "m rombo/rombos",
            "pentagon": "m pentágono/pentágonos",
            "hexagon": "m hexágono/hexágonos",
            "star": "f estrella/estrellas",
            "heart": "m corazón/corazones",
            "cross": "f cruz/cruces",
            "ring": "m anillo/anillos",
            "arrow": "f flecha/flechas",
            "digit": "m dígito/dígitos|m número/números",
            "letter": "f letra/letras",
            "object": "m objeto/objetos",
            "shape": "f figura/figuras|f forma/formas",
            "bar": "f barra/barras",
            "slice": "m sector/sectores",
            "line": "f línea/líneas",
        }
    ),
    adjectives=adjectives(
        {
            "red": "rojo/roja/rojos/rojas",
            "orange": "naranja|anaranjado/anaranjada/anaranjados/anaranjadas",
            "yellow": "amarillo/amarilla/amarillos/amarillas",
            "green": "verde/verde/verdes/verdes",
            "teal": "verde azulado|turquesa",
            "blue": "azul/azul/azules/azules",
            "purple": "morado/morada/morados/moradas|violeta",
            "pink": "rosa|rosado/rosada/rosados/rosadas",
            "brown": "marrón/marrón/marrones/marrones",
            "black": "negro/negra/negros/negras",
            "grey": "gris/gris/grises/grises",
            "white": "blanco/blanca/blancos/blancas",
            "small": "pequeño/pequeña/pequeños/pequeñas",
            "large": "grande/grande/grandes/grandes",
            "striped": "a rayas|con rayas",
            "dotted": "con puntos|de lunares",
            "checkered": "a cuadros|de cuadros",
            "outlined": "sin relleno|hueco/hueca/huecos/huecas",
        }
    ),
    positions=sentences(
        {
            "top left": "arriba a la izquierda|en la esquina superior izquierda",
            "top": "arriba|en la parte superior",
            "top right": "arriba a la derecha|en la esquina superior derecha",
            "left": "a la izquierda",
            "centre": "en el centro|en el medio",
            "right": "a la derecha",
            "bottom left": "abajo a la izquierda|en la esquina inferior izquierda",
            "bottom": "abajo|en la parte inferior",
            "bottom right": "abajo a la derecha|en la esquina inferior derecha",
        }
    ),
    numbers=(
        "cero",
        "un/una",
        *"dos tres cuatro cinco seis siete ocho nueve diez once doce".split(),  # noqa: SIM905
    ),
    sentences=sentences(
        {
            "item": "{a} {place}",
            "picture": "en la imagen: {list}|una imagen con {list}",
            "at": "{a} está {place}",
            "left": "{a} está a la izquierda {b}",
            "right": "{a} está a la derecha {b}",
            "above": "{a} está encima {b}|{a} está por encima {b}",
            "below": "{a} está debajo {b}|{a} está por debajo {b}",
            "none": "no hay {a}",
            "more": "hay más {a} que {b}|más {a} que {b}",
            "total": "{count} en total|en total hay {count}",
            "digits": "los dígitos {list}|los dígitos {list} de izquierda a derecha",
            "letters": "las letras {list}|las letras {list} de izquierda a derecha",
            "bar chart": "un gráfico de barras|un diagrama de barras",
            "pie chart": "un gráfico circular|un gráfico de sectores",
            "line chart": "un gráfico de líneas",
            "bars": "un gráfico de barras con {count}",
            "slices": "un gráfico circular con {count}",
            "tallest": "{a} es la más alta",
            "shortest": "{a} es la más baja",
            "largest": "{a} es el más grande|{a} es el mayor",
            "rising": "{a} sube",
            "falling": "{a} baja",
            "flat": "{a} se mantiene plana",
        }
    ),
)
