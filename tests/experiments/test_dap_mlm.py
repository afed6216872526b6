"""experiments/dap_mlm.py as a user runs it, on two packages and a small encoder."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from transformers import AutoModelForMaskedLM, AutoTokenizer


def test_a_short_run_leaves_what_the_contract_says(
    repository: Path, text_folder: Path, tmp_path: Path, run_script: Any
) -> None:
    # With a head, which need not be fitted first.
    AutoModelForMaskedLM.from_pretrained(text_folder).save_pretrained(tmp_path / "encoder")
    AutoTokenizer.from_pretrained(text_folder).save_pretrained(tmp_path / "encoder")
    flags = ["--text-checkpoint", "encoder", "--packages", "python", "gymnasium"]
    flags += ["--sentences-per-package", "60", "--epochs", "3", "--batch-size", "8"]
    flags += ["--learning-rate", "0.01", "--held-out-fraction", "0.2", "--out", "run"]
    script = str(repository / "experiments" / "dap_mlm.py")
    result = subprocess.run(
        [sys.executable, script, *flags], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    folder = tmp_path / "run"
    summary = json.loads((folder / "summary.json").read_text())
    assert summary["sentences_by_package"] == {"python": 60, "gymnasium": 60}
    assert sum(summary["sentences"].values()) == 120
    assert summary["perplexity_after"] < summary["perplexity_before"]
    for moment in ("before", "after"):
        assert 0.2 < summary[f"probe_accuracy_{moment}"] <= 1
    for name, moment in (("unadapted", "before"), ("adapted", "after")):
        (line,) = (row for row in result.stdout.splitlines() if row.startswith(f"  {name} "))
        assert f"{summary[f'probe_accuracy_{moment}']:.3f}" in line
        assert f"{summary[f'perplexity_{moment}']:.1f}" in line
    with (folder / "metrics.csv").open() as file:
        assert int(list(csv.DictReader(file))[-1]["step"]) == summary["steps"]
    assert (folder / "curve.png").stat().st_size > 5000
    assert AutoModelForMaskedLM.from_pretrained(folder).config.hidden_size == 24

    again = run_script("dap_mlm.py", *flags)
    assert again.returncode == 2
    assert "--overwrite" in again.stderr


BAD_INPUT = {
    "missing checkpoint": (["--text-checkpoint", "./nowhere"], "'./nowhere'"),
    "unknown package": (["--packages", "python", "pythn"], "'pythn'"),
    "no sentences": (["--sentences-per-package", "0"], "sentences_per_package is 0"),
}


@pytest.mark.parametrize("case", BAD_INPUT)
def test_bad_input_gets_a_sentence_and_status_two(
    case: str, tmp_path: Path, run_script: Any
) -> None:
    flags, part = BAD_INPUT[case]
    flags = ["--sentences-per-package", "20", "--packages", "python", *flags]
    result = run_script("dap_mlm.py", *flags)
    assert result.returncode == 2
    assert "Traceback" not in result.stderr
    assert part in " ".join(result.stderr.split())
    assert list(tmp_path.iterdir()) == []
