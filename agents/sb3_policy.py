"""stable-baselines3's actor-critic on a small CNN and a bag of words.

B batch, L tokens. Imports stable-baselines3, which the extra [sb3] brings.
"""

from __future__ import annotations

from typing import Any

import torch
from gymnasium import spaces
from stable_baselines3.common.torch_layers import BaseFeaturesExtractor
from torch import nn

from gennet_rl.errors import InvalidValueError

__all__ = ["TextImageExtractor", "policy_kwargs"]

SMALLEST_IMAGE = 8  # pixels a side that leave something after three convolutions


class TextImageExtractor(BaseFeaturesExtractor):
    """Features of image and text, side by side; what comes of both together is the policy's affair.

    The image goes through the three convolutions of Mnih et al. 2015 (Human-level control through
    deep reinforcement learning), padded, so that 64 pixels a side leave 8 places a side, and a
    linear layer. The text becomes the mean of its tokens' embeddings: word order is lost.

    Args:
        observation_space: ``image``, ``input_ids``, ``attention_mask``; see
            :func:`gennet_rl.agents.sb3_vec_env.sb3_observation_space`.
        image_width: features of the image.
        text_width: features of the text.

    Raises:
        InvalidValueError: where the image has fewer than 8 pixels a side.
    """

    def __init__(
        self, observation_space: spaces.Dict, image_width: int = 256, text_width: int = 64
    ) -> None:
        super().__init__(observation_space, image_width + text_width)
        image, ids = observation_space["image"], observation_space["input_ids"]
        assert isinstance(image, spaces.Box)
        assert isinstance(ids, spaces.Box)
        if min(image.shape[1:]) < SMALLEST_IMAGE:
            raise InvalidValueError(
                f"image has {image.shape[1]} x {image.shape[2]} pixels: the sb3 baseline needs at "
                f"least {SMALLEST_IMAGE} a side."
            )
        convolutions = nn.Sequential(
            nn.Conv2d(image.shape[0], 32, kernel_size=8, stride=4, padding=2),
            nn.ReLU(),
            nn.Conv2d(32, 64, kernel_size=4, stride=2, padding=1),
            nn.ReLU(),
            nn.Conv2d(64, 64, kernel_size=3, padding=1),
            nn.ReLU(),
            nn.Flatten(),
        )
        with torch.no_grad():
            places = convolutions(torch.zeros(1, *image.shape)).shape[1]
        self.image = nn.Sequential(convolutions, nn.Linear(places, image_width), nn.ReLU())
        self.words = nn.Embedding(int(ids.high.max()) + 1, text_width)

    def forward(self, observations: dict[str, torch.Tensor]) -> torch.Tensor:
        """Features float[B, F]; stable-baselines3 hands over floats, pixels from 0 to 1."""
        words_BLT = self.words(observations["input_ids"].long())
        mask_BL1 = observations["attention_mask"].unsqueeze(-1)
        text_BT = (words_BLT * mask_BL1).sum(1) / mask_BL1.sum(1).clamp(min=1)
        return torch.cat([self.image(observations["image"]), text_BT], dim=1)


def policy_kwargs(hidden_width: int) -> dict[str, Any]:
    """What stable-baselines3's policies are made with.

    Args:
        hidden_width: of the one hidden layer that policy and value have each.
    """
    return {
        "features_extractor_class": TextImageExtractor,
        "net_arch": [hidden_width],
        "activation_fn": nn.ReLU,
    }
