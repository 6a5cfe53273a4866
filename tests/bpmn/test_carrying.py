"""A running case carried over to another version of its model: where it stands there, or why it cannot."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import bpmn
from engine.bpmn import Carried
from tests.bpmn.models import NOW, Case, compiled, events, flow, flows, model, users

TIMER = "<timerEventDefinition><timeDuration>{}</timeDuration></timerEventDefinition>"
PLAIN = model(events() + users("a", "b") + flows("s", "a", "b", "e"))


def border(identifier: str, at: str, after: str = "P1D") -> str:
    return f'<boundaryEvent id="{identifier}" attachedToRef="{at}">{TIMER.format(after)}</boundaryEvent>'


def carry(case: Case, data: bytes, **mapping: str) -> Carried:
    """The case on another version, and that version as its own from now on when it fits."""
    new = compiled(data)
    carried = bpmn.carry_over(case.spec, new, case.outcome.state, case.data, mapping, now=case.now, tools=case.tools)
    if not carried.problems:
        case.spec = new
        case._keep(bpmn.look_again(new, carried.state, case.data, now=case.now, tools=case.tools))
    return carried


def test_a_case_goes_on_by_the_new_version_with_its_tasks_as_they_were() -> None:
    case = Case(compiled(PLAIN), {"known": 1})
    (task,) = case.outcome.waiting
    assert carry(case, model(events() + users("a", "c", "b") + flows("s", "a", "c", "b", "e"))).problems == ()
    assert [one.id for one in case.outcome.waiting] == [task.id]
    for step in ("a", "c", "b"):
        case.do(step)
    assert case.ended


def test_a_step_with_another_id_is_found_by_the_mapping() -> None:
    case = Case(compiled(PLAIN))
    (task,) = case.outcome.waiting
    other = model(events() + users("first", "b") + flows("s", "first", "b", "e"))
    assert carry(case, other).problems == ("“A” waits, and the new version has nothing for it to go on as.",)
    assert carry(case, other, a="first").problems == ()
    assert [(one.id, one.element) for one in case.outcome.waiting] == [(task.id, "first")]


@pytest.mark.parametrize(
    ("drawn", "why"),
    [
        ('<scriptTask id="a" scriptFormat="feel"><script>{x: 1}</script></scriptTask>', "is done in another way"),
        (
            '<userTask id="a"><multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality>'
            "</multiInstanceLoopCharacteristics></userTask>",
            "is done in another way",
        ),
    ],
)
def test_a_step_that_is_something_else_now_is_refused_in_words(drawn: str, why: str) -> None:
    case = Case(compiled(PLAIN))
    (problem,) = carry(case, model(events() + drawn + users("b") + flows("s", "a", "b", "e"))).problems
    assert why in problem
    assert case.waiting == ["a"]


def test_timers_keep_the_moment_they_were_due_and_an_event_of_another_kind_is_refused() -> None:
    wait = f'<intermediateCatchEvent id="w">{TIMER.format("P2D")}</intermediateCatchEvent>'
    case = Case(compiled(model(events() + wait + users("b") + flows("s", "w", "b", "e"))))
    case.now += timedelta(days=1)
    longer = wait.replace("P2D", "P9D")
    carry(case, model(events() + longer + users("b") + flows("s", "w", "b", "e")))
    assert [timer.due_at for timer in case.outcome.timers] == [NOW + timedelta(days=2)]
    told = '<intermediateCatchEvent id="w"><messageEventDefinition/></intermediateCatchEvent>'
    (problem,) = carry(case, model(events() + told + users("b") + flows("s", "w", "b", "e"))).problems
    assert "waits for something else" in problem


def test_an_event_at_the_border_that_is_new_begins_to_wait_and_one_that_is_gone_stops() -> None:
    case = Case(compiled(PLAIN))
    (task,) = case.outcome.waiting
    drawn = events() + users("a", "b") + border("late", "a") + flows("s", "a", "b", "e") + flow("late", "e")
    with_border = model(drawn)
    assert carry(case, with_border).problems == ()
    assert [timer.element for timer in case.outcome.timers] == ["late"]
    assert [one.id for one in case.outcome.waiting] == [task.id]
    two = model(drawn + border("later", "a", "P3D") + flow("later", "b"))
    carry(case, two)
    assert sorted(timer.element for timer in case.outcome.timers) == ["late", "later"]
    carry(case, PLAIN)
    assert (case.outcome.timers, [one.id for one in case.outcome.waiting]) == ((), [task.id])
    case.do("a")
    case.do("b")
    assert case.ended


def test_an_event_that_has_come_already_does_not_wait_again() -> None:
    beside = border("late", "a").replace("attachedToRef", 'cancelActivity="false" attachedToRef')
    drawn = events("e", "f") + users("a", "b", "c") + beside + flows("s", "a", "b", "e") + flows("late", "c", "f")
    case = Case(compiled(model(drawn)))
    case.later(days=2)
    assert (sorted(case.waiting), case.outcome.timers) == (["a", "c"], ())
    carry(case, model(drawn.replace('name="B"', 'name="Better"')))
    assert (sorted(case.waiting), case.outcome.timers) == (["a", "c"], ())


def test_inside_a_subprocess_and_at_a_join_it_goes_on_too() -> None:
    inner = '<startEvent id="is"/><endEvent id="ie"/>' + users("x") + flows("is", "x", "ie")
    gates = '<parallelGateway id="fork"/><parallelGateway id="join"/>'
    ways = flows("s", "fork", "sub", "join", "b", "e") + flows("fork", "a", "join")
    drawn = events() + gates + f'<subProcess id="sub">{inner}</subProcess>' + users("a", "b") + ways
    case = Case(compiled(model(drawn)))
    case.do("a")
    assert carry(case, model(drawn.replace('name="B"', 'name="Better"'))).problems == ()
    case.do("x")
    assert case.waiting == ["b"]

    lost = Case(compiled(model(drawn)))
    (problem, *_) = carry(lost, PLAIN).problems
    assert "“sub”" in problem
    other = model(drawn.replace('id="fork-a"', 'id="fork-c"').replace('targetRef="join"/><', 'targetRef="join"/><', 1))
    assert carry(lost, other).problems == ()


def test_several_instances_go_on_where_they_were() -> None:
    several = (
        '<userTask id="a" name="A"><multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality>'
        "</multiInstanceLoopCharacteristics></userTask>"
    )
    case = Case(compiled(model(events() + several + flows("s", "a", "e"))))
    case.do("a")
    bordered = model(events() + several + border("late", "a") + flows("s", "a", "e") + flow("late", "e"))
    assert carry(case, bordered).problems == ()
    assert (case.waiting, [timer.element for timer in case.outcome.timers]) == (["a", "a"], ["late"])
    case.do("a")
    case.do("a")
    assert case.ended


def test_an_event_subprocess_that_is_new_is_listened_for_and_one_that_is_gone_is_not() -> None:
    begun = '<startEvent id="told"><messageEventDefinition messageRef="m"/></startEvent>'
    inner = begun + users("x") + '<endEvent id="xe"/>' + flows("told", "x", "xe")
    message = '<message id="m" name="Stop"/>'
    drawn = events() + users("a") + flows("s", "a", "e")
    listening = model(drawn + f'<subProcess id="es" triggeredByEvent="true">{inner}</subProcess>', message)
    case = Case(compiled(model(drawn)))
    assert case.outcome.messages == ()
    carry(case, listening)
    assert [one.name for one in case.outcome.messages] == ["Stop"]
    carry(case, listening.replace(b'name="A"', b'name="Better"'))
    assert [one.name for one in case.outcome.messages] == ["Stop"]
    carry(case, model(drawn))
    assert (case.outcome.messages, case.waiting) == ((), ["a"])
