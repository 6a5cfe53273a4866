"""table-output-not-allowed: What a rule of a table says is among the values that its column allows."""

from __future__ import annotations

import pytest

from tests.decisions.files import table
from tests.definitions.decision_rules.checking import findings_of

RULE = "table-output-not-allowed"
RULES = [["< 10", '"huge"'], ["-", '"small"']]
SIZES = '"small", "large"'
TYPE = (
    f'<itemDefinition name="tSize"><typeRef>string</typeRef><allowedValues><text>{SIZES}</text></allowedValues>'
    "</itemDefinition>"
)
WHOLE = (
    '<itemDefinition name="tWhole"><itemComponent name="size"><typeRef>tSize</typeRef></itemComponent>'
    '<itemComponent name="why"><typeRef>string</typeRef></itemComponent></itemDefinition>'
)


def test_it_names_an_outcome_that_the_column_does_not_list():
    found = findings_of(RULE, table("FIRST", ["amount"], ["fee"], RULES, values=[SIZES], defaults=['"tiny"']))

    assert [(finding.element, finding.severity) for finding in found] == [("the_table", "must-fix")] * 2
    assert "Rule 1 says “huge”" in found[0].message
    assert "The default is “tiny”" in found[1].message


@pytest.mark.parametrize(
    ("columns", "rules", "type_ref"),
    [
        (["fee"], RULES, "tSize"),
        (["size", "why"], [["-", '"huge"', '"because"']], "tWhole"),
    ],
)
def test_it_names_an_outcome_that_the_type_of_the_decision_does_not_allow(columns, rules, type_ref):
    found = findings_of(RULE, table("FIRST", ["amount"], columns, rules), TYPE, WHOLE, type_ref=type_ref)

    assert len(found) == 1


def test_it_is_silent_on_values_that_are_allowed_or_worked_out():
    rules = [["< 10", '"large"'], ["> 100", "-"], ["-", "amount"]]

    assert findings_of(RULE, table("FIRST", ["amount"], ["fee"], rules, values=[SIZES])) == []
    assert findings_of(RULE, table("FIRST", ["amount"], ["fee"], [["-", "5"]], values=["[0..10]"])) == []
