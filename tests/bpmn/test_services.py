"""Service and send tasks: what they ask, and how a case goes on with what a system answered. Saved at every step."""

from __future__ import annotations

from typing import Any

import pytest

from engine import bpmn
from engine.bpmn import NothingCatches, Outcome, Stuck, WaitingJob
from engine.bpmn.model import Job
from engine.errors import Conflict, Refused
from tests.bpmn.models import Case, between, events, flow, flows, imported, live, model, repaired, users

OLDER = 'camunda:type="external" camunda:topic="payments"'


def step(inner: str, attributes: str = "", tag: str = "serviceTask", identifier: str = "x") -> str:
    """A service step whose extensions are `inner`."""
    held = f"<extensionElements>{inner}</extensionElements>" if inner else ""
    return f'<{tag} id="{identifier}" name="Take the payment" {attributes}>{held}</{tag}>'


def asks(*mapping: str, topic: str = "payments", more: str = "", retries: str = "") -> str:
    """The extensions of Camunda 8: a job's type, its inputs and outputs."""
    attempts = f' retries="{retries}"' if retries else ""
    mapped = f"<zeebe:ioMapping>{''.join(mapping)}</zeebe:ioMapping>" if mapping else ""
    return f'<zeebe:taskDefinition type="{topic}"{attempts}/>{mapped}{more}'


def given(source: str, target: str, tag: str = "input") -> str:
    """One line of a mapping."""
    return f"<zeebe:{tag} source='{source}' target='{target}'/>"


def started(inner: str, attributes: str = "", tag: str = "serviceTask", **data: Any) -> Case:
    """A case that stands at a service step between start and end."""
    return Case(repaired(between(step(inner, attributes, tag))), data)


def job(case: Case) -> WaitingJob:
    """The one job that the case waits for."""
    (found,) = case.outcome.jobs
    return found


def answer(case: Case, result: dict[str, object], number: int = 0) -> Outcome:
    """The system answers."""
    asked = case.outcome.jobs[number].id
    made = bpmn.complete_job(case.spec, case.outcome.state, case.data, asked, result, now=case.now, tools=case.tools)
    return case._keep(made)


def fail(case: Case, code: str, **values: object) -> Outcome:
    """The system ends its job with a BPMN error."""
    made = bpmn.raise_error(
        case.spec, case.outcome.state, case.data, job(case).id, code, values, now=case.now, tools=case.tools
    )
    return case._keep(made)


def test_a_step_asks_with_the_values_the_model_names_and_waits():
    case = started(asks(given("=amount * 2", "total"), given("council tax", "purpose"), retries="4"), amount=21)

    assert (job(case).kind, job(case).topic, job(case).retries) == ("external", "payments", 4)
    assert (job(case).element, job(case).name) == ("x", "Take the payment")
    assert job(case).inputs == {"total": 42, "purpose": "council tax"}
    assert (case.waiting, case.ended) == ([], False), "no person has to do anything"


def test_nothing_of_the_case_is_sent_that_the_model_does_not_name():
    assert job(started("", OLDER, name="Quill", amount=3)).inputs == {}


def test_the_answer_becomes_case_data_and_the_case_goes_on():
    case = started("", OLDER, amount=3)

    answer(case, {"receipt": "R-1", "lines": [1, 2]})

    assert case.ended
    assert case.data == {"amount": 3, "receipt": "R-1", "lines": [1, 2]}
    assert case.elements() == ["s", "x", "e"]


def test_only_what_the_model_takes_of_an_answer_is_kept():
    case = started(asks(given("=body.balance + old", "balance", "output"), given("=status", "told", "output")), old=1)

    answer(case, {"status": 200, "body": {"balance": 9, "name": "Quill"}})

    assert case.data == {"old": 1, "balance": 10, "told": 200}


@pytest.mark.parametrize(
    ("inner", "attributes"),
    [
        (asks(more='<zeebe:taskHeaders><zeebe:header key="resultVariable" value="found"/></zeebe:taskHeaders>'), ""),
        ("", f'{OLDER} camunda:resultVariable="found"'),
    ],
)
def test_the_whole_answer_is_kept_under_the_name_of_the_result(inner: str, attributes: str):
    case = started(inner, attributes)

    answer(case, {"a": 1, "b": {"c": [True]}})

    assert case.data == {"found": {"a": 1, "b": {"c": [True]}}}


def test_what_a_call_over_http_answers_is_kept_only_where_the_model_names_it():
    case = started(asks(given("https://example.org/", "url"), topic="bpr:http"))

    assert (job(case).kind, job(case).topic) == ("http", "")
    answer(case, {"status": 200, "body": {"amount": 1}})
    assert (case.ended, case.data) == (True, {})


