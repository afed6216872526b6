"""PPO as one loop in one file, in the manner of CleanRL, written for this benchmark.

Everything stands in the loop: storage in plain tensors, the whole network in every pass. The
environment's batched form and each string's tokens only once are the best it can have.

B environments, T steps of a rollout.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from gymnasium.vector import AutoresetMode
from torch import nn
from torch.distributions import Categorical
from torch.nn import functional

from gennet_rl.agents.actor_critic import ActorCriticAgent
from gennet_rl.environments import make_vector_env

from throughput.workloads import Workload

__all__ = ["SingleLoop"]

Observation = dict[str, torch.Tensor]


class SingleLoop:
    """One forward pass a step of the batch; one forward and backward pass a minibatch.

    Args:
        workload: what to do.
        agent: whose network and heads are trained.
    """

    def __init__(self, workload: Workload, agent: ActorCriticAgent) -> None:
        self.frames = workload.frames
        self._workload = workload
        self._network, self._tokens = agent.network, agent.tokens
        self._actor, self._critic = agent.actor.module[0].module, agent.critic.module
        self._device = torch.device(workload.device)
        optimizer = workload.training_config(1).optimizer
        self._max_norm = optimizer.max_gradient_norm
        self._parameters = [p for p in agent.parameters() if p.requires_grad]
        self._optimizer = torch.optim.AdamW(
            self._parameters, optimizer.learning_rate, weight_decay=0.01, fused=True
        )
        mode = AutoresetMode.SAME_STEP
        self._envs = make_vector_env(workload.env_id, workload.num_envs, autoreset_mode=mode)
        self._observation = self._to_tensors(self._envs.reset(seed=0)[0])
        self._done = torch.zeros(workload.num_envs, device=self._device)

    def iterate(self) -> None:
        """Collect one rollout and learn from it."""
        steps, num_envs = self._workload.rollout_steps, self._workload.num_envs
        observations: list[Observation] = []
        actions, log_probs, rewards, dones, values = (
            torch.zeros(steps, num_envs, device=self._device) for _ in range(5)
        )
        for t in range(steps):
            observations.append(self._observation)
            dones[t] = self._done
            with torch.no_grad():
                policy, values[t] = self._forward(self._observation)
            action = policy.sample()
            actions[t], log_probs[t] = action, policy.log_prob(action)
            observation, reward, terminated, truncated, _ = self._envs.step(action.cpu().numpy())
            rewards[t] = torch.as_tensor(reward, dtype=torch.float32)
            self._done = torch.as_tensor(terminated | truncated).float().to(self._device)
            self._observation = self._to_tensors(observation)
        advantages = self._advantages(rewards, dones, values)
        frames = {key: torch.cat([o[key] for o in observations]) for key in observations[0]}
        returns = advantages + values
        flat = [x.flatten() for x in (actions.long(), log_probs, advantages, returns)]
        for _ in range(self._workload.ppo.epochs):
            for indices in torch.randperm(self.frames).split(self._workload.ppo.minibatch_size):
                minibatch = {key: value[indices] for key, value in frames.items()}
                self._step(minibatch, *(x[indices] for x in flat))

    def _forward(self, observation: Observation) -> tuple[Categorical, torch.Tensor]:
        _, _, fused_BF = self._network(**observation)
        return Categorical(logits=self._actor(fused_BF)), self._critic(fused_BF).squeeze(-1)

    def _advantages(
        self, rewards: torch.Tensor, dones: torch.Tensor, values: torch.Tensor
    ) -> torch.Tensor:
        """GAE, float[T, B], from the values while collecting and one of what comes next."""
        ppo = self._workload.ppo
        with torch.no_grad():
            next_value = self._forward(self._observation)[1]
        advantages, last = torch.zeros_like(rewards), torch.zeros_like(next_value)
        next_done = self._done
        for t in reversed(range(len(rewards))):
            delta = rewards[t] + ppo.gamma * next_value * (1 - next_done) - values[t]
            last = delta + ppo.gamma * ppo.gae_lambda * (1 - next_done) * last
            advantages[t], next_value, next_done = last, values[t], dones[t]
        return advantages

    def _step(
        self,
        observation: Observation,
        actions: torch.Tensor,
        old_log_probs: torch.Tensor,
        advantages: torch.Tensor,
        returns: torch.Tensor,
    ) -> None:
        ppo = self._workload.ppo
        policy, values = self._forward(observation)
        ratio = (policy.log_prob(actions) - old_log_probs).exp()
        clipped = ratio.clamp(1 - ppo.clip_epsilon, 1 + ppo.clip_epsilon)
        loss = -torch.min(ratio * advantages, clipped * advantages).mean()
        loss = loss + ppo.critic_coefficient * functional.smooth_l1_loss(values, returns)
        loss = loss - ppo.entropy_coefficient * policy.entropy().mean()
        self._optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self._parameters, self._max_norm)
        self._optimizer.step()

    def _to_tensors(self, observation: dict[str, Any]) -> Observation:
        input_ids, attention_mask = self._tokens(observation["text"])
        arrays = {
            "input_ids": input_ids,
            "attention_mask": attention_mask,
            "image": np.asarray(observation["image"]),
        }
        return {key: torch.from_numpy(value).to(self._device) for key, value in arrays.items()}
