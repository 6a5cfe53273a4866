"""What runs on the machine, for tests that start real processes and kill them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path


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


def _stat(pid: str) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _state(pid: int) -> str:
    return (_stat(str(pid)) or [""])[0]


def _parent(pid: str) -> int:
    return int((_stat(pid) or ["", "0"])[1])
