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
    digit_questions=sentences(
        {
            "largest": "Which digit is the largest?|What is the largest digit?",
            "smallest": "Which digit is the smallest?|What is the smallest digit?",
            "sum": "What is the sum of all digits?|What do the digits add up to?",
            "difference": "What is the difference between the two digits?"
            "|How much larger is the larger digit than the smaller one?",
            "product": "What is the product of the two digits?"
            "|What are the two digits multiplied by each other?",
            "middle": "Sorted by value, which digit is in the middle?|What is the median digit?",
            "even": "How many digits are even?|How many even digits are there?",
            "odd": "How many digits are odd?|How many odd digits are there?",
            "range": "What is the largest digit minus the smallest?"
            "|How much larger is the largest digit than the smallest?",
            "second largest": "Sorted from largest to smallest, which digit comes second?",
            "second smallest": "Sorted from smallest to largest, which digit comes second?",
            "last digit": "What is the last digit of the sum of all digits?"
            "|What remains of the sum of all digits after division by 10?",
            "different": "How many different digits are there?|How many distinct digits are there?",
            "sum of extremes": "What is the sum of the largest and the smallest digit?"
            "|What are the largest and the smallest digit added together?",
            "product of extremes": "What is the product of the largest and the smallest digit?"
            "|What are the largest and the smallest digit multiplied by each other?",
            "sum of even": "What is the sum of the even digits?|What do the even digits add up to?",
        }
    ),
)
