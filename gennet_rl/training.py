"""The training loop: collect, estimate advantages, take gradient steps, log, evaluate, save.

B environments, T steps of a rollout.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import torch
from numpy.typing import ArrayLike
from tensordict import TensorDictBase
from tensordict.nn import TensorDictModuleBase
from torchrl.collectors import Collector
from torchrl.envs import Transform
from tqdm import tqdm

from gennet_rl.accounting import Stopwatch, peak_memory_gb
from gennet_rl.advantages import AdvantageEstimator
from gennet_rl.collecting import make_collector, make_torch_env
from gennet_rl.config import TrainingConfig, check_collector
from gennet_rl.devices import keep_freed_memory, resolve_precision
from gennet_rl.early_stopping import EarlyStopping, HasWeights
from gennet_rl.environments import EnvironmentSpec
from gennet_rl.evaluation import evaluate
from gennet_rl.features import MultimodalNetwork
from gennet_rl.learning import FrameFeatures, Learner
from gennet_rl.optimizing import LearningParameters
from gennet_rl.phases import Phase, Taught, imitated_rollouts, phase_of_rollout
from gennet_rl.profiling import tracing
from gennet_rl.recording import RunRecorder
from gennet_rl.tokenizing import TokenCache
from gennet_rl.worker_collectors import WorkerCollector

__all__ = ["KINDS_OF_WORK", "LearningAgent", "train", "training_iterations"]

# What a run's time is counted as, besides "other".
KINDS_OF_WORK = ("collecting", "encoding", "learning", "evaluating")


class LearningAgent(LearningParameters, HasWeights, Protocol):
    """What the loop needs of an agent."""

    spec: EnvironmentSpec
    tokens: TokenCache

    @property
    def network(self) -> MultimodalNetwork:
        """Encoders and fusion."""

    perceives: str

    def policy(self) -> TensorDictModuleBase:
        """Observations to ``action``, ``action_log_prob``, ``state_value``; what is to be kept."""

    def env_transforms(self) -> list[Transform]:
        """What an environment needs besides, so that the policy remembers."""

    def rollout_features(self) -> FrameFeatures:
        """Frames that the policy collected to what the loss reads, with gradients."""

    def value(self, observations: TensorDictBase) -> torch.Tensor:
        """``state_value`` float[n, 1] of a TensorDict [n] of observations, without gradient."""

    def player(self) -> Callable[[dict[str, Any]], ArrayLike]:
        """Plays episodes by greedy actions int64[B]; see ``gennet_rl.evaluation.evaluate``."""

    def save(self, folder: Path) -> None:
        """Write the agent as one folder."""


def train(
    config: TrainingConfig,
    agent: LearningAgent,
    phases: Sequence[Phase],
    recorder: RunRecorder,
    device: torch.device,
) -> int:
    """Train ``agent`` on its environment's training split.

    Nothing but reward teaches it unless a phase ``needs_answers``.

    Args:
        config: how long and how.
        agent: already on ``device``.
        phases: what is minimised, one after the other.
        recorder: where metrics and the final agent go.
        device: where the network runs.

    Returns:
        The number of frames trained on.
    """
    clock = Stopwatch(*KINDS_OF_WORK)
    total_frames = config.rollouts * config.frames_per_batch
    frames = 0
    iterations = training_iterations(config, agent, phases, device, clock)
    stopping = EarlyStopping(agent, config.early_stopping)
    with (
        closing(iterations),
        tqdm(total=total_frames, desc="training", unit="frame", unit_scale=True) as bar,
        tracing(recorder.folder, config.profile) as end_of_rollout,
    ):
        for iteration, row in enumerate(iterations):
            rollout_frames, frames = int(row["frames"]) - frames, int(row["frames"])
            with clock.measure("evaluating"):
                row |= _validate(config, agent, iteration)
            row |= _costs(clock.report(), rollout_frames, agent.network, device)
            recorder.log(row)
            end_of_rollout()
            bar.update(rollout_frames)
            bar.set_postfix(_progress(recorder.rows), refresh=False)
            if stopping.is_over(row["validation_return"]):
                break
    stopping.restore()
    agent.save(recorder.checkpoints / "final")
    return frames


def training_iterations(
    config: TrainingConfig,
    agent: LearningAgent,
    phases: Sequence[Phase],
    device: torch.device,
    clock: Stopwatch,
) -> Generator[dict[str, float], None, None]:
    """Collect a rollout and learn from it, again and again; what :func:`train` consists of.

    Each time the next item is asked for, one rollout is made and learnt from.

    Args:
        config: how long and how.
        agent: already on ``device``.
        phases: what is minimised, one after the other.
        device: where the network runs.
        clock: counts what is spent on ``KINDS_OF_WORK``.

    Yields:
        ``frames`` trained on so far, and the rollout's metrics and mean losses.
    """
    algorithm, network = config.on_policy, agent.network
    network.compute_in(resolve_precision(config.precision, device), device)
    if device.type == "cpu":
        keep_freed_memory()
    if config.compile:
        network.compile_parts()
    network.use_caches(int(config.feature_cache_gb * 1e9), config.feature_cache_on == "host")
    policy = agent.policy()
    needs_answers = any(phase.needs_answers for phase in phases)
    if needs_answers:
        policy = Taught(policy)
    collector = _make_collector(config, agent, policy, needs_answers, device, clock)
    estimate_advantages = AdvantageEstimator(algorithm.gamma, algorithm.gae_lambda, agent.value)
    imitating = imitated_rollouts(phases, config.rollouts)
    learner = Learner(config, agent, agent.rollout_features(), imitating)
    frames, rollouts = 0, iter(collector)
    with _shut_down(collector):
        for i in range(config.rollouts):
            phase = phase_of_rollout(phases, i, config.rollouts)
            if isinstance(policy, Taught):
                policy.teacher_share = phase.teacher_share
            with clock.measure("collecting"):
                rollout = next(rollouts)
            with clock.measure("learning"):
                if phase.from_reward:
                    rollout = estimate_advantages(rollout)
                losses = learner.learn(rollout, phase.loss, phase.from_reward)
            frames += rollout.numel()
            yield {"frames": frames, **_rollout_metrics(rollout), **losses}


def _make_collector(
    config: TrainingConfig,
    agent: LearningAgent,
    policy: TensorDictModuleBase,
    answers: bool,
    device: torch.device,
    clock: Stopwatch,
) -> Collector | WorkerCollector:
    check_collector(config)
    make_env = partial(
        make_torch_env,
        env_id=agent.spec.env_id,
        tokens=agent.tokens,
        image_keys=agent.network.vision_encoder.cache is not None,
        env_workers=config.env_workers,
        perceives=agent.perceives,
        answers=answers,
        transforms=agent.env_transforms(),
    )
    if config.collector != "local":
        return WorkerCollector(
            config.collector,
            config.collector_workers,
            make_env,
            num_envs=config.num_envs,
            steps=config.rollout_steps,
            rollouts=config.rollouts,
            seed=config.seed,
            policy=policy,
            device=device,
        )
    env = make_env(config.num_envs, config.seed)
    total_frames = config.rollouts * config.frames_per_batch
    return make_collector(env, _Timed(policy, clock), config.frames_per_batch, total_frames, device)


@contextmanager
def _shut_down(collector: Collector | WorkerCollector) -> Iterator[None]:
    """Leave no worker behind, also where training fails or is interrupted."""
    try:
        yield
    finally:
        collector.shutdown()


class _Timed(TensorDictModuleBase):
    """A policy whose time counts as encoding, not as collecting."""

    def __init__(self, policy: TensorDictModuleBase, clock: Stopwatch) -> None:
        super().__init__()
        self.policy = policy
        self.in_keys, self.out_keys = policy.in_keys, policy.out_keys
        self._clock = clock

    def forward(self, tensordict: TensorDictBase) -> TensorDictBase:
        with self._clock.measure("encoding"):
            return self.policy(tensordict)


def _costs(
    seconds: dict[str, float], frames: int, network: MultimodalNetwork, device: torch.device
) -> dict[str, float]:
    """Time, speed, memory and the caches' hit rate, for ``metrics.csv``."""
    training = sum(seconds.values()) - seconds["evaluating"]
    hits = sum(cache.hits for cache in network.caches)
    looked_up = hits + sum(cache.misses for cache in network.caches)
    return {
        "frames_per_second": frames / training,
        **{f"seconds_{kind}": value for kind, value in seconds.items()},
        "peak_memory_gb": peak_memory_gb(device),
        "cache_hit_rate": hits / looked_up if looked_up else math.nan,
    }


