"""The limit: the network's own work on tensors that are there already, and nothing else.

B environments or frames of a minibatch, T steps of a rollout, L tokens.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch

from gennet_rl.agents.actor_critic import ActorCriticAgent
from gennet_rl.collecting import TorchReasoningEnv
from gennet_rl.environments import make_vector_env
from gennet_rl.features import DistinctTexts
from gennet_rl.optimizing import Optimizer

from throughput.workloads import Workload

__all__ = ["Limit"]

MANY_STEPS = 10**6  # gradient steps until the learning rate is zero


@dataclass(frozen=True)
class Batch:
    """What one pass of the network starts from."""

    texts: DistinctTexts
    """Which texts are distinct, and the length that padding is cut to."""
    ids_BL: torch.Tensor
    """int64[B, L]."""
    mask_BL: torch.Tensor
    """bool[B, L]."""
    image_BHWC: torch.Tensor
    """uint8[B, H, W, 3]."""
    text_BLD: torch.Tensor | None
    """The frozen text encoder's states; None where it learns."""
    image_BND: torch.Tensor | None
    """The frozen vision encoder's states; None where it learns."""


class Limit:
    """As many passes and steps as this project takes for a rollout, of the same sizes.

    T forward passes of a collection batch without gradients, then for each epoch and minibatch a
    forward pass, a backward pass and a step of the same optimizer. An encoder that learns encodes
    each distinct text of a batch once, without needless padding; a frozen one does nothing, its
    states are there. No environment, no sampling, no advantages, no loss to speak of.

    Args:
        workload: what to do.
        agent: whose network it is.
    """

    def __init__(self, workload: Workload, agent: ActorCriticAgent) -> None:
        self.frames = workload.frames
        self._agent = agent
        self._epochs = workload.ppo.epochs
        self._device = torch.device(workload.device)
        self._optimizer = Optimizer(workload.training_config(1).optimizer, agent, MANY_STEPS)
        frames = _observe(workload, agent)
        by_step = torch.arange(self.frames).split(workload.num_envs)
        shuffled = torch.randperm(self.frames).split(workload.ppo.minibatch_size)
        self._collected = [self._batch(frames, indices) for indices in by_step]
        self._minibatches = [self._batch(frames, indices) for indices in shuffled]

    def iterate(self) -> None:
        """Do a rollout's passes and steps."""
        with torch.no_grad():
            for batch in self._collected:
                self._forward(batch)
        for _ in range(self._epochs):
            for batch in self._minibatches:
                self._optimizer.step(self._forward(batch))

    def _forward(self, batch: Batch) -> torch.Tensor:
        """A number that depends on everything that the heads say."""
        agent, network = self._agent, self._agent.network
        with network.autocast(self._device):
            text_BLD, image_BND = batch.text_BLD, batch.image_BND
            if text_BLD is None:
                text_BLD = network.text_states(batch.texts, batch.ids_BL, batch.mask_BL, None)
            if image_BND is None:
                image_BND = network.image_states(batch.image_BHWC, None)
            fused_BF = network.fuse(text_BLD, batch.mask_BL[:, : batch.texts.longest], image_BND)
        logits_BA = agent.actor.module[0].module(fused_BF)
        value_B1 = agent.critic.module(fused_BF)
        return logits_BA.logsumexp(-1).mean() + value_B1.mean()

    @torch.no_grad()
    def _batch(self, frames: dict[str, torch.Tensor], indices: torch.Tensor) -> Batch:
        network = self._agent.network
        ids_BL, mask_BL = frames["input_ids"][indices], frames["attention_mask"][indices]
        image_BHWC = frames["image"][indices].to(self._device)
        texts = DistinctTexts.find(frames["text_key"][indices], mask_BL.sum(-1), self._device)
        ids_BL, mask_BL = ids_BL.to(self._device), mask_BL.to(self._device)
        with network.autocast(self._device):
            text_BLD = image_BND = None
            if network.text_encoder.frozen:
                text_BLD = network.text_states(texts, ids_BL, mask_BL, None)
            if network.vision_encoder.frozen:
                image_BND = network.image_states(image_BHWC, None)
        return Batch(texts, ids_BL, mask_BL, image_BHWC, text_BLD, image_BND)


def _observe(workload: Workload, agent: ActorCriticAgent) -> dict[str, torch.Tensor]:
    """Frames of a rollout by random actions, [B * T], step after step, on the CPU."""
    envs = make_vector_env(workload.env_id, workload.num_envs)
    env = TorchReasoningEnv(envs, agent.tokens)
    env.set_seed(0)
    rollout = env.rollout(workload.rollout_steps, break_when_any_done=False)
    frames = rollout.exclude("next").transpose(0, 1).flatten()
    env.close()
    return {str(key): value for key, value in frames.items()}
