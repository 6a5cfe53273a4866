"""The report on an uploaded decision file costs little, whatever the file."""

from __future__ import annotations

import sys
from time import process_time

import pytest

from engine import decisions
from engine.definitions.decision_report import lint_decisions
from tests.decisions.files import decision, dmn, function, literal, table

SECONDS = 6 if sys.gettrace() is None else 20
"""Of CPU: one or two are meant, and a busy machine gets six; measuring coverage slows everything."""
LONG = "for i in 1..40000 return i"
NARROW = (
    "<itemDefinition name='t'><typeRef>number</typeRef>"
    f"<allowedValues><text>count({LONG}) = ?</text></allowedValues></itemDefinition>"
)
RULES = [["-", str(number)] for number in range(1, 300)]


def context(count: int, text: str = "1", name: str = "c{0}") -> str:
    entries = (
        f"<contextEntry><variable name='{name.format(number)}'/>{literal(text.format(number))}</contextEntry>"
        for number in range(count)
    )
    return f"<context>{''.join(entries)}</context>"


HEAVY = {
    "listed outcomes": decision("d", table("FIRST", ["1"], ["o"], RULES, values=[LONG])),
    "listed outcomes of many tables": "".join(
        decision(f"d{number}", table("FIRST", ["1"], ["o"], RULES[:2], values=[LONG])) for number in range(300)
    ),
    "allowed values": NARROW + decision("d", table("FIRST", ["1"], ["o"], RULES), type_ref="t"),
    "entries": decision("d", context(6_000)),
    "entries that use each other": decision("d", context(6_000, "c{0} + q")),
    "contexts in expressions": decision(
        "d", f"<list>{literal('{' + ','.join(f'a{n}:1' for n in range(2_000)) + '}') * 80}</list>"
    ),
    "functions": "".join(function(f"f{number}", ["x"], literal("x")) for number in range(3_000)),
}


@pytest.mark.parametrize("file", HEAVY.values(), ids=HEAVY.keys())
def test_a_file_is_looked_over_in_a_few_seconds_whatever_is_in_it(file):
    data = dmn(file)
    begin = process_time()
    lint_decisions(data)

    assert process_time() - begin < SECONDS


def test_what_takes_too_long_to_work_out_is_said_once():
    findings = [one for one in lint_decisions(dmn(HEAVY["listed outcomes of many tables"])).findings]
    about = [one.message for one in findings if "too long to work out" in one.message]

    assert len(about) == 1
    assert next(one.severity for one in findings if one.message == about[0]) == "warning"


def test_too_many_names_that_look_like_expressions_are_refused():
    (finding,) = lint_decisions(dmn(decision("d", context(2_000, name="a-{0}")))).findings

    assert "too many names with signs" in finding.message


def test_a_name_with_a_space_is_no_hard_one():
    model = decisions.read(dmn(decision("d", context(2_000, name="the amount {0}"))))

    assert len(decisions.evaluate(model, "d", {}).result) == 2_000
