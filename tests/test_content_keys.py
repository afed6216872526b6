"""Content keys: equal where pixels and shape are, and nowhere else."""

from __future__ import annotations

import subprocess
import sys

import numpy as np

from gennet_rl.content_keys import content_key, image_keys


def test_images_get_one_key_a_content() -> None:
    generator = np.random.default_rng(0)
    images = generator.integers(0, 256, (4, 6, 5, 3), np.uint8)
    images[2] = images[0]
    images[3] = images[0]
    images[3, 5, 4, 2] ^= 1
    keys = image_keys(images)
    assert keys.dtype == np.int64
    assert keys[0] == keys[2]
    assert len(set(keys.tolist())) == 3
    # Of a part of a larger array too, whose rows do not follow each other in memory.
    assert (image_keys(np.repeat(images, 2, 2)[:, :, ::2]) == keys).all()


def test_the_shape_counts() -> None:
    plain = np.zeros((1, 4, 8, 3), np.uint8)
    assert image_keys(plain) != image_keys(plain.reshape(1, 8, 4, 3))


def test_keys_are_the_same_in_every_process() -> None:
    code = "from gennet_rl.content_keys import content_key; print(content_key(b'is it', b' red?'))"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert int(result.stdout) == content_key(b"is it red?")
