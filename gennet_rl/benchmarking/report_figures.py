"""The overview's charts: overall scores, probability of improvement, learning curves."""

from __future__ import annotations

from collections.abc import Iterable

from gennet_rl.benchmarking.report_charts import (
    Bar,
    Curve,
    bar_chart,
    colour_class,
    curve_chart,
    mean_curve,
)
from gennet_rl.benchmarking.report_html import Html, element
from gennet_rl.benchmarking.report_reading import Benchmark, Environment, mapping, number

__all__ = ["environment_scores", "improvement", "learning_curves", "overall", "part"]


def part(title: str, *children: str | None, note: str = "") -> Html:
    """A part of the overview."""
    return element(
        "section",
        element("h2", title),
        element("p", note, class_="note") if note else None,
        *children,
        class_="part",
    )


def overall(benchmark: Benchmark) -> Html | None:
    """Interquartile means of normalised scores, best first."""
    bars, every = [], len(benchmark.environments)
    for i, agent in enumerate(benchmark.agents):
        entry = mapping(mapping(benchmark.aggregate.get("overall")).get(agent))
        iqm = number(entry.get("iqm"))
        if iqm is not None:
            met = number(entry.get("environments"))
            name = agent if met in (None, every) else f"{agent} ({met:g} of {every})"
            bars.append(Bar(name, iqm, number(entry.get("low")), number(entry.get("high")), i))
    if not bars:
        return None
    bars.sort(key=lambda bar: -bar.value)
    chart = bar_chart(bars, "Interquartile mean of normalised scores")
    note = (
        "Interquartile mean of normalised scores over all runs: the mean of the middle half, which "
        "neither a lucky nor a failed run moves much. 0 is random, 1 the oracle; whiskers are 95% "
        "intervals. An agent that met only some of the environments, as said in brackets, is "
        "averaged over these: compare it with those that met the same."
    )
    return part("Overall", chart, note=note)


def improvement(benchmark: Benchmark) -> Html | None:
    """The probability that a run of an agent beats one of the baseline."""
    given = mapping(benchmark.aggregate.get("improvement"))
    bars = []
    for i, agent in enumerate(benchmark.agents):
        entry = mapping(mapping(given.get("over")).get(agent))
        probability = number(entry.get("probability"))
        if probability is not None:
            low, high = number(entry.get("low")), number(entry.get("high"))
            bars.append(Bar(agent, probability, low, high, i))
    if not bars:
        return None
    baseline = str(given.get("baseline") or "the baseline")
    title = f"Probability of improvement over {baseline}"
    chart = bar_chart(bars, title, reference=0.5, ends=(0.0, 1.0))
    note = (
        f"How likely a run of each agent scores higher than a run of {baseline} in the same "
        "environment. At the dashed line the two are alike."
    )
    return part(title, chart, note=note)


def environment_scores(benchmark: Benchmark, env: Environment) -> Html | None:
    """Mean test scores of all agents in one environment."""
    bars = []
    for i, agent in enumerate(benchmark.agents):
        entry = benchmark.entry(env.env_id, agent)
        mean = number(entry.get("mean"))
        if mean is not None:
            bars.append(Bar(agent, mean, number(entry.get("low")), number(entry.get("high")), i))
    if not bars:
        return None
    bars.sort(key=lambda bar: -bar.value)
    return bar_chart(bars, f"Test scores in {env.name}", env.is_percent)


def learning_curves(benchmark: Benchmark) -> Html | None:
    """One chart an environment; agents that do not learn are level lines."""
    figures = []
    for env in benchmark.environments:
        curves = _curves(benchmark, env)
        if any(curve.points for curve in curves):
            title = f"Learning curves in {env.name}"
            figures.append(
                element(
                    "figure",
                    element("figcaption", env.name),
                    curve_chart(curves, title, env.is_percent),
                    _legend((curve.label, curve.colour, not curve.points) for curve in curves),
                )
            )
    if not figures:
        return None
    note = (
        "Validation score over training frames: the mean over seeds, and from the lowest to the "
        "highest seed as a band. Agents that do not learn are dashed lines at their test score."
    )
    return part("Learning curves", element("div", *figures, class_="charts"), note=note)


def _curves(benchmark: Benchmark, env: Environment) -> list[Curve]:
    curves = []
    for i, agent in enumerate(benchmark.agents):
        points = mean_curve([cell.curve for cell in benchmark.cells_of(env.env_id, agent)])
        level = None if points else number(benchmark.entry(env.env_id, agent).get("mean"))
        if points or level is not None:
            curves.append(Curve(agent, i, points, level))
    return curves


def _legend(agents: Iterable[tuple[str, int, bool]]) -> Html:
    """Names with their colours; those with a level line instead of a curve are marked so."""
    items = [
        element(
            "li",
            element("span", class_=f"swatch {colour_class(i)}" + (" dashed" if is_level else "")),
            name,
        )
        for name, i, is_level in agents
    ]
    return element("ul", *items, class_="legend")
