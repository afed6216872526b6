"""Questions with and, or and not about what there is in a scene."""

from __future__ import annotations

from gennet_rl.envs.scenes.asking import presence
from gennet_rl.envs.scenes.classes import ask_besides, ask_together
from gennet_rl.envs.scenes.describing import TRUTHS, Question, Setting, filtered
from gennet_rl.envs.scenes.programs import Program
from gennet_rl.envs.scenes.things import ATTRIBUTES

__all__ = ["ask_logic"]

Pattern = tuple[bool, bool]
"""Whether there is the first, and the second."""

EVERY: tuple[Pattern, ...] = ((True, True), (True, False), (False, True), (False, False))
TRUE: dict[str, tuple[Pattern, ...]] = {
    "both": EVERY[:1],
    "either": EVERY[:3],
    "neither": EVERY[3:],
    "but no": EVERY[1:2],
}
"""When the answer is yes."""


def ask_logic(setting: Setting) -> Question:
    """Are there both? Either? Neither? One but not the other? Any, or how many, besides some?"""
    kind = setting.dice.pick((*TRUE, "besides", "together"))
    if kind == "besides":
        return ask_besides(setting)
    return ask_together(setting) if kind == "together" else _ask_pair(setting, kind)


def _ask_pair(setting: Setting, kind: str) -> Question:
    dice = setting.dice
    answer = dice.chance(0.5)
    pattern = dice.pick([p for p in EVERY if (p in TRUE[kind]) == answer])
    attributes = [
        [name for name in ATTRIBUTES if name in chosen]
        for chosen in (dice.sample(ATTRIBUTES, 2), dice.sample(ATTRIBUTES, 2))
    ]
    for world in setting.scenes():
        one = presence(setting, world, attributes[0], pattern[0])
        other = presence(setting, world, attributes[1], pattern[1])
        if one and other and one != other:
            program = _joined(kind, ("exist", filtered(one)), ("exist", filtered(other)))
            return Question(program, world, TRUTHS)
    raise AssertionError


def _joined(kind: str, one: Program, other: Program) -> Program:
    if kind == "both":
        return ("and", one, other)
    if kind == "either":
        return ("or", one, other)
    return ("not", ("or", one, other)) if kind == "neither" else ("and", one, ("not", other))
