"""Two web processes, two workers and a database with fsync on, any of which may be killed and is started again."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.exc import OperationalError

from engine.store.children import kill_group, start_child
from tests.throwaway import ThrowawayServer

DATABASE = "database"


@dataclass(slots=True)
class Machinery:
    """What runs. `kills` counts how often each program was killed; `ports` are those of the web processes."""

    server: ThrowawayServer
    commands: Mapping[str, list[str]]
    environ: Mapping[str, str]
    ports: tuple[int, ...]
    said: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    kills: Counter[str] = field(default_factory=Counter)

    def start(self, name: str) -> None:
        """Start a program, or start it again."""
        with self.said.open("ab") as output:
            self.running[name] = start_child(self.commands[name], environ=self.environ, output=output)

    def kill(self, name: str) -> None:
        """Kill -9 a program with all that it started, and start it again."""
        self.kills[name] += 1
        if name == DATABASE:
            self.server.process.send_signal(signal.SIGKILL)
            self.server.start_again()
            return
        kill_group(self.running[name].pid)
        self.running[name].wait()
        self.start(name)

    def kill_at_random(self, seconds: float, chance: random.Random) -> None:
        """Kill one program after the other, at moments that follow from `chance`, for so many seconds."""
        end = time.monotonic() + seconds
        names = [*self.commands, DATABASE]
        while time.monotonic() < end:
            time.sleep(chance.uniform(0.2, 1.2))
            self.kill(chance.choice(names))

    def stop(self) -> None:
        """End all of it for good; the database is its owner's to stop."""
        for process in self.running.values():
            kill_group(process.pid)
            process.wait()


_PUT_OFF = (
    "UPDATE case_job SET due_at = now() WHERE id IN (SELECT id FROM case_job WHERE kind <> 'external' AND "
    "((status = 'due' AND due_at > now()) OR (status = 'locked' AND due_at < now() + interval '110 seconds')) "
    "FOR UPDATE SKIP LOCKED)",
    "UPDATE case_message_delivery SET look_at = now() WHERE id IN (SELECT id FROM case_message_delivery "
    "WHERE status = 'due' AND look_at > now() FOR UPDATE SKIP LOCKED)",
    "UPDATE case_schedule SET look_at = now() WHERE id IN (SELECT id FROM case_schedule WHERE look_at > now() "
    "FOR UPDATE SKIP LOCKED)",
    "UPDATE case_schedule SET next_at = now() - interval '150 seconds' WHERE id IN (SELECT id FROM case_schedule "
    "WHERE next_at > now() FOR UPDATE SKIP LOCKED)",
)
"""What is put off for a minute or two, as whoever has it may have died, is due now: of jobs after ten seconds. Of a
schedule whose next time is to come, three have passed."""


def let_waits_run_out(url: str, over: Event) -> None:
    """Let the minutes pass, until all is over, that are waited for somebody who was killed, or for the next time."""
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:", 1), poolclass=NullPool)
    while not over.wait(1):
        with suppress(OperationalError), engine.begin() as connection:  # the server may just have been killed
            for statement in _PUT_OFF:
                connection.execute(text(statement))


@contextmanager
def running(server: ThrowawayServer, folder: Path) -> Iterator[Machinery]:
    """The programs, started; whatever they say goes to a file in `folder`."""
    ports = _free_ports(2)
    environ = {**os.environ, "DATABASE_URL": server.url, "BPR_DATA": str(folder), "BPR_WORKERS": "1"}
    commands = {f"web {port}": _web(port) for port in ports}
    commands |= {f"worker {number}": [sys.executable, "-m", "engine.cli", "worker"] for number in (1, 2)}
    found = Machinery(server, commands, environ, ports, folder / "said")
    for name in commands:
        found.start(name)
    try:
        yield found
    finally:
        found.stop()


def _web(port: int) -> list[str]:
    options = ["--worker-class", "gthread", "--threads", "4", "--bind", f"127.0.0.1:{port}", "--log-level", "warning"]
    return [sys.executable, "-m", "gunicorn", *options, "--no-control-socket", "web.app:create_app()"]


def _free_ports(count: int) -> tuple[int, ...]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    found = tuple(each.getsockname()[1] for each in held)
    for each in held:
        each.close()
    return found
