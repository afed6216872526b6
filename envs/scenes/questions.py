"""gennet/Scenes-v0: questions about drawn scenes, in nine families and many languages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache, partial

import numpy as np

from gennet_rl.envs.dice import Dice
from gennet_rl.envs.multilingual import MultilingualTask
from gennet_rl.envs.scenes.asking import (
    ask_attribute,
    ask_chain,
    ask_existence,
    ask_odd_one_out,
    ask_relation,
    ask_same_attribute,
)
from gennet_rl.envs.scenes.classes import ask_comparison, ask_counting
from gennet_rl.envs.scenes.describing import Question, Setting
from gennet_rl.envs.scenes.logic import ask_logic
from gennet_rl.envs.scenes.programs import execute
from gennet_rl.envs.scenes.question_lengths import questions_space
from gennet_rl.envs.scenes.question_pictures import BACKGROUNDS, draw_world, line_places
from gennet_rl.envs.scenes.question_texts import question_text, translated, words_of
from gennet_rl.envs.scenes.things import World
from gennet_rl.envs.scenes.worlds import COLOURS, LEVELS, SHAPES, SIZES, TEXTURES
from gennet_rl.envs.task import Problem
from gennet_rl.errors import InvalidValueError

__all__ = ["FAMILIES", "SceneQuestionsTask"]

FAMILIES: dict[str, Callable[[Setting], Question]] = {
    "attribute": ask_attribute,
    "existence": ask_existence,
    "counting": ask_counting,
    "comparison": ask_comparison,
    "relation": ask_relation,
    "same_attribute": ask_same_attribute,
    "multi_hop": ask_chain,
    "logic": ask_logic,
    "odd_one_out": ask_odd_one_out,
}
"""How questions are made, by the family's name."""

GENERALIZATIONS = ("iid", "compositional", "longer")
MOST_COUNTED = max(level.counted for level in LEVELS)
ANSWERS = (
    *("yes", "no"),
    *map(str, range(MOST_COUNTED + 1)),
    *(SHAPES + COLOURS + SIZES + TEXTURES),
)