def test_a_function_of_this_program_is_named_by_its_topic():
    assert (
        job(started(asks(topic="bpr:find-property"))).kind,
        job(started(asks(topic="bpr:find-property"))).topic,
    ) == (
        "callable",
        "find-property",
    )


def test_a_send_step_asks_as_a_service_step_does():
    case = started("", OLDER, tag="sendTask")

    answer(case, {})

    assert case.ended


def test_the_older_mappings_are_written_as_feel():
    mapping = (
        "<camunda:inputOutput>"
        '<camunda:inputParameter name="sum">${amount}</camunda:inputParameter>'
        '<camunda:inputParameter name="words">say “hello”</camunda:inputParameter>'
        '<camunda:inputParameter name="both"><camunda:list><camunda:value>a</camunda:value>'
        "<camunda:value>${amount}</camunda:value></camunda:list></camunda:inputParameter>"
        '<camunda:inputParameter name="map"><camunda:map><camunda:entry key="to pay">${amount}</camunda:entry>'
        "</camunda:map></camunda:inputParameter>"
        '<camunda:outputParameter name="receipt">${number}</camunda:outputParameter>'
        "</camunda:inputOutput>"
    )
    case = started(mapping, OLDER, amount=7)

    assert job(case).inputs == {"sum": 7, "words": "say “hello”", "both": ["a", 7], "map": {"to pay": 7}}
    answer(case, {"number": "N1", "secret": "x"})
    assert case.data == {"amount": 7, "receipt": "N1"}


@pytest.mark.parametrize(
    ("inner", "attributes", "why"),
    [
        (asks(topic="=which"), "", "no plain name"),
        (asks(given("=1 +", "a")), "", "is not FEEL"),
        (asks(given("=1", "a.b")), "", "one word"),
        (asks(retries="many"), "", "no number from 1 to 100"),
        (
            '<camunda:inputOutput><camunda:inputParameter name="a"><camunda:script scriptFormat="groovy">1'
            "</camunda:script></camunda:inputParameter></camunda:inputOutput>",
            OLDER,
            "script of another tool",
        ),
        (
            '<camunda:inputOutput><camunda:inputParameter name="a">${bean.call()}</camunda:inputParameter>'
            "</camunda:inputOutput>",
            OLDER,
            "cannot be written as FEEL",
        ),
        ("", f'{OLDER} camunda:resultVariable="a b"', "not one word"),
    ],
)
def test_what_cannot_be_read_stays_a_step_of_a_person_and_says_why(inner: str, attributes: str, why: str):
    data = between(step(inner, attributes))

    facts, changes = imported(data)

    assert facts.elements["x"].kind == "userTask"
    (change,) = changes["service-step"]
    assert why in change.message
    assert not live(data)


def test_a_step_without_a_topic_stays_a_step_of_a_person():
    for attributes in ("", 'camunda:class="org.example.Payment"', 'camunda:expression="${pay.now()}"'):
        facts, changes = imported(between(step("", attributes)))
        assert (facts.elements["x"].kind, len(changes["service-step"])) == ("userTask", 1)


def test_what_a_system_does_needs_no_repair():
    data = between(step(asks(given("=1", "a"), given("=b", "c", "output"))))

    facts, changes = imported(data)

    assert facts.elements["x"].job == Job("external", "payments", (("a", "1"),), (("c", "b"),))
    assert changes == {}
    assert live(data)


def test_a_choice_knows_what_a_system_answers():
    body = (
        events("e", "f")
        + step(asks(given("=body.paid", "paid", "output")))
        + '<exclusiveGateway id="g" default="g-f"/>'
        + flows("s", "x", "g")
        + flow("g", "e", "paid = true")
        + flow("g", "f")
    )
    case = Case(repaired(model(body)))

    answer(case, {"body": {"paid": True}})

    assert case.outcome.end_events == ("e",)


def test_a_person_does_it_by_hand_where_no_system_is_asked():
    case = started("", OLDER)

    case._keep(
        bpmn.complete(
            case.spec, case.outcome.state, case.data, job(case).id, {"receipt": "R"}, now=case.now, tools=case.tools
        )
    )

    assert (case.ended, case.data) == (True, {"receipt": "R"})


ERRORS = '<error id="E" errorCode="no-funds"/><error id="F" errorCode="other"/>'


def _caught(code: str = 'errorRef="E"') -> bytes:
    return model(
        events("e", "f")
        + step("", OLDER)
        + f'<boundaryEvent id="b" attachedToRef="x"><errorEventDefinition {code}/></boundaryEvent>'
        + flows("s", "x", "e")
        + flows("b", "f"),
        ERRORS,
    )


@pytest.mark.parametrize("code", ['errorRef="E"', ""])
def test_an_error_goes_to_the_border_of_its_step(code: str):
    case = Case(repaired(_caught(code)))
    asked = job(case).id

    fail(case, "no-funds", reason="empty")

    assert (case.ended, case.outcome.end_events, case.data) == (True, ("f",), {"reason": "empty"})
    assert case.outcome.withdrawn == (asked,)


