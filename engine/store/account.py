"""Which operating-system user the embedded server runs as, and what that user can reach.

PostgreSQL refuses to run as root. As an ordinary user the server is that user. As root it is the user `once-and-done`
when the administrator has made one, otherwise `nobody`.
"""

from __future__ import annotations

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

_UNPRIVILEGED = ("once-and-done", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """An operating-system user."""

    name: str
    uid: int
    gid: int


def server_account() -> Account | None:
    """The user to drop to for the server; None when we are not root and stay who we are.

    Raises RuntimeError when we are root and there is no unprivileged user.
    """
    if os.geteuid() != 0:
        return None
    for name in _UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)
    raise RuntimeError(
        "PostgreSQL does not run as root, and there is no user 'once-and-done' or 'nobody' to run it as. "
        "Make one, run as an ordinary user, or set DATABASE_URL."
    )


def own_name() -> str:
    """The name of the user we run as. Raises RuntimeError for a user without a name: PostgreSQL needs one."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        raise RuntimeError(
            f"The user with the number {os.geteuid()} has no name on this machine, and PostgreSQL needs one. "
            "Add the user, or set DATABASE_URL."
        ) from None


def may_enter(account: Account, folder: Path) -> bool:
    """Whether `account` can pass through `folder` and every folder above it, by their permissions."""
    return all(_may_pass(account, path.stat()) for path in (folder.resolve(), *folder.resolve().parents))


def _may_pass(account: Account, entry: os.stat_result) -> bool:
    if entry.st_uid == account.uid:
        return bool(entry.st_mode & stat.S_IXUSR)
    if entry.st_gid == account.gid:
        return bool(entry.st_mode & stat.S_IXGRP)
    return bool(entry.st_mode & stat.S_IXOTH)
