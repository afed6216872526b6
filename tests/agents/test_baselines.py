"""Baselines: what counting gives."""

from __future__ import annotations

from typing import Any

import numpy as np

from gennet_rl.agents.baselines import MajorityBaseline, QuestionOnlyBaseline, RandomBaseline
from gennet_rl.evaluation import evaluate, training_examples

EXAMPLES = [("a?", 1), ("a?", 1), ("a?", 2), ("b?", 2), ("b?", 2), ("b?", 0)]


def observe(*texts: str, mask: list[list[bool]] | None = None) -> dict[str, Any]:
    observations: dict[str, Any] = {"text": texts}
    if mask is not None:
        observations["action_mask"] = np.array(mask)
    return observations


def test_majority_gives_the_commonest_answer() -> None:
    agent = MajorityBaseline(4, EXAMPLES)
    assert agent.act(observe("a?", "c?")).tolist() == [2, 2]
    assert agent.act(observe("a?", mask=[[True, True, False, True]])).tolist() == [1]


def test_question_only_gives_the_commonest_answer_to_the_question() -> None:
    agent = QuestionOnlyBaseline(4, EXAMPLES)
    assert agent.act(observe("a?", "b?", "never seen?")).tolist() == [1, 2, 2]
    assert agent.act(observe("b?", mask=[[True, True, False, True]])).tolist() == [0]


def test_random_is_uniform_over_allowed_actions() -> None:
    agent = RandomBaseline(4, seed=0)
    actions = agent.act(observe(*["a?"] * 4000))
    assert np.abs(np.bincount(actions, minlength=4) / 4000 - 0.25).max() < 0.03
    masked = agent.act(observe(*["a?"] * 100, mask=[[False, True, False, True]] * 100))
    assert set(masked.tolist()) == {1, 3}


def test_baselines_on_easy_vqa_score_what_is_known_of_it() -> None:
    examples = training_examples("gennet/EasyVQA-v0")
    assert len(examples) == 34676
    scores = {
        agent.__class__.__name__: evaluate(agent.act, "gennet/EasyVQA-v0", "test").accuracy
        for agent in (
            RandomBaseline(13),
            MajorityBaseline(13, examples),
            QuestionOnlyBaseline(13, examples),
        )
    }
    assert abs(scores["RandomBaseline"] - 1 / 13) < 0.01  # type: ignore[operator]
    assert round(scores["MajorityBaseline"], 3) == 0.373  # type: ignore[arg-type]
    assert round(scores["QuestionOnlyBaseline"], 2) == 0.67  # type: ignore[arg-type]
