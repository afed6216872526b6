"""Agents: the actor-critic, its algorithms, and the baselines that it is compared with."""

from gennet_rl.agents.actor_critic import ActorCriticAgent
from gennet_rl.agents.decisions import Decision, Decisions
from gennet_rl.agents.loading import load_agent

__all__ = ["ActorCriticAgent", "Decision", "Decisions", "load_agent"]
