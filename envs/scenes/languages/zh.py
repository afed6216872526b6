"""Chinese, in simplified characters."""
# ruff: noqa: RUF001

from __future__ import annotations

import re

from gennet_rl.envs.scenes.grammar import Language, Noun, Slots, adjectives, nouns, sentences

__all__ = ["LANGUAGE"]


def article(text: str, noun: Noun, form: str) -> str:
    """Puts "one" with its measure word before what is first spoken of."""
    return f"一个{text}" if form == "a" else text


def count(language: Language, noun: Noun, slots: Slots, number: int, word: bool) -> str:
    """A number and measure word before the noun phrase."""
    return f"{language.number(number, noun, word)}个{language.bare(noun, slots, 'many')}"


def polish(text: str) -> str:
    """Parts "like" from another "like" that follows it at once."""
    return re.sub("([与跟])(?=[与跟])", r"\1那个", text)


LANGUAGE = Language(
    polish=polish,
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
                "block": "积木",
                "row": "行",
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
    scene_questions=sentences(
        {
            "ask shape": "{the}是什么形状？|{the}的形状是什么？",
            "ask colour": "{the}是什么颜色？|{the}的颜色是什么？",
            "ask size": "{the}是大的还是小的？|{the}的尺寸是大还是小？",
            "ask texture": "{the}的图案是什么？|{the}是什么样的图案？",
            "exist": "图中有没有{none}？|图中有{none}吗？|图中存在{none}吗？",
            "count": "图中{many}有多少个？|图中{many}的数量是多少？",
            "more": "{more}比{than2}多吗？|{more}的数量大于{than2}的数量吗？",
            "fewer": "{more}比{than2}少吗？|{more}的数量小于{than2}的数量吗？",
            "equal": "{more}和{than2}一样多吗？|{more}的数量等于{than2}的数量吗？",
            "is left": "{the}在{of2}的左边吗？|{the}位于{of2}的左侧吗？",
            "is right": "{the}在{of2}的右边吗？|{the}位于{of2}的右侧吗？",
            "is above": "{the}在{of2}的上方吗？|{the}的位置比{of2}高吗？",
            "is below": "{the}在{of2}的下方吗？|{the}的位置比{of2}低吗？",
            "are same shape": "{the}和{the2}的形状相同吗？|{the}和{the2}的形状一样吗？",
            "are same colour": "{the}和{the2}的颜色相同吗？|{the}和{the2}的颜色一样吗？",
            "are same size": "{the}和{the2}的大小相同吗？|{the}和{the2}一样大吗？",
            "are same texture": "{the}和{the2}的图案相同吗？|{the}和{the2}的图案一样吗？",
            "exist same shape": "还有其他物体与{the}形状相同吗？|有没有其他物体与{the}形状相同？",
            "exist same colour": "还有其他物体与{the}颜色相同吗？|有没有其他物体与{the}颜色相同？",
            "exist same texture": "还有其他物体与{the}图案相同吗？|有没有其他物体与{the}图案相同？",
            "count same shape": "有多少个其他物体与{the}形状相同？|有几个其他物体与{the}形状相同？",
            "count same colour": "有多少个其他物体与{the}颜色相同？"
            "|有几个其他物体与{the}颜色相同？",
            "count same texture": "有多少个其他物体与{the}图案相同？"
            "|有几个其他物体与{the}图案相同？",
            "both": "图中既有{none}又有{none2}吗？|图中是不是同时有{none}和{none2}？",
            "either": "图中有没有{none}或{none2}，或者两者都有？|"
            "以下物体中，图中是否至少有一种：{none}、{none2}？",
            "neither": "图中是不是既没有{none}，也没有{none2}？|图中是否{none}和{none2}都没有？",
            "but no": "图中是不是有{none}，但没有{none2}？|图中是否有{none}而没有{none2}？",
            "exist other": "除了{many2}，图中还有其他{many}吗？|不算{many2}，图中还有没有{many}？",
            "count other": "除了{many2}，图中还有多少个{many}？|不算{many2}，图中有多少个{many}？",
            "count together": "图中{many}和{many2}一共有多少个？|图中{many}和{many2}总共有几个？",
            "left": "{of}左边的{np}|{of}左侧的{np}",
            "right": "{of}右边的{np}|{of}右侧的{np}",
            "above": "{of}上方的{np}",
            "below": "{of}下方的{np}",
            "same shape": "与{the}形状相同的{np}|跟{the}形状一样的那个{np}",
            "same colour": "与{the}颜色相同的{np}|跟{the}颜色一样的那个{np}",
            "same size": "与{the}大小相同的{np}|跟{the}大小一样的那个{np}",
            "same texture": "与{the}图案相同的{np}|跟{the}图案一样的那个{np}",
            "odd shape": "形状与其他所有物体都不同的{np}",
            "odd colour": "颜色与其他所有物体都不同的{np}",
            "odd size": "大小与其他所有物体都不同的{np}",
            "odd texture": "图案与其他所有物体都不同的{np}",
        }
    ),
    box_statements=sentences(
        {
            "in left": "左边的盒子里",
            "in middle": "中间的盒子里",
            "in right": "右边的盒子里",
            "in some": "至少有一个盒子里",
            "in every": "每个盒子里",
            "in exactly one": "恰好有一个盒子里",
            "in exactly two": "恰好有两个盒子里",
            "in at least two": "至少有两个盒子里",
            "in at most one": "最多有一个盒子里|至多有一个盒子里",
            "in together": "三个盒子合在一起，",
            "in it": "它里面",
            "exactly 1": "{boxes}恰好有{count}",
            "exactly": "{boxes}恰好有{count}",
            "at least 1": "{boxes}至少有{count}",
            "at least": "{boxes}至少有{count}",
            "at most 1": "{boxes}最多有{count}",
            "at most": "{boxes}最多有{count}",
            "none": "{boxes}没有{none}",
            "more": "{boxes}{more}比{than}多",
            "block colours 1": "{boxes}积木恰好有一种颜色",
            "block colours 2": "{boxes}积木恰好有两种颜色",
            "block colours 3": "{boxes}积木恰好有三种颜色",
            "object colours 1": "{boxes}物体恰好有一种颜色",
            "object colours 2": "{boxes}物体恰好有两种颜色",
            "object colours 3": "{boxes}物体恰好有三种颜色",
            "object shapes 1": "{boxes}物体恰好有一种形状",
            "object shapes 2": "{boxes}物体恰好有两种形状",
            "object shapes 3": "{boxes}物体恰好有三种形状",
            "wall left": "左壁",
            "wall right": "右壁",
            "wall top": "盒盖",
            "wall base": "盒底",
            "touch exactly 1": "{boxes}恰好有{count}碰到{wall}",
            "touch exactly": "{boxes}恰好有{count}碰到{wall}",
            "touch at least 1": "{boxes}至少有{count}碰到{wall}",
            "touch at least": "{boxes}至少有{count}碰到{wall}",
            "touch at most 1": "{boxes}最多有{count}碰到{wall}",
            "touch at most": "{boxes}最多有{count}碰到{wall}",
            "touch none": "{boxes}没有{none}碰到{wall}",
            "top": "{boxes}塔的最上面是{a}",
            "bottom": "{boxes}塔的最下面是{a}",
            "on": "{boxes}有{a}，直接叠在它上面的是{b}",
            "above": "{boxes}有{a}，在它上方某处有{b}",
            "between": "{boxes}有{a}，紧贴在它上面的是{b}，紧贴在它下面的也是{b}",
            "alike": "{boxes}有一个积木直接叠在同色的积木上",
            "both some": "至少有一个盒子同时满足两个条件：{p}，并且{q}",
            "both every": "每个盒子都同时满足两个条件：{p}，并且{q}",
            "both exactly one": "恰好有一个盒子同时满足两个条件：{p}，并且{q}",
            "both exactly two": "恰好有两个盒子同时满足两个条件：{p}，并且{q}",
            "both at least two": "至少有两个盒子同时满足两个条件：{p}，并且{q}",
            "both at most one": "最多有一个盒子同时满足两个条件：{p}，并且{q}",
            "and": "{p}；并且{q}",
            "or": "{p}；或者{q}；或者两者都成立",
        }
    ),
    digit_questions=sentences(
        {
            "largest": "哪个数字最大？|最大的数字是几？",
            "smallest": "哪个数字最小？|最小的数字是几？",
            "sum": "所有数字的和是多少？|所有数字加起来是多少？",
            "difference": "这两个数字的差是多少？|较大的数字比较小的数字大多少？",
            "product": "这两个数字的积是多少？|这两个数字相乘等于多少？",
            "middle": "按大小排列，中间的数字是几？|这些数字的中位数是多少？",
            "even": "有多少个数字是偶数？|偶数有几个？",
            "odd": "有多少个数字是奇数？|奇数有几个？",
            "range": "最大的数字减去最小的数字等于多少？|最大的数字比最小的数字大多少？",
            "second largest": "从大到小排列，第二个数字是几？",
            "second smallest": "从小到大排列，第二个数字是几？",
            "last digit": "所有数字之和的个位数字是几？|所有数字之和除以10，余数是多少？",
            "different": "有多少个不同的数字？|不同的数字有几个？",
            "sum of extremes": "最大的数字与最小的数字之和是多少？"
            "|最大的数字加上最小的数字等于多少？",
            "product of extremes": "最大的数字与最小的数字之积是多少？"
            "|最大的数字乘以最小的数字等于多少？",
            "sum of even": "所有偶数的和是多少？|所有偶数加起来是多少？",
        }
    ),
    chart_questions=sentences(
        {
            "at point": "在点{p}处，",
            "in column": "在第{p}列中，",
            "value": "{place}{a:the}的值是多少？|{place}{a:the}的数值是多少？",
            "greatest": "{place}值最大的{part:the}是什么颜色？|{place}哪种颜色的值最大？",
            "least": "{place}值最小的{part:the}是什么颜色？|{place}哪种颜色的值最小？",
            "second greatest": "{place}值第二大的{part:the}是什么颜色？"
            "|{place}哪种颜色的值第二大？",
            "second least": "{place}值第二小的{part:the}是什么颜色？|{place}哪种颜色的值第二小？",
            "more": "{place}{a:the}的值比{b:the}的值大吗？|{place}{a:the}的值大于{b:the}的值吗？",
            "less": "{place}{a:the}的值比{b:the}的值小吗？|{place}{a:the}的值小于{b:the}的值吗？",
            "sum": "{place}{a:the}与{b:the}的值之和是多少？"
            "|{place}{a:the}的值加上{b:the}的值等于多少？",
            "difference": "{place}{a:the}与{b:the}的值之差是多少？"
            "|{place}{a:the}和{b:the}的值相差多少？",
            "above": "{place}值大于{n}的{part:many}的数量是多少？|{place}有多少个值大于{n}？",
            "below": "{place}值小于{n}的{part:many}的数量是多少？|{place}有多少个值小于{n}？",
            "trend": "{a:the}是上升、下降还是持平？|{a:the}的走势是上升、下降还是持平？",
            "rises most": "{a:the}在哪两个相邻的点之间上升得最多？"
            "|从哪个点到下一个点，{a:the}上升得最多？",
            "falls most": "{a:the}在哪两个相邻的点之间下降得最多？"
            "|从哪个点到下一个点，{a:the}下降得最多？",
            "highest point": "{a:the}在哪个点最高？|{a:the}的值在哪个点最大？",
            "lowest point": "{a:the}在哪个点最低？|{a:the}的值在哪个点最小？",
            "points above": "{a:the}在多少个点上高于{n}？|{a:the}的值在多少个点上大于{n}？",
            "points below": "{a:the}在多少个点上低于{n}？|{a:the}的值在多少个点上小于{n}？",
        }
    ),
)
