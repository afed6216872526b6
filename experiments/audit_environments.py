"""Measures every environment: chance, blind guesses, oracle, speed; and writes what it finds.

    python experiments/audit_environments.py --out runs/audit

Blind guesses act without the image, or by the image's statistics alone. Needs scikit-learn, which
the extra [digits] brings. `--update` puts the figures into the package, for `gennet-rl envs ID`,
and into docs/environments.md.
"""

from __future__ import annotations

import dataclasses
import json
import os
import platform
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gymnasium
from tqdm import tqdm

from gennet_rl.auditing import audit_environment
from gennet_rl.cli import run_command
from gennet_rl.envs.catalogue import list_environments
from gennet_rl.envs.measured import FIGURES_FILE

GUIDE = Path(__file__).resolve().parents[1] / "docs" / "environments.md"
BEGIN, END = "<!-- audit: begin -->", "<!-- audit: end -->"


@dataclass(frozen=True)
class AuditConfig:
    """What is measured, and how thoroughly."""

    env_ids: tuple[str, ...] = ()
    """Gymnasium ids; by default all of gennet_rl that need no data of yours."""
    difficulties: tuple[int, ...] = (0, 1, 2, 3, 4)
    """Of those that have several."""
    moments: int = 20_000
    """Of the training split, that blind guesses are fitted on."""
    episodes: int = 4_000
    """Of the test split, that they are tried on."""
    seconds: float = 1.0
    """Of processor time that the speed is measured for."""
    update: bool = False
    """Whether the figures also go into the package and the guide."""
    out: Path = Path("runs/audit")
    """Folder for audit.json and table.md."""


def main(config: AuditConfig) -> None:
    """Measure, and leave the figures in ``config.out``."""
    config.out.mkdir(parents=True, exist_ok=True)
    figures: dict[str, Any] = json.loads(FIGURES_FILE.read_text("utf-8")) if config.update else {}
    ids = config.env_ids or tuple(entry.env_id for entry in list_environments() if entry.runs)
    for env_id in tqdm(ids, desc="environments"):
        levels = levels_of(env_id)
        by_level = {}
        chosen: list[int | None] = [level for level in levels if level in config.difficulties]
        for level in chosen or [None]:
            named = env_id if level is None else f"{env_id}?difficulty={level}"
            audit = audit_environment(named, config.moments, config.episodes, config.seconds)
            by_level["-" if level is None else str(level)] = {
                name: round(value, 4 if value < 10 else None)
                for name, value in dataclasses.asdict(audit).items()
            }
        figures.setdefault(env_id, {}).update(by_level)
        text = json.dumps(figures, indent=1) + "\n"
        (config.out / "audit.json").write_text(text, "utf-8")
        if config.update:
            FIGURES_FILE.write_text(text, "utf-8")
    table = format_table({env_id: figures[env_id] for env_id in ids})
    (config.out / "table.md").write_text(table, "utf-8")
    if config.update:
        update_guide(format_table(figures))
    print(table)


def update_guide(table: str) -> None:
    """Put the table between the guide's markers."""
    text = GUIDE.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    GUIDE.write_text(f"{before}{BEGIN}\n\n{table}\n{END}{after}", "utf-8")


def levels_of(env_id: str) -> tuple[int, ...]:
    """The difficulties of an environment; none where it has only one."""
    env = gymnasium.make(env_id)
    levels = tuple(getattr(env.unwrapped.task, "levels", ()))  # type: ignore[attr-defined]
    env.close()
    return levels if len(levels) > 1 else ()


def format_table(figures: dict[str, dict[str, dict[str, float]]]) -> str:
    """The figures for people, in Markdown."""
    lines = [
        "| environment | difficulty | chance | without image | without text | oracle | frames/s |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for env_id, by_level in figures.items():
        for level, row in by_level.items():
            shares = " | ".join(
                f"{row[name]:.3f}" for name in ("chance", "blind_text", "blind_image")
            )
            lines.append(
                f"| `{env_id}` | {level} | {shares} | {row['oracle_return']:.3f} "
                f"| {row['frames_per_second']:,.0f} |"
            )
    cores = f"{os.cpu_count()} cores, {platform.machine()}"
    return "\n".join(lines) + f"\n\nMeasured on one core of a machine with {cores}.\n"


if __name__ == "__main__":
    run_command(main, AuditConfig, "Measure every environment.")
