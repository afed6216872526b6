"""Pictures from cells: found below one folder, decoded within limits, kept within a budget."""

from __future__ import annotations

import binascii
import os
import posixpath
import stat
import warnings
from base64 import b64decode
from collections import OrderedDict
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from PIL import Image, ImageOps

from gennet_rl.envs.vqa.tables import BadRowError, quoted

__all__ = ["RESIZING", "ImageReader", "image_identity", "image_source"]

RESIZING = ("letterbox", "stretch")
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "PPM")
"""What Pillow may try; others of its formats start programs or are rarely what is meant."""
BASE64_STARTS = ("iVBORw0KGgo", "/9j/", "R0lGOD", "UklGR", "SUkq", "TU0A")
"""How PNG, JPEG, GIF, WebP and TIFF begin in base64."""
SHORTEST_BASE64 = 64  # characters; no picture takes less
BARS = (128, 128, 128)  # beside a letterboxed picture: zero after the usual normalisation
ORIENTATION = 0x0112  # EXIF's tag for a camera held sideways
LONGER = 2  # JPEG is decoded at an eighth, a quarter or half where that is so much too large


def image_source(cell: Any) -> str | bytes:
    """Where a cell's picture is: a path with ``/``, or the bytes of a file.

    Args:
        cell: a path, bytes, base64 with or without ``data:image/...;base64,`` in front, or a dict
            with ``bytes`` or ``path``, as Hugging Face `datasets` stores images.

    Raises:
        BadRowError: where it is none of these, or a path that leaves its folder.
    """
    if isinstance(cell, dict):
        cell = cell.get("bytes") or cell.get("path")
    if isinstance(cell, bytes | bytearray | memoryview) and len(cell):
        return bytes(cell)
    if not isinstance(cell, str) or not cell:
        raise BadRowError(f"image is {quoted(cell)}: it must be a path, bytes or base64.")
    if cell.startswith("data:"):
        return _decode_base64(cell.partition(",")[2])
    if len(cell) >= SHORTEST_BASE64 and cell.startswith(BASE64_STARTS) and "." not in cell:
        return _decode_base64(cell)
    simple = "./" not in cell and "//" not in cell and not cell.endswith("..")
    path = cell if simple else posixpath.normpath(cell)  # one name for one picture
    if path.startswith(("../", "/")) or path == ".." or Path(path).is_absolute():
        raise BadRowError(
            f"image path {quoted(cell)} leaves the folder of images: give paths relative to "
            "`images`."
        )
    return path


def image_identity(source: str | bytes) -> bytes:
    """16 bytes that are the same for the same path, or the same bytes."""
    content = source if isinstance(source, bytes) else source.encode("utf-8", "surrogatepass")
    return blake2b(content, digest_size=16).digest()


