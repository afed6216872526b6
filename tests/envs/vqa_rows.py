"""Rows of questions about plain images, as files that gennet/VQA-v0 reads."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

COLOURS = {"red": (220, 30, 30), "green": (30, 200, 30), "blue": (30, 30, 220)}
GENERATOR = np.random.default_rng(0)
Write = Callable[[Path, Sequence[dict[str, Any]]], Path]


def picture(colour: str = "red", size: tuple[int, int] = (40, 20), format: str = "PNG") -> bytes:
    file = BytesIO()
    Image.new("RGB", size, COLOURS[colour]).save(file, format)
    return file.getvalue()


def colour_rows(folder: Path, images: int = 60) -> list[dict[str, Any]]:
    """Two questions each about plain images, whose files are written to ``folder``."""
    rows = []
    for number in range(images):
        colour = list(COLOURS)[number % 3]
        (folder / f"{number}.png").write_bytes(picture(colour))
        is_red = "yes" if colour == "red" else "no"
        for question, answer in (("which colour?", colour), ("is it red, señor?", is_red)):
            rows.append({"image": f"{number}.png", "question": question, "answer": answer})
    return rows


def write_jsonl(path: Path, rows: Sequence[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def write_csv(path: Path, rows: Sequence[dict[str, Any]]) -> Path:
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        for row in rows:
            lists = {k: json.dumps(v) for k, v in row.items() if isinstance(v, list)}
            writer.writerow({**row, **lists})
    return path
