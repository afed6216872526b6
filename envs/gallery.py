"""A page of real episodes of every environment: one HTML file that needs no network."""

from __future__ import annotations

import base64
import html
import io
from pathlib import Path
from typing import Any

import gymnasium
import numpy as np
from PIL import Image
from tqdm import tqdm

from gennet_rl.env_ids import parse_env_id
from gennet_rl.envs.catalogue import EnvironmentEntry, list_environments

__all__ = ["write_gallery"]

EPISODES = 3  # drawn of each difficulty
MOST_STEPS = 4  # shown of an episode
SIDE = 192  # pixels of an image on the page, about

STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 76rem; padding: 0 1rem;
  color: #1b1f24; background: #fcfcfd }
h1 { margin-bottom: .2rem } h2 { margin: 2.4rem 0 .2rem; border-top: 1px solid #d8dde3;
  padding-top: 1.2rem } h3 { margin: 1rem 0 .4rem; font-size: .95rem; color: #57606a }
code { font-family: ui-monospace, monospace; font-size: .92em }
.row { display: flex; flex-wrap: wrap; gap: 1rem }
figure { margin: 0; width: 15.5rem; background: white; border: 1px solid #d8dde3;
  border-radius: 8px; padding: .7rem }
img { image-rendering: pixelated; max-width: 100%; display: block; margin-bottom: .5rem }
.steps { display: flex; gap: .3rem; flex-wrap: wrap } .steps img { width: 47%; margin: 0 }
.answer { color: #0a6b3d; font-weight: 600 } .choices { color: #57606a; font-size: .85rem }
nav a { margin-right: .8rem; white-space: nowrap }
"""


def write_gallery(file: Path, env_ids: tuple[str, ...] = ()) -> int:
    """Draw test episodes of each difficulty, with what is read and what would be right.

    Args:
        file: HTML to write.
        env_ids: which environments; by default every one that needs no data of yours.

    Returns:
        How many environments are on the page.
    """
    entries = [
        entry
        for entry in list_environments()
        if (entry.env_id in env_ids if env_ids else entry.runs)
    ]
    sections = [_section(entry) for entry in tqdm(entries, desc="drawing")]
    links = " ".join(f'<a href="#{_anchor(e)}">{html.escape(e.env_id)}</a>' for e in entries)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>gennet_rl environments'
        f"</title><style>{STYLE}</style><h1>Environments of gennet_rl</h1><p>Episodes of the test "
        f"split: what an agent reads and sees, and what is right.</p><nav>{links}</nav>"
        + "".join(sections)
        + "</html>\n",
        "utf-8",
    )
    return len(entries)


def _anchor(entry: EnvironmentEntry) -> str:
    return entry.env_id.replace("/", "-")


def _section(entry: EnvironmentEntry) -> str:
    named = parse_env_id(entry.env_id)
    env = gymnasium.make(named.name)
    levels = getattr(env.unwrapped.task, "levels", ())  # type: ignore[attr-defined]
    env.close()
    rows = []
    for level in levels if len(levels) > 1 else (None,):
        kwargs = {} if level is None else {"difficulty": level}
        env = gymnasium.make(named.name, split="test", **kwargs)
        figures = "".join(_figure(env, episode) for episode in range(EPISODES))
        env.close()
        title = "" if level is None else f"<h3>difficulty {level}</h3>"
        rows.append(f'{title}<div class="row">{figures}</div>')
    return (
        f'<h2 id="{_anchor(entry)}"><code>{html.escape(entry.env_id)}</code></h2>'
        f"<p>{html.escape(entry.line)}</p>{''.join(rows)}"
    )


def _figure(env: gymnasium.Env[Any, Any], episode: int) -> str:
    observation, info = env.reset(seed=episode, options={"episode": episode})
    task = env.unwrapped.task  # type: ignore[attr-defined]
    text, mask = observation["text"], observation.get("action_mask")
    images, done = [observation["image"]], []
    ended = False
    while "answer" in info and not ended:
        done.append(task.answers[info["answer"]])
        observation, _, terminated, truncated, info = env.step(info["answer"])
        ended = terminated or truncated
        if not ended:
            images.append(observation["image"])
    pictures = "".join(_picture(image) for image in images[:MOST_STEPS])
    if len(images) > 1:
        pictures = f'<div class="steps">{pictures}</div>'
    answer = html.escape(" \u2192 ".join(done) if done else "no single right answer")
    return (
        f"<figure>{pictures}<div>{html.escape(text)}</div>"
        f'<div class="answer">{answer}</div>{_choices(task.answers, mask)}</figure>'
    )


def _choices(answers: Any, mask: np.ndarray | None) -> str:
    if mask is None or mask.sum() > 16:
        return ""
    among = ", ".join(answers[i] for i in np.flatnonzero(mask))
    return f'<div class="choices">of {html.escape(among)}</div>'


def _picture(image: np.ndarray) -> str:
    scale = max(1, round(SIDE / image.shape[0]))
    file = io.BytesIO()
    Image.fromarray(image).save(file, "PNG")
    data = base64.b64encode(file.getvalue()).decode()
    return f'<img src="data:image/png;base64,{data}" width="{image.shape[1] * scale}" alt="">'
