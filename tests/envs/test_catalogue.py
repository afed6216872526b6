"""What is said of environments, in lists, in detail, on a page."""

from __future__ import annotations

from pathlib import Path

import pytest

from gennet_rl.envs.catalogue import describe, format_list, list_environments
from gennet_rl.envs.gallery import write_gallery
from gennet_rl.errors import InvalidValueError


def test_ones_own_and_the_packages_environments_are_listed_with_a_line_each() -> None:
    lines = format_list(list_environments()).splitlines()
    (own,) = [line for line in lines if line.startswith("toy/Levels-v0 ")]
    assert own.endswith(" A task that says what it was made with.")
    assert any(line.startswith("gennet/EasyVQA-v0 ") for line in lines)
    assert not any("Colour-v0" in line for line in lines)  # registered without being a task


def test_an_environment_is_described_with_its_spaces_splits_and_levels() -> None:
    text = describe("toy/Levels-v0?difficulty=1")
    assert "Its text is needed" in text
    assert "Discrete(2): zero, one" in text
    assert "levels        0, 1, 2, 3, 4" in text
    assert "endless" in text
    assert "no figures were measured" in text
    assert "9,673 episodes" in describe("gennet/EasyVQA-v0")
    with pytest.raises(InvalidValueError, match="not registered as a task"):
        describe("toy/Colour-v0")


def test_the_gallery_is_one_file_with_pictures_texts_and_answers(tmp_path: Path) -> None:
    file = tmp_path / "pages" / "gallery.html"
    assert write_gallery(file, ("toy/Levels-v0", "gennet/EasyVQA-v0")) == 2
    page = file.read_text("utf-8")
    assert page.count("<figure>") == 3 * 5 + 3
    assert page.count("data:image/png;base64,") == page.count("<img ")
    assert "http" not in page
    assert "is there" in page or "what" in page
    assert "4 ()" in page
