"""A chat completions server of the tests' own, on loopback: says what is scripted, and misbehaves as providers do."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HUGE = 3_000_000
PROMPT_TOKENS, COMPLETION_TOKENS = 120, 30
MISBEHAVIOURS = (
    "429",
    "500",
    "never answers",
    "breaks off",
    "invalid JSON",
    "not the schema",
    "empty",
    "no content",
    "refuses",
    "huge",
    "not a completion",
    "cut off",
)
Say = Callable[[dict[str, Any]], Any]


@dataclass
class Script:
    """`say`: the document that answers a request's body. `misbehaves`: how, instead. `late`: seconds before each answer.

    `seen`: path, headers and body of every request so far. `over`: set when the server ends, so that no thread waits on.
    """

    say: Say
    misbehaves: str | None = None
    late: list[float] = field(default_factory=list)
    seen: list[dict[str, Any]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    address: str = ""

    @property
    def bodies(self) -> list[dict[str, Any]]:
        """What was asked."""
        return [one["body"] for one in self.seen]


@contextmanager
def serving(say: Say) -> Iterator[Script]:
    """The server, up; `address` is what `OPENAI_BASE_URL` takes."""
    script = Script(say)

    class Handler(_Handler):
        pass

    Handler.script = script
    server = _Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    script.address = f"http://127.0.0.1:{server.server_address[1]}/v1"
    try:
        yield script
    finally:
        script.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is no matter of the tests."""


class _Handler(BaseHTTPRequestHandler):
    script: Script

    def do_POST(self) -> None:
        """Answers as the script says."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        script = self.script
        script.seen.append({"path": self.path, "headers": dict(self.headers), "body": body})
        if self.path != "/v1/chat/completions":
            self._send(404, _error("no such path"))
            return
        if script.late:
            script.over.wait(script.late.pop(0))
        with contextlib.suppress(OSError):
            self._misbehave(script.misbehaves, body) if script.misbehaves else self._say(json.dumps(script.say(body)))

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on the tests' screen."""

    def _misbehave(self, how: str, body: dict[str, Any]) -> None:
        says: dict[str, str | None] = {
            "invalid JSON": '{"sentences": [{"text": "unfinished',
            "not the schema": '{"sentences": "none", "mood": 7}',
            "empty": "",
            "no content": None,
            "huge": json.dumps({"sentences": [{"text": "x" * HUGE}]}),
        }
        if how in says:
            self._say(says[how])
        elif how in ("429", "500"):
            self._send(int(how), _error(how), **{"Retry-After": "60"})
        elif how == "never answers":
            self.script.over.wait(60)
        elif how == "refuses":
            self._say(None, refusal="I cannot help with that.")
        elif how == "cut off":
            self._say('{"sentences": [{"text": "on and', finished="length")
        elif how == "not a completion":
            self._send(200, {"hello": "world"})
        elif how == "breaks off":
            whole = json.dumps(_completion(json.dumps(self.script.say(body)))).encode()
            self._head(200, len(whole))
            self.wfile.write(whole[: len(whole) // 2])
            self.close_connection = True
        else:
            raise ValueError(how)

    def _say(self, content: str | None, refusal: str | None = None, finished: str = "stop") -> None:
        self._send(200, _completion(content, refusal, finished))

    def _send(self, status: int, document: Any, **headers: str) -> None:
        whole = json.dumps(document).encode()
        self._head(status, len(whole), **headers)
        self.wfile.write(whole)

    def _head(self, status: int, length: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(length), **headers}.items():
            self.send_header(name, value)
        self.end_headers()


def _error(message: str) -> dict[str, Any]:
    return {"error": {"message": message, "type": "test", "code": None}}


def _completion(content: str | None, refusal: str | None = None, finished: str = "stop") -> dict[str, Any]:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1767225600,
        "model": "test",
        "choices": [
            {
                "index": 0,
                "finish_reason": finished,
                "message": {"role": "assistant", "content": content, "refusal": refusal},
            }
        ],
        "usage": {
            "prompt_tokens": PROMPT_TOKENS,
            "completion_tokens": COMPLETION_TOKENS,
            "total_tokens": PROMPT_TOKENS + COMPLETION_TOKENS,
        },
    }
