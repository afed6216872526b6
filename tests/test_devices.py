"""Devices by name; memory that is kept."""

from __future__ import annotations

import ctypes
import subprocess
import sys

import pytest
import torch

from gennet_rl.devices import resolve_device, resolve_precision
from gennet_rl.errors import InvalidValueError


def test_auto_takes_cuda_where_there_is_one() -> None:
    assert resolve_device("auto").type == ("cuda" if torch.cuda.is_available() else "cpu")
    assert resolve_device("cpu").type == "cpu"


@pytest.mark.parametrize("name", ["gpu", "cuda:99", "meta", "cpu:x"])
def test_devices_that_are_not_there_say_so(name: str) -> None:
    with pytest.raises(InvalidValueError, match=name):
        resolve_device(name)


def test_precision_is_what_is_asked_for_or_what_the_processor_has() -> None:
    cpu = torch.device("cpu")
    assert resolve_precision("float32", cpu) is torch.float32
    assert resolve_precision("bfloat16", cpu) is torch.bfloat16
    assert resolve_precision("auto", cpu) in (torch.float32, torch.bfloat16)


def test_without_native_bfloat16_auto_is_float32(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: False)
    assert resolve_precision("auto", torch.device("cpu")) is torch.float32
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda _: (7, 5))
    assert resolve_precision("auto", torch.device("cuda")) is torch.float32
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda _: (9, 0))
    assert resolve_precision("auto", torch.device("cuda")) is torch.bfloat16


FREE_MEGABYTES_OF_THE_ALLOCATOR = """
import ctypes, sys, torch
from gennet_rl.devices import keep_freed_memory

class Mallinfo2(ctypes.Structure):
    _fields_ = [(f"field{i}", ctypes.c_size_t) for i in range(8)] + [
        ("fordblks", ctypes.c_size_t), ("keepcost", ctypes.c_size_t)]

if sys.argv[1] == "kept":
    assert keep_freed_memory()
tensors = [torch.ones(4_000_000) for _ in range(20)]
del tensors
mallinfo2 = ctypes.CDLL(None).mallinfo2
mallinfo2.restype = Mallinfo2
print(mallinfo2().fordblks // 1_000_000)
"""


@pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "mallinfo2"),
    reason="needs the GNU C library, 2.33 or later",
)
def test_freed_memory_is_kept() -> None:
    megabytes = {
        kind: int(
            subprocess.check_output([sys.executable, "-c", FREE_MEGABYTES_OF_THE_ALLOCATOR, kind])
        )
        for kind in ("kept", "returned")
    }
    assert megabytes["kept"] >= 20 * 16 > megabytes["returned"] + 100
