"""Arabic."""

from __future__ import annotations

import re
from functools import lru_cache

from gennet_rl.envs.scenes.grammar import (
    PLURAL,
    Adjective,
    Language,
    Noun,
    Slots,
    adjectives,
    nouns,
    sentences,
)

__all__ = ["LANGUAGE"]

DEFINITE = frozenset({"the", "at", "of", "more", "than", "number"})
DEFINITE_PLURAL = frozenset({"more", "than", "number"})
"""The number of the red circles, and what there is more and less of."""


def noun_form(noun: Noun, form: str) -> str:
    """Singular or plural, with the article where the noun is definite."""
    text = noun.forms[1 if form in PLURAL or form in DEFINITE_PLURAL else 0]
    return define(text) if form in DEFINITE else text


def define(text: str) -> str:
    """Puts the article before each word: a noun and its adjective both carry it."""
    return " ".join(f"ال{word}" for word in text.split(" "))


def adjective(forms: Adjective, noun: Noun, form: str) -> str:
    """Agreement in gender and definiteness; plurals of things are feminine singular."""
    if len(forms) == 1:
        return forms[0]
    feminine = noun.gender == "f" or form in PLURAL or form in DEFINITE_PLURAL
    text = forms[1 if feminine else 0]
    return define(text) if form in DEFINITE else text


def count(language: Language, noun: Noun, slots: Slots, number: int, word: bool) -> str:
    """A number before a plural from 3 to 10, after the noun for 1, else "number of ...: 2"."""
    if number == 1:
        one = "واحدة" if noun.gender == "f" else "واحد"
        return f"{language.bare(noun, slots, 'a')} {one}"
    if 3 <= number <= 10:
        return f"{language.number(number, noun, word)} {language.bare(noun, slots, 'many')}"
    return f"عدد {language.bare(noun, slots, 'number')}: {number}"


RELATIVE = re.compile(r"(\S+)((?: بنقشة مربعات)?) الذي\b")
"""The last word of a noun phrase that agrees with the noun, what comes after it, and "that"."""


def relative(match: re.Match[str]) -> str:
    """The word for "that" as it agrees with the noun before it; none after an indefinite one."""
    word, rest = match.groups()
    if not word.startswith("ال"):
        return f"{word}{rest}"
    return f"{word}{rest} {'التي' if word in feminine() else 'الذي'}"


@lru_cache(maxsize=1)
def feminine() -> frozenset[str]:
    """Definite words after which "that" is feminine: plurals of things are, too."""
    words = [noun.forms[1] for group in LANGUAGE.nouns.values() for noun in group]
    words += [n.forms[0] for group in LANGUAGE.nouns.values() for n in group if n.gender == "f"]
    words += [forms[-1] for group in LANGUAGE.adjectives.values() for forms in group]
    return frozenset(define(word).split(" ")[-1] for word in words)


def polish(text: str) -> str:
    """Parts "and", which is written together with the next word, from Latin letters.

    Templates have "that" and "two" in one form; here they agree with the words before them.
    """
    text = re.sub(r" و(?=[A-Za-z])", " و ", text)
    text = re.sub(r"(?<= على )(اثن|اثنت)ان\b", r"\1ين", text)
    return RELATIVE.sub(relative, text)


