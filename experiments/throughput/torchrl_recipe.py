"""PPO as TorchRL's own reference implementation for images has it, on the same network.

Shared layers in an ``ActorValueOperator``, whose policy and value both go to the loss; advantages
by a ``GAE`` with the value network, anew in each epoch; minibatches from a replay buffer.
"""

from __future__ import annotations

import torch
from tensordict.nn import TensorDictModule
from torch import nn
from torch.distributions import Categorical
from torchrl.collectors import Collector
from torchrl.data import LazyTensorStorage, SamplerWithoutReplacement, TensorDictReplayBuffer
from torchrl.modules import ActorValueOperator, ProbabilisticActor, ValueOperator
from torchrl.objectives import ClipPPOLoss
from torchrl.objectives.value import GAE

from gennet_rl.agents.actor_critic import ActorCriticAgent
from gennet_rl.collecting import TorchReasoningEnv
from gennet_rl.environments import make_vector_env
from gennet_rl.features import OBSERVATION_KEYS, MultimodalNetwork

from throughput.workloads import Workload

__all__ = ["TorchRLRecipe"]


class Fused(nn.Module):
    """The project's encoders and fusion with one output, as a shared module has it."""

    def __init__(self, network: MultimodalNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, image: torch.Tensor
    ) -> torch.Tensor:
        """``fused`` float[*, F]."""
        return self.network(input_ids, attention_mask, image)[2]


class TorchRLRecipe:
    """One rollout and what is learnt from it.

    Args:
        workload: what to do.
        agent: whose network and heads are trained.
    """

    def __init__(self, workload: Workload, agent: ActorCriticAgent) -> None:
        self.frames = workload.frames
        self._epochs = workload.ppo.epochs
        ppo, device = workload.ppo, torch.device(workload.device)
        operator = _make_operator(agent).to(device)
        actor, critic = operator.get_policy_operator(), operator.get_value_operator()
        envs = make_vector_env(workload.env_id, workload.num_envs)
        self._rollouts = iter(
            Collector(
                TorchReasoningEnv(envs, agent.tokens),
                actor,
                frames_per_batch=self.frames,
                total_frames=-1,
                policy_device=device,
                storing_device=device,
                env_device=torch.device("cpu"),
            )
        )
        self._advantage = GAE(
            gamma=ppo.gamma,
            lmbda=ppo.gae_lambda,
            value_network=critic,
            deactivate_vmap=True,  # ModernBERT cannot be mapped
        )
        self._loss = ClipPPOLoss(
            actor,
            critic,
            clip_epsilon=ppo.clip_epsilon,
            loss_critic_type="smooth_l1",
            entropy_coeff=ppo.entropy_coefficient,
            critic_coeff=ppo.critic_coefficient,
            normalize_advantage=ppo.normalize_advantage,
        )
        self._buffer = TensorDictReplayBuffer(
            storage=LazyTensorStorage(self.frames, device=device),
            sampler=SamplerWithoutReplacement(),
            batch_size=ppo.minibatch_size,
        )
        optimizer = workload.training_config(1).optimizer
        self._max_norm = optimizer.max_gradient_norm
        self._optimizer = torch.optim.AdamW(
            [p for p in self._loss.parameters() if p.requires_grad],
            optimizer.learning_rate,
            weight_decay=optimizer.weight_decay,
            fused=True,
        )

    def iterate(self) -> None:
        """Collect one rollout and learn from it."""
        rollout = next(self._rollouts)
        for _ in range(self._epochs):
            with torch.no_grad():
                rollout = self._advantage(rollout)
            self._buffer.extend(rollout.reshape(-1))
            for minibatch in self._buffer:
                report = self._loss(minibatch)
                loss = report["loss_objective"] + report["loss_critic"] + report["loss_entropy"]
                self._optimizer.zero_grad(set_to_none=True)
                loss.backward()
                nn.utils.clip_grad_norm_(self._loss.parameters(), self._max_norm)
                self._optimizer.step()


def _make_operator(agent: ActorCriticAgent) -> ActorValueOperator:
    common = TensorDictModule(
        Fused(agent.network), in_keys=list(OBSERVATION_KEYS), out_keys=["fused"]
    )
    policy = ProbabilisticActor(
        TensorDictModule(agent.actor.module[0].module, in_keys=["fused"], out_keys=["logits"]),
        in_keys=["logits"],
        distribution_class=Categorical,
        return_log_prob=True,
    )
    value = ValueOperator(agent.critic.module, in_keys=["fused"])
    return ActorValueOperator(common, policy, value)
