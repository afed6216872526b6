"""Sentences of docstrings: parsed and not imported, whole, once each, and balanced."""

from __future__ import annotations

from pathlib import Path

import pytest

from gennet_rl.docstrings import docstring_sentences
from gennet_rl.errors import InvalidValueError

MODULE = '''"""The first sentence of this module stands here. A second one
follows on the next line.

    >>> code(1)

Too short.
"""

raise RuntimeError("imported")

class Shape:
    """Shapes have a number of corners each.

    .. note:: This one is markup and therefore left out.
    """

    async def area(self):
        """Return the area of the shape in pixels! Here x = 3 * y ** 2 is a formula.

        width, height : float
            the sentence starts small and is left out.
        """
'''


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "shapes_of_things"
    (folder / "tests").mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    (folder / "module.py").write_text(MODULE)
    (folder / "broken.py").write_text("def (")
    (folder / "tests" / "test_it.py").write_text('"""What tests say is not read at all."""')
    monkeypatch.syspath_prepend(tmp_path)
    return folder


def test_sentences_are_whole_english_and_come_once(package: Path) -> None:
    (package / "again.py").write_text(MODULE)
    sentences = docstring_sentences([package.name], 100)[package.name]
    assert sorted(sentences) == [
        "A second one follows on the next line.",
        "Return the area of the shape in pixels!",
        "Shapes have a number of corners each.",
        "The first sentence of this module stands here.",
    ]


def test_packages_are_capped_and_repeatable() -> None:
    packages = ["python", "gymnasium"]
    sentences = docstring_sentences(packages, 50)
    assert {name: len(texts) for name, texts in sentences.items()} == dict.fromkeys(packages, 50)
    assert not set(sentences["python"]) & set(sentences["gymnasium"])
    assert docstring_sentences(packages, 50) == sentences


@pytest.mark.parametrize("name", ["no_such_package", "bisect"])
def test_what_is_no_package_says_so(name: str) -> None:
    with pytest.raises(InvalidValueError, match=f"package '{name}' is not installed"):
        docstring_sentences([name], 10)
