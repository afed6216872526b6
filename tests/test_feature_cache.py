"""FeatureCache: each content once, a bound in bytes, the least recently used leave first."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from gennet_rl.feature_cache import FeatureCache

ROW_BYTES = 2 * 3 * 4


class Encoding:
    """States [n, 2, 3] that spell their key; remembers which keys it was asked for."""

    def __init__(self) -> None:
        self.keys: list[int] = []

    def of(self, keys: torch.Tensor) -> object:
        def encode(positions: torch.Tensor) -> torch.Tensor:
            chosen = keys[positions]
            self.keys += chosen.tolist()
            return chosen.float()[:, None, None].expand(-1, 2, 3) + 0.5

        return encode


def look_up(
    cache: FeatureCache, encoding: Encoding, *keys: int, source: str = "weights"
) -> torch.Tensor | None:
    wanted = torch.tensor(keys)
    rows = cache.rows(wanted, encoding.of(wanted), source)  # type: ignore[arg-type]
    if rows is not None:
        states = cache.states(rows)
        assert torch.equal(states, wanted.float()[:, None, None].expand(-1, 2, 3) + 0.5)
    return rows


def test_each_content_is_encoded_once() -> None:
    cache, encoding = FeatureCache(100 * ROW_BYTES), Encoding()
    look_up(cache, encoding, 7, -3, 7)
    look_up(cache, encoding, -3, 8, 7, 8)
    assert sorted(encoding.keys) == [-3, 7, 8]
    assert (cache.hits, cache.misses, len(cache)) == (4, 3, 3)


def test_the_least_recently_used_leave_first_and_the_bound_holds() -> None:
    cache, encoding = FeatureCache(3 * ROW_BYTES + 5), Encoding()
    look_up(cache, encoding, 1, 2, 3)
    assert cache.capacity == 3
    look_up(cache, encoding, 1)
    look_up(cache, encoding, 4)  # in the place of 2
    look_up(cache, encoding, 1, 3, 4)
    assert encoding.keys == [1, 2, 3, 4]
    look_up(cache, encoding, 2)  # in the place of 1
    look_up(cache, encoding, 3, 4, 2)
    assert encoding.keys == [1, 2, 3, 4, 2]
    assert len(cache) == 3


def test_what_is_wanted_together_is_never_pushed_out_by_its_own_kind() -> None:
    cache, encoding = FeatureCache(4 * ROW_BYTES), Encoding()
    look_up(cache, encoding, 1, 2, 3, 4)
    look_up(cache, encoding, 5, 1, 6, 2)  # 1 and 2 are the oldest, and stay
    assert encoding.keys == [1, 2, 3, 4, 5, 6]


def test_more_than_fits_at_once_is_refused_with_a_warning_and_nothing_breaks() -> None:
    cache, encoding = FeatureCache(2 * ROW_BYTES), Encoding()
    with pytest.warns(UserWarning, match=r"holds the states of 2 inputs and 3 are needed"):
        assert look_up(cache, encoding, 1, 2, 3) is None
    assert look_up(cache, encoding, 1, 2, 3) is None
    assert look_up(cache, encoding, 2, 1, 2) is not None


def test_another_source_empties_it() -> None:
    cache, encoding = FeatureCache(10 * ROW_BYTES), Encoding()
    look_up(cache, encoding, 1, 2, source="old weights")
    look_up(cache, encoding, 1, source="new weights")
    assert encoding.keys == [1, 2, 1]
    assert len(cache) == 1


def test_only_the_positions_asked_for_are_given() -> None:
    cache = FeatureCache(10 * ROW_BYTES)
    keys = torch.tensor([5])
    rows = cache.rows(keys, lambda _: torch.arange(6.0).view(1, 2, 3), None)
    assert rows is not None
    assert cache.states(rows, 1).tolist() == [[[0.0, 1.0, 2.0]]]


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_states_kept_on_the_host_come_back_to_the_device() -> None:
    cache = FeatureCache(10 * ROW_BYTES, on_host=True)
    rows = cache.rows(torch.tensor([5]), lambda _: torch.ones(1, 2, 3, device="cuda"), None)
    assert rows is not None
    states = cache.states(rows)
    assert states.device.type == "cuda"
    assert states.cpu().tolist() == torch.ones(1, 2, 3).tolist()


def test_rows_are_as_long_as_the_longest_so_far() -> None:
    cache, encoded = FeatureCache(10 * ROW_BYTES), []

    def encode_of(keys: list[int], length: int) -> Any:
        def encode(positions: torch.Tensor) -> torch.Tensor:
            chosen = torch.tensor(keys)[positions]
            encoded.append(chosen.tolist())
            return chosen.float()[:, None, None].expand(-1, length, 3)

        return encode

    def rows(keys: list[int], length: int) -> torch.Tensor:
        found = cache.rows(torch.tensor(keys), encode_of(keys, length), "weights")
        assert found is not None
        return found

    rows([1, 2], 2)
    longer = rows([2, 3], 4)  # the table starts anew, with all that is asked for
    assert encoded == [[1, 2], [3], [2, 3]]
    assert cache.states(longer)[:, 3, 0].tolist() == [2, 3]
    shorter = rows([2, 4], 1)  # kept beside longer ones
    assert cache.states(shorter, 1)[:, 0, 0].tolist() == [2, 4]
    assert cache.states(shorter).isfinite().all()
    assert encoded[3:] == [[4]]
    assert cache.capacity == 5
