"""The audit tells environments that need both modalities from those that do not."""

from __future__ import annotations

import pytest

from gennet_rl.auditing import audit_environment, oracle_moments

pytest.importorskip("sklearn", reason="needs the extra [digits]")


def test_what_can_be_guessed_is_found_out() -> None:
    # The right answer is one of three colours, or "is it red?" is mostly answered by "no".
    audit = audit_environment("toy/Colour-v0", moments=1500, episodes=400, seconds=0.05)
    assert audit.chance == pytest.approx(0.2, abs=0.06)
    assert audit.blind_text == pytest.approx((3 * 2 / 3 + 1 / 3) / 4, abs=0.08)
    assert audit.blind_image == pytest.approx(0.5, abs=0.08)  # "no"
    assert audit.oracle_return == pytest.approx(1)
    assert audit.frames_per_second > 1000


def test_episodes_of_several_steps_are_acted_out() -> None:
    audit = audit_environment("toy/Corridor-v0", moments=600, episodes=12, seconds=0.05)
    assert audit.blind_text == 1  # the corridor's text says where to go
    assert audit.chance < 0.8
    assert audit.blind_image < 0.95


def test_moments_are_the_oracles() -> None:
    met = oracle_moments("toy/Corridor-v0", 100, num_envs=4)
    assert len(met.texts) == len(met.images) == len(met.answers) == len(met.choices) == 100
    for text, answer in zip(met.texts, met.answers, strict=True):
        assert ("left", "right")[answer] in text
