"""A finding about a decision table carries the rules it speaks of, by number; its words name the same."""

from __future__ import annotations

import pytest

from engine.definitions.decision_file import numbered
from tests.decisions.files import table
from tests.definitions.decision_rules.checking import findings_of


@pytest.mark.parametrize(
    ("rule", "policy", "rows", "spoken_of"),
    [
        ("table-overlap", "UNIQUE", [["< 10", "1"], ["< 5", "2"], [">= 10", "3"]], [(1, 2)]),
        ("table-disagreement", "ANY", [["< 10", "1"], ["< 5", "2"], [">= 10", "3"]], [(1, 2)]),
        ("table-rule-hidden", "FIRST", [["< 5", "1"], [">= 5", "2"], ["7", "3"], ["[1..9]", "4"]], [(3, 2), (4, 1, 2)]),
        ("table-rule-twice", "FIRST", [["5", "1"], ["6", "2"], ["5", "1"]], [(3, 1)]),
        ("table-output-not-allowed", "FIRST", [["5", "1"], ["-", "9"]], [(2,)]),
        ("table-cell-unchecked", "FIRST", [["5", "1"], ["limit + 1", "2"], ["-", "3"]], [(2,)]),
        ("decision-type-error", "FIRST", [["5", "1"], ['"six"', "2"], ["-", "3"]], [(2,)]),
        ("decision-name-unknown", "FIRST", [["5", "1"], ["-", "nobody knows"]], [(2,)]),
        ("person-missing", "FIRST", [["5", '"granted"'], ["-", '"refused"']], [(2,)]),
        ("table-gap", "FIRST", [["5", "1"]], [(), ()]),
    ],
)
def test_a_finding_says_which_rules_of_the_table_it_speaks_of(rule, policy, rows, spoken_of):
    options = {"values": ["1, 2, 3"]} if rule == "table-output-not-allowed" else {}
    found = findings_of(rule, table(policy, ["amount"], ["fee"], rows, **options))

    assert [finding.table_rules for finding in found] == spoken_of
    assert all(str(number) in finding.message for finding in found for number in finding.table_rules)


def test_an_expression_outside_of_a_table_has_no_rule():
    (found,) = findings_of("decision-name-unknown", "<literalExpression><text>nobody</text></literalExpression>")
    assert found.table_rules == ()


def test_the_rules_are_not_part_of_what_the_command_prints():
    (found,) = findings_of("table-rule-twice", table("FIRST", ["amount"], ["fee"], [["5", "1"], ["5", "1"]]))
    assert list(found.as_json()) == ["rule", "severity", "element", "name", "line", "message"]


@pytest.mark.parametrize(
    ("rules", "words"), [((3,), "rule 3"), ((1, 2), "rules 1 and 2"), ((1, 2, 3), "rules 1, 2 and 3")]
)
def test_rules_are_spoken_of_by_number(rules, words):
    assert numbered(rules) == words
