"""Batched observations as the arrays that a network reads; numpy only, for worker processes.

B environments, L tokens, A actions.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gennet_rl.content_keys import image_keys
from gennet_rl.tokenizing import TokenCache

__all__ = ["observation_arrays", "perceived"]

# What stands for every text, or every image, to who does not perceive it.
NO_TEXT, NO_IMAGE = ".", 128


def perceived(observations: dict[str, Any], perceives: str) -> dict[str, Any]:
    """Observations in which what is not perceived is the same everywhere.

    Args:
        observations: ``text`` (B strings), ``image`` uint8[B, H, W, 3], maybe ``action_mask``.
        perceives: "both", "text" (images are plain grey) or "image" (texts are a full stop).
    """
    if perceives == "text":
        return {**observations, "image": np.full_like(observations["image"], NO_IMAGE)}
    if perceives == "image":
        return {**observations, "text": [NO_TEXT] * len(observations["text"])}
    return observations


def observation_arrays(
    observations: dict[str, Any], tokens: TokenCache, with_image_keys: bool
) -> dict[str, np.ndarray]:
    """Texts become token ids once per distinct string; images stay uint8.

    Args:
        observations: ``text`` (B strings), ``image`` uint8[B, H, W, 3] and, where the environment
            has them, ``action_mask`` bool[B, A].
        tokens: strings to token ids.
        with_image_keys: whether images get content keys, which costs reading every byte.

    Returns:
        ``input_ids`` int64[B, L], ``attention_mask`` bool[B, L], ``text_key`` int64[B], ``image``,
        and where they are asked for or there, ``image_key`` int64[B] and ``action_mask``.
    """
    input_ids, attention_mask = tokens(observations["text"])
    image = np.asarray(observations["image"])
    arrays = {
        "input_ids": input_ids,
        "attention_mask": attention_mask,
        "text_key": tokens.keys(observations["text"]),
        "image": image,
    }
    if with_image_keys:
        arrays["image_key"] = image_keys(image)
    if "action_mask" in observations:
        arrays["action_mask"] = np.asarray(observations["action_mask"], np.bool_)
    return arrays
