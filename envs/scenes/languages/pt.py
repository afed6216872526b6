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
            "block": "m bloco/blocos",
            "row": "f linha/linhas",
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
    scene_questions=sentences(
        {
            "ask shape": "Que forma tem {the}?|Qual é a forma {of}?",
            "ask colour": "De que cor é {the}?|Qual é a cor {of}?",
            "ask size": "Qual é o tamanho {of}?|{the} é {small} ou {large}?",
            "ask texture": "Que padrão tem {the}?|Qual é o padrão {of}?",
            "exist": "Há {a}?|Dá para ver {a}?|A imagem mostra {a}?",
            "count": "Quantos {many} há na imagem?|Qual é o número de {many}?",
            "count f": "Quantas {many} há na imagem?|Qual é o número de {many}?",
            "more": "Há mais {more} do que {than2}?",
            "fewer": "Há menos {more} do que {than2}?",
            "equal": "O número de {more} é igual ao de {than2}?|"
            "Há o mesmo número de {more} e de {than2}?",
            "is left": "{the} está à esquerda {of2}?|{the} fica à esquerda {of2}?",
            "is right": "{the} está à direita {of2}?|{the} fica à direita {of2}?",
            "is above": "{the} está acima {of2}?|{the} fica acima {of2}?",
            "is below": "{the} está abaixo {of2}?|{the} fica abaixo {of2}?",
            "are same shape": "{the} e {the2} têm a mesma forma?",
            "are same colour": "{the} e {the2} têm a mesma cor?",
            "are same size": "{the} e {the2} têm o mesmo tamanho?",
            "are same texture": "{the} e {the2} têm o mesmo padrão?",
            "exist same shape": "Algum outro objeto tem a mesma forma que {the}?",
            "exist same colour": "Algum outro objeto tem a mesma cor que {the}?",
            "exist same texture": "Algum outro objeto tem o mesmo padrão que {the}?",
            "count same shape": "Quantos outros objetos têm a mesma forma que {the}?",
            "count same colour": "Quantos outros objetos têm a mesma cor que {the}?",
            "count same texture": "Quantos outros objetos têm o mesmo padrão que {the}?",
            "both": "Há {a} e também {a2}?|A imagem mostra tanto {a} como {a2}?",
            "either": "Há {a} ou {a2}, ou as duas coisas?|"
            "Há pelo menos uma destas coisas: {a}, {a2}?",
            "neither": "É verdade que não há nem {a} nem {a2}?|"
            "É verdade que a imagem não mostra nem {a} nem {a2}?",
            "but no": "Há {a}, mas não há {none2}?|A imagem mostra {a}, mas não {none2}?",
            "exist other": "Há {many} que não sejam {many2}?|"
            "A imagem mostra {many} que não sejam {many2}?",
            "count other": "Quantos {many} há que não sejam {many2}?|"
            "Qual é o número de {many} que não são {many2}?",
            "count other f": "Quantas {many} há que não sejam {many2}?|"
            "Qual é o número de {many} que não são {many2}?",
            "count together": "Quantos {many} e {many2} há no total?|"
            "Qual é o número total de {many} e {many2}?",
            "count together f": "Quantas {many} e {many2} há no total?|"
            "Qual é o número total de {many} e {many2}?",
            "left": "{np} à esquerda {of}",
            "right": "{np} à direita {of}",
            "above": "{np} acima {of}",
            "below": "{np} abaixo {of}",
            # Not "da mesma forma que", which means "in the same way as".
            "same shape": "{np} com a mesma forma que {the}",
            "same colour": "{np} da mesma cor que {the}",
            "same size": "{np} do mesmo tamanho que {the}",
            "same texture": "{np} com o mesmo padrão que {the}",
            "odd shape": "{np} diferente de todos os outros na forma",
            "odd colour": "{np} diferente de todos os outros na cor",
            "odd size": "{np} diferente de todos os outros no tamanho",
            "odd texture": "{np} diferente de todos os outros no padrão",
        }
    ),
    box_statements=sentences(
        {
            "in left": "na caixa da esquerda",
            "in middle": "na caixa do meio",
            "in right": "na caixa da direita",
            "in some": "em pelo menos uma caixa",
            "in every": "em cada caixa|em cada uma das caixas",
            "in exactly one": "em exatamente uma caixa",
            "in exactly two": "em exatamente duas caixas",
            "in at least two": "em pelo menos duas caixas",
            "in at most one": "em no máximo uma caixa",
            "in together": "nas três caixas juntas",
            "in it": "no seu interior",  # the same of one box and of more
            "exactly 1": "{boxes} há exatamente {count}",
            "exactly": "{boxes} há exatamente {count}",
            "at least 1": "{boxes} há pelo menos {count}",
            "at least": "{boxes} há pelo menos {count}",
            "at most 1": "{boxes} há no máximo {count}",
            "at most": "{boxes} há no máximo {count}",
            "none": "{boxes} não há {none}",
            "more": "{boxes} há mais {more} do que {than}",
            "block colours 1": "{boxes} há blocos de exatamente uma cor",
            "block colours 2": "{boxes} há blocos de exatamente duas cores",
            "block colours 3": "{boxes} há blocos de exatamente três cores",
            "object colours 1": "{boxes} há objetos de exatamente uma cor",
            "object colours 2": "{boxes} há objetos de exatamente duas cores",
            "object colours 3": "{boxes} há objetos de exatamente três cores",
            "object shapes 1": "{boxes} há objetos de exatamente uma forma",
            "object shapes 2": "{boxes} há objetos de exatamente duas formas",
            "object shapes 3": "{boxes} há objetos de exatamente três formas",
            "wall left": "a parede esquerda",
            "wall right": "a parede direita",
            "wall top": "a tampa",
            "wall base": "o fundo",
            "touch exactly 1": "{boxes} há exatamente {count} que toca {wall}",
            "touch exactly": "{boxes} há exatamente {count} que tocam {wall}",
            "touch at least 1": "{boxes} há pelo menos {count} que toca {wall}",
            "touch at least": "{boxes} há pelo menos {count} que tocam {wall}",
            "touch at most 1": "{boxes} há no máximo {count} que toca {wall}",
            "touch at most": "{boxes} há no máximo {count} que tocam {wall}",
            "touch none": "{boxes} não há {none} que toquem {wall}",
            "top": "{boxes} há {a} no topo da torre",
            "bottom": "{boxes} há {a} na base da torre",
            "on": "{boxes} há {a} e, logo em cima dele, {b}",
            "above": "{boxes} há {a} e, em algum lugar acima dele, {b}",
            "between": "{boxes} há {a} com {b} logo acima e {b} logo abaixo",
            "alike": "{boxes} há um bloco logo em cima de outro da mesma cor",
            "both some": "há pelo menos uma caixa que cumpre estas duas condições: {p}, e {q}",
            "both every": "cada caixa cumpre estas duas condições: {p}, e {q}",
            "both exactly one": "há exatamente uma caixa que cumpre estas duas condições: "
            "{p}, e {q}",
            "both exactly two": "há exatamente duas caixas que cumprem estas duas condições: "
            "{p}, e {q}",
            "both at least two": "há pelo menos duas caixas que cumprem estas duas condições: "
            "{p}, e {q}",
            "both at most one": "há no máximo uma caixa que cumpre estas duas condições: "
            "{p}, e {q}",
            "and": "{p}, e {q}",
            "or": "{p}, ou {q}, ou as duas coisas",
        }
    ),
    digit_questions=sentences(
        {
            "largest": "Que dígito é o maior?|Qual é o maior dígito?",
            "smallest": "Que dígito é o menor?|Qual é o menor dígito?",
            "sum": "Qual é a soma de todos os dígitos?|Quanto somam todos os dígitos?",
            "difference": "Qual é a diferença entre os dois dígitos?"
            "|Em quanto o maior dos dois dígitos supera o outro?",
            "product": "Qual é o produto dos dois dígitos?"
            "|Quanto é um dígito multiplicado pelo outro?",
            "middle": "Ordenando os dígitos por valor, qual fica no meio?"
            "|Qual é a mediana dos dígitos?",
            "even": "Quantos dígitos são pares?|Quantos dígitos pares há?",
            "odd": "Quantos dígitos são ímpares?|Quantos dígitos ímpares há?",
            "range": "Quanto é o maior dígito menos o menor?"
            "|Em quanto o maior dígito supera o menor?",
            "second largest": "Ordenando os dígitos do maior para o menor, "
            "qual fica em segundo lugar?",
            "second smallest": "Ordenando os dígitos do menor para o maior, "
            "qual fica em segundo lugar?",
            "last digit": "Qual é o último dígito da soma de todos os dígitos?"
            "|Qual é o resto da divisão por 10 da soma de todos os dígitos?",
            "different": "Quantos dígitos diferentes há?|Quantos dígitos distintos há?",
            "sum of extremes": "Qual é a soma do maior e do menor dígito?"
            "|Quanto somam o maior e o menor dígito?",
            "product of extremes": "Qual é o produto do maior e do menor dígito?"
            "|Quanto é o maior dígito multiplicado pelo menor?",
            "sum of even": "Qual é a soma dos dígitos pares?|Quanto somam os dígitos pares?",
        }
    ),
    # Every part of a chart is feminine.
    chart_questions=sentences(
        {
            "at point": " no ponto {p}",
            "in column": " na coluna {p}",
            "value": "qual é o valor {a:of}{place}?|que valor tem {a:the}{place}?",
            "greatest": "de que cor é {part:the} com o maior valor{place}?"
            "|que cor tem o maior valor{place}?",
            "least": "de que cor é {part:the} com o menor valor{place}?"
            "|que cor tem o menor valor{place}?",
            "second greatest": "de que cor é {part:the} com o segundo maior valor{place}?"
            "|que cor tem o segundo maior valor{place}?",
            "second least": "de que cor é {part:the} com o segundo menor valor{place}?"
            "|que cor tem o segundo menor valor{place}?",
            "more": "o valor {a:of} é maior do que o {b:of}{place}?"
            "|{a:the} tem um valor maior do que {b:the}{place}?",
            "less": "o valor {a:of} é menor do que o {b:of}{place}?"
            "|{a:the} tem um valor menor do que {b:the}{place}?",
            "sum": "qual é a soma dos valores {a:of} e {b:of}{place}?"
            "|quanto somam {a:the} e {b:the}{place}?",
            "difference": "qual é a diferença entre os valores {a:of} e {b:of}{place}?"
            "|em quanto diferem {a:the} e {b:the}{place}?",
            "above": "quantas {part:many} têm um valor maior do que {n}{place}?"
            "|quantos valores são maiores do que {n}{place}?",
            "below": "quantas {part:many} têm um valor menor do que {n}{place}?"
            "|quantos valores são menores do que {n}{place}?",
            "trend": "{a:the} sobe, desce ou permanece plana?"
            "|{a:the} é crescente, decrescente ou plana?",
            "rises most": "entre quais dois pontos vizinhos {a:the} sobe mais?"
            "|de que ponto para o seguinte {a:the} sobe mais?",
            "falls most": "entre quais dois pontos vizinhos {a:the} desce mais?"
            "|de que ponto para o seguinte {a:the} desce mais?",
            "highest point": "em que ponto {a:the} está mais alta?"
            "|em que ponto {a:the} atinge o seu maior valor?",
            "lowest point": "em que ponto {a:the} está mais baixa?"
            "|em que ponto {a:the} atinge o seu menor valor?",
            "points above": "em quantos pontos {a:the} está acima de {n}?"
            "|em quantos pontos o valor {a:of} é maior do que {n}?",
            "points below": "em quantos pontos {a:the} está abaixo de {n}?"
            "|em quantos pontos o valor {a:of} é menor do que {n}?",
        }
    ),
)
