"""inclusive-mismatch: An inclusive split is joined by an inclusive gateway."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "inclusive-mismatch"

BAD = """
startEvent start
inclusiveGateway some
task check "Check it"
task reply "Write back"
exclusiveGateway one
endEvent end
start -> some
some -> check if "visit"
some -> reply default
check -> one
reply -> one
one -> end
"""

GOOD = """
startEvent start
inclusiveGateway some
task check "Check it"
task reply "Write back"
inclusiveGateway all
endEvent end
start -> some
some -> check if "visit"
some -> reply default
check -> all
reply -> all
all -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["one"]
    assert {finding.severity for finding in found} == {"warning"}
    assert "Join with an inclusive gateway" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []


def test_a_parallel_join_must_be_put_right():
    found = findings_of(RULE, BAD.replace("exclusiveGateway one", "parallelGateway one"))

    assert [(finding.element, finding.severity) for finding in found] == [("one", "must-fix")]
    assert "would wait for ever" in found[0].message
