"""The README's picture: observations with a trained agent's answers, and the run's curve.

python docs/plot_overview.py --run runs/easy-vqa
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path

import gymnasium
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from gennet_rl.agents import load_agent
from gennet_rl.cli import run_command
from gennet_rl.plotting import draw_curve


@dataclass(frozen=True)
class PictureConfig:
    """What to draw and where to."""

    run: Path
    """Folder of a run of experiments/ppo_vqa.py."""
    out: Path = Path("docs/images/overview.png")
    """PNG to write."""
    episodes: tuple[int, int] = (0, 16)
    """Fixed test episodes to show."""


def main(config: PictureConfig) -> None:
    """Draw the picture."""
    figure = Figure(figsize=(11, 3.6), layout="constrained")
    FigureCanvasAgg(figure)
    *panels, curve = figure.subplots(1, 3, width_ratios=(1, 1, 2.4))
    summary = json.loads((config.run / "summary.json").read_text("utf-8"))
    agent = load_agent(config.run / "checkpoints" / "final", device="cpu")
    env = gymnasium.make(summary["env_id"], split="test", render_mode="rgb_array")
    for axes, episode in zip(panels, config.episodes, strict=True):
        observation, _ = env.reset(options={"episode": episode})
        env.step(agent.act(observation).action)
        axes.imshow(env.render())
        axes.axis("off")
    with (config.run / "metrics.csv").open() as file:
        rows = [
            {key: float(value or "nan") for key, value in row.items()}
            for row in csv.DictReader(file)
        ]
    baselines = {name: result["return_mean"] for name, result in summary["baselines"].items()}
    draw_curve(curve, rows, baselines)
    curve.set_title(f"PPO on {summary['env_id']}, seed {summary['seed']}")
    figure.savefig(config.out, dpi=110)


if __name__ == "__main__":
    run_command(main, PictureConfig, "Draw the README's picture.")
