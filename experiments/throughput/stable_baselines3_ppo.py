"""Stable-Baselines3's PPO over single environments, with the network as its features extractor.

B environments, L tokens.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import gymnasium
import torch
from stable_baselines3 import PPO
from stable_baselines3.common.logger import configure
from stable_baselines3.common.torch_layers import BaseFeaturesExtractor
from stable_baselines3.common.vec_env import DummyVecEnv

from gennet_rl.agents.actor_critic import ActorCriticAgent
from gennet_rl.environments import sample_texts
from gennet_rl.envs.wrappers import TokenizeText
from gennet_rl.features import MultimodalNetwork

from throughput.workloads import Workload

__all__ = ["StableBaselines3"]

NEVER = 10**9  # iterations between logs


class NetworkExtractor(BaseFeaturesExtractor):
    """The project's encoders and fusion, shared by policy and value."""

    def __init__(self, observation_space: gymnasium.Space[Any], network: MultimodalNetwork) -> None:
        super().__init__(observation_space, network.fusion.width)
        self.network = network

    def forward(self, observations: dict[str, torch.Tensor]) -> torch.Tensor:
        """``fused`` float[B, F]; Stable-Baselines3 hands over floats, and images channels first."""
        _, _, fused_BF = self.network(
            observations["input_ids"].long(),
            observations["attention_mask"].bool(),
            observations["image"].permute(0, 2, 3, 1),
        )
        return fused_BF


class StableBaselines3:
    """One rollout and what is learnt from it, by ``PPO.learn``.

    Args:
        workload: what to do.
        agent: whose network and heads are trained.
        precision: of the network in the place of the workload's: Stable-Baselines3 itself only
            knows "float32".
    """

    def __init__(
        self, workload: Workload, agent: ActorCriticAgent, precision: str | None = None
    ) -> None:
        self.frames = workload.frames
        if precision is not None:
            agent.network.compute_in(getattr(torch, precision), torch.device(workload.device))
        ppo = workload.ppo
        optimizer = workload.training_config(1).optimizer
        self._model = PPO(
            "MultiInputPolicy",
            _make_envs(workload, agent),
            learning_rate=optimizer.learning_rate,
            n_steps=workload.rollout_steps,
            batch_size=ppo.minibatch_size,
            n_epochs=ppo.epochs,
            gamma=ppo.gamma,
            gae_lambda=ppo.gae_lambda,
            clip_range=ppo.clip_epsilon,
            normalize_advantage=ppo.normalize_advantage,
            ent_coef=ppo.entropy_coefficient,
            vf_coef=ppo.critic_coefficient,
            max_grad_norm=optimizer.max_gradient_norm,
            policy_kwargs={
                "features_extractor_class": NetworkExtractor,
                "features_extractor_kwargs": {"network": agent.network},
                "net_arch": [],
                "normalize_images": False,  # the network does it
                "ortho_init": False,  # it would overwrite the encoders
                "optimizer_class": torch.optim.AdamW,
                "optimizer_kwargs": {"weight_decay": optimizer.weight_decay, "fused": True},
            },
            seed=0,
            device=workload.device,
        )
        policy = self._model.policy
        policy.action_net.load_state_dict(agent.actor.module[0].module.state_dict())
        policy.value_net.load_state_dict(agent.critic.module.state_dict())
        self._model.set_logger(configure(None, []))

    def iterate(self) -> None:
        """Collect one rollout and learn from it."""
        self._model.learn(self.frames, log_interval=NEVER, reset_num_timesteps=False)


def _make_envs(workload: Workload, agent: ActorCriticAgent) -> DummyVecEnv:
    make = partial(_make_env, workload.env_id, agent)
    envs = DummyVecEnv([make for _ in range(workload.num_envs)])
    texts = sample_texts(workload.env_id)
    for env in envs.envs:
        # Each wrapper tokenizes each text once; a long run has that behind it.
        env.get_wrapper_attr("_tokens")(texts)
    return envs


def _make_env(env_id: str, agent: ActorCriticAgent) -> gymnasium.Env[Any, Any]:
    return TokenizeText(gymnasium.make(env_id), agent.tokens.tokenizer, agent.tokens.max_tokens)
