"""What deliberation is worth: the same agent reconsiders 0, 1, 2 and 4 times before it answers.

    python experiments/compare_deliberation.py --out runs/deliberation

The frozen encoders see each problem once; fusion, deliberation and policy then learn right answers
by cross-entropy, which shows what a network can express sooner than reward does. Without
deliberation the fusion gets as many parameters more, in further MLP blocks. Each number of steps is
trained for as many passes over the problems as the others, and for as long as the slowest takes.
By default they learn the mixed Scenes, as the benchmark's agents do, and are tested on these and on
their chains of hops.

B batch, L tokens, N patches.
"""

from __future__ import annotations

import dataclasses
import json
import time
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional
from tqdm import tqdm, trange

from gennet_rl.agents.actor_critic import ActorCriticAgent, build_actor_critic
from gennet_rl.cli import run_command
from gennet_rl.config import (
    FusionConfig,
    NetworkConfig,
    OptimizerConfig,
    ReasoningConfig,
    check_config,
)
from gennet_rl.environments import describe_environment, make_vector_env
from gennet_rl.evaluation import FIRST_SEED
from gennet_rl.optimizing import Optimizer

BATCH = 256  # problems encoded together
TIMED_STEPS = 30


@dataclass(frozen=True)
class DeliberationConfig:
    """Which problems, how many, and how long."""

    env_id: str = "gennet/Scenes-v0?difficulty=1"
    """Gymnasium id of one-step episodes with an action mask and right answers, to learn from."""
    test_ids: tuple[str, ...] = (
        "gennet/Scenes-v0?difficulty=1",
        "gennet/ScenesMultiHop-v0?difficulty=0",
        "gennet/ScenesMultiHop-v0?difficulty=1",
    )
    """Ids with the same actions, to be tested on."""
    steps: tuple[int, ...] = (0, 1, 2, 4)
    """Numbers of deliberation steps to compare."""
    seeds: int = 3
    """Trainings of each."""
    problems: int = 65_536
    """Of the training split. Few are learnt by heart: a plateau of some 500 steps comes first."""
    tested: int = 2_048
    """Of each id's test split."""
    epochs: int = 4
    """Passes over the training problems, where passes are equal."""
    minibatch_size: int = 128
    """Problems a gradient step."""
    optimizer: OptimizerConfig = field(default_factory=OptimizerConfig)
    """The optimizer."""
    out: Path = Path("runs/deliberation")
    """Folder for results.json and table.md."""


@dataclass(frozen=True)
class Problems:
    """Encoded problems; n of them."""

    text_nLD: torch.Tensor
    text_mask_nL: torch.Tensor
    image_nND: torch.Tensor
    action_mask_nA: torch.Tensor
    answer_n: torch.Tensor

    def __getitem__(self, chosen: torch.Tensor) -> Problems:
        parts = (getattr(self, item.name) for item in dataclasses.fields(self))
        return Problems(*(part[chosen] for part in parts))

    def __len__(self) -> int:
        return len(self.answer_n)


def main(config: DeliberationConfig) -> None:
    """Compare, and leave results in ``config.out``."""
    check_config(config)
    config.out.mkdir(parents=True, exist_ok=True)
    encoder = build(config, 0)
    train = encode(encoder, config.env_id, "train", config.problems)
    tests = {name: encode(encoder, name, "test", config.tested) for name in config.test_ids}
    seconds = seconds_of_a_step(train, config)
    results: list[dict[str, Any]] = [
        {
            "steps": steps,
            "parameters": count_parameters(build(config, steps)),
            "seconds_per_step": seconds[steps],
            "passes": {
                "equal_passes": config.epochs,
                "equal_compute": round(config.epochs * max(seconds.values()) / seconds[steps]),
            },
            "accuracy": {},  # of a number of passes: of a test id: one of each seed
        }
        for steps in config.steps
    ]
    for seed in trange(config.seeds, desc="seeds"):
        for result in tqdm(results, desc="numbers of steps"):
            for epochs in sorted(set(result["passes"].values())):
                agent = build(config, result["steps"], seed)
                learn(agent, train, config, epochs, seed)
                accuracies = result["accuracy"].setdefault(epochs, {name: [] for name in tests})
                for name, test in tests.items():
                    accuracies[name].append(accuracy(agent, test))
                (config.out / "results.json").write_text(json.dumps(results, indent=2) + "\n")
                (config.out / "table.md").write_text(format_table(results, config), "utf-8")
    print(format_table(results, config))


def build(config: DeliberationConfig, steps: int, seed: int = 0) -> ActorCriticAgent:
    """An agent with frozen encoders; without deliberation with as many parameters or more."""
    torch.manual_seed(seed)
    network = NetworkConfig(
        frozen_encoders=True,
        fusion=FusionConfig(
            mlp_layers=FusionConfig().mlp_layers + (0 if steps else extra_blocks(config.env_id))
        ),
        reasoning=ReasoningConfig(deliberation_steps=steps),
    )
    return build_actor_critic(network, describe_environment(config.env_id), [])


