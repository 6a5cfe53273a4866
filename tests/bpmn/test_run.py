"""Starting and moving cases: what waits, what happens, what becomes of the data. Each action is a save and a load."""

from __future__ import annotations

from copy import deepcopy
from itertools import pairwise
from typing import Any

import pytest

from engine import bpmn
from engine.bpmn import BudgetSpent, Stuck, Tools
from engine.errors import Conflict, Refused
from tests.bpmn.models import NOW, Case, compiled, document, events, flow, flows, model, process, users

SIMPLE = model(events() + users("a", "b") + flows("s", "a", "b", "e"))


def script(identifier: str, text: str) -> str:
    return f'<scriptTask id="{identifier}" scriptFormat="feel"><script><![CDATA[{text}]]></script></scriptTask>'


def test_a_case_waits_at_each_task_and_ends() -> None:
    case = Case(compiled(SIMPLE))
    assert case.waiting == ["a"]
    case.do("a")
    assert case.waiting == ["b"]
    assert not case.ended
    case.do("b")
    assert case.ended
    assert case.outcome.end_events == ("e",)
    assert case.elements() == ["s", "a", "b", "e"]


def test_an_undefined_and_a_manual_task_wait_as_a_user_task_does() -> None:
    case = Case(compiled(model(events() + '<task id="a"/><manualTask id="b"/>' + flows("s", "a", "b", "e"))))
    case.do("a")
    assert case.waiting == ["b"]


def test_a_task_can_be_completed_once_only() -> None:
    case = Case(compiled(SIMPLE))
    task = case.outcome.waiting[0].id
    case.do("a")
    with pytest.raises(Conflict, match="not waiting any more"):
        bpmn.complete(case.spec, case.outcome.state, case.data, task, {}, now=NOW, tools=Tools())


@pytest.mark.parametrize("task", ["", "nonsense", "00000000-0000-0000-0000-000000000000"])
def test_a_task_nobody_knows_is_a_conflict(task: str) -> None:
    case = Case(compiled(SIMPLE))
    with pytest.raises(Conflict):
        bpmn.complete(case.spec, case.outcome.state, case.data, task, {}, now=NOW, tools=Tools())


def test_a_timer_that_waits_is_no_task_to_complete() -> None:
    timer = "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>"
    body = events() + f'<intermediateCatchEvent id="t">{timer}</intermediateCatchEvent>' + flows("s", "t", "e")
    case = Case(compiled(model(body)))
    with pytest.raises(Conflict):
        bpmn.complete(case.spec, case.outcome.state, {}, case.outcome.timers[0].id, {}, now=NOW, tools=Tools())


def test_the_root_of_a_case_is_no_task_to_complete() -> None:
    case = Case(compiled(SIMPLE))
    root = case.outcome.state.decode().split('[["', 1)[1].split('"', 1)[0]
    with pytest.raises(Conflict):
        bpmn.complete(case.spec, case.outcome.state, case.data, root, {}, now=NOW, tools=Tools())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([1, 2, 3], [3, 1]),
        (["x", "y"], ["y", "x"]),
        ([{"a": 1}, {"b": 2}], [{"b": 3}]),
        ([], [1]),
        ([1], []),
        ({"a": 1}, {"b": 2}),
    ],
)
def test_answers_replace_values_exactly(before: Any, after: Any) -> None:
    case = Case(compiled(SIMPLE), {"value": before, "other": 1})
    case.do("a", value=after)
    case.do("b")
    assert case.data == {"value": after, "other": 1}


def test_later_edits_never_change_what_an_earlier_action_returned() -> None:
    phones = [1]
    answers = {"person": {"name": "Ann", "phones": phones}}
    case = Case(
        compiled(
            model(
                events()
                + users("a", "b")
                + script("c", '{person: {name: "Eve", phones: [2]}}')
                + flows("s", "a", "c", "b", "e")
            )
        )
    )
    first = deepcopy(case.data)
    before = case.outcome.data
    case.do("a", **answers)
    after = case.data
    answers["person"]["name"] = "changed by the caller"
    phones.append(9)
    assert before == first == {}
    assert after == {"person": {"name": "Eve", "phones": [2]}}
    case.do("b", person={"name": "Bo"})
    assert after == {"person": {"name": "Eve", "phones": [2]}}


