"""Families of questions about single things: attributes, existence, relations, chains, odd ones.

Each first draws what kind of question it is and its answer, then a scene that has it.
"""

from __future__ import annotations

from gennet_rl.envs.scenes.classes import ask_same_count, ask_same_exists
from gennet_rl.envs.scenes.describing import (
    MOST_SCENES,
    MOST_TRIES,
    TRUTHS,
    Question,
    Setting,
    Values,
    chain,
    describe,
    filtered,
    members,
    numbers,
)
from gennet_rl.envs.scenes.things import ATTRIBUTES, BITS, RELATIONS, World
from gennet_rl.envs.scenes.worlds import balanced

__all__ = [
    "ask_attribute",
    "ask_chain",
    "ask_existence",
    "ask_odd_one_out",
    "ask_relation",
    "ask_same_attribute",
    "presence",
]


def ask_attribute(setting: Setting) -> Question:
    """What colour, shape, size or pattern has the thing described?"""
    return _ask_query(setting, 0, ())


def ask_chain(setting: Setting) -> Question:
    """The same of a thing that is found over 1 to 4 others."""
    return _ask_query(setting, setting.dice.between(*setting.hops), (*RELATIONS, *ATTRIBUTES))


def _ask_query(setting: Setting, hops: int, steps: tuple[str, ...]) -> Question:
    attribute = setting.dice.pick(ATTRIBUTES)
    values = setting.level.values(attribute)
    answer = setting.dice.pick(values)
    for world in setting.scenes():
        for target in members(world.having[answer], setting.dice):
            found = chain(setting, world, target, hops, steps, BITS[attribute])
            if found is not None:
                return Question(("query", attribute, ("unique", found)), world, values)
    raise AssertionError


def ask_existence(setting: Setting) -> Question:
    """Is there such a thing? If not, then one that differs in a single attribute."""
    dice = setting.dice
    answer = dice.chance(0.5)
    chosen = dice.sample(ATTRIBUTES, dice.between(2, min(4, setting.level.named + 1)))
    attributes = [name for name in ATTRIBUTES if name in chosen]
    for world in setting.scenes():
        values = presence(setting, world, attributes, answer)
        if values is not None:
            return Question(("exist", filtered(values)), world, TRUTHS)
    raise AssertionError


def presence(setting: Setting, world: World, attributes: list[str], present: bool) -> Values | None:
    """Values that a thing has, or that none has though each of them is there; None for no luck."""
    dice = setting.dice
    for _ in range(MOST_TRIES):
        thing = dice.below(len(world.layout.cells))
        named = {name: world.value(name, thing) for name in attributes}
        if named.get("texture") == "plain":
            continue
        if not present:
            name = dice.pick(attributes)
            named[name] = dice.pick(setting.level.nameable(name))
        values: Values = tuple(named.items())
        there = world.those(tuple(named.values())) != 0
        known = all(value in world.having for value in named.values())
        if there == present and known and not setting.tells(values):
            return values
    return None


def ask_relation(setting: Setting) -> Question:
    """Is A left of B? What colour is what lies left of B? How many do? Does any?"""
    kind = setting.dice.pick((_ask_related, _ask_beyond, _ask_count_beyond, _ask_exist_beyond))
    return kind(setting)


def _ask_beyond(setting: Setting) -> Question:
    return _ask_query(setting, 1, RELATIONS)


def _ask_related(setting: Setting) -> Question:
    dice = setting.dice
    relation, answer = dice.pick(RELATIONS), dice.chance(0.5)
    for world in setting.scenes():
        other, *rest = members(world.all, dice)
        near = world.beyond(relation, other)
        for one in rest:
            if bool(near >> one & 1) == answer:
                pair = (describe(setting, world, one), describe(setting, world, other))
                if pair[0] is not None and pair[1] is not None:
                    program = ("related", relation, ("unique", pair[0]), ("unique", pair[1]))
                    return Question(program, world, TRUTHS)
                break
    raise AssertionError


