"""Cases that move to another version: proposed, tried out, moved one by one, with totals that hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from engine import audit, cases, definitions, sla
from engine.cases import CaseView, Migration, Started
from engine.errors import Conflict, NotPermitted, Refused
from engine.people import SYSTEM
from engine.sla import ClockFilter
from engine.store import Store, reading, unit_of_work
from tests.cases.repair.test_repairing import FAILING
from tests.council import MODEL, Council, found_council

WHY = "The new version asks for photos"
PHOTO = """<bpmn:userTask id="photo" name="Take a photo"><bpmn:incoming>f2</bpmn:incoming>
      <bpmn:outgoing>f9</bpmn:outgoing></bpmn:userTask>
    <bpmn:sequenceFlow id="f9" sourceRef="photo" targetRef="urgent"/>"""
TAKE = "<bpmn:flowNodeRef>take</bpmn:flowNodeRef>"
WITH_PHOTO = (
    MODEL.replace('<bpmn:endEvent id="told"', f'{PHOTO}<bpmn:endEvent id="told"')
    .replace('sourceRef="take" targetRef="urgent"', 'sourceRef="take" targetRef="photo"')
    .replace(TAKE, f"{TAKE}{TAKE.replace('take', 'photo')}")
)
RENAMED = MODEL.replace('"inspect"', '"look"').replace(">inspect<", ">look<").replace("Inspect it", "Inspect it all")


def deploy(store: Store, council: Council, model: str) -> int:
    """The id of an approved newer version."""
    with unit_of_work(store) as work:
        confirm = definitions.Confirmation(marks=True)
        made = definitions.deploy(work, model.encode(), service_id=council.service_id, by=SYSTEM, confirm=confirm)
        definitions.approve(work, made.version_id, SYSTEM)
        return made.version_id


def begin_run(store: Store, council: Council, to: int, *, dry_run: bool = False, **mapping: str) -> int:
    with unit_of_work(store) as work:
        return cases.begin_migration(
            work,
            from_version_id=council.version_id,
            to_version_id=to,
            mapping=mapping,
            reason=WHY,
            by=council.leader,
            dry_run=dry_run,
        ).id


def finished(store: Store, council: Council, number: int) -> Migration:
    while cases.run_migrations(store):
        pass
    with reading(store) as work:
        return cases.migration(work, number, by=council.leader)


@pytest.fixture
def three(store: Store, council: Council, begin: Callable[..., Started], take_report) -> list[int]:
    """A case whose report waits, one whose inspection waits, and one that waits for a time."""
    found = [begin().id for _ in range(3)]
    take_report(found[1])
    take_report(found[2])
    with unit_of_work(store) as work:
        task = cases.case(work, found[2], by=council.adviser).open_tasks[0]
        cases.complete(work, task.id, answers={}, by=council.officer)
    return found


def test_what_each_step_goes_on_as_is_proposed(store: Store, council: Council, three: list[int]):
    newer = deploy(store, council, RENAMED)
    with reading(store) as work:
        proposed = cases.propose_mapping(work, council.version_id, newer, by=council.leader)
    stops = {stop.element: (stop.to, stop.how, stop.waiting) for stop in proposed.stops}
    assert stops == {
        "take": ("take", "kept", 1),
        "inspect": ("look", "renamed", 1),
        "pause": ("pause", "kept", 0),
        "repair": ("repair", "kept", 0),
        "tell": ("tell", "kept", 0),
    }
    assert proposed.mapping["inspect"] == "look"


def test_it_is_proposed_with_the_new_steps_that_a_case_has_passed_already(store: Store, council: Council):
    newer = deploy(store, council, WITH_PHOTO)
    with reading(store) as work:
        proposed = cases.propose_mapping(work, council.version_id, newer, by=council.leader)
    assert {stop.element: stop.passed for stop in proposed.stops if stop.passed} == {
        element: ("Take a photo",) for element in ("inspect", "repair", "tell")
    }


def test_trying_it_out_says_what_would_come_of_each_case_and_changes_nothing(
    store: Store, council: Council, three: list[int], look: Callable[[int], CaseView]
):
    before = [look(number) for number in three]
    run = finished(store, council, begin_run(store, council, deploy(store, council, RENAMED), dry_run=True))

    assert [(total.status, total.cases) for total in run.totals] == [("done", 2), ("refused", 1)]
    assert "“Inspect it” waits, and the new version has nothing for it" in run.totals[1].why
    assert run.finished_at is not None
    assert [look(number) for number in three] == before


def test_cases_move_with_their_tasks_holders_drafts_clocks_and_timers(
    store: Store, council: Council, three: list[int], look: Callable[[int], CaseView]
):
    (task,) = look(three[1]).open_tasks
    with unit_of_work(store) as work:
        cases.claim(work, task.id, by=council.officer)
        cases.save_draft(work, task.id, {"finding": "half"}, by=council.officer)
    with reading(store) as work:
        clocks = sla.clocks(work, ClockFilter(case_id=three[1]))
        timer = cases.next_timer(work, three[2])
    store.clock.advance(timedelta(hours=1))
    newer = deploy(store, council, RENAMED)

    run = finished(store, council, begin_run(store, council, newer, inspect="look"))

    assert (run.count("done"), run.count()) == (3, 3)
    (moved,) = look(three[1]).open_tasks
    assert (moved.id, moved.claimed_by, moved.due_at) == (task.id, council.officer.user_id, task.due_at)
    assert (moved.element, moved.name, look(three[1]).version_id) == ("look", "Inspect it all", newer)
    with reading(store) as work:
        assert cases.task(work, task.id, by=council.officer).draft == {"finding": "half"}
        assert sla.clocks(work, ClockFilter(case_id=three[1])) == clocks
        assert cases.next_timer(work, three[2]) == timer
        entry = audit.entries(work, case_id=three[1], action="case:case:migrated")[0]
    assert (entry.by, entry.reason, entry.facts) == (council.leader.user_id, WHY, {"from": 1, "to": 2})
    with unit_of_work(store) as work:
        cases.complete(work, task.id, answers={"finding": "Deep"}, by=council.officer)
    assert look(three[1]).status == "waiting"


def test_a_case_goes_on_by_what_is_new(store: Store, council: Council, three: list[int], look):
    finished(store, council, begin_run(store, council, deploy(store, council, WITH_PHOTO)))
    (task,) = look(three[0]).open_tasks
    with unit_of_work(store) as work:
        cases.complete(work, task.id, answers={"depth": 5}, by=council.adviser)
    assert [one.name for one in look(three[0]).open_tasks] == ["Take a photo"]


def test_a_run_that_was_stopped_in_between_goes_on_and_moves_nothing_twice(store: Store, council: Council, three):
    number = begin_run(store, council, deploy(store, council, WITH_PHOTO))
    assert cases.run_migrations(store, limit=1) == 1
    with reading(store) as work:
        half = cases.migration(work, number, by=council.leader)
    assert (half.count("done"), half.count("waiting"), half.finished_at) == (1, 2, None)

    whole = finished(store, council, number)

    assert whole.count("done") == 3
    with reading(store) as work:
        told = work.sure_value(text("SELECT count(*) FROM audit_entry WHERE action = 'case:case:migrated'"))
    assert told == 3


def test_what_changed_since_is_refused_with_the_reason_and_listed(store: Store, council: Council, three: list[int]):
    number = begin_run(store, council, deploy(store, council, WITH_PHOTO))
    with unit_of_work(store) as work:
        cases.close(work, three[0], as_="withdrawn", reason="x", by=council.adviser)

    run = finished(store, council, number)

    assert [(total.status, total.why, total.cases) for total in run.totals] == [
        ("done", "", 2),
        ("refused", "It has ended meanwhile.", 1),
    ]
    with reading(store) as work:
        (left,) = cases.left_cases(work, number, by=council.leader)
    assert (left.case_id, left.why) == (three[0], "It has ended meanwhile.")


def test_a_stuck_case_goes_to_the_version_in_which_it_is_mended_and_is_tried_again_there(store: Store):
    council = found_council(store, FAILING)
    with unit_of_work(store) as work:
        started = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser)
        (task,) = cases.case(work, started.id, by=council.adviser).tasks
        cases.complete(work, task.id, answers={"depth": 20}, by=council.adviser)

    assert finished(store, council, begin_run(store, council, deploy(store, council, MODEL))).count("done") == 1

    with unit_of_work(store) as work:
        assert cases.case(work, started.id, by=council.adviser).status == "stuck"
        assert cases.retry(work, started.id, by=council.leader, reason="Version 2 has a way on").status == "open"
    with reading(store) as work:
        case = cases.case(work, started.id, by=council.adviser)
    assert [(one.name, one.status) for one in case.tasks] == [("Take the report", "done"), ("Explain", "open")]


def test_a_restricted_answer_is_never_shown_by_moving_to_a_version_that_does_not_restrict_it(
    store: Store, council: Council, begin: Callable[..., Started], take_report: Callable[..., None], look
):
    started = begin()
    take_report(started.id, injury="Broken wrist")
    open_to_all = deploy(store, council, MODEL.replace('id="sensitivity" value="restricted"', 'id="hint" value="Say"'))

    run = finished(store, council, begin_run(store, council, open_to_all))

    assert [(total.status, total.cases) for total in run.totals] == [("refused", 1)]
    assert run.totals[0].why == "It holds a restricted answer that the new version does not restrict."
    assert look(started.id).version_id == council.version_id


def test_a_task_that_was_done_can_be_looked_at_when_its_step_is_gone(
    store: Store, council: Council, three: list[int], look: Callable[[int], CaseView]
):
    without = MODEL.replace('"take"', '"receive"').replace(">take<", ">receive<")
    finished(store, council, begin_run(store, council, deploy(store, council, without), take=""))
    done = look(three[1]).tasks[0]
    with reading(store) as work:
        assert (cases.task(work, done.id, by=council.adviser).status, look(three[1]).version_id > 1) == ("done", True)


def test_a_suspended_case_moves_and_stays_suspended(store: Store, council: Council, three: list[int], look):
    with unit_of_work(store) as work:
        cases.suspend(work, three[2], reason="Wait", by=council.leader)
    newer = deploy(store, council, WITH_PHOTO)
    finished(store, council, begin_run(store, council, newer))
    assert (look(three[2]).status, look(three[2]).version_id) == ("suspended", newer)
    with unit_of_work(store) as work:
        assert cases.next_timer(work, three[2]) is None
        assert cases.resume(work, three[2], reason="Go", by=council.leader).status == "waiting"


def test_versions_that_do_not_fit_together_are_refused(store: Store, council: Council, three: list[int]):
    newer = deploy(store, council, RENAMED)
    with pytest.raises(Refused, match="another version of the same process"):
        begin_run(store, council, council.version_id)
    with pytest.raises(Refused) as refused:
        begin_run(store, council, newer, inspect="nowhere", elsewhere="take")
    assert [problem.message for problem in refused.value.problems] == [
        "No case waits at “elsewhere” in the older version.",
        "No case waits at “nowhere” in the newer version.",
    ]
    with pytest.raises(NotPermitted), unit_of_work(store) as work:
        cases.propose_mapping(work, council.version_id, newer, by=council.adviser)
    begin_run(store, council, newer)
    with pytest.raises(Conflict, match="already"):
        begin_run(store, council, newer)


def test_where_no_case_runs_any_more_nothing_is_begun(store: Store, council: Council, three: list[int]):
    newer = deploy(store, council, RENAMED)
    finished(store, council, begin_run(store, council, newer, inspect="look"))

    with pytest.raises(Refused, match="No case that you may repair runs by version 1 any more"):
        begin_run(store, council, newer, inspect="look")

    with reading(store) as work:
        assert len(cases.migrations(work, by=council.leader)) == 1


def test_the_runs_are_listed_and_the_cases_of_each_version_counted(store: Store, council: Council, three: list[int]):
    newer = deploy(store, council, WITH_PHOTO)
    with reading(store) as work:
        assert cases.running_cases(work, council.process_id, by=council.leader) == {council.version_id: 3}
    number = begin_run(store, council, newer)
    with reading(store) as work:
        assert [run.id for run in cases.migrations(work, by=council.leader)] == [number]
        assert cases.migrations(work, by=council.leader, before=number) == []
        assert cases.migrations(work, by=council.adviser) == []
    finished(store, council, number)
    with reading(store) as work:
        assert cases.running_cases(work, council.process_id, by=council.leader) == {newer: 3}
