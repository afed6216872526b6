"""Captions of drawn scenes: true, grammatical and in their own language's script."""

from __future__ import annotations

import re
import subprocess
import sys
import time

import numpy as np
import pytest

from gennet_rl.envs.scenes.captions import LANGUAGES, WORDS, caption, phrase
from gennet_rl.envs.scenes.descriptions import Description, say, slots_of
from gennet_rl.envs.scenes.scene import (
    CHARTS,
    COLOURS,
    POSITIONS,
    SHAPES,
    SIZES,
    SYMBOLS,
    TEXTURES,
    TRENDS,
    Background,
    Chart,
    Scene,
    SceneObject,
)
from gennet_rl.envs.scenes.statements import CLEAR_DISTANCE, counted, related
from gennet_rl.errors import InvalidValueError

PLAIN = Background(((0, 0, 0), (0, 0, 0)))
KINDS = SHAPES + SYMBOLS
SCRIPTS = {
    "ru": r"\u0400-\u04ff",
    "ar": r"\u0600-\u06ff",
    "hi": r"\u0900-\u097f",
    "zh": r"\u4e00-\u9fff",
    "ja": r"\u3040-\u30ff\u4e00-\u9fff",
}
COMMON = r" \d.,:;،؛、\uff0c。—।"
SHARED_WITH_ENGLISH = {
    "fr": {"rectangle", "triangle", "orange", "violet"},
    "de": {"ring", "orange"},
    "es": set(),
    "pt": set(),
    "it": set(),
    "sw": set(),
}


class First:
    """In place of a generator: always the first synonym."""

    def random(self) -> float:
        return 0.0


def thing(kind: str, colour: str = "red", x: float = 0.5, y: float = 0.5, **rest) -> SceneObject:
    symbol = {"digit": "7", "letter": "K"}.get(kind, "")
    return SceneObject(kind, colour, x, y, 0.1, **{"symbol": symbol, **rest})


def random_scene(rng: np.random.Generator) -> Scene:
    things = tuple(
        thing(
            str(rng.choice(KINDS)),
            str(rng.choice(list(COLOURS))),
            float(rng.random()),
            float(rng.random()),
            size=str(rng.choice(SIZES)),
            texture=str(rng.choice(TEXTURES)),
        )
        for _ in range(rng.integers(1, 8))
    )
    return Scene(PLAIN, things)


