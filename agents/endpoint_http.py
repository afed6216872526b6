"""One request to an OpenAI-compatible endpoint: an answer, or what its failure means.

HTTP is the standard library's: no HTTP client is among the package's own dependencies.
"""

from __future__ import annotations

import email.utils
import http.client
import json
import time
import urllib.error
import urllib.request
from typing import Any

from gennet_rl.agents.endpoint_config import EndpointConfig, read_api_key
from gennet_rl.errors import InvalidValueError

__all__ = ["EndpointConnection", "TryAgainError"]

AGAIN = (408, 409, 425, 429)  # and everything from 500


class TryAgainError(Exception):
    """A try that failed for a reason that may pass; ``wait`` seconds at least, if it says so."""

    def __init__(self, reason: str, wait: float = 0.0) -> None:
        super().__init__(reason)
        self.wait = wait


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Redirects are refused: they would carry the key to another host."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


class EndpointConnection:
    """Posts chat completions; safe to call from several threads.

    Args:
        config: the endpoint's settings.

    Raises:
        InvalidValueError: where the API key cannot be one.
    """

    def __init__(self, config: EndpointConfig) -> None:
        self.config = config
        self.url = config.base_url.rstrip("/") + "/chat/completions"
        self._key = read_api_key(config.api_key_variable)
        self._opener = urllib.request.build_opener(_NoRedirects)

    def post(self, body: bytes) -> dict[str, Any]:
        """The answer to a request, with at least one of ``choices``.

        Raises:
            TryAgainError: where the same request may be answered later.
            InvalidValueError: where it will not be: the key, the model or the request is refused.
        """
        headers = {"Content-Type": "application/json", "User-Agent": "gennet_rl"}
        if self._key is not None:
            headers["Authorization"] = f"Bearer {self._key}"
        request = urllib.request.Request(self.url, body, headers, method="POST")
        try:
            with self._opener.open(request, timeout=self.config.timeout) as response:
                answer = json.loads(response.read())
        except urllib.error.HTTPError as error:
            with error:
                raise self._failure(error) from None
        except urllib.error.URLError as error:
            raise TryAgainError(str(error.reason)) from None
        except (OSError, http.client.HTTPException) as error:
            raise TryAgainError(str(error) or type(error).__name__) from None
        except ValueError:
            raise TryAgainError("what came is not JSON") from None
        if not isinstance(answer, dict) or not answer.get("choices"):
            raise TryAgainError(f"what came is no completion{self._quote(answer)}")
        return answer

    def _failure(self, error: urllib.error.HTTPError) -> Exception:
        """What an answer with an error status means."""
        status, variable = error.code, self.config.api_key_variable
        if status == 401:
            state = "none is set" if self._key is None else "the one that is set is not accepted"
            return InvalidValueError(
                f"endpoint {self.url} wants an API key (401), and {state}: put a valid one into "
                f"the environment variable {variable or 'that api_key_variable names'}."
            )
        said = self._quote(_body(error))
        if status == 404:
            return InvalidValueError(
                f"endpoint {self.url} knows no model {self.config.model!r}, or is no chat "
                f"completions API (404{said}): check model and base_url."
            )
        if status in AGAIN or status >= 500:
            return TryAgainError(f"status {status}{said}", _retry_after(error.headers))
        return InvalidValueError(
            f"endpoint {self.url} refuses the request ({status}{said}): check the settings."
        )

    def _quote(self, answer: Any) -> str:
        """What an error's body says, shortened, to stand behind a comma; never the key."""
        error = answer.get("error", answer) if isinstance(answer, dict) else answer
        said = error.get("message", "") if isinstance(error, dict) else error
        said = " ".join(str(said or "").split())
        if self._key is not None:
            said = said.replace(self._key, "***")
        return f", {said[:200]!r}" if said else ""


def _body(error: urllib.error.HTTPError) -> Any:
    try:
        return json.loads(error.read(100_000))
    except (OSError, ValueError, http.client.HTTPException):
        return None  # a web server's page, or nothing


def _retry_after(headers: Any) -> float:
    """Seconds that ``Retry-After`` asks for, as a number or a date (RFC 9110); 0 for none."""
    value = str(headers.get("Retry-After") or "").strip()
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
    except ValueError:
        return 0.0
