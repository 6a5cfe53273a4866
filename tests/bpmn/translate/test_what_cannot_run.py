"""Events, loops, links and extensions that cannot run as they are drawn."""

from __future__ import annotations

import pytest

from engine import bpmn
from tests.bpmn.models import (
    Case,
    between,
    document,
    events,
    flow,
    flows,
    imported,
    live,
    model,
    process,
    repaired,
    users,
)


@pytest.mark.parametrize(
    "definition",
    [
        "<timerEventDefinition/>",
        "<timerEventDefinition><timeCycle>0 0 9 * * ?</timeCycle></timerEventDefinition>",
        "<timerEventDefinition><timeDuration>${waitFor}</timeDuration></timerEventDefinition>",
        "<messageEventDefinition/>",
        "<signalEventDefinition/>",
        "<conditionalEventDefinition><condition>a &gt;</condition></conditionalEventDefinition>",
        "<compensateEventDefinition/>",
        '<timerEventDefinition/><messageEventDefinition messageRef="M"/>',
    ],
)
def test_an_event_that_cannot_be_waited_for_becomes_a_persons_step_or_a_message(definition: str) -> None:
    data = between(f'<intermediateCatchEvent id="x" name="Wait">{definition}</intermediateCatchEvent>')
    found, changes = imported(data)
    assert found.elements["x"].kind == "userTask"
    assert changes["waiting-event"][0].element == "x"
    assert not live(data)
    border = model(
        events()
        + users("a", "b")
        + f'<boundaryEvent id="x" name="Wait" attachedToRef="a">{definition}</boundaryEvent>'
        + flows("s", "a", "e")
        + flows("x", "b", "e")
    )
    if "compensate" not in definition:
        case = Case(repaired(border))
        assert [(one.element, one.name) for one in case.outcome.messages] == [("x", "Wait")]
        case.send("Wait")
        assert case.waiting == ["b"]
    assert not live(border)


def test_an_event_gateway_whose_events_cannot_all_be_waited_for_is_a_choice() -> None:
    body = (
        events()
        + '<eventBasedGateway id="g"/><intermediateCatchEvent id="m"><messageEventDefinition/></intermediateCatchEvent>'
    )
    body += (
        '<intermediateCatchEvent id="t"><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>'
    )
    body += "</intermediateCatchEvent>" + flow("s", "g") + flows("g", "m", "e") + flows("g", "t", "e")
    _, changes = imported(model(body))
    assert {change.element for change in changes["event-gateway"]} >= {"g", "t"}
    case = Case(repaired(model(body)))
    case.do("Choose_g", choice_g="g-t")
    assert case.ended


def test_compensation_that_leads_to_nothing_is_drawn_and_not_run() -> None:
    body = events() + users("a") + '<task id="undo" isForCompensation="true"/>'
    body += '<boundaryEvent id="c" attachedToRef="a"><compensateEventDefinition/></boundaryEvent>'
    body += '<intermediateThrowEvent id="t"><compensateEventDefinition/></intermediateThrowEvent>'
    data = model(body + flows("s", "a", "t", "e"))
    _, changes = imported(data)
    assert {change.element for change in changes["compensation"]} == {"undo", "c"}
    assert changes["event-without-effect"][0].element == "t"
    assert not live(data)


@pytest.mark.parametrize(
    "marker",
    [
        "<standardLoopCharacteristics/>",
        "<multiInstanceLoopCharacteristics/>",
        '<multiInstanceLoopCharacteristics camunda:collection="${people}"/>',
        "<multiInstanceLoopCharacteristics><loopCardinality>a b (</loopCardinality></multiInstanceLoopCharacteristics>",
    ],
)
def test_a_loop_that_does_not_say_how_often_is_done_once(marker: str) -> None:
    data = between(f'<userTask id="x">{marker}</userTask>')
    _, changes = imported(data)
    assert changes["loop"][0].element == "x"
    assert not live(data)
    case = Case(repaired(data))
    case.do("x")
    assert case.ended