def every_word() -> list[Scene]:
    """Scenes that hold each kind, colour, size, texture, place, chart and trend."""
    places = [(x, y) for y in (0.1, 0.5, 0.9) for x in (0.1, 0.5, 0.9)]
    things = [thing(kind, colour) for kind in KINDS for colour in COLOURS]
    things += [thing(kind, texture=texture) for kind in KINDS for texture in TEXTURES]
    things += [thing(kind, size=size) for kind in KINDS for size in SIZES]
    things += [thing("star", x=x, y=y) for x, y in places]
    assert {one.position for one in things} == set(POSITIONS)
    charts = [Chart(kind, (0.2, 0.7), ("red", colour)) for kind in CHARTS[:2] for colour in COLOURS]
    charts += [Chart("line chart", (0.2, 0.7), ("teal",), trend) for trend in TRENDS]
    return [Scene(PLAIN, (one,)) for one in things] + [Scene(PLAIN, chart=one) for one in charts]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_every_word_and_no_other_script(language: str) -> None:
    rng = np.random.default_rng(0)
    texts = [caption(scene, language, rng) for scene in every_word() for _ in range(3)]
    texts += [phrase(one, language, rng) for scene in every_word() for one in scene.objects]
    texts += [word for words in WORDS[language].positions.values() for word in words]
    assert all(text and text == text.strip() and "  " not in text for text in texts)
    assert not any(re.search(r"[{}+/|?_]|-(?: |$)", text) for text in texts)
    if language in SCRIPTS:
        wrong = [t for t in texts if re.search(rf"[^{SCRIPTS[language]}{COMMON}K-]", t)]
        assert not wrong
    elif language != "en":
        english = {*KINDS, *COLOURS, *SIZES, *TEXTURES, *TRENDS, "the", "and", "chart", "bar"}
        english -= SHARED_WITH_ENGLISH[language]
        found = {word for text in texts for word in re.findall(r"\w+", text.lower())}
        assert not found & english


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_have_the_same_tables(language: str) -> None:
    words, english = WORDS[language], WORDS["en"]
    assert set(words.sentences) == set(english.sentences)
    assert set(words.adjectives) == set(english.adjectives)
    assert set(words.positions) == set(POSITIONS)
    assert set(english.nouns) - set(words.nouns) <= {"bare digit"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_captions_are_determined_by_the_generator_and_vary(language: str) -> None:
    scenes = [random_scene(np.random.default_rng(seed)) for seed in range(200)]
    texts = [[caption(s, language, np.random.default_rng(1)) for s in scenes] for _ in range(2)]
    assert texts[0] == texts[1]
    one = Scene(PLAIN, (thing("star", "blue", 0.1, 0.1, size="large"), thing("ring", x=0.9)))
    rng = np.random.default_rng(0)
    assert len({caption(one, language, rng) for _ in range(500)}) > 60


@pytest.mark.parametrize(
    ("language", "form", "text", "expected"),
    [
        ("en", "a", ("star", "", "blue", "large", "striped"), "a large striped blue star"),
        ("en", "a", ("star", "", "orange"), "an orange star"),
        ("en", "a", ("digit", "8"), "an 8"),
        ("en", "of", ("letter", "K", "red"), "the red letter K"),
        ("es", "a", ("star", "", "blue", "large", "striped"), "una estrella azul grande a rayas"),
        ("es", "a", ("square", "", "white", "small"), "un cuadrado blanco pequeño"),
        ("es", "of", ("square", "", "red"), "del cuadrado rojo"),
        ("es", "none", ("cross", "", "grey"), "cruces grises"),
        ("fr", "a", ("star", "", "white", "large", "striped"), "une grande étoile blanche rayée"),
        ("fr", "of", ("hexagon", "", "green"), "de l'hexagone vert"),
        ("fr", "the", ("hexagon", "", "green", "small"), "le petit hexagone vert"),
        ("fr", "of", ("square",), "du carré"),
        (
            "de",
            "a",
            ("star", "", "blue", "large", "striped"),
            "ein großer gestreifter blauer Stern",
        ),
        ("de", "the", ("diamond", "", "red"), "die rote Raute"),
        ("de", "of", ("heart", "", "red", "small"), "dem kleinen roten Herzen"),
        ("de", "none", ("circle", "", "red"), "roten Kreise"),
        ("de", "a", ("square", "", "purple"), "ein lila Quadrat"),
        ("pt", "of", ("arrow", "", "yellow"), "da seta amarela"),
        ("pt", "none", ("heart", "", "blue"), "corações azuis"),
        ("it", "the", ("hexagon", "", "red"), "l'esagono rosso"),
        ("it", "of", ("star", "", "blue", "large"), "della grande stella blu"),
        ("it", "none", ("arrow", "", "grey"), "frecce grigie"),
        ("ru", "a", ("star", "", "blue", "large", "striped"), "большая синяя полосатая звезда"),
        ("ru", "a", ("heart", "", "blue", "small"), "маленькое синее сердце"),
        ("ru", "of", ("heart", "", "blue", "large"), "большого синего сердца"),
        ("ru", "of", ("star", "", "blue", "small"), "маленькой синей звезды"),
        ("ru", "none", ("ring", "", "red"), "красных колец"),
        ("ar", "a", ("star", "", "blue", "large", "striped"), "نجمة زرقاء كبيرة مخططة"),
        ("ar", "the", ("square", "", "red"), "المربع الأحمر"),
        ("ar", "the", ("pentagon", "", "white"), "الشكل الخماسي الأبيض"),
        ("ar", "none", ("square", "", "red"), "مربعات حمراء"),
        ("ar", "the", ("digit", "7", "red"), "الرقم 7 الأحمر"),
        ("hi", "a", ("star", "", "blue", "large"), "एक बड़ा नीला तारा"),
        ("hi", "of", ("star", "", "blue", "large"), "बड़े नीले तारे"),
        ("hi", "than", ("ring",), "छल्लों"),
        ("zh", "a", ("star", "", "blue", "large", "striped"), "一个大的蓝色条纹星星"),
        ("zh", "the", ("letter", "K", "red"), "红色字母K"),
        ("ja", "a", ("star", "", "blue", "large", "striped"), "大きな青い縞模様の星"),
        ("sw", "a", ("star", "", "blue", "large", "striped"), "nyota kubwa ya bluu yenye mistari"),
        ("sw", "at", ("square", "", "red", "small"), "mraba mdogo mwekundu uko"),
        ("sw", "at", ("circle", "", "black"), "duara jeusi liko"),
        ("sw", "more", ("circle",), "maduara mengi"),
        ("sw", "none", ("cross", "", "green"), "misalaba ya kijani"),
    ],
)
def test_noun_phrases_agree(language: str, form: str, text: tuple[str, ...], expected: str) -> None:
    assert say(Description(*text), form, WORDS[language], First()) == expected


@pytest.mark.parametrize(
    ("language", "kind", "colour", "number", "expected"),
    [
        ("en", "circle", "red", 1, "one red circle"),
        ("es", "star", "red", 1, "una estrella roja"),
        ("fr", "ring", "purple", 3, "trois anneaux violets"),
        ("de", "heart", "white", 1, "ein weißes Herz"),
        ("de", "letter", "black", 12, "zwölf schwarze Buchstaben"),
        ("pt", "star", "black", 2, "duas estrelas pretas"),
        ("it", "cross", "green", 4, "quattro croci verdi"),
        ("ru", "circle", "red", 1, "один красный круг"),
        ("ru", "circle", "red", 2, "два красных круга"),
        ("ru", "star", "red", 2, "две красные звезды"),
        ("ru", "ring", "blue", 5, "пять синих колец"),
        ("ru", "star", "red", 21, "21 красная звезда"),
        ("ar", "circle", "red", 1, "دائرة حمراء واحدة"),
        ("ar", "circle", "red", 2, "عدد الدوائر الحمراء: 2"),
        ("ar", "circle", "red", 3, "ثلاث دوائر حمراء"),
        ("ar", "square", "blue", 4, "أربعة مربعات زرقاء"),
        ("hi", "star", "yellow", 3, "तीन पीले तारे"),
        ("zh", "circle", "red", 2, "两个红色圆形"),
        ("ja", "circle", "red", 3, "赤い円が三つ"),
        ("ja", "circle", "red", 12, "赤い円が12個"),
        ("sw", "circle", "red", 3, "maduara mekundu matatu"),
        ("sw", "square", "white", 1, "mraba mweupe mmoja"),
        ("sw", "star", "blue", 2, "nyota za bluu mbili"),
        ("sw", "object", "black", 7, "vitu vyeusi saba"),
    ],
)
def test_numbers_govern_what_they_count(
    language: str, kind: str, colour: str, number: int, expected: str
) -> None:
    words = WORDS[language]
    slots = slots_of(Description(kind, colour=colour), words, First())
    assert words.count(words, words.nouns[kind][0], slots, number, True) == expected


def synonyms(table: str, name: str) -> set[str]:
    if table == "nouns":
        return {form for noun in WORDS["en"].nouns[name] for form in noun.forms}
    return {forms[0] for forms in WORDS["en"].adjectives[name]}


def test_counts_are_exact() -> None:
    rng = np.random.default_rng(0)
    colours = {word: name for name in COLOURS for word in synonyms("adjectives", name)}
    kinds = {word: name for name in (*KINDS, "object", "shape") for word in synonyms("nouns", name)}
    for _ in range(300):
        things = random_scene(rng).objects
        for part in re.split(", | and ", counted(things, WORDS["en"], rng)):
            number, *colour, kind = part.split()
            words = WORDS["en"].numbers
            stated = int(number) if number.isdigit() else words.index(number)
            fitting = [
                one
                for one in things
                if kinds[kind] in ("object", "shape", one.kind)
                and (not colour or colours[colour[0]] == one.colour)
            ]
            assert stated == len(fitting), part


def test_relations_are_clear_and_true() -> None:
    rng = np.random.default_rng(0)
    stated = 0
    for _ in range(500):
        one, other = (thing(k, "red", *map(float, rng.random(2))) for k in ("star", "heart"))
        text = related((one, other), WORDS["en"], rng)
        if not text:
            continue
        stated += 1
        subject, what = (one, other) if text.index("star") < text.index("heart") else (other, one)
        across, down = subject.x - what.x, subject.y - what.y
        distance = {"left": -across, "right": across, "above": -down, "below": down, "under": down}
        relation = next(word for word in distance if f" {word} " in f"{text} ")
        assert distance[relation] > CLEAR_DISTANCE
        assert distance[relation] == max(abs(across), abs(down))
    assert stated > 100


def test_what_cannot_be_told_apart_is_not_related() -> None:
    things = (thing("star", x=0.1), thing("star", x=0.9))
    rng = np.random.default_rng(0)
    assert not any(related(things, WORDS["en"], rng) for _ in range(50))


def test_symbols_are_read_from_left_to_right() -> None:
    row = [thing("digit", x=x, symbol=s) for s, x in (("1", 0.9), ("3", 0.1), ("8", 0.5))]
    rng = np.random.default_rng(0)
    texts = {caption(Scene(PLAIN, tuple(row)), "en", rng) for _ in range(100)}
    assert "the digits 3, 8 and 1 from left to right" in texts


def test_charts_name_their_clear_extremes_only() -> None:
    rng = np.random.default_rng(0)
    clear = Scene(PLAIN, chart=Chart("bar chart", (0.2, 0.9, 0.5), ("red", "blue", "green")))
    texts = {caption(clear, "en", rng).rstrip(".") for _ in range(300)}
    assert "a bar chart with three bars; the blue bar is the tallest" in texts
    assert all("red" in text for text in texts if "shortest" in text or "lowest" in text)
    assert not any("green" in text for text in texts)
    tied = Scene(PLAIN, chart=Chart("pie chart", (0.5, 0.5), ("red", "blue")))
    assert not any("largest" in caption(tied, "en", rng) for _ in range(100))


def test_an_empty_scene_still_has_a_caption() -> None:
    assert caption(Scene(PLAIN), "en", np.random.default_rng(0)).split()[0] in ("no", "there")


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(InvalidValueError, match=r"'xx'.*choose one of en"):
        caption(Scene(PLAIN), "xx", np.random.default_rng(0))


def test_captions_are_quick() -> None:
    rng = np.random.default_rng(0)
    scenes = [random_scene(rng) for _ in range(300)]
    start = time.perf_counter()
    for scene in scenes:
        caption(scene, "ru", rng)
    # Some 30 microseconds each where nothing else runs.
    assert (time.perf_counter() - start) / len(scenes) < 1e-3


def test_captions_need_no_torch() -> None:
    code = "import sys; import gennet_rl.envs.scenes.captions; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
