"""What each mode learns from, and each algorithm minimises."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from tensordict import TensorDict

from gennet_rl.agents.a2c import build_a2c_loss
from gennet_rl.agents.ppo import build_ppo_loss
from gennet_rl.agents.supervised import SupervisedLoss
from gennet_rl.config import (
    A2CConfig,
    OptimizerConfig,
    PPOConfig,
    ReasoningConfig,
    SupervisionConfig,
)
from gennet_rl.evaluation import evaluate


def solved(agent: Any, env_id: str) -> float:
    accuracy = evaluate(agent.player(), env_id, "test", 200).accuracy
    assert accuracy is not None
    return accuracy


def test_a2c_learns_one_step_and_several(train_tiny: Any) -> None:
    a2c = A2CConfig(minibatch_size=64, entropy_coefficient=0.03)
    for env_id in ("toy/Colour-v0", "toy/Corridor-v0"):
        agent, rows = train_tiny(env_id, algorithm="a2c", a2c=a2c, total_frames=12_000)
        assert solved(agent, env_id) >= 0.95, env_id
        assert "loss_objective" in rows[-1]


def test_imitation_learns_from_right_actions_alone(train_tiny: Any) -> None:
    agent, rows = train_tiny("toy/Corridor-v0", mode="supervised", total_frames=5_000)
    assert solved(agent, "toy/Corridor-v0") >= 0.95
    assert "loss_objective" not in rows[-1]
    assert rows[-1]["imitation_accuracy"] > 0.9


def test_a_classifier_learns_what_the_policy_is_not_taught(train_tiny: Any) -> None:
    agent, rows = train_tiny(
        "toy/Colour-v0",
        ReasoningConfig(classifier=True),
        mode="supervised",
        supervision=SupervisionConfig(imitation_coefficient=0.0),
        total_frames=5_000,
    )
    assert rows[-1]["classification_accuracy"] > 0.9
    assert "loss_imitation" not in rows[-1]
    assert agent.acts_by_classifier
    assert solved(agent, "toy/Colour-v0") >= 0.9


def test_combined_warms_up_by_imitation_then_learns_from_reward_too(train_tiny: Any) -> None:
    supervision = SupervisionConfig(warm_start=0.5)
    agent, rows = train_tiny(
        "toy/Colour-v0", mode="combined", supervision=supervision, total_frames=4096
    )
    half = len(rows) // 2
    assert all("loss_imitation" in row and "loss_objective" not in row for row in rows[:half])
    later = {"loss_objective", "loss_critic", "loss_entropy", "loss_classification"}
    assert all(later <= row.keys() and "loss_imitation" not in row for row in rows[half:])
    assert solved(agent, "toy/Colour-v0") >= 0.9


def test_no_answer_is_collected_where_reward_teaches(
    train_tiny: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gennet_rl import learning

    seen: dict[str, set[str]] = {}

    def watch(mode: str) -> None:
        learn = learning.Learner.learn

        def record(self: Any, rollout: TensorDict, *how: Any) -> dict[str, float]:
            seen[mode] = {key for key in rollout.keys(True, True) if isinstance(key, str)}
            return learn(self, rollout, *how)

        monkeypatch.setattr(learning.Learner, "learn", record)

    for mode in ("rl", "combined"):
        watch(mode)
        train_tiny("toy/Colour-v0", mode=mode, total_frames=512, evaluations=0)
        monkeypatch.undo()
    assert "answer" in seen["combined"]
    assert seen["combined"] - seen["rl"] == {"answer"}


def test_only_right_answers_are_learnt_from_again(
    train_tiny: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where reward teaches, what an older policy collected is not used."""
    from gennet_rl.replay import RolloutReplay

    drawn: list[int] = []
    sample = RolloutReplay.sample

    def count(self: RolloutReplay) -> Any:
        drawn[-1] += 1
        return sample(self)

    monkeypatch.setattr(RolloutReplay, "sample", count)
    runs = [
        {"mode": "rl"},
        {"mode": "supervised"},
        {"mode": "supervised", "supervision": SupervisionConfig(replay_gb=0.0)},
        {"mode": "combined", "supervision": SupervisionConfig(warm_start=0.5)},
    ]
    for run in runs:
        drawn.append(0)
        ppo = PPOConfig(epochs=3, minibatch_size=64)
        _, rows = train_tiny("toy/Colour-v0", ppo=ppo, total_frames=1024, evaluations=0, **run)
        assert len(rows) == 4
    assert drawn == [0, 4 * 2, 0, 2 * 2]


