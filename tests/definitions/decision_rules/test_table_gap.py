"""table-gap: A table by which one rule counts has a rule for every input, or a default."""

from __future__ import annotations

from tests.decisions.files import table
from tests.definitions.decision_rules.checking import findings_of

RULE = "table-gap"
BAD = [["< 10", "1"], ["[11..20]", "2"]]
GOOD = [["< 10", "1"], [">= 10", "2"]]


def test_it_names_what_is_wrong():
    found = findings_of(RULE, table("UNIQUE", ["amount"], ["fee"], BAD))

    assert [finding.element for finding in found] == ["the_table", "the_table"]
    assert {finding.severity for finding in found} == {"warning"}
    assert "No rule holds when amount is 10" in found[0].message
    assert "No rule holds when amount is 21" in found[1].message


def test_it_is_silent_on_a_sound_table():
    assert findings_of(RULE, table("UNIQUE", ["amount"], ["fee"], GOOD)) == []


def test_a_default_or_a_policy_by_which_no_rule_need_hold_leaves_no_gap():
    assert findings_of(RULE, table("UNIQUE", ["amount"], ["fee"], BAD, defaults=["0"])) == []
    assert findings_of(RULE, table("COLLECT", ["amount"], ["fee"], BAD)) == []
