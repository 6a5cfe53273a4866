"""The whole application on a port of this machine, in a thread of the process that asks for it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from werkzeug.serving import WSGIRequestHandler, make_server

from engine.settings import read_settings
from engine.store import Store
from web.app import create_app


class _Quiet(WSGIRequestHandler):
    """Answers requests without a line for each."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


@contextmanager
def served(store: Store, data: Path, port: int = 0) -> Iterator[str]:
    """The address at which the whole application answers, in a thread of this process."""
    app = create_app(store, read_settings({"BPR_DATA": str(data)}))
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        store.engine.dispose()
