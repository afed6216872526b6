"""Scenes drawn at random, of many kinds, from a seeded generator."""

from __future__ import annotations

import string
from collections.abc import Sequence

import numpy as np

from gennet_rl.envs.scenes.scene import (
    CHARTS,
    COLOURS,
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

__all__ = ["sample_scene"]

# Radius of an object as a share of the image's shorter side, for each of SIZES.
RADII = {"small": (0.095, 0.12), "medium": (0.14, 0.175), "large": (0.2, 0.27)}
SYMBOL_RADII = {"small": (0.10, 0.13), "medium": (0.145, 0.18), "large": (0.20, 0.27)}
SCENE_KINDS = ("single", "several", "group", "symbols", "chart")
SCENE_BOUNDS = (0.2, 0.7, 0.82, 0.92)  # of a number from 0 to 1, between one kind and the next
MOST_OBJECTS = 8
PLACING_ATTEMPTS = 12
PALETTE = np.array(list(COLOURS.values()), float)
LEAST_CONTRAST = 90.0  # between an object's colour and what is behind it, in pixel values


def sample_scene(generator: np.random.Generator) -> Scene:
    """A scene of one object, several, a group of equal ones, symbols, or a chart.

    Args:
        generator: where all chance comes from.
    """
    kind = SCENE_KINDS[int(np.searchsorted(SCENE_BOUNDS, generator.random()))]
    background = _sample_background(generator)
    if kind == "chart":
        return Scene(background, chart=_sample_chart(generator, background))
    return Scene(background, objects=_sample_objects(generator, kind, background))


def _pick(generator: np.random.Generator, names: Sequence[str]) -> str:
    """One of ``names``; ``generator.choice`` would take ten times as long."""
    return names[int(generator.integers(len(names)))]


def _sample_background(generator: np.random.Generator) -> Background:
    pale = generator.random() < 0.7
    low, high = (195, 256) if pale else (0, 256)
    first = tuple(int(value) for value in generator.integers(low, high, 3))
    second = first
    if generator.random() < 0.3:
        second = tuple(int(np.clip(value + generator.integers(-60, 61), 0, 255)) for value in first)
    noise = float(generator.uniform(2, 25)) if generator.random() < 0.5 else 0.0
    grain = int(generator.integers(1, 5))
    return Background((_rgb(first), _rgb(second)), noise, grain)


def _rgb(values: Sequence[int]) -> tuple[int, int, int]:
    red, green, blue = values
    return red, green, blue


def _visible_colours(background: Background) -> list[str]:
    behind_21C = np.array(background.colours, float)[:, None]
    contrast_N = np.sqrt(((behind_21C - PALETTE) ** 2).sum(-1)).min(0)
    return [
        name
        for name, contrast in zip(COLOURS, contrast_N, strict=True)
        if contrast > LEAST_CONTRAST
    ]


def _sample_objects(
    generator: np.random.Generator, kind: str, background: Background
) -> tuple[SceneObject, ...]:
    colours = _visible_colours(background)
    count = 1 if kind == "single" else int(generator.integers(2, MOST_OBJECTS + 1))
    kinds: Sequence[str] = SHAPES
    if kind == "symbols":
        count, kinds = int(generator.integers(1, 5)), SYMBOLS
    if kind == "group":
        kinds = [_pick(generator, SHAPES)]
        colours = [_pick(generator, colours)] if generator.random() < 0.5 else colours
    sizes = SIZES if count < 5 else SIZES[:2]
    objects: list[SceneObject] = []
    for _ in range(count):
        chosen = (_pick(generator, names) for names in (kinds, colours, sizes))
        thing = _place(generator, objects, *chosen)
        if thing is not None:
            objects.append(thing)
    return tuple(objects)


def _place(
    generator: np.random.Generator,
    others: list[SceneObject],
    kind: str,
    colour: str,
    size: str,
) -> SceneObject | None:
    """The object somewhere where it covers no other, or None where there is no room."""
    is_symbol = kind in SYMBOLS
    radius = float(generator.uniform(*(SYMBOL_RADII if is_symbol else RADII)[size]))
    for _ in range(PLACING_ATTEMPTS):
        x, y = generator.uniform(radius, 1 - radius, 2).tolist()
        if all((x - o.x) ** 2 + (y - o.y) ** 2 > (radius + o.radius) ** 2 for o in others):
            break
    else:
        return None
    characters = string.digits if kind == "digit" else string.ascii_uppercase
    textured = not is_symbol and size != "small" and generator.random() < 0.35
    return SceneObject(
        kind=kind,
        colour=colour,
        x=x,
        y=y,
        radius=radius,
        size=size,
        texture=_pick(generator, TEXTURES[1:]) if textured else "plain",
        symbol=_pick(generator, characters) if is_symbol else "",
        angle=_sample_angle(generator, is_symbol),
        aspect=_sample_aspect(generator),
    )


def _sample_angle(generator: np.random.Generator, is_symbol: bool) -> float:
    if is_symbol:
        return float(generator.uniform(-12, 12))
    return float(generator.uniform(-180, 180)) if generator.random() < 0.5 else 0.0


def _sample_aspect(generator: np.random.Generator) -> float:
    """Height over width of a rectangle that nobody takes for a square."""
    aspect = float(generator.uniform(0.4, 0.75))
    return aspect if generator.random() < 0.6 else 1 / aspect


def _sample_chart(generator: np.random.Generator, background: Background) -> Chart:
    kind = _pick(generator, CHARTS)
    colours = _visible_colours(background)
    if kind == "line chart":
        return _sample_line(generator, _pick(generator, colours))
    count = int(generator.integers(2, 6))
    names = tuple(str(name) for name in generator.permutation(colours)[:count])
    # Values differ by at least a tenth, so that "the tallest" is plain to see.
    values = 0.15 + 0.17 * generator.permutation(5)[: len(names)] + generator.uniform(0, 0.05)
    if kind == "pie chart":
        values = values / values.sum()
    return Chart(kind, tuple(float(value) for value in values), names)


def _sample_line(generator: np.random.Generator, colour: str) -> Chart:
    trend = _pick(generator, TRENDS)
    count = int(generator.integers(4, 8))
    slope = {"rising": 0.7, "falling": -0.7, "flat": 0.0}[trend]
    values = 0.5 + slope * (np.arange(count) / (count - 1) - 0.5) + generator.uniform(-0.05, 0.05)
    values = values + generator.normal(0, 0.04, count)
    return Chart("line chart", tuple(float(v) for v in values.clip(0.05, 0.95)), (colour,), trend)
