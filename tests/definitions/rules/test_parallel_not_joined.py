"""parallel-not-joined: Ways that run side by side are joined by a parallel gateway."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "parallel-not-joined"

BAD = """
startEvent start
parallelGateway both
task check "Check it"
task reply "Write back"
exclusiveGateway one
endEvent end
start -> both
both -> check
both -> reply
check -> one
reply -> one
one -> end
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

    assert [finding.element for finding in found] == ["one"]
    assert {finding.severity for finding in found} == {"warning"}
    assert "done once for each" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
