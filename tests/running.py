"""What runs on the machine, for tests that start real processes and kill them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]


def below(pid: int) -> set[int]:
    """The ids of all processes that descend from `pid`."""
    parents = {int(entry): _parent(entry) for entry in os.listdir("/proc") if entry.isdigit()}
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def living(pids: set[int]) -> set[int]:
    """Those of `pids` that still run; one that ended and was not yet collected does not."""
    return {pid for pid in pids if _state(pid) not in {"", "Z", "X"}}


def command_of(pid: int) -> str:
    """The command line of a process."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def only(pids: set[int], words: str) -> int:
    """The one process among `pids` that was started with `words`; neither its shell nor its own children."""
    named = {pid for pid in pids if words in command_of(pid) and not command_of(pid).startswith(("/bin/sh", "make"))}
    [found] = [pid for pid in named if _parent(str(pid)) not in named]
    return found


def wait_until(condition: Callable[[], object], seconds: float = 30.0) -> None:
    """Wait until `condition` holds; the test fails when it does not within `seconds`."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "what was waited for did not happen"
        time.sleep(0.05)


@contextmanager
def workers(database_url: str, folder: Path, **settings: str) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """`start()`: a real worker process on this database; those that still run are ended with the test."""
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "DATABASE_URL": database_url, "BPR_DATA": str(folder), **settings}
    processes: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        processes.append(subprocess.Popen([sys.executable, "-m", "engine.cli", "worker"], env=environ))
        return processes[-1]

    yield start
    for process in processes:
        if process.poll() is None:
            process.terminate()
            process.wait(60)


def kill_hard(process: subprocess.Popen[bytes]) -> None:
    """Kill -9 a process, which gets no chance to tidy up."""
    os.kill(process.pid, signal.SIGKILL)
    process.wait(60)


def _stat(pid: str) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _state(pid: int) -> str:
    return (_stat(str(pid)) or [""])[0]


def _parent(pid: str) -> int:
    return int((_stat(pid) or ["", "0"])[1])
