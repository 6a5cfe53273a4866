"""message-flow-within-pool: A message flow runs between two pools."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "message-flow-within-pool"

BAD = """
startEvent start
task check "Check it"
task reply "Write back"
endEvent end
start -> check -> reply -> end
pool council process="process"
check ~> reply
"""

GOOD = """
startEvent start
task check "Check it"
endEvent end
start -> check -> end
pool council process="process"
pool customer
check ~> customer
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["check~reply"]
    assert {finding.severity for finding in found} == {"warning"}
    assert "stays in one pool" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []


def test_an_open_end_is_told():
    assert "open end" in findings_of(RULE, GOOD.replace("check ~> customer", "check ~> nowhere"))[0].message
