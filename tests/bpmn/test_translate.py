"""Repairs of models as other tools draw them: what becomes of each, and that every change is said."""

from __future__ import annotations

import pytest

from engine import bpmn
from engine.bpmn import Tools, Translated
from tests.bpmn.models import (
    FORM,
    NOW,
    Case,
    between,
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

ZEEBE_SCRIPT = (
    '<scriptTask id="x"><extensionElements><zeebe:script expression="= 1 + 1" resultVariable="n"/></extensionElements>'
    "</scriptTask>"
)


def test_a_good_model_is_left_as_it_is() -> None:
    data = model(events() + users("a") + flows("s", "a", "e"))
    translated = bpmn.translate(bpmn.read(data))
    assert translated.changes == ()
    assert bpmn.digest(translated.source) == bpmn.digest(bpmn.read(data))


def test_the_upload_itself_is_never_changed() -> None:
    source = bpmn.read(between('<serviceTask id="x"/>'))
    before = bpmn.digest(source)
    translated: Translated = bpmn.translate(source)
    assert bpmn.digest(source) == before != bpmn.digest(translated.source)
    assert source.data != translated.source.data


def test_a_process_that_is_not_executable_is_run_all_the_same() -> None:
    data = model(events() + users("a") + flows("s", "a", "e")).replace(b'isExecutable="true"', b'isExecutable="false"')
    found, changes = imported(data)
    assert found.processes[0].executable is True
    assert [change.element for change in changes["not-executable"]] == ["p"]
    assert live(data)


def test_elements_without_ids_get_one() -> None:
    data = model('<startEvent id="s"/><task name="Look"/><sequenceFlow sourceRef="s" targetRef="a"/>' + users("a"))
    found, changes = imported(data)
    assert "Look" in {element.name for element in found.elements.values()}
    assert len(changes["missing-id"]) == 2


@pytest.mark.parametrize(
    ("element", "rule"),
    [
        ('<serviceTask id="x" camunda:class="a.B"/>', "service-step"),
        ('<sendTask id="x"/>', "send-step"),
        ('<receiveTask id="x"/>', "receive-step"),
        ('<scriptTask id="x" scriptFormat="groovy"><script>println 1</script></scriptTask>', "foreign-script"),
        ('<scriptTask id="x"><script>x = 1; y = 2</script></scriptTask>', "foreign-script"),
        ('<scriptTask id="x"/>', "foreign-script"),
        ('<businessRuleTask id="x"/>', "rule-without-decision"),
        ('<businessRuleTask id="x" camunda:decisionRef="${which}"/>', "rule-without-decision"),
        ('<callActivity id="x" calledElement="${elsewhere}"/>', "call-without-process"),
        ('<callActivity id="x" calledElement="p"/>', "call-without-process"),
        ('<subProcess id="x"/>', "empty-subprocess"),
    ],
)
def test_a_step_that_has_no_machine_here_becomes_a_persons_step(element: str, rule: str) -> None:
    found, changes = imported(between(element))
    assert found.elements["x"].kind == "userTask"
    assert [change.element for change in changes[rule]] == ["x"]
    assert not live(between(element))
    assert Case(repaired(between(element))).waiting == ["x"]


@pytest.mark.parametrize(
    "element",
    [
        '<scriptTask id="x" scriptFormat="feel"><script>{n: 1}</script></scriptTask>',
        '<scriptTask id="x"><script>={n: 1}</script></scriptTask>',
        ZEEBE_SCRIPT,
    ],
)
def test_a_script_in_feel_stays_a_script(element: str) -> None:
    assert live(between(element))
    case = Case(repaired(between(element)))
    assert case.ended
    assert case.data["n"] in (1, 2)


def test_processes_that_call_each_other_in_a_ring_are_cut() -> None:
    other = process(
        '<startEvent id="os"/><endEvent id="oe"/><callActivity id="k2" calledElement="p"/>' + flows("os", "k2", "oe"),
        "q",
    )
    data = model(events() + '<callActivity id="k" calledElement="q"/>' + flows("s", "k", "e"), other)
    _, changes = imported(data)
    assert {change.element for change in changes["call-without-process"]} == {"k", "k2"}


def test_a_missing_start_begins_every_element_that_nothing_leads_to() -> None:
    data = model(users("a", "b") + '<endEvent id="e"/>' + flow("a", "e") + flow("b", "e"))
    _, changes = imported(data)
    assert "missing-start" in changes
    assert live(data)
    assert sorted(Case(repaired(data)).waiting) == ["a", "b"]


def test_a_ring_without_a_start_begins_at_its_first_element_and_stays_a_walk_through() -> None:
    data = model(users("a", "b") + flows("a", "b", "a"))
    assert not live(data)
    assert Case(repaired(data)).waiting == ["a"]


def test_several_start_events_are_a_persons_choice() -> None:
    body = '<startEvent id="s1" name="By phone"/><startEvent id="s2" name="By post"/>'
    data = model(body + '<endEvent id="e"/>' + users("a", "b") + flows("s1", "a", "e") + flows("s2", "b", "e"))
    found, changes = imported(data)
    assert {"s1", "s2"} <= {change.element for change in changes["several-starts"]}
    case = Case(repaired(data))
    (step,) = case.waiting
    (field,) = found.elements[step].form
    assert [label for _, label in field.values] == ["By phone", "By post"]
    case.do(step, **{field.id: field.values[1][0]})
    assert case.waiting == ["b"]


def test_of_several_start_events_a_person_takes_the_plain_one_and_an_event_its_own() -> None:
    body = '<startEvent id="s1"/><startEvent id="s2" name="By post"><messageEventDefinition/></startEvent>'
    data = model(body + '<endEvent id="e"/>' + users("a", "b") + flows("s1", "a", "e") + flows("s2", "b", "e"))
    assert live(data)
    assert Case(repaired(data)).waiting == ["a"]
    begun = bpmn.start(repaired(data), data={}, now=NOW, tools=Tools(), at="s2")
    assert [task.element for task in begun.waiting] == ["b"]


def test_a_path_that_just_stops_gets_an_end() -> None:
    data = model('<startEvent id="s"/>' + users("a") + flow("s", "a"))
    assert live(data)
    case = Case(repaired(data))
    case.do("a")
    assert case.ended
    assert case.outcome.end_events == ("End_a",)


def test_flows_that_lead_nowhere_are_left_out() -> None:
    data = model(events() + users("a") + flows("s", "a", "e") + flow("a", "ghost") + flow("e", "a"))
    found, changes = imported(data)
    assert "a-ghost" not in found.flows
    assert changes["dangling-flow"][0].element == "a-ghost"
    assert changes["end-goes-on"][0].element == "e"
    assert not live(data)


def test_several_flows_out_of_a_task_are_taken_together() -> None:
    data = model(events() + users("a", "b", "c") + flow("s", "a") + flows("a", "b", "e") + flows("a", "c", "e"))
    assert live(data)
    case = Case(repaired(data))
    case.do("a")
    assert sorted(case.waiting) == ["b", "c"]


def test_conditions_on_flows_out_of_a_task_are_kept() -> None:
    body = events() + f'<userTask id="a" default="a-c">{FORM}</userTask>' + users("b", "c")
    data = model(
        body + flow("s", "a") + flow("a", "b", "amount > 3") + flow("a", "c") + flow("b", "e") + flow("c", "e")
    )
    assert live(data)
    small, large = Case(repaired(data)), Case(repaired(data))
    small.do("a", amount=1)
    large.do("a", amount=5)
    assert (small.waiting, large.waiting) == (["c"], ["b"])


def test_a_single_flow_with_a_condition_out_of_a_task_is_always_taken_and_that_is_said() -> None:
    body = events() + f'<userTask id="a">{FORM}</userTask>' + users("b") + flow("s", "a") + flow("a", "b", "approved")
    data = model(body + flow("b", "e"))
    _, changes = imported(data)
    assert changes["condition-not-used"][0].element == "a-b"
    assert not live(data)
    case = Case(repaired(data))
    case.do("a", approved=False)
    assert case.waiting == ["b"]


def test_flows_that_come_together_at_a_task_are_visits_of_their_own() -> None:
    body = events() + users("a", "b", "c") + flow("s", "a") + flows("a", "b", "c", "e") + flow("a", "c")
    found, changes = imported(model(body))
    assert changes["implicit-merge"][0].element == "Merge_c"
    assert found.elements["Merge_c"].kind == "exclusiveGateway"
    assert live(model(body))
