"""Russian."""
# ruff: noqa: RUF001

from __future__ import annotations

from gennet_rl.envs.scenes.grammar import (
    Adjective,
    Language,
    Noun,
    Slots,
    adjectives,
    nouns,
    sentences,
)

__all__ = ["LANGUAGE"]

SINGULAR, PLURAL, GENITIVE, GENITIVE_PLURAL = range(4)
CASES = {"of": GENITIVE, "few": GENITIVE, "many": GENITIVE_PLURAL} | dict.fromkeys(
    ("none", "more", "than"), GENITIVE_PLURAL
)
"""Of nouns; "few" is for two, three and four."""
HARD = {"m": "ый", "f": "ая", "n": "ое", "of f": "ой", "of": "ого", "s": "ые", "g": "ых"}
SOFT = {"m": "ий", "f": "яя", "n": "ее", "of f": "ей", "of": "его", "s": "ие", "g": "их"}
MIXED = HARD | {"m": "ий", "s": "ие", "g": "их"}
STRESSED = MIXED | {"m": "ой"}
ENDINGS = {"ний": SOFT, "кий": MIXED, "шой": STRESSED}
"""Of adjectives by their last letters, ``HARD`` for others: a gender, the genitive ("of"), and the
plural's nominative ("s") and genitive ("g")."""


def noun_form(noun: Noun, form: str) -> str:
    """The case and number that the form asks for."""
    return noun.forms[CASES.get(form, SINGULAR)]


def adjective(dictionary: Adjective, noun: Noun, form: str) -> str:
    """Agreement in gender, number and case.

    After two to four a feminine noun takes the plural's nominative and others its genitive:
    "две красные звезды", "два красных круга".
    """
    word = dictionary[0]
    if word[0] == "+":
        return word
    endings = ENDINGS.get(word[-3:]) or HARD
    if form == "of":
        key = "of f" if noun.gender == "f" else "of"
    elif form == "few":
        key = "s" if noun.gender == "f" else "g"
    else:
        key = "g" if form in CASES else noun.gender
    return word[:-2] + endings[key]


def count(language: Language, noun: Noun, slots: Slots, number: int, word: bool) -> str:
    """A number before the case that it governs."""
    if number % 10 == 1 and number % 100 != 11:
        form = "one"
    elif number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14):
        form = "few"
    else:
        form = "many"
    return f"{language.number(number, noun, word)} {language.bare(noun, slots, form)}"


LANGUAGE = Language(
    noun=noun_form,
    adjective=adjective,
    count=count,
    order=("size", "colour", "texture", "noun"),
    last=" и ",
    nouns=nouns(
        {
            "circle": "m круг/круги/круга/кругов",
            "square": "m квадрат/квадраты/квадрата/квадратов",
            "rectangle": "m прямоугольник/прямоугольники/прямоугольника/прямоугольников",
            "triangle": "m треугольник/треугольники/треугольника/треугольников",
            "diamond": "m ромб/ромбы/ромба/ромбов",
            "pentagon": "m пятиугольник/пятиугольники/пятиугольника/пятиугольников",
            "hexagon": "m шестиугольник/шестиугольники/шестиугольника/шестиугольников",
            "star": "f звезда/звёзды/звезды/звёзд",
            "heart": "n сердце/сердца/сердца/сердец",
            "cross": "m крест/кресты/креста/крестов",
            "ring": "n кольцо/кольца/кольца/колец",
            "arrow": "f стрелка/стрелки/стрелки/стрелок",
            "digit": "f цифра/цифры/цифры/цифр",
            "letter": "f буква/буквы/буквы/букв",
            "object": "m объект/объекты/объекта/объектов|m предмет/предметы/предмета/предметов",
            "shape": "f фигура/фигуры/фигуры/фигур",
            "bar": "m столбец/столбцы/столбца/столбцов",
            "slice": "m сектор/секторы/сектора/секторов",
            "line": "f линия/линии/линии/линий",
        }
    ),
    adjectives=adjectives(
        {
            "red": "красный",
            "orange": "оранжевый",
            "yellow": "жёлтый",
            "green": "зелёный",
            "teal": "бирюзовый|сине-зелёный",
            "blue": "синий",
            "purple": "фиолетовый",
            "pink": "розовый",
            "brown": "коричневый",
            "black": "чёрный",
            "grey": "серый",
            "white": "белый",
            "small": "маленький",
            "large": "большой",
            "striped": "полосатый|+в полоску",
            "dotted": "+в горошек|+в точку",
            "checkered": "клетчатый|+в клетку",
            "outlined": "незакрашенный|контурный",
        }
    ),
    positions=sentences(
        {
            "top left": "вверху слева|в левом верхнем углу",
            "top": "вверху|сверху",
            "top right": "вверху справа|в правом верхнем углу",
            "left": "слева",
            "centre": "в центре|посередине",
            "right": "справа",
            "bottom left": "внизу слева|в левом нижнем углу",
            "bottom": "внизу|снизу",
            "bottom right": "внизу справа|в правом нижнем углу",
        }
    ),
    numbers=(
        "ноль",
        "один/одна/одно",
        "два/две/два",
        *"три четыре пять шесть семь восемь девять десять".split(),  # noqa: SIM905
        "одиннадцать",
        "двенадцать",
    ),
    sentences=sentences(
        {
            "item": "{a} {place}|{place} {a}",
            "picture": "на картинке {list}|на рисунке: {list}|на изображении {list}",
            "at": "{a} находится {place}",
            "left": "{a} слева от {b}|{a} находится слева от {b}|{a} левее {b}",
            "right": "{a} справа от {b}|{a} находится справа от {b}|{a} правее {b}",
            "above": "{a} выше {b}|{a} находится выше {b}",
            "below": "{a} ниже {b}|{a} находится ниже {b}",
            "none": "здесь нет {a}|нет {a}",
            "more": "{a} больше, чем {b}|здесь больше {a}, чем {b}",
            "total": "всего {count}",
            "digits": "цифры {list}|цифры {list} слева направо",
            "letters": "буквы {list}|буквы {list} слева направо",
            "bar chart": "столбчатая диаграмма",
            "pie chart": "круговая диаграмма",
            "line chart": "линейный график",
            "bars": "столбчатая диаграмма, {count}|столбчатая диаграмма: {count}",
            "slices": "круговая диаграмма, {count}|круговая диаграмма: {count}",
            "tallest": "{a} самый высокий|{a} — самый высокий",
            "shortest": "{a} самый низкий|{a} — самый низкий",
            "largest": "{a} самый большой|{a} — самый большой",
            "rising": "{a} идёт вверх|{a} поднимается",
            "falling": "{a} идёт вниз|{a} опускается",
            "flat": "{a} идёт ровно",
        }
    ),
)
