"""parallel-join-stuck: A parallel join waits only for what will arrive."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "parallel-join-stuck"

BAD = """
startEvent start
exclusiveGateway how "Urgent?"
task check "Check it"
task reply "Write back"
parallelGateway all
endEvent end
start -> how
how -> check if "urgent"
how -> reply default
check -> all
reply -> all
all -> end
"""

GOOD = """
startEvent start
parallelGateway both
task check "Check it"
task reply "Write back"
parallelGateway all
endEvent end
start -> both
both -> check
both -> reply
check -> all
reply -> all
all -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["all"]
    assert {finding.severity for finding in found} == {"must-fix"}
    assert "would wait for ever" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
