"""event-gateway-targets: A gateway that waits for events is followed by events that wait."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "event-gateway-targets"

BAD = """
startEvent start
eventBasedGateway first
task check "Check it"
intermediateCatchEvent late "Too late" timer="P5D"
endEvent end
start -> first
first -> check
first -> late
check -> end
late -> end
"""

GOOD = """
startEvent start
eventBasedGateway first
intermediateCatchEvent reply "Reply" message="reply"
intermediateCatchEvent late "Too late" timer="P5D"
task check "Check it"
endEvent end
start -> first
first -> reply
first -> late
reply -> check
late -> check
check -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["check"]
    assert {finding.severity for finding in found} == {"must-fix"}
    assert "Put an event between" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []


def test_one_event_alone_is_not_waited_for_by_a_gateway():
    found = findings_of(RULE, GOOD.replace("first -> late", "start -> late"))

    assert [finding.element for finding in found] == ["first"]


def test_a_receive_task_waits_too():
    receiving = GOOD.replace('intermediateCatchEvent reply "Reply" message', 'receiveTask reply "Reply" message')

    assert findings_of(RULE, receiving) == []
