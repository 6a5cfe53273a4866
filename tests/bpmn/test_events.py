"""Timers, messages, boundary events, ends that end more than themselves, links, and the race of events."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.bpmn import Stuck, Tools
from tests.bpmn.models import NOW, Case, compiled, document, events, flow, flows, model, process, users


def timer(text: str, kind: str = "timeDuration") -> str:
    return f"<timerEventDefinition><{kind}>{text}</{kind}></timerEventDefinition>"


def boundary(identifier: str, definition: str, to: str, *, interrupting: bool = True, host: str = "a") -> str:
    cancel = str(interrupting).lower()
    event = f'<boundaryEvent id="{identifier}" attachedToRef="{host}" cancelActivity="{cancel}">'
    event += definition + "</boundaryEvent>"
    return event + flow(identifier, to)


def waits(definition: str) -> bytes:
    return model(
        events() + f'<intermediateCatchEvent id="t">{definition}</intermediateCatchEvent>' + flows("s", "t", "e")
    )


@pytest.mark.parametrize(
    ("text", "kind", "after"),
    [
        ("PT1H", "timeDuration", timedelta(hours=1)),
        ("2026-11-20T10:00:00Z", "timeDate", timedelta(days=2)),
        ('duration("P2D")', "timeDuration", timedelta(days=2)),
        ("moved + duration(length)", "timeDate", timedelta(days=1)),
        ('date and time("2026-11-18T12:00:00Z")', "timeDate", timedelta(hours=2)),
        ('"PT" + string(hours) + "H"', "timeDuration", timedelta(hours=3)),
        ('due after("5 working days")', "timeDate", timedelta(days=7)),
    ],
)
def test_a_timer_is_due_from_the_moment_passed_in(text: str, kind: str, after: timedelta) -> None:
    tools = Tools(functions={"due after": lambda target: NOW + timedelta(days=7)})
    body = '<intermediateCatchEvent id="t">' + timer(text.replace('"', "&quot;"), kind) + "</intermediateCatchEvent>"
    data = {"length": "P1D", "hours": 3}
    text_model = model(events() + body + flows("s", "t", "e"))
    if "moved" in text:
        text_model = text_model.replace(b"moved +", b"date and time(moved) +")
        data["moved"] = "2026-11-18T10:00:00Z"
    case = Case(compiled(text_model), data, tools)
    assert [(one.element, one.due_at) for one in case.outcome.timers] == [("t", NOW + after)]
    case.later(seconds=after.total_seconds() - 1)
    assert not case.ended
    case.later(seconds=1)
    assert case.ended


@pytest.mark.parametrize("text", ["amount", "unknown", "5", '"never"', '"P99999999999Y"'])
def test_a_time_that_cannot_be_used_is_an_incident_of_its_element(text: str) -> None:
    with pytest.raises(Stuck) as caught:
        Case(compiled(waits(timer(text.replace('"', "&quot;")))), {"amount": 5})
    assert caught.value.element == "t"


def test_an_interrupting_timer_withdraws_the_task() -> None:
    body = (
        events() + users("a", "late") + boundary("t", timer("PT1H"), "late") + flows("s", "a", "e") + flow("late", "e")
    )
    case = Case(compiled(model(body)))
    case.later(hours=2)
    assert case.waiting == ["late"]
    assert ("a", "cancelled") in case.trace
    assert not case.outcome.timers
    case.do("late")
    assert case.ended


def test_a_timer_stops_when_its_task_is_done() -> None:
    body = (
        events()
        + users("a", "b", "late")
        + boundary("t", timer("PT1H"), "late")
        + flows("s", "a", "b", "e")
        + flow("late", "e")
    )
    case = Case(compiled(model(body)))
    case.do("a")
    assert not case.outcome.timers
    case.later(hours=5)
    assert case.waiting == ["b"]


def test_a_timer_beside_the_task_leaves_it_open_and_fires_once() -> None:
    body = events() + users("a", "remind") + boundary("t", timer("PT1H"), "remind", interrupting=False)
    case = Case(compiled(model(body + flows("s", "a", "e") + flow("remind", "e"))))
    case.later(hours=2)
    case.later(hours=9)
    assert sorted(case.waiting) == ["a", "remind"]
    case.do("a")
    assert case.waiting == ["remind"]
    case.do("remind")
    assert case.ended


def repeating(text: str) -> Case:
    body = events() + users("a", "remind") + boundary("t", timer(text, "timeCycle"), "remind", interrupting=False)
    return Case(compiled(model(body + flows("s", "a", "e") + flow("remind", "e"))))


def test_a_repeating_timer_fires_its_number_of_times() -> None:
    case = repeating("R3/PT1H")
    for expected in (1, 2, 3, 3, 3):
        case.later(hours=1)
        assert case.waiting.count("remind") == expected
    assert case.waiting.count("a") == 1
    case.do("a")
    assert case.waiting == ["remind"] * 3


def test_what_a_repeating_timer_began_goes_on_when_its_task_is_done() -> None:
    case = repeating("R3/PT1H")
    case.later(hours=1)
    case.do("a")
    assert case.waiting == ["remind"]
    assert not case.outcome.timers


def test_a_repeating_timer_catches_up_a_little_and_then_skips_what_was_missed() -> None:
    case = repeating("R/PT1M")
    case.later(days=30)
    fired = case.waiting.count("remind")
    assert 1 <= fired <= 12
    assert case.outcome.timers[0].due_at > case.now
    case.later(minutes=1)
    assert case.waiting.count("remind") == fired + 1


def test_a_repeating_timer_keeps_its_own_rhythm() -> None:
    case = repeating("R/PT1H")
    case.later(minutes=75)
    assert case.outcome.timers[0].due_at == NOW + timedelta(hours=2)


def test_timers_fire_in_the_order_they_are_due() -> None:
    body = events() + users("a", "x", "y") + boundary("late", timer("PT3H"), "x") + boundary("soon", timer("PT2H"), "y")
    case = Case(compiled(model(body + flows("s", "a", "e") + flow("x", "e") + flow("y", "e"))))
    case.later(hours=9)
    assert case.waiting == ["y"]


def test_messages_at_the_border_of_a_task_may_come_again_when_they_do_not_interrupt() -> None:
    definition = '<messageEventDefinition messageRef="M"/>'
    body = (
        events()
        + users("a", "n")
        + boundary("m", definition, "n", interrupting=False)
        + flows("s", "a", "e")
        + flow("n", "e")
    )
    case = Case(compiled(document('<message id="M" name="News"/>', process(body))))
    case.send("News")
    case.send("News")
    assert sorted(case.waiting) == ["a", "n", "n"]


def test_the_first_event_after_an_event_based_gateway_wins() -> None:
    body = events("e1", "e2") + '<eventBasedGateway id="g"/>' + flow("s", "g") + flow("g", "m") + flow("g", "t")
    body += '<intermediateCatchEvent id="m"><messageEventDefinition messageRef="M"/></intermediateCatchEvent>'
    body += (
        f'<intermediateCatchEvent id="t">{timer("PT1H")}</intermediateCatchEvent>' + flow("m", "e1") + flow("t", "e2")
    )
    spec = compiled(document('<message id="M" name="Reply"/>', process(body)))
    by_message, by_time = Case(spec), Case(spec)
    by_message.send("Reply")
    assert (by_message.outcome.end_events, by_message.ended, by_message.outcome.timers) == (("e1",), True, ())
    by_time.later(hours=1)
    assert (by_time.outcome.end_events, by_time.ended) == (("e2",), True)


def test_a_terminate_end_withdraws_everything_else_in_its_scope_only() -> None:
    inner = '<subProcess id="sub"><startEvent id="is"/><endEvent id="ie"><terminateEventDefinition/></endEvent>'
    inner += (
        users("a", "b")
        + '<parallelGateway id="pg"/>'
        + flows("is", "pg", "a", "ie")
        + flow("pg", "b")
        + "</subProcess>"
    )
    case = Case(compiled(model(events() + inner + users("z") + flows("s", "sub", "z", "e"))))
    case.do("a")
    assert case.waiting == ["z"]
    assert ("b", "cancelled") in case.trace


def failing(code: str, caught: str) -> Case:
    inner = '<subProcess id="sub"><startEvent id="is"/>' + users("a", "b") + '<parallelGateway id="pg"/>'
    inner += '<endEvent id="ie"><errorEventDefinition errorRef="E"/></endEvent>' + flows("is", "pg", "a", "ie")
    inner += flow("pg", "b") + flow("b", "ie2") + '<endEvent id="ie2"/></subProcess>'
    reference = f' errorRef="{caught}"' if caught else ""
    event = boundary("x", f"<errorEventDefinition{reference}/>", "repair", host="sub")
    body = events() + inner + users("repair", "z") + event + flows("s", "sub", "z", "e") + flow("repair", "e")
    errors = f'<error id="E" errorCode="{code}"/><error id="F" errorCode="other"/>'
    case = Case(compiled(document(errors, process(body))))
    case.do("a")
    return case


@pytest.mark.parametrize("caught", ["E", ""])
def test_an_error_end_is_caught_at_the_border_of_its_subprocess(caught: str) -> None:
    case = failing("42", caught)
    assert case.waiting == ["repair"]
    assert ("b", "cancelled") in case.trace
    assert ("ie", "error") in case.trace


def test_an_error_that_nobody_catches_ends_the_case() -> None:
    case = failing("42", "F")
    assert case.ended
    assert case.waiting == []


def test_an_escalation_beside_the_subprocess_leaves_it_running() -> None:
    inner = '<subProcess id="sub"><startEvent id="is"/>' + users("a")
    inner += '<intermediateThrowEvent id="up"><escalationEventDefinition escalationRef="E"/></intermediateThrowEvent>'
    inner += '<endEvent id="ie"/>' + flows("is", "up", "a", "ie") + "</subProcess>"
    event = boundary("x", '<escalationEventDefinition escalationRef="E"/>', "note", interrupting=False, host="sub")
    body = events() + inner + users("note") + event + flows("s", "sub", "e") + flow("note", "e")
    case = Case(compiled(document('<escalation id="E" escalationCode="7"/>', process(body))))
    assert sorted(case.waiting) == ["a", "note"]


def test_a_link_goes_on_at_the_catching_link_of_its_name() -> None:
    throw = '<intermediateThrowEvent id="l1"><linkEventDefinition name="on"/></intermediateThrowEvent>'
    catch = '<intermediateCatchEvent id="l2"><linkEventDefinition name="on"/></intermediateCatchEvent>'
    case = Case(compiled(model(events() + throw + catch + users("a") + flow("s", "l1") + flows("l2", "a", "e"))))
    assert case.waiting == ["a"]
    case.do("a")
    assert case.elements() == ["s", "l1", "l2", "a", "e"]


def test_a_condition_is_looked_at_when_the_data_has_changed() -> None:
    catch = '<intermediateCatchEvent id="c"><conditionalEventDefinition><condition>n > 2</condition>'
    catch += "</conditionalEventDefinition></intermediateCatchEvent>"
    body = events() + users("a", "b", "z") + catch + '<parallelGateway id="pg"/>' + flows("s", "pg", "a", "b", "e")
    case = Case(compiled(model(body + flows("pg", "c", "z", "e"))), {"n": 0})
    assert case.waiting == ["a"]
    case.do("a", n=1)
    assert case.waiting == ["b"]
    case.do("b", n=3)
    assert case.waiting == ["z"]


def test_a_signal_reaches_all_that_wait_for_it_in_the_case() -> None:
    catch = '<intermediateCatchEvent id="{0}"><signalEventDefinition signalRef="S"/></intermediateCatchEvent>'
    body = events() + users("a", "b") + '<parallelGateway id="pg"/>' + catch.format("c1") + catch.format("c2")
    body += flow("s", "pg") + flows("pg", "c1", "a", "e") + flows("pg", "c2", "b", "e")
    case = Case(compiled(document('<signal id="S" name="Storm"/>', process(body))))
    assert {one.kind for one in case.outcome.messages} == {"signal"}
    case.send("Storm", kind="signal")
    assert sorted(case.waiting) == ["a", "b"]


def test_a_signal_end_event_throws_its_signal() -> None:
    catch = '<intermediateCatchEvent id="c"><signalEventDefinition signalRef="S"/></intermediateCatchEvent>'
    end = '<endEvent id="e2"><signalEventDefinition signalRef="S"/></endEvent>'
    body = events() + users("a", "b") + '<parallelGateway id="pg"/>' + catch + end + flows("s", "pg", "a", "e2")
    case = Case(compiled(document('<signal id="S" name="Storm"/>', process(body + flows("pg", "c", "b", "e")))))
    case.do("a")
    assert case.waiting == ["b"]
    assert ("e2", "signal") in case.trace


def test_what_starts_an_event_subprocess_in_one_case_starts_it_in_no_other() -> None:
    start = '<startEvent id="es"><messageEventDefinition messageRef="M"/></startEvent>'
    inside = f'<subProcess id="x" triggeredByEvent="true">{start}{users("n")}{flow("es", "n")}</subProcess>'
    body = events() + users("a") + inside + flows("s", "a", "e")
    spec = compiled(document('<message id="M" name="News"/>', process(body)))
    first, second = Case(spec), Case(spec)
    for _ in range(2):
        first.send("News")
        assert (first.waiting, second.waiting) == (["n"], ["a"])
        first = Case(spec)
    second.do("a")
    assert second.ended


def test_what_one_case_catches_never_changes_the_model_that_another_case_runs_on() -> None:
    definition = '<messageEventDefinition messageRef="M"/>'
    body = events() + users("a", "n") + boundary("m", definition, "n") + flows("s", "a", "e") + flow("n", "e")
    spec = compiled(document('<message id="M" name="News"/>', process(body)))
    first, second = Case(spec), Case(spec)
    first.send("News")
    assert (first.waiting, second.waiting) == (["n"], ["a"])
    second.do("a")
    first.do("n")
    assert first.ended
    assert second.ended
    assert Case(spec).waiting == ["a"]
