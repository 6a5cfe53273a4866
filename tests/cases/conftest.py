"""A council whose cases are tried out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from engine import cases
from engine.cases import Begun, CaseTask, CaseView, Started
from engine.store import Store, reading, unit_of_work
from tests.cases.escalation import LADDER, ladder, sweep
from tests.council import Council


@pytest.fixture
def begin(store: Store, council: Council) -> Callable[..., Started]:
    """Start a case at Eastgate, by the adviser unless told otherwise."""

    def start(contact_id: int | None = None, site_id: int | None = None) -> Started:
        with unit_of_work(store) as work:
            return cases.start(
                work,
                process_key="report",
                site_id=site_id or council.site_id,
                by=council.adviser,
                begun=Begun(contact_id=contact_id),
            )

    return start


@pytest.fixture
def look(store: Store, council: Council) -> Callable[[int], CaseView]:
    """The case as the adviser sees it."""

    def view(case_id: int) -> CaseView:
        with reading(store) as work:
            return cases.case(work, case_id, by=council.adviser)

    return view


@pytest.fixture
def open_task(look: Callable[[int], CaseView]) -> Callable[[int], CaseTask]:
    """The one open task of a case."""

    def only(case_id: int) -> CaseTask:
        found = [task for task in look(case_id).tasks if task.status in ("open", "claimed")]
        assert len(found) == 1, [task.name for task in found]
        return found[0]

    return only


@pytest.fixture
def take_report(store: Store, council: Council, open_task: Callable[[int], CaseTask]) -> Callable[..., None]:
    """The adviser completes the first step of a case; deep defects go on to the inspectors."""

    def complete(case_id: int, depth: int = 50, contact_id: int | None = None, **answers: object) -> None:
        task = open_task(case_id)
        with unit_of_work(store) as work:
            given = {"depth": depth, **answers}
            cases.complete(work, task.id, answers=given, by=council.adviser, contact_id=contact_id)

    return complete


@pytest.fixture
def inspection(store: Store, council: Council, begin, take_report, open_task) -> int:
    """A case with a task of the inspectors, from Wednesday at ten: 8 working hours, due on Thursday at ten."""
    ladder(store, council.service_id, *LADDER)
    started = begin()
    take_report(started.id)
    with unit_of_work(store) as work:
        work.execute(text("UPDATE sla_clock SET look_at = NULL, due_at = NULL, status = 'paused' WHERE kind = 'case'"))
        cases.claim(work, open_task(started.id).id, by=council.officer)
    return started.id


@pytest.fixture
def tick(store: Store, clock):
    """Let time go by to a day and hour of November, and sweep."""

    def to(day: int, hour: int, minute: int = 0) -> int:
        clock.advance(datetime(2026, 11, day, hour, minute, tzinfo=UTC) - clock.now())
        return sweep(store)

    return to
