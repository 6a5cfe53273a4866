"""The whole application on a port of this machine, in a thread of the process that asks for it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from engine import demo
from engine.settings import read_settings
from engine.store import Store, unit_of_work
from web.app import create_app


class _Quiet(WSGIRequestHandler):
    """Answers requests without a line for each."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


def application(store: Store, data: Path) -> Flask:
    """The application on `store`, with its files in the folder `data`."""
    return create_app(store, read_settings({"BPR_DATA": str(data)}))


@contextmanager
def served(app: Flask, port: int = 0) -> Iterator[str]:
    """The address at which `app` answers."""
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def session_of(store: Store, username: str) -> str:
    """The value of the session cookie of a person of the invented council, who has just been signed in."""
    with unit_of_work(store) as work:
        return demo.become(work, username).token
