"""Floors: recorded statements issued once more with nothing of ours around them, through SQLAlchemy and without it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import orjson
import psycopg
from psycopg.types.json import set_json_dumps
from sqlalchemy import Engine

from tests.bench.measuring import Timed, timed, timed_backend

Transaction = Sequence[tuple[str, Any]]


def through_sqlalchemy(engine: Engine, recorded: Sequence[Transaction]) -> Timed:
    """Each recorded transaction once, and committed."""
    with timed(engine) as found:
        for transaction in recorded:
            with found.action(), engine.begin() as connection:
                for statement, parameters in transaction:
                    connection.exec_driver_sql(statement, parameters)
    return found


@contextmanager
def bare_driver(url: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection of the driver alone, set up as the product's are."""
    with psycopg.connect(url, options="-c timezone=UTC") as connection:
        set_json_dumps(orjson.dumps, connection)
        yield connection


def through_psycopg(connection: psycopg.Connection[Any], recorded: Sequence[Transaction]) -> Timed:
    """The same without SQLAlchemy."""
    with timed_backend(connection.info.backend_pid) as found:
        for transaction in recorded:
            with found.action():
                for statement, parameters in transaction:
                    connection.execute(statement, parameters)
                connection.commit()
    return found
