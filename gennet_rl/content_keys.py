"""Keys of texts and images by their content, so that what was seen before is recognised.

B batch, W words of 32 bits in an image. numpy only, so that worker processes stay small.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

import numpy as np

__all__ = ["LastingImageKeys", "content_key", "image_keys"]

KEY_BYTES = 8
WORD_BYTES = 4


def content_key(*parts: bytes | memoryview) -> int:
    """The first 64 bits of the SHA-256 of ``parts``, one after the other, as a signed number.

    Among a million different inputs two share a key with a probability below 1e-7.
    """
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return int.from_bytes(digest.digest()[:KEY_BYTES], "little", signed=True)


def image_keys(images: np.ndarray) -> np.ndarray:
    """Keys int64[B] of images uint8[B, H, W, 3], by shape and pixels; the same in every process.

    Two hashes of 32 bits each, which agree on two different images of one shape with a probability
    of 2**-32 each: the upper half of a sum of 32-bit words weighted by random 64-bit numbers
    (Thorup 2015, High Speed Hashing for Integers and Strings, section 3.2). A batch takes a
    fraction of the time that a cryptographic hash of each image would.
    """
    count = len(images)
    bytes_BN = np.ascontiguousarray(images).reshape(count, -1)
    missing = -bytes_BN.shape[1] % WORD_BYTES
    if missing:
        bytes_BN = np.pad(bytes_BN, ((0, 0), (0, missing)))
    words_BW = bytes_BN.view(np.uint32)
    first_W, second_W, offsets = _weights(images.shape[1:], words_BW.shape[1])
    first_B = np.einsum("bw,w->b", words_BW, first_W) + offsets[0]
    second_B = np.einsum("bw,w->b", words_BW, second_W) + offsets[1]
    upper = np.uint64(32)
    return ((first_B >> upper << upper) | (second_B >> upper)).view(np.int64)


class LastingImageKeys:
    """:func:`image_keys` of one batch after the other, of which many images stay what they were.

    Where the image of a place in the batch is that of the call before, comparing the two takes the
    place of hashing.
    """

    def __init__(self) -> None:
        self._images: np.ndarray | None = None
        self._keys_B = np.zeros(0, np.int64)

    def __call__(self, images: np.ndarray) -> np.ndarray:
        """Keys int64[B] of images uint8[B, H, W, 3]."""
        if self._images is None or self._images.shape != images.shape:
            self._images, self._keys_B = images.copy(), image_keys(images)
            return self._keys_B.copy()
        count = len(images)
        changed_B = (images.reshape(count, -1) != self._images.reshape(count, -1)).any(1)
        if changed_B.all():
            self._images[:], self._keys_B = images, image_keys(images)
        elif changed_B.any():
            changed = images[changed_B]
            self._images[changed_B], self._keys_B[changed_B] = changed, image_keys(changed)
        return self._keys_B.copy()


@lru_cache(maxsize=16)
def _weights(shape: tuple[int, ...], words: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Random numbers that depend on the shape alone: uint64[W], uint64[W] and uint64[2]."""
    generator = np.random.default_rng(shape)
    first_W, second_W = generator.integers(0, 2**64, (2, words), np.uint64)
    return first_W, second_W, generator.integers(0, 2**64, 2, np.uint64)
