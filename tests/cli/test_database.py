"""How commands get at the database: one that is just starting is waited for by those who may wait."""

from __future__ import annotations

import signal
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.exc import OperationalError

from engine.cli.database import open_database
from engine.migrations import migrate
from engine.settings import Settings, read_settings
from engine.store import reading
from tests.throwaway import ThrowawayServer

pytestmark = pytest.mark.crash


def settings_of(server: ThrowawayServer) -> Settings:
    return read_settings({"DATABASE_URL": server.url})


def test_a_database_that_was_killed_is_waited_for_until_it_answers_again(durable_server: ThrowawayServer):
    def used() -> bool:
        with open_database(settings_of(durable_server), patience=60) as store, reading(store) as work:
            return work.now is not None

    migrate(durable_server.url)
    durable_server.process.send_signal(signal.SIGKILL)
    durable_server.process.wait()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(used)
        with pytest.raises(TimeoutError):
            waiting.result(1.5)
        durable_server.start_again()
        assert waiting.result(60)


def test_without_patience_a_command_ends_at_once(durable_server: ThrowawayServer):
    durable_server.process.send_signal(signal.SIGKILL)
    durable_server.process.wait()
    with pytest.raises(OperationalError), open_database(settings_of(durable_server)):
        pass
    durable_server.start_again()
