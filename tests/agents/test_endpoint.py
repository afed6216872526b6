"""A model behind an endpoint, played by a little server: what is asked, and what is made of it."""

from __future__ import annotations

import base64
import dataclasses
import importlib
import io
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from gennet_rl.agents.endpoint import EndpointBaseline, EndpointConfig, EndpointError
from gennet_rl.errors import InvalidValueError

ANSWERS = ("red", "blue", "yes", "no")
SECRET = "sk-very-secret"
Serve = Callable[[Any], Any]


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch, repository: Path) -> Iterator[Serve]:
    """Starts a server that answers by a function; see tests/chat_server.py."""
    monkeypatch.syspath_prepend(str(repository / "tests"))
    chat_server = importlib.import_module("chat_server")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    with ExitStack() as stack:
        yield lambda answer: stack.enter_context(chat_server.serve(answer))


def baseline(server: Any, waits: list[float] | None = None, **settings: Any) -> EndpointBaseline:
    """One that does not wait, but notes how long it would have."""
    config = EndpointConfig(server.base_url, "eyes-1", **settings)
    return EndpointBaseline(config, ANSWERS, sleep=(waits if waits is not None else []).append)


def observe(*texts: str, mask: list[list[bool]] | None = None) -> dict[str, Any]:
    generator = np.random.default_rng(0)
    images = generator.integers(0, 256, (len(texts), 6, 8, 3), np.uint8)
    observations: dict[str, Any] = {"text": texts, "image": images}
    if mask is not None:
        observations["action_mask"] = np.array(mask)
    return observations


def asked_text(body: dict[str, Any]) -> str:
    return body["messages"][0]["content"][1]["text"]


def test_a_request_shows_the_image_the_text_and_the_allowed_choices(serve: Serve) -> None:
    server = serve(lambda body, number: "blue")
    observations = observe("  Which colour?\n", mask=[[True, True, False, True]])
    agent = baseline(server, image_scale=3)
    actions = agent.act(observations)
    assert actions.tolist() == [1]
    assert actions.dtype == np.int64
    (body,) = server.requests
    assert server.paths == ["/v1/chat/completions"]
    assert server.headers[0]["Authorization"] == f"Bearer {SECRET}"
    assert (body["model"], body["temperature"], body["max_tokens"]) == ("eyes-1", 0, 256)
    (message,) = body["messages"]
    image, text, instruction = message["content"]
    assert text == {"type": "text", "text": "  Which colour?\n"}
    assert "1. red\n2. blue\n3. no\n" in instruction["text"]
    assert "yes" not in instruction["text"]
    kind, _, data = image["image_url"]["url"].partition(",")
    assert kind == "data:image/png;base64"
    pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(data))))
    assert pixels.shape == (18, 24, 3)
    np.testing.assert_array_equal(pixels[1::3, 2::3], observations["image"][0])
    np.testing.assert_array_equal(pixels[::3, ::3], observations["image"][0])
    report = agent.report()
    assert (report.requests, report.prompt_tokens, report.completion_tokens) == (1, 100, 10)
    assert report.cost is None


