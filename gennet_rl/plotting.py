"""Learning curves as pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_curve", "plot_adaptation", "plot_curve"]

SMOOTHING = 20  # rollouts averaged in the training line


def plot_curve(
    rows: list[dict[str, float]], baselines: dict[str, float], title: str, file: Path
) -> None:
    """Write :func:`draw_curve` to a PNG file.

    Args:
        rows: a run's metrics; columns ``frames``, ``episode_return`` and ``validation_return``.
        baselines: name to mean test return.
        title: above the picture.
        file: PNG to write.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 4), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    draw_curve(axes, rows, baselines)
    axes.set_title(title)
    figure.savefig(file, dpi=120)


def draw_curve(axes: Axes, rows: list[dict[str, float]], baselines: dict[str, float]) -> None:
    """Draw training and validation return over frames, with baselines as horizontal lines.

    Args:
        axes: matplotlib axes to draw into.
        rows: a run's metrics; columns ``frames``, ``episode_return`` and ``validation_return``.
        baselines: name to mean test return.
    """
    frames = [row["frames"] for row in rows]
    returns = _moving_average([row["episode_return"] for row in rows])
    axes.plot(frames, returns, color="tab:blue", alpha=0.6, label="training (sampled)")
    evaluated = [row for row in rows if row["validation_return"] == row["validation_return"]]
    axes.plot(
        [row["frames"] for row in evaluated],
        [row["validation_return"] for row in evaluated],
        color="tab:orange",
        marker="o",
        markersize=4,
        label="validation (greedy)",
    )
    for style, (name, value) in zip((":", "-.", "--", "-"), baselines.items(), strict=False):
        label = f"{name.replace('_', ' ')} (test)"
        axes.axhline(value, color="0.4", linestyle=style, linewidth=1, label=label)
    axes.set(xlabel="frames", ylabel="mean return of an episode")
    axes.grid(alpha=0.25)
    axes.legend(loc="lower right", fontsize="small")


def _moving_average(values: list[float]) -> list[float]:
    averages = []
    for i in range(len(values)):
        window = [v for v in values[max(0, i + 1 - SMOOTHING) : i + 1] if v == v]
        averages.append(sum(window) / len(window) if window else float("nan"))
    return averages


def plot_adaptation(rows: list[dict[str, float]], title: str, file: Path) -> None:
    """Write the losses of a domain-adaptive pre-training over its steps to a PNG file.

    Args:
        rows: its metrics; columns ``step``, ``train_loss`` and ``held_out_loss``, nats.
        title: above the picture.
        file: PNG to write.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 4), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    for column, label, colour, marker in (
        ("train_loss", "training", "tab:blue", ""),
        ("held_out_loss", "held-out", "tab:orange", "o"),
    ):
        measured = [row for row in rows if row[column] == row[column]]
        axes.plot(
            [row["step"] for row in measured],
            [row[column] for row in measured],
            color=colour,
            marker=marker,
            markersize=4,
            label=label,
        )
    axes.set(title=title, xlabel="gradient steps", ylabel="loss of masked tokens, nats")
    axes.grid(alpha=0.25)
    axes.legend(fontsize="small")
    figure.savefig(file, dpi=120)
