"""The benchmark's figures as tables, as a picture, and in the guide."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from gennet_rl.errors import InvalidValueError

from throughput.comparing import LIMIT, PROJECT

__all__ = ["format_tables", "plot_ratios", "update_guide"]

BEGIN, END = "<!-- benchmark: begin -->", "<!-- benchmark: end -->"


def format_tables(results: dict[str, Any]) -> str:
    """Everything that was measured as Markdown; parts that were left out are not there."""
    machine = results["machine"]
    lines = [
        f"Measured by `{results['command']}` on {machine['processor']}, "
        f"{machine['threads']} thread(s), "
        + (f"{machine['accelerator']}, " if machine["accelerator"] else "")
        + f"PyTorch {machine['torch']}.",
        "",
    ]
    for name, make in _SECTIONS.items():
        if name in results:
            lines += [*make(results[name]), ""]
    return "\n".join(lines)


def update_guide(guide: Path, tables: str) -> None:
    """Put ``tables`` between the two markers of the guide.

    Raises:
        InvalidValueError: where the markers are not there.
    """
    before, begin, rest = guide.read_text("utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise InvalidValueError(f"guide {str(guide)!r} lacks {BEGIN!r} or {END!r}: put them in.")
    guide.write_text(f"{before}{BEGIN}\n\n{tables.strip()}\n\n{END}{after}", "utf-8")


def plot_ratios(comparisons: list[dict[str, Any]], file: Path) -> None:
    """Draw each system's time per frame as a multiple of this project's, a panel a workload."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    columns = min(3, len(comparisons))
    rows = -(-len(comparisons) // columns)
    figure = Figure(figsize=(1.2 + 4.3 * columns, 0.9 + 2.2 * rows), layout="constrained")
    FigureCanvasAgg(figure)
    axes_grid = figure.subplots(rows, columns, squeeze=False, sharey=True)
    for index, axes in enumerate(axes_grid.flat):
        if index >= len(comparisons):
            axes.set_visible(False)
            continue
        systems, workload = comparisons[index]["systems"], comparisons[index]["workload"]
        names = list(systems)
        ratios = [systems[name]["times_project"] for name in names]
        colours = [
            "tab:blue" if n.startswith(PROJECT) else "0.6" if n == LIMIT else "tab:orange"
            for n in names
        ]
        bars = axes.barh(names, ratios, color=colours)
        axes.bar_label(bars, fmt=" %.2f", fontsize="small")
        axes.axvline(1, color="0.8", linewidth=1, zorder=0)
        axes.set_xlim(0, 1.2 * max(ratios))
        axes.set_title(f"{workload['size']}, {workload['mode']}, {workload['precision']}")
        axes.spines[["top", "right"]].set_visible(False)
    axes_grid[0, 0].yaxis.set_inverted(True)  # the others share it
    figure.supxlabel("time per frame, as a multiple of gennet_rl's (lower is faster)")
    figure.savefig(file, dpi=130)


def _systems(comparisons: list[dict[str, Any]]) -> list[str]:
    rows = [
        (
            workload["size"],
            workload["mode"],
            workload["precision"],
            name,
            f"{system['frames']}" + ("" if system["whole"] else " (shorter stretch)"),
            f"{1e3 * system['seconds_per_frame']:.3g}",
            f"{system['times_project']:.2f}",
        )
        for comparison in comparisons
        for workload in [comparison["workload"]]
        for name, system in comparison["systems"].items()
    ]
    head = ("size", "learns", "precision", "system", "frames each time", "ms a frame", "times ours")
    lines = ["### Training", "", *_table(head, rows)]
    for comparison in comparisons:
        if "whole_run" in comparison:
            run, workload = comparison["whole_run"], comparison["workload"]
            lines += [
                "",
                f"A whole run of {run['frames']:,} frames ({workload['size']}, "
                f"{workload['mode']}), with what is encoded once: {run['seconds']:.0f} s; "
                f"stable-baselines3 takes {run['stable_baselines3_times_project']:.1f} times that, "
                "from its time per frame.",
            ]
    return lines


def _environments(rates: dict[str, float]) -> list[str]:
    single = next(rate for name, rate in rates.items() if name.startswith("GymWrapper"))
    rows = [(name, f"{rate:,.0f}", f"{rate / single:.1f}") for name, rate in rates.items()]
    head = ("environments", "steps a second", "times GymWrapper")
    return ["### Environments with random actions", "", *_table(head, rows)]


def _accounting(shares: list[dict[str, Any]]) -> list[str]:
    kinds = list(shares[0]["share"])
    rows = [
        (
            entry["size"],
            entry["mode"],
            *(f"{100 * entry['share'][kind]:.1f} %" for kind in kinds),
            f"{100 * entry['outside']:.1f} %",
            f"{entry['passes']['passes_per_distinct_image']:.2f}" if entry["passes"] else "-",
        )
        for entry in shares
    ]
    head = ("size", "learns", *kinds, "outside both", "encoder passes an image")
    return ["### Where the time goes", "", *_table(head, rows)]


def _latency(entries: list[dict[str, Any]]) -> list[str]:
    rows = [(e["size"], str(e["batch"]), f"{1e3 * e['seconds']:.3g}") for e in entries]
    return ["### One `agent.act`", "", *_table(("size", "batch", "ms"), rows)]


def _scaling(growths: list[dict[str, Any]]) -> list[str]:
    rows = [
        (
            growth["quantity"],
            ", ".join(map(str, growth["values"])),
            ", ".join(f"{1e3 * x:.3g}" for x in growth["seconds_per_frame"]),
            f"{growth['time_exponent']:.2f}",
            ", ".join(f"{x:.2f}" for x in growth["peak_gb"]),
            f"{growth['memory_exponent']:.2f}",
        )
        for growth in growths
    ]
    head = ("quantity", "values", "ms a frame", "exponent", "peak GB", "exponent")
    return ["### Growth", "", *_table(head, rows)]


def _memory(memory: dict[str, Any]) -> list[str]:
    short, long = memory["short"], memory["long"]
    return [
        "### Memory of longer runs",
        "",
        f"{short['frames']:,} frames: {short['peak_gb']:.3f} GB at most; {long['frames']:,}: "
        f"{long['peak_gb']:.3f} GB, {memory['ratio']:.3f} times as much "
        f"({memory['size']}, {memory['mode']}).",
    ]


_SECTIONS: dict[str, Callable[[Any], list[str]]] = {
    "systems": _systems,
    "environments": _environments,
    "accounting": _accounting,
    "latency": _latency,
    "scaling": _scaling,
    "memory": _memory,
}


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows)]
