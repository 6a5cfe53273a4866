"""table-overlap: In a table by which one rule holds at most, no two rules hold for the same input."""

from __future__ import annotations

from tests.decisions.files import table
from tests.definitions.decision_rules.checking import findings_of

RULE = "table-overlap"
BAD = [["< 10", "1"], ["[5..20]", "2"]]
GOOD = [["< 10", "1"], ["[10..20]", "2"], ["> 20", "3"]]


def test_it_names_what_is_wrong():
    found = findings_of(RULE, table("UNIQUE", ["amount"], ["fee"], BAD))

    assert [finding.element for finding in found] == ["the_table"]
    assert {finding.severity for finding in found} == {"must-fix"}
    assert "Rules 1 and 2 both hold when amount is 5" in found[0].message


def test_it_is_silent_on_a_sound_table():
    assert findings_of(RULE, table("UNIQUE", ["amount"], ["fee"], GOOD)) == []


def test_columns_that_depend_on_each_other_make_it_a_warning():
    rules = [["< 5", "-", "1"], ["-", "> 2", "2"]]
    found = findings_of(RULE, table("UNIQUE", ["amount", "amount + limit"], ["fee"], rules))

    assert [finding.severity for finding in found] == ["warning"]
