"""All that the tables and the report say, as one dictionary: ``aggregate.json``."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from gennet_rl.benchmarking.cells import slug
from gennet_rl.benchmarking.planning import Plan
from gennet_rl.benchmarking.results import Row
from gennet_rl.benchmarking.statistics import (
    interquartile_mean,
    interquartile_mean_interval,
    mean_interval,
    probability_of_improvement,
    probability_of_improvement_interval,
)

__all__ = ["aggregate"]

BLIND, DEAF = "blind", "deaf"
# Below it an agent has learnt too little for shares of its score to mean anything.
LEAST_TO_SHARE = 0.05

Table = dict[str, dict[str, Any]]


def aggregate(plan: Plan, rows: Sequence[Row], command: str) -> dict[str, Any]:
    """Summarise rows.

    Args:
        plan: what was asked for.
        rows: what came of it.
        command: line that makes it again.

    Returns:
        What JSON can hold: ``title``, ``created_with``, ``metric_note``, ``environments`` (with
        ``env_id``, ``slug``, ``metric``), ``agents``; ``table``, by environment and agent, with
        ``mean``, ``std``, ``low``, ``high`` of the score over seeds, mean ``normalized`` score,
        number of ``seeds`` and ``failed`` ones, mean ``frames_to_90`` and ``seconds_to_90``;
        ``overall``, by agent, the ``iqm`` of normalised scores with ``low``, ``high`` and the
        number of ``runs``; ``improvement`` over a ``baseline``; ``grounding``, by agent and
        environment, which share of its normalised score its ``blind`` and ``deaf`` version reach;
        ``failures``. None stands for what is not known.
    """
    table = _table(plan, rows)
    summary: dict[str, Any] = {
        "title": f"Benchmark {plan.name}",
        "description": plan.description,
        "created_with": command,
        "metric_note": (
            "Scores are means over the fixed test episodes: accuracy, the share solved, or where "
            "that is not known or not wanted the undiscounted return. Normalised, 0 is what "
            "random choices score in the same environment and 1 what the oracle does. Intervals "
            "are 95 %, by bootstrap over runs."
        ),
        "environments": [
            {"env_id": env_id, "slug": slug(env_id), "metric": _metric(rows, env_id)}
            for env_id in plan.env_ids
        ],
        "agents": list(plan.agents),
        "table": table,
        "overall": _overall(plan, rows),
        "improvement": _improvement(plan, rows),
        "grounding": _grounding(plan, table),
        "failures": [
            {"env_id": row.env_id, "agent": row.agent, "seed": row.seed, "error": row.error}
            for row in rows
            if row.status == "failed"
        ],
    }
    known: dict[str, Any] = _without_nan(summary)
    return known


def _metric(rows: Sequence[Row], env_id: str) -> str | None:
    return next((row.metric for row in rows if row.env_id == env_id and row.metric), None)


def _table(plan: Plan, rows: Sequence[Row]) -> dict[str, Table]:
    table: dict[str, Table] = {}
    for env_id in plan.env_ids:
        table[env_id] = {}
        for agent in plan.agents:
            group = [row for row in rows if (row.env_id, row.agent) == (env_id, agent)]
            if group:
                table[env_id][agent] = _entry(group)
    return table


def _entry(group: Sequence[Row]) -> dict[str, Any]:
    done = [row for row in group if row.status == "done"]
    scores = np.array([row.score for row in done])
    low, high = mean_interval(scores)
    return {
        "mean": _mean(scores),
        "std": float(scores.std(ddof=1)) if len(scores) > 1 else math.nan,
        "low": low,
        "high": high,
        "normalized": _mean([row.normalized_score for row in done]),
        "seeds": len(done),
        "failed": len(group) - len(done),
        "frames_to_90": _mean([row.frames_to_90 for row in done]),
        "seconds_to_90": _mean([row.seconds_to_90 for row in done]),
    }


def _overall(plan: Plan, rows: Sequence[Row]) -> Table:
    overall = {}
    for agent in plan.agents:
        scores = list(_normalized(plan, rows, agent).values())
        low, high = interquartile_mean_interval(scores)
        overall[agent] = {
            "iqm": interquartile_mean(scores),
            "low": low,
            "high": high,
            "runs": sum(map(len, scores)),
            "environments": len(scores),
        }
    return overall


def _improvement(plan: Plan, rows: Sequence[Row]) -> dict[str, Any]:
    """Over the environments where both took part; raw scores would give the same."""
    theirs = _normalized(plan, rows, plan.baseline)
    over = {}
    for agent in plan.agents:
        ours = _normalized(plan, rows, agent)
        shared = [env_id for env_id in ours if env_id in theirs]
        if agent == plan.baseline or not shared:
            continue
        pair = [ours[env_id] for env_id in shared], [theirs[env_id] for env_id in shared]
        low, high = probability_of_improvement_interval(*pair)
        over[agent] = {
            "probability": probability_of_improvement(*pair),
            "low": low,
            "high": high,
            "environments": len(shared),
        }
    return {"baseline": plan.baseline, "over": over}


def _normalized(plan: Plan, rows: Sequence[Row], agent: str) -> dict[str, np.ndarray]:
    """An agent's normalised scores by environment, of environments where there are any."""
    scores = {}
    for env_id in plan.env_ids:
        runs = [r.normalized_score for r in rows if (r.env_id, r.agent) == (env_id, agent)]
        known = np.array([score for score in runs if not math.isnan(score)])
        if len(known):
            scores[env_id] = known
    return scores


def _grounding(plan: Plan, table: dict[str, Table]) -> dict[str, Table]:
    """By agent and environment, the shares that its version without one of the senses reaches."""
    grounding: dict[str, Table] = {}
    for agent in plan.agents:
        versions = {sense: f"{agent}-{sense}" for sense in (BLIND, DEAF)}
        if not set(versions.values()) & set(plan.agents):
            continue
        grounding[agent] = {
            env_id: {
                sense: _share(row.get(version), row.get(agent))
                for sense, version in versions.items()
            }
            for env_id, row in table.items()
        }
    return grounding


def _share(part: dict[str, Any] | None, whole: dict[str, Any] | None) -> float:
    if part is None or whole is None or not whole["normalized"] >= LEAST_TO_SHARE:
        return math.nan
    return part["normalized"] / whole["normalized"]


def _mean(values: Sequence[float] | np.ndarray) -> float:
    known = [value for value in values if not math.isnan(value)]
    return float(np.mean(known)) if known else math.nan


def _without_nan(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nan(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_nan(item) for item in value]
    return None if isinstance(value, float) and math.isnan(value) else value
