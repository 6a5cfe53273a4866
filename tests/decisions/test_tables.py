"""Decision tables are read whole, or refused with the rule named."""

from __future__ import annotations

import pytest

from engine import decisions
from engine.decisions.tables import MOST_COLUMNS, MOST_RULES
from tests.decisions.files import decide, decision, dmn, table


def read_table(body):
    return decisions.read(dmn(decision("d", body))).decisions["d"].box


def test_a_table_has_its_columns_rules_and_notes():
    found = read_table(table("FIRST", ["age", "band"], ["fee"], [["> 3", "-", "1"], ["", '"A"', "2"]]))

    assert (found.id, found.policy) == ("the_table", "F")
    assert [column.label for column in found.inputs] == ["age", "band"]
    assert [(rule.index, rule.id, rule.note) for rule in found.rules] == [
        (1, "rule_1", "note 1"),
        (2, "rule_2", "note 2"),
    ]
    assert [tuple(test is None for test in rule.tests) for rule in found.rules] == [(False, True), (True, False)]


def test_a_label_stands_for_an_input_before_its_expression():
    body = table("FIRST", ["age"], ["fee"], []).replace("<input>", '<input label="How old">')

    assert read_table(body).inputs[0].label == "How old"


def test_a_table_without_ids_is_read():
    body = table("FIRST", ["age"], ["fee"], [["> 3", "1"]]).replace(' id="the_table"', "").replace(' id="rule_1"', "")

    found = read_table(body)

    assert (found.id, found.rules[0].id) == ("d", "rule 1")


def test_a_table_with_no_rule_decides_nothing():
    assert decide(dmn(decision("d", table("FIRST", ["age"], ["fee"], []))), {"age": 1}) is None


def test_a_table_with_no_input_holds_always():
    assert decide(dmn(decision("d", table("FIRST", [], ["fee"], [["7"]])))) == 7


@pytest.mark.parametrize("text", ["", "-"])
def test_an_empty_result_is_null(text):
    assert decide(dmn(decision("d", table("FIRST", ["age"], ["a", "b"], [["-", text, "1"]])))) == {"a": None, "b": 1}


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (["1"], "Rule 1 has 0 output cells, but there are 1 columns."),
        (["1", "2", "3"], "Rule 1 has 2 output cells, but there are 1 columns."),
    ],
)
def test_a_rule_with_the_wrong_number_of_cells_is_refused(cells, reason):
    with pytest.raises(decisions.Unreadable, match=reason):
        read_table(table("FIRST", ["age"], ["fee"], [cells]))


def test_a_rule_with_too_few_tests_is_refused():
    body = table("FIRST", ["a", "b"], ["fee"], [["1", "2", "3"]]).replace("<inputEntry><text>2</text></inputEntry>", "")

    with pytest.raises(decisions.Unreadable, match="Rule 1 has 1 input cells, but there are 2 columns"):
        read_table(body)


def test_a_table_without_an_output_is_refused():
    with pytest.raises(decisions.Unreadable, match="no output column"):
        read_table(table("FIRST", ["age"], [], []))


def test_an_input_that_tests_nothing_is_refused():
    with pytest.raises(decisions.Unreadable, match="Input column 2 says nothing to test"):
        read_table(table("FIRST", ["age", ""], ["fee"], []))


def test_a_table_that_is_too_large_is_refused():
    with pytest.raises(decisions.Unreadable, match="over 5,000 rules"):
        read_table(table("FIRST", [], ["fee"], [["1"]] * (MOST_RULES + 1)))
    with pytest.raises(decisions.Unreadable, match="100 columns"):
        read_table(table("FIRST", ["a"] * MOST_COLUMNS, ["fee"], []))