class SceneQuestionsTask(MultilingualTask):
    """Questions about shapes that differ in colour, size, pattern and place.

    ## Description
    Shapes stand on an uneven grid; those of one column or row are exactly aligned. A question is a
    program that is run on the scene, in the manner of CLEVR: filter, relate, count, compare, ...
    Every description of a thing fits that thing only. Answers are drawn before scenes, and scenes
    hold all values about equally often, so that neither the text alone nor the mean colour or the
    number of objects says much about the answer.

    Difficulty 0 to 4: 4-5, 5-6, 6-8, 8-10, 10-12 objects; 4, 4, 6, 6, 8 shapes and as many colours;
    3, 3, 4, 5, 5 patterns; counts up to 2, 2, 3, 3, 4; things described by up to 1, 2, 2, 2, 3
    attributes at once though fewer would do; chains of 1, 1-2, 1-3, 1-4, 2-4 hops.

    ## Text
    A question in one of ``languages``.

    ## Image
    uint8[image_size, image_size, 3].

    ## Actions
    ``Discrete(30)``: yes, no, the numbers 0 to 4, 8 shapes, 8 colours, 2 sizes, 5 patterns. The
    ``action_mask`` leaves the answers that a question of this kind can have at this difficulty.

    ## Rewards
    1 for the right answer, 0 for a wrong one.

    ## Episode end
    Every episode has one step.

    ## Arguments
    ``split``; ``difficulty``; ``image_size``: 64 to 224; ``family``: one of ``FAMILIES``, or None
    for all of them mixed; ``languages``: ISO 639-1 codes, among which each question chooses;
    ``generalization``:

    * ``"iid"``: all splits are alike.
    * ``"compositional"``: each shape has one colour that it never has in training and validation,
      as in CLEVR-CoGenT; every test scene has such a pair.
    * ``"longer"``: test questions of the family multi_hop have more hops than any in training.

    ## Splits
    By content, the program and the scene: a tenth each for validation and test.

    ## Registered ids
    ``gennet/Scenes-v0`` with all families, and one id a family: ``gennet/ScenesAttribute-v0``,
    ``ScenesExistence``, ``ScenesCounting``, ``ScenesComparison``, ``ScenesRelation``,
    ``ScenesSameAttribute``, ``ScenesMultiHop``, ``ScenesLogic``, ``ScenesOddOneOut``.

    ## Source
    Own scenes and texts. After CLEVR (Johnson et al. 2017, https://arxiv.org/abs/1612.06890).
    """

    name = "Scenes"
    answers = ANSWERS
    has_action_mask = True
    rules = (
        "Answer the question about the picture. Objects are small or large and have a shape, a "
        "colour and a pattern (plain, outlined, striped, checkered or dotted). Left, right, above "
        "and below go by the middles of objects; exactly aligned objects are neither."
    )

    def __init__(
        self,
        split: str = "train",
        difficulty: int = 2,
        image_size: int = 64,
        family: str | None = None,
        generalization: str = "iid",
        languages: Sequence[str] = ("en",),
    ) -> None:
        if family is not None:
            _check("family", family, tuple(FAMILIES))
            self.name = "Scenes" + family.title().replace("_", "")
        super().__init__(split, difficulty, image_size, languages, translated())
        _check("generalization", generalization, GENERALIZATIONS)
        if generalization == "longer" and family not in (None, "multi_hop"):
            raise InvalidValueError(
                f"{self.name}: generalization 'longer' needs chains, which the family {family!r} "
                "does not have: choose the family 'multi_hop' or None."
            )
        self.family = family
        self.level = LEVELS[difficulty]
        self._families = [FAMILIES[family]] if family else list(FAMILIES.values())
        self._words = [(code, words_of(code)) for code in self.languages]
        self._pairs = (split == "test") if generalization == "compositional" else None
        self._hops, most = _hops(self.level.hops, generalization == "longer", split == "test")
        self.text_space = questions_space(self.languages, self.level, most)

    def make(self, generator: np.random.Generator) -> Problem:
        """A question and the scene that it is about."""
        dice = Dice(generator)
        setting = Setting(self.level, dice, self._pairs, self._hops)
        question = dice.pick(self._families)(setting)
        program, world = question.program, question.world
        lines, size = self.level.lines, self.image_shape[0]
        ways = line_places(size, lines)
        columns, rows = dice.pick(ways), dice.pick(ways)
        background = dice.pick(BACKGROUNDS)
        # As many draws whatever the language, which changes nothing else.
        wording = dice.picks()
        language, words = wording.pick(self._words)
        answer = execute(program, world)
        if isinstance(answer, bool):
            answer = "yes" if answer else "no"
        return Problem(
            partial(question_text, program, words, wording),
            partial(draw_world, world, size, lines, columns, rows, background),
            INDEX[str(answer)],
            _mask(question.choices),
            language,
            key=(program, world.written),
            caption=partial(_caption, world),
        )


INDEX = {answer: index for index, answer in enumerate(ANSWERS)}


@lru_cache
def _mask(choices: tuple[str, ...]) -> np.ndarray:
    mask = np.zeros(len(ANSWERS), np.bool_)
    mask[[INDEX[choice] for choice in choices]] = True
    mask.setflags(write=False)
    return mask


def _hops(hops: tuple[int, int], longer: bool, test: bool) -> tuple[tuple[int, int], int]:
    """Fewest and most hops of a split's chains, and the most of all splits'."""
    if not longer:
        return hops, hops[1]
    longest = max(1, hops[1] - 1)  # in training
    return ((longest + 1, longest + 1) if test else (1, longest)), longest + 1


def _caption(world: World) -> str:
    """Every object with its place, in English."""
    parts = [
        f"a {thing.size} {thing.texture} {thing.colour} {thing.shape} in column "
        f"{thing.column + 1} of row {thing.row + 1}"
        for thing in world.things
    ]
    return f"{len(parts)} objects: {'; '.join(parts)}"


def _check(what: str, value: str, valid: Sequence[str]) -> None:
    if value not in valid:
        raise InvalidValueError(
            f"{what} {value!r} does not exist: choose one of {', '.join(map(repr, valid))}."
        )
