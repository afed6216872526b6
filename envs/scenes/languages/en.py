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
            "block": "n block/blocks",
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
    scene_questions=sentences(
        {
            "ask shape": "What shape is {the}?|What is the shape of {of}?",
            "ask colour": "What colour is {the}?|What is the colour of {of}?",
            "ask size": "What size is {the}?|Is {the} small or large?",
            "ask texture": "What pattern does {the} have?|What is the pattern of {of}?",
            "exist": "Is there {a}?|Can you see {a}?|Does the picture show {a}?",
            "count": "How many {many} are there?|What is the number of {many}?",
            "more": "Are there more {more} than {than2}?",
            "fewer": "Are there fewer {more} than {than2}?",
            "equal": "Are there as many {more} as {than2}?|"
            "Is the number of {more} equal to the number of {than2}?",
            "is left": "Is {the} left of {of2}?|Is {the} to the left of {of2}?",
            "is right": "Is {the} right of {of2}?|Is {the} to the right of {of2}?",
            "is above": "Is {the} above {of2}?|Is {the} higher up than {of2}?",
            "is below": "Is {the} below {of2}?|Is {the} lower down than {of2}?",
            "are same shape": "Do {the} and {the2} have the same shape?",
            "are same colour": "Do {the} and {the2} have the same colour?",
            "are same size": "Do {the} and {the2} have the same size?",
            "are same texture": "Do {the} and {the2} have the same pattern?",
            "exist same shape": "Does any other object have the same shape as {the}?",
            "exist same colour": "Does any other object have the same colour as {the}?",
            "exist same texture": "Does any other object have the same pattern as {the}?",
            "count same shape": "How many other objects have the same shape as {the}?",
            "count same colour": "How many other objects have the same colour as {the}?",
            "count same texture": "How many other objects have the same pattern as {the}?",
            "both": "Are there both {a} and {a2}?|Does the picture show both {a} and {a2}?",
            "either": "Is there {a} or {a2}, or both?|Is there at least one of these: {a}, {a2}?",
            "neither": "Is there neither {a} nor {a2}?|Are both missing: {a} and {a2}?",
            "but no": "Is there {a} but no {none2}?|Does the picture show {a}, but no {none2}?",
            "exist other": "Are there any {many} other than {many2}?|"
            "Are there any {many}, not counting {many2}?",
            "count other": "How many {many} are there, not counting {many2}?|"
            "How many {many} are there other than {many2}?",
            "count together": "How many {many} and {many2} are there altogether?|"
            "How many {many} and {many2} are there in total?",
            "left": "{np} left of {of}|{np} to the left of {of}",
            "right": "{np} right of {of}|{np} to the right of {of}",
            "above": "{np} above {of}",
            "below": "{np} below {of}|{np} beneath {of}",
            "same shape": "{np} of the same shape as {the}",
            "same colour": "{np} of the same colour as {the}",
            "same size": "{np} of the same size as {the}",
            "same texture": "{np} with the same pattern as {the}",
            "odd shape": "{np} that differs from all others in shape",
            "odd colour": "{np} that differs from all others in colour",
            "odd size": "{np} that differs from all others in size",
            "odd texture": "{np} that differs from all others in pattern",
        }
    ),
    # Statements about three boxes side by side: in each stands a tower of blocks, or objects lie
    # scattered. Code puts a capital letter first and a full stop last.
    # {boxes}: one of the places "in ..." below, word for word.
    # {count}: "two red blocks", the number in words, as Language.count says it; {n}: that number
    # alone; {many}: "red blocks" without it (or "red block", where the number is one).
    # {none}: what follows "no". {more}, {than}: either side of a comparison.
    # {a}, {b}: "a red block", "a blue block", in the form of a subject; they are always blocks.
    # Keys that end in " 1" are used where the number is one.
    box_statements=sentences(
        {
            # Places.
            "in left": "in the left box",
            "in middle": "in the middle box",
            "in right": "in the right box",
            "in some": "in at least one box",
            "in every": "in every box|in each box",
            "in exactly one": "in exactly one box",
            "in exactly two": "in exactly two boxes",
            "in at least two": "in at least two boxes",
            "in at most one": "in at most one box",
            "in together": "in the three boxes together",  # counting the things of all boxes
            "in it": "in it",  # in the box just spoken of
            # Numbers of things in the box or boxes.
            "exactly 1": "{boxes} there is exactly {count}",
            "exactly": "{boxes} there are exactly {count}",
            "at least 1": "{boxes} there is at least {count}",
            "at least": "{boxes} there are at least {count}",
            "at most 1": "{boxes} there is at most {count}",
            "at most": "{boxes} there are at most {count}",
            "none": "{boxes} there are no {none}",
            "more": "{boxes} there are more {more} than {than}",
            # Of how many colours or shapes the things in it are, counting each colour once.
            "block colours 1": "{boxes} there are blocks of exactly one colour",
            "block colours 2": "{boxes} there are blocks of exactly two colours",
            "block colours 3": "{boxes} there are blocks of exactly three colours",
            "object colours 1": "{boxes} there are objects of exactly one colour",
            "object colours 2": "{boxes} there are objects of exactly two colours",
            "object colours 3": "{boxes} there are objects of exactly three colours",
            "object shapes 1": "{boxes} there are objects of exactly one shape",
            "object shapes 2": "{boxes} there are objects of exactly two shapes",
            "object shapes 3": "{boxes} there are objects of exactly three shapes",
            # Things that touch a side of their box; {wall} is one of these four, word for word.
            "wall left": "the left wall",
            "wall right": "the right wall",
            "wall top": "the lid",  # the upper side
            "wall base": "the floor",  # the lower side
            "touch exactly 1": "{boxes} exactly {count} touches {wall}",
            "touch exactly": "{boxes} exactly {count} touch {wall}",
            "touch at least 1": "{boxes} at least {count} touches {wall}",
            "touch at least": "{boxes} at least {count} touch {wall}",
            "touch at most 1": "{boxes} at most {count} touches {wall}",
            "touch at most": "{boxes} at most {count} touch {wall}",
            "touch none": "{boxes} no {none} touch {wall}",
            # Towers: blocks stacked on each other.
            "top": "{boxes} there is {a} at the top of the tower",
            "bottom": "{boxes} there is {a} at the bottom of the tower",
            "on": "{boxes} there is {a}, and directly on top of it {b}",
            "above": "{boxes} there is {a}, and somewhere above it {b}",
            # The same {b} twice: one directly on top of {a}, another directly below it.
            "between": "{boxes} there is {a} with {b} directly above and {b} directly below it",
            "alike": "{boxes} a block lies directly on a block of the same colour",
            # Two statements with "in it", {p} and {q}, of one and the same box.
            "both some": "there is at least one box of which two things are true: {p}, and {q}",
            "both every": "of every box two things are true: {p}, and {q}",
            "both exactly one": "there is exactly one box of which two things are true: "
            "{p}, and {q}",
            "both exactly two": "there are exactly two boxes of which two things are true: "
            "{p}, and {q}",
            "both at least two": "there are at least two boxes of which two things are true: "
            "{p}, and {q}",
            "both at most one": "there is at most one box of which two things are true: "
            "{p}, and {q}",
            # Two whole statements.
            "and": "{p}, and {q}",
            "or": "{p}, or {q}, or both",
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
