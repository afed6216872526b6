"""An environment's page: its scores, and episodes to look at, of one agent at a time."""

from __future__ import annotations

import base64
import math
from dataclasses import dataclass, field
from pathlib import Path

from gennet_rl.benchmarking.report_figures import environment_scores
from gennet_rl.benchmarking.report_html import Child, Html, element, joined
from gennet_rl.benchmarking.report_reading import (
    ORACLE,
    Benchmark,
    Cell,
    Environment,
    Sample,
    number,
)

__all__ = ["Pictures", "environment_page"]

PICTURE_SIDE = 240  # pixels that the longer side of a picture is brought near to
VEIL = 0.85  # opacity over what has no weight at all
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


@dataclass
class Pictures:
    """The pictures of a page, each held once however many agents were shown it."""

    _of_content: dict[bytes, tuple[str, int, int]] = field(default_factory=dict)

    def add(self, file: Path | None) -> tuple[str, int, int] | None:
        """Its id in the page, width and height in pixels; None where it is no PNG that is there."""
        try:
            content = b"" if file is None else file.read_bytes()
        except OSError:
            return None
        if not content.startswith(PNG_SIGNATURE) or len(content) < 24:
            return None
        if content not in self._of_content:
            width, height = (int.from_bytes(content[i : i + 4], "big") for i in (16, 20))
            name = f"picture-{len(self._of_content) + 1}"
            self._of_content[content] = (name, max(1, width), max(1, height))
        return self._of_content[content]

    def definitions(self) -> Html:
        """An SVG without size that holds them, for ``<use>`` elsewhere in the page."""
        images = [
            element(
                "image",
                id=name,
                width=width,
                height=height,
                href=f"data:image/png;base64,{base64.b64encode(content).decode('ascii')}",
            )
            for content, (name, width, height) in self._of_content.items()
        ]
        return element(
            "svg",
            element("defs", *images),
            class_="pictures",
            width=0,
            height=0,
            aria_hidden="true",
        )


def environment_page(benchmark: Benchmark, env: Environment, pictures: Pictures) -> Html:
    """Scores and episodes of one environment.

    Args:
        benchmark: what was read.
        env: which environment.
        pictures: where the episodes' pictures are put.
    """
    shown = [
        (agent, cell)
        for agent in benchmark.agents
        if (cell := _cell_with_samples(benchmark, env, agent)) is not None
    ]
    return element(
        "article",
        element("h2", env.name),
        element("p", element("code", env.env_id), class_="note"),
        environment_scores(benchmark, env),
        element("h3", "Episodes"),
        _controls(benchmark, env, [agent for agent, _ in shown]) if shown else _no_episodes(),
        *(_episodes(agent, cell, pictures) for agent, cell in shown),
        class_="page",
        id=env.anchor,
    )


def _cell_with_samples(benchmark: Benchmark, env: Environment, agent: str) -> Cell | None:
    """The first seed that kept any: one is enough to see what an agent does."""
    cells = benchmark.cells_of(env.env_id, agent)
    return next((cell for cell in cells if cell.samples), None)


def _no_episodes() -> Html:
    return element("p", "No agent kept episodes of this environment.", class_="note")


def _controls(benchmark: Benchmark, env: Environment, agents: list[str]) -> Html:
    best = max(agents, key=lambda agent: _rank_of_agent(benchmark, env, agent))
    choice = element(
        "select",
        *(element("option", agent, value=agent, selected=agent == best) for agent in agents),
        id=f"{env.anchor}-agent",
        class_="choose-agent",
    )
    box = element("input", type="checkbox", class_="toggle-attention", checked=True)
    return element(
        "div",
        element("label", "Agent ", choice),
        element("label", box, " show attention"),
        element(
            "p",
            "Wrong answers come first, and are half of what is shown where there are so many. The "
            "less weight the answer gives to a part of the picture, the greyer its veil; the more "
            "it gives to a word, the redder. The heaviest has no veil, or full red. Weights say "
            "where the network gathers from, not why it answers so.",
            class_="note",
        ),
        class_="controls",
    )


def _rank_of_agent(benchmark: Benchmark, env: Environment, agent: str) -> float:
    """The highest is shown first: that which does best without knowing the answers."""
    mean = number(benchmark.entry(env.env_id, agent).get("mean"))
    return -math.inf if mean is None or agent == ORACLE else mean


def _episodes(agent: str, cell: Cell, pictures: Pictures) -> Html:
    cards = [_card(sample, pictures) for sample in sorted(cell.samples, key=_rank)]
    return element(
        "section",
        element("h4", f"{agent}, seed {cell.seed}"),
        element("div", *cards, class_="cards"),
        class_="episodes",
        data_agent=agent,
    )


