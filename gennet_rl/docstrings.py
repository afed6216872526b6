"""English sentences from the docstrings of installed packages: a corpus without a download."""

from __future__ import annotations

import ast
import hashlib
import os
import re
import sysconfig
import warnings
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from gennet_rl.errors import InvalidValueError

__all__ = ["STANDARD_LIBRARY", "docstring_sentences"]

STANDARD_LIBRARY = "python"
SKIPPED_FOLDERS = {"tests", "test", "site-packages", "dist-packages", "idlelib", "lib2to3"}

SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
SPACE = re.compile(r"\s+")
# Signs of code, tables, formulas and markup; what has them is left out, not mended.
MARKUP = re.compile(r">>>|::|\.\. |--|==|~~|\\|[{}|<>=*_^$@#\[\]]")
FEWEST_WORDS, MOST_WORDS = 5, 40
LEAST_LETTERS = 0.75  # share of a sentence's characters


def docstring_sentences(packages: Sequence[str], most_per_package: int) -> dict[str, list[str]]:
    """Distinct sentences by package; a sentence that several packages have belongs to the first.

    Source files are parsed, never imported, in an order that mixes a package's parts and is the
    same each time.

    Args:
        packages: import names, or "python" for the standard library.
        most_per_package: where to stop, for balance.

    Returns:
        A list for each package, in the order of ``packages``.

    Raises:
        InvalidValueError: where a package is not installed as source files.
    """
    seen: set[str] = set()
    sentences: dict[str, list[str]] = {}
    for package in packages:
        found: list[str] = []
        for sentence in _sentences_of(_folder_of(package)):
            if len(found) == most_per_package:
                break
            if sentence not in seen:
                seen.add(sentence)
                found.append(sentence)
        sentences[package] = found
    return sentences


def _folder_of(package: str) -> Path:
    if package == STANDARD_LIBRARY:
        return Path(sysconfig.get_paths()["stdlib"])
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise InvalidValueError(
            f"package {package!r} is not installed as a folder of source files: name another."
        )
    return Path(next(iter(spec.submodule_search_locations)))


def _sentences_of(folder: Path) -> Iterator[str]:
    files: set[Path] = set()
    for parent, folders, names in os.walk(folder):
        # Pruned on the way: installed packages may lie inside the standard library.
        folders[:] = set(folders) - SKIPPED_FOLDERS
        relative = Path(parent).relative_to(folder)
        files.update(relative / name for name in names if name.endswith(".py"))
    for file in sorted(files, key=lambda f: hashlib.sha256(f.as_posix().encode()).digest()):
        for docstring in _docstrings_of(folder / file):
            yield from _split_sentences(docstring)


def _docstrings_of(file: Path) -> Iterator[str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # others' invalid escapes
            tree = ast.parse(file.read_bytes())
    except (SyntaxError, ValueError, RecursionError, OSError):
        return  # templates and deliberately broken files lie among packages' sources
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            docstring = ast.get_docstring(node)
            if docstring:
                yield docstring


def _split_sentences(docstring: str) -> Iterator[str]:
    for paragraph in re.split(r"\n\s*\n", docstring):
        text = SPACE.sub(" ", paragraph.replace("`", "")).strip()
        for sentence in SENTENCE_END.split(text):
            letters = sum(c.isascii() and c.isalpha() for c in sentence)
            if (
                FEWEST_WORDS <= len(sentence.split()) <= MOST_WORDS
                and sentence[0].isupper()
                and sentence[-1] in ".!?"
                and letters >= LEAST_LETTERS * len(sentence)
                and not MARKUP.search(sentence)
            ):
                yield sentence
