"""What was measured of the environments that come with the package."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from gennet_rl.envs.wrapped import WrappedTask

if TYPE_CHECKING:
    from gennet_rl.envs.task import Task

__all__ = ["FIGURES_FILE", "measured_figures"]

FIGURES_FILE = Path(__file__).parent / "measured.json"
"""By id and difficulty; written by ``experiments/audit_environments.py --update``."""


def measured_figures(task: Task) -> dict[str, dict[str, float]]:
    """Figures by difficulty ("-" where there is only one) of a task; none of one in a wrapper.

    Shares of test episodes solved: ``chance``, ``blind_text`` (the best guess without the image),
    ``blind_image`` (from the image's statistics, without the text); ``oracle_return`` as a share of
    the best; ``frames_per_second`` of the batched form.
    """
    is_wrapped = isinstance(task, WrappedTask) and task.name == task.task.name
    return {} if is_wrapped else _by_task().get(task.name, {})


@lru_cache(maxsize=1)
def _by_task() -> dict[str, dict[str, dict[str, float]]]:
    figures = json.loads(FIGURES_FILE.read_text("utf-8")) if FIGURES_FILE.is_file() else {}
    return {env_id.partition("/")[2].rpartition("-v")[0]: rows for env_id, rows in figures.items()}
