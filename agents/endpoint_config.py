"""Settings of a vision-language model behind an OpenAI-compatible endpoint."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from gennet_rl.errors import InvalidValueError

__all__ = ["EndpointConfig", "check_endpoint", "read_api_key"]


@dataclass(frozen=True)
class EndpointConfig:
    """Which model, how it is asked, and what it may cost."""

    base_url: str
    """Up to and including the version: https://api.openai.com/v1, http://localhost:8000/v1."""
    model: str
    """The model's name there."""
    api_key_variable: str = "OPENAI_API_KEY"
    """Environment variable with the API key; where it is not set, none is sent."""
    temperature: float | None = 0.0
    """Of sampling; None leaves it to the endpoint, for models that take none."""
    max_tokens: int = 256
    """Most tokens of a reply; models that reason before they answer need thousands."""
    max_tokens_name: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    """What the endpoint calls that limit; OpenAI's reasoning models want max_completion_tokens."""
    retries: int = 6
    """Further tries of a request that was refused as too many, failed, or was not answered."""
    requests_per_minute: float | None = None
    """Most requests a minute, tries included; None for no limit."""
    concurrency: int = 4
    """Requests under way at once."""
    timeout: float = 60.0
    """Seconds of silence after which a request has failed."""
    image_scale: int = 4
    """Whole factor by which images are enlarged: models see little in 64 pixels."""
    price_prompt: float | None = None
    """USD per million prompt tokens."""
    price_completion: float | None = None
    """USD per million tokens of replies."""
    max_cost: float | None = None
    """USD after which no further request is made; needs both prices."""


def check_endpoint(config: EndpointConfig) -> None:
    """Refuse settings that cannot work.

    Raises:
        InvalidValueError: with the setting, its value and what it may be.
    """
    _check_url(config.base_url)
    for name in ("max_tokens", "concurrency", "image_scale"):
        if getattr(config, name) < 1:
            raise InvalidValueError(f"{name} is {getattr(config, name)}: it must be at least 1.")
    if config.retries < 0:
        raise InvalidValueError(f"retries is {config.retries}: it must be at least 0.")
    for name in ("timeout", "requests_per_minute", "max_cost"):
        value = getattr(config, name)
        if value is not None and not value > 0:
            raise InvalidValueError(f"{name} is {value}: it must be above 0.")
    if config.temperature is not None and not config.temperature >= 0:
        raise InvalidValueError(f"temperature is {config.temperature}: it must be at least 0.")
    prices = (config.price_prompt, config.price_completion)
    if any(price is not None and not price >= 0 for price in prices):
        raise InvalidValueError(f"prices are {prices}: they must be at least 0.")
    if config.max_cost is not None and None in prices:
        raise InvalidValueError(
            f"max_cost is {config.max_cost} and prices are {prices}: give price_prompt and "
            "price_completion, in USD per million tokens."
        )


def read_api_key(variable: str) -> str | None:
    """The key in an environment variable; None where there is none.

    Raises:
        InvalidValueError: where it has characters that no key has; the message does not show them.
    """
    key = os.environ.get(variable, "").strip() if variable else ""
    if not all("!" <= character <= "~" for character in key):
        raise InvalidValueError(
            f"environment variable {variable} holds blanks or characters beyond ASCII: "
            "set it to the API key alone."
        )
    return key or None


def _check_url(url: str) -> None:
    parts = urlsplit(url)
    if "@" in parts.netloc or parts.query or parts.fragment:  # may hold secrets: not shown
        raise InvalidValueError(
            "base_url has a user, a query or a fragment: give the bare address, and the key in the "
            "variable that api_key_variable names."
        )
    try:
        valid = parts.scheme in ("http", "https") and bool(parts.hostname)
        valid = valid and (parts.port is None or parts.port > 0)
    except ValueError:
        valid = False
    if not valid or any(not "!" <= character <= "~" for character in url):
        raise InvalidValueError(
            f"base_url is {url!r}: it must be like https://api.openai.com/v1 or "
            "http://localhost:8000/v1."
        )
