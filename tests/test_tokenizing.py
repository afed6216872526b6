"""TokenCache: a tokenizer called once for each distinct string."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np

from gennet_rl.encoders import train_tokenizer
from gennet_rl.tokenizing import TokenCache


class CountingTokenizer:
    """Counts the texts that the real tokenizer is asked for."""

    def __init__(self, tokenizer: Any) -> None:
        self.tokenizer = tokenizer
        self.pad_token_id = tokenizer.pad_token_id
        self.texts: list[str] = []

    def __call__(self, texts: list[str], **kwargs: Any) -> Any:
        self.texts += texts
        return self.tokenizer(texts, **kwargs)


def test_each_distinct_string_is_tokenized_once(tokenizer: Any) -> None:
    counting = CountingTokenizer(tokenizer)
    cache = TokenCache(counting, 8)
    cache(["is it red?", "is it blue?", "is it red?"])
    input_ids, attention_mask = cache(["is it blue?", "is it green?", "is it red?"])
    assert counting.texts == ["is it red?", "is it blue?", "is it green?"]
    expected = tokenizer(
        ["is it blue?", "is it green?", "is it red?"],
        padding="max_length",
        max_length=8,
        return_tensors="np",
    )
    np.testing.assert_array_equal(input_ids, expected["input_ids"])
    np.testing.assert_array_equal(attention_mask, expected["attention_mask"])
    assert input_ids.dtype == np.int64
    assert attention_mask.dtype == np.bool_


def test_long_texts_are_cut_and_keep_their_last_special_token(tokenizer: Any) -> None:
    input_ids, attention_mask = TokenCache(tokenizer, 4)(["is it red? " * 20])
    assert attention_mask.all()
    assert input_ids[0, 0] == tokenizer.cls_token_id
    assert input_ids[0, -1] == tokenizer.sep_token_id


def test_memory_is_bounded_where_texts_never_repeat(tokenizer: Any) -> None:
    cache = TokenCache(tokenizer, 16, max_texts=10)
    for start in range(0, 100, 4):
        texts = [f"number {start + i}" for i in range(4)]
        input_ids, _ = cache(texts)
        expected = tokenizer(texts, padding="max_length", max_length=16)["input_ids"]
        np.testing.assert_array_equal(input_ids, expected)
        assert len(cache._row_of) <= 10
        assert len(cache._ids_NW) <= 10


def test_memory_grows_with_the_texts_not_with_the_limit(tokenizer: Any) -> None:
    cache = TokenCache(tokenizer, 500)
    for texts in (["is it red?"], ["go left, 1 to go", "is it red?"], ["go " * 20], ["is it red?"]):
        input_ids, attention_mask = cache(texts)
        expected = tokenizer(texts, padding="max_length", max_length=500, return_tensors="np")
        np.testing.assert_array_equal(input_ids, expected["input_ids"])
        np.testing.assert_array_equal(attention_mask, expected["attention_mask"])
    assert cache._ids_NW.shape[1] == len(tokenizer("go " * 20)["input_ids"])


def test_trained_tokenizer_knows_every_text_of_every_language() -> None:
    tokenizer = train_tokenizer(["is there a circle?"] * 3, 400)
    for text in ("is there a circle?", "¿hay un círculo?", "有圆吗", "क्या कोई वृत्त है?"):
        ids = tokenizer(text)["input_ids"]
        assert tokenizer.unk_token_id not in ids
        assert tokenizer.decode(ids, skip_special_tokens=True).strip() == text
    # [CLS], the four words and the question mark, [SEP]: merges were learned.
    assert len(tokenizer("is there a circle?")["input_ids"]) == 7


def test_texts_that_were_cut_are_counted_once_each(tokenizer: Any) -> None:
    cache = TokenCache(tokenizer, 6)
    exact = "is it red?"  # [CLS], four tokens, [SEP]: it fits, and nothing is left over
    assert len(tokenizer(exact)["input_ids"]) == 6
    cache([exact, "is it", exact])
    assert cache.truncation_report is None
    cache(["is it red? is it red?", exact, "is it red? is it red?", "is it blue? is it?"])
    cache(["is it red? is it red?"])
    assert (cache.texts_seen, cache.texts_truncated) == (4, 2)
    assert cache.truncation_report == (
        "2 of 4 distinct texts were longer than 6 tokens and were cut: raise "
        "--network.text.max-tokens."
    )


def test_padding_comes_last_whatever_the_tokenizer_is_used_to(tokenizer: Any) -> None:
    left = copy.deepcopy(tokenizer)
    left.padding_side = "left"
    for one, other in zip(
        TokenCache(left, 12)(["is it red?"]), TokenCache(tokenizer, 12)(["is it red?"]), strict=True
    ):
        np.testing.assert_array_equal(one, other)


def test_equal_texts_have_equal_keys_also_after_the_memory_started_anew(tokenizer: Any) -> None:
    cache = TokenCache(tokenizer, 8, max_texts=3)
    keys = cache.keys(["is it red?", "is it blue?", "is it red?"])
    assert keys.dtype == np.int64
    assert keys[0] == keys[2] != keys[1]
    cache(["one", "two", "three"])
    assert (cache.keys(["is it blue?", "is it red?"]) == keys[[1, 0]]).all()
