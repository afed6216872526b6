"""Russian."""
# ruff: noqa: RUF001

from __future__ import annotations

import re

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


def polish(text: str) -> str:
    """Drops the comma that closes "того же цвета, что и круг," before another mark."""
    return re.sub(r",+(?=[,?.;])", "", text)


LANGUAGE = Language(
    polish=polish,
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
            "block": "m кубик/кубики/кубика/кубиков",
            "row": "f строка/строки/строки/строк",
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
    scene_questions=sentences(
        {
            "ask shape": "Какой формы {the}?|Какая форма у {of}?",
            "ask colour": "Какого цвета {the}?|Какой цвет у {of}?",
            "ask size": "Какого размера {the}?|Какой размер у {of}?",
            "ask texture": "Какой узор у {of}?|С каким узором {the}?",
            "exist": "Есть ли на картинке {a}?|Есть ли здесь {a}?",
            "count": "Сколько здесь {many}?|Сколько на картинке {many}?",
            "more": "На картинке больше {more}, чем {than2}?|Больше ли здесь {more}, чем {than2}?",
            "fewer": "На картинке меньше {more}, чем {than2}?|Меньше ли здесь {more}, чем {than2}?",
            "equal": "На картинке столько же {more}, сколько {than2}?|"
            "Равно ли число {more} числу {than2}?",
            "is left": "Находится ли {the} слева от {of2}?|Находится ли {the} левее {of2}?",
            "is right": "Находится ли {the} справа от {of2}?|Находится ли {the} правее {of2}?",
            "is above": "Находится ли {the} выше {of2}?",
            "is below": "Находится ли {the} ниже {of2}?",
            "are same shape": "Одинаковой ли формы {the} и {the2}?|"
            "Одинаковая ли форма у {of} и {of2}?",
            "are same colour": "Одинакового ли цвета {the} и {the2}?|"
            "Одинаковый ли цвет у {of} и {of2}?",
            "are same size": "Одинакового ли размера {the} и {the2}?|"
            "Одинаковый ли размер у {of} и {of2}?",
            "are same texture": "Одинаковый ли узор у {of} и {of2}?",
            "exist same shape": "Есть ли ещё что-нибудь такой же формы, как {the}?|"
            "Есть ли ещё что-нибудь той же формы, что и {the}?",
            "exist same colour": "Есть ли ещё что-нибудь такого же цвета, как {the}?|"
            "Есть ли ещё что-нибудь того же цвета, что и {the}?",
            "exist same texture": "Есть ли ещё что-нибудь с таким же узором, как у {of}?|"
            "Есть ли ещё что-нибудь с тем же узором, что и у {of}?",
            "count same shape": "Сколько ещё объектов такой же формы, как {the}?|"
            "Сколько ещё объектов той же формы, что и {the}?",
            "count same colour": "Сколько ещё объектов такого же цвета, как {the}?|"
            "Сколько ещё объектов того же цвета, что и {the}?",
            "count same texture": "Сколько ещё объектов с таким же узором, как у {of}?|"
            "Сколько ещё объектов с тем же узором, что и у {of}?",
            "both": "Есть ли на картинке и {a}, и {a2}?|"
            "Верно ли, что на картинке есть и {a}, и {a2}?",
            "either": "Есть ли на картинке {a}, или {a2}, или и то и другое?|"
            "Есть ли на картинке хотя бы одно из двух: {a} или {a2}?",
            "neither": "Верно ли, что на картинке нет ни {of}, ни {of2}?",
            "but no": "Верно ли, что на картинке есть {a}, но нет {of2}?|"
            "Верно ли, что здесь есть {a} и совсем нет {none2}?",
            "exist other": "Есть ли среди {many} другие, кроме {many2}?|"
            "Есть ли здесь {a}, если не считать {many2}?",
            "count other": "Сколько на картинке {many}, не считая {many2}?|"
            "Сколько здесь {many}, если не считать {many2}?",
            "count together": "Сколько всего на картинке {many} и {many2}?|"
            "Сколько здесь {many} и {many2} вместе?",
            "left": "{np} слева от {of}|{np} левее {of}",
            "right": "{np} справа от {of}|{np} правее {of}",
            "above": "{np} выше {of}",
            "below": "{np} ниже {of}",
            "same shape": "{np} такой же формы, как {the},|{np} той же формы, что и {the},",
            "same colour": "{np} такого же цвета, как {the},|{np} того же цвета, что и {the},",
            "same size": "{np} такого же размера, как {the},|{np} того же размера, что и {the},",
            "same texture": "{np} с таким же узором, как у {of},|"
            "{np} с тем же узором, что и у {of},",
            "odd shape": "{np} не такой формы, как все остальные,|"
            "{np} другой формы, чем все остальные,",
            "odd colour": "{np} не такого цвета, как все остальные,|"
            "{np} другого цвета, чем все остальные,",
            "odd size": "{np} не такого размера, как все остальные,|"
            "{np} другого размера, чем все остальные,",
            "odd texture": "{np} не с таким узором, как у всех остальных,|"
            "{np} с другим узором, чем у всех остальных,",
        }
    ),
    box_statements=sentences(
        {
            "in left": "в левой коробке",
            "in middle": "в средней коробке",
            "in right": "в правой коробке",
            "in some": "хотя бы в одной коробке",
            "in every": "в каждой коробке",
            "in exactly one": "ровно в одной коробке",
            "in exactly two": "ровно в двух коробках",
            "in at least two": "как минимум в двух коробках",
            "in at most one": "не более чем в одной коробке",
            "in together": "во всех трёх коробках вместе|в трёх коробках вместе",
            "in it": "в ней",
            "exactly 1": "{boxes} ровно {count}",
            "exactly": "{boxes} ровно {count}",
            "at least 1": "{boxes} как минимум {count}|{boxes} по меньшей мере {count}",
            "at least": "{boxes} как минимум {count}|{boxes} по меньшей мере {count}",
            "at most 1": "{boxes} максимум {count}|{boxes} самое большее {count}",
            "at most": "{boxes} максимум {count}|{boxes} самое большее {count}",
            "none": "{boxes} нет {none}",
            "more": "{boxes} {more} больше, чем {than}|{boxes} больше {more}, чем {than}",
            "block colours 1": "{boxes} кубики ровно одного цвета",
            "block colours 2": "{boxes} кубики ровно двух цветов",
            "block colours 3": "{boxes} кубики ровно трёх цветов",
            "object colours 1": "{boxes} объекты ровно одного цвета",
            "object colours 2": "{boxes} объекты ровно двух цветов",
            "object colours 3": "{boxes} объекты ровно трёх цветов",
            "object shapes 1": "{boxes} объекты ровно одной формы",
            "object shapes 2": "{boxes} объекты ровно двух форм",
            "object shapes 3": "{boxes} объекты ровно трёх форм",
            "wall left": "левой стенки",
            "wall right": "правой стенки",
            "wall top": "крышки",
            "wall base": "дна",
            "touch exactly 1": "{boxes} ровно {count} касается {wall}",
            "touch exactly": "{boxes} ровно {count} касаются {wall}",
            "touch at least 1": "{boxes} как минимум {count} касается {wall}",
            "touch at least": "{boxes} как минимум {count} касаются {wall}",
            "touch at most 1": "{boxes} максимум {count} касается {wall}",
            "touch at most": "{boxes} максимум {count} касаются {wall}",
            "touch none": "{boxes} нет {none}, касающихся {wall}",
            "top": "{boxes} на самом верху башни лежит {a}",
            "bottom": "{boxes} в самом низу башни лежит {a}",
            "on": "{boxes} есть {a}, а прямо на нём лежит {b}",
            "above": "{boxes} есть {a}, а где-то выше него лежит {b}",
            "between": "{boxes} есть {a}, прямо на нём лежит {b} и прямо под ним тоже {b}",
            "alike": "{boxes} какой-то кубик лежит прямо на кубике того же цвета",
            "both some": "хотя бы для одной коробки верно и то и другое: {p}, и {q}",
            "both every": "для каждой коробки верно и то и другое: {p}, и {q}",
            "both exactly one": "ровно для одной коробки верно и то и другое: {p}, и {q}",
            "both exactly two": "есть ровно две коробки, для каждой из которых верно и то и "
            "другое: {p}, и {q}",
            "both at least two": "есть как минимум две коробки, для каждой из которых верно и то "
            "и другое: {p}, и {q}",
            "both at most one": "не более чем для одной коробки верно и то и другое: {p}, и {q}",
            "and": "{p}, и {q}",
            "or": "{p}, или {q}, или верно и то и другое",
        }
    ),
    digit_questions=sentences(
        {
            "largest": "Какая цифра самая большая?|Какова наибольшая цифра?",
            "smallest": "Какая цифра самая маленькая?|Какова наименьшая цифра?",
            "sum": "Чему равна сумма всех цифр?|Сколько получится, если сложить все цифры?",
            "difference": "Чему равна разница между двумя цифрами?|"
            "На сколько одна цифра отличается от другой?",
            "product": "Чему равно произведение двух цифр?|"
            "Сколько получится, если перемножить две цифры?",
            "middle": "Какая цифра окажется посередине, если расположить их по величине?|"
            "Чему равна медиана цифр?",
            "even": "Сколько здесь чётных цифр?|Сколько цифр чётные?",
            "odd": "Сколько здесь нечётных цифр?|Сколько цифр нечётные?",
            "range": "Сколько получится, если из наибольшей цифры вычесть наименьшую?|"
            "На сколько наибольшая цифра больше наименьшей?",
            "second largest": "Какая цифра будет второй, если расположить их от наибольшей к "
            "наименьшей?",
            "second smallest": "Какая цифра будет второй, если расположить их от наименьшей к "
            "наибольшей?",
            "last digit": "Какая последняя цифра у суммы всех цифр?|"
            "Какой остаток получится, если разделить сумму всех цифр на 10?",
            "different": "Сколько здесь разных цифр?|Сколько различных цифр на картинке?",
            "sum of extremes": "Чему равна сумма наибольшей и наименьшей цифр?|"
            "Сколько получится, если сложить наибольшую и наименьшую цифры?",
            "product of extremes": "Чему равно произведение наибольшей и наименьшей цифр?|"
            "Сколько получится, если перемножить наибольшую и наименьшую цифры?",
            "sum of even": "Чему равна сумма чётных цифр?|"
            "Сколько получится, если сложить все чётные цифры?",
        }
    ),
    # Slots and keys are explained in envs/charts/wording.py.
    chart_questions=sentences(
        {
            "at point": " в точке {p}",
            "in column": " в колонке {p}",
            "value": "чему равно значение {a:of}{place}?|какое значение у {a:of}{place}?",
            "greatest": "какого цвета {part:the} с наибольшим значением{place}?|"
            "у какого цвета{place} наибольшее значение?",
            "least": "какого цвета {part:the} с наименьшим значением{place}?|"
            "у какого цвета{place} наименьшее значение?",
            "second greatest": "какого цвета {part:the} со вторым по величине значением{place}?|"
            "у какого цвета{place} второе по величине значение?",
            "second least": "какого цвета {part:the} со вторым наименьшим значением{place}?|"
            "у какого цвета{place} второе наименьшее значение?",
            "more": "больше ли{place} значение {a:of}, чем значение {b:of}?|"
            "у {a:of} значение{place} больше, чем у {b:of}?",
            "less": "меньше ли{place} значение {a:of}, чем значение {b:of}?|"
            "у {a:of} значение{place} меньше, чем у {b:of}?",
            "sum": "чему равна{place} сумма значений {a:of} и {b:of}?|"
            "сколько составляют{place} {a:the} и {b:the} вместе?",
            "difference": "чему равна{place} разница между значениями {a:of} и {b:of}?|"
            "на сколько{place} различаются значения {a:of} и {b:of}?",
            "above": "у скольких {part:many} значение{place} больше {n}?|"
            "сколько значений{place} больше {n}?",
            "below": "у скольких {part:many} значение{place} меньше {n}?|"
            "сколько значений{place} меньше {n}?",
            "trend": "{a:the} поднимается, опускается или идёт ровно?|"
            "как идёт {a:the}: вверх, вниз или ровно?",
            "rises most": "между какими двумя соседними точками {a:the} поднимается сильнее всего?|"
            "от какой точки к следующей {a:the} поднимается сильнее всего?",
            "falls most": "между какими двумя соседними точками {a:the} опускается сильнее всего?|"
            "от какой точки к следующей {a:the} опускается сильнее всего?",
            "highest point": "в какой точке {a:the} выше всего?|"
            "в какой точке у {a:of} наибольшее значение?",
            "lowest point": "в какой точке {a:the} ниже всего?|"
            "в какой точке у {a:of} наименьшее значение?",
            "points above": "в скольких точках {a:the} проходит выше {n}?|"
            "в скольких точках значение {a:of} больше {n}?",
            "points below": "в скольких точках {a:the} проходит ниже {n}?|"
            "в скольких точках значение {a:of} меньше {n}?",
        }
    ),
)
