"""message-flow-ends: A message flow joins things that can send and receive."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "message-flow-ends"

BAD = """
startEvent start
task check "Check it"
endEvent end
start -> check -> end
pool council process="process"
pool customer
end ~> customer
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

    assert [finding.element for finding in found] == ["end~customer"]
    assert {finding.severity for finding in found} == {"warning"}
    assert "cannot send a message" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []


def test_a_gateway_receives_nothing():
    drawing = GOOD.replace("check ~> customer", "customer ~> end")

    assert "cannot receive a message" in findings_of(RULE, drawing)[0].message


BOTH_RUN = """
pool council process="process"
pool surveys process="survey"
startEvent start
task check "Check it"
endEvent end
start -> check -> end
check ~> look
process survey
startEvent begin
task look "Look at it"
endEvent over
begin -> look -> over
"""


def test_between_two_pools_that_run_steps_neither_send_nor_wait():
    found = findings_of(RULE, BOTH_RUN)

    assert [finding.element for finding in found] == ["check~look"] * 2
    assert ["Nothing is sent" in finding.message for finding in found] == [True, False]


def test_between_two_pools_that_run_events_do():
    sending = BOTH_RUN.replace("endEvent end", 'endEvent end message="Look"').replace("check ~> look", "end ~> begin")
    assert findings_of(RULE, sending.replace("startEvent begin", 'startEvent begin message="Look"')) == []
