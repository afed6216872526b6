"""The encoders that are bundled or whose architecture the tests build, as a table."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

__all__ = ["EncoderEntry", "format_catalogue", "list_encoders"]

Role = Literal["text", "vision"]

BUNDLED_FOLDER = Path(__file__).parent / "gennet-tiny"
TESTED = "architecture tested"


@dataclass(frozen=True)
class EncoderEntry:
    """One checkpoint, and what to know of it before choosing it."""

    name: str
    """Hub name, or the bundled pair's name."""
    role: Role
    """What it encodes; of an image-text checkpoint only the vision tower is used."""
    parameters: int | None
    """Of the text encoder, or of the vision tower with its pooling; None where it is absent."""
    reads: str
    """Longest text, or size of the images."""
    licence: str
    """SPDX name."""
    languages: str
    """Of its training texts."""
    status: str
    """Bundled with the package, absent from it, or of an architecture that the tests run."""


def _text(name: str, parameters: int, licence: str, languages: str) -> EncoderEntry:
    return EncoderEntry(name, "text", parameters, "8,192 tokens", licence, languages, TESTED)


def _vision(name: str, parameters: int, reads: str) -> EncoderEntry:
    return EncoderEntry(name, "vision", parameters, reads, "Apache-2.0", "multilingual", TESTED)


# Model cards; Warner et al. 2024 (ModernBERT), Marone et al. 2025 (mmBERT), Tschannen et al. 2025
# (SigLIP 2). The vision towers' parameters are those that transformers builds for their shapes.
HUB_ENCODERS = (
    _text("answerdotai/ModernBERT-base", 149_000_000, "Apache-2.0", "English"),
    _text("answerdotai/ModernBERT-large", 395_000_000, "Apache-2.0", "English"),
    _text("jhu-clsp/mmBERT-small", 140_000_000, "MIT", "1,833 languages"),
    _text("jhu-clsp/mmBERT-base", 307_000_000, "MIT", "1,833 languages"),
    _vision("google/siglip2-base-patch16-224", 92_884_224, "224 x 224"),
    _vision("google/siglip2-base-patch16-256", 92_930_304, "256 x 256"),
    _vision("google/siglip2-base-patch16-384", 93_176_064, "384 x 384"),
    _vision("google/siglip2-base-patch16-512", 93_520_128, "512 x 512"),
    _vision("google/siglip2-base-patch16-naflex", 92_930_304, "any shape"),
    _vision("google/siglip2-so400m-patch14-384", 428_225_600, "384 x 384"),
)
NOTES = f"""\
bundled: the weights come with this package. {TESTED}: the tests run small models of
the same architecture with random weights; the weights themselves come from the hub and are not
tried by the tests. 98 of mmBERT-small's 140 million parameters are embeddings, and 197 of
mmBERT-base's 307. Pass a name to --text-checkpoint or --vision-checkpoint.
"""


def list_encoders(bundled_folder: Path = BUNDLED_FOLDER) -> tuple[EncoderEntry, ...]:
    """All rows of the catalogue, the bundled pair first.

    Args:
        bundled_folder: where the bundled pair's folders ``text`` and ``vision`` lie; what is said
            of them is read there.
    """
    pair = (_bundled_entry(bundled_folder / role, role) for role in ("text", "vision"))
    return (*pair, *HUB_ENCODERS)


def format_catalogue(entries: tuple[EncoderEntry, ...]) -> str:
    """The rows as a table for people, with notes below."""
    head = ("encoder", "role", "parameters", "reads", "licence", "languages", "status")
    rows = [head]
    for entry in entries:
        size = "-" if entry.parameters is None else _rounded(entry.parameters)
        rows.append(
            (
                *(entry.name, entry.role, size, entry.reads),
                *(entry.licence, entry.languages, entry.status),
            )
        )
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return "\n".join(lines) + "\n\n" + NOTES


def _bundled_entry(folder: Path, role: Role) -> EncoderEntry:
    weights, settings = folder / "model.safetensors", folder / "config.json"
    parameters, reads, languages, status = None, "-", "-", "absent from this installation"
    if weights.is_file() and settings.is_file():
        config = json.loads(settings.read_text("utf-8"))
        config = config.get(f"{role}_config", config)
        parameters, status = _count_parameters(weights), "bundled"
        languages = _languages(folder.parent / "MODEL_CARD.md") or "-"
        if role == "text":
            reads = f"{config.get('max_position_embeddings', 0):,} tokens"
        else:
            reads = f"{config.get('image_size', 0)} x {config.get('image_size', 0)}"
    return EncoderEntry(BUNDLED_FOLDER.name, role, parameters, reads, "MIT", languages, status)


def _languages(card: Path) -> str:
    """The languages that a model card names in its front matter, with spaces between."""
    text = card.read_text("utf-8") if card.is_file() else ""
    listed = re.search(r"^language:((?:\n- *\w+)+|.+)", text.partition("\n---")[0], re.MULTILINE)
    return " ".join(re.findall(r"\w+", listed[1])) if listed else ""


def _count_parameters(file: Path) -> int:
    """Numbers in a safetensors file, by its header: 8 bytes of length, then JSON."""
    with file.open("rb") as content:
        header = json.loads(content.read(int.from_bytes(content.read(8), "little")))
    return sum(math.prod(item["shape"]) for name, item in header.items() if name != "__metadata__")


def _rounded(parameters: int) -> str:
    if parameters >= 10_000_000:
        return f"{parameters / 1e6:.0f} M"
    return f"{parameters / 1e6:.1f} M" if parameters >= 1_000_000 else f"{parameters / 1e3:.0f} k"
