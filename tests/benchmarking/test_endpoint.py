"""A large model behind an endpoint meets the episodes that the small agents meet."""

from __future__ import annotations

import csv
import importlib
import json
from pathlib import Path

import pytest

from gennet_rl.agents.contestants import roster
from gennet_rl.benchmarking.benchmark import run_benchmark
from gennet_rl.benchmarking.config import BenchmarkConfig
from gennet_rl.errors import InvalidValueError

TESTS = Path(__file__).resolve().parents[1]


@pytest.mark.usefixtures("in_this_process")
def test_a_model_behind_an_endpoint_takes_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(TESTS))
    chat_server = importlib.import_module("chat_server")
    with chat_server.serve(lambda body, number: "yes") as server:
        config = BenchmarkConfig(
            envs=("gennet/EasyVQA-v0",),
            agents=("random",),
            seeds=2,
            test_episodes=20,
            out=tmp_path,
            base_url=server.base_url,
            model="says-yes",
            endpoint=("concurrency=2",),
        )
        run_benchmark(config, roster=roster(), progress=False)
        assert {request["model"] for request in server.requests} == {"says-yes"}
    with (tmp_path / "results.csv").open(newline="") as file:
        rows = {(row["agent"], row["seed"]): row for row in csv.DictReader(file)}
    assert rows["endpoint", "0"]["status"] == "done"
    assert ("endpoint", "1") not in rows
    (report,) = tmp_path.glob("cells/*/endpoint/seed0/endpoint.json")
    assert json.loads(report.read_text("utf-8"))["requests"] == len(server.requests)


@pytest.mark.parametrize("given", [{"base_url": "http://x/v1"}, {"agents": ("endpoint",)}])
def test_an_endpoint_needs_address_and_model(tmp_path: Path, given: dict[str, object]) -> None:
    config = BenchmarkConfig(
        envs=("gennet/EasyVQA-v0",), out=tmp_path, **{"agents": ("random",), **given}
    )  # type: ignore[arg-type]
    with pytest.raises(InvalidValueError, match="--base-url and --model"):
        run_benchmark(config, progress=False)
