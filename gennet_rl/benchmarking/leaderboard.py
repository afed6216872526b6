"""The tables of a benchmark in Markdown: ``leaderboard.md``, which the command also prints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

__all__ = ["format_leaderboard"]

MISSING = "-"


def format_leaderboard(summary: dict[str, Any]) -> str:
    """The tables.

    Args:
        summary: of :func:`gennet_rl.benchmarking.aggregating.aggregate`.
    """
    parts = [
        f"# {summary['title']}",
        summary["description"],
        f"`{summary['created_with']}`",
        summary["metric_note"],
        *_failures(summary),
        *_scores(summary),
        *_overall(summary),
        *_improvement(summary),
        *_costs(summary),
        *_grounding(summary),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _failures(summary: dict[str, Any]) -> list[str]:
    failures = summary["failures"]
    if not failures:
        return []
    lines = [f"* {f['agent']} in {f['env_id']}, seed {f['seed']}: {f['error']}" for f in failures]
    return [f"## {len(failures)} failed", "\n".join(lines)]


def _scores(summary: dict[str, Any]) -> list[str]:
    rows = []
    for environment in summary["environments"]:
        entries = summary["table"][environment["env_id"]]
        cells = [_score(entries.get(agent)) for agent in summary["agents"]]
        rows.append([environment["env_id"], environment["metric"] or MISSING, *cells])
    table = _table(["environment", "metric", *summary["agents"]], rows)
    return ["## Scores", "Mean and standard deviation over seeds.", table]


def _overall(summary: dict[str, Any]) -> list[str]:
    overall = summary["overall"]
    ranked = sorted(overall, key=lambda agent: -_or(overall[agent]["iqm"], -float("inf")))
    rows = [
        [
            agent,
            _number(overall[agent]["iqm"]),
            _interval(overall[agent]),
            str(overall[agent]["runs"]),
            str(overall[agent]["environments"]),
        ]
        for agent in ranked
    ]
    table = _table(["agent", "IQM", "95 % interval", "runs", "environments"], rows)
    text = "Interquartile mean of normalised scores over all runs and environments."
    return ["## Overall", text, table]


def _improvement(summary: dict[str, Any]) -> list[str]:
    baseline, over = summary["improvement"]["baseline"], summary["improvement"]["over"]
    if not over:
        return []
    rows = [
        [agent, _number(entry["probability"]), _interval(entry), str(entry["environments"])]
        for agent, entry in over.items()
    ]
    header = ["agent", f"P(better than {baseline})", "95 % interval", "environments"]
    text = (
        f"Probability that a run of the agent scores higher than one of {baseline} in the same "
        "environment."
    )
    return ["## Improvement", text, _table(header, rows)]


def _costs(summary: dict[str, Any]) -> list[str]:
    table = summary["table"]
    learning = [
        agent
        for agent in summary["agents"]
        if any(_or(entries.get(agent, {}).get("frames_to_90"), 0) for entries in table.values())
    ]
    if not learning:
        return []
    rows = [
        [env_id, *(_frames(entries.get(agent)) for agent in learning)]
        for env_id, entries in table.items()
    ]
    text = "Mean frames until 90 % of the way from random to the last validation score is made."
    return ["## Frames to 90 %", text, _table(["environment", *learning], rows)]


def _grounding(summary: dict[str, Any]) -> list[str]:
    if not summary["grounding"]:
        return []
    rows = [
        [agent, env_id, _percent(shares["blind"]), _percent(shares["deaf"])]
        for agent, entries in summary["grounding"].items()
        for env_id, shares in entries.items()
    ]
    text = (
        "Share of the agent's normalised score that the same agent reaches when trained and "
        "tested without the image (blind) or without the text (deaf). Where it is near 100 %, "
        "that sense was not needed."
    )
    header = ["agent", "environment", "blind", "deaf"]
    return ["## Grounding audit", text, _table(header, rows)]


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Markdown whose columns are aligned in plain text too."""
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    rule = ["-" * width for width in widths]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in (header, rule, *rows)
    ]
    return "\n".join(lines)


def _score(entry: dict[str, Any] | None) -> str:
    if entry is None:
        return MISSING
    if entry["mean"] is None:
        return "failed"
    text = _number(entry["mean"])
    if entry["std"] is not None:
        text += f" ± {entry['std']:.3f}"
    return text + (f" ({entry['failed']} failed)" if entry["failed"] else "")


def _frames(entry: dict[str, Any] | None) -> str:
    frames = entry and entry["frames_to_90"]
    return MISSING if frames is None else f"{frames:,.0f}"


def _interval(entry: dict[str, Any]) -> str:
    if entry["low"] is None:
        return MISSING
    return f"{entry['low']:.3f} to {entry['high']:.3f}"


def _number(value: float | None) -> str:
    return MISSING if value is None else f"{round(value, 3) + 0.0:.3f}"  # no -0.000


def _percent(share: float | None) -> str:
    return MISSING if share is None else f"{100 * share:.0f} %"


def _or(value: float | None, other: float) -> float:
    return other if value is None else value
