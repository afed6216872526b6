"""A vision-language model behind an OpenAI-compatible endpoint, as a baseline.

It meets the episodes that every agent meets, one observation a request: it is told the text as it
is, shown the image, and asked to choose. Nothing is remembered from step to step but what the
observation says itself; the wrapper ``history`` (docs/scaffolding.md) puts earlier actions there.

B batch, A actions.
"""

from __future__ import annotations

import base64
import io
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from gennet_rl.agents.endpoint_client import Completion, EndpointClient, EndpointError
from gennet_rl.agents.endpoint_config import EndpointConfig
from gennet_rl.agents.endpoint_replies import is_numbered, is_refusal, parse_reply
from gennet_rl.content_keys import content_key
from gennet_rl.errors import InvalidValueError

__all__ = ["EndpointBaseline", "EndpointConfig", "EndpointError", "EndpointReport"]

REFUSED, UNPARSED, TRUNCATED = "refused", "unparsed", "truncated"
Outcome = int | str  # an action, or why there is none


@dataclass(frozen=True)
class EndpointReport:
    """What was asked, what came of it and what it cost."""

    observations: int
    """Observations acted on."""
    repeated: int
    """Of them, those that had been asked about before and were not asked about again."""
    refusals: int
    """Observations that the model refused to answer; the action was drawn."""
    unparsed: int
    """Observations to which the reply named no allowed choice, or several; likewise."""
    truncated: int
    """Observations to which the reply was cut off at ``max_tokens``; likewise."""
    requests: int
    """Requests, each counted once however often it was tried."""
    retries: int
    """Further tries."""
    prompt_tokens: int
    """Tokens read, as the endpoint counts them."""
    completion_tokens: int
    """Tokens written."""
    cost: float | None
    """USD; None where prices are not given."""


