"""Many tasks given to somebody else at once: those that can go do, and the others are told with why."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine import audit, cases, people
from engine.cases import CaseTask, CaseView, Started
from engine.errors import Refused
from engine.people import SYSTEM
from engine.store import Store, reading, unit_of_work
from tests.council import Council, person

WHY = "Ill for a fortnight"


@pytest.fixture
def three(store: Store, council: Council, begin: Callable[..., Started], open_task) -> list[CaseTask]:
    """Three first tasks, of which the adviser holds two."""
    found = [open_task(begin().id) for _ in range(3)]
    with unit_of_work(store) as work:
        for task in found[:2]:
            cases.claim(work, task.id, by=council.adviser)
    return found


def test_a_colleague_gets_them_with_the_reason_in_the_record(store: Store, council: Council, three):
    with unit_of_work(store) as work:
        cases.save_draft(work, three[0].id, {"depth": 5}, by=council.adviser)
        boss = person(work, "boss", "head_of_service", service_id=council.service_id)
        held = cases.held_tasks(work, by=boss, user_id=council.adviser.user_id)
        assert cases.holders(work, by=boss) == [council.adviser.user_id]
        assert [task.id for task in held] == [task.id for task in three[:2]]
        done = cases.reassign(work, [one.id for one in held], user_id=council.colleague.user_id, reason=WHY, by=boss)

    assert (done.given, done.left) == (2, {})
    with reading(store) as work:
        view = cases.task(work, three[0].id, by=council.colleague)
        entry = audit.entries(work, case_id=view.case_id, action="case:task:reassigned")[0]
        assert cases.draft_of(work, three[0].id, by=council.adviser) == {"depth": 5}, "their own draft stays theirs"
    assert view.claimed_by == council.colleague.user_id
    assert (entry.by, entry.reason, entry.facts["step"]) == (boss.user_id, WHY, "Take the report")


def test_another_team_gets_them_to_accept_or_return(
    store: Store, council: Council, three, look: Callable[[int], CaseView]
):
    with unit_of_work(store) as work:
        ids = [task.id for task in three]
        done = cases.reassign(work, ids, team_id=council.back_team_id, reason=WHY, by=council.leader)

    assert done.given == 3
    with reading(store) as work:
        waiting = cases.waiting_hand_offs(work, frozenset({council.back_team_id}))
        assert cases.held_tasks(work, by=council.leader, team_id=council.front_team_id) == []
    assert [(one.task_id, one.reason, one.cause) for one in waiting] == [(task.id, WHY, "by_person") for task in three]


def test_what_was_done_meanwhile_or_cannot_go_there_stays_and_is_told(store: Store, council: Council, three):
    with unit_of_work(store) as work:
        cases.complete(work, three[0].id, answers={"depth": 5}, by=council.adviser)
        ids = [*(task.id for task in three), 999]
        done = cases.reassign(work, ids, user_id=council.colleague.user_id, reason=WHY, by=council.leader)
        again = cases.reassign(work, ids[1:2], user_id=council.colleague.user_id, reason=WHY, by=council.leader)
        elsewhere = cases.reassign(work, ids[1:2], user_id=council.officer.user_id, reason=WHY, by=council.leader)

    assert done.given == 2
    assert done.left == {
        three[0].id: "It was done meanwhile, or is no longer needed.",
        999: "There is no task 999.",
    }
    assert list(again.left.values()) == ["This person holds it already."]
    assert list(elsewhere.left.values()) == ["This person is not in the team that has it."]


def test_only_who_may_gives_them_and_only_in_their_own_service(store: Store, council: Council, three):
    with unit_of_work(store) as work:
        other = people.create_service(work, "planning", "Planning", by=SYSTEM)
        stranger = person(work, "stranger", "team_leader", service_id=other.id)
        ids = [task.id for task in three]
        for by in (council.adviser, stranger):
            done = cases.reassign(work, ids, user_id=council.colleague.user_id, reason=WHY, by=by)
            assert (done.given, len(done.left)) == (0, 3)
            assert cases.held_tasks(work, by=by, team_id=council.front_team_id) == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"reason": " "}, "Say why"),
        ({"task_ids": []}, "at least one"),
        ({"task_ids": list(range(1, 102))}, "at most 100"),
        ({"user_id": None}, "Choose the person or the team"),
        ({"team_id": 1}, "Choose the person or the team"),
        ({"user_id": 999}, "user"),
    ],
)
def test_what_is_missing_is_said(store: Store, council: Council, three, given, said: str):
    named = {"task_ids": [three[0].id], "user_id": council.colleague.user_id, "reason": WHY, **given}
    with pytest.raises(Refused, match=said), unit_of_work(store) as work:
        cases.reassign(work, named.pop("task_ids"), by=council.leader, **named)
