"""English."""

from __future__ import annotations

from gennet_rl.envs.scenes.grammar import Language, Noun, adjectives, nouns, sentences

__all__ = ["LANGUAGE"]


def article(text: str, noun: Noun, form: str) -> str:
    """Puts "a", "an" or "the" before the noun phrase."""
    if form in ("the", "at", "of"):
        return f"the {text}"
    if form != "a":
        return text
    # A lone numeral is spoken: "an 8".
    return f"an {text}" if text[0] in "aeiou8" else f"a {text}"


LANGUAGE = Language(
    article=article,
    nouns=nouns(
        {
            "circle": "n circle/circles",
            "square": "n square/squares",
            "rectangle": "n rectangle/rectangles",
            "triangle": "n triangle/triangles",
            "diamond": "n diamond/diamonds|n rhombus/rhombuses",
            "pentagon": "n pentagon/pentagons",
            "hexagon": "n hexagon/hexagons",
            "star": "n star/stars",
            "heart": "n heart/hearts",
            "cross": "n cross/crosses",
            "ring": "n ring/rings",
            "arrow": "n arrow/arrows",
            "digit": "n digit/digits|n number/numbers",
            "letter": "n letter/letters",
            "bare digit": "n /",
            "object": "n object/objects|n thing/things",
            "shape": "n shape/shapes|n figure/figures",
            "bar": "n bar/bars",
            "slice": "n slice/slices",
            "line": "n line/lines",
            "row": "n row/rows",
        }
    ),
    adjectives=adjectives(
        {
            "red": "red",
            "orange": "orange",
            "yellow": "yellow",
            "green": "green",
            "teal": "teal",
            "blue": "blue",
            "purple": "purple|violet",
            "pink": "pink",
            "brown": "brown",
            "black": "black",
            "grey": "grey|gray",
            "white": "white",
            "small": "small|little|tiny",
            "large": "large|big",
            "striped": "striped|+with stripes",
            "dotted": "dotted|spotted|+with dots",
            "checkered": "checkered|chequered|checked",
            "outlined": "outlined|hollow|unfilled",
        }
    ),
    positions=sentences(
        {
            "top left": "at the top left|in the top left corner|in the upper left",
            "top": "at the top",
            "top right": "at the top right|in the top right corner|in the upper right",
            "left": "on the left|at the left",
            "centre": "in the centre|in the center|in the middle",
            "right": "on the right|at the right",
            "bottom left": "at the bottom left|in the bottom left corner|in the lower left",
            "bottom": "at the bottom",
            "bottom right": "at the bottom right|in the bottom right corner|in the lower right",
        }
    ),
    numbers=tuple(
        "zero one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905
    ),
    sentences=sentences(
        {
            "item": "{a} {place}",
            "picture": "in the picture: {list}|the picture shows {list}|a picture of {list}",
            "at": "{a} is {place}",
            "left": "{a} is to the left of {b}|{a} is left of {b}",
            "right": "{a} is to the right of {b}|{a} is right of {b}",
            "above": "{a} is above {b}",
            "below": "{a} is below {b}|{a} is under {b}",
            "none": "there are no {a}|no {a}",
            "more": "there are more {a} than {b}|more {a} than {b}",
            "total": "{count} in total|there are {count} in total",
            "digits": "the digits {list}|the digits {list} from left to right",
            "letters": "the letters {list}|the letters {list} from left to right",
            "bar chart": "a bar chart|a bar graph",
            "pie chart": "a pie chart",
            "line chart": "a line chart|a line graph",
            "bars": "a bar chart with {count}|a bar graph with {count}",
            "slices": "a pie chart with {count}",
            "tallest": "{a} is the tallest|{a} is the highest",
            "shortest": "{a} is the shortest|{a} is the lowest",
            "largest": "{a} is the largest|{a} is the biggest",
            "rising": "{a} rises|{a} goes up",
            "falling": "{a} falls|{a} goes down",
            "flat": "{a} is flat|{a} stays level",
        }
    ),
    # Slots and keys are explained in envs/charts/wording.py.
    chart_questions=sentences(
        {
            "at point": " at point {p}",
            "in column": " in column {p}",
            "value": "what is the value of {a:the}{place}?|which value does {a:the} have{place}?",
            "greatest": "what colour is {part:the} with the greatest value{place}?"
            "|which colour has the greatest value{place}?",
            "least": "what colour is {part:the} with the smallest value{place}?"
            "|which colour has the smallest value{place}?",
            "second greatest": "what colour is {part:the} with the second greatest value{place}?"
            "|which colour has the second greatest value{place}?",
            "second least": "what colour is {part:the} with the second smallest value{place}?"
            "|which colour has the second smallest value{place}?",
            "more": "is the value of {a:the} greater than that of {b:the}{place}?"
            "|does {a:the} have a greater value than {b:the}{place}?",
            "less": "is the value of {a:the} smaller than that of {b:the}{place}?"
            "|does {a:the} have a smaller value than {b:the}{place}?",
            "sum": "what is the sum of the values of {a:the} and {b:the}{place}?"
            "|how much are {a:the} and {b:the} together{place}?",
            "difference": "what is the difference between the values of {a:the} and {b:the}{place}?"
            "|by how much do {a:the} and {b:the} differ{place}?",
            "above": "how many {part:many} have a value greater than {n}{place}?"
            "|how many values are greater than {n}{place}?",
            "below": "how many {part:many} have a value smaller than {n}{place}?"
            "|how many values are smaller than {n}{place}?",
            "trend": "does {a:the} rise, fall or stay flat?|is {a:the} rising, falling or flat?",
            "rises most": "between which two neighbouring points does {a:the} rise most?"
            "|from which point to the next does {a:the} rise most?",
            "falls most": "between which two neighbouring points does {a:the} fall most?"
            "|from which point to the next does {a:the} fall most?",
            "highest point": "at which point is {a:the} highest?"
            "|at which point does {a:the} have its greatest value?",
            "lowest point": "at which point is {a:the} lowest?"
            "|at which point does {a:the} have its smallest value?",
            "points above": "at how many points is {a:the} above {n}?"
            "|at how many points is the value of {a:the} greater than {n}?",
            "points below": "at how many points is {a:the} below {n}?"
            "|at how many points is the value of {a:the} smaller than {n}?",
        }
    ),
)
