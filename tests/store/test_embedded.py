"""The embedded server: owned by one, used by many, gone with its owner, nothing lost."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from engine.settings import Settings, read_settings
from engine.store import Store, open_store, reading, unit_of_work
from engine.store import server as server_room
from engine.store.cluster import SOCKET
from engine.store.embedded import Server, attach_or_start, owning
from tests.running import below, command_of, wait_until
from tests.running import living as still_running

# Where tests run in the background SIGINT is ignored, and that is handed on to children.
HOLD = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from engine.settings import read_settings
from engine.store.embedded import attach_or_start
with attach_or_start(read_settings()) as server:
    print(server.process.pid if server.process else 0, flush=True)
    sys.stdin.read()
"""


@contextmanager
def _store(server: Server) -> Iterator[Store]:
    store = open_store(server.url)
    try:
        yield store
    finally:
        store.engine.dispose()


def _write(server: Server, words: str) -> None:
    with _store(server) as store, unit_of_work(store) as work:
        work.execute(text("CREATE TABLE IF NOT EXISTS note (words text)"))
        work.execute(text("INSERT INTO note VALUES (:words)"), {"words": words})


def _read(server: Server) -> list[str]:
    with _store(server) as store, reading(store) as work:
        return [row["words"] for row in work.rows(text("SELECT words FROM note"))]


def _ask(server: Server, question: str) -> object:
    with _store(server) as store, reading(store) as work:
        return work.value(text(question))