def test_settings_that_endpoints_differ_in(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    server = serve(lambda body, number: "red")
    settings: dict[str, Any] = {"temperature": None, "max_tokens_name": "max_completion_tokens"}
    baseline(server, **settings).act(observe("?"))
    (body,) = server.requests
    assert body.keys() == {"model", "messages", "max_completion_tokens"}
    assert "Authorization" not in server.headers[0]  # a server of one's own needs no key


def test_answers_keep_their_order_when_several_are_asked_about_at_once(serve: Serve) -> None:
    last_is_in = threading.Event()

    def answer(body: dict[str, Any], number: int) -> str:
        text = asked_text(body)
        if text == "blue":  # the first is answered after the last was
            assert last_is_in.wait(20)
        if text == "no":
            last_is_in.set()
        return text

    texts = ["blue", "red", "yes", "red ", "no"]
    actions = baseline(serve(answer), concurrency=2).act(observe(*texts))
    assert actions.tolist() == [1, 0, 2, 0, 3]


def test_no_more_requests_are_under_way_than_allowed(serve: Serve) -> None:
    lock, under_way, most = threading.Lock(), 0, 0

    def answer(body: dict[str, Any], number: int) -> str:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        time.sleep(0.01)
        with lock:
            under_way -= 1
        return "red"

    baseline(serve(answer), concurrency=3).act(observe(*map(str, range(12))))
    assert 1 <= most <= 3


def test_the_rate_is_kept(serve: Serve) -> None:
    server, now, starts = serve(lambda body, number: "red"), 0.0, []

    def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds
        starts.append(now)

    config = EndpointConfig(server.base_url, "m", requests_per_minute=30, concurrency=1)
    agent = EndpointBaseline(config, ANSWERS, sleep=sleep, clock=lambda: now)
    agent.act(observe("a", "b", "c"))
    now = 100.0  # a pause is no credit
    agent.act(observe("d", "e"))
    assert starts == [2, 4, 102]


def test_what_may_pass_is_tried_again(serve: Serve) -> None:
    failures = [
        {"status": 429, "headers": {"Retry-After": "7"}},
        {"status": 500},
        {"status": 503, "body": b"<html>busy</html>"},
        {"body": b'{"choices": [{"mess'},
        {"body": {"error": {"message": "overloaded", "code": 502}}},
    ]

    def answer(body: dict[str, Any], number: int) -> Any:
        return failures[number] if number < len(failures) else "blue"

    waits: list[float] = []
    agent = baseline(serve(answer), waits)
    assert agent.act(observe("?")).tolist() == [1]
    report = agent.report()
    assert (report.requests, report.retries) == (1, 5)
    assert 7 <= waits[0] <= 8
    for wait, longest in zip(waits[1:], (2, 4, 8, 16), strict=True):
        assert 0 <= wait <= longest


def test_an_endpoint_that_only_fails_is_given_up(serve: Serve) -> None:
    server = serve(lambda body, number: {"status": 500, "body": {"error": {"message": "ouch"}}})
    agent = baseline(server, retries=2, concurrency=1)
    with pytest.raises(EndpointError) as raised:
        agent.act(observe("?"))
    assert str(raised.value) == (
        f"endpoint {server.base_url}/chat/completions gave no answer in 3 tries: status 500, "
        "'ouch'; check base_url, and that the server runs."
    )
    assert len(server.requests) == 3
    assert (agent.report().requests, agent.report().retries) == (1, 2)


def test_an_endpoint_that_wants_too_long_a_wait_is_given_up(serve: Serve) -> None:
    server = serve(lambda body, number: {"status": 429, "headers": {"Retry-After": "86400"}})
    waits: list[float] = []
    with pytest.raises(EndpointError, match="no answer in 1 try: status 429"):
        baseline(server, waits).act(observe("?"))
    assert waits == []


def test_an_endpoint_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with socket.socket() as taken:  # nobody listens at a port that is only taken
        taken.bind(("127.0.0.1", 0))
        config = EndpointConfig(f"http://127.0.0.1:{taken.getsockname()[1]}/v1", "m", retries=1)
        agent = EndpointBaseline(config, ANSWERS, sleep=lambda seconds: None)
        with pytest.raises(EndpointError, match=r"127\.0\.0\.1.* in 2 tries: .*refused"):
            agent.act(observe("?"))


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (
            401,
            r"wants an API key \(401\), and the one .* is not accepted: .* OPENAI_API_KEY",
        ),
        (404, r"knows no model 'eyes-1', or .*\(404, 'no \*\*\*'\)"),
        (400, r"refuses the request \(400, 'no \*\*\*'\)"),
        (302, r"refuses the request \(302"),
    ],
)
def test_what_will_not_pass_is_told_at_once_and_without_the_key(
    serve: Serve, status: int, message: str
) -> None:
    elsewhere = serve(lambda body, number: "red")
    headers = {"Location": f"{elsewhere.base_url}/chat/completions"} if status == 302 else {}
    body = {"error": {"message": f"no {SECRET}"}}
    server = serve(lambda asked, number: {"status": status, "headers": headers, "body": body})
    with pytest.raises(InvalidValueError, match=message) as raised:
        baseline(server).act(observe("?"))
    assert SECRET not in str(raised.value)
    assert len(server.requests) == 1
    assert elsewhere.requests == []  # the key is not carried on to another host


