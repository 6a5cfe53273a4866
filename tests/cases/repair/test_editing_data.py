"""Changing what a case knows: as the form would take it, with a reason, and nothing of the record is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine import audit, cases, people
from engine.cases import CaseTask, Started
from engine.errors import Conflict, NotPermitted, Refused, StaleVersion
from engine.forms import InvalidAnswers
from engine.people import Grant
from engine.store import Store, reading, unit_of_work
from tests.cases.repair.test_repairing import FAILING
from tests.council import MODEL, Council, found_council

WHY = "Typed in centimetres"


@pytest.fixture
def inspected(begin: Callable[..., Started], take_report: Callable[..., None]) -> int:
    started = begin()
    take_report(started.id, reporter="Mrs Quill", injury="Broken wrist")
    return started.id


def change(store: Store, case_id: int, by, reason: str = WHY, **values: object) -> None:
    with unit_of_work(store) as work:
        cases.change_data(work, case_id, values, reason=reason, by=by)


def test_the_case_goes_by_the_new_value_and_the_record_keeps_both(
    store: Store, council: Council, inspected: int, open_task: Callable[[int], CaseTask]
):
    change(store, inspected, council.leader, depth="70")

    with reading(store) as work:
        known = {one.field.key: one for one in cases.known_values(work, inspected, by=council.leader)}
        given = cases.answers(work, inspected, by=council.adviser)
        entry = audit.entries(work, case_id=inspected, action="case:data:changed")[0]
        view = cases.task(work, open_task(inspected).id, by=council.officer)
    assert (known["depth"].value, view.data["depth"]) == (70, 70)
    assert [one.answers["depth"] for one in given] == [50, 70]
    assert (entry.by, entry.reason, entry.facts) == (
        council.leader.user_id,
        WHY,
        {"fields": ["How deep is it?"]},
    ), "the trail names the field, never the value"


def test_a_stuck_case_goes_by_the_new_value_once_it_is_tried_again(store: Store):
    council = found_council(store, FAILING)
    with unit_of_work(store) as work:
        started = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser)
        (task,) = cases.case(work, started.id, by=council.adviser).tasks
        cases.complete(work, task.id, answers={"depth": 20}, by=council.adviser)
    with reading(store) as work:
        known = {one.field.key: one.value for one in cases.known_values(work, started.id, by=council.leader)}
    assert known["depth"] == 20, "what the stuck step was answered"

    change(store, started.id, council.leader, depth=50)

    with unit_of_work(store) as work:
        assert cases.case(work, started.id, by=council.adviser).status == "stuck"
        assert cases.retry(work, started.id, by=council.leader, reason="Mended").status == "open"


TIMER = (
    '<bpmn:timerEventDefinition id="two_days"><bpmn:timeDuration>P2D</bpmn:timeDuration></bpmn:timerEventDefinition>'
)
CONDITION = (
    '<bpmn:conditionalEventDefinition id="deep"><bpmn:condition xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:type="bpmn:tFormalExpression">depth &gt; 60</bpmn:condition></bpmn:conditionalEventDefinition>'
)


def test_what_the_case_waits_for_is_looked_at_again(store: Store):
    council = found_council(store, MODEL.replace(TIMER, CONDITION))
    with unit_of_work(store) as work:
        started = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser)
        (first,) = cases.case(work, started.id, by=council.adviser).tasks
        cases.complete(work, first.id, answers={"depth": 50}, by=council.adviser)
        second = cases.case(work, started.id, by=council.adviser).tasks[1]
        assert cases.complete(work, second.id, answers={}, by=council.officer).settled.status == "waiting"

    change(store, started.id, council.leader, depth=70)

    with reading(store) as work:
        assert [task.name for task in cases.case(work, started.id, by=council.adviser).open_tasks] == ["Repair it"]


def test_restricted_values_are_for_those_who_may_read_them_and_are_not_shown(
    store: Store, council: Council, inspected: int
):
    with pytest.raises(Refused, match="no such value"):
        change(store, inspected, council.leader, injury="None")
    with unit_of_work(store) as work:
        assert "injury" not in {one.field.key for one in cases.known_values(work, inspected, by=council.leader)}
        grants = [Grant("team_leader", council.service_id), Grant("restricted_reader", council.service_id)]
        people.set_grants(work, council.leader.user_id, grants, by=people.SYSTEM)
        trusted = people.actor_for_user(work, council.leader.user_id)
        (one,) = [one for one in cases.known_values(work, inspected, by=trusted) if one.field.key == "injury"]
    assert one.value is None

    change(store, inspected, trusted, injury="A graze")

    with unit_of_work(store) as work:
        given = cases.answers(work, inspected, by=trusted, restricted=True)
    assert (given[-1].answers, given[-1].restricted) == ({}, {"injury": "A graze"})


def test_who_may_repair_but_not_read_sees_no_values(store: Store, council: Council, inspected: int):
    with reading(store) as work:
        known = cases.known_values(work, inspected, by=council.administrator)
    assert {one.value for one in known} == {None}
    assert [one.field.key for one in known][:2] == ["depth", "reporter"]


@pytest.mark.parametrize(
    ("values", "expected", "said"),
    [
        ({"depth": "deep"}, InvalidAnswers, "whole number"),
        ({"depth": None}, InvalidAnswers, ""),
        ({"reporter": "4111 1111 1111 1111"}, InvalidAnswers, "card"),
        ({"unheard_of": 1}, Refused, "no such value"),
        ({}, Refused, "at least one"),
    ],
)
def test_a_value_that_the_form_would_not_take_is_refused(
    store: Store, council: Council, inspected: int, values, expected, said: str
):
    with pytest.raises(expected) as refused, unit_of_work(store) as work:
        cases.change_data(work, inspected, values, reason=WHY, by=council.leader)
    assert any(said in problem.message for problem in refused.value.problems)


def test_it_needs_the_permission_a_reason_the_version_seen_and_a_case_that_goes_on(
    store: Store, council: Council, inspected: int
):
    with pytest.raises(NotPermitted):
        change(store, inspected, council.adviser, depth=1)
    with pytest.raises(Refused):
        change(store, inspected, council.leader, reason="", depth=1)
    with pytest.raises(StaleVersion), unit_of_work(store) as work:
        cases.change_data(work, inspected, {"depth": 1}, reason=WHY, by=council.leader, if_version=99)
    with unit_of_work(store) as work:
        cases.close(work, inspected, as_="withdrawn", reason="x", by=council.adviser)
    with pytest.raises(Conflict):
        change(store, inspected, council.leader, depth=1)
