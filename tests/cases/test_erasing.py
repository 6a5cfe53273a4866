"""Erasing a case: no column of any table knows the customer's answers any more."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine import cases, notices
from engine.cases import CaseTask, CaseView, Started
from engine.clock import FixedClock
from engine.errors import Conflict, NotPermitted, Refused
from engine.store import Store, reading, unit_of_work
from tests.council import Council
from tests.erased import places_of

SECRETS = ("Quillfeather", "Broken wrist", "quill@example.org", "Mrs Q asked", "half typed Q")


@pytest.mark.parametrize("put_away", [False, True], ids=["at hand", "put away"])
def test_nothing_about_the_customer_is_left_in_any_column(
    store: Store,
    council: Council,
    clock: FixedClock,
    begin: Callable[..., Started],
    take_report: Callable[..., None],
    open_task: Callable[[int], CaseTask],
    look: Callable[[int], CaseView],
    put_away: bool,
):
    started = _lived(store, council, begin, take_report, open_task)
    if put_away:
        clock.advance(cases.AT_HAND)
        with unit_of_work(store) as work:
            cases.put_away(work)
    for secret in SECRETS:
        assert places_of(store, secret), f"the test looks in the wrong places for {secret}"

    with unit_of_work(store) as work:
        cases.erase(work, started.id, by=council.administrator, reason="Retention rule 3 years")

    assert {secret: found for secret in SECRETS if (found := places_of(store, secret))} == {}
    case = look(started.id)
    assert (case.status, case.erased_at is not None) == ("withdrawn", True)
    assert len(case.tasks) == 2, "that there were tasks, when and by which team, stays for the figures"
    with reading(store) as work:
        given = cases.answers(work, started.id, by=council.adviser)
    assert [(one.task_id, one.answers) for one in given] == [(case.tasks[0].id, {})]


def test_an_open_case_is_not_erased(store: Store, council: Council, begin: Callable[..., Started]):
    started = begin()

    with pytest.raises(Conflict, match="ended"), unit_of_work(store) as work:
        cases.erase(work, started.id, by=council.administrator, reason="Rule 1")


def test_erasing_needs_the_permission_and_a_reason(store: Store, council: Council, begin: Callable[..., Started]):
    started = begin()
    with unit_of_work(store) as work:
        cases.close(work, started.id, as_="withdrawn", reason="x", by=council.adviser)

    with pytest.raises(NotPermitted), unit_of_work(store) as work:
        cases.erase(work, started.id, by=council.adviser, reason="Rule 1")
    with pytest.raises(Refused), unit_of_work(store) as work:
        cases.erase(work, started.id, by=council.administrator, reason="")


def _lived(
    store: Store,
    council: Council,
    begin: Callable[..., Started],
    take_report: Callable[..., None],
    open_task: Callable[[int], CaseTask],
) -> Started:
    """A case that has been everywhere a customer's words can go, then was withdrawn."""
    started = begin()
    take_report(started.id, reporter="Quillfeather", injury="Broken wrist")
    task = open_task(started.id)
    with unit_of_work(store) as work:
        cases.save_draft(work, task.id, {"finding": "half typed Q"}, by=council.officer)
    with unit_of_work(store) as work:
        cases.hand_over(work, task.id, to_team_id=council.front_team_id, reason="Mrs Q asked", by=council.officer)
    with unit_of_work(store) as work:
        notices.send(
            work,
            key="n1",
            channel="folder",
            recipient="quill@example.org",
            subject="Your report",
            body="Dear Quillfeather",
            case_id=started.id,
        )
        cases.close(work, started.id, as_="withdrawn", reason="Quillfeather rang", by=council.adviser)
    return started
