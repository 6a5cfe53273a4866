"""table-rule-hidden: Every rule of a table can count."""

from __future__ import annotations

from tests.decisions.files import table
from tests.definitions.decision_rules.checking import findings_of

RULE = "table-rule-hidden"
BAD = [["< 10", "1"], ["5", "2"], ["-", "3"]]
GOOD = [["5", "2"], ["< 10", "1"], ["-", "3"]]


def test_it_names_what_is_wrong():
    found = findings_of(RULE, table("FIRST", ["amount"], ["fee"], BAD))

    assert [finding.element for finding in found] == ["the_table"]
    assert {finding.severity for finding in found} == {"warning"}
    assert "Rule 2 never counts: wherever it holds, rule 1 comes first" in found[0].message


def test_it_is_silent_on_a_sound_table():
    assert findings_of(RULE, table("FIRST", ["amount"], ["fee"], GOOD)) == []


def test_a_rule_whose_cells_hold_for_nothing_is_named_whatever_the_policy():
    found = findings_of(RULE, table("COLLECT", ["amount"], ["fee"], [["[9..2]", "1"]]))

    assert "its cells hold for no input" in found[0].message