class EndpointBaseline:
    """Asks a model for every action.

    Where a reply cannot be understood, was cut off, or is a refusal, a uniformly random allowed
    action is taken and the case counted: such a reply is then worth chance, neither less, as any
    fixed action may be, nor more.

    At temperature 0 an observation that comes again gets the reply it got: an evaluation's idle
    environments, and an agent that stands still, cost nothing.

    Args:
        config: the endpoint and how it is asked.
        answers: the text of every action, A strings.
        seed: of the actions drawn where no reply says one.
        sleep: waits some seconds between tries; by default an interruptible wait.
        clock: seconds, monotonic.

    Raises:
        InvalidValueError: on settings that cannot work.
    """

    def __init__(
        self,
        config: EndpointConfig,
        answers: Sequence[str],
        seed: int = 0,
        sleep: Callable[[float], Any] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.config = config
        self.answers = tuple(answers)
        self._client = EndpointClient(config, sleep, clock)
        self._generator = np.random.default_rng(seed)
        self._outcomes: dict[int, Outcome] = {}  # by content, at temperature 0
        self._counts = dict.fromkeys(("observations", "repeated", REFUSED, UNPARSED, TRUNCATED), 0)

    def act(self, observations: dict[str, Any]) -> np.ndarray:
        """One allowed action an observation, in their order.

        Args:
            observations: ``text`` (B strings), ``image`` uint8[B, H, W, 3] and, where the
                environment has them, ``action_mask`` bool[B, A].

        Returns:
            int64[B].

        Raises:
            InvalidValueError: where the key, the model or the request is refused, or no action is
                allowed.
            EndpointError: where the endpoint is not reached, or ``max_cost`` is.
        """
        texts, images = observations["text"], np.asarray(observations["image"])
        masks_BA = observations.get("action_mask")
        if masks_BA is None:
            masks_BA = np.ones((len(texts), len(self.answers)), np.bool_)
        masks_BA = np.asarray(masks_BA, np.bool_)
        if not masks_BA.any(-1).all():
            raise InvalidValueError("action_mask allows no action: it must allow one at least.")
        keys = self._keys(texts, images, masks_BA)
        first_with = {key: i for i, key in reversed(list(enumerate(keys)))}
        new = sorted(i for key, i in first_with.items() if key not in self._outcomes)
        asked = self._ask_all([(texts[i], images[i], masks_BA[i]) for i in new])
        outcomes = self._outcomes if self.config.temperature == 0 else dict(self._outcomes)
        outcomes.update((keys[i], outcome) for i, outcome in zip(new, asked, strict=True))
        self._counts["observations"] += len(texts)
        self._counts["repeated"] += len(texts) - len(new)
        # Drawn here and in order, so that they do not depend on which reply came first.
        actions = [
            self._action(outcomes[key], mask) for key, mask in zip(keys, masks_BA, strict=True)
        ]
        return np.array(actions, np.int64)

    def report(self) -> EndpointReport:
        """What was asked so far, what came of it and what it cost."""
        usage = self._client.usage
        return EndpointReport(
            observations=self._counts["observations"],
            repeated=self._counts["repeated"],
            refusals=self._counts[REFUSED],
            unparsed=self._counts[UNPARSED],
            truncated=self._counts[TRUNCATED],
            requests=usage.requests,
            retries=usage.retries,
            prompt_tokens=usage.prompt_tokens,
            completion_tokens=usage.completion_tokens,
            cost=self._client.cost,
        )

    def _keys(self, texts: Sequence[str], images: np.ndarray, masks_BA: np.ndarray) -> list[int]:
        """What makes observations the same; where replies are sampled, none is."""
        if self.config.temperature != 0:
            return list(range(len(texts)))
        return [
            content_key(mask.tobytes(), image.tobytes(), text.encode("utf-8", "surrogatepass"))
            for text, image, mask in zip(texts, images, masks_BA, strict=True)
        ]

    def _ask_all(self, moments: list[tuple[str, np.ndarray, np.ndarray]]) -> list[Outcome]:
        """Outcomes in the order of the moments, several asked about at once."""
        self._client.start()
        with ThreadPoolExecutor(self.config.concurrency) as threads:
            try:
                return list(threads.map(lambda moment: self._ask(*moment), moments))
            except BaseException:
                self._client.stop()  # nobody waits for the others' further tries
                raise

    def _ask(self, text: str, image: np.ndarray, mask_A: np.ndarray) -> Outcome:
        allowed = np.flatnonzero(mask_A).tolist()
        choices = [self.answers[action] for action in allowed]
        completion = self._client.complete(
            build_messages(text, image, choices, self.config.image_scale)
        )
        chosen = None if _unread(completion) else parse_reply(completion.text, choices)
        if chosen is not None:
            return int(allowed[chosen])
        if completion.refused or is_refusal(completion.text):
            return REFUSED
        return TRUNCATED if completion.truncated else UNPARSED

    def _action(self, outcome: Outcome, mask_A: np.ndarray) -> int:
        if isinstance(outcome, int):
            return outcome
        self._counts[outcome] += 1
        return int(self._generator.choice(np.flatnonzero(mask_A)))


def build_messages(
    text: str, image: np.ndarray, choices: Sequence[str], image_scale: int
) -> list[dict[str, Any]]:
    """What a model is told and shown of one observation.

    Args:
        text: passed on as it is.
        image: uint8[H, W, 3].
        choices: the texts of the allowed actions.
        image_scale: whole factor by which the image is enlarged.

    Returns:
        One message of the chat completions API: image, text, and the choices with the wish for one
        of them and nothing else. Choices are numbered unless some are numbers or letters.
    """
    marks = [f"{i}." if is_numbered(choices) else "-" for i in range(1, len(choices) + 1)]
    listed = "\n".join(f"{mark} {choice}" for mark, choice in zip(marks, choices, strict=True))
    instruction = (
        f"Choose one of these:\n{listed}\n"
        "Reply with the chosen text only, exactly as it is written there, and nothing else."
    )
    content = [
        {"type": "image_url", "image_url": {"url": _data_url(image, image_scale)}},
        {"type": "text", "text": text},
        {"type": "text", "text": instruction},
    ]
    return [{"role": "user", "content": content}]


def _data_url(image: np.ndarray, scale: int) -> str:
    """A PNG of uint8[H, W, 3], every pixel a square of ``scale`` pixels a side."""
    enlarged = np.repeat(np.repeat(image, scale, axis=0), scale, axis=1)
    file = io.BytesIO()
    Image.fromarray(enlarged).save(file, "PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def _unread(completion: Completion) -> bool:
    """Whether a reply is not even looked at: half an answer may read as another one."""
    return completion.refused or completion.truncated
