"""experiments/evaluate_endpoint.py as a user runs it, against a little server."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

SECRET = "sk-very-secret"
Serve = Callable[[Any], Any]


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch, repository: Path) -> Iterator[Serve]:
    """Starts a server that answers by a function; see tests/chat_server.py."""
    monkeypatch.syspath_prepend(str(repository / "tests"))
    chat_server = importlib.import_module("chat_server")
    with ExitStack() as stack:
        yield lambda answer: stack.enter_context(chat_server.serve(answer))


def run_experiment(repository: Path, cwd: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(repository / "experiments" / "evaluate_endpoint.py"), *flags]
    env = {**os.environ, "NO_PROXY": "127.0.0.1", "OPENAI_API_KEY": SECRET}
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)


def test_a_model_meets_the_test_episodes(repository: Path, tmp_path: Path, serve: Serve) -> None:
    def answer(body: dict[str, Any], number: int) -> Any:
        question = body["messages"][0]["content"][1]["text"]
        if number == 0:
            return {"status": 503}
        return "I'm sorry, I can't." if "color" in question else "No."

    server = serve(answer)
    flags = ["--base-url", server.base_url, "--model", "eyes-1", "--episodes", "40"]
    flags += ["--price-prompt", "10", "--price-completion", "100", "--out", "run"]
    result = run_experiment(repository, tmp_path, *flags)
    assert result.returncode == 0, result.stderr
    assert "testing eyes-1: 100%" in result.stderr
    text = (tmp_path / "run" / "summary.json").read_text()
    summary = json.loads(text)
    assert summary["env_id"] == "gennet/EasyVQA-v0"
    assert (summary["settings"]["model"], summary["settings"]["image_scale"]) == ("eyes-1", 4)
    tested, report = summary["test"], summary["report"]
    assert tested["episodes"] == summary["baselines"]["random"]["episodes"] == 40
    low, high = tested["accuracy_ci95"]
    # About a third of the questions are answered "no".
    assert 0.1 < low < tested["accuracy"] < high < 0.7
    assert report["observations"] == 40
    assert report["retries"] == 1
    assert len(server.requests) == report["requests"] + 1
    colours = {
        json.dumps(body)
        for body in server.requests
        if "color" in body["messages"][0]["content"][1]["text"]
    }
    assert report["refusals"] == len(colours) > 0
    assert report["cost"] == pytest.approx(report["requests"] * (100 * 10 + 10 * 100) / 1e6)
    (line,) = (row for row in result.stdout.splitlines() if row.startswith("  eyes-1 "))
    assert f"{tested['accuracy']:.3f}" in line
    assert f"{report['refusals']} refused, 0 not understood, 0 cut off" in result.stdout
    assert f"{report['cost']:.4f} USD" in result.stdout
    assert SECRET not in text + result.stdout + result.stderr


def test_a_spent_budget_ends_it_with_one_sentence(
    repository: Path, tmp_path: Path, serve: Serve
) -> None:
    server = serve(lambda body, number: "no")
    flags = ["--base-url", server.base_url, "--model", "eyes-1", "--episodes", "40"]
    flags += ["--price-prompt", "10", "--price-completion", "0", "--max-cost", "0.0105"]
    result = run_experiment(repository, tmp_path, *flags, "--concurrency", "1")
    assert result.returncode == 2
    last_line = result.stderr.strip().splitlines()[-1]
    assert last_line.startswith("error: max_cost of 0.0105 USD is reached: 0.0100 USD are spent")
    assert "Traceback" not in result.stderr
    assert len(server.requests) == 10
