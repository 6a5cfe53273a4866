"""Keeping programs running on behalf of one parent: start, watch, start again, and end all of them with it.

The parent alone hears Ctrl-C; its children are in process groups of their own and end when it says so, in order. When
the parent is killed the kernel tells them (`engine.store.children`).
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

from engine.store.children import kill_group, stop_child

_SOON = 10.0
_TRIES = 3
_GRACE = ((signal.SIGTERM, 20.0),)
_PR_SET_PDEATHSIG = 1


class Asked(BaseException):
    """Somebody asked this process to stop. Not an error, so nothing that handles errors catches it."""


@dataclass(slots=True)
class Kept:
    """A program that is kept running: how to start it, and how that went.

    One that `may_end` has work that comes to an end: it is started again only when it failed, and in the end let be.
    """

    name: str
    start: Callable[[], subprocess.Popen[bytes]]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    ended_soon: int = 0
    may_end: bool = False

    def run(self) -> None:
        """Start it, or start it again."""
        self.process = self.start()
        self.started = time.monotonic()


@dataclass(slots=True)
class Watch:
    """What one parent watches. `say` tells the person at the terminal."""

    say: Callable[[str], None]
    kept: list[Kept] = field(default_factory=list)
    parent: int = field(default_factory=os.getppid)

    def look(self, *, stop_with_parent: bool = False) -> None:
        """Look at every program once and start again what has ended. Raises Asked when it is time to stop.

        Raises RuntimeError when a program keeps ending within seconds: starting it yet again would not help.
        """
        if stop_with_parent and os.getppid() != self.parent:
            raise Asked
        for program in self.kept:
            if program.process is not None and program.process.poll() is not None:
                kill_group(program.process.pid)
                if program.may_end and self._is_over(program, program.process.returncode):
                    program.process = None
                else:
                    self._start_again(program, program.process.returncode)

    def stop(self) -> None:
        """End every program, the last started first, gently and then for good."""
        for program in reversed(self.kept):
            if program.process is not None:
                stop_child(program.process, _GRACE)

    def _is_over(self, program: Kept, code: int) -> bool:
        if code and program.ended_soon == _TRIES - 1 and time.monotonic() - program.started < _SOON:
            self.say(f"The {program.name} ended {_TRIES} times within seconds ({code}) and is left as it is.")
            return True
        return code == 0

    def _start_again(self, program: Kept, code: int) -> None:
        lived = time.monotonic() - program.started
        program.ended_soon = program.ended_soon + 1 if lived < _SOON else 0
        if program.ended_soon >= _TRIES:
            raise RuntimeError(
                f"The {program.name} ended {_TRIES} times within seconds of its start (the last time with {code}). "
                "What it said stands above."
            )
        self.say(f"The {program.name} has ended ({code}). Starting it again.")
        time.sleep(program.ended_soon * 0.5)
        program.run()


@contextmanager
def until_asked() -> Iterator[None]:
    """Run the block until Ctrl-C, SIGTERM or SIGHUP; then its `finally` parts run undisturbed and it ends quietly."""
    wanted = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, _ask) for number in wanted}
    try:
        yield
    except Asked:
        return
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def die_with_parent() -> None:
    """Have the kernel ask this process to stop when its parent dies, where the kernel can."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)


def wait_for(condition: Callable[[], bool], look: Callable[[], None], seconds: float, programs: Sequence[str]) -> None:
    """Wait until `condition` holds, looking after everything meanwhile. Raises RuntimeError when it takes too long."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise RuntimeError(f"The {' and the '.join(programs)} did not answer within {seconds:.0f} seconds.")
        look()
        time.sleep(0.05)


def _ask(_number: int, _frame: FrameType | None) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    raise Asked
