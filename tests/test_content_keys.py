"""Keys by content: equal where, and only where, inputs are."""

from __future__ import annotations

import numpy as np
import pytest

from gennet_rl.content_keys import LastingImageKeys, image_keys


@pytest.mark.parametrize("shape", [(8, 8, 3), (5, 3, 3), (1, 1, 3)])
def test_images_that_differ_in_a_bit_have_other_keys(shape: tuple[int, int, int]) -> None:
    image = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    flat = np.tile(image.reshape(-1), (8 * image.size + 1, 1))
    for bit in range(8 * image.size):
        flat[bit, bit // 8] ^= 1 << (bit % 8)
    images = flat.reshape(-1, *shape)
    keys = image_keys(images)
    assert len(set(keys.tolist())) == len(images)
    for half in (keys & 0xFFFFFFFF, keys >> 32):  # neither half does all the work
        assert len(set(half.tolist())) == len(images)


def test_keys_depend_on_shape_and_pixels_alone() -> None:
    images = np.random.default_rng(1).integers(0, 256, (3, 4, 6, 3), np.uint8)
    keys = image_keys(images)
    assert keys.dtype == np.int64
    np.testing.assert_array_equal(image_keys(images[1:]), keys[1:])
    np.testing.assert_array_equal(image_keys(images[::2]), keys[::2])
    assert not set(image_keys(images.reshape(3, 6, 4, 3)).tolist()) & set(keys.tolist())
    # The same in every process and on every day.
    np.testing.assert_array_equal(
        image_keys(np.zeros((1, 2, 2, 3), np.uint8)), [-7089051809284642398]
    )


def test_lasting_keys_are_those_of_the_batch_at_hand() -> None:
    generator = np.random.default_rng(2)
    lasting, images = LastingImageKeys(), generator.integers(0, 256, (6, 4, 5, 3), np.uint8)
    for changed in ([], [2], [0, 5], [], range(6), [1]):
        images[list(changed)] = generator.integers(0, 256, (len(changed), 4, 5, 3), np.uint8)
        np.testing.assert_array_equal(lasting(images), image_keys(images))
    np.testing.assert_array_equal(lasting(images[:3]), image_keys(images[:3]))
