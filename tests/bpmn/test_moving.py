"""A token moved by hand: withdrawn with what waits beside it there, and going on at another element of its scope."""

from __future__ import annotations

from typing import Any

import pytest

from engine import bpmn
from engine.bpmn import Outcome, TokenPlace
from engine.errors import NotFound
from tests.bpmn.models import Case, compiled, events, flow, flows, model, users

TIMER = "<timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition>"
LATE = f'<boundaryEvent id="late" attachedToRef="a">{TIMER}</boundaryEvent>'
WAIT = f'<intermediateCatchEvent id="wait">{TIMER}</intermediateCatchEvent>'


def places(case: Case) -> dict[str, TokenPlace]:
    return {one.element: one for one in bpmn.places(case.spec, case.outcome.state, now=case.now)}


def move(case: Case, at: str, to: str) -> Outcome:
    token = places(case)[at].token
    moved: dict[str, Any] = {"token": token, "to": to, "now": case.now, "tools": case.tools}
    return case._keep(bpmn.move(case.spec, case.outcome.state, case.data, **moved))


def test_a_step_is_left_for_a_later_one_and_what_lies_between_is_not_done() -> None:
    case = Case(compiled(model(events() + users("a", "b", "c") + flows("s", "a", "b", "c", "e"))))

    assert [target.element for target in places(case)["a"].targets] == ["e", "b", "c"]
    move(case, "a", "c")

    assert case.waiting == ["c"]
    case.do("c")
    assert case.ended
    assert "b" not in case.elements()


def test_a_step_is_left_for_an_earlier_one_and_for_the_end() -> None:
    case = Case(compiled(model(events() + users("a", "b") + flows("s", "a", "b", "e"))))
    case.do("a")
    move(case, "b", "a")
    assert case.waiting == ["a"]
    move(case, "a", "e")
    assert case.ended


def test_the_events_at_the_border_of_a_step_go_with_it_and_come_with_it() -> None:
    case = Case(compiled(model(events() + users("a", "b") + LATE + flows("s", "a", "b", "e") + flow("late", "e"))))
    assert [timer.element for timer in case.outcome.timers] == ["late"]
    move(case, "a", "b")
    assert (case.waiting, case.outcome.timers) == (["b"], ())
    move(case, "b", "a")
    assert [timer.element for timer in case.outcome.timers] == ["late"]
    case.do("a")
    assert (case.waiting, case.outcome.timers) == (["b"], ())


def test_a_wait_is_cut_short_and_a_step_is_left_for_a_wait() -> None:
    case = Case(compiled(model(events() + users("a", "b") + WAIT + flows("s", "a", "wait", "b", "e"))))
    move(case, "a", "wait")
    assert (case.waiting, len(case.outcome.timers)) == ([], 1)
    move(case, "wait", "b")
    assert (case.waiting, case.outcome.timers) == (["b"], ())


def test_other_branches_stay_and_the_join_still_waits_for_each() -> None:
    both = '<parallelGateway id="fork"/><parallelGateway id="join"/>'
    ways = flows("s", "fork", "a", "b", "join", "e") + flows("fork", "c", "join")
    case = Case(compiled(model(events() + both + users("a", "b", "c") + ways)))
    move(case, "a", "b")
    assert sorted(case.waiting) == ["b", "c"]
    case.do("b")
    case.do("c")
    assert case.ended


def test_at_an_event_gateway_all_its_events_stop_waiting() -> None:
    events_at = WAIT + '<intermediateCatchEvent id="told"><messageEventDefinition/></intermediateCatchEvent>'
    ways = flows("s", "race", "wait", "a", "e") + flows("race", "told", "e")
    case = Case(compiled(model(events() + '<eventBasedGateway id="race"/>' + events_at + users("a") + ways)))
    move(case, "wait", "a")
    assert (case.waiting, case.outcome.timers, case.outcome.messages) == (["a"], (), ())


def test_a_token_stays_within_its_subprocess_or_leaves_it_as_a_whole() -> None:
    inner = '<startEvent id="is"/><endEvent id="ie"/>' + users("x", "y") + flows("is", "x", "y", "ie")
    sub = f'<subProcess id="sub">{inner}</subProcess>'
    case = Case(compiled(model(events() + sub + users("b") + flows("s", "sub", "b", "e"))))
    assert {target.element for target in places(case)["x"].targets} == {"ie", "y"}
    assert {target.element for target in places(case)["sub"].targets} == {"b", "e"}
    with pytest.raises(NotFound, match="cannot be moved there"):
        move(case, "x", "b")
    move(case, "x", "y")
    assert case.waiting == ["y"]
    move(case, "sub", "b")
    assert case.waiting == ["b"]


def test_one_of_several_instances_is_not_moved_and_an_unknown_token_is_refused() -> None:
    several = (
        '<userTask id="a"><multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality>'
        "</multiInstanceLoopCharacteristics></userTask>"
    )
    case = Case(compiled(model(events() + several + flows("s", "a", "e"))))
    assert places(case) == {}
    with pytest.raises(NotFound, match="does not wait there"):
        bpmn.move(case.spec, case.outcome.state, {}, token="no", to="e", now=case.now, tools=case.tools)
