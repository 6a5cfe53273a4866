"""The embedded PostgreSQL: used when `DATABASE_URL` is empty, for trials, tests and one machine.

**Who runs it.** Exactly one process owns the server of a data folder: the one that holds the lock on `server.lock`.
`bpr serve` owns it for as long as it runs; any other command attaches to a running server, or owns one for its own
duration. The server is a child of its owner and dies with it, however that ends; what an owner of before left behind
is ended before the next start. A server that was killed recovers what was committed when it is started again.

**Where it lives.** As an ordinary user, in the data folder. As root the server runs as an unprivileged user
(`engine.store.account`) who must be able to reach its files: they are in the data folder when that user can pass
through every folder above it, otherwise in `/var/lib/once-and-done` (`/srv/once-and-done` when that cannot be
made), in a folder named after the data folder. No permission of a folder that is there already is ever changed. The
place is decided once and written into `database-folder.txt` in the data folder.
"""

from __future__ import annotations

import fcntl
import os
import pwd
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from engine.settings import Settings
from engine.store.account import Account, may_enter, server_account
from engine.store.cluster import Cluster, prepare, short_hash
from engine.store.server import is_ready, start, stop
from engine.store.server_binaries import public_home, readable_copy, wheel_binaries

_PATIENCE = 120.0
_POINTER = "database-folder.txt"
_WELCOME = "ready"
_SERVING = "serve"


@dataclass(slots=True)
class Server:
    """A running embedded server: its address and, when we own it, its process."""

    cluster: Cluster
    process: subprocess.Popen[bytes] | None

    @property
    def url(self) -> str:
        """Where the database is."""
        return self.cluster.url()

    def start_again(self) -> subprocess.Popen[bytes]:
        """Start the server we own once more after it ended; it recovers what was committed."""
        self.process = start(self.cluster)
        return self.process


@contextmanager
def attach_or_start(settings: Settings, ready: Callable[[str], None] = lambda url: None) -> Iterator[Server]:
    """Use the embedded database: attach to the running server, or own one for the duration of the block.

    `ready` is called with the address each time a server was started, before anybody works with it: it migrates.
    A server that others still use at the end of the block is stopped when they are done.
    Raises RuntimeError, saying what to do, when there is no server to be had.
    """
    folder = data_folder(settings)
    cluster = _cluster(folder)
    with _open_lock(folder / "server.lock") as owner, _open_lock(folder / "users.lock") as users:
        if not _own_or_attach(cluster, owner, users):
            yield Server(cluster=cluster, process=None)
            return
        _say(owner, "")
        with _running(cluster, ready, lambda: _wait_for(users, fcntl.LOCK_EX, _PATIENCE)) as server:
            yield server


@contextmanager
def owning(settings: Settings, ready: Callable[[str], None] = lambda url: None) -> Iterator[Server]:
    """Own the embedded server for the duration of the block, as `bpr serve` does; commands that are running end first.

    Raises RuntimeError when another process keeps owning it.
    """
    folder = data_folder(settings)
    with _open_lock(folder / "server.lock") as owner:
        if not _wait_for(owner, fcntl.LOCK_EX, 0 if _says(owner) == _SERVING else _PATIENCE):
            raise RuntimeError(
                f"Once and Done is already running on {folder}. Stop that one first, "
                "or give this one a data folder of its own (BPR_DATA) and a port (BPR_PORT)."
            )
        _say(owner, _SERVING)
        with _running(_cluster(folder), ready, lambda: None) as server:
            yield server
        _say(owner, "")


def data_folder(settings: Settings) -> Path:
    """The data folder, made if it is missing. Raises RuntimeError when it belongs to another user."""
    folder = settings.data_folder
    # Root's server runs as somebody else, who must pass through, but need not see what else is there.
    folder.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
    owner = folder.stat().st_uid
    if owner != os.geteuid():
        raise RuntimeError(f"The data folder {folder} belongs to the user {_name_of(owner)}: run this as that user.")
    return folder.resolve()


def _cluster(folder: Path) -> Cluster:
    account = server_account()
    binaries = wheel_binaries()
    if account:
        binaries = readable_copy(binaries, account)
    return Cluster(home=_home(folder, account), binaries=binaries, account=account)


def _home(folder: Path, account: Account | None) -> Path:
    if account is None:
        return folder
    pointer = folder / _POINTER
    if pointer.exists():
        home = Path(pointer.read_text().strip())
    elif may_enter(account, folder):
        home = folder
    else:
        home = public_home(account) / f"data-{short_hash(folder)}"
    home.mkdir(mode=0o711, exist_ok=True)
    _write_whole(pointer, f"{home}\n")
    return home


def _write_whole(path: Path, text: str) -> None:
    """Write a file that others may be reading: they see all of it, or what was there before."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    unfinished.write_text(text)
    unfinished.replace(path)


@contextmanager
def _running(cluster: Cluster, ready: Callable[[str], None], before_stop: Callable[[], object]) -> Iterator[Server]:
    welcome = cluster.home / _WELCOME
    welcome.unlink(missing_ok=True)
    prepare(cluster)
    process = start(cluster)
    server = Server(cluster=cluster, process=process)
    try:
        ready(server.url)
        welcome.touch()
        try:
            yield server
        finally:
            welcome.unlink(missing_ok=True)
            before_stop()
    finally:
        stop(server.process or process)


def _own_or_attach(cluster: Cluster, owner: IO[str], users: IO[str]) -> bool:
    """Take the owner's lock (True), or a user's lock while the owner keeps a server that is ready (False).

    The owner's lock is tried first: a server whose owner has died is never attached to.
    """
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        if _try(owner, fcntl.LOCK_EX):
            return True
        if _try(users, fcntl.LOCK_SH):
            if (cluster.home / _WELCOME).exists() and is_ready(cluster):
                return False
            fcntl.flock(users, fcntl.LOCK_UN)
        time.sleep(0.05)
    raise RuntimeError(
        f"The embedded database in {cluster.home} is being started or stopped by another process and is not ready "
        f"after {_PATIENCE:.0f} seconds. Look at what runs of Once and Done on this machine, then try again."
    )


@contextmanager
def _open_lock(path: Path) -> Iterator[IO[str]]:
    with path.open("a+") as lock:
        path.chmod(0o600)
        yield lock


def _wait_for(lock: IO[str], kind: int, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not _try(lock, kind):
        if time.monotonic() >= end:
            return False
        time.sleep(0.05)
    return True


def _try(lock: IO[str], kind: int) -> bool:
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _says(lock: IO[str]) -> str:
    lock.seek(0)
    return lock.read().strip()


def _say(lock: IO[str], word: str) -> None:
    lock.seek(0)
    lock.truncate()
    lock.write(word)
    lock.flush()


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
