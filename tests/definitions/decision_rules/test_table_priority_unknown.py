"""table-priority-unknown: A table that goes by priority lists the values of its outcomes, the most important first."""

from __future__ import annotations

import pytest

from tests.decisions.files import table
from tests.definitions.decision_rules.checking import findings_of

RULE = "table-priority-unknown"
RULES = [["< 10", '"low"'], ["-", '"high"']]
TYPE = (
    '<itemDefinition name="tRisk"><typeRef>string</typeRef><allowedValues><text>"high", "low"</text></allowedValues>'
    "</itemDefinition>"
)


@pytest.mark.parametrize("policy", ["PRIORITY", "OUTPUT ORDER"])
def test_it_names_a_table_with_no_order_of_outcomes(policy):
    found = findings_of(RULE, table(policy, ["amount"], ["fee"], RULES))

    assert [(finding.element, finding.severity) for finding in found] == [("the_table", "must-fix")]
    assert "List the values" in found[0].message


def test_it_is_silent_where_the_column_or_the_type_lists_the_values():
    assert findings_of(RULE, table("PRIORITY", ["amount"], ["fee"], RULES, values=['"high", "low"'])) == []
    assert findings_of(RULE, table("PRIORITY", ["amount"], ["fee"], RULES), TYPE, type_ref="tRisk") == []
    assert findings_of(RULE, table("FIRST", ["amount"], ["fee"], RULES)) == []
