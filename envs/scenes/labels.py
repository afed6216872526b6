"""What each pixel of a drawn scene shows, as numbers.

H x W image.
"""

from __future__ import annotations

import string
from collections.abc import Callable

import numpy as np

from gennet_rl.envs.scenes.drawing import Drawing
from gennet_rl.envs.scenes.scene import (
    CHARTS,
    COLOURS,
    POSITIONS,
    SHAPES,
    SIZES,
    TEXTURES,
    Scene,
    SceneObject,
)

__all__ = ["LABELS", "MOST_COUNTED", "label_pixels"]

MOST_COUNTED = 8
PARTS = ("first fifth", "second fifth", "third fifth", "fourth fifth", "last fifth")
NOTHING = "nothing"
LABELS: dict[str, tuple[str, ...]] = {
    "kind": (NOTHING, *SHAPES, *string.digits, *string.ascii_uppercase, *CHARTS),
    "colour": (NOTHING, *COLOURS),
    "size": (NOTHING, *SIZES),
    "texture": (NOTHING, *TEXTURES),
    "position": (NOTHING, *POSITIONS),
    "count": (NOTHING, *(str(count) for count in range(1, MOST_COUNTED + 1))),
    "across": (NOTHING, *PARTS),
    "down": (NOTHING, *PARTS),
}
"""Name of a label to the names of its values; 0 is nothing."""


def label_pixels(scene: Scene, drawing: Drawing) -> dict[str, np.ndarray]:
    """Maps of the labels of a drawn scene.

    Args:
        scene: what was drawn.
        drawing: how.

    Returns:
        For each name in ``LABELS``, uint8[H, W]: at each pixel the label's value for the object
        there, 0 on background. "count" is the number of objects or chart parts in the scene,
        "across" and "down" say which part of its object a pixel belongs to.
    """
    if scene.chart is not None:
        return _label_chart(scene, drawing)
    count = str(min(len(scene.objects), MOST_COUNTED))
    readers: dict[str, Callable[[SceneObject], str]] = {
        "kind": lambda thing: thing.symbol or thing.kind,
        "colour": lambda thing: thing.colour,
        "size": lambda thing: thing.size,
        "texture": lambda thing: thing.texture,
        "position": lambda thing: thing.position,
        "count": lambda thing: count,
    }
    labels = {
        name: _paint(name, [read(thing) for thing in scene.objects], drawing)
        for name, read in readers.items()
    }
    return labels | _label_parts(scene, drawing)


def _label_parts(scene: Scene, drawing: Drawing) -> dict[str, np.ndarray]:
    """In which fifth of its object's extent, from left to right and top to bottom, a pixel lies."""
    height, width = drawing.owner.shape
    reach = min(height, width)
    things = np.array([(t.x * width, t.y * height, t.radius * reach) for t in scene.objects])
    x, y, radius = np.concatenate([things, [(0.0, 0.0, 1.0)]])[drawing.owner].transpose(2, 0, 1)
    shares = {
        "across": (np.arange(width) + 0.5 - x) / radius,
        "down": (np.arange(height)[:, None] + 0.5 - y) / radius,
    }
    shown = drawing.owner >= 0
    return {
        name: np.where(shown, np.clip(2.5 * (share + 1), 0, 4).astype(np.uint8) + 1, 0).astype(
            np.uint8
        )
        for name, share in shares.items()
    }


def _label_chart(scene: Scene, drawing: Drawing) -> dict[str, np.ndarray]:
    assert scene.chart is not None
    parts = len(scene.chart.colours)
    values = {
        "kind": [scene.chart.kind] * parts,
        "colour": list(scene.chart.colours),
        "count": [str(parts)] * parts,
    }
    return {name: _paint(name, values.get(name, [NOTHING] * parts), drawing) for name in LABELS}


def _paint(name: str, values: list[str], drawing: Drawing) -> np.ndarray:
    """A map from the value of each object; the last entry stands for the owner -1, background."""
    numbers = [LABELS[name].index(value) for value in values]
    return np.array([*numbers, 0], np.uint8)[drawing.owner]
