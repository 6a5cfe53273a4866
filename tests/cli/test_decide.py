"""`bpr decide` makes decisions of a file, one or many, with nothing else running."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.cli import main
from tests.decisions.files import decision, dmn, function, given, literal, service, table

PROCESSES = Path(__file__).parents[2] / "processes"
LIABILITY = PROCESSES / "revenues" / "council-tax-move" / "council-tax-move.dmn"


@pytest.fixture
def rules(tmp_path):
    """A file with a decision table, a decision on it, and one that cannot be read."""
    path = tmp_path / "rules.dmn"
    path.write_bytes(
        dmn(
            given("age", "number"),
            decision("band", table("FIRST", ["age"], ["r"], [["< 5", '"A"'], ["-", '"B"']]), "i:age"),
            decision("fee", literal('if band = "A" then 0 else age * 1.5'), "d:band"),
            decision("odd", literal("nothing + 1")),
            decision("broken", literal("1 +")),
        )
    )
    return path


def run(*arguments: object):
    return CliRunner().invoke(main, ["decide", *map(str, arguments)])


def test_the_result_and_the_rules_that_hit_are_printed(rules):
    done = run(rules, "--decision", "fee", "--input-json", '{"age": 7}')

    answer = json.loads(done.stdout)
    assert done.exit_code == 0
    assert answer["result"] == 10.5
    assert [(hit["decision"], hit["index"], hit["inputs"]) for hit in answer["rules"]] == [("band", 2, {"age": 7})]


def test_a_decision_service_is_asked_by_its_name(tmp_path):
    path = tmp_path / "services.dmn"
    fee = decision("fee", literal("if age < 5 then 0 else 10"), "i:age")
    twice = decision("twice", literal("2 * fee"), "d:fee")
    path.write_bytes(dmn(given("age", "number"), fee, twice, service("charges", ["fee", "twice"], ["age"])))

    answer = json.loads(run(path, "--decision", "charges", "--input-json", '{"age": 7}').stdout)

    assert answer == {"result": {"fee": 10, "twice": 20}, "rules": []}


def test_a_shipped_decision_is_explained_with_its_note():
    inputs = '{"move_kind": "into", "tenure": "owner", "adults": 1}'

    answer = json.loads(run(LIABILITY, "--decision", "council_tax_liability", "--input-json", inputs).stdout)

    assert answer["result"]["route"] == "settled"
    assert answer["rules"][0]["note"] == "Resident owner, alone"


def test_what_became_null_is_noted(rules):
    answer = json.loads(run(rules, "--decision", "odd", "--input-json", "{}").stdout)

    assert answer["result"] is None
    assert "nothing" in answer["notes"][0]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--decision", "none", "--input-json", "{}"], "There is no decision 'none' in this file"),
        (["--input-json", "{}"], "Say which decision is meant"),
        (["--decision", "broken", "--input-json", "{}"], "‘1 +’ cannot be read"),
        (["--decision", "fee", "--input-json", "{"], "--input-json is not JSON"),
        (["--decision", "fee", "--input-json", "[]"], "The inputs are a JSON object"),
    ],
)
def test_what_cannot_be_decided_is_said_in_one_sentence(rules, arguments, sentence):
    done = run(rules, *arguments)

    assert done.exit_code == 1
    assert sentence in done.stderr
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_file_that_is_no_decision_model_is_refused(tmp_path):
    path = tmp_path / "model.bpmn"
    path.write_text("<definitions/>", "utf-8")

    done = run(path, "--input-json", "{}")

    assert done.exit_code == 1
    assert "This is not a DMN model" in done.stderr


@pytest.mark.parametrize("arguments", [[], ["--input-json", "{}", "--batch", LIABILITY]])
def test_one_input_or_a_batch_has_to_be_given(rules, arguments):
    assert run(rules, *arguments).exit_code == 2


def test_a_batch_answers_each_line_and_an_error_stops_nothing(rules, tmp_path):
    batch = tmp_path / "batch.jsonl"
    lines = ['{"decision": "fee", "input": {"age": 7}}', "{", "[]", '{"input": {"age": 3}}', '{"decision": 5}', ""]
    batch.write_text("\n".join([*lines, '{"decision": "broken"}', '{"decision": "band", "input": 3}']), "utf-8")

    done = run(rules, "--decision", "band", "--batch", batch)

    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 0
    assert [answer.get("result") for answer in answers] == [10.5, None, None, "A", None, None, None, None]
    assert ["error" in answer for answer in answers] == [False, True, True, False, True, True, True, True]


def test_a_file_that_another_one_imports_is_given_beside_it(tmp_path):
    kind = "https://www.omg.org/spec/DMN/20230324/MODEL/"
    other, importing = tmp_path / "other.dmn", tmp_path / "importing.dmn"
    other.write_bytes(dmn(function("twice", ["n"], literal("n * 2")), namespace="urn:other"))
    importing.write_bytes(
        dmn(
            f'<import name="o" namespace="urn:other" importType="{kind}"/>',
            decision("d", literal("o.twice(4)"), "k:urn:other#twice"),
        )
    )

    assert json.loads(run(importing, "--import", other, "--input-json", "{}").stdout)["result"] == 8
    assert "which is not here" in run(importing, "--input-json", "{}").stderr


def test_deciding_loads_no_database_and_no_web_library():
    code = (
        "import sys; import engine.cli.decide; "
        "sys.exit(any(name in sys.modules for name in ('sqlalchemy', 'flask', 'SpiffWorkflow', 'psycopg')))"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
