"""A PostgreSQL server for a test run alone, made in a temporary folder and gone afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from engine.store.account import Account, may_enter, server_account
from engine.store.cluster import SUPERUSER, Cluster, prepare
from engine.store.server import start, stop
from engine.store.server_binaries import Binaries, public_home, readable_copy, wheel_binaries


class ThrowawayServer:
    """A running server of our own. `durable` turns fsync on: for tests that kill it and look at what is left."""

    def __init__(self, *, durable: bool = False) -> None:
        account = server_account()
        self._folder = _reachable_folder(account)
        self.cluster = Cluster(home=self._folder, binaries=_chosen(account), account=account, durable=durable)
        prepare(self.cluster)
        self.process: subprocess.Popen[bytes] = start(self.cluster)

    @property
    def admin_url(self) -> str:
        """The address for the superuser."""
        return self.cluster.url(role=SUPERUSER, database="postgres")

    @property
    def url(self) -> str:
        """The address as the product would use it."""
        return self.cluster.url()

    def start_again(self) -> None:
        """Start it once more, as the product does after a crash."""
        self.process.wait()
        self.process = start(self.cluster)

    def stop(self) -> None:
        """End the server and remove its files."""
        stop(self.process)
        shutil.rmtree(self._folder, ignore_errors=True)


def _chosen(account: Account | None) -> Binaries:
    if folder := os.environ.get("BPR_TEST_POSTGRES"):
        return Binaries(folder=Path(folder), major=int(Path(folder).parent.name))
    return readable_copy(wheel_binaries(), account) if account else wheel_binaries()


def _reachable_folder(account: Account | None) -> Path:
    parent = Path(tempfile.gettempdir())
    if account and not may_enter(account, parent):
        parent = public_home(account)
    folder = Path(tempfile.mkdtemp(prefix="once-test-", dir=parent))
    if account:
        folder.chmod(0o711)
    return folder
