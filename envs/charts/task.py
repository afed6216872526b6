"""gennet/Charts-v0: the task."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from gymnasium import spaces

from gennet_rl.envs.charts.data import PARTS, Chart, Question, describe, layout_of
from gennet_rl.envs.charts.drawing import draw
from gennet_rl.envs.charts.marks import PAPERS, Look
from gennet_rl.envs.charts.questions import ANSWERS, KINDS, ask, is_askable
from gennet_rl.envs.charts.wording import all_wordings, translated, word
from gennet_rl.envs.dice import Dice
from gennet_rl.envs.multilingual import MultilingualTask
from gennet_rl.envs.task import Problem
from gennet_rl.errors import InvalidValueError, nearest_names

__all__ = ["ChartsTask"]


class ChartsTask(MultilingualTask):
    """Questions about bar charts, line charts, pie charts and tables.

    ## Description
    A chart shows a few values, each part of it (bar, line, slice, row) in a colour by which the
    question calls it. Values are read off an axis with a grid, off the ticks around a pie (a
    slice's value is how many units of the rim it takes), or off a table's digits. Points of lines
    and columns of tables are numbered. Kinds of questions: ``value`` (read one), ``extreme`` (the
    colour of the greatest or smallest; of a line also its highest or lowest point), ``second`` (the
    colour of the second greatest or second smallest), ``compare`` (is one greater or smaller than
    another?), ``sum`` and ``difference`` of two, ``count`` (how many are greater or smaller than a
    number?), ``trend`` (does a line rise, fall or stay flat?) and ``steepest`` (between which
    points it rises or falls most). The answer is drawn before the data, uniformly among the
    choices.

    ## Text
    One question in one of the ``languages``; in English 33 to 92 characters.

    ## Image
    uint8[image_size, image_size, 3].

    ## Actions
    ``Discrete(39)``: the numbers 0 to 20, eight colours, yes, no, rising, falling, flat, and "1 to
    2" to "5 to 6". ``action_mask`` leaves those that the question may have; where colours are asked
    for, those of the chart.

    ## Rewards
    1 for the right answer, 0 for a wrong one.

    ## Episode end
    Every episode has one step.

    ## Arguments
    ``split``: "train", "validation" or "test". ``difficulty``: 0 to 4. Bars and rows: 3, 3, 4, 5, 6
    with values up to 5, 8, 10, 15, 20, in 2, 2, 2, 3, 3 columns of a table. Slices: 3, 3, 4, 4, 5,
    up to 4, 5, 6, 6, 7. Lines: 2, 2, 3, 3, 4 over 3, 4, 4, 5, 6 points, up to 5, 6, 8, 10, 12.
    ``image_size``: 64 to 224. ``charts``: of "columns" (standing bars), "bars" (lying ones),
    "lines", "pie" and "table", all by default. ``kinds``: of questions, by default all that there
    are about these charts. ``languages``: ISO 639-1 codes, of which each question is in one.

    ## Splits
    By content: data and question together.

    ## Registered ids
    ``gennet/Charts-v0``

    ## Source
    Own. The kinds of questions follow those of DVQA (Kafle et al. 2018, arXiv:1801.08163) and
    FigureQA (Kahou et al. 2017, arXiv:1710.07300).
    """

    name = "Charts"
    answers = ANSWERS
    has_action_mask = True
    rules = (
        "Answer the question about the chart. Its parts are called by their colours. A slice of a "
        "pie is worth as many units as there are between its ticks around the rim."
    )

    def __init__(
        self,
        split: str = "train",
        difficulty: int = 2,
        image_size: int = 64,
        kinds: Sequence[str] | None = None,
        charts: Sequence[str] = tuple(PARTS),
        languages: Sequence[str] = ("en",),
    ) -> None:
        super().__init__(split, difficulty, image_size, languages, translated())
        charts = _chosen("chart", charts, PARTS)
        self.text_space = _text_space(self.languages)
        layouts = [layout_of(chart, difficulty) for chart in charts]
        self._layouts = []
        for kind in KINDS if kinds is None else _chosen("kind", kinds, KINDS):
            askable = [layout for layout in layouts if is_askable(kind, layout)]
            if askable:
                self._layouts.append((kind, askable))
            elif kinds is not None:
                raise InvalidValueError(
                    f"Charts: {kind!r} is not asked about {', '.join(charts)} at difficulty "
                    f"{difficulty}: leave the kind out or add charts."
                )

    def make(self, generator: np.random.Generator) -> Problem:
        """A question of one of the kinds about a chart of one of the sorts."""
        dice = Dice(generator)
        kind, layouts = dice.pick(self._layouts)
        layout = dice.pick(layouts)
        chart, question = ask(kind, layout, dice)
        look = Look(dice.below(len(PAPERS)), tuple([dice.share() for _ in range(layout.parts)]))
        # As many numbers in every language, so that the problems to come are the same in all.
        language = self.languages[int(dice.share() * len(self.languages))]
        return Problem(
            word(question, language, dice.share()),
            lambda: draw(chart, look, self.image_shape[0]),
            ANSWERS.index(question.answer),
            _mask(question.choices),
            language,
            _key(chart, question),
            lambda: describe(chart),
        )


def _key(chart: Chart, question: Question) -> tuple[object, ...]:
    return chart.kind, chart.colours, chart.values, *question.key_parts


@lru_cache(maxsize=4096)
def _mask(choices: tuple[str, ...]) -> np.ndarray:
    mask = np.isin(ANSWERS, choices)
    mask.setflags(write=False)
    return mask


def _chosen(what: str, names: Sequence[str], known: Sequence[str] | dict) -> tuple[str, ...]:
    chosen = (names,) if isinstance(names, str) else tuple(names)
    for name in chosen or ("",):
        if name not in known:
            raise InvalidValueError(
                f"Charts: {what} {name!r} does not exist: choose among "
                f"{nearest_names(name, known)}."
            )
    return chosen


@lru_cache(maxsize=64)
def _text_space(languages: tuple[str, ...]) -> spaces.Text:
    """The space of every text that a question may have in these languages."""
    lengths: set[int] = set()
    alphabet: set[str] = set()
    for language in languages:
        for text in all_wordings(language):
            lengths.add(len(text))
            alphabet.update(text)
    return spaces.Text(max(lengths), min_length=min(lengths), charset="".join(sorted(alphabet)))