def test_an_error_goes_to_the_border_of_the_subprocess_around_its_step():
    inside = '<startEvent id="is"/><endEvent id="ie"/>' + step("", OLDER) + flows("is", "x", "ie")
    case = Case(
        repaired(
            model(
                events("e", "f")
                + f'<subProcess id="sub">{inside}</subProcess>'
                + '<boundaryEvent id="b" attachedToRef="sub"><errorEventDefinition errorRef="E"/></boundaryEvent>'
                + flows("s", "sub", "e")
                + flows("b", "f"),
                ERRORS,
            )
        )
    )

    fail(case, "no-funds")

    assert case.outcome.end_events == ("f",)


def test_an_error_that_nothing_catches_is_refused_and_changes_nothing():
    case = Case(repaired(_caught()))

    with pytest.raises(NothingCatches, match="unknown"):
        fail(case, "unknown", reason="x")

    answer(case, {"receipt": 1})
    assert (case.outcome.end_events, case.data) == (("e",), {"receipt": 1})


def test_an_event_at_the_border_withdraws_the_job():
    case = Case(
        repaired(
            model(
                events("e", "f") + step("", OLDER) + '<boundaryEvent id="b" attachedToRef="x"><timerEventDefinition>'
                "<timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent>"
                + flows("s", "x", "e")
                + flows("b", "f")
            )
        )
    )
    asked = job(case).id

    case.later(hours=2)

    assert (case.ended, case.outcome.jobs, case.outcome.withdrawn) == (True, (), (asked,))
    with pytest.raises(Conflict):
        bpmn.complete_job(case.spec, case.outcome.state, case.data, asked, {}, now=case.now, tools=case.tools)


def test_each_of_several_instances_asks_for_its_own_item():
    loop = '<multiInstanceLoopCharacteristics camunda:collection="bills" camunda:elementVariable="bill"/>'
    task = (
        f'<serviceTask id="x"><extensionElements>{asks(given("=bill.sum", "sum"))}</extensionElements>{loop}'
        "</serviceTask>"
    )
    case = Case(repaired(between(task)), {"bills": [{"sum": 1}, {"sum": 2}, {"sum": 3}]})

    assert [asked.inputs for asked in case.outcome.jobs] == [{"sum": 1}, {"sum": 2}, {"sum": 3}]
    for _ in range(3):
        answer(case, {}, number=-1)
    assert case.ended


def test_beside_a_person_a_system_works_on_and_neither_waits_for_the_other():
    body = (
        events()
        + '<parallelGateway id="fork"/><parallelGateway id="join"/>'
        + users("u")
        + step("", OLDER)
        + flows("s", "fork", "u", "join", "e")
        + flows("fork", "x", "join")
    )
    case = Case(repaired(model(body)))

    case.do("u", said="yes")
    assert job(case).inputs is None, "it was asked for before, with what was known then"
    answer(case, {"paid": True})

    assert (case.ended, case.data) == (True, {"said": "yes", "paid": True})


def test_a_job_is_answered_once():
    case = started("", OLDER)
    asked = job(case).id
    answer(case, {})

    with pytest.raises(Conflict):
        bpmn.complete_job(case.spec, case.outcome.state, case.data, asked, {}, now=case.now, tools=case.tools)


def test_an_answer_that_cannot_be_kept_or_read_leaves_the_case_as_it_was():
    case = started(asks(given("=number(body.a)", "a", "output")))

    with pytest.raises(Refused):
        answer(case, {"__class__": 1})
    with pytest.raises(Stuck, match="digits"):
        Case(repaired(between(step(asks(given("=10 ** 30", "a"))))))

    answer(case, {"body": {"a": "5"}})
    assert case.data == {"a": 5}


def test_a_job_that_comes_back_with_an_earlier_step_is_asked_for_anew():
    body = (
        events()
        + '<parallelGateway id="fork"/><parallelGateway id="join"/>'
        + users("u", "v")
        + step(asks(given("=amount", "sum")))
        + flows("s", "fork", "u", "join", "v", "e")
        + flows("fork", "x", "join")
    )
    case = Case(repaired(model(body)), {"amount": 1})
    earlier, first, again = case.outcome.state, job(case).id, case.outcome.waiting[0].id
    case.do("u", amount=2)
    answer(case, {})

    back = bpmn.go_back(
        case.spec, earlier, case.outcome.state, case.data, again=again, since=case.now, now=case.now, tools=case.tools
    )

    (asked,) = back.jobs
    assert back.rewritten
    assert (asked.id != first, asked.inputs) == (True, {"sum": 2})
