"""Corpora: what is read from where, what is said of bad lines, and how texts are held out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gennet_rl.corpus import read_corpus, split_texts
from gennet_rl.errors import InvalidValueError, MissingFileError


def write(file: Path, content: str | bytes) -> str:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(file)


def test_every_kind_of_file_is_read(tmp_path: Path) -> None:
    plain = write(tmp_path / "a.txt", "\ufeffone\n\n  two \r\n\t\nthree")
    lines = write(tmp_path / "b.jsonl", '{"text": "fünf", "n": 1}\n\n{"text": "  "}\n')
    table = write(tmp_path / "c.csv", 'id,text\n1,"six, or\nsix and a half"\n2,\n3,seven\n')
    tabs = write(tmp_path / "d.tsv", "text\tid\neight\t1\n")
    corpus = read_corpus([plain, lines, table, tabs])
    assert corpus.texts == (
        *("one", "two", "three", "fünf"),
        *("six, or\nsix and a half", "seven", "eight"),
    )
    assert corpus.skipped_lines == 0


def test_folders_and_patterns_name_files_once(tmp_path: Path) -> None:
    first = write(tmp_path / "texts" / "1.txt", "one\n")
    write(tmp_path / "texts" / "deep" / "2.JSONL", '{"body": "two"}\n')
    write(tmp_path / "texts" / "picture.png", b"\x89PNG")
    folder, pattern = str(tmp_path / "texts"), str(tmp_path / "texts" / "*.txt")
    assert read_corpus([folder, pattern, first], column="body").texts == ("one", "two")
    assert read_corpus([str(tmp_path / "**" / "*.JSONL")], column="body").texts == ("two",)


def test_an_environment_gives_its_training_texts() -> None:
    texts = read_corpus([], env_id="toy/Colour-v0").texts
    assert set(texts) == {"which colour is it?", "is it red?", "is it green?", "is it blue?"}


BAD_LINES = {
    "not UTF-8": ("a.txt", b"good\n\xff\xfe bad\n", 2, "not UTF-8"),
    "not UTF-8 in JSON": ("a.jsonl", b'{"text": "good"}\n{"text": "\xe4"}\n', 2, "not UTF-8"),
    "not UTF-8 in a table": ("a.csv", b"text,n\ngood,1\nsome,\xe4\n", 3, "not UTF-8"),
    "half a character": ("a.jsonl", b'{"text": "good"}\n{"text": "\\ud83d"}\n', 2, "not UTF-8"),
    "not JSON": ("a.jsonl", b'{"text": "good"}\n{"text: 1}\n', 2, "not JSON"),
    "no object": ("a.jsonl", b'{"text": "good"}\n\n["text"]\n', 3, "no JSON object but list"),
    "no column": ("a.jsonl", b'{"text": "good"}\n{"txt": "x"}\n', 2, "(nearest: 'txt')"),
    "wrong type": ("a.jsonl", b'{"text": "good"}\n{"text": 7}\n', 2, "no string but int"),
    "short row": ("a.csv", b"id,text\n1,good\n2\n", 3, "1 columns, too few for 'text'"),
}


@pytest.mark.parametrize("case", BAD_LINES)
def test_bad_lines_are_named_or_skipped_and_counted(case: str, tmp_path: Path) -> None:
    name, content, line, part = BAD_LINES[case]
    source = write(tmp_path / name, content)
    with pytest.raises(InvalidValueError) as caught:
        read_corpus([source])
    message = str(caught.value)
    assert f"{source!r}, line {line}: " in message
    assert part in message
    assert "--skip-bad-lines" in message
    corpus = read_corpus([source], skip_bad_lines=True)
    assert corpus.texts == ("good",)
    assert corpus.skipped_lines == 1


def test_what_cannot_be_read_at_all_is_one_sentence(tmp_path: Path) -> None:
    empty = write(tmp_path / "empty.txt", "\n\n")
    with pytest.raises(InvalidValueError, match=r"empty\.txt' has no text"):
        read_corpus([empty])
    bad = write(tmp_path / "bad.jsonl", "{\n")
    with pytest.raises(InvalidValueError, match="1 bad lines were skipped"):
        read_corpus([bad], skip_bad_lines=True)
    table = write(tmp_path / "t.csv", "id,body\n1,x\n")
    with pytest.raises(InvalidValueError, match=r"no column 'text': name one of 'body', 'id'"):
        read_corpus([table], skip_bad_lines=True)
    with pytest.raises(MissingFileError, match=r"'.*empti.txt' does not exist; .*'empty.txt'"):
        read_corpus([str(tmp_path / "empti.txt")])
    (tmp_path / "nothing").mkdir()
    with pytest.raises(MissingFileError, match=r"has no \.txt"):
        read_corpus([str(tmp_path / "nothing")])
    with pytest.raises(InvalidValueError, match="no corpus is named"):
        read_corpus([])
    with pytest.raises(InvalidValueError, match="not registered"):
        read_corpus([], env_id="toy/Colur-v0")


def test_equal_texts_fall_on_one_side_and_others_do_not_matter() -> None:
    texts = [json.dumps({"n": n}) for n in range(2000)]
    train, held_out = split_texts(texts * 2, 0.2)
    assert not set(train) & set(held_out)
    assert set(train) | set(held_out) == set(texts)
    assert len(held_out) == len(set(held_out)) == pytest.approx(400, abs=60)
    assert len(train) == 2 * len(set(train))
    _, fewer = split_texts(texts[::-2], 0.2)
    assert set(fewer) == set(held_out) & set(texts[::-2])
    _, more = split_texts(texts, 0.4)
    assert set(more) > set(held_out)


def test_a_corpus_too_small_to_split_says_so() -> None:
    with pytest.raises(InvalidValueError, match="leaves no held-out text"):
        split_texts(["a", "b"], 1e-6)
    with pytest.raises(InvalidValueError, match="leaves no training text"):
        split_texts(["a", "b"], 1.0)
