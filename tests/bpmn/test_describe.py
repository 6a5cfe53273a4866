"""The facts about a model."""

from __future__ import annotations

from engine import bpmn
from engine.bpmn.model import Model
from tests.bpmn.models import document, events, flow, flows, model, process, users


def described(data: bytes) -> Model:
    return bpmn.describe(bpmn.read(data))


def test_elements_and_flows_stand_in_the_order_of_the_file_with_their_lines() -> None:
    found = described(model("\n" + events() + "\n" + users("b", "a") + flows("s", "b", "a", "e")))
    assert list(found.elements) == ["s", "e", "b", "a"]
    assert (found.elements["s"].line, found.elements["b"].line) == (2, 3)
    assert found.elements["b"].incoming == ("s-b",)
    assert found.elements["b"].outgoing == ("b-a",)
    assert found.flows["b-a"].target == "a"


def test_the_innermost_lane_counts_and_a_subprocess_hands_its_lane_down() -> None:
    lanes = (
        '<laneSet><lane id="l1" name="Council"><flowNodeRef>a</flowNodeRef><flowNodeRef>sub</flowNodeRef><childLaneSet>'
        '<lane id="l2" name="Front office"><flowNodeRef>a</flowNodeRef></lane></childLaneSet></lane></laneSet>'
    )
    found = described(model(lanes + events() + users("a") + f'<subProcess id="sub">{users("b")}</subProcess>'))
    assert found.elements["a"].lane == "Front office"
    assert found.elements["b"].lane == "Council"
    assert found.elements["b"].parent == "sub"
    assert found.processes[0].lanes == ("Front office", "Council")


def test_a_boundary_event_has_the_lane_of_its_activity() -> None:
    lanes = '<laneSet><lane id="l" name="Team"><flowNodeRef>a</flowNodeRef></lane></laneSet>'
    event = '<boundaryEvent id="t" attachedToRef="a" cancelActivity="false"><timerEventDefinition/></boundaryEvent>'
    found = described(model(lanes + events() + users("a") + event)).elements["t"]
    assert (found.lane, found.attached_to, found.interrupting, found.event) == ("Team", "a", False, "timer")


def test_events_are_named_by_their_definition() -> None:
    body = (
        '<startEvent id="m"><messageEventDefinition messageRef="M1"/></startEvent>'
        '<intermediateCatchEvent id="t"><timerEventDefinition><timeCycle>R3/PT1H</timeCycle></timerEventDefinition>'
        "</intermediateCatchEvent>"
        '<endEvent id="x"><errorEventDefinition errorRef="E1"/></endEvent>'
        '<endEvent id="two"><errorEventDefinition/><terminateEventDefinition/></endEvent>'
        '<intermediateThrowEvent id="l"><linkEventDefinition name="onwards"/></intermediateThrowEvent>'
    )
    found = described(document('<message id="M1" name="Reply"/><error id="E1" errorCode="404"/>', process(body)))
    assert found.elements["m"].details["message"] == "Reply"
    assert (found.elements["t"].details["timer"], found.elements["t"].details["timer_kind"]) == ("R3/PT1H", "cycle")
    assert found.elements["x"].details["error"] == "404"
    assert found.elements["two"].event == "multiple"
    assert found.elements["l"].details["link"] == "onwards"
    assert found.messages == {"M1": "Reply"}