LANGUAGE = Language(
    polish=polish,
    noun=noun_form,
    adjective=adjective,
    count=count,
    order=("noun", "colour", "size", "texture"),
    comma=" و",
    last=" و",
    clause="، ",
    aside="، ",
    nouns=nouns(
        {
            "circle": "f دائرة/دوائر",
            "square": "m مربع/مربعات",
            "rectangle": "m مستطيل/مستطيلات",
            "triangle": "m مثلث/مثلثات",
            "diamond": "m معين/معينات",
            "pentagon": "m شكل خماسي/أشكال خماسية",
            "hexagon": "m شكل سداسي/أشكال سداسية",
            "star": "f نجمة/نجوم",
            "heart": "m قلب/قلوب",
            "cross": "m صليب/صلبان",
            "ring": "f حلقة/حلقات",
            "arrow": "m سهم/أسهم",
            "digit": "m رقم/أرقام",
            "letter": "m حرف/حروف",
            "object": "m شيء/أشياء|m عنصر/عناصر",
            "shape": "m شكل/أشكال",
            "bar": "m عمود/أعمدة",
            "slice": "f شريحة/شرائح",
            "line": "m خط/خطوط",
            "block": "m مكعب/مكعبات",
            "row": "m صف/صفوف",
        }
    ),
    adjectives=adjectives(
        {
            "red": "أحمر/حمراء",
            "orange": "برتقالي/برتقالية",
            "yellow": "أصفر/صفراء",
            "green": "أخضر/خضراء",
            "teal": "فيروزي/فيروزية",
            "blue": "أزرق/زرقاء",
            "purple": "بنفسجي/بنفسجية|أرجواني/أرجوانية",
            "pink": "وردي/وردية",
            "brown": "بني/بنية",
            "black": "أسود/سوداء",
            "grey": "رمادي/رمادية",
            "white": "أبيض/بيضاء",
            "small": "صغير/صغيرة",
            "large": "كبير/كبيرة",
            "striped": "مخطط/مخططة",
            "dotted": "منقط/منقطة",
            "checkered": "بنقشة مربعات",
            "outlined": "مفرغ/مفرغة",
        }
    ),
    positions=sentences(
        {
            "top left": "في أعلى اليسار|في الزاوية العلوية اليسرى",
            "top": "في الأعلى",
            "top right": "في أعلى اليمين|في الزاوية العلوية اليمنى",
            "left": "على اليسار",
            "centre": "في الوسط|في المنتصف",
            "right": "على اليمين",
            "bottom left": "في أسفل اليسار|في الزاوية السفلية اليسرى",
            "bottom": "في الأسفل",
            "bottom right": "في أسفل اليمين|في الزاوية السفلية اليمنى",
        }
    ),
    numbers=(
        "صفر",
        "واحد/واحدة",
        "اثنان/اثنتان",
        "ثلاثة/ثلاث",
        "أربعة/أربع",
        "خمسة/خمس",
        "ستة/ست",
        "سبعة/سبع",
        "ثمانية/ثماني",
        "تسعة/تسع",
        "عشرة/عشر",
    ),
    sentences=sentences(
        {
            "item": "{a} {place}",
            "picture": "في الصورة: {list}|في الصورة {list}|صورة فيها {list}",
            "at": "{a} {place}",
            "left": "{a} على يسار {b}|{a} إلى يسار {b}",
            "right": "{a} على يمين {b}|{a} إلى يمين {b}",
            "above": "{a} فوق {b}",
            "below": "{a} تحت {b}",
            "none": "لا توجد {a}",
            "more": "{a} أكثر من {b}",
            "total": "{count}",
            "digits": "الأرقام {list}|الأرقام {list} من اليسار إلى اليمين",
            "letters": "الحروف {list}|الحروف {list} من اليسار إلى اليمين",
            "bar chart": "مخطط أعمدة|رسم بياني بالأعمدة",
            "pie chart": "مخطط دائري|رسم بياني دائري",
            "line chart": "مخطط خطي|رسم بياني خطي",
            "bars": "مخطط أعمدة، {count}",
            "slices": "مخطط دائري، {count}",
            "tallest": "{a} هو الأطول|{a} هو الأعلى",
            "shortest": "{a} هو الأقصر",
            "largest": "{a} هي الأكبر",
            "rising": "{a} صاعد|{a} يرتفع",
            "falling": "{a} هابط|{a} ينخفض",
            "flat": "{a} مستوٍ|{a} ثابت",
        }
    ),
    scene_questions=sentences(
        {
            "ask shape": "ما شكل {the}؟|ما هو شكل {the}؟",
            "ask colour": "ما لون {the}؟|ما هو لون {the}؟",
            "ask size": "ما حجم {the}؟|هل {the} صغير أم كبير؟",
            "ask size f": "ما حجم {the}؟|هل {the} صغيرة أم كبيرة؟",
            "ask texture": "ما نقش {the}؟|ما نوع نقش {the}؟",
            "exist": "هل في الصورة {a}؟|هل يوجد في الصورة {a}؟",
            "exist f": "هل في الصورة {a}؟|هل توجد في الصورة {a}؟",
            "count": "كم عدد {more}؟|ما عدد {more}؟",
            "more": "هل عدد {more} أكبر من عدد {than2}؟|هل {more} أكثر من {than2}؟",
            "fewer": "هل عدد {more} أصغر من عدد {than2}؟|هل {more} أقل من {than2}؟",
            "equal": "هل عدد {more} يساوي عدد {than2}؟|هل يتساوى عدد {more} وعدد {than2}؟",
            "is left": "هل {the} على يسار {of2}؟|هل {the} إلى يسار {of2}؟",
            "is right": "هل {the} على يمين {of2}؟|هل {the} إلى يمين {of2}؟",
            "is above": "هل {the} فوق {of2}؟|هل موضع {the} أعلى من موضع {of2}؟",
            "is below": "هل {the} تحت {of2}؟|هل موضع {the} أدنى من موضع {of2}؟",
            "are same shape": "هل {the} و{the2} لهما الشكل نفسه؟|هل شكل {the} هو نفس شكل {the2}؟",
            "are same colour": "هل {the} و{the2} لهما اللون نفسه؟|هل لون {the} هو نفس لون {the2}؟",
            "are same size": "هل {the} و{the2} لهما الحجم نفسه؟|هل حجم {the} هو نفس حجم {the2}؟",
            "are same texture": "هل {the} و{the2} لهما النقش نفسه؟|هل نقش {the} هو نفس نقش {the2}؟",
            "exist same shape": "هل يوجد شيء آخر له نفس شكل {of}؟",
            "exist same colour": "هل يوجد شيء آخر له نفس لون {of}؟",
            "exist same texture": "هل يوجد شيء آخر له نفس نقش {of}؟",
            "count same shape": "كم شيئًا آخر له نفس شكل {of}؟",
            "count same colour": "كم شيئًا آخر له نفس لون {of}؟",
            "count same texture": "كم شيئًا آخر له نفس نقش {of}؟",
            "both": "هل في الصورة {a} و{a2} معًا؟|هل في الصورة كل من {a} و{a2}؟",
            "either": "هل في الصورة {a} أو {a2} أو كلا الشيئين؟|"
            "هل في الصورة واحد على الأقل من هذين الشيئين: {a} أو {a2}؟",
            "neither": "هل تخلو الصورة من {a} ومن {a2}؟|هل صحيح أن الصورة ليس فيها {a} ولا {a2}؟",
            "but no": "هل في الصورة {a} وليس فيها {a2}؟|هل في الصورة {a} ولا توجد فيها {none2}؟",
            "exist other": "هل في الصورة {many} غير {than2}؟|هل توجد {many} سوى {than2}؟",
            "count other": "كم عدد {more} باستثناء {than2}؟|ما عدد {more} من دون {than2}؟",
            "count together": "كم عدد {more} و{than2} في المجموع؟|"
            "ما مجموع عدد {more} وعدد {than2}؟",
            "left": "{np} الذي على يسار {of}|{np} الذي إلى يسار {of}",
            "right": "{np} الذي على يمين {of}|{np} الذي إلى يمين {of}",
            "above": "{np} الذي فوق {of}",
            "below": "{np} الذي تحت {of}",
            "same shape": "{np} الذي له نفس شكل {of}",
            "same shape f": "{np} الذي لها نفس شكل {of}",
            "same colour": "{np} الذي له نفس لون {of}",
            "same colour f": "{np} الذي لها نفس لون {of}",
            "same size": "{np} الذي له نفس حجم {of}",
            "same size f": "{np} الذي لها نفس حجم {of}",
            "same texture": "{np} الذي له نفس نقش {of}",
            "same texture f": "{np} الذي لها نفس نقش {of}",
            "odd shape": "{np} الذي يختلف عن كل ما سواه في الشكل",
            "odd shape f": "{np} الذي تختلف عن كل ما سواها في الشكل",
            "odd colour": "{np} الذي يختلف عن كل ما سواه في اللون",
            "odd colour f": "{np} الذي تختلف عن كل ما سواها في اللون",
            "odd size": "{np} الذي يختلف عن كل ما سواه في الحجم",
            "odd size f": "{np} الذي تختلف عن كل ما سواها في الحجم",
            "odd texture": "{np} الذي يختلف عن كل ما سواه في النقش",
            "odd texture f": "{np} الذي تختلف عن كل ما سواها في النقش",
        }
    ),
    box_statements=sentences(
        {
            "in left": "في الصندوق الأيسر",
            "in middle": "في الصندوق الأوسط",
            "in right": "في الصندوق الأيمن",
            "in some": "في صندوق واحد على الأقل",
            "in every": "في كل صندوق",
            "in exactly one": "في صندوق واحد بالضبط",
            "in exactly two": "في صندوقين بالضبط",
            "in at least two": "في صندوقين على الأقل",
            "in at most one": "في صندوق واحد على الأكثر",
            "in together": "في الصناديق الثلاثة معًا|في الصناديق الثلاثة مجتمعة",
            "in it": "فيه",
            "exactly 1": "{boxes} {count} بالضبط",
            "exactly": "{boxes} {many} عددها {n} بالضبط|{boxes} توجد {many} عددها {n} بالضبط",
            "at least 1": "{boxes} {count} على الأقل",
            "at least": "{boxes} {many} عددها {n} على الأقل|"
            "{boxes} توجد {many} عددها {n} على الأقل",
            "at most 1": "{boxes} لا يوجد أكثر من {count}",
            "at most": "{boxes} لا توجد {many} يزيد عددها على {n}",
            "none": "{boxes} لا توجد {none}",
            "more": "{boxes} {more} أكثر من {than}|{boxes} عدد {more} أكبر من عدد {than}",
            "block colours 1": "{boxes} مكعبات من لون واحد بالضبط",
            "block colours 2": "{boxes} مكعبات من لونين بالضبط",
            "block colours 3": "{boxes} مكعبات من ثلاثة ألوان بالضبط",
            "object colours 1": "{boxes} أشياء من لون واحد بالضبط",
            "object colours 2": "{boxes} أشياء من لونين بالضبط",
            "object colours 3": "{boxes} أشياء من ثلاثة ألوان بالضبط",
            "object shapes 1": "{boxes} أشياء من شكل واحد بالضبط",
            "object shapes 2": "{boxes} أشياء من شكلين بالضبط",
            "object shapes 3": "{boxes} أشياء من ثلاثة أشكال بالضبط",
            "wall left": "الجدار الأيسر",
            "wall right": "الجدار الأيمن",
            "wall top": "الغطاء",
            "wall base": "القاع",
            "touch exactly 1": "{boxes} {count} بالضبط على تماس مع {wall}",
            "touch exactly": "{boxes} {many} على تماس مع {wall} وعددها {n} بالضبط",
            "touch at least 1": "{boxes} {count} على الأقل على تماس مع {wall}",
            "touch at least": "{boxes} {many} على تماس مع {wall} وعددها {n} على الأقل",
            "touch at most 1": "{boxes} لا يوجد أكثر من {count} على تماس مع {wall}",
            "touch at most": "{boxes} لا توجد {many} على تماس مع {wall} يزيد عددها على {n}",
            "touch none": "{boxes} لا توجد {none} على تماس مع {wall}",
            "top": "{boxes} يوجد {a} في أعلى البرج",
            "bottom": "{boxes} يوجد {a} في أسفل البرج",
            "on": "{boxes} يوجد {a} وفوقه مباشرة {b}",
            "above": "{boxes} يوجد {a} وفي مكان ما فوقه {b}",
            "between": "{boxes} يوجد {a} فوقه مباشرة {b} وتحته مباشرة {b}",
            "alike": "{boxes} يوجد مكعب فوقه مباشرة مكعب من اللون نفسه",
            "both some": "يوجد صندوق واحد على الأقل يصدق عليه الأمران: {p}، و{q}",
            "both every": "كل صندوق يصدق عليه الأمران: {p}، و{q}",
            "both exactly one": "يوجد صندوق واحد بالضبط يصدق عليه الأمران: {p}، و{q}",
            "both exactly two": "يوجد صندوقان بالضبط يصدق على كل منهما الأمران: {p}، و{q}",
            "both at least two": "يوجد صندوقان على الأقل يصدق على كل منها الأمران: {p}، و{q}",
            "both at most one": "لا يوجد أكثر من صندوق واحد يصدق عليه الأمران: {p}، و{q}",
            "and": "{p}، و{q}",
            "or": "{p}، أو {q}، أو الأمران معًا",
        }
    ),
    digit_questions=sentences(
        {
            "largest": "ما أكبر رقم؟|أي رقم هو الأكبر؟",
            "smallest": "ما أصغر رقم؟|أي رقم هو الأصغر؟",
            "sum": "ما مجموع كل الأرقام؟|كم يساوي مجموع كل الأرقام؟",
            "difference": "ما الفرق بين الرقمين؟|بكم يزيد الرقم الأكبر على الرقم الأصغر؟",
            "product": "ما حاصل ضرب الرقمين؟|كم يساوي حاصل ضرب الرقمين؟",
            "middle": "عند ترتيب الأرقام حسب قيمتها، أي رقم يقع في الوسط؟|ما الرقم الوسيط؟",
            "even": "كم عدد الأرقام الزوجية؟|كم رقمًا زوجيًا في الصورة؟",
            "odd": "كم عدد الأرقام الفردية؟|كم رقمًا فرديًا في الصورة؟",
            "range": "ما ناتج طرح أصغر رقم من أكبر رقم؟|بكم يزيد أكبر رقم على أصغر رقم؟",
            "second largest": "عند ترتيب الأرقام من الأكبر إلى الأصغر، أي رقم يأتي ثانيًا؟",
            "second smallest": "عند ترتيب الأرقام من الأصغر إلى الأكبر، أي رقم يأتي ثانيًا؟",
            "last digit": "ما رقم الآحاد في مجموع كل الأرقام؟|"
            "ما باقي قسمة مجموع كل الأرقام على 10؟",
            "different": "كم عدد الأرقام المختلفة؟|كم رقمًا مختلفًا في الصورة؟",
            "sum of extremes": "ما مجموع أكبر رقم وأصغر رقم؟|كم يساوي مجموع أكبر رقم وأصغر رقم؟",
            "product of extremes": "ما حاصل ضرب أكبر رقم في أصغر رقم؟|"
            "كم يساوي حاصل ضرب أكبر رقم في أصغر رقم؟",
            "sum of even": "ما مجموع الأرقام الزوجية؟|كم يساوي مجموع الأرقام الزوجية؟",
        }
    ),
    # Slots and keys are explained in envs/charts/wording.py.
    chart_questions=sentences(
        {
            "at point": " عند النقطة {p}",
            "in column": " في العمود {p}",
            "value": "ما قيمة {a:the}{place}؟|كم تبلغ قيمة {a:the}{place}؟",
            "greatest": "ما لون {part:the} الأكبر قيمة{place}؟|أي لون له أكبر قيمة{place}؟",
            "least": "ما لون {part:the} الأصغر قيمة{place}؟|أي لون له أصغر قيمة{place}؟",
            "second greatest": "أي لون له ثاني أكبر قيمة{place}؟|"
            "ما اللون الذي له ثاني أكبر قيمة{place}؟",
            "second least": "أي لون له ثاني أصغر قيمة{place}؟|"
            "ما اللون الذي له ثاني أصغر قيمة{place}؟",
            "more": "هل قيمة {a:the} أكبر من قيمة {b:the}{place}؟",
            "less": "هل قيمة {a:the} أصغر من قيمة {b:the}{place}؟",
            "sum": "ما مجموع قيمتي {a:the} و{b:the}{place}؟|"
            "كم يبلغ مجموع قيمتي {a:the} و{b:the}{place}؟",
            "difference": "ما الفرق بين قيمتي {a:the} و{b:the}{place}؟|"
            "كم يبلغ الفرق بين قيمتي {a:the} و{b:the}{place}؟",
            "above": "كم عدد {part:more} التي قيمتها أكبر من {n}{place}؟|"
            "كم عدد القيم الأكبر من {n}{place}؟",
            "below": "كم عدد {part:more} التي قيمتها أصغر من {n}{place}؟|"
            "كم عدد القيم الأصغر من {n}{place}؟",
            "trend": "هل {a:the} صاعد أم هابط أم ثابت؟|هل يرتفع {a:the} أم ينخفض أم يبقى ثابتًا؟",
            "rises most": "بين أي نقطتين متجاورتين يرتفع {a:the} أكبر ارتفاع؟|"
            "من أي نقطة إلى النقطة التالية يرتفع {a:the} أكبر ارتفاع؟",
            "falls most": "بين أي نقطتين متجاورتين ينخفض {a:the} أكبر انخفاض؟|"
            "من أي نقطة إلى النقطة التالية ينخفض {a:the} أكبر انخفاض؟",
            "highest point": "عند أي نقطة يبلغ {a:the} أعلى مستوى له؟|"
            "عند أي نقطة تكون قيمة {a:the} هي الأكبر؟",
            "lowest point": "عند أي نقطة يبلغ {a:the} أدنى مستوى له؟|"
            "عند أي نقطة تكون قيمة {a:the} هي الأصغر؟",
            "points above": "عند كم نقطة يقع {a:the} فوق {n}؟|"
            "عند كم نقطة تكون قيمة {a:the} أكبر من {n}؟",
            "points below": "عند كم نقطة يقع {a:the} تحت {n}؟|"
            "عند كم نقطة تكون قيمة {a:the} أصغر من {n}؟",
        }
    ),
)