@cache
def extra_blocks(env_id: str) -> int:
    """MLP blocks of the fusion that have as many parameters as deliberation, or more."""
    network = NetworkConfig(reasoning=ReasoningConfig(deliberation_steps=1))
    agent = build_actor_critic(network, describe_environment(env_id), [])
    assert agent.reasoning.deliberation is not None
    deliberation, block = (
        sum(p.numel() for p in module.parameters())
        for module in (agent.reasoning.deliberation, agent.network.fusion.blocks[0])
    )
    return -(-deliberation // block)


def count_parameters(agent: ActorCriticAgent) -> int:
    """Of what learns."""
    return sum(p.numel() for group in agent.parameter_groups().values() for p in group)


@torch.no_grad()
def encode(agent: ActorCriticAgent, env_id: str, split: str, count: int) -> Problems:
    """What the frozen encoders make of a split's problems."""
    envs = make_vector_env(env_id, BATCH, split)
    parts: list[tuple[torch.Tensor, ...]] = []
    for first in tqdm(range(0, count, BATCH), desc=f"encoding {split}"):
        observations, infos = envs.reset(seed=FIRST_SEED[split] + first)
        states = agent.decide(observations)
        length = agent.tokens.max_tokens - states["text_states"].shape[1]
        parts.append(
            (
                functional.pad(states["text_states"], (0, 0, 0, length)).half(),
                states["attention_mask"],
                states["image_states"].half(),
                states["action_mask"],
                torch.as_tensor(infos["answer"]),
            )
        )
    envs.close()
    together = [torch.cat(tensors) for tensors in zip(*parts, strict=True)]
    longest = int(together[1].sum(-1).max())
    together[0], together[1] = together[0][:, :longest], together[1][:, :longest]
    return Problems(*together)[torch.arange(count)]


def logits_of(agent: ActorCriticAgent, problems: Problems) -> torch.Tensor:
    """The policy's logits float[B, A]; forbidden actions have none."""
    longest = int(problems.text_mask_nL.sum(-1).max())
    text_BLD = problems.text_nLD[:, :longest].float()
    mask_BL, image_BND = problems.text_mask_nL[:, :longest], problems.image_nND.float()
    state_BF = agent.network.fuse(text_BLD, mask_BL, image_BND)
    policy = agent.actor.module[0].module
    if agent.reasoning.deliberation is not None:
        state_BF = agent.reasoning.deliberation(
            state_BF, policy, text_BLD, mask_BL, image_BND, problems.action_mask_nA
        )
    return policy(state_BF).masked_fill(~problems.action_mask_nA, -torch.inf)


def learn(
    agent: ActorCriticAgent, train: Problems, config: DeliberationConfig, epochs: int, seed: int
) -> None:
    """Learn right answers in so many passes over the problems."""
    torch.manual_seed(seed)
    size = config.minibatch_size
    optimizer = Optimizer(config.optimizer, agent, epochs * (len(train) // size))
    for _ in trange(epochs, desc="passes", leave=False):
        for chosen in torch.randperm(len(train)).split(size):
            if len(chosen) == size:
                step(agent, optimizer, train[chosen])


@torch.no_grad()
def accuracy(agent: ActorCriticAgent, test: Problems) -> float:
    """The share of problems that are answered right."""
    right = [
        logits_of(agent, test[chosen]).argmax(-1) == test[chosen].answer_n
        for chosen in torch.arange(len(test)).split(BATCH)
    ]
    return float(torch.cat(right).float().mean())


def step(agent: ActorCriticAgent, optimizer: Optimizer, problems: Problems) -> None:
    """One gradient step."""
    optimizer.step(functional.cross_entropy(logits_of(agent, problems), problems.answer_n))


def seconds_of_a_step(train: Problems, config: DeliberationConfig) -> dict[int, float]:
    """Median seconds of a gradient step for each number of deliberation steps.

    They take turns, so that what else the machine does slows all alike.
    """
    agents = {steps: build(config, steps) for steps in config.steps}
    optimizers = {
        steps: Optimizer(config.optimizer, agent, TIMED_STEPS) for steps, agent in agents.items()
    }
    times: dict[int, list[float]] = {steps: [] for steps in config.steps}
    chosen = torch.arange(min(config.minibatch_size, len(train)))
    for _ in trange(TIMED_STEPS, desc="timing"):
        for steps, agent in agents.items():
            start = time.perf_counter()
            step(agent, optimizers[steps], train[chosen])
            times[steps].append(time.perf_counter() - start)
    return {steps: float(np.median(taken)) for steps, taken in times.items()}


def format_table(results: list[dict[str, Any]], config: DeliberationConfig) -> str:
    """Accuracy for people: mean and range over seeds, of what has been trained so far."""
    lines = [
        f"Test accuracy after learning {config.env_id}: mean (least to most) of as many as "
        f"{config.seeds} seeds.",
        "",
        f"| steps | parameters | ms a gradient step | passes | {' | '.join(config.test_ids)} |",
        "|---" * (4 + len(config.test_ids)) + "|",
    ]
    for result in results:
        for epochs, accuracies in result["accuracy"].items():
            named = [name for name, passes in result["passes"].items() if passes == epochs]
            cells = [
                f"{np.mean(of_seeds):.3f} ({min(of_seeds):.3f} to {max(of_seeds):.3f})"
                for of_seeds in accuracies.values()
            ]
            lines.append(
                f"| {result['steps']} | {result['parameters']:,} | "
                f"{1000 * result['seconds_per_step']:.0f} | "
                f"{epochs} ({', '.join(named).replace('_', ' ')}) | {' | '.join(cells)} |"
            )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    run_command(main, DeliberationConfig, "Compare numbers of deliberation steps.")
