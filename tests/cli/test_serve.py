"""`bpr serve`: one parent, three kinds of children, no orphan however it ends."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from engine import demo
from engine.migrations import migrate
from engine.settings import read_settings
from engine.store import open_store, reading, unit_of_work
from engine.store.embedded import attach_or_start
from tests.cli.conftest import Installation, Served
from tests.running import command_of, living, only, wait_until

pytestmark = pytest.mark.crash


def _answer(installation: Installation) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", installation.port, timeout=5)
    connection.request("GET", "/")
    body = connection.getresponse().read()
    connection.close()
    return body


def _answers(installation: Installation) -> bool:
    try:
        return _answer(installation) == b"here"
    except ConnectionError:
        return False


def _parent(family: set[int]) -> int:
    return only(family, "engine.cli serve")


def _database(installation: Installation) -> str:
    socket = installation.data / "socket"
    return f"postgresql://once_and_done@/once_and_done?host={socket}&port=5432"


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_asked_to_stop_it_ends_everything_it_started(installation: Installation, serve: Served, end: signal.Signals):
    family = serve.until_up()
    assert _answer(installation) == b"here"
    os.kill(_parent(family), end)
    wait_until(lambda: not living(family))
    assert serve.said.read_text().endswith("Stopped.\n")


def test_killed_hard_it_leaves_no_orphan(serve: Served):
    family = serve.until_up()
    os.kill(_parent(family), signal.SIGKILL)
    wait_until(lambda: not living(family))


def test_when_the_program_that_started_it_is_killed_hard_it_leaves_no_orphan(serve: Served):
    family = serve.until_up()
    serve.process.kill()
    wait_until(lambda: not living(family))


def test_children_are_in_process_groups_of_their_own(serve: Served):
    family = serve.until_up()
    parent = _parent(family)
    heads = [only(family, words) for words in ("gunicorn", "engine.cli worker", "bin/postgres -D")]
    assert [os.getpgid(pid) for pid in heads] == heads
    assert os.getpgid(parent) not in heads


def test_a_killed_database_is_started_again_and_has_every_commit(installation: Installation, serve: Served):
    family = serve.until_up()
    store = open_store(_database(installation))
    with unit_of_work(store) as work:
        work.execute(text("CREATE TABLE note AS SELECT generate_series(1, 500) AS number"))
    store.engine.dispose()
    os.kill(only(family, "bin/postgres -D"), signal.SIGKILL)
    wait_until(lambda: "The database has ended (-9). Starting it again." in serve.said.read_text())
    wait_until(lambda: any("bin/postgres -D" in command_of(pid) for pid in serve.family() - family))
    assert installation.bpr("migrate").returncode == 0
    with reading(store) as work:
        assert work.value(text("SELECT count(*) FROM note")) == 500
    store.engine.dispose()


@pytest.mark.parametrize(("words", "name"), [("gunicorn", "web server"), ("engine.cli worker", "worker")])
def test_a_killed_child_is_started_again(installation: Installation, serve: Served, words: str, name: str):
    family = serve.until_up()
    os.kill(only(family, words), signal.SIGKILL)
    wait_until(lambda: f"The {name} has ended (-9). Starting it again." in serve.said.read_text())
    wait_until(lambda: any(words in command_of(pid) for pid in living(serve.family() - family)))
    wait_until(lambda: _answers(installation))


def test_a_command_attaches_to_what_runs_and_a_second_serve_is_told_so(installation: Installation, serve: Served):
    serve.until_up()
    assert installation.bpr("migrate").returncode == 0
    second = installation.bpr("serve")
    assert second.returncode == 1
    assert "already running" in second.stderr
    assert "Traceback" not in second.stderr


def test_a_port_in_use_is_named(installation: Installation, serve: Served):
    serve.until_up()
    refused = installation.bpr("serve", DATABASE_URL=_database(installation))
    assert refused.returncode == 1
    assert f"Port {installation.port} of 127.0.0.1 cannot be used" in refused.stderr


def test_a_web_server_that_cannot_start_ends_everything_with_the_reason(installation: Installation, tmp_path: Path):
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "app.py").write_text("raise ImportError('the reason')\n")
    broken = Installation(folder=tmp_path, port=installation.port)
    data = {"BPR_DATA": str(installation.data)}
    done = broken.bpr("serve", **data)
    assert done.returncode == 1
    assert "The web server ended 3 times within seconds of its start" in done.stderr
    assert "the reason" in done.stderr


def test_make_run_passes_its_end_on(installation: Installation, tmp_path: Path):
    recipe = tmp_path / "Makefile"
    command = f"exec {sys.executable} -m engine.cli serve --stop-with-parent"
    recipe.write_text(f"run:\n\t@cd {installation.folder} && {command}\n")
    said = tmp_path / "said"
    with said.open("wb") as output:
        make = subprocess.Popen(
            ["make", "-f", str(recipe), "run"], env=installation.environ, stdout=output, stderr=output
        )
    served = Served(process=make, said=said)
    family = served.until_up()
    make.kill()
    make.wait()
    wait_until(lambda: not living(family))


def test_an_empty_database_is_filled_once_and_the_year_goes_on_where_it_stopped(
    installation: Installation, tmp_path: Path
):
    fresh = Installation(folder=installation.folder, port=installation.port, name="demo")
    assert "First: bpr demo" in _serve_until_up(fresh, tmp_path / "first")
    _forget_the_last_case(fresh)
    assert "First: bpr demo" not in _serve_until_up(fresh, tmp_path / "second", lambda: _progress(fresh) == (4, True))


def _progress(installation: Installation) -> tuple[int, bool]:
    store = open_store(_database(installation))
    with reading(store) as work:
        found = demo.council(work)
    store.engine.dispose()
    return (0, False) if found is None else (found.cases_made, found.finished_at is not None)


def _forget_the_last_case(installation: Installation) -> None:
    """As if the server had been stopped before the last of them."""
    settings = read_settings(installation.environ)
    with attach_or_start(settings, migrate) as server:
        store = open_store(server.url)
        with unit_of_work(store) as work:
            work.execute(text("UPDATE demo_council SET cases_made = 3, finished_at = NULL"))
        store.engine.dispose()


def _serve_until_up(installation: Installation, said: Path, ready: Callable[[], bool] = lambda: True) -> str:
    with said.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "engine.cli", "serve", "--demo", "--demo-cases", "4"],
            env=installation.environ,
            cwd=installation.folder,
            stdout=output,
            stderr=output,
        )
    family = Served(process=process, said=said).until_up()
    wait_until(ready, 60)
    process.terminate()
    assert process.wait(60) == 0
    wait_until(lambda: not living(family))
    return said.read_text()
