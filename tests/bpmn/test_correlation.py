"""By what a message knows its case, what it carries and where its flow leads, whichever tool drew it."""

from __future__ import annotations

import json

import pytest

from engine import bpmn
from engine.bpmn import Target
from engine.bpmn.correlation import message_targets
from tests.bpmn.models import Case, document, events, flows, process, repaired

ZEEBE = (
    '<message id="M" name="Paid"><extensionElements><zeebe:subscription correlationKey="=order"/>'
    "</extensionElements></message>"
)
PROPERTY = (
    '<message id="M" name="Paid"/><correlationProperty id="p" name="order" type="string">'
    '<correlationPropertyRetrievalExpression messageRef="M"><messagePath>order</messagePath>'
    "</correlationPropertyRetrievalExpression></correlationProperty>"
)
WAITS = '<intermediateCatchEvent id="w"><messageEventDefinition messageRef="M"/></intermediateCatchEvent>'
THROWS = '<intermediateThrowEvent id="w">{}<messageEventDefinition messageRef="M"/></intermediateThrowEvent>'


def model_of(top: str, event: str) -> bytes:
    return document(top, process(events() + event + flows("s", "w", "e")))


@pytest.mark.parametrize("top", [ZEEBE, PROPERTY])
def test_keys_are_worked_out_where_a_message_is_waited_for(top: str) -> None:
    case = Case(repaired(model_of(top, WAITS)), {"order": 7, "sum": 30})
    (message,) = case.outcome.messages
    assert (message.name, message.keys) == ("Paid", {"order": 7})


@pytest.mark.parametrize("top", [ZEEBE, PROPERTY])
def test_keys_go_along_with_what_is_thrown(top: str) -> None:
    case = Case(repaired(model_of(top, THROWS.format(""))), {"order": 7, "sum": 30})
    (thrown,) = case.outcome.thrown
    assert (thrown.name, thrown.keys, thrown.payload) == ("Paid", {"order": 7}, None)


@pytest.mark.parametrize("value", [None, [1], {"a": 1}, "x" * 201])
def test_what_cannot_be_compared_is_no_key(value: object) -> None:
    case = Case(repaired(model_of(ZEEBE, THROWS.format(""))), {"order": value})
    assert case.outcome.thrown[0].keys == {}


def test_a_message_without_keys_has_none() -> None:
    case = Case(repaired(model_of('<message id="M" name="Paid"/>', WAITS)), {"order": 7})
    assert case.outcome.messages[0].keys == {}


@pytest.mark.parametrize(
    "mappings",
    [
        '<zeebe:ioMapping><zeebe:input source="=sum + 1" target="paid"/>'
        '<zeebe:input source="cash" target="by"/></zeebe:ioMapping>',
        '<camunda:inputOutput><camunda:inputParameter name="paid">${sum + 1}</camunda:inputParameter>'
        '<camunda:inputParameter name="by">"cash"</camunda:inputParameter></camunda:inputOutput>',
    ],
)
def test_input_mappings_say_what_a_thrown_message_carries(mappings: str) -> None:
    thrown = THROWS.format(f"<extensionElements>{mappings}</extensionElements>")
    translated = bpmn.translate(bpmn.read(model_of(ZEEBE, thrown)))
    assert [change.rule for change in translated.changes if change.blocks_live] == []
    case = Case(repaired(model_of(ZEEBE, thrown)), {"order": 7, "sum": 30})
    assert case.outcome.thrown[0].payload == {"paid": 31, "by": "cash"}


def test_of_two_places_that_wait_the_one_whose_keys_fit_goes_on() -> None:
    """Each instance waits for its own order."""
    many = (
        '<receiveTask id="w" messageRef="M"><multiInstanceLoopCharacteristics camunda:collection="orders" '
        'camunda:elementVariable="order"/></receiveTask>'
    )
    case = Case(repaired(model_of(ZEEBE, many)), {"orders": [7, 8]})
    assert [message.keys for message in case.outcome.messages] == [{"order": 7}, {"order": 8}]

    moved = bpmn.deliver_message(
        case.spec, case.outcome.state, case.data, name="Paid", payload={}, keys={"order": 8}, now=case.now,
        tools=case.tools,
    )  # fmt: skip
    assert [message.keys for message in moved.messages] == [{"order": 7}]


def test_message_flows_lead_to_elements_to_pools_or_outside() -> None:
    pools = (
        '<collaboration id="c"><participant id="p1" processRef="P"/><participant id="p2" processRef="Q"/>'
        '<participant id="p3" name="Customer"/><messageFlow id="f1" sourceRef="a" targetRef="q"/>'
        '<messageFlow id="f2" sourceRef="b" targetRef="p2"/><messageFlow id="f3" sourceRef="c" targetRef="p3"/>'
        "</collaboration>"
    )
    throws = "".join(
        f'<intermediateThrowEvent id="{name}"><messageEventDefinition/></intermediateThrowEvent>' for name in "abc"
    )
    other = '<process id="Q"><startEvent id="q" name="Asked"><messageEventDefinition/></startEvent></process>'
    found = bpmn.describe(bpmn.read(document(pools, process(throws), other)))
    assert message_targets(found) == {"a": Target("Q", "Asked"), "b": Target("Q", ""), "c": Target("", "")}


def test_what_a_process_listens_to_is_told_by_kind_and_whether_it_starts() -> None:
    body = '<startEvent id="s"><timerEventDefinition><timeCycle>R/P1D</timeCycle></timerEventDefinition></startEvent>'
    body += '<startEvent id="t" name="Asked"><messageEventDefinition/></startEvent>'
    body += '<receiveTask id="r" messageRef="M"/><intermediateCatchEvent id="c"><signalEventDefinition signalRef="S"/>'
    body += '</intermediateCatchEvent><intermediateCatchEvent id="d"><timerEventDefinition/></intermediateCatchEvent>'
    found = bpmn.describe(
        bpmn.read(document('<message id="M" name="Paid"/><signal id="S" name="Storm"/>', process(body)))
    )
    heard = bpmn.listeners(found, found.processes[0].id)
    assert [(one.element, one.kind, one.name, one.start) for one in heard] == [
        ("s", "timer", "", True),
        ("t", "message", "Asked", True),
        ("r", "message", "Paid", False),
        ("c", "signal", "Storm", False),
    ]
    assert (heard[0].timer, heard[0].timer_kind) == ("R/P1D", "cycle")


def test_keys_and_payload_are_kept_as_text_by_the_model() -> None:
    element = bpmn.describe(bpmn.read(model_of(ZEEBE, WAITS))).elements["w"]
    assert json.loads(element.details["keys"]) == {"order": "order"}
