"""How well a vision-language model behind an OpenAI-compatible endpoint does an environment's task.

    python experiments/evaluate_endpoint.py --base-url http://localhost:8000/v1 --model qwen3-vl \
        --env-id gennet/Scenes-v0 --episodes 200 --out runs/qwen3-vl

It meets the fixed test episodes that every agent is tested on, beside random choices. The API key
is read from the environment variable OPENAI_API_KEY, where there is one.
"""

from __future__ import annotations

import dataclasses
import json
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import tyro

from gennet_rl.agents.baselines import RandomBaseline
from gennet_rl.agents.endpoint import EndpointBaseline, EndpointConfig, EndpointReport
from gennet_rl.cli import run_command
from gennet_rl.environments import describe_environment
from gennet_rl.errors import InvalidValueError
from gennet_rl.evaluation import Evaluation, evaluate
from gennet_rl.recording import prepare_run_folder


@dataclass(frozen=True)
class Config:
    """Which model meets what."""

    endpoint: Annotated[EndpointConfig, tyro.conf.arg(name="")]
    """The model and how it is asked."""
    env_id: str = "gennet/EasyVQA-v0"
    """Gymnasium id, perhaps with arguments."""
    episodes: int = 100
    """Of the test split, spread evenly over it."""
    seed: int = 0
    """Of the actions that are drawn where a reply says none."""
    out: Path | None = None
    """Folder for summary.json; by default runs/evaluate_endpoint/<time>."""
    overwrite: bool = False
    """Whether a run that already lies in `out` may be replaced."""


def main(config: Config) -> None:
    """Evaluate, and leave the figures in ``config.out``."""
    if config.episodes < 1:
        raise InvalidValueError(f"episodes is {config.episodes}: it must be at least 1.")
    answers = describe_environment(config.env_id).answers
    agent = EndpointBaseline(config.endpoint, answers, config.seed)
    moment = datetime.now().strftime("%Y%m%d-%H%M%S")
    folder = config.out or Path("runs") / "evaluate_endpoint" / moment
    prepare_run_folder(folder, config.overwrite)

    start = time.perf_counter()
    # No more environments than requests at once: those whose episodes have run out still ask.
    tested = evaluate(
        agent.act,
        config.env_id,
        "test",
        config.episodes,
        num_envs=min(config.endpoint.concurrency, config.episodes),
        description=f"testing {config.endpoint.model}",
    )
    seconds = time.perf_counter() - start
    random = RandomBaseline(len(answers), config.seed)
    chance = evaluate(random.act, config.env_id, "test", config.episodes)

    report = agent.report()
    summary = {
        "env_id": config.env_id,
        "agent": "endpoint",
        "seed": config.seed,
        "settings": dataclasses.asdict(config.endpoint),
        "wall_seconds": seconds,
        "test": dataclasses.asdict(tested),
        "report": dataclasses.asdict(report),
        "baselines": {"random": dataclasses.asdict(chance)},
    }
    (folder / "summary.json").write_text(json.dumps(summary, indent=2) + "\n", "utf-8")
    print(f"\n{config.env_id}: test split\n")
    print_table({config.endpoint.model: tested, "random": chance})
    print_report(report, seconds)
    print(f"the run is in {folder}")


def print_table(results: dict[str, Evaluation]) -> None:
    """Accuracy and return for people."""
    width = max(16, *map(len, results))
    header = f"{'episodes':>9}{'accuracy':>10}{'95 % interval':>18}{'return':>9}"
    print(f"  {'agent':<{width}}{header}")
    for name, result in results.items():
        accuracy = "-" if result.accuracy is None else f"{result.accuracy:.3f}"
        low, high = result.accuracy_ci95 or (float("nan"), float("nan"))
        interval = "-" if result.accuracy is None else f"{low:.3f} to {high:.3f}"
        print(
            f"  {name:<{width}}{result.episodes:>9}{accuracy:>10}{interval:>18}"
            f"{result.return_mean:>9.3f}"
        )


def print_report(report: EndpointReport, seconds: float) -> None:
    """What was asked, what could not be read, and what it cost."""
    cost = "unknown: no prices were given" if report.cost is None else f"{report.cost:.4f} USD"
    rows: dict[str, Any] = {
        "observations": f"{report.observations:,}, {report.repeated:,} asked about before",
        "requests": f"{report.requests:,}, {report.retries:,} further tries",
        "no action said": f"{report.refusals:,} refused, {report.unparsed:,} not understood, "
        f"{report.truncated:,} cut off",
        "tokens": f"{report.prompt_tokens:,} read, {report.completion_tokens:,} written",
        "cost": cost,
        "time": f"{seconds:.0f} s",
    }
    print()
    for name, value in rows.items():
        print(f"  {name:<16}{value}")
    print()


if __name__ == "__main__":
    run_command(main, Config, "Evaluate a vision-language model behind an endpoint.")
