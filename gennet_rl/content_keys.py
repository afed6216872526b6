"""Keys of texts and images by their content, so that what was seen before is recognised.

B batch. numpy only, so that worker processes stay small.
"""

from __future__ import annotations

import hashlib

import numpy as np

__all__ = ["content_key", "image_keys"]

KEY_BYTES = 8


def content_key(*parts: bytes | memoryview) -> int:
    """The first 64 bits of the SHA-256 of ``parts``, one after the other, as a signed number.

    Among a million different inputs two share a key with a probability below 1e-7.
    """
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return int.from_bytes(digest.digest()[:KEY_BYTES], "little", signed=True)


def image_keys(images: np.ndarray) -> np.ndarray:
    """Keys int64[B] of images uint8[B, H, W, 3], by shape and pixels."""
    images = np.ascontiguousarray(images)
    shape = str(images.shape[1:]).encode()
    return np.array([content_key(shape, image.data) for image in images], np.int64)
