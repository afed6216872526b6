"""PPO answers questions about images: ModernBERT + SigLIP 2 + fusion, trained on reward alone.

    python experiments/ppo_vqa.py --seed 0 --out runs/easy-vqa

Trains on the environment's training split, watches its validation split, and compares with the
baselines on its test split. See gennet_rl/config/ for every flag.
"""

from __future__ import annotations

import dataclasses
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import torch

from gennet_rl.agents.actor_critic import ActorCriticAgent, build_actor_critic
from gennet_rl.agents.baselines import (
    Baseline,
    MajorityBaseline,
    QuestionOnlyBaseline,
    RandomBaseline,
)
from gennet_rl.agents.objectives import build_phases
from gennet_rl.cli import run_command
from gennet_rl.config import TrainingConfig, check_collector, check_config, check_network
from gennet_rl.devices import resolve_device
from gennet_rl.environments import describe_environment, sample_texts
from gennet_rl.evaluation import Evaluation, evaluate, training_examples
from gennet_rl.plotting import plot_curve
from gennet_rl.recording import RunRecorder, prepare_run_folder
from gennet_rl.training import train


def main(config: TrainingConfig) -> None:
    """Train, test, compare, and leave everything in ``config.out``."""
    check_config(config)
    check_network(config.network)
    check_collector(config)
    device = resolve_device(config.device)
    spec = describe_environment(config.env_id)

    torch.manual_seed(config.seed)
    texts = sample_texts(config.env_id)
    agent = build_actor_critic(config.agent_network, spec, texts).to(device)
    phases = build_phases(agent, config)

    folder = prepare_run_folder(config.out or default_folder(config), config.overwrite)
    with RunRecorder(folder, config) as recorder:
        start = time.perf_counter()
        frames = train(config, agent, phases, recorder, device)
        wall_seconds = time.perf_counter() - start

        tested = evaluate(
            agent.player(),
            config.env_id,
            "test",
            config.test_episodes,
            description="testing",
            env_workers=config.env_workers,
        )
        baselines = evaluate_baselines(config, len(spec.answers))
        summary = summarize(config, agent, frames, wall_seconds, tested, baselines)
        recorder.write_summary(summary)
        plot_curve(
            recorder.rows,
            {name: result.return_mean for name, result in baselines.items()},
            f"{learner(config).upper()} on {config.env_id}, seed {config.seed}",
            folder / "curve.png",
        )
    print_table(summary, tested, baselines, folder)
    if agent.tokens.truncation_report:
        print(agent.tokens.truncation_report)


def evaluate_baselines(config: TrainingConfig, num_actions: int) -> dict[str, Evaluation]:
    """Chance, and what counting training answers gives, on the test episodes."""
    examples = training_examples(config.env_id)
    agents: dict[str, Baseline] = {"random": RandomBaseline(num_actions, config.seed)}
    if examples:
        agents["majority"] = MajorityBaseline(num_actions, examples)
        agents["question_only"] = QuestionOnlyBaseline(num_actions, examples)
    return {
        name: evaluate(
            agent.act, config.env_id, "test", config.test_episodes, description=f"testing {name}"
        )
        for name, agent in agents.items()
    }


def summarize(
    config: TrainingConfig,
    agent: ActorCriticAgent,
    frames: int,
    wall_seconds: float,
    tested: Evaluation,
    baselines: dict[str, Evaluation],
) -> dict[str, Any]:
    """What ``summary.json`` says."""
    network, text, vision = config.network, agent.network.text_encoder, agent.network.vision_encoder
    return {
        "env_id": config.env_id,
        "agent": "actor_critic",
        "mode": config.mode,
        "algorithm": learner(config),
        "seed": config.seed,
        "device": str(agent.device),
        "frames": frames,
        "wall_seconds": wall_seconds,
        "frames_per_second": frames / wall_seconds,
        "encoders": {
            "text": network.text.checkpoint or "from scratch",
            "vision": network.vision.checkpoint or "from scratch",
            "frozen": text.frozen and vision.frozen,
            "text_fine_tuning": text.fine_tuning,
            "vision_fine_tuning": vision.fine_tuning,
        },
        "texts_truncated": agent.tokens.texts_truncated,
        "test": dataclasses.asdict(tested),
        "baselines": {name: dataclasses.asdict(result) for name, result in baselines.items()},
    }


def learner(config: TrainingConfig) -> str:
    """What learns, by name: the algorithm, where reward takes part."""
    return "supervised" if config.mode == "supervised" else config.algorithm


def print_table(
    summary: dict[str, Any],
    tested: Evaluation,
    baselines: dict[str, Evaluation],
    folder: Path,
) -> None:
    """The result for people."""
    print(f"\n{summary['env_id']}, seed {summary['seed']}: test split\n")
    print(f"  {'agent':<16}{'episodes':>9}{'accuracy':>10}{'95 % interval':>18}{'return':>9}")
    for name, result in {str(summary["algorithm"]): tested, **baselines}.items():
        accuracy = "-" if result.accuracy is None else f"{result.accuracy:.3f}"
        low, high = result.accuracy_ci95 or (float("nan"), float("nan"))
        interval = "-" if result.accuracy is None else f"{low:.3f} to {high:.3f}"
        print(
            f"  {name:<16}{result.episodes:>9}{accuracy:>10}{interval:>18}"
            f"{result.return_mean:>9.3f}"
        )
    print(
        f"\n{summary['frames']:,} frames in {summary['wall_seconds']:.0f} s "
        f"({summary['frames_per_second']:.0f} frames/s) on {summary['device']}; "
        f"the run is in {folder}"
    )


def default_folder(config: TrainingConfig) -> Path:
    """A new folder for a run that names none."""
    moment = datetime.now().strftime("%Y%m%d-%H%M%S")
    return Path("runs") / "ppo_vqa" / f"{moment}-seed{config.seed}"


if __name__ == "__main__":
    run_command(main, TrainingConfig, "Train a multimodal actor-critic with PPO.")
