"""diagram-stray: Every shape of the drawing belongs to something in the model."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "diagram-stray"

BAD = """
startEvent start
task check "Check it"
endEvent end
start -> check -> end
diagram gone
"""

GOOD = """
startEvent start
task check "Check it"
endEvent end
start -> check -> end
diagram
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["gone"]
    assert {finding.severity for finding in found} == {"info"}
    assert "which is not in the model" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
