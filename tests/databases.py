"""Databases of tests on a server: connecting as its superuser, naming, dropping."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, create_engine, make_url, text


def database_address(server_url: str, name: str) -> str:
    """The address of the database `name` on the same server."""
    return make_url(server_url).set(database=name).render_as_string(hide_password=False)


@contextmanager
def admin(server_url: str) -> Iterator[Connection]:
    """A superuser's connection to the server; what it locks it lets go at the end."""
    engine = create_engine(server_url.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def drop(connection: Connection, name: str) -> None:
    """Take a database away, if it is there."""
    connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
