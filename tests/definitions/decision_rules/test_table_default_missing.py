"""table-default-missing: A table that cannot be looked over for gaps has a default, or a last rule for anything."""

from __future__ import annotations

from tests.decisions.files import table
from tests.definitions.decision_rules.checking import findings_of

RULE = "table-default-missing"
BAD = [["> limit", "1"], ["< 0", "2"]]
GOOD = [["> 5", "1"], ["<= 5", "2"]]


def test_it_names_what_is_wrong():
    found = findings_of(RULE, table("UNIQUE", ["amount"], ["fee"], BAD))

    assert [finding.element for finding in found] == ["the_table"]
    assert {finding.severity for finding in found} == {"info"}
    assert "there is no default" in found[0].message


def test_it_is_silent_on_a_sound_table():
    assert findings_of(RULE, table("UNIQUE", ["amount"], ["fee"], GOOD)) == []
