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
            "block": "m bloque/bloques",
            "row": "f fila/filas",
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
    scene_questions=sentences(
        {
            "ask shape": "¿Qué forma tiene {the}?|¿Cuál es la forma {of}?",
            "ask colour": "¿De qué color es {the}?|¿Cuál es el color {of}?",
            "ask size": "¿Qué tamaño tiene {the}?|¿Es {small} o {large} {the}?",
            "ask texture": "¿Qué patrón tiene {the}?|¿Cuál es el patrón {of}?",
            "exist": "¿Hay {a}?|¿Se ve {a}?|¿Muestra la imagen {a}?",
            "count": "¿Cuántos {many} hay en la imagen?|¿Cuál es el número de {many}?",
            "count f": "¿Cuántas {many} hay en la imagen?|¿Cuál es el número de {many}?",
            "more": "¿Hay más {more} que {than2}?",
            "fewer": "¿Hay menos {more} que {than2}?",
            "equal": "¿Hay tantos {more} como {than2}?|"
            "¿Es el número de {more} igual al de {than2}?",
            "equal f": "¿Hay tantas {more} como {than2}?|"
            "¿Es el número de {more} igual al de {than2}?",
            "is left": "¿Está {the} a la izquierda {of2}?|"
            "¿Se encuentra {the} a la izquierda {of2}?",
            "is right": "¿Está {the} a la derecha {of2}?|¿Se encuentra {the} a la derecha {of2}?",
            "is above": "¿Está {the} por encima {of2}?|¿Está {the} más arriba que {the2}?",
            "is below": "¿Está {the} por debajo {of2}?|¿Está {the} más abajo que {the2}?",
            "are same shape": "¿Tienen {the} y {the2} la misma forma?",
            "are same colour": "¿Tienen {the} y {the2} el mismo color?",
            "are same size": "¿Tienen {the} y {the2} el mismo tamaño?",
            "are same texture": "¿Tienen {the} y {the2} el mismo patrón?",
            "exist same shape": "¿Hay algún otro objeto con la misma forma que {the}?",
            "exist same colour": "¿Hay algún otro objeto del mismo color que {the}?",
            "exist same texture": "¿Hay algún otro objeto con el mismo patrón que {the}?",
            "count same shape": "¿Cuántos otros objetos tienen la misma forma que {the}?",
            "count same colour": "¿Cuántos otros objetos tienen el mismo color que {the}?",
            "count same texture": "¿Cuántos otros objetos tienen el mismo patrón que {the}?",
            "both": "¿Hay {a} y también {a2}?|¿Muestra la imagen tanto {a} como {a2}?",
            "either": "¿Hay {a} o {a2}, o ambas cosas?|"
            "¿Hay al menos una de estas cosas: {a}, {a2}?",
            "neither": "¿Es cierto que no hay ni {a} ni {a2}?|"
            "¿Es cierto que la imagen no muestra ni {a} ni {a2}?",
            "but no": "¿Hay {a}, pero no hay {none2}?|¿Muestra la imagen {a}, pero no {none2}?",
            "exist other": "¿Hay {many} que no sean {many2}?|"
            "¿Muestra la imagen {many} que no sean {many2}?",
            "count other": "¿Cuántos {many} hay que no sean {many2}?|"
            "¿Cuál es el número de {many} que no son {many2}?",
            "count other f": "¿Cuántas {many} hay que no sean {many2}?|"
            "¿Cuál es el número de {many} que no son {many2}?",
            "count together": "¿Cuántos {many} y {many2} hay en total?|"
            "¿Cuál es el número total de {many} y {many2}?",
            "count together f": "¿Cuántas {many} y {many2} hay en total?|"
            "¿Cuál es el número total de {many} y {many2}?",
            "left": "{np} a la izquierda {of}",
            "right": "{np} a la derecha {of}",
            "above": "{np} por encima {of}|{np} encima {of}",
            "below": "{np} por debajo {of}|{np} debajo {of}",
            # Not "de la misma forma que", which means "in the same way as".
            "same shape": "{np} con la misma forma que {the}",
            "same colour": "{np} del mismo color que {the}",
            "same size": "{np} del mismo tamaño que {the}",
            "same texture": "{np} con el mismo patrón que {the}",
            "odd shape": "{np} diferente de todos los demás en la forma",
            "odd colour": "{np} diferente de todos los demás en el color",
            "odd size": "{np} diferente de todos los demás en el tamaño",
            "odd texture": "{np} diferente de todos los demás en el patrón",
        }
    ),
    box_statements=sentences(
        {
            "in left": "en la caja de la izquierda",
            "in middle": "en la caja del medio",
            "in right": "en la caja de la derecha",
            "in some": "al menos en una caja",
            "in every": "en cada caja|en cada una de las cajas",
            "in exactly one": "exactamente en una caja",
            "in exactly two": "exactamente en dos cajas",
            "in at least two": "al menos en dos cajas",
            "in at most one": "a lo sumo en una caja",
            "in together": "en las tres cajas juntas",
            "in it": "en su interior",  # the same of one box and of more
            "exactly 1": "{boxes} hay exactamente {count}",
            "exactly": "{boxes} hay exactamente {count}",
            "at least 1": "{boxes} hay como mínimo {count}",
            "at least": "{boxes} hay como mínimo {count}",
            "at most 1": "{boxes} hay como máximo {count}",
            "at most": "{boxes} hay como máximo {count}",
            "none": "{boxes} no hay {none}",
            "more": "{boxes} hay más {more} que {than}",
            "block colours 1": "{boxes} hay bloques de exactamente un color",
            "block colours 2": "{boxes} hay bloques de exactamente dos colores",
            "block colours 3": "{boxes} hay bloques de exactamente tres colores",
            "object colours 1": "{boxes} hay objetos de exactamente un color",
            "object colours 2": "{boxes} hay objetos de exactamente dos colores",
            "object colours 3": "{boxes} hay objetos de exactamente tres colores",
            "object shapes 1": "{boxes} hay objetos de exactamente una forma",
            "object shapes 2": "{boxes} hay objetos de exactamente dos formas",
            "object shapes 3": "{boxes} hay objetos de exactamente tres formas",
            "wall left": "la pared izquierda",
            "wall right": "la pared derecha",
            "wall top": "la tapa",
            "wall base": "el fondo",
            "touch exactly 1": "{boxes} hay exactamente {count} que toca {wall}",
            "touch exactly": "{boxes} hay exactamente {count} que tocan {wall}",
            "touch at least 1": "{boxes} hay como mínimo {count} que toca {wall}",
            "touch at least": "{boxes} hay como mínimo {count} que tocan {wall}",
            "touch at most 1": "{boxes} hay como máximo {count} que toca {wall}",
            "touch at most": "{boxes} hay como máximo {count} que tocan {wall}",
            "touch none": "{boxes} no hay {none} que toquen {wall}",
            "top": "{boxes} hay {a} en lo alto de la torre",
            "bottom": "{boxes} hay {a} en la base de la torre",
            "on": "{boxes} hay {a} y, justo encima de él, {b}",
            "above": "{boxes} hay {a} y, en algún lugar por encima de él, {b}",
            "between": "{boxes} hay {a} con {b} justo encima y {b} justo debajo",
            "alike": "{boxes} hay un bloque justo encima de otro del mismo color",
            "both some": "hay al menos una caja que cumple estas dos condiciones: {p}, y {q}",
            "both every": "cada caja cumple estas dos condiciones: {p}, y {q}",
            "both exactly one": "hay exactamente una caja que cumple estas dos condiciones: "
            "{p}, y {q}",
            "both exactly two": "hay exactamente dos cajas que cumplen estas dos condiciones: "
            "{p}, y {q}",
            "both at least two": "hay al menos dos cajas que cumplen estas dos condiciones: "
            "{p}, y {q}",
            "both at most one": "hay a lo sumo una caja que cumple estas dos condiciones: "
            "{p}, y {q}",
            "and": "{p}, y {q}",
            "or": "{p}, o {q}, o ambas cosas",
        }
    ),
    digit_questions=sentences(
        {
            "largest": "¿Qué dígito es el mayor?|¿Cuál es el dígito mayor?",
            "smallest": "¿Qué dígito es el menor?|¿Cuál es el dígito menor?",
            "sum": "¿Cuál es la suma de todos los dígitos?|¿Cuánto suman todos los dígitos?",
            "difference": "¿Cuál es la diferencia entre los dos dígitos?"
            "|¿En cuánto supera el mayor de los dos dígitos al otro?",
            "product": "¿Cuál es el producto de los dos dígitos?"
            "|¿Cuánto es un dígito multiplicado por el otro?",
            "middle": "Ordenados por valor, ¿qué dígito queda en el medio?"
            "|¿Cuál es la mediana de los dígitos?",
            "even": "¿Cuántos dígitos son pares?|¿Cuántos dígitos pares hay?",
            "odd": "¿Cuántos dígitos son impares?|¿Cuántos dígitos impares hay?",
            "range": "¿Cuánto es el dígito mayor menos el menor?"
            "|¿En cuánto supera el dígito mayor al menor?",
            "second largest": "Ordenados de mayor a menor, ¿qué dígito está en segundo lugar?",
            "second smallest": "Ordenados de menor a mayor, ¿qué dígito está en segundo lugar?",
            "last digit": "¿Cuál es el último dígito de la suma de todos los dígitos?"
            "|¿Qué resto deja la suma de todos los dígitos al dividirla entre 10?",
            "different": "¿Cuántos dígitos diferentes hay?|¿Cuántos dígitos distintos hay?",
            "sum of extremes": "¿Cuál es la suma del dígito mayor y el menor?"
            "|¿Cuánto suman el dígito mayor y el menor?",
            "product of extremes": "¿Cuál es el producto del dígito mayor y el menor?"
            "|¿Cuánto es el dígito mayor multiplicado por el menor?",
            "sum of even": "¿Cuál es la suma de los dígitos pares?"
            "|¿Cuánto suman los dígitos pares?",
        }
    ),
    chart_questions=sentences(
        {
            "at point": " en el punto {p}",
            "in column": " en la columna {p}",
            "value": "¿cuál es el valor {a:of}{place}?|¿qué valor tiene {a:the}{place}?",
            "greatest": "¿de qué color es {part:the} con el valor más alto{place}?"
            "|¿qué color tiene el valor más alto{place}?",
            "least": "¿de qué color es {part:the} con el valor más bajo{place}?"
            "|¿qué color tiene el valor más bajo{place}?",
            "second greatest": "¿de qué color es {part:the} con el segundo valor más alto{place}?"
            "|¿qué color tiene el segundo valor más alto{place}?",
            "second least": "¿de qué color es {part:the} con el segundo valor más bajo{place}?"
            "|¿qué color tiene el segundo valor más bajo{place}?",
            "more": "¿es el valor {a:of} mayor que el {b:of}{place}?"
            "|¿tiene {a:the} un valor mayor que {b:the}{place}?",
            "less": "¿es el valor {a:of} menor que el {b:of}{place}?"
            "|¿tiene {a:the} un valor menor que {b:the}{place}?",
            "sum": "¿cuál es la suma de los valores {a:of} y {b:of}{place}?"
            "|¿cuánto suman {a:the} y {b:the}{place}?",
            "difference": "¿cuál es la diferencia entre los valores {a:of} y {b:of}{place}?"
            "|¿en cuánto se diferencian {a:the} y {b:the}{place}?",
            "above": "¿cuál es el número de {part:many} con un valor mayor que {n}{place}?"
            "|¿cuántos valores son mayores que {n}{place}?",
            "below": "¿cuál es el número de {part:many} con un valor menor que {n}{place}?"
            "|¿cuántos valores son menores que {n}{place}?",
            # Only lines are asked about below: they are feminine.
            "trend": "¿{a:the} sube, baja o se mantiene plana?"
            "|¿es {a:the} ascendente, descendente o plana?",
            "rises most": "¿entre qué dos puntos vecinos sube más {a:the}?"
            "|¿de qué punto al siguiente sube más {a:the}?",
            "falls most": "¿entre qué dos puntos vecinos baja más {a:the}?"
            "|¿de qué punto al siguiente baja más {a:the}?",
            "highest point": "¿en qué punto está más alta {a:the}?"
            "|¿en qué punto alcanza {a:the} su valor más alto?",
            "lowest point": "¿en qué punto está más baja {a:the}?"
            "|¿en qué punto alcanza {a:the} su valor más bajo?",
            "points above": "¿en cuántos puntos está {a:the} por encima de {n}?"
            "|¿en cuántos puntos es el valor {a:of} mayor que {n}?",
            "points below": "¿en cuántos puntos está {a:the} por debajo de {n}?"
            "|¿en cuántos puntos es el valor {a:of} menor que {n}?",
        }
    ),
)
