"""Serve the pages with the invented council, to look at them: `python -m tests.journeys.serve_demo --as ada.adviser`.

It prints the address and, for `--as`, a session cookie, and goes on until it is interrupted. The database is made once
for the tables, the demo and the processes as they are, on the server that `BPR_TEST_SERVER` names; without one on a
server of its own, each time anew. Every start has a copy of it.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import tempfile
import threading
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from engine import demo
from engine.store import Store, open_store
from tests.journeys.serving import application, served, session_of
from tests.northmere import WorkingClock, copied, filled
from tests.throwaway import ThrowawayServer

ROOT = Path(__file__).parents[2]
_DECIDES = ("engine/migrations/versions", "engine/demo", "processes")


def main() -> None:
    """Read the arguments, serve, and wait."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--as", dest="usernames", action="append", default=[], help="print a session of this person")
    parser.add_argument("--cases", type=int, default=demo.FIRST_CASES, help="how many cases its year has")
    parser.add_argument("--port", type=int, default=0)
    given = parser.parse_args()
    with (
        northmere(given.cases) as store,
        tempfile.TemporaryDirectory() as data,
        served(application(store, Path(data)), given.port) as address,
    ):
        _say(address)
        for username in given.usernames:
            _say(f"{username}: bpr_session={session_of(store, username)}")
        threading.Event().wait()


@contextmanager
def northmere(cases: int) -> Iterator[Store]:
    """A store of its own with the council and so many cases."""
    with ExitStack() as made:
        server_url = os.environ.get("BPR_TEST_SERVER", "")
        if not server_url:
            server = ThrowawayServer()
            made.callback(server.stop)
            server_url = server.admin_url
        template = f"northmere_{_fingerprint()}_{cases}"
        filled(server_url, template, cases=cases)
        url = made.enter_context(copied(server_url, template, f"{template}_{uuid.uuid4().hex[:6]}"))
        store = open_store(url, clock=WorkingClock(), pool_size=10)
        made.callback(store.engine.dispose)
        yield store


def _fingerprint() -> str:
    files = sorted(file for folder in _DECIDES for file in (ROOT / folder).rglob("*") if file.is_file())
    kept = [file for file in files if "__pycache__" not in file.parts]
    return hashlib.sha256(b"".join(file.read_bytes() for file in kept)).hexdigest()[:10]


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        main()
