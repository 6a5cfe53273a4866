"""Moving a case from where it waits: what opens and what is withdrawn is said, then done with a reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine import audit, cases
from engine.cases import CaseView, Started
from engine.errors import Conflict, NotFound, NotPermitted, Refused, StaleVersion
from engine.store import Store, reading, unit_of_work
from tests.cases.repair.test_repairing import FAILING
from tests.council import Council, found_council

WHY = "The inspection was done on the phone"


@pytest.fixture
def inspected(begin: Callable[..., Started], take_report: Callable[..., None]) -> int:
    started = begin()
    take_report(started.id)
    return started.id


def token(store: Store, council: Council, case_id: int) -> str:
    with reading(store) as work:
        (place,) = cases.places(work, case_id, by=council.leader)
    return place.token


def move(store: Store, council: Council, case_id: int, to: str) -> str:
    with unit_of_work(store) as work:
        at = cases.places(work, case_id, by=council.leader)[0].token
        return cases.move_token(work, case_id, token=at, to=to, reason=WHY, by=council.leader).status


def test_it_is_said_what_opens_and_what_is_withdrawn_before_anything_changes(
    store: Store, council: Council, inspected: int, look: Callable[[int], CaseView]
):
    at = token(store, council, inspected)
    with reading(store) as work:
        to_repair = cases.foresee_token_move(work, inspected, token=at, to="repair", by=council.leader)
        to_wait = cases.foresee_token_move(work, inspected, token=at, to="pause", by=council.leader)
        to_end = cases.foresee_token_move(work, inspected, token=at, to="repaired", by=council.leader)

    assert (to_repair.at, to_repair.to) == ("Inspect it", "Repair it")
    assert (to_repair.opens, to_repair.withdraws) == (("Repair it",), ("Inspect it",))
    assert (to_wait.opens, to_wait.waits_until is not None, to_end.ends) == ((), True, True)
    assert [task.name for task in look(inspected).open_tasks] == ["Inspect it"]


def test_a_case_goes_on_at_the_other_step(store: Store, council: Council, inspected: int, look):
    assert move(store, council, inspected, "repair") == "open"

    case = look(inspected)
    assert [(task.name, task.status) for task in case.tasks] == [
        ("Take the report", "done"),
        ("Inspect it", "cancelled"),
        ("Repair it", "open"),
    ]
    assert case.next_action == "Repair it"
    with reading(store) as work:
        entry = audit.entries(work, case_id=inspected, action="case:case:moved")[0]
    assert (entry.by, entry.reason, entry.facts) == (
        council.leader.user_id,
        WHY,
        {"step": "Inspect it", "to": "Repair it"},
    )


def test_a_case_moved_to_an_end_ends(store: Store, council: Council, inspected: int, look):
    assert move(store, council, inspected, "repaired") == "ended"
    assert look(inspected).outcome == "Repaired"
    with pytest.raises(Conflict, match="ended"):
        move(store, council, inspected, "repair")


def test_a_stuck_case_is_moved_past_what_holds_it_and_what_was_done_stays_done(store: Store):
    council = found_council(store, FAILING)
    with unit_of_work(store) as work:
        started = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser)
        (task,) = cases.case(work, started.id, by=council.adviser).tasks
        cases.complete(work, task.id, answers={"depth": 20}, by=council.adviser)

    assert move(store, council, started.id, "inspect") == "open"

    with reading(store) as work:
        case = cases.case(work, started.id, by=council.adviser)
    assert case.incident is None
    assert [(task.name, task.status) for task in case.tasks] == [("Take the report", "done"), ("Inspect it", "open")]


def test_it_needs_the_permission_a_reason_the_version_seen_and_a_place_that_exists(
    store: Store, council: Council, inspected: int
):
    at = token(store, council, inspected)
    wrong = [
        (NotPermitted, {"by": council.adviser}),
        (Refused, {"reason": " "}),
        (StaleVersion, {"if_version": 99}),
        (NotFound, {"to": "urgent"}),
        (NotFound, {"token": "elsewhere"}),
    ]
    for expected, given in wrong:
        named = {"token": at, "to": "repair", "reason": WHY, "by": council.leader, **given}
        with pytest.raises(expected), unit_of_work(store) as work:
            cases.move_token(work, inspected, **named)
    with unit_of_work(store) as work:
        cases.suspend(work, inspected, reason="Wait", by=council.leader)
    with pytest.raises(Conflict, match="Resume it first"):
        move(store, council, inspected, "repair")
