"""Japanese."""

from __future__ import annotations

from gennet_rl.envs.scenes.grammar import Language, Noun, Slots, adjectives, nouns, sentences

__all__ = ["LANGUAGE"]


def count(language: Language, noun: Noun, slots: Slots, number: int, word: bool) -> str:
    """The noun phrase, its particle and a number with the counter for things."""
    phrase = language.bare(noun, slots, "many")
    if number > 9:
        return f"{phrase}が{number}個"
    return f"{phrase}が{language.number(number, noun, word)}つ"


LANGUAGE = Language(
    count=count,
    order=("size", "colour", "texture", "noun"),
    space="",
    comma="、",
    last="と",
    clause="、",
    aside="、",
    stop="。",
    nouns=nouns(
        {
            name: "n " + "|n ".join(f"{word}/{word}" for word in words.split("|"))
            for name, words in {
                "circle": "円|丸",
                "square": "正方形",
                "rectangle": "長方形",
                "triangle": "三角形|三角",
                "diamond": "ひし形",
                "pentagon": "五角形",
                "hexagon": "六角形",
                "star": "星",
                "heart": "ハート",
                "cross": "十字",
                "ring": "リング|輪",
                "arrow": "矢印",
                "digit": "数字",
                "letter": "文字",
                "object": "物体|もの",
                "shape": "図形|形",
                "bar": "棒",
                "slice": "扇形",
                "line": "線",
            }.items()
        }
    ),
    adjectives=adjectives(
        {
            "red": "赤い|赤色の",
            "orange": "オレンジ色の|オレンジの",
            "yellow": "黄色い|黄色の",
            "green": "緑の|緑色の",
            "teal": "青緑色の",
            "blue": "青い|青色の",
            "purple": "紫の|紫色の",
            "pink": "ピンクの|ピンク色の",
            "brown": "茶色い|茶色の",
            "black": "黒い|黒の",
            "grey": "灰色の|グレーの",
            "white": "白い|白の",
            "small": "小さな|小さい",
            "large": "大きな|大きい",
            "striped": "縞模様の|ストライプの",
            "dotted": "水玉模様の",
            "checkered": "市松模様の|チェック柄の",
            "outlined": "輪郭だけの",
        }
    ),
    positions=sentences(
        {
            "top left": "左上",
            "top": "上|上側",
            "top right": "右上",
            "left": "左|左側",
            "centre": "中央|真ん中",
            "right": "右|右側",
            "bottom left": "左下",
            "bottom": "下|下側",
            "bottom right": "右下",
        }
    ),
    # Without the counter that follows: 三つ.
    numbers=tuple("零 一 二 三 四 五 六 七 八 九".split()),  # noqa: SIM905
    sentences=sentences(
        {
            "item": "{place}に{a}",
            "picture": "絵の中に{list}がある|画像には{list}がある",
            "at": "{a}は{place}にある|{a}が{place}にある",
            "left": "{a}は{b}の左にある|{b}の左に{a}がある",
            "right": "{a}は{b}の右にある|{b}の右に{a}がある",
            "above": "{a}は{b}の上にある|{b}の上に{a}がある",
            "below": "{a}は{b}の下にある|{b}の下に{a}がある",
            "none": "{a}はない|{a}がない",
            "more": "{a}は{b}より多い|{a}の方が{b}より多い",
            "total": "全部で{count}ある|全部で{count}",
            "digits": "数字の{list}|左から順に数字の{list}",
            "letters": "文字の{list}|左から順に文字の{list}",
            "bar chart": "棒グラフ",
            "pie chart": "円グラフ",
            "line chart": "折れ線グラフ",
            "bars": "棒グラフ、{count}|棒グラフに{count}ある",
            "slices": "円グラフ、{count}|円グラフに{count}ある",
            "tallest": "{a}が一番高い|{a}が最も高い",
            "shortest": "{a}が一番低い|{a}が最も低い",
            "largest": "{a}が一番大きい|{a}が最も大きい",
            "rising": "{a}は上がっている|{a}は上昇している",
            "falling": "{a}は下がっている|{a}は下降している",
            "flat": "{a}は横ばいである|{a}は横ばい",
        }
    ),
)
