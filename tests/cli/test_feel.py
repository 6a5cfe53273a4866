from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from engine.cli.feel import command


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(command, arguments)
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize(
    ("arguments", "printed"),
    [
        (["1 + 0.5"], "1.5"),
        (['a + "é"', "--context", '{"a": "x"}'], '"xé"'),
        (["rate * 3 = 0.3", "--context", '{"rate": 0.1}'], "true"),
        (["nothing"], "null"),
        (['today() > @"2026-01-01"'], "true"),
    ],
)
def test_the_value_is_printed_as_json(arguments, printed):
    assert run(*arguments) == (0, f"{printed}\n", "")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["1 +"], "Expected a value, but found the end. (at character 4)"),
        (["1", "--context", "{"], "--context is not JSON"),
        (["1", "--context", "[1]"], "the context a JSON object"),
        (["for i in 1..10**9 return i"], "too many steps"),
    ],
)
def test_an_error_is_one_line_and_exit_code_1(arguments, complaint):
    code, printed, told = run(*arguments)
    assert (code, printed) == (1, "")
    assert complaint in told
    assert told.count("\n") == 1


def test_an_expression_or_a_batch_is_needed():
    assert run()[0] == 2


def test_a_batch_answers_each_line_and_an_error_stops_nothing(tmp_path):
    lines = [
        {"expression": "a + 1", "context": {"a": 1}},
        {"expression": "1 +"},
        [],
        {"expression": 5},
        {"expression": '"last"'},
    ]
    batch = tmp_path / "batch.jsonl"
    batch.write_text("\n".join(["oops", *map(json.dumps, lines), ""]) + "\n", encoding="utf-8")
    code, printed, _ = run("--batch", str(batch))
    answers = [json.loads(line) for line in printed.splitlines()]
    assert code == 0
    assert [type(answer) is dict and "error" in answer for answer in answers] == [
        True,
        False,
        True,
        True,
        True,
        False,
        True,
    ]
    assert (answers[1], answers[5]) == (2, "last")


def test_at_a_terminal_a_caret_stands_under_the_place():
    ours, terminal = os.openpty()
    try:
        subprocess.run([sys.executable, "-m", "engine.cli", "feel", "1 + (2 * )"], stderr=terminal, check=False)
        told = os.read(ours, 4_000).decode().splitlines()
    finally:
        os.close(ours)
        os.close(terminal)

    assert told[0].startswith("Error: Expected ")
    assert told[1].index(")") == told[2].index("^")