@contextmanager
def _another_process(settings: Settings) -> Iterator[subprocess.Popen[str]]:
    environ = {**os.environ, "BPR_DATA": str(settings.data_folder)}
    command = [sys.executable, "-c", HOLD]
    with subprocess.Popen(
        command, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        yield process
        process.kill()


def _first_line(process: subprocess.Popen[str]) -> int:
    assert process.stdout is not None
    return int(process.stdout.readline())


def test_what_was_written_is_there_when_the_next_command_starts_the_server_again(settings: Settings):
    with attach_or_start(settings) as first:
        _write(first, "kept")
    assert server_room.living(first.cluster) == []
    with attach_or_start(settings) as second:
        assert _read(second) == ["kept"]


def test_a_second_command_attaches_and_only_the_owner_makes_ready(settings: Settings):
    made_ready: list[str] = []
    with attach_or_start(settings, made_ready.append) as owner, attach_or_start(settings, made_ready.append) as guest:
        assert guest.process is None
        assert guest.url == owner.url
        assert _ask(guest, "SELECT 1") == 1
    assert made_ready == [owner.url]


def test_an_owner_that_is_done_waits_for_those_who_attached(settings: Settings):
    with ExitStack() as guest, ExitStack() as owner:
        server = owner.enter_context(attach_or_start(settings))
        attached = guest.enter_context(attach_or_start(settings))
        leaving = threading.Thread(target=owner.close)
        leaving.start()
        leaving.join(0.5)
        assert leaving.is_alive()
        assert _ask(attached, "SELECT 1") == 1
        guest.close()
        leaving.join(20)
        assert not leaving.is_alive()
        assert server_room.living(server.cluster) == []


def test_the_server_is_shut_to_everyone_but_its_socket_folder(settings: Settings):
    with attach_or_start(settings) as server:
        folders = (server.cluster.socket, server.cluster.log, server.cluster.data)
        assert [stat.S_IMODE(folder.stat().st_mode) for folder in folders] == [0o700] * 3
        assert _ask(server, "SHOW listen_addresses") == ""
        assert len(str(server.cluster.socket / SOCKET)) < 100


def test_only_our_own_user_is_let_in_and_not_as_a_superuser(settings: Settings):
    with attach_or_start(settings) as server:
        assert _ask(server, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
        engine = create_engine(server.cluster.url(role="somebody").replace("postgresql:", "postgresql+psycopg:"))
        with pytest.raises(OperationalError, match="Peer authentication failed"):
            engine.connect()


def test_text_is_utf8_and_sorts_and_folds_alike_on_every_machine(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LC_ALL", "tr_TR.ISO-8859-9")
    monkeypatch.setenv("PGTZ", "Asia/Tokyo")
    with attach_or_start(settings) as server:
        assert _ask(server, "SHOW server_encoding") == "UTF8"
        assert _ask(server, "SELECT lower('ÉCOLE I')") == "école i"
        assert _ask(server, "SELECT datlocprovider::text FROM pg_database WHERE datname = current_database()") == "b"


def test_the_log_is_kept_for_seven_days_and_holds_no_statement(settings: Settings):
    with attach_or_start(settings) as server:
        with pytest.raises(Exception, match="no_such_column"):
            _ask(server, "SELECT no_such_column, 'a secret of a customer'")
        [log] = server.cluster.log.glob("*.log")
        assert log.name in {f"postgresql-{day}.log" for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
        assert "no_such_column" in log.read_text()
        assert "a secret of a customer" not in log.read_text()
        assert _ask(server, "SHOW log_truncate_on_rotation") == "on"


def test_a_data_folder_with_a_long_path_has_its_socket_elsewhere(data_folder: Path):
    deep = data_folder / ("a-long-name-" * 8)
    with attach_or_start(read_settings({"BPR_DATA": str(deep)})) as server:
        assert len(str(server.cluster.socket / SOCKET)) < 100
        assert stat.S_IMODE(server.cluster.socket.stat().st_mode) == 0o700
        assert _ask(server, "SELECT 1") == 1
    server.cluster.socket.rmdir()


def test_files_of_another_postgresql_are_refused_with_what_to_do(settings: Settings):
    with attach_or_start(settings) as server:
        pass
    (server.cluster.data / "PG_VERSION").write_text("14\n")
    with pytest.raises(RuntimeError, match=r"made by PostgreSQL 14.*operations\.md"), attach_or_start(settings):
        pass


def test_a_server_that_does_not_start_says_why_and_leaves_nothing_running(settings: Settings):
    with attach_or_start(settings) as server:
        pass
    (server.cluster.data / "postgresql.conf").write_text("max_connections = many\n")
    with pytest.raises(RuntimeError, match=r"did not start: .*max_connections"), attach_or_start(settings):
        pass
    assert server_room.living(server.cluster) == []


def test_making_the_database_files_that_fails_says_why_and_the_next_start_begins_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as broken:
        broken.setattr("engine.store.cluster.SUPERUSER", "pg_not_allowed")
        with pytest.raises(RuntimeError, match=r"failed \(initdb\): .*pg_not_allowed"), attach_or_start(settings):
            pass
    with attach_or_start(settings) as server:
        assert _ask(server, "SELECT 1") == 1


def test_several_commands_at_once_on_an_empty_folder_all_get_the_one_database(settings: Settings):
    with ExitStack() as stack:
        several = [stack.enter_context(_another_process(settings)) for _ in range(4)]
        owned = [_first_line(process) for process in several]
        assert len([pid for pid in owned if pid]) == 1
        for process in several:
            assert process.stdin is not None
            process.stdin.close()
        assert [process.wait(60) for process in several] == [0] * 4


def test_a_second_owner_is_told_that_it_is_running_already(settings: Settings):
    with owning(settings), pytest.raises(RuntimeError, match="already running"), owning(settings):
        pass


@pytest.mark.crash
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_the_server_dies_with_the_process_that_owns_it(settings: Settings, end: signal.Signals):
    with _another_process(settings) as owner:
        head = _first_line(owner)
        family = below(owner.pid)
        assert head in family
        owner.send_signal(end)
        wait_until(lambda: not still_running(family))


@pytest.mark.crash
def test_a_server_killed_hard_loses_no_commit_and_the_next_start_recovers(settings: Settings):
    with attach_or_start(settings) as server:
        _write(server, "0")
        with _store(server) as store:
            for number in range(1, 200):
                with unit_of_work(store) as work:
                    work.execute(text("INSERT INTO note VALUES (:words)"), {"words": str(number)})
        assert server.process is not None
        os.kill(server.process.pid, signal.SIGKILL)
        server.process.wait()
        server.start_again()
        assert _read(server) == [str(number) for number in range(200)]


@pytest.mark.crash
def test_a_server_that_was_left_behind_is_ended_and_its_data_recovered(settings: Settings):
    with attach_or_start(settings) as server:
        _write(server, "kept")
        command = command_of(server.process.pid if server.process else 0).split(" -c ")[0].split()
    account = server.cluster.account
    orphan = subprocess.Popen(
        [*command, "-c", "listen_addresses=", "-c", f"unix_socket_directories={server.cluster.socket}"],
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        cwd="/",
        stderr=subprocess.DEVNULL,
    )
    wait_until(lambda: server_room.is_ready(server.cluster))
    with attach_or_start(settings) as mine:
        orphan.wait(20)
        assert _read(mine) == ["kept"]


@pytest.mark.crash
def test_traces_of_a_crash_that_name_a_process_of_somebody_else_do_not_stop_the_next_start(settings: Settings):
    with attach_or_start(settings) as server:
        _write(server, "kept")
    trace = server.cluster.data / "postmaster.pid"
    trace.write_text(f"{os.getppid()}\n{server.cluster.data}\n1\n5432\n{server.cluster.socket}\n\n1 1\nready   \n")
    trace.chmod(0o644)
    (server.cluster.socket / f"{SOCKET}.lock").write_text(f"{os.getppid()}\n")
    assert not server_room.is_ready(server.cluster)
    with attach_or_start(settings) as again:
        assert _read(again) == ["kept"]
