"""Event subprocesses in imported models: which can start, and what becomes of those that cannot."""

from __future__ import annotations

import pytest

from tests.bpmn.models import FORM, Case, events, flow, flows, imported, live, model, repaired, users


def starting(inside: str, attributes: str = "", tag: str = "subProcess") -> bytes:
    """A model with an event subprocess beside a task that sets `amount`."""
    ev = f'<{tag} id="ev" triggeredByEvent="true" {attributes}>{inside}{users("i")}</{tag}>'
    return model(events() + f'<userTask id="a">{FORM}</userTask>' + ev + flows("s", "a", "e"))


def start_of_kind(definition: str) -> str:
    return f'<startEvent id="is">{definition}</startEvent>' + flow("is", "i")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (starting(start_of_kind("<messageEventDefinition/>")), "names no message"),
        (starting(start_of_kind("<signalEventDefinition/>")), "names no signal"),
        (starting(start_of_kind("<timerEventDefinition/>")), "has no time"),
        (starting(start_of_kind("<compensateEventDefinition/>")), "compensate"),
        (starting(start_of_kind("<timerEventDefinition/><messageEventDefinition/>")), "multiple"),
        (starting(start_of_kind("")), "none"),
        (starting(""), "exactly one start event"),
        (starting(start_of_kind("<errorEventDefinition/>") + '<startEvent id="two"/>'), "exactly one start event"),
        (starting(start_of_kind("<errorEventDefinition/>"), tag="transaction"), "transaction"),
        (
            starting(
                start_of_kind("<conditionalEventDefinition><condition>a +</condition></conditionalEventDefinition>")
            ),
            "not FEEL",
        ),
        (
            starting(
                start_of_kind("<conditionalEventDefinition><condition>b</condition></conditionalEventDefinition>")
            ),
            "gives a value to b",
        ),
    ],
)
def test_an_event_subprocess_that_cannot_start_is_drawn_and_not_run_and_every_element_in_it_is_named(
    data: bytes, why: str
) -> None:
    _, changes = imported(data)
    assert why in changes["event-subprocess"][0].message
    assert {change.element for change in changes["event-subprocess"]} >= {"ev", "i"}
    assert not live(data)
    case = Case(repaired(data))
    assert case.waiting == ["a"]
    case.do("a")
    assert case.ended


def test_a_condition_in_another_tools_manner_starts_an_event_subprocess() -> None:
    condition = "<conditionalEventDefinition><condition>${amount &gt; 5}</condition></conditionalEventDefinition>"
    data = starting(start_of_kind(condition))
    assert live(data)
    case = Case(repaired(data))
    case.do("a", amount=6)
    assert case.waiting == ["i"]


def test_an_error_that_is_drawn_as_if_it_ended_nothing_ends_what_it_comes_from_and_that_is_said() -> None:
    sub = '<subProcess id="x"><startEvent id="is"/><endEvent id="ie"><errorEventDefinition/></endEvent>'
    sub += users("b") + flows("is", "b", "ie") + "</subProcess>"
    event = '<boundaryEvent id="f" attachedToRef="x" cancelActivity="false"><errorEventDefinition/></boundaryEvent>'
    data = model(events() + users("c") + sub + event + flows("s", "x", "e") + flow("f", "c"))
    _, changes = imported(data)
    assert [change.element for change in changes["error-interrupts"]] == ["f"]
    assert live(data)
    case = Case(repaired(data))
    case.do("b")
    assert case.waiting == ["c"]
    inside = starting(
        '<startEvent id="is" isInterrupting="false"><errorEventDefinition/></startEvent>' + flow("is", "i")
    )
    assert [change.element for change in imported(inside)[1]["error-interrupts"]] == ["is"]


def test_no_flow_and_no_boundary_event_is_joined_to_an_event_subprocess() -> None:
    ev = '<subProcess id="ev" triggeredByEvent="true">' + start_of_kind("<errorEventDefinition/>") + users("i")
    ev += '</subProcess><boundaryEvent id="t" attachedToRef="ev"><timerEventDefinition/></boundaryEvent>'
    data = model(events() + users("a", "b") + ev + flows("s", "a", "ev", "b") + flow("a", "e"))
    _, changes = imported(data)
    assert {change.element for change in changes["dangling-flow"]} == {"a-ev", "ev-b"}
    assert changes["boundary-without-activity"][0].element == "t"
    assert not live(data)
    case = Case(repaired(data))
    case.do("a")
    assert case.ended


def test_a_process_without_a_start_event_does_not_begin_with_its_event_subprocess() -> None:
    ev = '<subProcess id="ev" triggeredByEvent="true">' + start_of_kind("<errorEventDefinition/>") + users("i")
    alone, beside = ev + "</subProcess>", ev + "</subProcess>" + users("a")
    assert Case(repaired(model(alone))).ended
    assert Case(repaired(model(beside))).waiting == ["a"]
