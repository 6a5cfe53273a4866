"""Child processes on a leash: a group of their own, another user's rights, ended step by step."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from engine.store.account import Account
from engine.store.children import kill_group, run_to_end, start_child, stop_child
from tests.running import below, living, wait_until

pytestmark = pytest.mark.crash
LEASH = Path(__file__).parents[2] / "engine" / "store" / "leash.py"


def _saying(tmp_path: Path, words: str, account: Account | None = None) -> str:
    said = tmp_path / "said"
    with said.open("wb") as output:
        child = start_child(["/bin/sh", "-c", words], account=account, environ={}, folder=Path("/"), output=output)
    child.wait(20)
    return said.read_text().strip()


def test_a_child_has_only_the_environment_folder_and_input_it_was_given(tmp_path: Path):
    assert _saying(tmp_path, 'echo "$HOME|$PWD|$(cat)"') == "|/|"


def test_a_child_leads_a_process_group_of_its_own():
    child = start_child(["/bin/sleep", "60"])
    wait_until(lambda: os.getpgid(child.pid) == child.pid)
    stop_child(child)
    assert child.returncode == -signal.SIGTERM


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can drop to another user")
def test_a_child_of_root_runs_as_the_given_user_and_in_none_of_roots_groups(tmp_path: Path):
    nobody = Account(name="nobody", uid=65534, gid=65534)
    assert _saying(tmp_path, 'echo "$(id -u) $(id -G)"', account=nobody) == "65534 65534"


def test_a_child_that_ignores_the_signal_is_killed_with_its_group():
    child = start_child(["/bin/sh", "-c", "trap '' TERM; sleep 60 & wait; wait; sleep 60"])
    wait_until(lambda: below(child.pid))
    family = {child.pid, *below(child.pid)}
    stop_child(child, ((signal.SIGTERM, 0.3),))
    assert child.returncode == -signal.SIGKILL
    wait_until(lambda: not living(family))


def test_a_program_run_to_its_end_tells_its_code_and_all_it_said():
    said = run_to_end(["/bin/sh", "-c", 'cat; echo "$PWD" >&2; exit 3'], environ={}, typed="typed ")
    assert said == (3, "typed /\n")


def test_stopping_what_has_ended_does_nothing():
    child = start_child(["/bin/true"])
    assert child.wait(20) == 0
    stop_child(child)
    kill_group(child.pid)
    assert child.returncode == 0


def test_a_child_whose_parent_has_died_meanwhile_does_not_begin():
    somebody_else = str(os.getppid())
    done = subprocess.run(
        [sys.executable, str(LEASH), somebody_else, "15", "-", "-", "/bin/echo", "begun"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