@pytest.mark.parametrize(
    "answers", [{"typename": "UUID"}, {"a": {"typename": 1}}, {"__class__": "x"}, {"a": [{"__init__": 1}]}]
)
def test_keys_that_could_harm_are_refused_and_the_case_goes_on(answers: dict[str, Any]) -> None:
    case = Case(compiled(SIMPLE))
    with pytest.raises(Refused):
        bpmn.complete(
            case.spec, case.outcome.state, case.data, case.outcome.waiting[0].id, answers, now=NOW, tools=Tools()
        )
    with pytest.raises(Refused):
        bpmn.start(case.spec, data=answers, now=NOW, tools=Tools())
    case.do("a", fine=1)
    assert case.data == {"fine": 1}


def test_the_state_holds_no_answers() -> None:
    case = Case(compiled(SIMPLE), {"start": "secret-one"})
    case.do("a", name="secret-two")
    assert b"secret" not in case.outcome.state


def test_a_script_adds_its_entries_in_order_and_sees_the_data() -> None:
    body = events() + users("a") + script("c", "{total: amount * 2, big: total > 100}") + flows("s", "a", "c", "e")
    case = Case(compiled(model(body)))
    case.do("a", amount=60)
    assert case.data == {"amount": 60, "total": 120, "big": True}


def test_a_script_with_a_result_variable_keeps_its_value_there() -> None:
    task = (
        '<scriptTask id="c"><extensionElements><zeebe:script expression="amount + 1" resultVariable="next"/>'
        "</extensionElements></scriptTask>"
    )
    case = Case(compiled(model(events() + task + flows("s", "c", "e"))), {"amount": 1})
    assert case.data == {"amount": 1, "next": 2}


def test_a_script_that_fails_names_its_element_and_loses_nothing() -> None:
    case = Case(compiled(model(events() + users("a") + script("c", '{x: "a" ** }') + flows("s", "a", "c", "e"))))
    with pytest.raises(Stuck) as caught:
        case.do("a", n=1)
    assert caught.value.element == "c"
    assert "Traceback" not in caught.value.cause
    assert case.waiting == ["a"]
    with pytest.raises(Stuck):
        case.do("a", n=2)


def test_a_script_cannot_write_keys_that_harm() -> None:
    with pytest.raises(Stuck) as caught:
        Case(compiled(model(events() + script("c", "{typename: 1}") + flows("s", "c", "e"))))
    assert caught.value.element == "c"


@pytest.mark.parametrize("text", ["{x: 10 ** 30}", '{x: "\\u0000"}', "{x: [10 ** 30]}"])
def test_a_value_that_cannot_be_stored_is_an_incident_of_the_script(text: str) -> None:
    with pytest.raises(Stuck) as caught:
        Case(compiled(model(events() + script("c", text) + flows("s", "c", "e"))))
    assert caught.value.element == "c"


def test_a_decision_is_asked_for_and_its_result_kept() -> None:
    asked: list[tuple[str, dict[str, Any]]] = []

    def decide(key: str, data: Any) -> object:
        asked.append((key, dict(data)))
        return {"band": "A", "sum": 3}

    task = '<businessRuleTask id="r" camunda:decisionRef="band" {}/>'
    named = Case(
        compiled(model(events() + task.format('camunda:resultVariable="result"') + flows("s", "r", "e"))),
        {"value": 5},
        Tools(decide=decide),
    )
    assert named.data == {"value": 5, "result": {"band": "A", "sum": 3}}
    merged = Case(
        compiled(model(events() + task.format("") + flows("s", "r", "e"))), {"value": 5}, Tools(decide=decide)
    )
    assert merged.data == {"value": 5, "band": "A", "sum": 3}
    assert asked == [("band", {"value": 5})] * 2


def test_a_decision_that_is_not_there_is_an_incident_of_its_element() -> None:
    body = events() + '<businessRuleTask id="r" camunda:decisionRef="band"/>' + flows("s", "r", "e")
    with pytest.raises(Stuck, match="no decision band") as caught:
        Case(compiled(model(body)))
    assert caught.value.element == "r"


