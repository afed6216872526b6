"""Finding an encoder's checkpoint, or saying in one sentence why there is none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from gennet_rl.errors import MissingFileError, nearest_names

__all__ = ["load_checkpoint"]

Loaded = TypeVar("Loaded")


def load_checkpoint(kind: str, checkpoint: str, load: Callable[[str], Loaded]) -> Loaded:
    """Call ``load(checkpoint)`` with errors that a user can act on.

    Args:
        kind: "text" or "vision", for the message.
        checkpoint: hub name or folder.
        load: a ``from_pretrained``.

    Raises:
        MissingFileError: where ``checkpoint`` is no folder with a model and no reachable hub name.
    """
    path = Path(checkpoint).expanduser()
    if path.exists():
        if not (path / "config.json").is_file():
            raise MissingFileError(
                f"{kind} checkpoint {checkpoint!r} has no config.json: name a folder that was "
                "written by save_pretrained()."
            )
        return load(str(path))
    looks_local = checkpoint.startswith((".", "/", "~")) or checkpoint.count("/") != 1
    if looks_local:
        raise _missing(kind, checkpoint, "does not exist")
    try:
        return load(checkpoint)
    except OSError as error:
        reason = "is no folder here, and no model of that name could be had from the hub"
        raise _missing(kind, checkpoint, reason) from error


def _missing(kind: str, checkpoint: str, reason: str) -> MissingFileError:
    parent = Path(checkpoint).expanduser().parent
    folders = (
        [entry.name for entry in parent.iterdir() if entry.is_dir()] if parent.is_dir() else []
    )
    hint = f"; folders in {str(parent)!r}: {nearest_names(Path(checkpoint).name, folders)}"
    return MissingFileError(f"{kind} checkpoint {checkpoint!r} {reason}{hint if folders else ''}.")
