"""A little chat completions server: it answers by a function and remembers requests."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

# A request's body and its number, from 0, to what the model writes; or to what else is to come:
# status, headers, body (in the place of a completion), content, refusal, finish_reason, usage.
Answer = Callable[[dict[str, Any], int], "str | dict[str, Any]"]


@dataclass
class ChatServer:
    """Where it is, and what it was asked."""

    base_url: str
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)


@contextmanager
def serve(answer: Answer) -> Iterator[ChatServer]:
    """Serve on 127.0.0.1, at a port that is free."""
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with lock:
                number = len(served.requests)
                served.requests.append(body)
                served.headers.append(dict(self.headers))
                served.paths.append(self.path)
            reply = answer(body, number)
            reply = {"content": reply} if isinstance(reply, str) else reply
            content = encode(reply)
            self.send_response(reply.get("status", 200))
            for name, value in reply.get("headers", {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *arguments: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        served = ChatServer(f"http://127.0.0.1:{server.server_address[1]}/v1")
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield served
        finally:
            server.shutdown()
            thread.join()


def encode(reply: dict[str, Any]) -> bytes:
    if "body" in reply:
        body = reply["body"]
        return body if isinstance(body, bytes) else json.dumps(body).encode()
    message = {
        "role": "assistant",
        "content": reply.get("content"),
        "refusal": reply.get("refusal"),
    }
    choice = {"index": 0, "message": message, "finish_reason": reply.get("finish_reason", "stop")}
    usage = reply.get("usage", {"prompt_tokens": 100, "completion_tokens": 10})
    body = {"object": "chat.completion", "choices": [choice], "usage": usage}
    return json.dumps(body).encode()
