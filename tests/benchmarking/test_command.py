"""gennet-rl benchmark as a user runs it, with agents that learn nothing."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from gennet_rl import cli
from gennet_rl.agents import contestants
from gennet_rl.benchmarking.cells import CellOutcome


@pytest.mark.usefixtures("in_this_process")
def test_a_small_benchmark_prints_its_tables(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    flags = ["--envs", "gennet/EasyVQA-v0", "--agents", "majority", "--seeds", "2"]
    cli.main(["benchmark", *flags, "--test-episodes", "60", "--out", str(out)])
    printed = capfd.readouterr().out
    assert (out / "leaderboard.md").read_text() in printed
    assert f"In {out}: leaderboard.md" in printed
    with (out / "results.csv").open(newline="") as file:
        rows = {(row["agent"], row["seed"]): row for row in csv.DictReader(file)}
    # Only draws differ by seed.
    assert set(rows) == {("majority", "0"), ("random", "0"), ("random", "1"), ("oracle", "0")}
    assert rows["oracle", "0"]["normalized_score"] == "1.0"
    assert 0 < float(rows["majority", "0"]["normalized_score"]) < 1
    assert all(row["episodes"] == "60" for row in rows.values())


@pytest.mark.usefixtures("in_this_process")
def test_failed_cells_end_it_with_status_one_and_tables(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> CellOutcome:
        raise RuntimeError("no luck")

    monkeypatch.setitem(contestants.CONTESTANTS, "majority", contestants.Contestant("", fail))
    out = tmp_path / "out"
    flags = ["--envs", "gennet/EasyVQA-v0", "--agents", "majority", "--seeds", "1"]
    with pytest.raises(SystemExit) as end:
        cli.main(["benchmark", *flags, "--test-episodes", "10", "--out", str(out)])
    assert "1 of the cells failed: --retry-failed" in str(end.value.code)
    assert "no luck" in capfd.readouterr().out
    assert "no luck" in (out / "report.html").read_text()


def test_bad_input_gets_a_sentence_and_status_two(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for flags, part in ((["--agents", "pppo"], "'ppo'"), (["--suite", "cor"], "'core'")):
        with pytest.raises(SystemExit) as end:
            cli.main(["benchmark", *flags])
        assert end.value.code == 2
        assert part in capfd.readouterr().err
    assert list(tmp_path.iterdir()) == []
