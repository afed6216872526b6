"""Strings to token ids, once per distinct string; numpy only, so that worker processes stay small.

B batch, L tokens, N texts that are remembered, W tokens of the longest of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gennet_rl.content_keys import content_key

__all__ = ["TokenCache"]


class TokenCache:
    """Calls a tokenizer once for each distinct string and looks the ids up ever after.

    Args:
        tokenizer: a Hugging Face tokenizer with a padding token.
        max_tokens: L; longer texts are cut, shorter ones padded at the end.
        max_texts: distinct texts to remember; past that the memory starts anew, so that tasks
            whose texts never repeat cannot fill the machine.
    """

    def __init__(self, tokenizer: Any, max_tokens: int, max_texts: int = 100_000) -> None:
        self.tokenizer = tokenizer
        self.max_tokens = max_tokens
        self.max_texts = max_texts
        self.texts_seen = 0
        """Distinct texts so far; those met again after the memory started anew count again."""
        self.texts_truncated = 0
        """How many of them were longer than ``max_tokens`` and were cut."""
        self._row_of: dict[str, int] = {}
        self._ids_NW = np.zeros((0, 0), np.int32)
        self._lengths_N = np.zeros(0, np.int32)
        self._keys_N = np.zeros(0, np.int64)

    @property
    def vocabulary_size(self) -> int:
        """Number of token ids."""
        return len(self.tokenizer)

    @property
    def truncation_report(self) -> str | None:
        """A sentence on the texts that were cut; None where there was none."""
        if not self.texts_truncated:
            return None
        return (
            f"{self.texts_truncated} of {self.texts_seen} distinct texts were longer than "
            f"{self.max_tokens} tokens and were cut: raise --network.text.max-tokens."
        )

    def __call__(self, texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """Token ids and mask of ``texts``.

        Args:
            texts: B strings.

        Returns:
            ``input_ids`` int64[B, L], padded at the end, and ``attention_mask`` bool[B, L], true
            on real tokens.
        """
        rows_B = self._rows(texts)
        mask_BL = np.arange(self.max_tokens) < self._lengths_N[rows_B, None]
        ids_BL = np.full(mask_BL.shape, self.tokenizer.pad_token_id, np.int64)
        ids_BL[:, : self._ids_NW.shape[1]] = self._ids_NW[rows_B]
        return ids_BL, mask_BL

    def keys(self, texts: Sequence[str]) -> np.ndarray:
        """Content keys int64[B] of ``texts``: equal where, and only where, the texts are."""
        rows_B = self._rows(texts)
        return self._keys_N[rows_B]

    def _rows(self, texts: Sequence[str]) -> list[int]:
        try:
            return [self._row_of[text] for text in texts]
        except KeyError:
            self._learn_new(texts)
            return [self._row_of[text] for text in texts]

    def _learn_new(self, texts: Sequence[str]) -> None:
        new_texts = list(dict.fromkeys(text for text in texts if text not in self._row_of))
        if len(self._row_of) + len(new_texts) > self.max_texts:
            self._forget()
            new_texts = list(dict.fromkeys(texts))
        self._learn(new_texts)

    def _forget(self) -> None:
        self._row_of.clear()
        self._ids_NW = self._ids_NW[:0, :0]
        self._lengths_N = self._lengths_N[:0]
        self._keys_N = self._keys_N[:0]

    def _learn(self, texts: list[str]) -> None:
        encoded = self.tokenizer(
            texts,
            truncation=True,
            max_length=self.max_tokens,
            padding="longest",
            padding_side="right",  # whatever a decoder's tokenizer, such as Gemma's, is used to
            return_attention_mask=True,
        )
        first_row = len(self._ids_NW)
        # As wide as the longest text needs, not as the limit allows, which is mostly far more.
        ids_NW = np.array(encoded["input_ids"], np.int32)
        width = max(self._ids_NW.shape[1], ids_NW.shape[1])
        self._ids_NW = np.concatenate([self._widened(ids, width) for ids in (self._ids_NW, ids_NW)])
        lengths = np.array(encoded["attention_mask"], np.int32).sum(1)
        self._lengths_N = np.concatenate([self._lengths_N, lengths.astype(np.int32)])
        keys = [content_key(text.encode("utf-8", "surrogatepass")) for text in texts]
        self._keys_N = np.concatenate([self._keys_N, np.array(keys, np.int64)])
        self._row_of.update((text, first_row + i) for i, text in enumerate(texts))
        full = [
            text for text, length in zip(texts, lengths, strict=True) if length == self.max_tokens
        ]
        self.texts_seen += len(texts)
        self.texts_truncated += self._count_longer(full)

    def _widened(self, ids_NW: np.ndarray, width: int) -> np.ndarray:
        missing = width - ids_NW.shape[1]
        pad = self.tokenizer.pad_token_id
        return np.pad(ids_NW, ((0, 0), (0, missing)), constant_values=pad) if missing else ids_NW

    def _count_longer(self, full: list[str]) -> int:
        """How many of the texts that fill every token would fill more."""
        if not full:
            return 0
        whole = self.tokenizer(full, truncation=False, padding=False, verbose=False)["input_ids"]
        return sum(len(ids) > self.max_tokens for ids in whole)
