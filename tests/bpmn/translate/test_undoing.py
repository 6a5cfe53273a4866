"""Compensation, cancelling and ad-hoc subprocesses in imported models: what is wrong with them is said, and undone."""

from __future__ import annotations

import pytest

from engine.bpmn import BudgetSpent
from tests.bpmn.models import FORM, Case, events, flow, flows, imported, live, model, repaired, users

BORDER = '<boundaryEvent id="c" attachedToRef="a"><compensateEventDefinition/></boundaryEvent>'
UNDO = '<userTask id="undo" isForCompensation="true"/>'
JOINED = '<association id="j" sourceRef="c" targetRef="undo"/>'
BACK = '<intermediateThrowEvent id="t"><compensateEventDefinition {}/></intermediateThrowEvent>'


def drawn(*parts: str, thrown: str = "") -> bytes:
    body = events() + users("a") + BACK.format(thrown) + flows("s", "a", "t", "e")
    return model(body + "".join(parts))


def test_compensation_that_is_whole_is_live() -> None:
    data = drawn(BORDER, UNDO, JOINED)
    assert live(data)
    case = Case(repaired(data))
    case.do("a")
    assert case.waiting == ["undo"]
    case.do("undo")
    assert case.ended


def test_the_way_to_what_undoes_may_be_drawn_in_either_direction() -> None:
    assert live(drawn(BORDER, UNDO, JOINED.replace('"c"', '"x"').replace('"undo"', '"c"').replace('"x"', '"undo"')))


@pytest.mark.parametrize(
    ("data", "where", "why"),
    [
        (drawn(BORDER, UNDO), "c", "exactly one step"),
        (drawn(BORDER, '<userTask id="undo"/>', JOINED), "c", "not marked as compensation"),
        (drawn(BORDER, UNDO, JOINED, JOINED.replace("undo", "a")), "c", "exactly one step"),
        (
            drawn(BORDER, UNDO, JOINED, BORDER.replace('"c"', '"d"'), JOINED.replace('"c"', '"d"')),
            "c",
            "several events",
        ),
        (
            drawn(
                BORDER,
                UNDO,
                JOINED,
                '<boundaryEvent id="late" attachedToRef="undo"><messageEventDefinition/></boundaryEvent>',
            ),
            "c",
            "events at its border",
        ),
        (drawn(UNDO), "undo", "no event at a border leads to it"),
        (drawn(BORDER, UNDO, JOINED, thrown='activityRef="ghost"'), "t", "names a step"),
        (drawn(BORDER, UNDO, JOINED, thrown='waitForCompletion="false"'), "t", "does not wait"),
        (drawn(), "t", "Nothing that is done before"),
        (
            model(events() + '<endEvent id="x"><cancelEventDefinition/></endEvent>' + flows("s", "x")),
            "x",
            "Only a transaction",
        ),
        (
            model(
                events()
                + f'<transaction id="tx">{users("a")}<startEvent id="is"/><endEvent id="x"><cancelEventDefinition/>'
                + "</endEvent>"
                + flows("is", "a", "x")
                + "</transaction>"
                + flows("s", "tx", "e")
            ),
            "x",
            "no cancel event",
        ),
        (
            model(
                events()
                + users("a")
                + '<boundaryEvent id="x" attachedToRef="a"><cancelEventDefinition/></boundaryEvent>'
                + flows("s", "a", "e")
                + flow("x", "e")
            ),
            "x",
            "Only a transaction",
        ),
    ],
)
def test_what_cannot_undo_anything_is_told_and_keeps_the_model_from_being_live(
    data: bytes, where: str, why: str
) -> None:
    _, changes = imported(data)
    told = [one.message for rule in ("compensation", "event-without-effect") for one in changes.get(rule, ())]
    assert where in [one.element for rule in ("compensation", "event-without-effect") for one in changes.get(rule, ())]
    assert any(why in message for message in told), told
    assert not live(data)
    case = Case(repaired(data))
    while case.waiting:
        case.do(case.waiting[0])
    assert case.ended


