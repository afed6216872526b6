"""Draws docs/images/environments.png: an episode of every family, with its text and right answer.

python docs/plot_environments.py
"""

from __future__ import annotations

import textwrap
from pathlib import Path

import gymnasium
import matplotlib.pyplot as plt

import gennet_rl  # noqa: F401 (registers the ids)

FILE = Path(__file__).parent / "images" / "environments.png"
COLUMNS = 6
NAMES = (
    "Scenes",
    "ScenesMultiHop",
    "Statements",
    "TowerBuild",
    "ScatterBuild",
    "Matrices",
    "Charts",
    "Digits",
    "NumberLine",
    "EZPoints",
    "Points24",
    "Blackjack",
    "MazeRoute",
    "MazePath",
    "MazeDoor",
    "MazeNavigate",
    "GlimpseEasyVQA",
    "EasyVQA",
)
EPISODES = {"Charts": 3, "ScatterBuild": 3, "TowerBuild": 1}  # others show their first


def main() -> None:
    """Write the picture."""
    rows = -(-len(NAMES) // COLUMNS)
    figure, places = plt.subplots(rows, COLUMNS, figsize=(15, 4.1 * rows), layout="constrained")
    for axes, name in zip(places.flat, NAMES, strict=True):
        env = gymnasium.make(f"gennet/{name}-v0", split="test")
        observation, info = env.reset(seed=0, options={"episode": EPISODES.get(name, 0)})
        axes.imshow(observation["image"], interpolation="nearest")
        axes.set_title(name, fontsize=11, fontweight="bold")
        axes.set(xticks=[], yticks=[])
        text = textwrap.fill(observation["text"], 34)
        axes.set_xlabel(f"{text}\n→ {info['answer_text']}", fontsize=9, loc="left")
        env.close()
    figure.savefig(FILE, dpi=72)


if __name__ == "__main__":
    main()
