"""Hindi."""

from __future__ import annotations

from gennet_rl.envs.scenes.grammar import Adjective, Language, Noun, adjectives, nouns, sentences

__all__ = ["LANGUAGE"]

CASES = {"many": 1, "more": 1, "of": 2, "than": 3}
"""Which form of a noun: singular, plural, oblique singular or oblique plural."""


def noun_form(noun: Noun, form: str) -> str:
    """The number and case that the form asks for."""
    return noun.forms[CASES.get(form, 0)]


def adjective(forms: Adjective, noun: Noun, form: str) -> str:
    """Agreement; forms are masculine, masculine plural or oblique, and feminine."""
    if len(forms) == 1:
        return forms[0]
    if noun.gender == "f":
        return forms[2]
    return forms[1 if form in CASES else 0]


def article(text: str, noun: Noun, form: str) -> str:
    """Puts "one" before what is first spoken of."""
    return f"एक {text}" if form == "a" else text


LANGUAGE = Language(
    noun=noun_form,
    adjective=adjective,
    article=article,
    order=("size", "colour", "texture", "noun"),
    last=" और ",
    aside=", ",
    stop="।",
    nouns=nouns(
        {
            "circle": "m वृत्त/वृत्त/वृत्त/वृत्तों",
            "square": "m वर्ग/वर्ग/वर्ग/वर्गों",
            "rectangle": "m आयत/आयत/आयत/आयतों",
            "triangle": "m त्रिभुज/त्रिभुज/त्रिभुज/त्रिभुजों",
            "diamond": "m समचतुर्भुज/समचतुर्भुज/समचतुर्भुज/समचतुर्भुजों",
            "pentagon": "m पंचभुज/पंचभुज/पंचभुज/पंचभुजों",
            "hexagon": "m षट्भुज/षट्भुज/षट्भुज/षट्भुजों",
            "star": "m तारा/तारे/तारे/तारों",
            "heart": "m दिल/दिल/दिल/दिलों",
            "cross": "m क्रॉस/क्रॉस/क्रॉस/क्रॉसों",
            "ring": "m छल्ला/छल्ले/छल्ले/छल्लों",
            "arrow": "m तीर/तीर/तीर/तीरों",
            "digit": "m अंक/अंक/अंक/अंकों",
            "letter": "m अक्षर/अक्षर/अक्षर/अक्षरों",
            "object": "f वस्तु/वस्तुएँ/वस्तु/वस्तुओं|f चीज़/चीज़ें/चीज़/चीज़ों",
            "shape": "f आकृति/आकृतियाँ/आकृति/आकृतियों",
            "bar": "m स्तंभ/स्तंभ/स्तंभ/स्तंभों",
            "slice": "m भाग/भाग/भाग/भागों",
            "line": "f रेखा/रेखाएँ/रेखा/रेखाओं",
        }
    ),
    adjectives=adjectives(
        {
            "red": "लाल",
            "orange": "नारंगी",
            "yellow": "पीला/पीले/पीली",
            "green": "हरा/हरे/हरी",
            "teal": "फ़िरोज़ी",
            "blue": "नीला/नीले/नीली",
            "purple": "बैंगनी",
            "pink": "गुलाबी",
            "brown": "भूरा/भूरे/भूरी",
            "black": "काला/काले/काली",
            "grey": "स्लेटी|धूसर",
            "white": "सफ़ेद",
            "small": "छोटा/छोटे/छोटी",
            "large": "बड़ा/बड़े/बड़ी",
            "striped": "धारीदार",
            "dotted": "बिंदीदार",
            "checkered": "चारखानेदार|चेकदार",
            "outlined": "खोखला/खोखले/खोखली",
        }
    ),
    positions=sentences(
        {
            "top left": "ऊपर बाईं ओर|ऊपर बाएँ कोने में",
            "top": "ऊपर",
            "top right": "ऊपर दाईं ओर|ऊपर दाएँ कोने में",
            "left": "बाईं ओर",
            "centre": "बीच में|केंद्र में",
            "right": "दाईं ओर",
            "bottom left": "नीचे बाईं ओर|नीचे बाएँ कोने में",
            "bottom": "नीचे",
            "bottom right": "नीचे दाईं ओर|नीचे दाएँ कोने में",
        }
    ),
    numbers=tuple(
        "शून्य एक दो तीन चार पाँच छह सात आठ नौ दस ग्यारह बारह".split()  # noqa: SIM905
    ),
    sentences=sentences(
        {
            "item": "{place} {a}",
            "picture": "चित्र में: {list}|तस्वीर में: {list}",
            "at": "{a} {place} है",
            "left": "{a} {b} के बाईं ओर है",
            "right": "{a} {b} के दाईं ओर है",
            "above": "{a} {b} के ऊपर है",
            "below": "{a} {b} के नीचे है",
            "none": "कोई {a} नहीं है|यहाँ कोई {a} नहीं है",
            "more": "{b} से ज़्यादा {a} हैं|{b} से अधिक {a} हैं",
            "total": "कुल {count}",
            "digits": "अंक {list}|बाएँ से दाएँ अंक {list}",
            "letters": "अक्षर {list}|बाएँ से दाएँ अक्षर {list}",
            "bar chart": "एक दंड चार्ट|एक बार चार्ट",
            "pie chart": "एक पाई चार्ट|एक वृत्त चार्ट",
            "line chart": "एक रेखा चार्ट|एक लाइन चार्ट",
            "bars": "एक बार चार्ट, {count}|एक बार चार्ट जिसमें {count} हैं",
            "slices": "एक पाई चार्ट, {count}|एक पाई चार्ट जिसमें {count} हैं",
            "tallest": "{a} सबसे ऊँचा है",
            "shortest": "{a} सबसे छोटा है",
            "largest": "{a} सबसे बड़ा है",
            "rising": "{a} ऊपर जा रही है|{a} चढ़ रही है",
            "falling": "{a} नीचे जा रही है|{a} गिर रही है",
            "flat": "{a} सपाट है",
        }
    ),
)