def test_a_decision_whose_result_may_not_be_kept_is_an_incident_and_no_refusal_of_answers() -> None:
    body = events() + '<businessRuleTask id="r" camunda:decisionRef="band"/>' + flows("s", "r", "e")
    with pytest.raises(Stuck) as caught:
        Case(compiled(model(body)), {}, Tools(decide=lambda _key, _data: {"typename": "UUID"}))
    assert caught.value.element == "r"


def test_functions_passed_in_are_known_in_expressions() -> None:
    tools = Tools(functions={"working days": lambda number: number * 7})
    body = events() + script("c", "{due: working days(5)}") + flows("s", "c", "e")
    assert Case(compiled(model(body)), {}, tools).data == {"due": 35}


def test_an_expression_sees_the_moment_passed_in() -> None:
    body = events() + script("c", "{day: string(today())}") + flows("s", "c", "e")
    assert Case(compiled(model(body))).data == {"day": "2026-11-18"}


def test_a_loop_of_thousands_of_rounds_stays_small_and_ends() -> None:
    body = (
        events()
        + users("a")
        + script("c", "{n: n + 1}")
        + '<exclusiveGateway id="m"/><exclusiveGateway id="x" default="x-e"/>'
    )
    body += flows("s", "m", "a", "c", "x", "e") + flow("x", "m", "n < 1500")
    case = Case(compiled(model(body)), {"n": 0})
    sizes = set()
    for _ in range(1500):
        assert case.waiting == ["a"]
        case.do("a")
        sizes.add(len(case.outcome.state))
    assert case.ended
    assert case.data == {"n": 1500}
    assert max(sizes) < 400


def test_a_loop_without_a_person_runs_its_rounds_in_one_action() -> None:
    body = events() + script("c", "{n: n + 1}") + '<exclusiveGateway id="m"/><exclusiveGateway id="x" default="x-e"/>'
    body += flows("s", "m", "c", "x", "e") + flow("x", "m", "n < 2000")
    assert Case(compiled(model(body)), {"n": 0}).data == {"n": 2000}


def test_a_chain_of_a_thousand_scripts_runs() -> None:
    steps = [f"c{number}" for number in range(1000)]
    body = events() + "".join(script(step, "{n: n + 1}") for step in steps) + flows("s", *steps, "e")
    assert Case(compiled(model(body)), {"n": 0}).data == {"n": 1000}


def test_an_embedded_subprocess_runs_as_part_of_the_case() -> None:
    inner = '<subProcess id="sub" name="Inner"><startEvent id="is"/><endEvent id="ie"/>'
    inner += users("a") + flows("is", "a", "ie") + "</subProcess>"
    case = Case(compiled(model(events() + inner + users("b") + flows("s", "sub", "b", "e"))))
    assert case.waiting == ["a"]
    case.do("a", n=1)
    assert case.waiting == ["b"]
    assert case.data == {"n": 1}
    assert case.elements() == ["s", "is", "a", "ie", "sub"]
    case.do("b")
    assert case.ended


def called(identifier: str, body: str) -> str:
    return process('<startEvent id="cs"/><endEvent id="ce"/>' + body, identifier)


def test_a_call_activity_runs_a_process_of_the_same_file_on_the_same_data() -> None:
    lanes = '<laneSet><lane id="l" name="Planning"><flowNodeRef>k</flowNodeRef></lane></laneSet>'
    main = lanes + events() + '<callActivity id="k" calledElement="q"/>' + flows("s", "k", "e")
    case = Case(compiled(model(main, called("q", users("a") + flows("cs", "a", "ce")))), {"n": 1})
    assert case.waiting == ["a"]
    assert case.outcome.waiting[0].lane == "Planning"
    case.do("a", n=2)
    assert case.ended
    assert case.data == {"n": 2}


