"""Databases for measuring: a durable server of our own, fresh databases and clones on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count

from sqlalchemy import create_engine, make_url, text

from engine.migrations import upgrade
from engine.store import Store, open_store
from tests.bench.reference import Bench
from tests.throwaway import ThrowawayServer


class Databases:
    """A server that keeps every commit (fsync on), and the stores opened on it."""

    def __init__(self) -> None:
        self._server = ThrowawayServer(durable=True)
        self._numbers = count(1)
        self._open: list[Store] = []

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """A migrated, empty database."""
        with self._made("template0") as url:
            store = open_store(url)
            upgrade(store.engine)
            store.engine.dispose()
            yield url

    @contextmanager
    def clone(self, url: str) -> Iterator[str]:
        """A copy of a database to which nobody is connected."""
        with self._made(str(make_url(url).database)) as twin:
            yield twin

    def open(self, url: str) -> Store:
        """A store with one connection, so that one backend does all the work."""
        store = open_store(url, pool_size=1)
        self._open.append(store)
        return store

    def reopen(self, bench: Bench, url: str) -> Bench:
        """The same bench on another database that holds the same."""
        return replace(bench, store=self.open(url))

    def close(self) -> None:
        """Close every store that was opened."""
        while self._open:
            self._open.pop().engine.dispose()

    def stop(self) -> None:
        """End the server."""
        self.close()
        self._server.stop()

    @contextmanager
    def _made(self, template: str) -> Iterator[str]:
        name = f"bench_{next(self._numbers)}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        yield make_url(self._server.admin_url).set(database=name).render_as_string(hide_password=False)
        self._run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _run(self, statement: str) -> None:
        url = self._server.admin_url.replace("postgresql://", "postgresql+psycopg://")
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()
