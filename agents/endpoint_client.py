"""Asks an OpenAI-compatible endpoint: tries again, keeps to a rate and a budget, counts tokens."""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gennet_rl.agents.endpoint_config import EndpointConfig, check_endpoint
from gennet_rl.agents.endpoint_http import EndpointConnection, TryAgainError
from gennet_rl.errors import GennetRLError

__all__ = ["Completion", "EndpointClient", "EndpointError", "Usage"]

FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0  # seconds between tries, doubled each time
LONGEST_RETRY_AFTER = 600.0  # seconds; an endpoint that wants more will not answer today
MILLION = 1e6


class EndpointError(GennetRLError, RuntimeError):
    """An endpoint that is not reached, does not answer, or would cost more than allowed."""


@dataclass(frozen=True)
class Completion:
    """One reply of a model."""

    text: str
    """What it wrote; empty where it wrote nothing."""
    refused: bool
    """Whether the endpoint says that the model refused or that a filter held the reply back."""
    truncated: bool
    """Whether it was cut off at ``max_tokens``."""


@dataclass
class Usage:
    """What was asked and what it took."""

    requests: int = 0
    """Requests, each counted once however often it was tried."""
    retries: int = 0
    """Further tries."""
    prompt_tokens: int = 0
    """Tokens read, as the endpoint counts them."""
    completion_tokens: int = 0
    """Tokens written."""


class EndpointClient:
    """Chat completions, safe to call from several threads.

    Args:
        config: the endpoint's settings.
        sleep: waits some seconds; by default until :meth:`stop` at the longest.
        clock: seconds, monotonic.

    Raises:
        InvalidValueError: on settings that cannot work.
    """

    def __init__(
        self,
        config: EndpointConfig,
        sleep: Callable[[float], Any] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        check_endpoint(config)
        self.config = config
        self.usage = Usage()
        self._connection = EndpointConnection(config)
        self._stopped = threading.Event()
        self._sleep = sleep or self._stopped.wait
        self._clock = clock
        self._lock = threading.Lock()
        self._next_slot = clock()
        self._under_way = 0
        self._dearest = 0.0  # USD of a request so far

    @property
    def cost(self) -> float | None:
        """USD of all tokens so far; None where prices are not known."""
        return self._price(self.usage.prompt_tokens, self.usage.completion_tokens)

    def start(self) -> None:
        """Let requests be made, after :meth:`stop`."""
        self._stopped.clear()

    def stop(self) -> None:
        """End the waiting of every thread; none tries again."""
        self._stopped.set()

    def complete(self, messages: list[dict[str, Any]]) -> Completion:
        """The model's reply.

        A try that the endpoint refuses as too many (429), that fails on its side (5xx), that is not
        answered in time or in full is made again after a random wait of at most 1, 2, 4, ... 60
        seconds ("full jitter", Brooker 2015, Exponential Backoff and Jitter), or as long as
        ``Retry-After`` says and then that wait.

        Args:
            messages: as the chat completions API has them.

        Raises:
            InvalidValueError: where the key, the model or the request is refused.
            EndpointError: where every try failed, or the next may cost more than ``max_cost``.
        """
        body = json.dumps(self._payload(messages)).encode()
        self._count(requests=1)
        for attempt in range(self.config.retries + 1):
            self._await_slot()
            try:
                return self._paid(body)
            except TryAgainError as failure:
                reason = str(failure)
                if self._stopped.is_set() or failure.wait > LONGEST_RETRY_AFTER:
                    break
                if attempt < self.config.retries:
                    self._count(retries=1)
                    longest = min(LONGEST_WAIT, FIRST_WAIT * 2**attempt)
                    self._sleep(failure.wait + random.uniform(0, longest))
        tries = "1 try" if attempt == 0 else f"{attempt + 1} tries"
        raise EndpointError(
            f"endpoint {self._connection.url} gave no answer in {tries}: {reason}; "
            "check base_url, and that the server runs."
        )

    def _count(self, **counts: int) -> None:
        with self._lock:
            for name, count in counts.items():
                setattr(self.usage, name, getattr(self.usage, name) + count)

    def _payload(self, messages: list[dict[str, Any]]) -> dict[str, Any]:
        payload: dict[str, Any] = {
            "model": self.config.model,
            "messages": messages,
            self.config.max_tokens_name: self.config.max_tokens,
        }
        if self.config.temperature is not None:
            payload["temperature"] = self.config.temperature
        return payload

    def _await_slot(self) -> None:
        """Wait until the rate allows a request: evenly spaced ones, so that no minute has more."""
        if self.config.requests_per_minute is None:
            return
        with self._lock:
            now = self._clock()
            slot = max(now, self._next_slot)
            self._next_slot = slot + 60 / self.config.requests_per_minute
        if slot > now:
            self._sleep(slot - now)

    def _paid(self, body: bytes) -> Completion:
        """One try, within the budget; tokens of an answer that gets lost are not counted."""
        if self._stopped.is_set():
            raise TryAgainError("it was stopped")
        self._reserve()
        prompt = completion = 0
        try:
            answer = self._connection.post(body)
            prompt, completion = self._tokens(answer)
            return _read_completion(answer)
        finally:
            with self._lock:
                self._under_way -= 1
                self.usage.prompt_tokens += prompt
                self.usage.completion_tokens += completion
                self._dearest = max(self._dearest, self._price(prompt, completion) or 0.0)

    def _reserve(self) -> None:
        """Count a request as under way; raise where it may go beyond the budget."""
        with self._lock:
            most = self.config.max_cost
            if most is not None:
                spent = self.cost or 0.0
                dearest = max(self._dearest, self._price(0, self.config.max_tokens) or 0.0)
                if spent + (self._under_way + 1) * dearest > most:
                    raise EndpointError(
                        f"max_cost of {most:g} USD is reached: {spent:.4f} USD are spent and the "
                        "next request may go beyond it; raise it, or ask for fewer episodes."
                    )
            self._under_way += 1

    def _price(self, prompt_tokens: int, completion_tokens: int) -> float | None:
        prompt, completion = self.config.price_prompt, self.config.price_completion
        if prompt is None or completion is None:
            return None
        return (prompt * prompt_tokens + completion * completion_tokens) / MILLION

    def _tokens(self, answer: dict[str, Any]) -> tuple[int, int]:
        usage = answer.get("usage")
        if not isinstance(usage, dict):
            if self.config.max_cost is not None:
                raise EndpointError(
                    f"endpoint {self._connection.url} counts no tokens (no `usage` in its "
                    "answer), so that max_cost cannot be kept: leave max_cost out."
                )
            return 0, 0
        return int(usage.get("prompt_tokens") or 0), int(usage.get("completion_tokens") or 0)


def _read_completion(answer: dict[str, Any]) -> Completion:
    choice = answer["choices"][0]
    message = choice.get("message") or {}
    content = message.get("content") or ""
    if isinstance(content, list):
        content = "".join(str(part.get("text") or "") for part in content)
    reason = choice.get("finish_reason")
    return Completion(
        text=str(content),
        refused=bool(message.get("refusal")) or reason == "content_filter",
        truncated=reason == "length",
    )
