"""Claiming, releasing and completing tasks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine import audit, cases
from engine.cases import CaseTask, CaseView, Started, TaskAlreadyDone
from engine.errors import Conflict, NotFound, NotPermitted
from engine.forms import InvalidAnswers
from engine.store import Store, reading, unit_of_work
from tests.council import Council

Begin = Callable[..., Started]
Look = Callable[[int], CaseView]
OpenTask = Callable[[int], CaseTask]


def test_a_claimed_task_is_held_by_one_person(store: Store, begin: Begin, council: Council, open_task: OpenTask):
    started = begin()
    task = open_task(started.id)
    with unit_of_work(store) as work:
        cases.claim(work, task.id, by=council.adviser)

    with pytest.raises(Conflict, match="already claimed"), unit_of_work(store) as work:
        cases.claim(work, task.id, by=council.colleague)
    assert open_task(started.id).claimed_by == council.adviser.user_id


def test_a_task_of_another_team_cannot_be_claimed(store: Store, begin: Begin, council: Council, open_task: OpenTask):
    task = open_task(begin().id)

    with pytest.raises(NotPermitted, match="another team"), unit_of_work(store) as work:
        cases.claim(work, task.id, by=council.officer)


def test_a_released_task_is_free_again(store: Store, begin: Begin, council: Council, open_task: OpenTask):
    started = begin()
    task = open_task(started.id)
    with unit_of_work(store) as work:
        cases.claim(work, task.id, by=council.adviser)
    with unit_of_work(store) as work:
        cases.release(work, task.id, by=council.adviser)

    assert open_task(started.id).status == "open"


def test_only_the_holder_or_who_assigns_tasks_releases_one(
    store: Store, begin: Begin, council: Council, open_task: OpenTask
):
    task = open_task(begin().id)
    with unit_of_work(store) as work:
        cases.claim(work, task.id, by=council.adviser)

    with pytest.raises(NotPermitted), unit_of_work(store) as work:
        cases.release(work, task.id, by=council.colleague)


def test_completing_moves_the_case_on_and_keeps_the_answers(
    store: Store, begin: Begin, council: Council, open_task: OpenTask, look: Look
):
    started = begin()
    task = open_task(started.id)

    with unit_of_work(store) as work:
        completed = cases.complete(work, task.id, answers={"depth": "12"}, by=council.adviser)

    assert completed.settled.status == "open"
    assert open_task(started.id).name == "Explain"
    with reading(store) as work:
        (given,) = cases.answers(work, started.id, by=council.adviser)
    assert given.answers["depth"] == 12


def test_the_last_step_ends_the_case(
    store: Store, begin: Begin, council: Council, open_task: OpenTask, look: Look, take_report: Callable[..., None]
):
    started = begin()
    take_report(started.id, depth=12)
    with unit_of_work(store) as work:
        cases.complete(work, open_task(started.id).id, answers={}, by=council.adviser)

    case = look(started.id)
    assert (case.status, case.outcome, case.next_action) == ("ended", "Explained", "")
    assert case.ended_at is not None


def test_a_task_cannot_be_completed_twice(store: Store, begin: Begin, council: Council, open_task: OpenTask):
    task = open_task(begin().id)
    with unit_of_work(store) as work:
        cases.complete(work, task.id, answers={"depth": 12}, by=council.adviser)

    with pytest.raises(TaskAlreadyDone), unit_of_work(store) as work:
        cases.complete(work, task.id, answers={"depth": 13}, by=council.adviser)


def test_a_task_that_somebody_else_holds_cannot_be_completed(
    store: Store, begin: Begin, council: Council, open_task: OpenTask
):
    task = open_task(begin().id)
    with unit_of_work(store) as work:
        cases.claim(work, task.id, by=council.adviser)

    with pytest.raises(NotPermitted, match="Somebody else"), unit_of_work(store) as work:
        cases.complete(work, task.id, answers={"depth": 12}, by=council.colleague)


def test_wrong_answers_change_nothing(store: Store, begin: Begin, council: Council, open_task: OpenTask, look: Look):
    started = begin()
    before = look(started.id)

    with pytest.raises(InvalidAnswers) as refusal, unit_of_work(store) as work:
        cases.complete(work, open_task(started.id).id, answers={"depth": "deep", "colour": "red"}, by=council.adviser)

    assert {problem.where for problem in refusal.value.problems} == {"depth", "colour"}
    assert look(started.id) == before


def test_a_stale_row_version_is_refused(store: Store, begin: Begin, council: Council, open_task: OpenTask):
    task = open_task(begin().id)
    with unit_of_work(store) as work:
        cases.claim(work, task.id, by=council.adviser)

    with pytest.raises(Conflict), unit_of_work(store) as work:
        cases.complete(work, task.id, answers={"depth": 12}, by=council.adviser, if_version=task.row_version)


def test_an_unknown_task_is_not_found(store: Store, council: Council):
    with pytest.raises(NotFound), unit_of_work(store) as work:
        cases.complete(work, 999, answers={}, by=council.adviser)


def test_a_draft_is_kept_for_the_person_who_typed_it_until_the_task_is_done(
    store: Store, begin: Begin, council: Council, open_task: OpenTask, take_report: Callable[..., None]
):
    started = begin()
    task = open_task(started.id)
    with unit_of_work(store) as work:
        cases.save_draft(work, task.id, {"depth": "abo"}, by=council.adviser)

    with reading(store) as work:
        assert cases.draft_of(work, task.id, by=council.adviser) == {"depth": "abo"}
        assert cases.draft_of(work, task.id, by=council.colleague) == {}
    take_report(started.id)
    with reading(store) as work:
        assert cases.draft_of(work, task.id, by=council.adviser) == {}


def test_a_draft_may_not_hold_a_card_number(store: Store, begin: Begin, council: Council, open_task: OpenTask):
    task = open_task(begin().id)

    with pytest.raises(InvalidAnswers), unit_of_work(store) as work:
        cases.save_draft(work, task.id, {"reporter": "4111 1111 1111 1111"}, by=council.adviser)


def test_a_team_leader_gives_a_task_to_a_member_of_its_team(
    store: Store, begin: Begin, council: Council, open_task: OpenTask, take_report: Callable[..., None]
):
    started = begin()
    take_report(started.id)
    task = open_task(started.id)

    with unit_of_work(store) as work:
        cases.assign(work, task.id, user_id=council.officer.user_id or 0, by=council.leader)
    assert open_task(started.id).claimed_by == council.officer.user_id

    with pytest.raises(NotPermitted), unit_of_work(store) as work:
        cases.assign(work, task.id, user_id=council.adviser.user_id or 0, by=council.leader)


def test_completing_is_recorded_once_and_holds_no_answers(
    store: Store, begin: Begin, council: Council, take_report: Callable[..., None]
):
    started = begin()
    take_report(started.id, depth=50, reporter="Mrs Quill")

    with reading(store) as work:
        entries = audit.entries(work, case_id=started.id)
    assert [entry.action for entry in entries].count("case:task:completed") == 1
    assert "Quill" not in str(entries)
