"""Which device a run uses, and in what precision it computes there."""

from __future__ import annotations

import torch

from gennet_rl.errors import InvalidValueError

__all__ = ["resolve_device", "resolve_precision"]


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