def test_from_within_an_event_subprocess_nothing_around_it_is_undone_and_that_is_said() -> None:
    start = '<startEvent id="es"><errorEventDefinition/></startEvent>'
    back = BACK.format("").replace('"t"', '"back"')
    ev = f'<subProcess id="ev" triggeredByEvent="true">{start}{back}{flow("es", "back")}</subProcess>'
    data = drawn(BORDER, UNDO, JOINED, ev)
    _, changes = imported(data)
    assert [change.element for change in changes["event-without-effect"]] == ["back"]
    assert not live(data)


def test_a_flow_that_is_joined_to_compensation_is_left_out() -> None:
    _, changes = imported(drawn(BORDER, UNDO, JOINED, flow("c", "undo"), flow("undo", "a")))
    assert {change.element for change in changes["dangling-flow"]} == {"c-undo", "undo-a"}


def ad_hoc(condition: str) -> bytes:
    inside = f"<completionCondition>{condition}</completionCondition>" if condition else ""
    inside += f'<userTask id="a">{FORM}</userTask>'
    return model(events() + f'<adHocSubProcess id="x">{inside}</adHocSubProcess>' + flows("s", "x", "e"))


@pytest.mark.parametrize("condition", ["${approved}", "= approved", "approved"])
def test_the_condition_of_an_ad_hoc_subprocess_is_feel_or_written_so(condition: str) -> None:
    assert live(ad_hoc(condition))
    case = Case(repaired(ad_hoc(condition)))
    case.do("a", approved=False)
    assert case.waiting == ["a"]
    case.do("a", approved=True)
    assert case.ended


@pytest.mark.parametrize("condition", ["approved ==", "ghost = 1"])
def test_a_condition_that_can_never_be_worked_out_is_taken_away_so_that_each_step_is_done_once(condition: str) -> None:
    _, changes = imported(ad_hoc(condition))
    assert changes["ad-hoc"][0].element == "x"
    assert not live(ad_hoc(condition))
    case = Case(repaired(ad_hoc(condition)))
    case.do("a")
    assert case.ended


def test_an_event_that_nothing_leads_to_in_an_ad_hoc_subprocess_becomes_a_step() -> None:
    timer = "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>"
    inside = f'<intermediateCatchEvent id="t">{timer}</intermediateCatchEvent>{users("b")}{flow("t", "b")}'
    data = model(events() + f'<adHocSubProcess id="x">{inside}</adHocSubProcess>' + flows("s", "x", "e"))
    assert [change.element for change in imported(data)[1]["waiting-event"]] == ["t"]
    assert not live(data)
    case = Case(repaired(data))
    case.do("t")
    case.do("b")
    assert case.ended


def test_an_ad_hoc_subprocess_whose_script_never_has_enough_is_stopped() -> None:
    script = '<scriptTask id="c" scriptFormat="feel"><script>{n: 1}</script></scriptTask>'
    inside = f"<completionCondition>n = 2</completionCondition>{script}"
    data = model(events() + f'<adHocSubProcess id="x">{inside}</adHocSubProcess>' + flows("s", "x", "e"))
    with pytest.raises(BudgetSpent):
        Case(repaired(data))


def test_more_than_can_be_kept_to_be_undone_is_stopped() -> None:
    loop = '<standardLoopCharacteristics loopMaximum="1200"><loopCondition>true</loopCondition>'
    loop += "</standardLoopCharacteristics>"
    script = f'<scriptTask id="a" scriptFormat="feel"><script>{{n: 1}}</script>{loop}</scriptTask>'
    body = events() + script + BACK.format("") + flows("s", "a", "t", "e") + BORDER + UNDO + JOINED
    with pytest.raises(BudgetSpent, match="can be undone"):
        Case(repaired(model(body)))
