"""States of frozen layers, kept by content: each distinct input is encoded once in a whole run.

B batch, R rows of the cache, S tokens or patches, D width.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Hashable
from typing import Any

import torch

__all__ = ["FeatureCache"]

Encode = Callable[[torch.Tensor], torch.Tensor]


class FeatureCache:
    """A table of states with a bound in bytes; what was used least recently leaves first.

    Memory is taken as one block when the first states arrive. A CPU only hands out the pages of it
    that are written to. Rows are as long as the longest sequence so far; a longer one starts the
    table anew, which happens a few times at the beginning. A copy or a pickle of a cache is an
    empty one with the same bound.

    Args:
        max_bytes: bound of the table's size.
        on_host: whether the table lies in pinned host memory, whatever device the states are on.
    """

    def __init__(self, max_bytes: int, on_host: bool = False) -> None:
        self.max_bytes = max_bytes
        self.on_host = on_host
        self.hits = 0
        """Inputs looked up that needed no encoding, since the run began."""
        self.misses = 0
        """Inputs that were encoded for the table, since the run began."""
        self._row_of: dict[int, int] = {}  # in the order of last use
        self._table_RSD: torch.Tensor | None = None
        self._device = torch.device("cpu")
        self._source: Hashable = None

    def __getstate__(self) -> dict[str, Any]:
        """Copies and other processes start with an empty table."""
        empty = FeatureCache(self.max_bytes, self.on_host)
        return vars(empty)

    def __len__(self) -> int:
        """Number of inputs whose states are there."""
        return len(self._row_of)

    @property
    def capacity(self) -> int | None:
        """R, how many inputs fit; None before the first states have shown their size."""
        return None if self._table_RSD is None else len(self._table_RSD)

    def rows(self, keys: torch.Tensor, encode: Encode, source: Hashable) -> torch.Tensor | None:
        """Rows of the table that hold the states of these inputs; they hold until the next call.

        Args:
            keys: int64[B], the inputs' content keys.
            encode: from positions int64[n] of inputs to their states float[n, S, D]; S may differ
                from call to call, what is beyond an input's own length must be finite.
            source: what states depend on besides content, such as the weights' versions; where it
                is not what it was, the table is emptied.

        Returns:
            int64[B] on the device of the states; None where the distinct inputs do not all fit.
        """
        if source != self._source:
            self.clear()
            self._source = source
        wanted = keys.tolist()
        position_of: dict[int, int] = {}
        for position, key in enumerate(wanted):
            position_of.setdefault(key, position)
        if self.capacity is not None and len(position_of) > self.capacity:
            return None
        missing = self._touch(position_of)
        if missing:
            states = encode(torch.tensor([position_of[key] for key in missing]))
            if self._table_RSD is not None and states.shape[1] > self._table_RSD.shape[1]:
                self.clear()
                missing = list(position_of)
                states = encode(torch.tensor([position_of[key] for key in missing]))
            if not self._add(missing, states, len(position_of)):
                return None
        self.hits += len(wanted) - len(missing)
        self.misses += len(missing)
        rows = torch.tensor([self._row_of[key] for key in wanted])
        return rows if self.on_host else rows.to(self._device)

    def states(self, rows: torch.Tensor, length: int | None = None) -> torch.Tensor:
        """The states float[B, S, D] of ``rows``; of their first ``length`` positions, if given."""
        assert self._table_RSD is not None
        states = self._table_RSD[:, :length][rows]
        if self.on_host and self._device.type == "cuda":
            return states.pin_memory().to(self._device, non_blocking=True)
        return states

    def clear(self) -> None:
        """Forget everything; the counts go on."""
        self._row_of.clear()
        self._table_RSD = None

    def _touch(self, wanted: dict[int, int]) -> list[int]:
        """Mark what is there as used just now; return the keys that are not there."""
        missing = []
        for key in wanted:
            row = self._row_of.pop(key, None)
            if row is None:
                missing.append(key)
            else:
                self._row_of[key] = row
        return missing

    def _add(self, keys: list[int], states: torch.Tensor, needed: int) -> bool:
        """Put states in, in the place of the least recently used; False where they do not fit."""
        if self._table_RSD is None:
            self._allocate(states)
        assert self._table_RSD is not None
        capacity = len(self._table_RSD)
        if needed > capacity:
            warnings.warn(
                f"the feature cache holds the states of {capacity} inputs and {needed} are needed "
                "at once, which are encoded anew each time instead: raise --feature-cache-gb.",
                stacklevel=2,
            )
            return False
        # Rows fill in order, and are only handed on when all of them are full.
        used = len(self._row_of)
        rows = list(range(used, min(capacity, used + len(keys))))
        while len(rows) < len(keys):
            rows.append(self._row_of.pop(next(iter(self._row_of))))
        device, length = self._table_RSD.device, states.shape[1]
        written = torch.tensor(rows, device=device)
        self._table_RSD[written, :length] = states.to(device)
        self._table_RSD[written, length:] = 0.0  # what is masked must be finite all the same
        self._row_of.update(zip(keys, rows, strict=True))
        return True

    def _allocate(self, states: torch.Tensor) -> None:
        self._device = states.device
        pinned = self.on_host and states.device.type == "cuda"
        self._table_RSD = torch.empty(
            self.max_bytes // max(1, states[0].nbytes),
            *states.shape[1:],
            dtype=states.dtype,
            device="cpu" if self.on_host else states.device,
            pin_memory=pinned,
        )
