"""Games of cards and numbers, after RL4VLM's gym_cards, with rules and pictures of our own."""

from __future__ import annotations

from gennet_rl.envs.cards.blackjack import BlackjackTask
from gennet_rl.envs.cards.ezpoints import EZPointsTask
from gennet_rl.envs.cards.number_line import NumberLineTask
from gennet_rl.envs.cards.points24 import Points24Task

__all__ = ["BlackjackTask", "EZPointsTask", "NumberLineTask", "Points24Task"]
