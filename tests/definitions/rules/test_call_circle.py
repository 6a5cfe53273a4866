"""call-circle: No process calls itself through processes of other files."""

from __future__ import annotations

from engine import bpmn
from engine.definitions.calling import Calling, Council
from engine.definitions.rules.call_circle import check
from tests.definitions.models import model

MODEL = """
startEvent start
callActivity call "Look at the parts" calledElement="parts"
endEvent end
start -> call -> end
"""


def found(**calls: set[str]) -> list[str]:
    """What the rule says beside processes that call each other so."""
    drawn = bpmn.describe(bpmn.read(model(MODEL)))
    council = Council({key: frozenset(called) for key, called in calls.items()})
    return [finding.message for finding in check(Calling(drawn, council))]


def test_it_names_a_call_that_leads_back_to_its_process():
    (message,) = found(parts={"screws"}, screws={"process"})

    assert "“Look at the parts” calls parts, which leads back to this process" in message


def test_it_is_silent_where_the_calls_come_to_an_end():
    assert found(parts={"screws"}, screws=set()) == found() == []


def test_a_circle_that_the_process_only_leads_to_is_not_its_own():
    assert found(parts={"screws"}, screws={"parts"}) == []
