"""table-disagreement: In a table by which all rules that hold agree, those that hold together say the same."""

from __future__ import annotations

from tests.decisions.files import table
from tests.definitions.decision_rules.checking import findings_of

RULE = "table-disagreement"
BAD = [["< 10", "1"], ["[5..20]", "2"]]
GOOD = [["< 10", "1"], ["[5..20]", "1"], ["> 20", "2"]]


def test_it_names_what_is_wrong():
    found = findings_of(RULE, table("ANY", ["amount"], ["fee"], BAD))

    assert [finding.element for finding in found] == ["the_table"]
    assert {finding.severity for finding in found} == {"must-fix"}
    assert "do not agree" in found[0].message


def test_it_is_silent_on_a_sound_table():
    assert findings_of(RULE, table("ANY", ["amount"], ["fee"], GOOD)) == []