class ImageReader:
    """Reads pictures as uint8[size, size, 3] and keeps those looked at last.

    Args:
        root: the folder that paths are relative to, and that none may leave.
        size: edge in pixels.
        resizing: "letterbox" keeps the proportions and adds grey bars, "stretch" does not.
        max_pixels: a picture of more is not decoded.
        max_bytes: of pictures kept; the one not looked at for longest goes first.
    """

    def __init__(
        self, root: Path, size: int, resizing: str, max_pixels: int, max_bytes: int
    ) -> None:
        self.root = root
        self.size = size
        self.resizing = resizing
        self.max_pixels = max_pixels
        self.max_bytes = max_bytes
        self._real_root = os.path.realpath(root)
        self._kept: OrderedDict[bytes, np.ndarray] = OrderedDict()

    @property
    def kept_bytes(self) -> int:
        """Bytes of the pictures that are kept."""
        return len(self._kept) * self.size * self.size * 3

    def read(self, source: str | bytes, identity: bytes) -> np.ndarray:
        """The picture, uint8[size, size, 3], not to be written to.

        Args:
            source: from :func:`image_source`.
            identity: from :func:`image_identity`.

        Raises:
            BadRowError: where it is missing, too large, or cannot be decoded.
        """
        pixels = self._kept.get(identity)
        if pixels is not None:
            self._kept.move_to_end(identity)
            return pixels
        pixels = self._load(source)
        pixels.setflags(write=False)
        self._kept[identity] = pixels
        while self.kept_bytes > self.max_bytes:
            self._kept.popitem(last=False)
        return pixels

    def _load(self, source: str | bytes) -> np.ndarray:
        if isinstance(source, str):
            with self._open(source) as file:
                return self._decode(file, f"image {quoted(source)}")
        return self._decode(BytesIO(source), f"the image of {len(source)} bytes")

    def _open(self, path: str) -> BinaryIO:
        """Open a file below the root, following symbolic links only as far as they stay there."""
        try:
            real = os.path.realpath(os.path.join(self._real_root, path))  # noqa: PTH118
            inside = os.path.commonpath([real, self._real_root]) == self._real_root
            if inside and stat.S_ISREG(os.stat(real).st_mode):  # noqa: PTH116
                return open(real, "rb")  # noqa: PTH123
        except (OSError, ValueError) as error:
            if isinstance(error, FileNotFoundError):
                reason = f"does not exist in {self.root}"
            else:
                reason = f"cannot be opened ({getattr(error, 'strerror', None) or error})"
            raise BadRowError(f"image {quoted(path)} {reason}.") from error
        if not inside:
            raise BadRowError(f"image {quoted(path)} is a link that leaves {self.root}.")
        raise BadRowError(f"image {quoted(path)} in {self.root} is no file.")

    def _decode(self, file: BinaryIO, name: str) -> np.ndarray:
        try:
            with warnings.catch_warnings():
                # Large pictures are refused below, at a limit of our own.
                warnings.simplefilter("ignore")
                with Image.open(file, formats=FORMATS) as opened:
                    if opened.width * opened.height > self.max_pixels:
                        raise BadRowError(
                            f"{name} has {opened.width} x {opened.height} pixels, more than "
                            f"max_pixels={self.max_pixels}."
                        )
                    opened.draft("RGB", (LONGER * self.size, LONGER * self.size))
                    image: Image.Image = opened
                    if opened.getexif().get(ORIENTATION, 1) != 1:
                        image = ImageOps.exif_transpose(opened)
                    return self._fit(_as_rgb(image))
        except BadRowError:
            raise
        except Image.DecompressionBombError as error:
            raise BadRowError(
                f"{name} has more than max_pixels={self.max_pixels} pixels."
            ) from error
        except Exception as error:  # decoders raise anything at all on broken files
            reason = str(error).partition(" <")[0] or type(error).__name__
            raise BadRowError(f"{name} cannot be decoded ({reason}).") from error

    def _fit(self, image: Image.Image) -> np.ndarray:
        if self.resizing == "stretch":
            width = height = self.size
        else:
            scale = self.size / max(image.size)
            width, height = (max(1, round(edge * scale)) for edge in image.size)
        method = Image.Resampling.BICUBIC
        image = image.resize((width, height), method, reducing_gap=LONGER)
        if image.size != (self.size, self.size):
            framed = Image.new("RGB", (self.size, self.size), BARS)
            framed.paste(image, ((self.size - width) // 2, (self.size - height) // 2))
            image = framed
        return np.array(image)


def _as_rgb(image: Image.Image) -> Image.Image:
    """Eight bits a channel; what is transparent is on white."""
    if image.mode.startswith("I"):  # 16-bit grey, which `convert` would cut off at 255
        return Image.fromarray((np.asarray(image) >> 8).astype(np.uint8)).convert("RGB")
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        white = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(white, image.convert("RGBA")).convert("RGB")
    return image.convert("RGB")


def _decode_base64(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadRowError(f"the image {quoted(text)} is not base64 ({error}).") from error
