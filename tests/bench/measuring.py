"""Clocks of this process and of the database's backends, and a recorder of statements."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from sqlalchemy import Engine, event, text

_SECOND = 1_000_000_000


@dataclass(slots=True)
class Timed:
    """What a series of like actions cost: wall seconds of each, CPU seconds of the client and of the server in all."""

    wall: list[float] = field(default_factory=list)
    client: float = 0.0
    server: float = 0.0

    @property
    def cpu_ms(self) -> float:
        """CPU milliseconds of client and server for one action."""
        return (self.client + self.server) / len(self.wall) * 1000

    @property
    def p95_ms(self) -> float:
        """The wall milliseconds that 95 of 100 actions do not exceed."""
        return quantiles(self.wall, n=20)[-1] * 1000

    @property
    def wall_ms(self) -> float:
        """Median wall milliseconds of one action."""
        return median(self.wall) * 1000

    @contextmanager
    def action(self) -> Iterator[None]:
        """Time one action."""
        began = time.perf_counter()
        yield
        self.wall.append(time.perf_counter() - began)


def together(series: Iterable[Timed]) -> Timed:
    """Several series of like actions as one."""
    found = Timed()
    for one in series:
        found.wall += one.wall
        found.client += one.client
        found.server += one.server
    return found


@contextmanager
def timed(engine: Engine | None) -> Iterator[Timed]:
    """Time a series of actions done on one connection of `engine`, whose backend's CPU is counted too."""
    with timed_backend(_backend(engine) if engine is not None else None) as found:
        yield found


@contextmanager
def timed_backend(pid: int | None) -> Iterator[Timed]:
    """Time a series of actions; the CPU of the database's process `pid` is counted too."""
    found = Timed()
    server, client = _cpu_of(pid), time.process_time()
    yield found
    found.client, found.server = time.process_time() - client, _cpu_of(pid) - server


def _backend(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())


def _cpu_of(pid: int | None) -> float:
    if pid is None:
        return 0.0
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / _SECOND


@dataclass(slots=True)
class Recorder:
    """The statements of each transaction, in order, as they went to the driver."""

    transactions: list[list[tuple[str, Any]]] = field(default_factory=lambda: [[]])

    @property
    def complete(self) -> list[list[tuple[str, Any]]]:
        """The committed transactions."""
        return [transaction for transaction in self.transactions if transaction]


@contextmanager
def recording(engine: Engine) -> Iterator[Recorder]:
    """Record what `engine` executes until the block ends."""
    recorder = Recorder()

    def executed(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        recorder.transactions[-1].append((statement, parameters))

    def committed(_connection: Any) -> None:
        recorder.transactions.append([])

    event.listen(engine, "before_cursor_execute", executed)
    event.listen(engine, "commit", committed)
    try:
        yield recorder
    finally:
        event.remove(engine, "before_cursor_execute", executed)
        event.remove(engine, "commit", committed)
