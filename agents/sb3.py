"""stable-baselines3's PPO with a small CNN and a bag of words: what the field's usual tools reach.

B batch, A actions. Needs the extra [sb3].
"""

from __future__ import annotations

import dataclasses
import importlib.util
import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_model, save_model

from gennet_rl.devices import resolve_device
from gennet_rl.encoders import train_tokenizer
from gennet_rl.environments import EnvironmentSpec, describe_environment, sample_texts
from gennet_rl.errors import InvalidValueError, MissingFileError
from gennet_rl.tokenizing import TokenCache

__all__ = ["SB3Baseline", "SB3Config", "load_sb3", "train_sb3"]

BASELINE_FILE = "sb3.json"
WEIGHTS_FILE = "model.safetensors"


@dataclass(frozen=True)
class SB3Config:
    """Settings of stable-baselines3's PPO; what is not here is its default."""

    num_envs: int = 64
    """Environments stepped together."""
    rollout_steps: int = 32
    """Steps of each between updates."""
    minibatch_size: int = 256
    """Frames of a gradient step."""
    epochs: int = 4
    """Passes over a rollout."""
    learning_rate: float = 1e-3
    """Of Adam."""
    gamma: float = 0.99
    """Discount a step."""
    entropy_coefficient: float = 0.01
    """Weight of the policy's entropy."""
    hidden_width: int = 256
    """Of the hidden layer of policy and value."""
    vocabulary_size: int = 1024
    """Most tokens of the tokenizer, which is made from training texts; at least 261."""
    max_tokens: int = 64
    """Longer texts are cut."""
    device: str = "auto"
    """Where it learns: "cpu", "cuda", ...; "auto" takes CUDA where there is one."""


class SB3Baseline:
    """A policy of stable-baselines3 that acts on this library's observations.

    Args:
        policy: an ``ActorCriticPolicy`` that reads what ``sb3_observations`` gives.
        spec: the environment it was built for.
        tokens: strings to token ids.
        hidden_width: of its hidden layer, for :meth:`save`.
        curve: what :func:`train_sb3` kept of the training, a row a rollout.
    """

    def __init__(
        self,
        policy: Any,
        spec: EnvironmentSpec,
        tokens: TokenCache,
        hidden_width: int,
        curve: list[list[float | None]],
    ) -> None:
        self.policy = policy
        self.spec = spec
        self.tokens = tokens
        self.hidden_width = hidden_width
        self.curve = curve
        """``[frames, seconds, mean return of the episodes that ended]`` of each rollout, None for
        the return where none ended."""

    @torch.no_grad()
    def act(self, observations: dict[str, Any]) -> np.ndarray:
        """The most probable allowed action of each observation.

        Args:
            observations: ``text`` (B strings), ``image`` uint8[B, H, W, 3] and, where the
                environment has them, ``action_mask`` bool[B, A]. The policy itself knows no
                masks: they only say among which of its probabilities the best is taken.

        Returns:
            int64[B].
        """
        from gennet_rl.agents.sb3_vec_env import sb3_observations

        self.policy.set_training_mode(False)
        batch, _ = self.policy.obs_to_tensor(sb3_observations(observations, self.tokens))
        scores_BA = self.policy.get_distribution(batch).distribution.logits.cpu().numpy()
        if "action_mask" in observations:
            scores_BA = np.where(observations["action_mask"], scores_BA, -np.inf)
        return scores_BA.argmax(-1)

    def save(self, folder: Path | str) -> None:
        """Write a folder for :func:`load_sb3`: weights, tokenizer, and ``sb3.json`` for the rest.

        It can act again, not go on learning: the optimizer's state is left out.
        """
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        description = {
            "environment": dataclasses.asdict(self.spec),
            "max_tokens": self.tokens.max_tokens,
            "hidden_width": self.hidden_width,
            "curve": self.curve,
        }
        (folder / BASELINE_FILE).write_text(json.dumps(description, indent=2) + "\n", "utf-8")
        self.tokens.tokenizer.save_pretrained(folder)
        # Not stable-baselines3's own archive: reading one runs whatever code was pickled into it.
        save_model(self.policy, str(folder / WEIGHTS_FILE))


