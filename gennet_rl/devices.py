"""Which device a run uses, in what precision it computes there, and how it keeps memory."""

from __future__ import annotations

import ctypes
import platform

import torch

from gennet_rl.errors import InvalidValueError

__all__ = ["keep_freed_memory", "resolve_device", "resolve_precision"]

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3  # names and numbers of glibc's mallopt(3)
LARGEST_MMAP_THRESHOLD = 32 * 2**20  # bytes; glibc refuses more


def resolve_device(name: str) -> torch.device:
    """The device of that name; "auto" is CUDA where there is one, else the CPU.

    Raises:
        InvalidValueError: where the name is unknown or this machine has no such device.
    """
    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(name)
    except RuntimeError:
        device = None
    if device is None or device.type not in ("cpu", "cuda"):
        raise InvalidValueError(f"device {name!r} does not exist: use 'auto', 'cpu' or 'cuda'.")
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise InvalidValueError(
            f"device {name!r} is not there: this machine has {torch.cuda.device_count()} CUDA "
            "devices; use 'auto' or 'cpu'."
        )
    return device


def resolve_precision(name: str, device: torch.device) -> torch.dtype:
    """The type of that name; "auto" is bfloat16 where ``device`` computes it natively."""
    if name != "auto":
        return {"float32": torch.float32, "bfloat16": torch.bfloat16}[name]
    if device.type == "cuda":
        is_native = torch.cuda.get_device_capability(device) >= (8, 0)
    else:
        # PyTorch has no public question for it; without an answer float32 is safe.
        is_native = getattr(torch.cpu, "_is_avx512_bf16_supported", lambda: False)()
    return torch.bfloat16 if is_native else torch.float32


def keep_freed_memory(most_bytes: int = 2**31 - 1) -> bool:
    """Have the C library keep memory that was freed for what is allocated next, in this process.

    By default glibc gives the blocks of large tensors back to the system as soon as they are freed,
    and every pass of a network then waits for the system to hand out the same pages, zeroed: about
    a tenth of the time of training on a CPU. The process keeps its peak size instead.

    Args:
        most_bytes: what may be kept, below 2**31.

    Returns:
        Whether it was done; False where the C library is another, which is left as it is.
    """
    if platform.libc_ver()[0] != "glibc":
        return False
    mallopt = ctypes.CDLL(None).mallopt
    is_kept = mallopt(M_MMAP_THRESHOLD, LARGEST_MMAP_THRESHOLD)
    return bool(is_kept and mallopt(M_TRIM_THRESHOLD, most_bytes))
