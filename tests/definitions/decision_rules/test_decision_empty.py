"""decision-empty: Every decision says how it is made."""

from __future__ import annotations

from tests.decisions.files import decision, dmn, table
from tests.definitions.decision_rules.checking import findings_in, findings_of

RULE = "decision-empty"


def test_it_names_a_decision_without_a_table_or_an_expression():
    found = findings_in(RULE, dmn(decision("d", "")))

    assert [(finding.element, finding.severity) for finding in found] == [("d", "warning")]
    assert "Nothing says how it is made" in found[0].message


def test_it_names_a_table_without_a_rule():
    assert [finding.element for finding in findings_of(RULE, table("FIRST", ["amount"], ["fee"], []))] == ["the_table"]


def test_it_is_silent_on_a_table_with_rules():
    assert findings_of(RULE, table("FIRST", ["amount"], ["fee"], [["-", "1"]])) == []
