"""Start a program that dies with its parent: `leash.py PARENT SIGNAL UID GID COMMAND...` becomes COMMAND.

Run as a script by path, with nothing but the standard library, so that it starts in milliseconds. Order matters: the
kernel forgets the death signal when a process changes its user, so it is asked for after the privileges are dropped,
and the parent is looked at once more after that, in case it died in between. `UID` and `GID` are `-` to stay the same
user. Systems without `prctl` (macOS) start the program unleashed; the next start ends what was left behind.
"""

from __future__ import annotations

import ctypes
import os
import sys

_PR_SET_PDEATHSIG = 1


def become(parent: int, death_signal: int, account: tuple[int, int] | None, command: list[str]) -> None:
    """Drop to `account` (uid, gid) if given, ask for `death_signal` when `parent` dies, and turn into `command`."""
    if account is not None:
        os.setgroups([])
        os.setgid(account[1])
        os.setuid(account[0])
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
    if os.getppid() != parent:
        raise SystemExit(1)
    os.execv(command[0], command)  # noqa: S606 - turning into the given program, without a shell, is the whole purpose


if __name__ == "__main__":
    _, _parent, _signal, _uid, _gid, *_command = sys.argv
    become(int(_parent), int(_signal), None if _uid == "-" else (int(_uid), int(_gid)), _command)
