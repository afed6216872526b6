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
            "block": "m blocco/blocchi",
            "row": "f riga/righe",
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
    scene_questions=sentences(
        {
            "ask shape": "Che forma ha {the}?|Qual è la forma {of}?",
            "ask colour": "Di che colore è {the}?|Qual è il colore {of}?",
            "ask size": "Di che grandezza è {the}?|{the} è {small} o {large}?",
            "ask texture": "Che trama ha {the}?|Qual è la trama {of}?",
            "exist": "C'è {a}?|Si vede {a}?|L'immagine mostra {a}?",
            "count": "Quanti {many} ci sono nell'immagine?|Qual è il numero di {many}?",
            "count f": "Quante {many} ci sono nell'immagine?|Qual è il numero di {many}?",
            # Not "più {more}": "più grandi stelle" also means larger stars.
            "more": "Il numero di {more} è maggiore di quello di {than2}?",
            "fewer": "Il numero di {more} è minore di quello di {than2}?",
            "equal": "Il numero di {more} è uguale a quello di {than2}?|"
            "Ci sono {more} e {than2} in numero uguale?",
            "is left": "{the} è a sinistra {of2}?|{the} si trova a sinistra {of2}?",
            "is right": "{the} è a destra {of2}?|{the} si trova a destra {of2}?",
            "is above": "{the} è al di sopra {of2}?|{the} si trova più in alto {of2}?",
            "is below": "{the} è al di sotto {of2}?|{the} si trova più in basso {of2}?",
            "are same shape": "{the} e {the2} hanno la stessa forma?",
            "are same colour": "{the} e {the2} hanno lo stesso colore?",
            "are same size": "{the} e {the2} hanno la stessa grandezza?",
            "are same texture": "{the} e {the2} hanno la stessa trama?",
            "exist same shape": "C'è un altro oggetto che ha la stessa forma {of}?",
            "exist same colour": "C'è un altro oggetto che ha lo stesso colore {of}?",
            "exist same texture": "C'è un altro oggetto che ha la stessa trama {of}?",
            "count same shape": "Quanti altri oggetti hanno la stessa forma {of}?",
            "count same colour": "Quanti altri oggetti hanno lo stesso colore {of}?",
            "count same texture": "Quanti altri oggetti hanno la stessa trama {of}?",
            "both": "Ci sono sia {a} sia {a2}?|L'immagine mostra sia {a} sia {a2}?",
            "either": "C'è {a} o {a2}, o entrambe le cose?|"
            "C'è almeno una di queste cose: {a}, {a2}?",
            "neither": "È vero che non ci sono né {a} né {a2}?|"
            "È vero che l'immagine non mostra né {a} né {a2}?",
            "but no": "C'è {a}, ma non ci sono {none2}?|L'immagine mostra {a}, ma non {none2}?",
            "exist other": "Ci sono {many} che non siano {many2}?|"
            "L'immagine mostra {many} che non siano {many2}?",
            "count other": "Quanti {many} ci sono che non siano {many2}?|"
            "Qual è il numero di {many} che non sono {many2}?",
            "count other f": "Quante {many} ci sono che non siano {many2}?|"
            "Qual è il numero di {many} che non sono {many2}?",
            "count together": "Quanti {many} e {many2} ci sono in tutto?|"
            "Qual è il numero totale di {many} e {many2}?",
            "count together f": "Quante {many} e {many2} ci sono in tutto?|"
            "Qual è il numero totale di {many} e {many2}?",
            "left": "{np} a sinistra {of}",
            "right": "{np} a destra {of}",
            "above": "{np} al di sopra {of}",
            "below": "{np} al di sotto {of}",
            "same shape": "{np} della stessa forma {of}",
            "same colour": "{np} dello stesso colore {of}",
            "same size": "{np} della stessa grandezza {of}",
            "same texture": "{np} con la stessa trama {of}",
            # Only "oggetto" is ever told apart like this: it is masculine.
            "odd shape": "{np} diverso da tutti gli altri per forma",
            "odd colour": "{np} diverso da tutti gli altri per colore",
            "odd size": "{np} diverso da tutti gli altri per grandezza",
            "odd texture": "{np} diverso da tutti gli altri per trama",
        }
    ),
    box_statements=sentences(
        {
            "in left": "nella scatola di sinistra",
            "in middle": "nella scatola di mezzo|nella scatola centrale",
            "in right": "nella scatola di destra",
            "in some": "in almeno una scatola",
            "in every": "in ogni scatola|in ciascuna scatola",
            "in exactly one": "in esattamente una scatola",
            "in exactly two": "in esattamente due scatole",
            "in at least two": "in almeno due scatole",
            "in at most one": "al massimo in una scatola",
            "in together": "nelle tre scatole insieme",
            "in it": "all'interno",
            "exactly 1": "{boxes} c'è esattamente {count}",
            "exactly": "{boxes} ci sono esattamente {count}",
            "at least 1": "{boxes} c'è almeno {count}",
            "at least": "{boxes} ci sono almeno {count}",
            "at most 1": "{boxes} c'è al massimo {count}",
            "at most": "{boxes} ci sono al massimo {count}",
            "none": "{boxes} non ci sono {none}",
            "more": "{boxes} il numero di {more} è maggiore di quello di {than}",
            "block colours 1": "{boxes} ci sono blocchi di esattamente un colore",
            "block colours 2": "{boxes} ci sono blocchi di esattamente due colori",
            "block colours 3": "{boxes} ci sono blocchi di esattamente tre colori",
            "object colours 1": "{boxes} ci sono oggetti di esattamente un colore",
            "object colours 2": "{boxes} ci sono oggetti di esattamente due colori",
            "object colours 3": "{boxes} ci sono oggetti di esattamente tre colori",
            "object shapes 1": "{boxes} ci sono oggetti di esattamente una forma",
            "object shapes 2": "{boxes} ci sono oggetti di esattamente due forme",
            "object shapes 3": "{boxes} ci sono oggetti di esattamente tre forme",
            "wall left": "la parete sinistra",
            "wall right": "la parete destra",
            "wall top": "il coperchio",
            "wall base": "il fondo",
            "touch exactly 1": "{boxes} c'è esattamente {count} che tocca {wall}",
            "touch exactly": "{boxes} ci sono esattamente {count} che toccano {wall}",
            "touch at least 1": "{boxes} c'è almeno {count} che tocca {wall}",
            "touch at least": "{boxes} ci sono almeno {count} che toccano {wall}",
            "touch at most 1": "{boxes} c'è al massimo {count} che tocca {wall}",
            "touch at most": "{boxes} ci sono al massimo {count} che toccano {wall}",
            "touch none": "{boxes} non ci sono {none} che toccano {wall}",
            "top": "{boxes} c'è {a} in cima alla torre",
            "bottom": "{boxes} c'è {a} alla base della torre",
            "on": "{boxes} c'è {a} e, subito sopra di esso, {b}",
            "above": "{boxes} c'è {a} e, da qualche parte più in alto, {b}",
            "between": "{boxes} c'è {a} con {b} subito sopra e {b} subito sotto",
            "alike": "{boxes} c'è un blocco subito sopra un altro dello stesso colore",
            "both some": "c'è almeno una scatola che soddisfa queste due condizioni: {p}, e {q}",
            "both every": "ogni scatola soddisfa queste due condizioni: {p}, e {q}",
            "both exactly one": "c'è esattamente una scatola che soddisfa queste due condizioni: "
            "{p}, e {q}",
            "both exactly two": "ci sono esattamente due scatole che soddisfano queste due "
            "condizioni: {p}, e {q}",
            "both at least two": "ci sono almeno due scatole che soddisfano queste due "
            "condizioni: {p}, e {q}",
            "both at most one": "c'è al massimo una scatola che soddisfa queste due condizioni: "
            "{p}, e {q}",
            "and": "{p}, e {q}",
            "or": "{p}, o {q}, o entrambe le cose",
        }
    ),
    digit_questions=sentences(
        {
            "largest": "Quale cifra è la più grande?|Qual è la cifra più grande?",
            "smallest": "Quale cifra è la più piccola?|Qual è la cifra più piccola?",
            "sum": "Qual è la somma di tutte le cifre?|Quanto fanno tutte le cifre sommate?",
            "difference": "Qual è la differenza tra le due cifre?"
            "|Di quanto la maggiore delle due cifre supera l'altra?",
            "product": "Qual è il prodotto delle due cifre?"
            "|Quanto fanno le due cifre moltiplicate tra loro?",
            "middle": "Ordinando le cifre per valore, quale sta in mezzo?"
            "|Qual è la mediana delle cifre?",
            "even": "Quante cifre sono pari?|Quante cifre pari ci sono?",
            "odd": "Quante cifre sono dispari?|Quante cifre dispari ci sono?",
            "range": "Quanto fa la cifra più grande meno la più piccola?"
            "|Di quanto la cifra più grande supera la più piccola?",
            "second largest": "Ordinando le cifre dalla più grande alla più piccola, "
            "quale viene per seconda?",
            "second smallest": "Ordinando le cifre dalla più piccola alla più grande, "
            "quale viene per seconda?",
            "last digit": "Qual è l'ultima cifra della somma di tutte le cifre?"
            "|Qual è il resto della divisione per 10 della somma di tutte le cifre?",
            "different": "Quante cifre diverse ci sono?|Quante cifre distinte ci sono?",
            "sum of extremes": "Qual è la somma della cifra più grande e della più piccola?"
            "|Quanto fanno la cifra più grande e la più piccola sommate?",
            "product of extremes": "Qual è il prodotto della cifra più grande e della più piccola?"
            "|Quanto fanno la cifra più grande e la più piccola moltiplicate tra loro?",
            "sum of even": "Qual è la somma delle cifre pari?|Quanto fanno le cifre pari sommate?",
        }
    ),
    # Every part of a chart is feminine.
    chart_questions=sentences(
        {
            "at point": " nel punto {p}",
            "in column": " nella colonna {p}",
            "value": "qual è il valore {a:of}{place}?|che valore ha {a:the}{place}?",
            "greatest": "di che colore è {part:the} con il valore più alto{place}?"
            "|quale colore ha il valore più alto{place}?",
            "least": "di che colore è {part:the} con il valore più basso{place}?"
            "|quale colore ha il valore più basso{place}?",
            "second greatest": "di che colore è {part:the} con il secondo valore più alto{place}?"
            "|quale colore ha il secondo valore più alto{place}?",
            "second least": "di che colore è {part:the} con il secondo valore più basso{place}?"
            "|quale colore ha il secondo valore più basso{place}?",
            "more": "il valore {a:of} è maggiore di quello {b:of}{place}?"
            "|{a:the} ha un valore più alto {b:of}{place}?",
            "less": "il valore {a:of} è minore di quello {b:of}{place}?"
            "|{a:the} ha un valore più basso {b:of}{place}?",
            "sum": "qual è la somma dei valori {a:of} e {b:of}{place}?"
            "|quanto fanno insieme {a:the} e {b:the}{place}?",
            "difference": "qual è la differenza tra i valori {a:of} e {b:of}{place}?"
            "|di quanto differiscono {a:the} e {b:the}{place}?",
            "above": "quante {part:many} hanno un valore maggiore di {n}{place}?"
            "|quanti valori sono maggiori di {n}{place}?",
            "below": "quante {part:many} hanno un valore minore di {n}{place}?"
            "|quanti valori sono minori di {n}{place}?",
            "trend": "{a:the} sale, scende o rimane piatta?"
            "|{a:the} è crescente, decrescente o piatta?",
            "rises most": "tra quali due punti vicini {a:the} sale di più?"
            "|da quale punto al successivo {a:the} sale di più?",
            "falls most": "tra quali due punti vicini {a:the} scende di più?"
            "|da quale punto al successivo {a:the} scende di più?",
            "highest point": "in quale punto {a:the} è più alta?"
            "|in quale punto {a:the} raggiunge il suo valore più alto?",
            "lowest point": "in quale punto {a:the} è più bassa?"
            "|in quale punto {a:the} raggiunge il suo valore più basso?",
            "points above": "in quanti punti {a:the} è al di sopra di {n}?"
            "|in quanti punti il valore {a:of} è maggiore di {n}?",
            "points below": "in quanti punti {a:the} è al di sotto di {n}?"
            "|in quanti punti il valore {a:of} è minore di {n}?",
        }
    ),
)
