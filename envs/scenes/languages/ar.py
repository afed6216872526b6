"""Arabic."""

from __future__ import annotations

import re

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


def polish(text: str) -> str:
    """Parts "and", which is written together with the next word, from Latin letters."""
    return re.sub(r" و(?=[A-Za-z])", " و ", text)


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
)
