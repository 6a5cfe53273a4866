"""What may come out of a decision, as far as it is written."""

from __future__ import annotations

from decimal import Decimal

from engine import decisions
from tests.decisions.files import decision, dmn, function, given, literal, table

EITHER = literal('if n = 1 then "x" else ["y", n]')
CONTEXT = (
    f"<context><contextEntry><variable name='a'/>{literal('1')}</contextEntry>"
    f"<contextEntry><variable name='b'/>{EITHER}</contextEntry></context>"
)


def outcomes(body, *more: str):
    found = decisions.outcomes(decisions.read(dmn(given("n"), decision("d", body, "i:n"), *more)))
    return [(one.where, one.rule, [(part.label, list(part.values)) for part in one.parts]) for one in found]


def test_each_rule_of_a_table_and_its_default_is_an_outcome():
    body = table(
        "UNIQUE", ["n"], ["fee", "route"], [["1", "34", '"pay"'], ["2", "n * 2", "-"]], defaults=["0", '"ask"']
    )

    assert outcomes(body) == [
        ("the_table", 1, [("fee", [Decimal(34)]), ("route", ["pay"])]),
        ("the_table", 2, [("fee", []), ("route", [None])]),
        ("the_table", 0, [("fee", [Decimal(0)]), ("route", ["ask"])]),
    ]


def test_the_entries_of_a_context_come_out_together():
    assert outcomes(CONTEXT) == [("d", None, [("a", [Decimal(1)]), ("b", ["x", "y"])])]


def test_an_expression_gives_what_stands_where_it_gives_a_result():
    assert outcomes(literal('if n = "no" then {a: "yes", b: -1} else "a " + n')) == [
        ("d", None, [("d", ["yes", Decimal(-1), "a "])]),
    ]


def test_functions_have_outcomes_too():
    inner = function("f", [], table("FIRST", ["n"], ["o"], [["-", '"x"']]))

    assert outcomes(literal("n"), inner)[1] == ("the_table", 1, [("o", ["x"])])
