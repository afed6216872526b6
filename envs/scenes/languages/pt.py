"""Portuguese."""

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

ARTICLES = {"a": ("um", "uma"), "the": ("o", "a"), "at": ("o", "a"), "of": ("do", "da")}


def article(text: str, noun: Noun, form: str) -> str:
    """Puts an article before the noun phrase, with "de" for what something is left of."""
    return f"{ARTICLES[form][noun.gender == 'f']} {text}" if form in ARTICLES else text


LANGUAGE = Language(
    article=article,
    adjective=romance_adjective,
    order=("noun", "colour", "size", "texture"),
    last=" e ",
    nouns=nouns(
        {
            "circle": "m círculo/círculos",
            "square": "m quadrado/quadrados",
            "rectangle": "m retângulo/retângulos",
            "triangle": "m triângulo/triângulos",
            "diamond": "m losango/losangos",
            "pentagon": "m pentágono/pentágonos",
            "hexagon": "m hexágono/hexágonos",
            "star": "f estrela/estrelas",
            "heart": "m coração/corações",
            "cross": "f cruz/cruzes",
            "ring": "m anel/anéis",
            "arrow": "f seta/setas",
            "digit": "m dígito/dígitos|m número/números",
            "letter": "f letra/letras",
            "object": "m objeto/objetos",
            "shape": "f forma/formas|f figura/figuras",
            "bar": "f barra/barras",
            "slice": "f fatia/fatias",
            "line": "f linha/linhas",
        }
    ),
    adjectives=adjectives(
        {
            "red": "vermelho/vermelha/vermelhos/vermelhas",
            "orange": "laranja|cor de laranja",
            "yellow": "amarelo/amarela/amarelos/amarelas",
            "green": "verde/verde/verdes/verdes",
            "teal": "azul-petróleo",
            "blue": "azul/azul/azuis/azuis",
            "purple": "roxo/roxa/roxos/roxas",
            "pink": "rosa|cor-de-rosa",
            "brown": "marrom/marrom/marrons/marrons|castanho/castanha/castanhos/castanhas",
            "black": "preto/preta/pretos/pretas",
            "grey": "cinza|cinzento/cinzenta/cinzentos/cinzentas",
            "white": "branco/branca/brancos/brancas",
            "small": "pequeno/pequena/pequenos/pequenas",
            "large": "grande/grande/grandes/grandes",
            "striped": "listrado/listrada/listrados/listradas|com listras",
            "dotted": "com bolinhas|com pontos",
            "checkered": "quadriculado/quadriculada/quadriculados/quadriculadas",
            "outlined": "vazado/vazada/vazados/vazadas|sem preenchimento",
        }
    ),
    positions=sentences(
        {
            "top left": "em cima à esquerda|no canto superior esquerdo",
            "top": "em cima|na parte de cima",
            "top right": "em cima à direita|no canto superior direito",
            "left": "à esquerda",
            "centre": "no centro|no meio",
            "right": "à direita",
            "bottom left": "embaixo à esquerda|no canto inferior esquerdo",
            "bottom": "embaixo|na parte de baixo",
            "bottom right": "embaixo à direita|no canto inferior direito",
        }
    ),
    numbers=(
        "zero",
        "um/uma",
        "dois/duas",
        *"três quatro cinco seis sete oito nove dez onze doze".split(),  # noqa: SIM905
    ),
    sentences=sentences(
        {
            "item": "{a} {place}",
            "picture": "na imagem: {list}|uma imagem com {list}",
            "at": "{a} está {place}|{a} fica {place}",
            "left": "{a} está à esquerda {b}|{a} fica à esquerda {b}",
            "right": "{a} está à direita {b}|{a} fica à direita {b}",
            "above": "{a} está acima {b}",
            "below": "{a} está abaixo {b}",
            "none": "não há {a}|não existem {a}",
            "more": "há mais {a} do que {b}|mais {a} do que {b}",
            "total": "{count} no total|no total há {count}",
            "digits": "os dígitos {list}|os dígitos {list} da esquerda para a direita",
            "letters": "as letras {list}|as letras {list} da esquerda para a direita",
            "bar chart": "um gráfico de barras",
            "pie chart": "um gráfico de pizza|um gráfico circular",
            "line chart": "um gráfico de linhas",
            "bars": "um gráfico de barras com {count}",
            "slices": "um gráfico circular com {count}|um gráfico de pizza com {count}",
            "tallest": "{a} é a mais alta",
            "shortest": "{a} é a mais baixa",
            "largest": "{a} é a maior",
            "rising": "{a} sobe",
            "falling": "{a} desce",
            "flat": "{a} permanece plana",
        }
    ),
)
