"""Scripts of experiments/ run as a user runs them, in this process: an import takes seconds."""

from __future__ import annotations

import runpy
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

RunScript = Callable[..., "CompletedProcess[str]"]


@pytest.fixture
def run_script(
    repository: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> RunScript:
    """Of a script's name and its flags to what came of it; it runs in ``tmp_path``."""

    def run(name: str, *flags: str) -> CompletedProcess[str]:
        script = str(repository / "experiments" / name)
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(sys, "argv", [script, *flags])
        capfd.readouterr()  # what was there before
        status: int | str | None = 0
        try:
            runpy.run_path(script, run_name="__main__")
        except SystemExit as end:
            status = end.code
        if isinstance(status, str):  # as the interpreter does
            print(status, file=sys.stderr)
            status = 1
        return CompletedProcess(sys.argv, status or 0, *capfd.readouterr())

    return run
