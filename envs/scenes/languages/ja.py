"""Japanese."""
# ruff: noqa: RUF001

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
                "block": "ブロック",
                "row": "行",
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
    scene_questions=sentences(
        {
            "ask shape": "{the}はどんな形ですか？|{the}の形は何ですか？",
            "ask colour": "{the}は何色ですか？|{the}の色は何ですか？",
            "ask size": "{the}は小さいですか、大きいですか？|{the}の大きさは大小どちらですか？",
            "ask texture": "{the}はどんな模様ですか？|{the}の模様は何ですか？",
            "exist": "絵の中に{none}はありますか？|{none}はありますか？",
            "count": "{many}はいくつありますか？|{many}の数はいくつですか？",
            "more": "{more}は{than2}より多いですか？|{more}の数は{than2}の数より多いですか？",
            "fewer": "{more}は{than2}より少ないですか？|{more}の数は{than2}の数より少ないですか？",
            "equal": "{more}と{than2}は同じ数だけありますか？"
            "|{more}の数は{than2}の数と等しいですか？",
            "is left": "{the}は{of2}の左にありますか？|{the}は{of2}より左にありますか？",
            "is right": "{the}は{of2}の右にありますか？|{the}は{of2}より右にありますか？",
            "is above": "{the}は{of2}の上にありますか？|{the}は{of2}より上にありますか？",
            "is below": "{the}は{of2}の下にありますか？|{the}は{of2}より下にありますか？",
            "are same shape": "{the}と{the2}は同じ形ですか？|{the}と{the2}の形は同じですか？",
            "are same colour": "{the}と{the2}は同じ色ですか？|{the}と{the2}の色は同じですか？",
            "are same size": "{the}と{the2}は同じ大きさですか？"
            "|{the}と{the2}の大きさは同じですか？",
            "are same texture": "{the}と{the2}は同じ模様ですか？|{the}と{the2}の模様は同じですか？",
            "exist same shape": "{the}と同じ形のものがほかにありますか？"
            "|ほかに{the}と同じ形のものはありますか？",
            "exist same colour": "{the}と同じ色のものがほかにありますか？"
            "|ほかに{the}と同じ色のものはありますか？",
            "exist same texture": "{the}と同じ模様のものがほかにありますか？"
            "|ほかに{the}と同じ模様のものはありますか？",
            "count same shape": "{the}と同じ形のものはほかにいくつありますか？",
            "count same colour": "{the}と同じ色のものはほかにいくつありますか？",
            "count same texture": "{the}と同じ模様のものはほかにいくつありますか？",
            "both": "{none}と{none2}は両方ともありますか？"
            "|絵の中に{none}と{none2}の両方がありますか？",
            "either": "{none}と{none2}の少なくとも一方がありますか？"
            "|{none}か{none2}、またはその両方がありますか？",
            "neither": "{none}も{none2}もない、というのは正しいですか？"
            "|{none}と{none2}は、どちらもないと言えますか？",
            "but no": "{none}はあるが{none2}はない、というのは正しいですか？"
            "|{none}はあるものの、{none2}はないと言えますか？",
            "exist other": "{many2}のほかに{many}はありますか？"
            "|{many2}を除いて、{many}はありますか？",
            "count other": "{many2}のほかに{many}はいくつありますか？"
            "|{many2}を除くと、{many}はいくつありますか？",
            "count together": "{many}と{many2}は合わせていくつありますか？"
            "|{many}と{many2}は全部でいくつありますか？",
            "left": "{of}の左にある{np}|{of}より左にある{np}",
            "right": "{of}の右にある{np}|{of}より右にある{np}",
            "above": "{of}の上にある{np}|{of}より上にある{np}",
            "below": "{of}の下にある{np}|{of}より下にある{np}",
            "same shape": "{the}と同じ形の{np}|{the}と形が同じ{np}",
            "same colour": "{the}と同じ色の{np}|{the}と色が同じ{np}",
            "same size": "{the}と同じ大きさの{np}|{the}と大きさが同じ{np}",
            "same texture": "{the}と同じ模様の{np}|{the}と模様が同じ{np}",
            "odd shape": "一つだけ形が違う{np}|ほかのすべてと形が違う{np}",
            "odd colour": "一つだけ色が違う{np}|ほかのすべてと色が違う{np}",
            "odd size": "一つだけ大きさが違う{np}|ほかのすべてと大きさが違う{np}",
            "odd texture": "一つだけ模様が違う{np}|ほかのすべてと模様が違う{np}",
        }
    ),
    box_statements=sentences(
        {
            "in left": "左の箱には",
            "in middle": "真ん中の箱には",
            "in right": "右の箱には",
            "in some": "少なくとも一つの箱に",
            "in every": "どの箱にも|すべての箱に",
            "in exactly one": "ちょうど一つの箱に",
            "in exactly two": "ちょうど二つの箱に、それぞれ",
            "in at least two": "少なくとも二つの箱に、それぞれ",
            "in at most one": "最大でも一つの箱に",
            "in together": "三つの箱には合わせて",
            "in it": "その箱には",
            "exactly 1": "{boxes}{many}がちょうど{n}つある",
            "exactly": "{boxes}{many}がちょうど{n}つある",
            "at least 1": "{boxes}{many}が少なくとも{n}つある",
            "at least": "{boxes}{many}が少なくとも{n}つある",
            "at most 1": "{boxes}{many}が多くても{n}つしかない",
            "at most": "{boxes}{many}が多くても{n}つしかない",
            "none": "{boxes}{none}がない",
            "more": "{boxes}{than}より多くの{more}がある",
            "block colours 1": "{boxes}ちょうど一色のブロックがある",
            "block colours 2": "{boxes}ちょうど二色のブロックがある",
            "block colours 3": "{boxes}ちょうど三色のブロックがある",
            "object colours 1": "{boxes}ちょうど一色の物体がある",
            "object colours 2": "{boxes}ちょうど二色の物体がある",
            "object colours 3": "{boxes}ちょうど三色の物体がある",
            "object shapes 1": "{boxes}ちょうど一種類の形の物体がある",
            "object shapes 2": "{boxes}ちょうど二種類の形の物体がある",
            "object shapes 3": "{boxes}ちょうど三種類の形の物体がある",
            "wall left": "左の壁",
            "wall right": "右の壁",
            "wall top": "ふた",
            "wall base": "底",
            "touch exactly 1": "{boxes}{wall}に触れている{many}がちょうど{n}つある",
            "touch exactly": "{boxes}{wall}に触れている{many}がちょうど{n}つある",
            "touch at least 1": "{boxes}{wall}に触れている{many}が少なくとも{n}つある",
            "touch at least": "{boxes}{wall}に触れている{many}が少なくとも{n}つある",
            "touch at most 1": "{boxes}{wall}に触れている{many}が多くても{n}つしかない",
            "touch at most": "{boxes}{wall}に触れている{many}が多くても{n}つしかない",
            "touch none": "{boxes}{wall}に触れている{none}がない",
            "top": "{boxes}一番上が{a}の塔がある",
            "bottom": "{boxes}一番下が{a}の塔がある",
            "on": "{boxes}{a}があり、そのすぐ上に{b}がある",
            "above": "{boxes}{a}があり、それより上のどこかに{b}がある",
            "between": "{boxes}{a}があり、そのすぐ上にもすぐ下にも{b}がある",
            "alike": "{boxes}同じ色のブロックのすぐ上に載っているブロックがある",
            "both some": "次の二つのことが両方とも成り立つ箱が少なくとも一つある：{p}、そして{q}",
            "both every": "どの箱についても次の二つのことが両方とも成り立つ：{p}、そして{q}",
            "both exactly one": "次の二つのことが両方とも成り立つ箱がちょうど一つある："
            "{p}、そして{q}",
            "both exactly two": "次の二つのことが両方とも成り立つ箱がちょうど二つある："
            "{p}、そして{q}",
            "both at least two": "次の二つのことが両方とも成り立つ箱が少なくとも二つある："
            "{p}、そして{q}",
            "both at most one": "次の二つのことが両方とも成り立つ箱は多くても一つしかない："
            "{p}、そして{q}",
            "and": "{p}。そして、{q}",
            "or": "{p}か、{q}か、またはその両方である",
        }
    ),
    digit_questions=sentences(
        {
            "largest": "一番大きい数字はどれですか？|最大の数字は何ですか？",
            "smallest": "一番小さい数字はどれですか？|最小の数字は何ですか？",
            "sum": "すべての数字の合計はいくつですか？|すべての数字を足すといくつになりますか？",
            "difference": "二つの数字の差はいくつですか？"
            "|大きい方の数字は小さい方の数字よりいくつ大きいですか？",
            "product": "二つの数字の積はいくつですか？|二つの数字をかけるといくつになりますか？",
            "middle": "大きさの順に並べると、真ん中の数字はどれですか？"
            "|数字の中央値はいくつですか？",
            "even": "偶数はいくつありますか？|偶数の数字は何個ありますか？",
            "odd": "奇数はいくつありますか？|奇数の数字は何個ありますか？",
            "range": "最大の数字から最小の数字を引くといくつになりますか？"
            "|最大の数字は最小の数字よりいくつ大きいですか？",
            "second largest": "大きい順に並べると、二番目の数字はどれですか？",
            "second smallest": "小さい順に並べると、二番目の数字はどれですか？",
            "last digit": "すべての数字の合計の一の位は何ですか？"
            "|すべての数字の合計を10で割ると、余りはいくつですか？",
            "different": "異なる数字は何種類ありますか？|数字は全部で何種類ありますか？",
            "sum of extremes": "最大の数字と最小の数字の和はいくつですか？"
            "|最大の数字と最小の数字を足すといくつになりますか？",
            "product of extremes": "最大の数字と最小の数字の積はいくつですか？"
            "|最大の数字と最小の数字をかけるといくつになりますか？",
            "sum of even": "偶数の合計はいくつですか？|偶数だけを足すといくつになりますか？",
        }
    ),
    chart_questions=sentences(
        {
            "at point": "点{p}で、",
            "in column": "{p}列目で、",
            "value": "{place}{a:the}の値はいくつですか？|{place}{a:the}の値はどれだけですか？",
            "greatest": "{place}値が一番大きい{part:the}は何色ですか？"
            "|{place}どの色の値が一番大きいですか？",
            "least": "{place}値が一番小さい{part:the}は何色ですか？"
            "|{place}どの色の値が一番小さいですか？",
            "second greatest": "{place}値が二番目に大きい{part:the}は何色ですか？"
            "|{place}どの色の値が二番目に大きいですか？",
            "second least": "{place}値が二番目に小さい{part:the}は何色ですか？"
            "|{place}どの色の値が二番目に小さいですか？",
            "more": "{place}{a:the}の値は{b:the}の値より大きいですか？"
            "|{place}{a:the}は{b:the}より値が大きいですか？",
            "less": "{place}{a:the}の値は{b:the}の値より小さいですか？"
            "|{place}{a:the}は{b:the}より値が小さいですか？",
            "sum": "{place}{a:the}と{b:the}の値の合計はいくつですか？"
            "|{place}{a:the}の値と{b:the}の値を足すといくつですか？",
            "difference": "{place}{a:the}と{b:the}の値の差はいくつですか？"
            "|{place}{a:the}と{b:the}の値はいくつ違いますか？",
            "above": "{place}値が{n}より大きい{part:many}はいくつありますか？"
            "|{place}{n}より大きい値はいくつありますか？",
            "below": "{place}値が{n}より小さい{part:many}はいくつありますか？"
            "|{place}{n}より小さい値はいくつありますか？",
            "trend": "{a:the}は上がっていますか、下がっていますか、横ばいですか？"
            "|{a:the}は上昇、下降、横ばいのどれですか？",
            "rises most": "{a:the}が一番大きく上がるのは、隣り合うどの二つの点の間ですか？"
            "|{a:the}が一番大きく上がるのは、どの点から次の点にかけてですか？",
            "falls most": "{a:the}が一番大きく下がるのは、隣り合うどの二つの点の間ですか？"
            "|{a:the}が一番大きく下がるのは、どの点から次の点にかけてですか？",
            "highest point": "{a:the}が一番高いのはどの点ですか？"
            "|{a:the}の値が一番大きいのはどの点ですか？",
            "lowest point": "{a:the}が一番低いのはどの点ですか？"
            "|{a:the}の値が一番小さいのはどの点ですか？",
            "points above": "{a:the}が{n}より上にある点はいくつありますか？"
            "|{a:the}の値が{n}より大きい点はいくつありますか？",
            "points below": "{a:the}が{n}より下にある点はいくつありますか？"
            "|{a:the}の値が{n}より小さい点はいくつありますか？",
        }
    ),
)
