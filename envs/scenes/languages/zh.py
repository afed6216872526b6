"""Chinese, in simplified characters."""
# ruff: noqa: RUF001

from __future__ import annotations

from gennet_rl.envs.scenes.grammar import Language, Noun, Slots, adjectives, nouns, sentences

__all__ = ["LANGUAGE"]


def article(text: str, noun: Noun, form: str) -> str:
    """Puts "one" with its measure word before what is first spoken of."""
    return f"一个{text}" if form == "a" else text


def count(language: Language, noun: Noun, slots: Slots, number: int, word: bool) -> str:
    """A number and measure word before the noun phrase."""
    return f"{language.number(number, noun, word)}个{language.bare(noun, slots, 'many')}"


LANGUAGE = Language(
    article=article,
    count=count,
    order=("size", "colour", "texture", "noun"),
    space="",
    comma="、",
    last="和",
    clause="，",
    aside="，",
    stop="。",
    nouns=nouns(
        {
            name: "n " + "|n ".join(f"{word}/{word}" for word in words.split("|"))
            for name, words in {
                "circle": "圆形|圆",
                "square": "正方形|方块",
                "rectangle": "长方形|矩形",
                "triangle": "三角形",
                "diamond": "菱形",
                "pentagon": "五边形",
                "hexagon": "六边形",
                "star": "星星|五角星",
                "heart": "心形|爱心",
                "cross": "十字|十字形",
                "ring": "圆环",
                "arrow": "箭头",
                "digit": "数字",
                "letter": "字母",
                "object": "物体",
                "shape": "图形|形状",
                "bar": "柱子",
                "slice": "扇形",
                "line": "线",
            }.items()
        }
    ),
    adjectives=adjectives(
        {
            "red": "红色|红色的",
            "orange": "橙色|橙色的",
            "yellow": "黄色|黄色的",
            "green": "绿色|绿色的",
            "teal": "蓝绿色|蓝绿色的",
            "blue": "蓝色|蓝色的",
            "purple": "紫色|紫色的",
            "pink": "粉色|粉红色的",
            "brown": "棕色|棕色的",
            "black": "黑色|黑色的",
            "grey": "灰色|灰色的",
            "white": "白色|白色的",
            "small": "小的",
            "large": "大的",
            "striped": "条纹",
            "dotted": "圆点|波点",
            "checkered": "格子|棋盘格",
            "outlined": "空心",
        }
    ),
    positions=sentences(
        {
            "top left": "左上角|左上方",
            "top": "上方|上面",
            "top right": "右上角|右上方",
            "left": "左边|左侧",
            "centre": "中间|中央",
            "right": "右边|右侧",
            "bottom left": "左下角|左下方",
            "bottom": "下方|下面",
            "bottom right": "右下角|右下方",
        }
    ),
    # Before a measure word two is 两.
    numbers=tuple("零 一 两 三 四 五 六 七 八 九 十 十一 十二".split()),  # noqa: SIM905
    sentences=sentences(
        {
            "item": "{place}有{a}",
            "picture": "图中有{list}|图片里有{list}",
            "at": "{a}在{place}|{a}位于{place}",
            "left": "{a}在{b}的左边|{a}位于{b}左侧",
            "right": "{a}在{b}的右边|{a}位于{b}右侧",
            "above": "{a}在{b}的上方|{a}在{b}上面",
            "below": "{a}在{b}的下方|{a}在{b}下面",
            "none": "没有{a}|图中没有{a}",
            "more": "{a}比{b}多",
            "total": "一共有{count}|共{count}",
            "digits": "数字{list}|从左到右是数字{list}",
            "letters": "字母{list}|从左到右是字母{list}",
            "bar chart": "一张柱状图|一个条形图",
            "pie chart": "一张饼图|一个饼状图",
            "line chart": "一张折线图|一个折线图",
            "bars": "一张柱状图，有{count}",
            "slices": "一张饼图，有{count}",
            "tallest": "{a}最高",
            "shortest": "{a}最矮|{a}最低",
            "largest": "{a}最大",
            "rising": "{a}呈上升趋势|{a}向上走",
            "falling": "{a}呈下降趋势|{a}向下走",
            "flat": "{a}保持平稳",
        }
    ),
)
