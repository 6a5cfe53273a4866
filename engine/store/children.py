"""The programs we start, always as a list and never through a shell.

Child processes never outlive us: each in a process group of its own, on a leash, ended step by step.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from engine.store.account import Account

_LEASH = Path(__file__).with_name("leash.py")


def start_child(
    command: Sequence[str],
    *,
    death_signal: signal.Signals = signal.SIGTERM,
    account: Account | None = None,
    environ: Mapping[str, str] | None = None,
    folder: Path | None = None,
    output: IO[bytes] | None = None,
) -> subprocess.Popen[bytes]:
    """Start `command` in a process group of its own; the kernel sends it `death_signal` when this process dies.

    It runs as `account` when one is given, in `folder`, writing to `output` (default: where we write). It must be
    started from a thread that lives as long as the process: the kernel watches the thread.
    """
    uid, gid = (str(account.uid), str(account.gid)) if account else ("-", "-")
    leash = [sys.executable, "-I", "-S", str(_LEASH), str(os.getpid()), str(int(death_signal)), uid, gid]
    return subprocess.Popen(
        [*leash, *command],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        cwd=folder,
        env=None if environ is None else dict(environ),
        process_group=0,
    )


def run_to_end(
    command: Sequence[str], *, account: Account | None = None, environ: Mapping[str, str] | None = None, typed: str = ""
) -> tuple[int, str]:
    """Run `command` from `/` to its end, as `account` when one is given: its exit code and what it wrote."""
    done = subprocess.run(
        command,
        input=typed.encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd="/",
        env=None if environ is None else dict(environ),
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        check=False,
    )
    return done.returncode, done.stdout.decode(errors="replace")


def stop_child(
    process: subprocess.Popen[bytes], steps: Sequence[tuple[signal.Signals, float]] = ((signal.SIGTERM, 20.0),)
) -> None:
    """End `process`: send each signal of `steps` and wait its seconds, then kill the whole group."""
    for step, seconds in steps:
        if process.poll() is not None:
            break
        process.send_signal(step)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            continue
    kill_group(process.pid)
    process.wait()


def kill_group(pid: int) -> None:
    """Kill whatever is left of the process group that `pid` leads; nothing happens when none is."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return
