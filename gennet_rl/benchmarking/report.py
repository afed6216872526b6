"""A benchmark's results as one page, ``report.html``, that opens without a network."""

from __future__ import annotations

from pathlib import Path
from string import Template

from gennet_rl.benchmarking.report_figures import improvement, learning_curves, overall
from gennet_rl.benchmarking.report_html import Html, element, joined, raw
from gennet_rl.benchmarking.report_reading import Benchmark, read_benchmark
from gennet_rl.benchmarking.report_samples import Pictures, environment_page
from gennet_rl.benchmarking.report_tables import all_cells, failures, grounding, scores, speed

__all__ = ["write_report"]

REPORT_FILE = "report.html"


def write_report(folder: Path) -> Path:
    """Write ``folder/report.html`` of what a benchmark left in ``folder``.

    Everything is in that file: style, script, charts as SVG, pictures as data. Reads
    ``aggregate.json``, ``results.csv``, ``timings.csv`` and, of every cell, ``result.json`` and
    ``samples.json`` with its pictures; all but the first may be missing, or lack parts. The same
    folder gives the same bytes.

    Args:
        folder: what ``gennet-rl benchmark --out`` named.

    Returns:
        The file written.

    Raises:
        MissingFileError: where there is no ``aggregate.json``.
        InvalidValueError: where it is damaged.
    """
    folder = Path(folder)
    benchmark = read_benchmark(folder)
    pictures = Pictures()
    failed = failures(benchmark)
    pages = [environment_page(benchmark, env, pictures) for env in benchmark.environments]
    page = Template(_beside("report.html")).substitute(
        title=joined(str(benchmark.aggregate.get("title") or "Benchmark")),
        style=raw(_beside("report.css")),
        lead=_lead(benchmark),
        navigation=_navigation(benchmark, bool(failed)),
        overview=_overview(benchmark, failed),
        pages=joined(*pages),
        pictures=pictures.definitions(),
        script=raw(_beside("report.js")),
    )
    file = folder / REPORT_FILE
    # Half a surrogate pair, which JSON may hold, is nothing that UTF-8 can write.
    file.write_bytes(page.encode("utf-8", "replace"))
    return file


def _beside(name: str) -> str:
    return Path(__file__).with_name(name).read_text("utf-8").strip()


def _lead(benchmark: Benchmark) -> Html:
    description = benchmark.aggregate.get("description")
    command = benchmark.aggregate.get("created_with")
    return joined(
        element("p", str(description)) if description else None,
        element("p", "Made again by ", element("code", str(command)), class_="note")
        if command
        else None,
        element(
            "p", "Left out, since they could not be read: ", ", ".join(benchmark.unreadable), "."
        )
        if benchmark.unreadable
        else None,
    )


def _navigation(benchmark: Benchmark, has_failed: bool) -> Html:
    badge = element("span", " (failures)", class_="badge") if has_failed else None
    links = [element("a", env.name, href=f"#{env.anchor}") for env in benchmark.environments]
    return joined(element("a", "Overview", badge, href="#overview"), *links)


def _overview(benchmark: Benchmark, failed: Html) -> Html:
    """Failures come first: all other figures are to be read with them in mind."""
    return joined(
        failed,
        overall(benchmark),
        scores(benchmark),
        grounding(benchmark),
        improvement(benchmark),
        learning_curves(benchmark),
        speed(benchmark),
        all_cells(benchmark),
    )
