"""From batched Gymnasium environments to TorchRL rollouts.

B environments, L tokens, H x W images, A actions.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from gymnasium import spaces
from gymnasium.vector import VectorEnv
from tensordict import TensorDict, TensorDictBase
from tensordict.nn import TensorDictModuleBase
from torchrl.collectors import Collector
from torchrl.data import Binary, Bounded, Categorical, Composite, Unbounded
from torchrl.envs import Compose, EnvBase, Transform, TransformedEnv

from gennet_rl.content_keys import LastingImageKeys
from gennet_rl.environments import make_vector_env
from gennet_rl.observations import observation_arrays, perceived
from gennet_rl.tokenizing import TokenCache

__all__ = ["TorchReasoningEnv", "make_collector", "make_torch_env"]


class TorchReasoningEnv(EnvBase):
    """A batched Gymnasium environment of texts and images as a TorchRL environment.

    Texts become token ids once per distinct string; images stay uint8. Nothing of ``info`` gets in,
    so that no loss can read an answer, unless right answers are to teach and are asked for. One
    call of the batch serves all B environments.

    Args:
        envs: a vector environment with ``AutoresetMode.DISABLED``.
        tokens: strings to token ids.
        image_keys: whether observations carry ``image_key``, by which a frozen vision encoder
            recognises images that it has encoded before.
        perceives: "both", "text" or "image"; see ``NetworkConfig``.
        answers: whether observations carry ``answer`` int64[B], the right action of now, -1 where
            there is no single one.
    """

    def __init__(
        self,
        envs: VectorEnv[Any, Any, Any],
        tokens: TokenCache,
        image_keys: bool = False,
        perceives: str = "both",
        answers: bool = False,
    ) -> None:
        super().__init__(device=torch.device("cpu"), batch_size=torch.Size([envs.num_envs]))
        self._envs = envs
        self._tokens = tokens
        self._image_keys = LastingImageKeys() if image_keys else None
        self._perceives = perceives
        self._answers = np.full(envs.num_envs, -1, np.int64) if answers else None
        self._seed: int | None = None
        self._make_specs()

    def _make_specs(self) -> None:
        size, space = self.batch_size, self._envs.single_observation_space
        action_space = self._envs.single_action_space
        assert isinstance(space, spaces.Dict)
        assert isinstance(action_space, spaces.Discrete)
        length = self._tokens.max_tokens
        observation: dict[str, Any] = {
            "input_ids": Bounded(
                0, self._tokens.vocabulary_size - 1, (*size, length), dtype=torch.int64
            ),
            "attention_mask": Binary(length, (*size, length), dtype=torch.bool),
            "image": Bounded(0, 255, (*size, *space["image"].sample().shape), dtype=torch.uint8),
        }
        observation["text_key"] = Unbounded(size, dtype=torch.int64)
        if self._image_keys is not None:
            observation["image_key"] = Unbounded(size, dtype=torch.int64)
        actions = int(action_space.n)
        if "action_mask" in space.spaces:
            observation["action_mask"] = Binary(actions, (*size, actions), dtype=torch.bool)
        if self._answers is not None:
            observation["answer"] = Bounded(-1, actions - 1, size, dtype=torch.int64)
        self.observation_spec = Composite(observation, shape=size)
        self.action_spec = Categorical(actions, shape=size, dtype=torch.int64)
        self.reward_spec = Unbounded((*size, 1), dtype=torch.float32)
        flag = Categorical(2, shape=(*size, 1), dtype=torch.bool)
        self.done_spec = Composite(
            {key: flag.clone() for key in ("done", "terminated", "truncated")}, shape=size
        )

    def _reset(self, tensordict: TensorDictBase | None = None, **kwargs: Any) -> TensorDict:
        mask = None if tensordict is None else tensordict.get("_reset", None)
        seed, self._seed = self._seed, None
        options = None
        if mask is not None and not mask.all():
            options = {"reset_mask": mask.view(-1).numpy()}
        observations, infos = self._envs.reset(seed=seed, options=options)
        return self._tensordict(observations, infos)

    def _step(self, tensordict: TensorDictBase) -> TensorDict:
        actions = tensordict["action"].numpy()
        observations, rewards, terminations, truncations, infos = self._envs.step(actions)
        outcome = {
            "reward": rewards.astype(np.float32)[:, None],
            "terminated": terminations[:, None],
            "truncated": truncations[:, None],
            "done": (terminations | truncations)[:, None],
        }
        return self._tensordict(observations, infos, outcome)

    def _tensordict(
        self,
        observations: dict[str, Any],
        infos: dict[str, Any],
        outcome: dict[str, np.ndarray] | None = None,
    ) -> TensorDict:
        observations = perceived(observations, self._perceives)
        arrays = observation_arrays(observations, self._tokens, with_image_keys=False)
        if self._answers is not None:
            known = infos.get("_answer", np.zeros(len(self._answers), np.bool_))
            if outcome is not None:
                self._answers[:] = -1
            self._answers[known] = infos["answer"][known] if known.any() else -1
            arrays["answer"] = self._answers.copy()
        if self._image_keys is not None:
            arrays["image_key"] = self._image_keys(arrays["image"])
        arrays |= outcome or {}
        tensors = {key: torch.from_numpy(array) for key, array in arrays.items()}
        return TensorDict(tensors, batch_size=self.batch_size, device=self.device)

    def _set_seed(self, seed: int | None) -> None:
        self._seed = seed

    def close(self, *, raise_if_closed: bool = True) -> None:
        """Close the environments."""
        self._envs.close()
        super().close(raise_if_closed=raise_if_closed)


def make_torch_env(
    num_envs: int,
    seed: int,
    *,
    env_id: str,
    tokens: TokenCache,
    image_keys: bool = False,
    env_workers: int = 0,
    perceives: str = "both",
    answers: bool = False,
    transforms: Sequence[Transform] = (),
) -> EnvBase:
    """The environments of an id's training split, seeded.

    Args:
        num_envs: B.
        seed: environment ``i`` gets ``seed + i``.
        env_id: Gymnasium id.
        tokens: strings to token ids.
        image_keys: see :class:`TorchReasoningEnv`.
        env_workers: processes that step them where there is no batched form; 0 for none.
        perceives: see :class:`TorchReasoningEnv`, like ``answers``.
        answers: whether right actions come along.
        transforms: what the policy needs of its environment besides.
    """
    envs = make_vector_env(env_id, num_envs, workers=env_workers)
    env: EnvBase = TorchReasoningEnv(envs, tokens, image_keys, perceives, answers)
    if transforms:
        env = TransformedEnv(env, Compose(*transforms))
    env.set_seed(seed)
    return env


def make_collector(
    env: EnvBase,
    policy: TensorDictModuleBase,
    frames_per_batch: int,
    total_frames: int,
    device: torch.device,
) -> Collector:
    """TorchRL's collector of on-policy rollouts, TensorDicts [B, T] on ``device``.

    A rollout on the CPU holds until the next is asked for, which is written to the same memory.

    Args:
        env: the environments, on the CPU.
        policy: writes ``action`` and what the loss needs of the moment of acting.
        frames_per_batch: B times T.
        total_frames: frames after which the collector ends; a multiple of ``frames_per_batch``.
        device: where the policy runs and rollouts are stored.
    """
    return Collector(
        env,
        policy,
        frames_per_batch=frames_per_batch,
        total_frames=total_frames,
        policy_device=device,
        storing_device=device,
        env_device=torch.device("cpu"),
        track_traj_ids=False,
        return_same_td=device.type == "cpu",  # else a rollout is copied once more
        auto_register_policy_transforms=False,  # the agent names those that it needs
    )
