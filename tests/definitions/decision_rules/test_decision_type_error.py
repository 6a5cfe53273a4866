"""decision-type-error: Values fit what is done with them."""

from __future__ import annotations

from tests.decisions.files import literal, table
from tests.definitions.decision_rules.checking import findings_of

RULE = "decision-type-error"
BAD = [['"ten"', "1"], ["-", "2"]]
GOOD = [["10", "1"], ["-", "2"]]


def test_it_names_what_is_wrong():
    found = findings_of(RULE, table("FIRST", ["amount"], ["fee"], BAD))

    assert [finding.element for finding in found] == ["the_table"]
    assert {finding.severity for finding in found} == {"must-fix"}
    assert "is no number" in found[0].message


def test_it_is_silent_on_a_sound_table():
    assert findings_of(RULE, table("FIRST", ["amount"], ["fee"], GOOD)) == []


def test_an_expression_that_can_have_no_result_is_named():
    found = findings_of(RULE, literal('amount + date("2026-13-01")'))

    assert found[0].element == "fee"
    assert "is no date" in found[0].message


def test_an_outcome_of_another_type_than_its_column_is_worth_a_look():
    body = table("FIRST", ["amount"], ["fee"], [["-", '"ten"']]).replace(
        '<output name="fee">', '<output name="fee" typeRef="number">'
    )

    assert [finding.severity for finding in findings_of(RULE, body)] == ["warning"]


def test_a_table_that_gives_a_list_is_not_said_to_be_a_number():
    rules = [["< 5", "1"], ["> 3", "2"]]
    found = findings_of(RULE, table("COLLECT", ["amount"], ["fee"], rules), type_ref="number")

    assert [finding.severity for finding in found] == ["warning"]
    assert "gives a list" in found[0].message
    assert findings_of(RULE, table("COLLECT", ["amount"], ["fee"], rules, aggregation="SUM"), type_ref="number") == []
    assert findings_of(RULE, table("COLLECT", ["amount"], ["fee"], rules), type_ref="Any") == []
