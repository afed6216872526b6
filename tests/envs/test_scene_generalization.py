"""gennet/Scenes-v0: what is held out, longer chains, what difficulty brings."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scene_episodes import episodes, parts

from gennet_rl.envs.generated import DIFFICULTIES
from gennet_rl.envs.scenes.worlds import PAIRS
from gennet_rl.envs.task import AnswerEpisode


def depth(program: Any) -> int:
    """Hops of a program."""
    inner = [depth(part) for part in program if isinstance(part, tuple)]
    return max(inner, default=0) + (program[0] in ("relate", "same"))


def test_no_training_scene_has_a_held_out_pair_and_every_test_scene_has() -> None:
    def held(episode: AnswerEpisode) -> bool:
        return any(PAIRS[thing.shape] == thing.colour for thing in parts(episode)[1])

    for difficulty in DIFFICULTIES:
        kwargs: dict[str, Any] = {"generalization": "compositional", "difficulty": difficulty}
        assert not any(map(held, episodes(120, **kwargs)))
        assert not any(map(held, episodes(30, split="validation", **kwargs)))
        assert all(map(held, episodes(60, split="test", **kwargs)))
    assert len(set(map(held, episodes(60)))) == 2


@pytest.mark.parametrize("difficulty", DIFFICULTIES)
def test_longer_chains_come_in_the_test_split_only(difficulty: int) -> None:
    kwargs: dict[str, Any] = {
        "generalization": "longer",
        "difficulty": difficulty,
        "family": "multi_hop",
    }
    trained = {depth(parts(episode)[0]) for episode in episodes(80, **kwargs)}
    tested = {depth(parts(episode)[0]) for episode in episodes(30, split="test", **kwargs)}
    assert max(trained) < min(tested)
    assert min(trained) >= 1
    assert max(tested) <= 4


def test_difficulty_brings_more_things_and_more_hops() -> None:
    things, hops = [], []
    for difficulty in DIFFICULTIES:
        data = list(episodes(60, family="multi_hop", difficulty=difficulty))
        things.append(np.mean([len(parts(episode)[1]) for episode in data]))
        hops.append(np.mean([depth(parts(episode)[0]) for episode in data]))
    assert things == sorted(things)
    assert things[0] < things[-1]
    assert hops == sorted(hops)
    assert hops[0] == 1


def test_every_hop_is_needed() -> None:
    """No description of a chain fits its thing alone without what leads there."""
    for episode in episodes(200, family="multi_hop"):
        program, things = parts(episode)
        while depth(program):
            program = program[-1][1] if program[0] != "unique" else program[1]
            filters, source = [], program
            while source[0] == "filter":
                filters.append(source[1:3])
                source = source[3]
            if source[0] == "all":
                break
            fitting = [t for t in things if all(getattr(t, a) == v for a, v in filters)]
            assert len(fitting) > 1
            program = source
