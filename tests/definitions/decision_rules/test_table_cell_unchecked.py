"""table-cell-unchecked: A table is looked over for overlaps and gaps."""

from __future__ import annotations

from tests.decisions.files import table
from tests.definitions.decision_rules.checking import findings_of

RULE = "table-cell-unchecked"
BAD = [["> limit", "1"], ["-", "2"]]
GOOD = [["> 5", "1"], ["-", "2"]]


def test_it_names_what_is_wrong():
    found = findings_of(RULE, table("FIRST", ["amount"], ["fee"], BAD))

    assert [finding.element for finding in found] == ["the_table"]
    assert {finding.severity for finding in found} == {"info"}
    assert "rule 1, “amount”" in found[0].message


def test_it_is_silent_on_a_sound_table():
    assert findings_of(RULE, table("FIRST", ["amount"], ["fee"], GOOD)) == []


def test_a_table_too_large_to_look_over_is_said_to_be():
    rules = [[f"[{number}..{number * 7 % 5000}]", "1"] for number in range(3000)]
    found = findings_of(RULE, table("COLLECT", ["amount"], ["fee"], rules))

    assert "too large" in found[0].message
