"""The library's exceptions: one sentence that says what, where, and what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

__all__ = ["GennetRLError", "InvalidValueError", "MissingFileError", "WorkerError", "nearest_names"]


class GennetRLError(Exception):
    """Base of every error that gennet_rl raises on bad input."""


class InvalidValueError(GennetRLError, ValueError):
    """A value that the library cannot work with: a name, a size, an action, a folder's state."""


class MissingFileError(GennetRLError, FileNotFoundError):
    """A file or folder that was named and is not there."""


class WorkerError(GennetRLError, RuntimeError):
    """A worker process that ended, or failed in a way that cannot be told from here."""


def nearest_names(name: str, valid_names: Iterable[str], count: int = 3) -> str:
    """The valid names most like ``name``, quoted and joined; all of them where none is alike.

    Args:
        name: what was asked for.
        valid_names: what would have been right.
        count: how many to name at most where some are alike.

    Returns:
        For example ``"'train', 'test'"``; ``"none"`` where there is no valid name at all.
    """
    names = sorted(set(valid_names))
    alike = difflib.get_close_matches(name, names, n=count, cutoff=0.5)
    return ", ".join(repr(candidate) for candidate in alike or names[:20]) or "none"