def train_sb3(
    env_id: str, total_frames: int, seed: int = 0, config: SB3Config | None = None
) -> SB3Baseline:
    """Train stable-baselines3's PPO on an environment's training split, on reward alone.

    Its PPO knows no action masks: in training it may take any action, and one that is not allowed
    is whatever the environment makes of it, in most a wrong answer.

    Args:
        env_id: Gymnasium id.
        total_frames: environment steps, rounded up to whole rollouts.
        seed: of weights, environments and sampled actions.
        config: the settings.

    Raises:
        InvalidValueError: where stable-baselines3 is not installed, or a setting cannot work.
    """
    _require_sb3()
    from stable_baselines3 import PPO

    from gennet_rl.agents.sb3_policy import policy_kwargs
    from gennet_rl.agents.sb3_vec_env import BatchedVecEnv

    config = config or SB3Config()
    _check(config, total_frames)
    spec = describe_environment(env_id)
    tokenizer = train_tokenizer(sample_texts(env_id), config.vocabulary_size)
    tokens = TokenCache(tokenizer, config.max_tokens)
    envs = BatchedVecEnv(env_id, config.num_envs, tokens)
    curve: list[list[float | None]] = []
    try:
        model = PPO(
            "MultiInputPolicy",
            envs,
            learning_rate=config.learning_rate,
            n_steps=config.rollout_steps,
            batch_size=config.minibatch_size,
            n_epochs=config.epochs,
            gamma=config.gamma,
            ent_coef=config.entropy_coefficient,
            policy_kwargs=policy_kwargs(config.hidden_width),
            seed=seed,
            device=resolve_device(config.device),
        )
        model.learn(total_frames, callback=_curve_callback(curve))
    finally:
        envs.close()
    return SB3Baseline(model.policy, spec, tokens, config.hidden_width, curve)


def load_sb3(folder: Path | str, device: str = "auto") -> SB3Baseline:
    """Load what :meth:`SB3Baseline.save` wrote.

    Args:
        folder: its folder.
        device: "auto", "cpu", "cuda", ...

    Raises:
        MissingFileError: where there is no such baseline in that folder.
        InvalidValueError: where stable-baselines3 is not installed.
    """
    _require_sb3()
    from gymnasium import spaces
    from stable_baselines3.common.policies import MultiInputActorCriticPolicy
    from transformers import AutoTokenizer

    from gennet_rl.agents.sb3_policy import policy_kwargs
    from gennet_rl.agents.sb3_vec_env import sb3_observation_space

    folder = Path(folder).expanduser()
    if not (folder / BASELINE_FILE).is_file():
        raise MissingFileError(
            f"folder {str(folder)!r} has no {BASELINE_FILE}: name one that SB3Baseline.save wrote."
        )
    description = json.loads((folder / BASELINE_FILE).read_text("utf-8"))
    environment = description["environment"]
    spec = EnvironmentSpec(
        env_id=environment["env_id"],
        answers=tuple(environment["answers"]),
        image_shape=tuple(environment["image_shape"]),
        has_action_mask=environment["has_action_mask"],
    )
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    tokens = TokenCache(tokenizer, description["max_tokens"])
    policy = MultiInputActorCriticPolicy(
        sb3_observation_space(spec.image_shape, tokens),
        spaces.Discrete(len(spec.answers)),
        lambda progress: 0.0,  # a learning rate for an optimizer that is never used
        **policy_kwargs(description["hidden_width"]),
    )
    load_model(policy, folder / WEIGHTS_FILE)
    policy.to(resolve_device(device))
    return SB3Baseline(policy, spec, tokens, description["hidden_width"], description["curve"])


def _curve_callback(curve: list[list[float | None]]) -> Any:
    """Appends a row a rollout; stable-baselines3 takes an object of a class of its own."""
    from stable_baselines3.common.callbacks import BaseCallback

    class Curve(BaseCallback):
        def _on_training_start(self) -> None:
            self._start = time.perf_counter()
            self._returns = np.zeros(self.training_env.num_envs)
            self._ended: list[float] = []

        def _on_step(self) -> bool:
            self._returns += self.locals["rewards"]
            done = self.locals["dones"]
            self._ended += self._returns[done].tolist()
            self._returns[done] = 0
            return True

        def _on_rollout_end(self) -> None:
            mean = float(np.mean(self._ended)) if self._ended else None
            curve.append([self.num_timesteps, time.perf_counter() - self._start, mean])
            self._ended = []

    return Curve()


def _check(config: SB3Config, total_frames: int) -> None:
    values: dict[str, Any] = {"total_frames": total_frames, **dataclasses.asdict(config)}
    for name in ("total_frames", "num_envs", "epochs", "hidden_width", "max_tokens"):
        if values[name] < 1:
            raise InvalidValueError(f"{name} is {values[name]}: it must be at least 1.")
    for name in ("rollout_steps", "minibatch_size"):
        if values[name] < 2:  # advantages are normalised over a minibatch
            raise InvalidValueError(f"{name} is {values[name]}: it must be at least 2.")


def _require_sb3() -> None:
    if importlib.util.find_spec("stable_baselines3") is None:
        raise InvalidValueError(
            "the sb3 baseline needs stable-baselines3, which is not installed: run "
            "`pip install 'gennet_rl[sb3]'`."
        )
