"""A real web server on this machine for tests that call one: it answers as it is told, and remembers the calls."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Asked:
    """One call as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Reply:
    """What is answered: `drip` is the seconds between two bytes of the body, `wait` those before the answer."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    wait: float = 0.0
    drip: float = 0.0


class Served:
    """The server: `url` is where it is, `calls` what arrived; `answer` may be replaced."""

    def __init__(self) -> None:
        self.calls: list[Asked] = []
        self.answer: Callable[[Asked], Reply] = lambda _asked: Reply()
        self.ended = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.host = f"127.0.0.1:{self._server.server_address[1]}"
        self.url = f"http://{self.host}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End it."""
        self.ended.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)


@contextmanager
def serving() -> Iterator[Served]:
    """A server for the length of a block."""
    served = Served()
    try:
        yield served
    finally:
        served.stop()


def _handler(served: Served) -> type[BaseHTTPRequestHandler]:
    return type("Handler", (_Handler,), {"served": served})


class _Handler(BaseHTTPRequestHandler):
    served: Served

    def _do(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        asked = Asked(self.command, self.path, dict(self.headers.items()), body)
        self.served.calls.append(asked)
        reply = self.served.answer(asked)
        self.served.ended.wait(reply.wait)
        with suppress(OSError):  # whoever asked has given up
            self._send(reply)

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in {**reply.headers, "Content-Length": str(len(reply.body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if not reply.drip:
            self.wfile.write(reply.body)
            return
        for number in range(len(reply.body)):
            if self.served.ended.wait(reply.drip):
                return
            self.wfile.write(reply.body[number : number + 1])
            self.wfile.flush()

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _do

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""