def test_links_without_their_other_half_are_passed() -> None:
    link = '<{0} id="{1}"><linkEventDefinition name="{2}"/></{0}>'
    body = (
        events()
        + link.format("intermediateThrowEvent", "l1", "on")
        + link.format("intermediateCatchEvent", "l2", "off")
    )
    data = model(body + users("a") + flow("s", "l1") + flows("l2", "a", "e"))
    _, changes = imported(data)
    assert {change.element for change in changes["link"]} == {"l1", "l2"}
    assert not live(data)


def test_behaviour_of_other_tools_that_is_not_carried_out_is_said() -> None:
    parts = '<camunda:executionListener class="a.B"/><camunda:inputOutput/><x:y xmlns:x="urn:x"/>'
    extension = f"<extensionElements>{parts}</extensionElements>"
    data = between(f'<userTask id="x">{extension}</userTask>')
    _, changes = imported(data)
    assert [change.element for change in changes["vendor-behaviour"]] == ["x", "x"]
    assert changes["vendor-extension"][0].blocks_live is False
    assert not live(data)


def test_data_objects_are_documentation() -> None:
    data = model(
        events()
        + users("a")
        + '<dataObjectReference id="d" dataObjectRef="o"/><dataObject id="o"/>'
        + flows("s", "a", "e")
    )
    _, changes = imported(data)
    assert changes["data"][0].element == "d"
    assert live(data)


def test_a_collaboration_keeps_each_of_its_processes() -> None:
    pools = (
        '<collaboration id="c"><participant id="P" processRef="p"/><participant id="Q" processRef="q"/></collaboration>'
    )
    other = process('<startEvent id="qs"/><task id="qa"/>' + flow("qs", "qa"), "q")
    data = document(pools, process(events() + users("a") + flows("s", "a", "e")), other)
    assert Case(repaired(data, "q")).waiting == ["qa"]
    assert Case(repaired(data, "p")).waiting == ["a"]


def test_incoming_and_outgoing_of_the_repaired_file_fit_its_flows() -> None:
    body = (
        events()
        + '<userTask id="a"><incoming>s-a</incoming><outgoing>a-e</outgoing><outgoing>a-b</outgoing></userTask>'
    )
    source = bpmn.translate(bpmn.read(model(body + users("b") + flows("s", "a", "e") + flows("a", "b", "e")))).source
    task = source.root.find(".//{*}userTask[@id='a']")
    assert task is not None
    outgoing = [child.text for child in task.findall("{*}outgoing")]
    assert outgoing == [flow_.id for flow_ in bpmn.describe(source).flows.values() if flow_.source == "a"]


@pytest.mark.parametrize("kind", ["error", "escalation"])
def test_a_failure_drawn_at_a_step_can_be_said_by_a_person(kind: str) -> None:
    event = f'<boundaryEvent id="f" name="It failed" attachedToRef="x"><{kind}EventDefinition/></boundaryEvent>'
    data = model(events() + '<serviceTask id="x"/>' + users("b") + event + flows("s", "x", "e") + flows("f", "b", "e"))
    _, changes = imported(data)
    assert changes["boundary-event"][0].element == "f"
    case = Case(repaired(data))
    case.send("It failed")
    assert case.waiting == ["b"]


def test_signals_run_and_work_inside_the_case_too() -> None:
    body = events() + users("a") + '<parallelGateway id="g"/>' + flows("s", "g", "a", "t", "e")
    body += '<intermediateThrowEvent id="t"><signalEventDefinition signalRef="S"/></intermediateThrowEvent>'
    body += '<intermediateCatchEvent id="c"><signalEventDefinition signalRef="S"/></intermediateCatchEvent>'
    body += flows("g", "c", "e")
    data = document('<signal id="S" name="Storm"/>', process(body))
    _, changes = imported(data)
    assert "signal" not in changes
    assert live(data)
    case = Case(repaired(data))
    case.do("a")
    assert [(one.kind, one.name) for one in case.outcome.thrown] == [("signal", "Storm")]
    assert case.ended