def _rank(sample: Sample) -> tuple[int, float]:
    """Wrong ones first, right ones last; the worse return first among each."""
    order = {False: 0, None: 1, True: 2}
    return order[sample.correct], sample.episode_return or 0.0


def _card(sample: Sample, pictures: Pictures) -> Html:
    verdict = {True: "right", False: "wrong", None: "not judged"}[sample.correct]
    class_ = {True: "right", False: "wrong", None: "open"}[sample.correct]
    episode = "" if sample.episode is None else f"episode {sample.episode}: "
    return element(
        "div",
        element("p", episode, element("strong", verdict), class_="verdict"),
        _picture(sample, pictures),
        element("p", _shaded(sample), class_="text", dir="auto"),
        _facts(sample),
        _answers(sample),
        class_=f"card {class_}",
    )


def _picture(sample: Sample, pictures: Pictures) -> Html:
    found = pictures.add(sample.image)
    if found is None:
        return element("p", "no picture", class_="note")
    name, width, height = found
    scale = PICTURE_SIDE / max(width, height)
    # Whole numbers keep the pixels of a small picture square.
    scale = max(1, round(scale)) if scale > 1 else scale
    return element(
        "svg",
        element("use", href=f"#{name}"),
        _overlay(sample.patches, width, height),
        class_="picture",
        viewBox=f"0 0 {width} {height}",
        width=scale * width,
        height=scale * height,
        role="img",
        aria_label=f"picture of the episode, {width} by {height} pixels",
    )


def _overlay(patches: list[list[float]], width: int, height: int) -> Html | None:
    """A grey tile over each patch, the thinner the more weight it has; nothing where none has any.

    Grey, so that the colours of what was looked at stay as they are.
    """
    heaviest = max((weight for row in patches for weight in row), default=0.0)
    if heaviest <= 0:
        return None
    tile_width, tile_height = width / len(patches[0]), height / len(patches)
    tiles = [
        element(
            "rect",
            element("title", f"{100 * weight:.1f}%"),
            x=column * tile_width,
            y=row * tile_height,
            width=tile_width,
            height=tile_height,
            opacity=f"{VEIL * (1 - max(0.0, weight) / heaviest):.3f}",
        )
        for row, weights in enumerate(patches)
        for column, weight in enumerate(weights)
    ]
    return element("g", *tiles, class_="attention")


def _shaded(sample: Sample) -> Html:
    """The text, its words shaded by their weights; what lies between them as it is."""
    heaviest = max((weight for _, weight in sample.words), default=0.0)
    if heaviest <= 0:
        return joined(sample.text)
    pieces: list[Child] = []
    position = 0
    for word, weight in sample.words:
        found = sample.text.find(word, position)
        if found < 0:
            continue  # words of another text: this one is shown all the same
        pieces.append(sample.text[position:found])
        heat = f"--heat: {max(0.0, weight / heaviest):.3f}"
        share = f"{100 * weight:.1f}%"
        pieces.append(element("span", word, class_="word", style=heat, title=share))
        position = found + len(word)
    return joined(*pieces, sample.text[position:])


def _facts(sample: Sample) -> Html:
    facts: list[tuple[str, str | None]] = [
        ("given", sample.given),
        ("right", sample.right),
        ("return", None if sample.episode_return is None else f"{sample.episode_return:.3g}"),
        ("expected", None if sample.value is None else f"{sample.value:.3g}"),
    ]
    pairs = [
        joined(element("dt", name), element("dd", value, dir="auto"))
        for name, value in facts
        if value is not None
    ]
    return element("dl", *pairs)


def _answers(sample: Sample) -> Html | None:
    """The policy's probabilities as bars, most probable first."""
    if not sample.probabilities:
        return None
    ranked = sorted(sample.probabilities.items(), key=lambda pair: -pair[1])
    rows = []
    for answer, probability in ranked:
        marks = (" ✓" if answer == sample.right else "") + (" ←" if answer == sample.given else "")
        width = f"width: {100 * min(1.0, max(0.0, probability)):.1f}%"
        rows.append(
            element(
                "div",
                element("span", answer, marks, class_="answer", dir="auto"),
                element("span", element("span", style=width), class_="track"),
                element("span", f"{100 * probability:.1f}%", class_="share"),
                class_="probability" + (" is-right" if answer == sample.right else ""),
            )
        )
    return element("div", *rows, class_="answers")
