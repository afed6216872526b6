"""Scenes: what is sampled, drawn and labelled agrees."""

from __future__ import annotations

import numpy as np
import pytest

from gennet_rl.envs.scenes.drawing import BACKGROUND, draw_scene
from gennet_rl.envs.scenes.labels import LABELS, label_pixels
from gennet_rl.envs.scenes.sampling import sample_scene
from gennet_rl.envs.scenes.scene import (
    CHARTS,
    COLOURS,
    POSITIONS,
    SHAPES,
    TEXTURES,
    Background,
    Chart,
    Scene,
    SceneObject,
    position_of,
)

PALE = Background(((240, 240, 240), (240, 240, 240)))


def scene_of(**changes: object) -> Scene:
    thing = {"kind": "circle", "colour": "red", "x": 0.5, "y": 0.5, "radius": 0.25, **changes}
    return Scene(PALE, (SceneObject(**thing),))  # type: ignore[arg-type]


def draw(scene: Scene, height: int = 64, width: int = 64, seed: int = 0):
    return draw_scene(scene, height, width, np.random.default_rng(seed))


def test_same_seed_same_scene_and_picture() -> None:
    first, again, other = (np.random.default_rng(seed) for seed in (3, 3, 4))
    scene = sample_scene(first)
    assert sample_scene(again) == scene
    assert sample_scene(other) != scene
    assert (draw(scene, seed=1).image == draw(scene, seed=1).image).all()


def test_sampled_objects_do_not_touch_and_lie_inside() -> None:
    generator = np.random.default_rng(0)
    kinds = set()
    for _ in range(500):
        scene = sample_scene(generator)
        things = scene.objects
        kinds |= {thing.kind for thing in things} | ({scene.chart.kind} if scene.chart else set())
        for index, thing in enumerate(things):
            assert thing.radius <= thing.x <= 1 - thing.radius
            assert thing.radius <= thing.y <= 1 - thing.radius
            for other in things[:index]:
                distance = np.hypot(thing.x - other.x, thing.y - other.y)
                assert distance > thing.radius + other.radius
    assert kinds == {*SHAPES, *CHARTS, "digit", "letter"}


@pytest.mark.parametrize("kind", SHAPES)
def test_every_shape_is_drawn_where_it_stands(kind: str) -> None:
    drawing = draw(scene_of(kind=kind, x=0.3, y=0.6, radius=0.2))
    rows, columns = np.nonzero(drawing.owner == 0)
    assert len(rows) > 60
    assert abs(columns.mean() / 64 - 0.3) < 0.06
    assert abs(rows.mean() / 64 - 0.6) < 0.06
    assert max(np.ptp(rows), np.ptp(columns)) <= 2 * 0.2 * 64 + 2


def test_shapes_differ_from_each_other() -> None:
    masks = [draw(scene_of(kind=kind, aspect=0.6)).owner == 0 for kind in SHAPES]
    for index, mask in enumerate(masks):
        for other in masks[:index]:
            assert (mask != other).sum() > 20


@pytest.mark.parametrize("colour", COLOURS)
def test_colours_are_near_their_typical_value(colour: str) -> None:
    drawing = draw(scene_of(colour=colour))
    pixels = drawing.image[28:36, 28:36].reshape(-1, 3).astype(int)
    assert abs(pixels - np.array(COLOURS[colour])).max() <= 25


def test_textures_change_the_picture_but_not_the_outline() -> None:
    plain = draw(scene_of(kind="square"))
    for texture in TEXTURES[1:]:
        drawing = draw(scene_of(kind="square", texture=texture))
        assert (drawing.image != plain.image).any(-1).mean() > 0.01, texture
    hollow = draw(scene_of(kind="square", texture="outlined"))
    assert hollow.owner[32, 32] == BACKGROUND


def test_images_need_not_be_square() -> None:
    drawing = draw(scene_of(x=0.75, y=0.5, radius=0.2), height=48, width=96)
    assert drawing.image.shape == (48, 96, 3)
    rows, columns = np.nonzero(drawing.owner == 0)
    # A circle stays round, whatever the image's proportions.
    assert abs(np.ptp(rows) - np.ptp(columns)) <= 1


def test_labels_say_what_a_pixel_shows() -> None:
    thing = {"kind": "star", "colour": "teal", "size": "large", "texture": "plain"}
    scene = scene_of(**thing, x=0.8, y=0.2, radius=0.18)
    drawing = draw(scene)
    labels = label_pixels(scene, drawing)
    assert set(labels) == set(LABELS)
    row, column = np.argwhere(drawing.owner == 0)[40]
    named = {name: LABELS[name][labels[name][row, column]] for name in LABELS}
    assert named.items() >= {**thing, "position": "top right", "count": "1"}.items()
    assert all(labels[name][63, 0] == 0 for name in LABELS)


def test_labels_say_which_part_of_its_object_a_pixel_belongs_to() -> None:
    scene = scene_of(kind="circle", x=0.5, y=0.5, radius=0.4)
    labels = label_pixels(scene, draw(scene))
    assert LABELS["across"][labels["across"][32, 32]] == "third fifth"
    assert LABELS["across"][labels["across"][32, 8]] == "first fifth"
    assert LABELS["down"][labels["down"][32, 8]] == "third fifth"
    assert LABELS["down"][labels["down"][55, 32]] == "last fifth"


def test_bars_are_as_tall_as_their_values() -> None:
    scene = Scene(PALE, chart=Chart("bar chart", (0.9, 0.3), ("red", "blue")))
    drawing = draw(scene)
    heights = [(drawing.owner == bar).any(1).sum() for bar in (0, 1)]
    assert heights[0] / heights[1] == pytest.approx(3, rel=0.1)
    labels = label_pixels(scene, drawing)
    assert LABELS["count"][labels["count"].max()] == "2"
    assert {LABELS["colour"][v] for v in np.unique(labels["colour"])} == {"nothing", "red", "blue"}


def test_places_have_names() -> None:
    centres = [(x, y) for y in (0.1, 0.5, 0.9) for x in (0.1, 0.5, 0.9)]
    assert tuple(position_of(x, y) for x, y in centres) == POSITIONS
    assert position_of(1.0, 1.0) == "bottom right"
