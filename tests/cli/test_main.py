"""The command `bpr`: found by place, quick where it can be, one sentence when something is wrong."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import engine.cli
from engine.cli import main
from engine.errors import NotFound, Problem, Refused

COMMAND = """
import click
from engine.errors import NotFound, Problem, Refused

@click.command()
@click.argument("what")
def command(what: str) -> None:
    if what == "refused":
        raise Refused("This cannot be used.", (Problem("name", "Give it a name."),))
    if what == "missing":
        raise NotFound("There is no such thing.")
    if what == "trouble":
        raise RuntimeError("Do this instead.")
    if what == "unforeseen":
        raise LookupError("a fault of ours")
    click.echo(what)
"""


@pytest.fixture
def trial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """`bpr` with a folder of commands that holds `trial.py` and a file that is none."""
    (tmp_path / "trial.py").write_text(COMMAND)
    (tmp_path / "helper.py").write_text("WORDS = 'no command here'\n")
    monkeypatch.setattr(engine.cli, "_FOLDER", tmp_path)
    monkeypatch.setattr(engine.cli, "__path__", [str(tmp_path)])
    monkeypatch.delitem(sys.modules, "engine.cli.trial", raising=False)
    yield CliRunner()
    sys.modules.pop("engine.cli.trial", None)


def test_a_file_that_defines_a_command_is_a_subcommand_and_no_other_is(trial: CliRunner):
    shown = trial.invoke(main, ["--help"])
    assert "trial" in shown.output
    assert "helper" not in shown.output
    assert trial.invoke(main, ["trial", "said"]).output == "said\n"


def test_an_unknown_command_is_a_usage_error(trial: CliRunner):
    done = trial.invoke(main, ["nonsense"])
    assert done.exit_code == 2
    assert "No such command 'nonsense'" in done.output


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("refused", "Error: This cannot be used.\n  name: Give it a name.\n"),
        ("missing", "Error: There is no such thing.\n"),
        ("trouble", "Error: Do this instead.\n"),
    ],
)
def test_an_error_that_was_foreseen_is_one_sentence_and_exit_code_1(trial: CliRunner, what: str, said: str):
    done = trial.invoke(main, ["trial", what])
    assert (done.exit_code, done.output) == (1, said)


def test_a_fault_of_ours_is_not_dressed_up(trial: CliRunner):
    assert isinstance(trial.invoke(main, ["trial", "unforeseen"]).exception, LookupError)


def test_every_command_explains_itself():
    for name in main.list_commands(None):
        shown = CliRunner().invoke(main, [name, "--help"])
        assert shown.exit_code == 0, name
        assert "Usage:" in shown.output


@pytest.mark.parametrize("name", ["lint", "feel", "decide"])
def test_commands_that_need_no_database_do_not_load_its_library(name: str):
    if name not in main.list_commands(None):
        pytest.skip(f"there is no command {name} yet")
    script = (
        "import sys, engine.cli; engine.cli.main([sys.argv[1], '--help'], standalone_mode=False); "
        "sys.exit(len({'sqlalchemy', 'flask'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script, name], stdout=subprocess.DEVNULL, check=False)
    assert done.returncode == 0


def test_an_unreachable_database_is_one_sentence(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    done = CliRunner().invoke(main, ["migrate"])
    assert done.exit_code == 1
    assert done.output.startswith("Error: The database cannot be used: connection failed")
    assert "Check DATABASE_URL" in done.output


def test_a_setting_that_is_not_a_number_is_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BPR_PORT", "eighty")
    done = CliRunner().invoke(main, ["migrate"])
    assert (done.exit_code, done.output) == (1, "Error: BPR_PORT must be a whole number, but is 'eighty'.\n")


def test_errors_carry_their_sentence():
    assert Refused("No.", (Problem("a", "b"),)).problems[0].where == "a"
    assert NotFound().message == "There is nothing with this id."