def test_what_was_imitated_is_forgotten_where_reward_takes_over(
    train_tiny: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may take gigabytes."""
    from gennet_rl.learning import Learner

    kept: list[bool] = []
    learn = Learner.learn

    def note(self: Learner, *arguments: Any) -> Any:
        report = learn(self, *arguments)
        kept.append(self._replay is not None)
        return report

    monkeypatch.setattr(Learner, "learn", note)
    train_tiny(
        "toy/Colour-v0",
        mode="combined",
        supervision=SupervisionConfig(warm_start=0.5),
        total_frames=1024,
        evaluations=0,
    )
    assert kept == [True, False, False, False]


@pytest.fixture
def agent(train_tiny: Any) -> Any:
    trained, _ = train_tiny(
        "toy/Colour-v0", ReasoningConfig(classifier=True), total_frames=256, evaluations=0
    )
    with torch.no_grad():
        trained.actor.module[0].module.weight.normal_(std=0.1)
    return trained


@pytest.fixture
def minibatch() -> TensorDict:
    torch.manual_seed(0)
    values = {
        "state": torch.randn(40, 32),
        "logits": torch.randn(40, 5),
        "action": torch.randint(0, 5, (40,)),
        "action_log_prob": torch.randn(40) * 0.3 - 1.6,
        "state_value": torch.randn(40, 1),
        "advantage": torch.randn(40, 1) + 1,
        "value_target": torch.randn(40, 1),
        "answer": torch.randint(-1, 5, (40,)),
    }
    return TensorDict(values, [40])


def policy_of(agent: Any, minibatch: TensorDict) -> torch.distributions.Categorical:
    return torch.distributions.Categorical(logits=agent.actor.module[0].module(minibatch["state"]))


@pytest.mark.parametrize("normalized", [False, True])
def test_a2c_loss_is_the_papers(agent: Any, minibatch: TensorDict, normalized: bool) -> None:
    config = A2CConfig(entropy_coefficient=0.02, normalize_advantage=normalized)
    report = build_a2c_loss(agent, config)(minibatch)
    policy = policy_of(agent, minibatch)
    advantage = minibatch["advantage"].squeeze(-1)
    if normalized:
        advantage = (advantage - advantage.mean()) / advantage.std()
    expected = -(policy.log_prob(minibatch["action"]) * advantage).mean()
    torch.testing.assert_close(report["loss_objective"], expected, rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(report["loss_entropy"], -0.02 * policy.entropy().mean())
    value = agent.critic.module(minibatch["state"])
    smooth_l1 = torch.nn.functional.smooth_l1_loss(value, minibatch["value_target"])
    torch.testing.assert_close(report["loss_critic"], 0.5 * smooth_l1)


def test_the_kl_penalty_is_that_to_the_policy_which_acted(
    agent: Any, minibatch: TensorDict
) -> None:
    loss = build_ppo_loss(agent, PPOConfig(variant="kl", kl_weight=2.0, kl_target=1e-6))
    report = loss(minibatch)
    policy = policy_of(agent, minibatch)
    before = torch.distributions.Categorical(logits=minibatch["logits"])
    kl = torch.distributions.kl_divergence(before, policy)
    ratio = (policy.log_prob(minibatch["action"]) - minibatch["action_log_prob"]).exp()
    expected = -(ratio * minibatch["advantage"].squeeze(-1) - 2.0 * kl).mean()
    torch.testing.assert_close(report["loss_objective"], expected, rtol=1e-4, atol=1e-4)
    assert float(loss.beta) == 4.0  # the penalty grows where the policy has gone too far


def test_values_are_kept_near_those_that_were(agent: Any, minibatch: TensorDict) -> None:
    free = build_ppo_loss(agent, PPOConfig())(minibatch)["loss_critic"]
    clipped = build_ppo_loss(agent, PPOConfig(clip_value=0.1))(minibatch)["loss_critic"]
    value, old = agent.critic.module(minibatch["state"]), minibatch["state_value"]
    near = old + (value - old).clamp(-0.1, 0.1)
    losses = [
        torch.nn.functional.smooth_l1_loss(v, minibatch["value_target"], reduction="none")
        for v in (value, near)
    ]
    torch.testing.assert_close(clipped, 0.5 * torch.max(*losses).mean())
    assert clipped > free


def test_cross_entropy_of_both_heads_over_known_answers(agent: Any, minibatch: TensorDict) -> None:
    report = SupervisedLoss(agent, 2.0, 0.5)(minibatch)
    known = minibatch["answer"] >= 0
    assert not known.all()
    for name, head, weight in (
        ("imitation", agent.actor.module[0].module, 2.0),
        ("classification", agent.classifier.module, 0.5),
    ):
        logits = head(minibatch["state"])[known]
        expected = torch.nn.functional.cross_entropy(logits, minibatch["answer"][known])
        torch.testing.assert_close(report[f"loss_{name}"], weight * expected)
        hits = (logits.argmax(-1) == minibatch["answer"][known]).float().mean()
        assert report[f"{name}_accuracy"] == hits


def test_the_entropy_bonus_falls_along_its_schedule(train_tiny: Any) -> None:
    ppo = PPOConfig(
        epochs=1, minibatch_size=256, entropy_coefficient=0.2, final_entropy_coefficient=0.0
    )
    _, rows = train_tiny("toy/Colour-v0", ppo=ppo, total_frames=256 * 5, evaluations=0)
    weights = [row["entropy_coefficient"] for row in rows]
    assert weights == pytest.approx([0.2, 0.15, 0.1, 0.05, 0.0])
    assert rows[-1]["loss_entropy"] == 0.0
    assert rows[0]["loss_entropy"] == pytest.approx(-0.2 * rows[0]["entropy"])


def test_learning_from_a_rollout_stops_where_the_policy_has_moved_too_far(train_tiny: Any) -> None:
    moved = {}
    for target in (None, 1e-6):
        ppo = PPOConfig(epochs=8, minibatch_size=64, target_kl=target)
        fast = OptimizerConfig(learning_rate=1e-2, encoder_learning_rate=1e-2)
        _, rows = train_tiny(
            "toy/Colour-v0", ppo=ppo, optimizer=fast, total_frames=1024, evaluations=0
        )
        moved[target] = sum(row["kl_approx"] for row in rows)
    assert moved[1e-6] < moved[None]


def test_training_ends_early_with_the_best_weights(train_tiny: Any) -> None:
    """With a rate that only does harm, the first look is the best."""
    ruinous = OptimizerConfig(
        "adamw", learning_rate=0.0, encoder_learning_rate=0.0, max_gradient_norm=1.0
    )
    _, rows = train_tiny(
        "toy/Colour-v0", optimizer=ruinous, total_frames=256 * 20, evaluations=20, early_stopping=3
    )
    assert len(rows) == 4  # nothing is learnt: no look is better than the first


@pytest.mark.parametrize(("perceives", "least", "most"), [("text", 0.3, 0.7), ("image", 0.1, 0.7)])
def test_blind_and_deaf_agents_do_not_get_what_they_lack(
    train_tiny: Any, perceives: str, least: float, most: float
) -> None:
    agent, _ = train_tiny("toy/Colour-v0", perceives=perceives, total_frames=4_000)
    assert least <= solved(agent, "toy/Colour-v0") <= most


def test_a_minibatch_without_a_known_answer_teaches_nothing(
    agent: Any, minibatch: TensorDict
) -> None:
    minibatch["answer"][:] = -1
    report = SupervisedLoss(agent, 1.0, 1.0)(minibatch)
    assert report["loss_imitation"] == report["loss_classification"] == 0
    # The same figures as of any other minibatch, so that their means can be taken.
    assert report["imitation_accuracy"].isnan()
    assert report["classification_accuracy"].isnan()