def test_a_missing_key_is_told_with_its_variable(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(lambda body, number: {"status": 401})
    with pytest.raises(InvalidValueError, match=r"none is set: .* variable MY_KEY\."):
        baseline(server, api_key_variable="MY_KEY").act(observe("?"))
    monkeypatch.setenv("MY_KEY", f"{SECRET}\nexport")
    with pytest.raises(InvalidValueError, match="MY_KEY holds blanks") as raised:
        baseline(server, api_key_variable="MY_KEY")
    assert SECRET not in str(raised.value)


def test_replies_without_an_action_are_counted_and_drawn(serve: Serve) -> None:
    replies = {
        "a": {"content": None, "refusal": "No."},
        "b": {"content": "", "finish_reason": "content_filter"},
        "c": "I'm sorry, I can't help with that.",
        "d": "red or blue",
        "e": {"content": "blu", "finish_reason": "length"},
        "f": {"content": "blue", "finish_reason": "length"},
        "g": {"content": [{"type": "text", "text": "yes"}]},
    }
    server = serve(lambda body, number: replies[asked_text(body)])
    agent = baseline(server)
    actions = agent.act(observe(*replies))
    report = agent.report()
    assert (report.observations, report.refusals, report.unparsed, report.truncated) == (7, 3, 1, 2)
    assert actions[-1] == 2
    again = baseline(server).act(observe(*replies))
    assert actions.tolist() == again.tolist()  # whichever reply comes first


def test_drawn_actions_are_uniform_over_the_allowed_ones(serve: Serve) -> None:
    agent = baseline(serve(lambda body, number: "hm"))
    batch = 2000
    observations = {"text": ["?"] * batch, "image": np.zeros((batch, 4, 4, 3), np.uint8)}
    observations["action_mask"] = np.tile([True, False, True, True], (batch, 1))
    shares = np.bincount(agent.act(observations), minlength=4) / batch
    assert shares[1] == 0
    assert np.abs(shares[[0, 2, 3]] - 1 / 3).max() < 0.05
    assert agent.report().unparsed == batch


def test_what_is_not_allowed_is_not_chosen(serve: Serve) -> None:
    agent = baseline(serve(lambda body, number: "blue"))
    observations = observe("?", "??", mask=[[True, False, False, False], [False, True, True, True]])
    assert agent.act(observations).tolist() == [0, 1]
    assert agent.report().unparsed == 1
    with pytest.raises(InvalidValueError, match="action_mask allows no action"):
        agent.act(observe("?", mask=[[False] * 4]))


def test_what_was_asked_before_is_not_asked_again(serve: Serve) -> None:
    server = serve(lambda body, number: asked_text(body))
    agent = baseline(server)
    observations = observe("red", "blue", "red")
    observations["image"][2] = observations["image"][0]
    assert agent.act(observations).tolist() == [0, 1, 0]
    assert agent.act(observe("red", "blue")).tolist() == [0, 1]
    report = agent.report()
    assert (report.observations, report.repeated, report.requests) == (5, 3, 2)
    agent.act({**observe("red"), "image": observations["image"][1:2]})
    agent.act(observe("red", mask=[[True, True, True, False]]))
    assert len(server.requests) == 4  # another image, another mask
    sampling = baseline(server, temperature=0.5)
    sampling.act(observations)
    sampling.act(observations)
    assert sampling.report().requests == 6  # replies are samples


def test_cost_is_counted_and_bounded(serve: Serve) -> None:
    server = serve(lambda body, number: "red")
    # 0.02 USD a request
    prices: dict[str, Any] = {"price_prompt": 100.0, "price_completion": 1000.0}
    agent = baseline(server, concurrency=1, max_tokens=10, max_cost=0.07, **prices)
    agent.act(observe("a", "b"))
    assert agent.report().cost == pytest.approx(0.04)
    with pytest.raises(EndpointError, match=r"max_cost of 0\.07 USD is reached: 0\.0600 USD"):
        agent.act(observe("c", "d", "e"))
    assert len(server.requests) == 3
    assert agent.report().cost == pytest.approx(0.06)


def test_requests_under_way_count_towards_the_bound(serve: Serve) -> None:
    def answer(body: dict[str, Any], number: int) -> str:
        time.sleep(0.02)  # so that all of them would be under way at once
        return "red"

    server = serve(answer)
    prices: dict[str, Any] = {"price_prompt": 100.0, "price_completion": 1000.0}
    agent = baseline(server, concurrency=8, max_tokens=10, max_cost=0.07, **prices)
    agent.act(observe("a"))  # says what one costs
    with pytest.raises(EndpointError, match="max_cost"):
        agent.act(observe(*"bcdefghi"))
    assert len(server.requests) <= 3


def test_a_bound_needs_prices_and_tokens_that_are_counted(serve: Serve) -> None:
    server = serve(lambda body, number: {"content": "red", "usage": None})
    assert baseline(server).act(observe("?")).tolist() == [0]
    with pytest.raises(InvalidValueError, match="give price_prompt and price_completion"):
        baseline(server, max_cost=1.0)
    agent = baseline(server, max_cost=1.0, price_prompt=1.0, price_completion=1.0)
    with pytest.raises(EndpointError, match="counts no tokens"):
        agent.act(observe("?"))


def test_one_failure_ends_the_others_tries(serve: Serve) -> None:
    asked = threading.Event()

    def answer(body: dict[str, Any], number: int) -> Any:
        if asked_text(body) == "never":
            asked.set()
            return {"status": 503, "headers": {"Retry-After": "500"}}
        assert asked.wait(20)
        return {"status": 401}

    config = EndpointConfig(serve(answer).base_url, "m", concurrency=2)
    with pytest.raises(InvalidValueError, match="401"):
        EndpointBaseline(config, ANSWERS).act(observe("bad", "never"))  # it does not wait 500 s


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"base_url": "localhost:8000"}, "base_url is 'localhost:8000'"),
        ({"base_url": "file:///etc/passwd"}, "base_url is 'file:///etc/passwd'"),
        ({"base_url": "http://host:port/v1"}, "base_url is"),
        ({"base_url": f"http://me:{SECRET}@host/v1"}, "base_url has a user"),
        ({"image_scale": 0}, "image_scale is 0"),
        ({"concurrency": 0}, "concurrency is 0"),
        ({"retries": -1}, "retries is -1"),
        ({"timeout": 0.0}, "timeout is 0"),
        ({"temperature": -0.1}, "temperature is -0.1"),
        ({"price_prompt": -1.0}, "prices are"),
    ],
)
def test_settings_that_cannot_work_are_refused(change: dict[str, Any], message: str) -> None:
    config = dataclasses.replace(EndpointConfig("http://localhost:8000/v1", "m"), **change)
    with pytest.raises(InvalidValueError, match=message) as raised:
        EndpointBaseline(config, ANSWERS)
    assert SECRET not in str(raised.value)
