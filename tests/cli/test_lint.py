"""`bpr lint`: what scripts rely on."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner, Result

from engine.cli import main
from tests.decisions.files import decision, dmn, given, literal, table
from tests.definitions.models import SOUND, model
from tests.definitions.test_libraries import importer, library


@pytest.fixture
def files(tmp_path):
    (tmp_path / "sound.bpmn").write_bytes(model(SOUND))
    (tmp_path / "bad.bpmn").write_bytes(b"Dear sir")
    (tmp_path / "step.bpmn").write_bytes(model(SOUND.replace("userTask check", "serviceTask check")))
    (tmp_path / "large.bpmn").write_bytes(b"<" * 20_000_000)
    return tmp_path


def lint(*words: object) -> Result:
    return CliRunner().invoke(main, ["lint", *map(str, words)])


def test_accepted_files_give_exit_code_0(files):
    result = lint(files / "sound.bpmn", files / "step.bpmn")

    assert result.exit_code == 0
    assert "sound.bpmn: accepted, ready to run" in result.output
    assert "step.bpmn: accepted, walk-through only" in result.output
    assert "must-fix: line 7 check: " in result.output


def test_a_refused_file_gives_exit_code_1_and_the_reason(files):
    result = lint(files / "sound.bpmn", files / "bad.bpmn", files / "large.bpmn")

    assert result.exit_code == 1
    assert "bad.bpmn: refused\n  error: " in result.output
    assert "large.bpmn: refused" in result.output


def test_like_changes_are_one_line_that_names_the_first_three(tmp_path):
    unnamed = "\n".join(f"startEvent s{n}\nserviceTask t{n}\nendEvent e{n}\ns{n} -> t{n} -> e{n}" for n in range(5))
    (tmp_path / "five.bpmn").write_bytes(model(unnamed))

    lines = lint(tmp_path / "five.bpmn").output.splitlines()

    alike = [line for line in lines if line.startswith("  changed: ") and "[service-step]" in line]
    assert len(alike) == 1
    assert alike[0].startswith("  changed: t0, t1, t2 and 2 more: ")


def test_a_place_is_said_once(tmp_path):
    (tmp_path / "rules.bpmn").write_text(
        '<?xml version="1.0"?>\n<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d"/>'
    )

    assert "\n  error: line 2: This is a DMN file" in lint(tmp_path / "rules.bpmn").output


@pytest.mark.parametrize("words", [[], ["missing.bpmn"], ["--format", "xml", "pyproject.toml"]])
def test_wrong_usage_gives_exit_code_2(words):
    assert lint(*words).exit_code == 2


def test_json_is_a_list_with_the_published_keys(files):
    result = lint(files / "sound.bpmn", files / "bad.bpmn", "--format", "json")

    sound, bad = json.loads(result.output)
    assert result.exit_code == 1
    assert list(sound) == ["file", "accepted", "stage", "findings", "changes"]
    assert (sound["accepted"], sound["stage"], bad["accepted"], bad["stage"]) == (True, "live", False, "check")
    assert list(bad["findings"][0]) == ["rule", "severity", "element", "name", "line", "message"]


def test_it_never_loads_the_database_library(files):
    code = (
        "import sys\nfrom engine.cli import main\n"
        f"main(['lint', {str(files / 'sound.bpmn')!r}], standalone_mode=False)\n"
        "assert not [name for name in sys.modules if name.startswith(('sqlalchemy', 'psycopg', 'alembic'))]"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=False)

    assert done.returncode == 0, done.stderr


def test_a_decision_file_is_checked_by_the_rules_for_decisions(tmp_path):
    both = table("UNIQUE", ["n"], ["o"], [["< 5", "1"], ["> 3", "2"]])
    fee = tmp_path / "fee.DMN"
    fee.write_bytes(dmn(given("n", "number"), decision("fee", both, "i:n")))
    result = lint(fee)

    assert result.exit_code == 0
    assert "fee.DMN: accepted, trial only" in result.output
    assert "must-fix: line 3 the_table: Rules 1 and 2 both hold when n is 4" in result.output
    told = json.loads(lint(fee, "--format", "json").output)
    assert [(one["stage"], one["findings"][0]["rule"]) for one in told] == [("check", "table-overlap")]


def test_a_decision_file_may_import_another_one_that_is_checked_with_it(tmp_path):
    space = "https://example.org/rates"
    imported = f'<import name="rates" namespace="{space}" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>'
    fee, rates = tmp_path / "a-fee.dmn", tmp_path / "rates.dmn"
    fee.write_bytes(dmn(imported, decision("fee", literal("rates.rate"), f"d:{space}#rate")))
    rates.write_bytes(dmn(decision("rate", literal("2")), namespace=space))

    assert lint(fee, rates).exit_code == 0
    alone = lint(fee)
    assert alone.exit_code == 1
    assert "Upload that model first" in alone.output


def test_a_library_is_accepted_and_a_file_with_nothing_in_it_is_refused(tmp_path):
    fee, money, nothing = (tmp_path / name for name in ("a-fee.dmn", "money.dmn", "nothing.dmn"))
    fee.write_bytes(importer())
    money.write_bytes(library("2"))
    nothing.write_bytes(dmn())

    taken, refused = lint(fee, money), lint(nothing)
    assert (taken.exit_code, taken.output.count(": accepted, ready to run")) == (0, 2), taken.output
    assert refused.exit_code == 1
    assert "The file holds no decision, and no function, type or input" in refused.output
