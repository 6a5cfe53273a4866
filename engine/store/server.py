"""Starting and ending the server of a cluster, and clearing away what a crash left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from engine.store.children import run_to_end, start_child, stop_child
from engine.store.cluster import SOCKET, Cluster, plain_environment

_FAST = ((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0))
_START_SECONDS = 300.0
_LINES_WHEN_READY = 8

_SETTINGS = (
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "max_connections=100",
    "logging_collector=on",
    "log_filename=postgresql-%a.log",
    "log_truncate_on_rotation=on",
    "log_rotation_age=1d",
    "log_rotation_size=0",
    "log_file_mode=0600",
    "log_timezone=UTC",
    "timezone=UTC",
    # A statement, or the detail of an error, may hold what a customer told us: neither goes into the log.
    "log_min_error_statement=panic",
    "log_error_verbosity=terse",
)
_THROWAWAY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_wal_size=4GB")


def start(cluster: Cluster) -> subprocess.Popen[bytes]:
    """Start the server of a prepared cluster and wait until it takes connections; it dies with this process.

    Raises RuntimeError with the end of its log when it does not start.
    """
    end_left_behind(cluster)
    words = [*_SETTINGS, *(() if cluster.durable else _THROWAWAY)]
    places = {
        "hba_file": cluster.home / "hba.conf",
        "ident_file": cluster.home / "ident.conf",
        "unix_socket_directories": cluster.socket,
        "log_directory": cluster.log,
    }
    words += [f"{name}={place}" for name, place in places.items()]
    command = [str(cluster.binaries.folder / "postgres"), "-D", str(cluster.data)]
    with (cluster.home / "server-start.log").open("wb") as output:
        process = start_child(
            [*command, *(part for word in words for part in ("-c", word))],
            death_signal=signal.SIGINT,
            account=cluster.account,
            environ=plain_environment(),
            folder=Path("/"),
            output=output,
        )
    try:
        _wait_until_ready(cluster, process)
    except BaseException:
        stop(process)
        raise
    return process


def stop(process: subprocess.Popen[bytes]) -> None:
    """End the server: sessions are cut off, what is committed is written out."""
    stop_child(process, _FAST)


def is_ready(cluster: Cluster) -> bool:
    """Whether a server of this cluster takes connections, by its own account."""
    lines = _pid_file(cluster)
    return len(lines) >= _LINES_WHEN_READY and lines[7].strip() == "ready" and int(lines[0]) in living(cluster)


def end_left_behind(cluster: Cluster) -> None:
    """End a server whose parent is gone, and take away its traces. Only the holder of the cluster's lock may ask.

    First a fast shutdown by its head process, then harder; its other processes end by themselves when it is gone.
    """
    for step, seconds in ((signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
        pids = living(cluster)
        if not pids:
            break
        lines = _pid_file(cluster)
        head = int(lines[0]) if lines else 0
        for pid in [head] if head in pids and step is not signal.SIGKILL else pids:
            _signal(pid, step)
        _wait_until_gone(cluster, seconds)
    if living(cluster):
        raise RuntimeError(f"A PostgreSQL server still uses {cluster.data} and does not end. Stop it, then try again.")
    for trace in (cluster.data / "postmaster.pid", cluster.socket / SOCKET, cluster.socket / f"{SOCKET}.lock"):
        trace.unlink(missing_ok=True)


def living(cluster: Cluster) -> list[int]:
    """The ids of the processes that work in the data folder: those of a server never leave it."""
    if sys.platform != "linux":
        lines = _pid_file(cluster)
        return [int(lines[0])] if lines and _is_postgres(int(lines[0])) else []
    folder = str(cluster.data.resolve())
    return [int(entry) for entry in os.listdir("/proc") if entry.isdigit() and _works_in(entry) == folder]


def _works_in(pid: str) -> str:
    try:
        return os.readlink(f"/proc/{pid}/cwd")
    except OSError:
        return ""


def _is_postgres(pid: int) -> bool:
    _code, said = run_to_end(["/bin/ps", "-p", str(pid), "-o", "comm="])
    return "postgres" in said


def _signal(pid: int, step: signal.Signals) -> None:
    try:
        os.kill(pid, step)
    except ProcessLookupError:
        return


def _wait_until_gone(cluster: Cluster, seconds: float) -> None:
    end = time.monotonic() + seconds
    while living(cluster) and time.monotonic() < end:
        time.sleep(0.05)


def _pid_file(cluster: Cluster) -> list[str]:
    try:
        return (cluster.data / "postmaster.pid").read_text().splitlines()
    except OSError:
        return []


def _wait_until_ready(cluster: Cluster, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"The database server in {cluster.home} did not start: {_last_words(cluster)}")
        lines = _pid_file(cluster)
        if len(lines) >= _LINES_WHEN_READY and lines[7].strip() == "ready" and int(lines[0]) == process.pid:
            return
        time.sleep(0.01)
    raise RuntimeError(f"The database server in {cluster.home} did not start within {_START_SECONDS:.0f} seconds.")


def _last_words(cluster: Cluster) -> str:
    """What the server said last: on its way up, or in its log once it had opened one."""
    text = (cluster.home / "server-start.log").read_text(errors="replace")
    logs = sorted(cluster.log.glob("*.log"), key=lambda path: path.stat().st_mtime)
    if logs and "FATAL" not in text:
        text = logs[-1].read_text(errors="replace")
    return " ".join(text.split())[-500:]
