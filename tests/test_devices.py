"""Devices by name."""

from __future__ import annotations

import pytest
import torch

from gennet_rl.devices import resolve_device
from gennet_rl.errors import InvalidValueError


def test_auto_takes_cuda_where_there_is_one() -> None:
    assert resolve_device("auto").type == ("cuda" if torch.cuda.is_available() else "cpu")
    assert resolve_device("cpu").type == "cpu"


@pytest.mark.parametrize("name", ["gpu", "cuda:99", "meta", "cpu:x"])
def test_devices_that_are_not_there_say_so(name: str) -> None:
    with pytest.raises(InvalidValueError, match=name):
        resolve_device(name)