def _rollout_metrics(rollout: TensorDictBase) -> dict[str, float]:
    rewards, done = rollout["next", "reward"], rollout["next", "done"]
    episodes = int(done.sum())
    return {
        "reward_mean": float(rewards.mean()),
        "episodes": episodes,
        # The sum over the rollout's ends is exact for one-step episodes, and on average for others.
        "episode_return": float(rewards.sum()) / episodes if episodes else math.nan,
    }


def _validate(config: TrainingConfig, agent: LearningAgent, iteration: int) -> dict[str, float]:
    due = (iteration + 1) * config.evaluations // config.rollouts
    if due == iteration * config.evaluations // config.rollouts:
        return {"validation_accuracy": math.nan, "validation_return": math.nan}
    result = evaluate(
        agent.player(),
        agent.spec.env_id,
        "validation",
        config.evaluation_episodes,
        env_workers=config.env_workers,
    )
    accuracy = math.nan if result.accuracy is None else result.accuracy
    return {"validation_accuracy": accuracy, "validation_return": result.return_mean}


def _progress(rows: list[dict[str, float]]) -> dict[str, str]:
    recent = [row["reward_mean"] for row in rows[-20:]]
    validated = [
        row["validation_return"] for row in rows if not math.isnan(row["validation_return"])
    ]
    progress = {"reward": f"{sum(recent) / len(recent):.3f}"}
    if validated:
        progress["validation"] = f"{validated[-1]:.3f}"
    return progress
