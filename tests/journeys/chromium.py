"""The Chromium of the journeys: the one on the machine, else installed by apt as root, else Playwright's own."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-background-networking"]
"""Without a sandbox it also runs as root and in containers; it opens nothing but our own pages."""


class NoBrowser(Exception):
    """There is no Chromium, and none could be installed."""


def launch(playwright: Playwright) -> Browser:
    """A running Chromium. Raises NoBrowser with what was tried."""
    with _one_at_a_time():
        found = _on_the_machine() or _by_apt()
        added = found is not None or _by_playwright()
    if not added:
        raise NoBrowser(
            "The journeys need Chromium. None of chromium, chromium-browser and google-chrome is on the PATH, and "
            "neither 'apt-get install chromium' (as root) nor 'playwright install chromium' could add it. Install it."
        )
    return playwright.chromium.launch(executable_path=found, args=_ARGUMENTS)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Several workers of one run must not install side by side: the second finds what the first has added."""
    with (Path(tempfile.gettempdir()) / "once-and-done-chromium.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _on_the_machine() -> str | None:
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


def _by_apt() -> str | None:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return None
    for command in (["apt-get", "update"], ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"]):
        if subprocess.run(command, capture_output=True, check=False).returncode:
            return None
    return _on_the_machine()


def _by_playwright() -> bool:
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
