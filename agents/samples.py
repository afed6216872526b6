"""Some of an agent's test episodes, to be looked at: ``samples.json`` and an image for each."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from gennet_rl.agents.actor_critic import ActorCriticAgent
from gennet_rl.agents.attention import answer_attention
from gennet_rl.errors import InvalidValueError
from gennet_rl.evaluation import EpisodeResults, Moments
from gennet_rl.observations import perceived

__all__ = ["EpisodeSampler", "explain_decision", "write_samples"]

SAMPLES = 12  # that are written
CANDIDATES = 8 * SAMPLES  # that are watched, so that some wrong ones are among them
ANSWERS_SHOWN = 5

Explain = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass
class _Moment:
    observation: dict[str, Any]
    action: int
    right: int | None


class EpisodeSampler:
    """Keeps the last moment of some episodes: call it as ``watch`` of ``evaluate_episodes``.

    Args:
        count: episodes to keep, spread evenly over those that are met.
    """

    def __init__(self, count: int = CANDIDATES) -> None:
        self._count = count
        self.moments: dict[int, _Moment] = {}
        """By the episode's position among those that are met."""

    def __call__(self, moments: Moments) -> None:
        """Note what happens."""
        wanted = _spread(range(moments.episodes), self._count)
        answered = moments.infos.get("_answer", np.zeros(len(moments.positions), bool))
        for i in np.flatnonzero(np.isin(moments.positions, wanted)):
            observation = {key: value[i] for key, value in moments.observations.items()}
            observation["image"] = observation["image"].copy()
            right = int(moments.infos["answer"][i]) if answered[i] else None
            moment = _Moment(observation, int(moments.actions[i]), right)
            self.moments[int(moments.positions[i])] = moment


def write_samples(
    folder: Path,
    sampler: EpisodeSampler,
    results: EpisodeResults,
    answers: Sequence[str],
    explain: Explain | None = None,
) -> None:
    """Write ``samples.json`` and its images, of twelve episodes or as many as there are.

    Half of them went wrong, where so many of those watched did: there is more to learn from these.
    Of an episode of several steps it is the last one that is shown.

    Args:
        folder: where they go.
        sampler: has watched the episodes.
        results: of the same episodes.
        answers: the text of every action.
        explain: an observation to ``probabilities``, ``value``, ``patches`` and ``words``; by
            default they are None.
    """
    samples = []
    for number, position in enumerate(_choose(sorted(sampler.moments), results.correct)):
        moment = sampler.moments[position]
        image = f"sample_{number:03d}.png"
        Image.fromarray(moment.observation["image"]).save(folder / image)
        correct = int(results.correct[position])
        samples.append(
            {
                "episode": int(results.indices[position]),
                "text": str(moment.observation["text"]),
                "image": image,
                "given": answers[moment.action],
                "right": None if moment.right is None else answers[moment.right],
                "correct": None if correct < 0 else bool(correct),
                "return": float(results.returns[position]),
                "probabilities": None,
                "value": None,
                "patches": None,
                "words": None,
                **(explain(moment.observation) if explain else {}),
            }
        )
    text = json.dumps(samples, indent=1, ensure_ascii=False) + "\n"
    (folder / "samples.json").write_text(text, "utf-8")


def _choose(positions: Sequence[int], correct: np.ndarray) -> list[int]:
    """Half wrong ones, half others, as evenly spread as they are; more of one for want of another.

    Args:
        positions: of the episodes that can be shown, in order.
        correct: int8[E], 0 where an episode went wrong.
    """
    wrong = [position for position in positions if correct[position] == 0]
    others = [position for position in positions if correct[position] != 0]
    few = min(len(wrong), max(SAMPLES // 2, SAMPLES - len(others)))
    return sorted(_spread(wrong, few) + _spread(others, SAMPLES - few))


def _spread(positions: Sequence[int], count: int) -> list[int]:
    """So many of them, or all, evenly spread."""
    count = min(count, len(positions))
    return [positions[i * len(positions) // count] for i in range(count)]


def explain_decision(agent: ActorCriticAgent, observation: dict[str, Any]) -> dict[str, Any]:
    """What an actor-critic thinks of an observation.

    Args:
        agent: any.
        observation: as :meth:`ActorCriticAgent.act` takes it.

    Returns:
        ``probabilities`` of the most probable answers, ``value``; ``patches``, rows of columns of
        attention to the image, and ``words``, pairs of word and weight, where they can be had.
    """
    decision = agent.act(observation)
    shown = list(decision.probabilities.items())[:ANSWERS_SHOWN]
    explained: dict[str, Any] = {"probabilities": dict(shown), "value": decision.value}
    batch = {"text": [observation["text"]], "image": observation["image"][None]}
    try:
        attention = answer_attention(agent, perceived(batch, agent.perceives))
    except InvalidValueError:  # a network whose attention cannot be laid over the image
        return explained
    explained["patches"] = [[float(weight) for weight in row] for row in attention.patches[0]]
    explained["words"] = [[word, float(weight)] for word, weight in attention.words[0]]
    return explained
