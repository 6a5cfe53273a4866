"""The unit of work: one transaction for one action of a user. Nothing else commits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeAlias, TypeVar

import orjson
from sqlalchemy import Connection, CursorResult, Engine, Executable, RowMapping, create_engine
from sqlalchemy.sql.selectable import TypedReturnsRows

from engine.clock import Clock, SystemClock

T = TypeVar("T")
Of: TypeAlias = TypedReturnsRows[T]
"""A statement whose rows have one column of this type."""


@dataclass(frozen=True, slots=True)
class Store:
    """Where the data is, and the clock that dates what is written."""

    engine: Engine
    clock: Clock


@dataclass(frozen=True, slots=True)
class Work:
    """An open transaction.

    `now` is the one moment (aware, UTC) at which everything in this unit of work happens. `replayed`: it happened
    earlier and is written down afterwards, so that what stood then counts, not what has been changed since.
    """

    connection: Connection
    now: datetime
    replayed: bool = False

    def execute(
        self, statement: Executable, parameters: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> CursorResult[Any]:
        """Run one statement."""
        return self.connection.execute(statement, parameters)

    def rows(self, statement: Executable, parameters: Mapping[str, Any] | None = None) -> Sequence[RowMapping]:
        """All rows, as mappings from column name to value."""
        return self.connection.execute(statement, parameters).mappings().all()

    def row(self, statement: Executable, parameters: Mapping[str, Any] | None = None) -> RowMapping | None:
        """The first row, or None."""
        return self.connection.execute(statement, parameters).mappings().first()

    def value(self, statement: Of[T], parameters: Mapping[str, Any] | None = None) -> T | None:
        """The first column of the first row, or None."""
        return self.connection.scalar(statement, parameters)

    def sure_value(self, statement: Of[T]) -> T:
        """The one column of the one row that the statement always has: a count, or the id of what it writes."""
        return self.connection.execute(statement).scalar_one()


def open_store(url: str, *, clock: Clock | None = None, pool_size: int = 5, patience: timedelta | None = None) -> Store:
    """A store on the PostgreSQL at `url` (`postgresql://...`, driven by psycopg 3). No connection is made yet.

    With `patience` a statement that takes longer, or waits longer for a lock, is given up (`OperationalError`), so that
    somebody who waits for a page is told and the others go on.
    """
    engine = create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1),
        pool_size=pool_size,
        max_overflow=5,
        pool_recycle=1800,
        json_serializer=lambda value: orjson.dumps(value).decode(),
        json_deserializer=orjson.loads,
        connect_args={"options": " ".join(["-c timezone=UTC", *_limits(patience)])},
        hide_parameters=True,  # what a statement was given may be an answer or a secret: no error, no log repeats it
    )
    return Store(engine=engine, clock=clock or SystemClock())


def replay(work: Work, at: datetime) -> Work:
    """The same transaction at an earlier moment: what is done with it is written down as having happened at `at`."""
    return replace(work, now=at, replayed=True)


def _limits(patience: timedelta | None) -> list[str]:
    if patience is None:
        return []
    milliseconds = int(patience.total_seconds() * 1000)
    return [f"-c {name}={milliseconds}" for name in ("lock_timeout", "statement_timeout")]


@contextmanager
def unit_of_work(store: Store) -> Iterator[Work]:
    """One transaction: committed when the block ends, rolled back when it raises. The only commit of the product."""
    with store.engine.begin() as connection:
        yield Work(connection=connection, now=store.clock.now())


@contextmanager
def reading(store: Store) -> Iterator[Work]:
    """Read without a transaction: each statement sees what is committed when it starts."""
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        yield Work(connection=connection, now=store.clock.now())
