"""The web server as `bpr serve` runs it, without the worker, and a client that keeps its connection."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from os import environ
from typing import Any

import orjson

from engine.cli.serve import web_command
from engine.settings import read_settings

_PATIENCE = 60.0


@contextmanager
def web_server(url: str) -> Iterator[http.client.HTTPConnection]:
    """A connection to the web server, which works on the database at `url`, once it answers."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings({"BPR_DATA": folder, "BPR_PORT": str(port)})
        of_web = {**environ, "DATABASE_URL": url, "BPR_DATA": folder, "PROMETHEUS_MULTIPROC_DIR": folder}
        process = subprocess.Popen(web_command(settings), env=of_web, stdin=subprocess.DEVNULL, start_new_session=True)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            _wait(connection, process)
            yield connection
        finally:
            connection.close()
            process.terminate()
            process.wait(30)


def post(connection: http.client.HTTPConnection, path: str, body: Mapping[str, Any], headers: dict[str, str]) -> bytes:
    """Send JSON and read the answer; the connection is kept. Raises RuntimeError unless it went well."""
    connection.request("POST", path, orjson.dumps(body), {"Content-Type": "application/json", **headers})
    return _answer(connection)


def get(connection: http.client.HTTPConnection, path: str, headers: dict[str, str]) -> bytes:
    """Ask and read the answer; the connection is kept. Raises RuntimeError unless it went well."""
    connection.request("GET", path, headers=headers)
    return _answer(connection)


def _answer(connection: http.client.HTTPConnection) -> bytes:
    reply = connection.getresponse()
    said = reply.read()
    if reply.status != 200:
        raise RuntimeError(said.decode())
    return said


def connect(connection: http.client.HTTPConnection) -> None:
    """Connect anew: the server has closed a connection on which nothing was asked for two seconds."""
    connection.close()
    connection.request("GET", "/healthz")
    connection.getresponse().read()


def _wait(connection: http.client.HTTPConnection, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and process.poll() is None:
        with suppress(OSError, http.client.HTTPException):
            connect(connection)
            return
        time.sleep(0.1)
    raise RuntimeError(f"{sys.executable} -m gunicorn did not answer")
