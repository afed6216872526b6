"""Command lines: typed flags from a config's docstrings, one sentence and status 2 on bad input."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TypeVar

import tyro

from gennet_rl.errors import GennetRLError

__all__ = ["run_command"]

Config = TypeVar("Config")


def run_command(main: Callable[[Config], None], config: type[Config], description: str) -> None:
    """Parse the command line into ``config`` and call ``main`` with it.

    Args:
        main: the command.
        config: a dataclass; its fields become flags, their docstrings the help.
        description: first lines of the help.

    Bad input ends the process with one sentence on standard error and exit status 2.
    """
    arguments = tyro.cli(config, description=description)
    try:
        main(arguments)
    except GennetRLError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(2)
