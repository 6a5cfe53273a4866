"""decision-requirement-missing: Everything that a decision requires is in the file, or in one that it imports."""

from __future__ import annotations

from tests.decisions.files import decision, dmn, function, given, literal
from tests.definitions.decision_rules.checking import findings_in

RULE = "decision-requirement-missing"


def test_it_names_what_is_required_and_not_there():
    lost = function("f", [], literal("1"), "k:gone")
    found = findings_in(RULE, dmn(lost, decision("d", literal("1"), "i:nowhere", "k:f", "d:urn:other#x")))

    assert [(finding.element, finding.severity) for finding in found] == [("f", "must-fix")] + [("d", "must-fix")] * 2
    assert {finding.message.split("”")[0] for finding in found} == {
        "It requires “nowhere",
        "It requires “urn:other#x",
        "It requires “gone",
    }


def test_it_is_silent_when_all_is_there():
    file = dmn(given("n"), decision("a", literal("n"), "i:n"), decision("b", literal("a"), "d:a"))

    assert findings_in(RULE, file) == []
