"""`bpr serve`: database, web server and worker under one parent process that owns all three."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from ipaddress import ip_address

import click

from engine.cli.database import opened, settings_or_exit
from engine.cli.supervision import Kept, Watch, die_with_parent, until_asked, wait_for
from engine.definitions import processes
from engine.demo import CASES, PROCESSES, council, is_empty
from engine.migrations import migrate
from engine.people import services
from engine.settings import Settings, is_this_machine_alone
from engine.store import reading
from engine.store.children import start_child
from engine.store.embedded import owning

_ANSWER_SECONDS = 60.0
_LOOK_EVERY = 0.2
_FILLED_SECONDS, _LEAST_SECONDS = 40.0, 10.0
"""Seconds after its start by which the demo should be loaded, so that the first page is there in a minute."""


@click.command(short_help="Serve the pages and the API, with worker and database.")
@click.option("--host", default=None, help="Address to listen on (BPR_HOST; 127.0.0.1).")
@click.option("--port", type=click.IntRange(1, 65535), default=None, help="Port to listen on (BPR_PORT; 8000).")
@click.option(
    "--demo", is_flag=True, help="Fill an empty embedded database with the demo organisation and the processes."
)
@click.option("--demo-cases", type=click.IntRange(0), default=CASES, hidden=True, help="How many cases its year has.")
@click.option("--stop-with-parent", is_flag=True, help="Stop when the program that started this one ends.")
def command(host: str | None, port: int | None, demo: bool, demo_cases: int, stop_with_parent: bool) -> None:
    """Serve the pages and the API, with the worker and, unless DATABASE_URL is set, the embedded database.

    Ctrl-C or SIGTERM stops all of it.
    """
    filled_by = time.monotonic() + _FILLED_SECONDS
    settings = settings_or_exit()
    settings = replace(settings, host=host or settings.host, port=port or settings.port)
    if stop_with_parent:
        die_with_parent()
    watch = Watch(say=_say)
    with until_asked(), _database(settings, watch) as url:
        _check_port(settings)
        if demo and not settings.database_url:
            _first_steps(url, settings, demo_cases, filled_by)
        going_on = _check_demo(url, settings)
        _serve(settings, _environment(settings, url), watch, stop_with_parent=stop_with_parent, history=going_on)
    _say("Stopped.")


def _serve(
    settings: Settings, environ: Mapping[str, str], watch: Watch, *, stop_with_parent: bool, history: bool
) -> None:
    counts = tempfile.mkdtemp(prefix="once-metrics-")
    of_web = {**environ, "PROMETHEUS_MULTIPROC_DIR": counts}
    web = Kept("web server", lambda: start_child(web_command(settings), environ=of_web))
    behind = [Kept("worker", lambda: start_child(_bpr("worker"), environ=environ))]
    if history:
        going_on = _bpr("demo", "--go-on")
        behind.append(Kept("demo's history", lambda: start_child(going_on, environ=environ), may_end=True))
    programs = [web, *behind]

    def look() -> None:
        watch.look(stop_with_parent=stop_with_parent)

    try:
        _run(watch, web)
        wait_for(lambda: _answers(settings), look, _ANSWER_SECONDS, ["web server"])
        for program in behind:
            _run(watch, program)
        address = f"http://{_shown(settings.host)}:{settings.port}"
        _say(f"Open {address} in a browser. The API is described at {address}/api/docs. Ctrl-C stops it.")
        while True:
            time.sleep(_LOOK_EVERY)
            look()
    finally:
        watch.kept = [program for program in watch.kept if program in programs]
        watch.stop()
        shutil.rmtree(counts, ignore_errors=True)


def _run(watch: Watch, program: Kept) -> None:
    watch.kept.append(program)
    program.run()


@contextmanager
def _database(settings: Settings, watch: Watch) -> Iterator[str]:
    """The address of a migrated database; the embedded one is watched as well."""
    if settings.database_url:
        migrate(settings.database_url)
        yield settings.database_url
        return
    with owning(settings, migrate) as server:
        watch.kept.append(Kept("database", server.start_again, server.process, time.monotonic()))
        yield server.url


def web_command(settings: Settings) -> list[str]:
    """What starts the web server alone."""
    options = {
        "--worker-class": "gthread",
        "--workers": settings.workers,
        "--threads": settings.threads,
        "--bind": f"{_shown(settings.host)}:{settings.port}",
        "--graceful-timeout": 15,
        "--log-level": "warning",
    }
    words = [str(word) for pair in options.items() for word in pair]
    return [sys.executable, "-m", "gunicorn", *words, "--preload", "--no-control-socket", "web.app:create_app()"]


def _environment(settings: Settings, url: str) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": url,
        "BPR_DATA": str(settings.data_folder),
        "BPR_HOST": settings.host,
        "BPR_PORT": str(settings.port),
    }


def _first_steps(url: str, settings: Settings, demo_cases: int, filled_by: float) -> None:
    """Fill what is empty: an organisation without anything, and services without processes."""
    with opened(url) as store, reading(store) as work:
        if is_empty(work):
            _check_loopback(settings)
            patience = max(filled_by - time.monotonic(), _LEAST_SECONDS)
            steps = ["demo", "--cases", str(demo_cases), "--patience", str(patience)]
        elif services(work) and not processes(work):
            steps = ["deploy", str(PROCESSES)]
        else:
            return
    _say(f"First: bpr {' '.join(steps[:1])}")
    if start_child(_bpr(*steps), environ=_environment(settings, "")).wait():
        raise click.ClickException(f"'bpr {steps[0]}' failed; what it said stands above.")


def _check_demo(url: str, settings: Settings) -> bool:
    """Whether the invented council's year is still to be finished; its people let anybody in who can reach them."""
    with opened(url) as store, reading(store) as work:
        found = council(work)
    if found is not None:
        _check_loopback(settings)
    return found is not None and found.finished_at is None


def _check_loopback(settings: Settings) -> None:
    if not is_this_machine_alone(settings.host):
        raise click.ClickException(
            f"The database holds the demo, whose people anybody may be without a password, so {settings.host!r} is not "
            "listened on. Use 127.0.0.1, or another data folder (BPR_DATA) or DATABASE_URL without the demo."
        )


def _bpr(*words: str) -> list[str]:
    return [sys.executable, "-m", "engine.cli", *words]


def _check_port(settings: Settings) -> None:
    """Say so plainly when something else listens there already."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((settings.host, settings.port))
        except OSError as error:
            raise click.ClickException(
                f"Port {settings.port} of {settings.host} cannot be used ({error.strerror}). "
                "Stop what uses it, or choose another with --port or BPR_PORT."
            ) from error


def _answers(settings: Settings) -> bool:
    """Whether the web server answers a request, whatever it says."""
    connection = http.client.HTTPConnection(_own_address(settings.host), settings.port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def _own_address(host: str) -> str:
    """Where this machine itself reaches what listens on `host`: one that means every address is on its loopback too."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return {4: "127.0.0.1", 6: "::1"}[address.version] if address.is_unspecified else host


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _say(words: str) -> None:
    click.echo(words)
    sys.stdout.flush()
