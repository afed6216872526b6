"""What was measured of the environments that come with the package."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

__all__ = ["FIGURES_FILE", "measured_figures"]

FIGURES_FILE = Path(__file__).parent / "measured.json"
"""By id and difficulty; written by ``experiments/audit_environments.py --update``."""


def measured_figures(task_name: str) -> dict[str, dict[str, float]]:
    """Figures by difficulty ("-" where there is only one), of the task of that name.

    Shares of test episodes solved: ``chance``, ``blind_text`` (the best guess without the image),
    ``blind_image`` (from the image's statistics, without the text); ``oracle_return`` as a share of
    the best; ``frames_per_second`` of the batched form.
    """
    return _by_task().get(task_name, {})


@lru_cache(maxsize=1)
def _by_task() -> dict[str, dict[str, dict[str, float]]]:
    figures = json.loads(FIGURES_FILE.read_text("utf-8")) if FIGURES_FILE.is_file() else {}
    return {env_id.partition("/")[2].rpartition("-v")[0]: rows for env_id, rows in figures.items()}
