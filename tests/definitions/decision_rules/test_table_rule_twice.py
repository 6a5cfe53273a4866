"""table-rule-twice: Two rules of a table differ in what they look at."""

from __future__ import annotations

from tests.decisions.files import table
from tests.definitions.decision_rules.checking import findings_of

RULE = "table-rule-twice"
BAD = [["< 10", "1"], [">= 10", "2"], ["< 10", "1"]]
GOOD = [["< 10", "1"], ["< 10", "2"]]


def test_it_names_what_is_wrong():
    found = findings_of(RULE, table("COLLECT", ["amount"], ["fee"], BAD))

    assert [finding.element for finding in found] == ["the_table"]
    assert {finding.severity for finding in found} == {"warning"}
    assert "Rule 3 is rule 1 again" in found[0].message


def test_it_is_silent_on_a_sound_table():
    assert findings_of(RULE, table("COLLECT", ["amount"], ["fee"], GOOD)) == []
