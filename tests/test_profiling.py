"""Traces: of the rollout after the first two, and nothing where none is asked for."""

from __future__ import annotations

import json
from pathlib import Path

import torch

from gennet_rl.profiling import tracing


def run(folder: Path, enabled: bool) -> None:
    with tracing(folder, enabled) as step:
        for rollout in range(5):
            with torch.profiler.record_function(f"rollout {rollout}"):
                torch.ones(10, 10) @ torch.ones(10, 10)
            step()


def test_the_third_rollout_is_traced(tmp_path: Path) -> None:
    run(tmp_path, enabled=True)
    events = json.loads((tmp_path / "trace.json").read_text())["traceEvents"]
    names = {event["name"] for event in events}
    assert {name for name in names if name.startswith("rollout")} == {"rollout 2"}
    assert "aten::mm" in names


def test_no_trace_unless_asked_for(tmp_path: Path) -> None:
    run(tmp_path, enabled=False)
    assert list(tmp_path.iterdir()) == []
