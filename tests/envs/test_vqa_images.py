"""Pictures of gennet/VQA-v0: fitted into a square, within limits, kept within a budget."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from vqa_rows import COLOURS, picture

from gennet_rl.envs.vqa.images import ImageReader, image_identity


def reader(root: Path, **changes: Any) -> ImageReader:
    settings = {"size": 16, "resizing": "letterbox", "max_pixels": 10**6, "max_bytes": 10**6}
    return ImageReader(root, **{**settings, **changes})


def read(images: ImageReader, source: str | bytes) -> np.ndarray:
    return images.read(source, image_identity(source))


def test_letterboxes_keep_proportions_and_stretching_does_not(tmp_path: Path) -> None:
    boxed = read(reader(tmp_path), picture("red", (40, 20)))
    assert [tuple(boxed[row, 8]) for row in (1, 8, 14)] == [
        (128, 128, 128),
        COLOURS["red"],
        (128, 128, 128),
    ]
    stretched = read(reader(tmp_path, resizing="stretch"), picture("red", (40, 20)))
    assert (stretched == COLOURS["red"]).all()
    assert read(reader(tmp_path), picture("red", (1, 999))).shape == (16, 16, 3)


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"])
def test_formats_are_read(format: str, tmp_path: Path) -> None:
    pixels = read(reader(tmp_path), picture("green", (300, 300), format))
    assert np.abs(pixels.astype(int) - COLOURS["green"]).max() < 12


def test_unusual_pixels_come_out_as_a_person_sees_them(tmp_path: Path) -> None:
    def encoded(image: Image.Image, **options: Any) -> bytes:
        file = BytesIO()
        image.save(file, options.pop("format", "PNG"), **options)
        return file.getvalue()

    images = reader(tmp_path)
    grey16 = Image.fromarray(np.full((8, 8), 32768, np.uint16))
    assert (read(images, encoded(grey16)) == 128).all()
    transparent = Image.new("RGBA", (8, 8), (0, 0, 0, 0))
    assert (read(images, encoded(transparent)) == 255).all()
    sideways = Image.new("RGB", (8, 8), "black")
    sideways.paste("white", (0, 0, 8, 4))  # white on top; turned a quarter to the right: at right
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = read(images, encoded(sideways, exif=exif))
    assert turned[8, 13].min() > 200 > 50 > turned[8, 2].max()


def test_pictures_not_seen_for_longest_leave_first(tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / name).write_bytes(picture())
    images = reader(tmp_path, max_bytes=2 * 16 * 16 * 3)
    a, b = read(images, "a"), read(images, "b")
    assert read(images, "a") is a
    read(images, "c")
    assert images.kept_bytes <= images.max_bytes
    assert read(images, "a") is a
    assert read(images, "b") is not b
    nothing_kept = reader(tmp_path, max_bytes=0)
    assert read(nothing_kept, "a") is not read(nothing_kept, "a")
