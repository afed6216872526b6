"""The overview's tables: failures, scores, speed of learning, grounding, all cells."""

from __future__ import annotations

from collections.abc import Iterable

from gennet_rl.benchmarking.report_charts import colour_class, short_number, write_score
from gennet_rl.benchmarking.report_figures import part
from gennet_rl.benchmarking.report_html import Html, element, joined
from gennet_rl.benchmarking.report_reading import (
    ORACLE,
    Benchmark,
    Environment,
    mapping,
    number,
    sequence,
)

__all__ = ["all_cells", "failures", "grounding", "scores", "speed"]

UNKNOWN = "\u2013"
GROUNDING_NOTE = (
    "Each figure is the share of an agent's normalised score that the same agent reaches when it "
    "learns without the image (blind) or without the text (deaf). Near 0, the agent cannot do "
    "without that input, as it should be; near 1, it scores the same without, so that its score "
    "says nothing about seeing, or reading."
)


def failures(benchmark: Benchmark) -> Html:
    """A red box that names every failed cell with its error; nothing where none failed."""
    rows = [mapping(item) for item in sequence(benchmark.aggregate.get("failures"))]
    named = [(str(r.get("env_id")), str(r.get("agent")), str(r.get("seed"))) for r in rows]
    errors = [str(row.get("error") or "") for row in rows]
    for cell in benchmark.cells:
        name = (cell.env_id, cell.agent, str(cell.seed))
        if cell.status == "failed" and name not in named:
            named.append(name)
            errors.append(cell.error)
    if not named:
        return joined()
    items = [
        element(
            "li",
            element("strong", f"{agent} in {env_id}, seed {seed}"),
            ": ",
            element("code", error or "no error was written down"),
        )
        for (env_id, agent, seed), error in zip(named, errors, strict=True)
    ]
    what = "1 cell failed" if len(items) == 1 else f"{len(items)} cells failed"
    return element(
        "section",
        element("h2", what),
        element("p", "Means below are over the seeds that are left."),
        element("ul", *items),
        class_="part failed",
        id="failures",
    )


def scores(benchmark: Benchmark) -> Html | None:
    """Agents by environments; the best of a column is marked."""
    if not benchmark.environments or not benchmark.agents:
        return None
    best = {env.env_id: _best(benchmark, env) for env in benchmark.environments}
    rows = [
        element(
            "tr",
            _agent_heading(benchmark, agent),
            *(_score_cell(benchmark, env, agent, best) for env in benchmark.environments),
        )
        for agent in benchmark.agents
    ]
    note = (
        f"{benchmark.aggregate.get('metric_note') or 'Mean score over seeds.'} The best of a "
        "column, the oracle aside, is marked ★. A heading sorts by its column."
    )
    head = _environment_heads(benchmark, with_metric=True)
    return part("Scores", _table(head, rows), note=note)


def _best(benchmark: Benchmark, env: Environment) -> float | None:
    means = [
        number(benchmark.entry(env.env_id, agent).get("mean"))
        for agent in benchmark.agents
        if agent != ORACLE
    ]
    return max((mean for mean in means if mean is not None), default=None)


def _score_cell(
    benchmark: Benchmark, env: Environment, agent: str, best: dict[str, float | None]
) -> Html:
    entry = benchmark.entry(env.env_id, agent)
    mean, failed = number(entry.get("mean")), number(entry.get("failed")) or 0
    marker = element("span", f"{failed:g} failed", class_="some-failed") if failed else None
    if mean is None:
        return element("td", UNKNOWN, marker, class_="missing")
    low, high = number(entry.get("low")), number(entry.get("high"))
    normalized, seeds = number(entry.get("normalized")), number(entry.get("seeds"))
    score = write_score(mean, env.is_percent)
    details = [
        None if normalized is None else f"normalised {normalized:.2f}",
        None if seeds is None else f"{seeds:g} seed{'' if seeds == 1 else 's'}",
    ]
    is_best = mean == best[env.env_id] and agent != ORACLE
    return element(
        "td",
        element("strong", score, " ★") if is_best else score,
        None
        if low is None or high is None
        else element(
            "span",
            f"{write_score(low, env.is_percent)} to {write_score(high, env.is_percent)}",
            class_="interval",
        ),
        marker,
        class_="best" if is_best else None,
        data_value=repr(mean),
        title=", ".join(detail for detail in details if detail) or None,
    )


