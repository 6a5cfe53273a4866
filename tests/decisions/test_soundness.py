"""What can be told of a decision file before it decides."""

from __future__ import annotations

import pytest

from engine import decisions
from engine.feel import Evaluation
from tests.decisions.files import decision, dmn, function, given, literal, table

KIND = (
    '<itemDefinition name="tKind"><typeRef>string</typeRef><allowedValues><text>"a", "b"</text></allowedValues>'
    "</itemDefinition>"
)


def one_table(body, type_ref=""):
    found = decisions.read(dmn(KIND, given("n", "number"), given("k", "tKind"), decision("d", body, type_ref=type_ref)))
    (placed,) = decisions.tables(found)
    return placed, found


@pytest.mark.parametrize(
    ("outcome", "values", "stray"),
    [('"a"', '"a", "b"', []), ('"c"', '"a", "b"', ["c"]), ("5", "[1..9]", []), ("15", "[1..9]", [15]), ("n", "1", [])],
)
def test_outcomes_are_held_against_the_values_of_their_column(outcome, values, stray):
    placed, found = one_table(table("FIRST", ["n"], ["o"], [["-", outcome]], values=[values]))

    assert [one.value for one in decisions.stray_outputs(placed, found, Evaluation({}))] == stray


def test_what_is_summed_or_counted_need_not_be_of_the_type_of_the_sum():
    placed, found = one_table(table("COLLECT", ["n"], ["o"], [["-", '"c"']], aggregation="COUNT"), type_ref="tKind")

    assert list(decisions.stray_outputs(placed, found, Evaluation({}))) == []
    assert list(decisions.misfits(placed, found)) == []


def test_cells_are_held_against_the_type_of_what_they_test():
    placed, found = one_table(
        table("FIRST", ["n", "k"], ["o"], [['"1"', "1", "1"], ["1", '"a"', "1"], ["-", "null", "1"]])
    )

    assert [(one.rule, one.label, one.kind) for one in decisions.misfits(placed, found)] == [
        (1, "n", "number"),
        (1, "k", "string"),
    ]


def test_the_order_of_outcomes_is_that_of_the_column_or_of_the_type():
    listed, found = one_table(table("PRIORITY", ["n"], ["o"], [], values=['"b", "a"']))
    typed, other = one_table(table("PRIORITY", ["n"], ["o"], []), type_ref="tKind")

    def order(placed, model):
        column = placed.table.outputs[0]
        return decisions.listed_outputs(placed.table, column, placed.type_ref, model.types).text

    assert order(listed, found) == '["b", "a"]'
    assert order(typed, other) == '["a", "b"]'


def test_names_not_in_sight_are_told_and_what_cannot_be_read_is_not():
    found = decisions.read(dmn(given("n"), decision("d", literal("n + m + count(p)"), "i:n")))
    (text,) = decisions.texts(found)

    assert decisions.needed_names(text) == {"m", "p"}


def test_unknown_types_and_missing_requirements_are_told_with_their_owner():
    lost = function("f", ["x:tNone"], literal("x"), "k:gone")
    found = decisions.read(dmn(lost, decision("d", literal("1"), "i:nowhere", type_ref="tNo")))

    assert list(decisions.unknown_types(found)) == [("d", "d", "tNo"), ("f", "f", "tNone")]
    assert list(decisions.missing_requirements(found)) == [("d", "d", "nowhere"), ("f", "f", "gone")]