def _ask_count_beyond(setting: Setting) -> Question:
    dice = setting.dice
    answer = dice.below(setting.level.counted + 1)
    # Fewer attributes, or how much is named would tell how many there are.
    values: Values = (("size", dice.pick(setting.level.values("size"))),)
    values = values if dice.chance(0.4) else ()
    for world in setting.scenes():
        wanted = world.those([value for _, value in values])
        for anchor in members(world.all, dice):
            relation = dice.pick(RELATIONS)
            if (world.beyond(relation, anchor) & wanted).bit_count() == answer:
                start = describe(setting, world, anchor)
                if start is not None:
                    found = filtered(values, ("relate", relation, ("unique", start)))
                    return Question(("count", found), world, numbers(setting.level.counted))
    raise AssertionError


def _ask_exist_beyond(setting: Setting) -> Question:
    dice = setting.dice
    relation, answer = dice.pick(RELATIONS), dice.chance(0.5)
    attribute = dice.pick(ATTRIBUTES)
    for world in setting.scenes():
        value = dice.pick(setting.level.nameable(attribute))
        for anchor in members(world.all, dice):
            found = world.beyond(relation, anchor) & world.having.get(value, 0)
            if world.having.get(value, 0) & ~(1 << anchor) and (found != 0) == answer:
                start = describe(setting, world, anchor)
                if start is not None:
                    source = ("relate", relation, ("unique", start))
                    things = filtered(((attribute, value),), source)
                    return Question(("exist", things), world, TRUTHS)
    raise AssertionError


def ask_same_attribute(setting: Setting) -> Question:
    """What, how many, or is there any that shares an attribute with A? Do A and B share it?"""
    kinds = (_ask_partner, _ask_agree, ask_same_count, ask_same_exists)
    return setting.dice.pick(kinds)(setting)


def _ask_partner(setting: Setting) -> Question:
    return _ask_query(setting, 1, ATTRIBUTES)


def _ask_agree(setting: Setting) -> Question:
    dice = setting.dice
    attribute, answer = dice.pick(ATTRIBUTES), dice.chance(0.5)
    for world in setting.scenes():
        one = dice.below(len(world.layout.cells))
        alike = world.alike(attribute, one)
        for other in members(alike if answer else world.all & ~alike & ~(1 << one), dice):
            pair = [describe(setting, world, thing, BITS[attribute]) for thing in (one, other)]
            if pair[0] is not None and pair[1] is not None:
                program = ("agree", attribute, ("unique", pair[0]), ("unique", pair[1]))
                return Question(program, world, TRUTHS)
    raise AssertionError


def ask_odd_one_out(setting: Setting) -> Question:
    """What colour is the one that differs from all others in shape? Is there such a one?

    Another attribute has an odd one out as well, so that the text is needed to know which.
    """
    dice = setting.dice
    attribute, decoy, asked = dice.sample(ATTRIBUTES, 3)
    query = dice.chance(0.7)
    values = setting.level.values(asked)
    answer = dice.pick(values)
    there = query or dice.chance(0.5)
    for _ in range(MOST_SCENES):
        number = setting.number()
        column = balanced(values, number, dice)
        first = column.index(answer)
        others = dice.sample([i for i in range(number) if i != first], 3)
        odd = [first] if there else [first, others[0]]
        others = others[1:2] if query or not there else others[1:]
        world = setting.scene(
            {
                asked: column,
                attribute: _nearly_uniform(setting, attribute, number, odd),
                decoy: _nearly_uniform(setting, decoy, number, others),
            }
        )
        if world is None:
            continue
        if not query:
            return Question(("exist", ("odd", attribute)), world, TRUTHS)
        return Question(("query", asked, ("unique", ("odd", attribute))), world, values)
    raise AssertionError


def _nearly_uniform(setting: Setting, attribute: str, number: int, others: list[int]) -> list[str]:
    """One value everywhere but in some places, which share another value."""
    usual, unusual = setting.dice.sample(setting.level.values(attribute), 2)
    column = [usual] * number
    for place in others:
        column[place] = unusual
    return column