def speed(benchmark: Benchmark) -> Html | None:
    """Frames, and seconds, until 90 % of what an agent gained."""

    def cell(env: Environment, agent: str) -> Html:
        entry = benchmark.entry(env.env_id, agent)
        frames, seconds = number(entry.get("frames_to_90")), number(entry.get("seconds_to_90"))
        if frames is None:
            return element("td", UNKNOWN, class_="missing")
        took = None if seconds is None else element("span", f"{seconds:.3g} s", class_="interval")
        return element("td", short_number(frames), took, data_value=repr(frames))

    learning = [
        agent
        for agent in benchmark.agents
        if any(
            number(benchmark.entry(env.env_id, agent).get("frames_to_90")) is not None
            for env in benchmark.environments
        )
    ]
    if not learning:
        return None
    rows = [
        element(
            "tr",
            _agent_heading(benchmark, agent),
            *(cell(env, agent) for env in benchmark.environments),
        )
        for agent in learning
    ]
    note = (
        "Frames, and seconds below, until validation first came 90% of the way from random to "
        "where the learning curve ends; means over the seeds that got anywhere."
    )
    return part("Speed of learning", _table(_environment_heads(benchmark), rows), note=note)


def grounding(benchmark: Benchmark) -> Html | None:
    """Shares of the score that are left without image and without text, as a heat table."""
    given = mapping(benchmark.aggregate.get("grounding"))
    agents = [agent for agent in given if mapping(given[agent])]
    if not agents:
        return None
    senses = [(agent, sense) for agent in agents for sense in ("blind", "deaf")]
    head = [
        element("th", "Environment", scope="col"),
        *(
            element("th", agent, element("br"), sense, scope="col", class_="figure")
            for agent, sense in senses
        ),
    ]
    rows = []
    for env in benchmark.environments:
        shares = [
            number(mapping(mapping(given[agent]).get(env.env_id)).get(sense))
            for agent, sense in senses
        ]
        if any(share is not None for share in shares):
            cells = [_heat_cell(share) for share in shares]
            rows.append(element("tr", _environment_heading(env), *cells))
    if not rows:
        return None
    return part("Grounding", _table(head, rows), note=GROUNDING_NOTE)


def _heat_cell(share: float | None) -> Html:
    if share is None:
        return element("td", UNKNOWN, class_="missing")
    heat = min(1.0, max(0.0, share))
    return element("td", f"{100 * share:.0f}%", class_="heat", style=f"--heat: {heat:.3f}")


def all_cells(benchmark: Benchmark) -> Html | None:
    """The tables of every cell as they stand in their files, folded up."""
    parts = []
    for name, (head, *rows) in benchmark.csv_tables.items():
        table = _table(
            [element("th", _sorter(column), scope="col") for column in head],
            [
                element("tr", *(element("td", value, data_value=value) for value in row))
                for row in rows
            ],
        )
        parts.append(element("details", element("summary", name), table))
    return part("All cells", *parts) if parts else None


def _table(head: Iterable[Html], rows: Iterable[Html]) -> Html:
    table = element(
        "table", element("thead", element("tr", *head)), element("tbody", *rows), class_="sortable"
    )
    return element("div", table, class_="scroll")


def _environment_heads(benchmark: Benchmark, with_metric: bool = False) -> list[Html]:
    heads = [element("th", _sorter("Agent"), scope="col")]
    for env in benchmark.environments:
        metric = element("span", env.metric, class_="interval") if with_metric else None
        name = joined(_breakable(env.name), metric)
        heads.append(element("th", _sorter(name), scope="col", class_="figure", title=env.env_id))
    return heads


def _sorter(name: str) -> Html:
    return element("button", name, type="button", class_="sort")


def _agent_heading(benchmark: Benchmark, agent: str) -> Html:
    number_of = benchmark.agents.index(agent)
    swatch = element("span", class_=f"swatch {colour_class(number_of)}")
    return element("th", swatch, agent, scope="row", data_value=agent)


def _environment_heading(env: Environment) -> Html:
    link = element("a", _breakable(env.name), href=f"#{env.anchor}")
    return element("th", link, scope="row", title=env.env_id, data_value=env.env_id)


def _breakable(name: str) -> Html:
    """An environment's name, which may break before its arguments."""
    head, mark, arguments = name.partition("?")
    return joined(head, element("wbr") if mark else None, mark + arguments)
