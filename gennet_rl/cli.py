"""Command lines: typed flags from a config's docstrings, one sentence and status 2 on bad input."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any, TypeVar

import tyro

from gennet_rl.adaptation.config import AdaptationConfig
from gennet_rl.benchmarking.config import BenchmarkConfig
from gennet_rl.errors import GennetRLError, InvalidValueError

__all__ = ["main", "run_command"]

Config = TypeVar("Config")
# A command's config is its whole command line: --seed rather than --config.seed.
WithoutPrefix = tyro.conf.arg(name="")


def run_command(main: Callable[[Config], None], config: type[Config], description: str) -> None:
    """Parse the command line into ``config`` and call ``main`` with it.

    Args:
        main: the command.
        config: a dataclass; its fields become flags, their docstrings the help.
        description: first lines of the help.

    Bad input ends the process with one sentence on standard error and exit status 2.
    """
    arguments = tyro.cli(config, description=description)
    _call(lambda: main(arguments))


def main(arguments: Sequence[str] | None = None) -> None:
    """The ``gennet-rl`` command.

    Args:
        arguments: of the command line; by default the process's own.

    Bad input ends the process with one sentence on standard error and exit status 2.
    """
    _call(
        lambda: tyro.extras.subcommand_cli_from_dict(
            COMMANDS,
            prog="gennet-rl",
            description="Agents that read a text, look at an image and act.",
            args=arguments,
        )
    )


def adapt_text(config: Annotated[AdaptationConfig, WithoutPrefix]) -> None:
    """Adapt a text encoder to a domain's texts by masked language modelling."""
    from gennet_rl.adaptation.adapting import adapt_on_corpus

    summary, folder = adapt_on_corpus(config)
    sentences = summary["sentences"]
    print(f"\n{summary['text_checkpoint']}, seed {summary['seed']}: held-out texts\n")
    print(f"  {'':<10}{'loss, nats':>12}{'perplexity':>12}")
    for moment in ("before", "after"):
        loss, perplexity = summary[f"held_out_loss_{moment}"], summary[f"perplexity_{moment}"]
        print(f"  {moment:<10}{loss:>12.3f}{perplexity:>12.1f}")
    print(
        f"\n{sentences['train']:,} texts learnt from, {sentences['held_out']:,} held out, "
        f"{summary['skipped_lines']:,} bad lines skipped; {summary['steps']:,} steps in "
        f"{summary['seconds']:.0f} s on {summary['device']}\n"
        f"use it with: --text-checkpoint {folder}"
    )


def benchmark(config: Annotated[BenchmarkConfig, WithoutPrefix]) -> None:
    """Train and test agents in environments, cell by cell, and compare them; resumable."""
    from gennet_rl.agents.contestants import roster
    from gennet_rl.benchmarking.benchmark import run_benchmark

    command = shlex.join(["gennet-rl", *sys.argv[1:]])
    folder, tables = run_benchmark(config, roster=roster(), command=command)
    print(tables)
    files = ("leaderboard.md", "report.html", "results.csv", "timings.csv", "aggregate.json")
    lie = ", ".join(name for name in files if (folder / name).is_file())
    print(f"In {folder}: {lie}; every cell's own files are in {folder / 'cells'}.")
    failures = json.loads((folder / "aggregate.json").read_text("utf-8"))["failures"]
    if failures:
        sys.exit(f"error: {len(failures)} of the cells failed: --retry-failed runs them again.")


def encoders() -> None:
    """List the encoders that are bundled or whose architecture is tested."""
    from gennet_rl.encoders.catalogue import format_catalogue, list_encoders

    print(format_catalogue(list_encoders()), end="")


def envs(env_id: tyro.conf.Positional[str] = "", out: Path | None = None) -> None:
    """List the environments; say more of one; or draw episodes of all.

    Args:
        env_id: for more about one, e.g. gennet/EasyVQA-v0, with arguments where wanted:
            "gennet/Scenes-v0?difficulty=3". "gallery" draws episodes of every environment.
        out: HTML file of the gallery.
    """
    from gennet_rl.envs.catalogue import describe, format_list, list_environments
    from gennet_rl.envs.gallery import write_gallery

    if env_id == "gallery":
        if out is None:
            raise InvalidValueError("the gallery needs a file: add --out gallery.html.")
        print(f"{write_gallery(out)} environments are drawn in {out}")
    elif env_id:
        print(describe(env_id), end="")
    else:
        print(format_list(list_environments()), end="")


# A new command is a function with typed, documented arguments; it imports what is heavy itself.
COMMANDS: dict[str, Callable[..., Any]] = {
    "adapt-text": adapt_text,
    "benchmark": benchmark,
    "encoders": encoders,
    "envs": envs,
}


def _call(command: Callable[[], Any]) -> None:
    try:
        command()
    except GennetRLError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        sys.exit(130)