def test_forms_of_camunda_and_of_its_relatives_are_read_raw() -> None:
    field = (
        '<camunda:formData><camunda:formField id="amount" label="Amount" type="long" defaultValue="3">'
        '<camunda:validation><camunda:constraint name="required"/><camunda:constraint name="max" config="9"/>'
        "</camunda:validation>"
        '<camunda:properties><camunda:property id="hint" value="In pounds"/></camunda:properties>'
        '<camunda:value id="x" name="X"/></camunda:formField></camunda:formData>'
    )
    flowable = (
        '<f:formProperty xmlns:f="http://flowable.org/bpmn" id="name" name="Name" type="string" required="true"/>'
    )
    body = f'<userTask id="a"><extensionElements>{field}</extensionElements></userTask>'
    body += f'<userTask id="b"><extensionElements>{flowable}</extensionElements></userTask>'
    found = described(model(events() + body))
    (amount,) = found.elements["a"].form
    assert (amount.id, amount.label, amount.type, amount.default) == ("amount", "Amount", "long", "3")
    assert amount.constraints == {"required": "true", "max": "9"}
    assert amount.properties == {"hint": "In pounds"}
    assert amount.values == (("x", "X"),)
    (name,) = found.elements["b"].form
    assert (name.id, name.label, name.constraints) == ("name", "Name", {"required": "true"})


def test_linked_forms_decisions_and_calls_are_in_the_details() -> None:
    body = (
        '<userTask id="a" camunda:formRef="form1"/><userTask id="b" camunda:formKey="embedded:x.html"/>'
        '<userTask id="c"><extensionElements><zeebe:formDefinition formId="z"/></extensionElements></userTask>'
        '<businessRuleTask id="d" camunda:decisionRef="band" camunda:resultVariable="result"/>'
        '<callActivity id="k" calledElement="q"/>'
        '<scriptTask id="q1"><extensionElements><zeebe:script expression="=1" resultVariable="n"/>'
        "</extensionElements></scriptTask>"
    )
    found = {name: element.details for name, element in described(model(body)).elements.items()}
    assert found["a"] == {"form_ref": "form1"}
    assert found["b"] == {"form_key": "embedded:x.html"}
    assert found["c"] == {"form_ref": "z"}
    assert found["d"] == {"decision": "band", "result_variable": "result"}
    assert found["k"] == {"called": "q"}
    assert found["q1"] == {"script": "=1", "result_variable": "n", "script_format": "feel"}


def test_loops_pools_and_message_flows_are_told() -> None:
    loop = (
        '<multiInstanceLoopCharacteristics isSequential="true" camunda:collection="people" '
        'camunda:elementVariable="person"/>'
    )
    pools = (
        '<collaboration id="c"><participant id="P1" name="Council" processRef="p"/>'
        '<participant id="P2" name="Customer"/>'
        '<messageFlow id="mf" sourceRef="P2" targetRef="a"/></collaboration>'
    )
    found = described(document(pools, process(events() + f'<userTask id="a">{loop}</userTask>')))
    assert found.elements["a"].loop == "sequential"
    assert found.elements["a"].details == {"collection": "people", "element_variable": "person"}
    assert [(pool.name, pool.process) for pool in found.pools] == [("Council", "p"), ("Customer", "")]
    assert found.message_flows[0].target == "a"
    assert found.has_diagram is False


def test_whether_a_process_is_executable_is_said_as_the_file_says_it() -> None:
    found = described(document('<process id="x"/><process id="y" isExecutable="false"/>', process("", "z")))
    assert [one.executable for one in found.processes] == [None, False, True]


def test_a_condition_and_its_language_belong_to_the_flow() -> None:
    condition = flow("x", "a", "amount > 3").replace("<conditionExpression", '<conditionExpression language="feel"')
    found = described(
        model(events() + '<exclusiveGateway id="x" default="x-e"/>' + users("a") + condition + flow("x", "e"))
    )
    assert (found.flows["x-a"].condition, found.flows["x-a"].language) == ("amount > 3", "feel")
    assert found.elements["x"].default_flow == "x-e"


def test_marks_that_turn_the_direction_of_reading_and_line_breaks_leave_the_names() -> None:
    body = '<userTask id="a" name="Pay&#10;\u202egnihton \u2066now\u2069&#9;!"/>'
    assert described(model(body)).elements["a"].name == "Pay gnihton now !"


def test_markup_in_a_name_is_a_name() -> None:
    body = '<userTask id="a" name="&lt;script&gt;alert(1)&lt;/script&gt;"/>'
    assert described(model(body)).elements["a"].name == "<script>alert(1)</script>"
