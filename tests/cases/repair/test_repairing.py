"""Stuck cases: kept, shown, tried again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from engine import audit, cases, sla
from engine.cases import Started
from engine.errors import Conflict, NotPermitted, Refused
from engine.sla import ClockFilter
from engine.store import Store, Work, reading, unit_of_work
from tests.council import MODEL, Council, found_council

FAILING = (
    MODEL.replace("depth &gt;= 40", "depth / divisor &gt; 1 and number(reporter) &gt; 1")
    .replace(' default="f4"', "")
    .replace(
        '<bpmn:sequenceFlow id="f4" sourceRef="urgent" targetRef="tell"/>',
        """<bpmn:sequenceFlow id="f4" sourceRef="urgent" targetRef="tell">
      <bpmn:conditionExpression xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
        xsi:type="bpmn:tFormalExpression">depth &lt; 10</bpmn:conditionExpression>
    </bpmn:sequenceFlow>""",
    )
    .replace("depth / divisor &gt; 1 and number(reporter) &gt; 1", "depth &gt; 40")
)


@pytest.fixture
def council(store: Store) -> Council:
    """A process whose gateway has no way on for a depth between 10 and 40."""
    return found_council(store, FAILING)


@pytest.fixture
def stuck(store: Store, council: Council) -> Started:
    """A case that met that gateway with a depth of 20."""
    with unit_of_work(store) as work:
        started = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser)
    with unit_of_work(store) as work:
        (task,) = cases.case(work, started.id, by=council.adviser).tasks
        completed = cases.complete(work, task.id, answers={"depth": 20, "reporter": "Mrs Quill"}, by=council.adviser)
    assert completed.settled.status == "stuck"
    return started


def test_a_case_that_cannot_go_on_is_stuck_and_says_where(store: Store, council: Council, stuck: Started):
    with reading(store) as work:
        case = cases.case(work, stuck.id, by=council.adviser)

    assert case.status == "stuck"
    assert case.incident is not None
    assert case.incident.element == "urgent"
    assert "no condition" in case.incident.cause


def test_stuck_cases_are_listed_for_those_who_may_repair_them(store: Store, council: Council, stuck: Started):
    with reading(store) as work:
        (found,) = cases.stuck(work, by=council.administrator)
        assert cases.stuck(work, by=council.adviser) == []
        assert cases.stuck(work, by=council.leader) == [found]
        assert cases.stuck(work, by=council.administrator, case_id=found.case_id) == [found]
        assert cases.stuck(work, by=council.administrator, case_id=found.case_id + 1) == []
        assert cases.references(work, [found.case_id, 999]) == {found.case_id: found.reference}
        assert cases.stuck(work, by=council.leader, after=(found.stuck_since, found.incident_id)) == []
    assert (found.case_id, found.reference, found.element) == (stuck.id, stuck.reference, "urgent")
    assert "no condition" in found.cause
    assert "Quill" not in found.cause
    with unit_of_work(store) as work:
        cases.close(work, stuck.id, as_="withdrawn", reason="They said so", by=council.adviser)
    with reading(store) as work:
        assert cases.stuck(work, by=council.administrator) == []


def test_the_completion_that_was_accepted_is_recorded_once(store: Store, stuck: Started):
    with reading(store) as work:
        actions = [entry.action for entry in audit.entries(work, case_id=stuck.id)]

    assert actions.count("case:task:completed") == 1
    assert actions[0] == "case:case:stuck"


def test_a_stuck_case_takes_no_more_work(store: Store, council: Council, stuck: Started):
    with reading(store) as work:
        task = cases.case(work, stuck.id, by=council.adviser).tasks[0]

    with pytest.raises(Conflict, match="stuck"), unit_of_work(store) as work:
        cases.complete(work, task.id, answers={"depth": 50}, by=council.adviser)


def test_trying_again_without_a_cure_leaves_it_stuck_with_a_new_incident(
    store: Store, council: Council, stuck: Started
):
    with unit_of_work(store) as work:
        settled = cases.retry(work, stuck.id, by=council.leader, reason="Look again")

    assert settled.status == "stuck"
    with reading(store) as work:
        assert cases.case(work, stuck.id, by=council.adviser).incident is not None


def test_only_who_may_repair_tries_again(store: Store, council: Council, stuck: Started):
    with pytest.raises(NotPermitted), unit_of_work(store) as work:
        cases.retry(work, stuck.id, by=council.adviser, reason="x")


def test_a_case_that_is_not_stuck_has_nothing_to_repair(store: Store, council: Council):
    with unit_of_work(store) as work:
        started = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser)

    with pytest.raises(Conflict, match="not stuck"), unit_of_work(store) as work:
        cases.retry(work, started.id, by=council.leader, reason="x")


LEAKING = MODEL.replace("<bpmn:timeDuration>P2D</bpmn:timeDuration>", "<bpmn:timeDuration>=injury</bpmn:timeDuration>")


def test_why_a_case_is_stuck_never_tells_an_answer(store: Store):
    council = found_council(store, LEAKING)
    with unit_of_work(store) as work:
        started = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser)
        (first,) = cases.case(work, started.id, by=council.adviser).tasks
        cases.complete(work, first.id, answers={"depth": 50, "injury": "Broken wrist"}, by=council.adviser)
        second = cases.case(work, started.id, by=council.adviser).tasks[1]

        completed = cases.complete(work, second.id, answers={"finding": "A hole"}, by=council.officer)

        incident = cases.case(work, started.id, by=council.adviser).incident
    assert (completed.settled.status, incident is not None) == ("stuck", True)
    assert "injury" in str(incident.cause)
    assert "wrist" not in incident.cause


def test_what_a_person_completed_is_done_at_once_although_the_case_is_stuck(
    store: Store, council: Council, stuck: Started
):
    now = store.clock.now()
    with reading(store) as work:
        case = cases.case(work, stuck.id, by=council.adviser)
        (task,) = case.tasks
        (clock,) = sla.clocks(work, ClockFilter(task_id=task.id))

    assert (task.status, task.done_by, task.done_at) == ("done", council.adviser.user_id, now)
    assert clock.status == "met"
    assert (case.next_action, case.next_team_id) == ("Repair the case", None)


def test_tried_again_the_step_stays_done_when_it_was_and_what_follows_is_of_whoever_tried_again(
    store: Store, council: Council, stuck: Started
):
    completed_at = store.clock.now()
    store.clock.advance(timedelta(days=6))
    with unit_of_work(store) as work:
        sla.sweep(work)
        _mend(work)
        settled = cases.retry(work, stuck.id, by=council.leader, reason="The way on is drawn now")

    with reading(store) as work:
        case = cases.case(work, stuck.id, by=council.adviser)
        told = [(entry.action, entry.by) for entry in audit.entries(work, case_id=stuck.id)]
        clocks = {clock.name: clock.verdict for clock in sla.clocks(work, ClockFilter(case_id=stuck.id))}
    first, second = case.tasks
    assert settled.status == "open"
    assert (first.done_by, first.done_at) == (council.adviser.user_id, completed_at)
    assert (second.name, second.status) == ("Inspect it", "open")
    assert clocks["Take the report"] == "in-time"
    assert [by for action, by in told if action == "case:task:completed"] == [council.adviser.user_id]
    assert ("case:work:handed-off", council.leader.user_id) in told
    assert not [action for action, _ in told if action == "sla:clock:breached"]


def test_a_completion_that_only_its_incident_remembers_is_dated_when_it_was_made(
    store: Store, council: Council, stuck: Started
):
    completed_at = store.clock.now()
    with unit_of_work(store) as work:
        work.execute(text("UPDATE case_task SET status = 'claimed', done_at = NULL, done_by = NULL"))
        work.execute(text("DELETE FROM case_answer"))
        _mend(work)
    store.clock.advance(timedelta(days=6))
    with unit_of_work(store) as work:
        cases.retry(work, stuck.id, by=council.leader, reason="The way on is drawn now")

    with reading(store) as work:
        first, second = cases.case(work, stuck.id, by=council.adviser).tasks
    assert (first.status, first.done_by, first.done_at) == ("done", council.adviser.user_id, completed_at)
    assert second.status == "open"


@pytest.fixture
def several(store: Store, council: Council) -> list[int]:
    """Three stuck cases."""
    found = []
    for _ in range(3):
        with unit_of_work(store) as work:
            started = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser)
            (task,) = cases.case(work, started.id, by=council.adviser).tasks
            cases.complete(work, task.id, answers={"depth": 20}, by=council.adviser)
        found.append(started.id)
    return found


def test_several_are_tried_again_and_each_stands_by_itself(store: Store, council: Council, several: list[int]):
    with unit_of_work(store) as work:
        _mend(work, several[0])
        done = cases.retry_many(work, by=council.leader, reason="The first is mended", case_ids=[*several, 999])

    assert (done.went_on, done.still_stuck, done.no_longer, done.refused, done.left) == (1, 2, 1, {}, False)
    with reading(store) as work:
        statuses = [cases.case(work, number, by=council.adviser).status for number in several]
    assert statuses == ["open", "stuck", "stuck"]


def test_all_stuck_cases_of_a_version_are_tried_again(store: Store, council: Council, several: list[int]):
    with reading(store) as work:
        (version,) = cases.stuck_versions(work, by=council.leader)
        assert cases.stuck_versions(work, by=council.adviser) == []
        assert cases.stuck(work, by=council.leader, version_id=version.version_id + 1) == []
    assert version.total == 3

    with unit_of_work(store) as work:
        for number in several:
            _mend(work, number)
        done = cases.retry_many(work, by=council.leader, reason="Mended", version_id=version.version_id)

    assert (done.went_on, done.still_stuck) == (3, 0)


def test_a_case_that_cannot_even_be_tried_leaves_the_others_alone(store: Store, council: Council, several: list[int]):
    with unit_of_work(store) as work:
        for number in several:
            _mend(work, number)
        work.execute(text("UPDATE case_state SET state = NULL WHERE case_id = :id"), {"id": several[1]})
        done = cases.retry_many(work, by=council.leader, reason="Mended", case_ids=several)

    assert done.went_on == 2
    assert list(done.refused) == [several[1]]
    assert "Start a new one" in done.refused[several[1]]


def test_several_are_tried_only_with_a_reason_and_by_who_may(store: Store, council: Council, several: list[int]):
    with pytest.raises(Refused), unit_of_work(store) as work:
        cases.retry_many(work, by=council.leader, reason=" ", case_ids=several)
    with pytest.raises(Refused, match="at least one"), unit_of_work(store) as work:
        cases.retry_many(work, by=council.leader, reason="x")
    with pytest.raises(Refused, match="at most 100"), unit_of_work(store) as work:
        cases.retry_many(work, by=council.leader, reason="x", case_ids=list(range(1, 102)))
    with unit_of_work(store) as work:
        done = cases.retry_many(work, by=council.adviser, reason="x", case_ids=several)
    assert (done.went_on + done.still_stuck, done.no_longer) == (0, 3), "none of them is theirs to repair"


def _mend(work: Work, case_id: int | None = None) -> None:
    """Take away what the gateway had no way on for, in one case or in all."""
    mended = "UPDATE case_incident SET pending = jsonb_set(pending, '{answers,depth}', '50')"
    work.execute(text(f"{mended} WHERE case_id = COALESCE(CAST(:id AS bigint), case_id)"), {"id": case_id})
