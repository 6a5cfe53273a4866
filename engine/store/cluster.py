"""One PostgreSQL cluster of ours: where its files are, and making it.

Only the socket listens, in a folder that only the server's user (and root) can enter; there is no TCP. Over the socket
the kernel says who calls (`peer`), and only the user of the server and the user who started it are let in.
Everything that root writes lies in folders that the unprivileged user cannot write to.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from engine.store.account import Account, own_name
from engine.store.children import run_to_end
from engine.store.server_binaries import Binaries

ROLE = "once_and_done"
SUPERUSER = "postgres"
SOCKET = ".s.PGSQL.5432"
_LONGEST_SOCKET_PATH = 99
_BUILTIN_LOCALES_SINCE = 17


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where a cluster lives and how it runs.

    `home` belongs to us; below it `cluster`, `log` and `socket` belong to the server's user. `account` is the user to
    drop to, None to stay who we are. `durable` is off only for tests: it gives up fsync.
    """

    home: Path
    binaries: Binaries
    account: Account | None
    durable: bool = True

    @property
    def data(self) -> Path:
        """The data folder of PostgreSQL."""
        return self.home / "cluster"

    @property
    def log(self) -> Path:
        """Seven log files, one for each day of the week, each started anew when its day returns."""
        return self.home / "log"

    @property
    def socket(self) -> Path:
        """The folder of the socket: under `home`, or a short one for this user when that path would be too long."""
        folder = self.home / "socket"
        if len(str(folder / SOCKET)) <= _LONGEST_SOCKET_PATH:
            return folder
        return Path(tempfile.gettempdir()) / f"once-and-done-{self.uid}-{short_hash(self.home)}"

    @property
    def uid(self) -> int:
        """The number of the user the server runs as."""
        return self.account.uid if self.account else os.geteuid()

    def url(self, role: str = ROLE, database: str = ROLE) -> str:
        """The address for `role` on `database`."""
        return f"postgresql://{role}@/{database}?host={quote(str(self.socket), safe='/')}&port=5432"


def short_hash(path: Path) -> str:
    """A short stable name for a path."""
    return hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:16]


def prepare(cluster: Cluster) -> None:
    """Make what is missing: folders, access files and, on the first start, the database files.

    Raises RuntimeError, saying what to do, when the files belong to another version of PostgreSQL or another user.
    """
    make_folder(cluster, cluster.log)
    make_folder(cluster, cluster.socket)
    _write_access_files(cluster)
    if not cluster.data.exists():
        _make_database_files(cluster)
    _check_version(cluster)


def make_folder(cluster: Cluster, folder: Path) -> None:
    """A folder that only the server's user can enter. Raises RuntimeError when it is there and is not such a folder."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        entry = folder.lstat()
        if not stat.S_ISDIR(entry.st_mode) or entry.st_uid != cluster.uid:
            raise RuntimeError(
                f"{folder} must be a folder of the user with the number {cluster.uid}, and is not. Move it away."
            ) from None
        folder.chmod(0o700)
    else:
        if cluster.account:
            os.chown(folder, cluster.account.uid, cluster.account.gid)


def run_program(cluster: Cluster, program: str, *arguments: str, typed: str = "") -> None:
    """Run a program of the server to its end, as the server's user. Raises RuntimeError with its last words."""
    command = [str(cluster.binaries.folder / program), *arguments]
    code, said = run_to_end(command, account=cluster.account, environ=plain_environment(), typed=typed)
    if code:
        words = " ".join(said.split())[-600:]
        raise RuntimeError(f"Making the database files in {cluster.home} failed ({program}): {words}")


def plain_environment() -> dict[str, str]:
    """The environment of the server's programs: nothing of the caller's locale, time zone or PG* variables."""
    return {"LC_ALL": "C", "PATH": "/usr/local/bin:/usr/bin:/bin"}


def _write_access_files(cluster: Cluster) -> None:
    names = dict.fromkeys([own_name(), *([cluster.account.name] if cluster.account else [])])
    lines = [f'ours "{name}" {role}\n' for name in names for role in (ROLE, SUPERUSER)]
    for name, content in (("hba.conf", "local all all peer map=ours\n"), ("ident.conf", "".join(lines))):
        path = cluster.home / name
        path.write_text(content)
        path.chmod(0o644)


def _make_database_files(cluster: Cluster) -> None:
    fresh = cluster.home / "cluster.new"
    if fresh.exists():
        shutil.rmtree(fresh)
    make_folder(cluster, fresh)
    locale = ["--encoding=UTF8", "--locale=C"]
    if cluster.binaries.major >= _BUILTIN_LOCALES_SINCE:
        locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    quick = [] if cluster.durable else ["--no-sync"]
    run_program(cluster, "initdb", "-D", str(fresh), "-U", SUPERUSER, "--auth=peer", *locale, *quick)
    sql = f"CREATE ROLE {ROLE} LOGIN\nCREATE DATABASE {ROLE} OWNER {ROLE}\n"
    run_program(cluster, "postgres", "--single", "-D", str(fresh), "-c", "fsync=off", "template1", typed=sql)
    if cluster.durable:
        run_program(cluster, "initdb", "--sync-only", "-D", str(fresh))
    fresh.rename(cluster.data)


def _check_version(cluster: Cluster) -> None:
    found = (cluster.data / "PG_VERSION").read_text().strip()
    if found != str(cluster.binaries.major):
        raise RuntimeError(
            f"The database files in {cluster.data} were made by PostgreSQL {found}; this program brings "
            f"{cluster.binaries.major}. docs/operations.md says how to move the data over."
        )
