"""A folder with a small web application, and `bpr` as a process of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.running import below, living, wait_until

APPLICATION = """
def create_app():
    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"here"]
    return application
"""


@dataclass(slots=True)
class Installation:
    """A data folder, a port and a small web application to serve."""

    folder: Path
    port: int
    name: str = "data"

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.folder / self.name

    @property
    def environ(self) -> dict[str, str]:
        """What the commands of this installation see."""
        kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "BPR_PASSWORD"}}
        return {**kept, "BPR_DATA": str(self.data), "BPR_PORT": str(self.port), "BPR_WORKERS": "1"}

    def bpr(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        command = [sys.executable, "-m", "engine.cli", *words]
        return subprocess.run(
            command,
            env={**self.environ, **more},
            cwd=self.folder,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=120,
            check=False,
        )


@dataclass(slots=True)
class Served:
    """`bpr serve` as it runs, with all that it said."""

    process: subprocess.Popen[bytes]
    said: Path

    def family(self) -> set[int]:
        """Everything it started."""
        return below(self.process.pid)

    def says(self, words: str) -> bool:
        """Whether it said so, or ended."""
        return words in self.said.read_text() or self.process.poll() is not None

    def until_up(self) -> set[int]:
        """Wait until it serves; gives everything it started."""
        wait_until(lambda: self.says("Ctrl-C stops it"), 90)
        assert self.process.poll() is None, self.said.read_text()
        return self.family()


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    """An installation for the tests of one file, one after the other."""
    folder = Path(tempfile.mkdtemp(prefix="once-cli-", dir="/tmp"))
    folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
    (folder / "web").mkdir()
    (folder / "web" / "app.py").write_text(APPLICATION)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    yield Installation(folder=folder, port=port)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def serve(installation: Installation, tmp_path: Path) -> Iterator[Served]:
    """`bpr serve`, started by a shell that waits for it, as make does."""
    said = tmp_path / "said"
    command = f"{sys.executable} -m engine.cli serve --stop-with-parent & wait"
    with said.open("wb") as output:
        shell = subprocess.Popen(
            ["/bin/sh", "-c", command],
            env=installation.environ,
            cwd=installation.folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    served = Served(process=shell, said=said)
    yield served
    left = served.family()
    shell.kill()
    shell.wait()
    for pid in living(left):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