def test_a_called_process_with_lanes_of_its_own_has_those() -> None:
    outer = '<laneSet><lane id="l" name="Planning"><flowNodeRef>k</flowNodeRef></lane></laneSet>'
    inner = '<laneSet><lane id="m" name="Legal"><flowNodeRef>a</flowNodeRef></lane></laneSet>'
    main = outer + events() + '<callActivity id="k" calledElement="q"/>' + flows("s", "k", "e")
    body = (
        inner + users("a", "b") + '<parallelGateway id="pg"/>' + flows("cs", "pg", "a", "ce") + flows("pg", "b", "ce2")
    )
    case = Case(compiled(model(main, called("q", body + '<endEvent id="ce2"/>'))))
    assert {task.element: task.lane for task in case.outcome.waiting} == {"a": "Legal", "b": "Planning"}


def test_processes_that_call_each_other_without_end_are_stopped() -> None:
    main = events() + '<callActivity id="k" calledElement="q"/>' + flows("s", "k", "e")
    other = called("q", '<callActivity id="k2" calledElement="p"/>' + flows("cs", "k2", "ce"))
    with pytest.raises(BudgetSpent, match="levels deep"):
        Case(compiled(model(main, other)))


def test_a_loop_that_never_waits_is_stopped() -> None:
    body = events() + script("c", "{n: 1}") + '<exclusiveGateway id="m"/><exclusiveGateway id="x" default="x-e"/>'
    body += flows("s", "m", "c", "x", "e") + flow("x", "m", "true")
    with pytest.raises(BudgetSpent, match="loop that never waits"):
        Case(compiled(model(body)))


def test_two_scripts_in_a_ring_are_stopped() -> None:
    body = '<startEvent id="s"/>' + script("c", "{n: 1}") + script("d", "{n: 2}") + flows("s", "c", "d", "c")
    with pytest.raises(BudgetSpent):
        Case(compiled(model(body)))


def test_tokens_that_double_at_every_step_are_stopped() -> None:
    gateways = [f"g{number}" for number in range(26)]
    body = '<startEvent id="s"/>' + "".join(f'<parallelGateway id="{name}"/><task id="t{name}"/>' for name in gateways)
    body += flow("s", "g0") + "".join(
        flow(here, "m" + there) + flow(here, "m" + there, identifier=f"{here}-2") + flow("m" + there, there)
        for here, there in pairwise(gateways)
    )
    body += "".join(f'<exclusiveGateway id="m{name}"/>' for name in gateways[1:]) + flow("g25", "tg25")
    with pytest.raises(BudgetSpent):
        Case(compiled(model(body)))


def test_a_message_is_delivered_by_name_and_brings_values() -> None:
    catch = '<intermediateCatchEvent id="m"><messageEventDefinition messageRef="M"/></intermediateCatchEvent>'
    case = Case(
        compiled(document('<message id="M" name="Reply"/>', process(events() + catch + flows("s", "m", "e")))),
        {"ref": 7},
    )
    assert [(one.element, one.name, one.kind) for one in case.outcome.messages] == [("m", "Reply", "message")]
    with pytest.raises(Conflict):
        case.send("Other")
    with pytest.raises(Conflict):
        bpmn.deliver_message(
            case.spec, case.outcome.state, case.data, name="Reply", payload={}, keys={"ref": 8}, now=NOW, tools=Tools()
        )
    case.send("Reply", text="yes")
    assert case.ended
    assert case.data == {"ref": 7, "text": "yes"}
    with pytest.raises(Conflict):
        case.send("Reply")


def test_a_receive_task_waits_for_its_message() -> None:
    body = events() + '<receiveTask id="r" messageRef="M"/>' + flows("s", "r", "e")
    case = Case(compiled(document('<message id="M" name="Paid"/>', process(body))))
    case.send("Paid", amount=3)
    assert case.ended
    assert case.elements() == ["s", "r", "e"]


def test_a_thrown_message_is_told_and_not_caught_by_the_same_case() -> None:
    throw = '<intermediateThrowEvent id="t"><messageEventDefinition messageRef="M"/></intermediateThrowEvent>'
    case = Case(compiled(document('<message id="M" name="Told"/>', process(events() + throw + flows("s", "t", "e")))))
    assert ("t", "message") in case.trace
    assert case.ended