def test_flows_across_borders_into_starts_and_into_boundary_events_are_left_out() -> None:
    inner = f'<subProcess id="sub">{users("i")}</subProcess>'
    timer = "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>"
    event = f'<boundaryEvent id="t" attachedToRef="a">{timer}</boundaryEvent>'
    wrong = flow("a", "i", "", "w1") + flow("a", "s", "", "w2") + flow("a", "t", "", "w3")
    data = model(events() + users("a") + inner + event + flows("s", "a", "sub", "e") + flow("t", "e") + wrong)
    _, changes = imported(data)
    assert {change.element for change in changes["dangling-flow"]} == {"w1", "w2", "w3"}
    case = Case(repaired(data))
    case.do("a")
    assert case.waiting == ["i"]


def test_a_flow_written_in_another_scope_than_its_ends_is_kept() -> None:
    inner = f'<subProcess id="sub"><startEvent id="is"/>{users("i")}</subProcess>'
    data = model(events() + inner + flow("is", "i") + flows("s", "sub", "e"))
    assert Case(repaired(data)).waiting == ["i"]


def test_a_boundary_event_attached_to_nothing_never_happens() -> None:
    event = '<boundaryEvent id="t" attachedToRef="ghost"><timerEventDefinition/></boundaryEvent>'
    data = model(events() + users("a") + event + flows("s", "a", "e"))
    _, changes = imported(data)
    assert changes["boundary-without-activity"][0].element == "t"
    assert Case(repaired(data)).waiting == ["a"]


@pytest.mark.parametrize("kind", ["link", "terminate", "compensate", "cancel"])
def test_a_start_event_of_a_kind_that_cannot_start_is_a_plain_one(kind: str) -> None:
    data = model(f'<startEvent id="s"><{kind}EventDefinition/></startEvent>' + users("a") + flow("s", "a"))
    _, changes = imported(data)
    assert changes["event-without-effect"][0].element == "s"
    assert Case(repaired(data)).waiting == ["a"]


@pytest.mark.parametrize("definition", ["error", "escalation", "timer", "message", "conditional"])
@pytest.mark.parametrize("inside", [True, False])
def test_no_event_subprocess_starts_by_itself_or_keeps_a_case_from_ending(definition: str, inside: bool) -> None:
    start = f'<startEvent id="es"><{definition}EventDefinition/></startEvent>'
    aside = f'<subProcess id="ev" triggeredByEvent="true">{start}{users("never")}{flow("es", "never")}</subProcess>'
    sub = (
        f'<subProcess id="sub"><startEvent id="is"/>{users("a")}{flow("is", "a")}{aside if inside else ""}</subProcess>'
    )
    data = model(events() + sub + ("" if inside else aside) + flows("s", "sub", "e"))
    spec = repaired(data)
    for _ in range(2):
        case = Case(spec)
        assert case.waiting == ["a"]
        case.do("a")
        assert case.ended


def test_steps_that_nothing_leads_to_stay_in_the_drawing_and_are_never_reached() -> None:
    data = model(events() + users("a", "lost") + flows("s", "a", "e"))
    found, _ = imported(data)
    assert "lost" in found.elements
    case = Case(repaired(data))
    case.do("a")
    assert case.ended


@pytest.mark.parametrize(
    ("task", "rule"),
    [
        ('<userTask id="x" startQuantity="2"/>', "quantity"),
        ('<userTask id="x" completionQuantity="3"/>', "quantity"),
        (
            '<userTask id="x"><multiInstanceLoopCharacteristics behavior="One"><loopCardinality>1</loopCardinality>'
            "</multiInstanceLoopCharacteristics></userTask>",
            "loop",
        ),
    ],
)
def test_numbers_of_tokens_and_events_of_instances_are_said_to_be_left_out(task: str, rule: str) -> None:
    _, changes = imported(between(task))
    assert [change.element for change in changes[rule]] == ["x"]
    assert not live(between(task))
    case = Case(repaired(between(task)))
    case.do("x")
    assert case.ended


def test_a_receive_task_that_is_to_begin_the_process_becomes_a_step_and_that_is_said() -> None:
    task = '<receiveTask id="x" messageRef="M" instantiate="true"/>'
    data = model(events() + task + flows("s", "x", "e"), '<message id="M" name="Paid"/>')
    (change,) = imported(data)[1]["receive-step"]
    assert "does not begin a case" in change.message
    assert not live(data)
    assert Case(repaired(data)).waiting == ["x"]
