"""A case's clocks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import delete, select

from engine import sla
from engine.people import SYSTEM
from engine.sla import ClockRow, ClockStart, Hours, StartedClock, tables
from engine.sla.changing import events_of
from engine.store import Store, reading, unit_of_work
from tests import running_clocks

NO_TASKS = sla.Tasks(hold=lambda _work, _ids: set(), follow=lambda _work, _ids: None)
OFFICE = (((540, 720), (780, 1020)),) * 5 + ((), ())


@pytest.fixture
def start(store: Store) -> Callable[..., list[StartedClock]]:
    """Start clocks of case 1: each is given as its target, or as a ClockStart."""

    def begin(*wanted: str | ClockStart) -> list[StartedClock]:
        starts = [
            one if isinstance(one, ClockStart) else ClockStart("step", one, target=one, case_id=1, task_id=number)
            for number, one in enumerate(wanted, start=1)
        ]
        with unit_of_work(store) as work:
            return running_clocks.start(work, starts)

    return begin


@pytest.fixture
def look(store: Store) -> Callable[..., list[ClockRow]]:
    """The clocks of a case, by id."""

    def view(case_id: int = 1) -> list[ClockRow]:
        with reading(store) as work:
            return sorted(sla.clocks(work, sla.ClockFilter(case_id=case_id)), key=lambda clock: clock.id)

    return view


@pytest.fixture
def events(store: Store) -> Callable[[int], list[tuple[str, str]]]:
    """What happened to a clock: kinds and moments, as they were written down."""

    def read(clock_id: int) -> list[tuple[str, str]]:
        with reading(store) as work:
            return [(entry.kind, f"{entry.at:%d %H:%M}") for entry in events_of(work, [clock_id])[clock_id]]

    return read


@pytest.fixture
def library(store):
    """A calendar of a library, gone after the test: tests keep the calendars of the database."""
    with unit_of_work(store) as work:
        hours = Hours(OFFICE, bank_holidays="ENG")
        sla.add_calendar(work, "library", "Library", "Europe/London", hours, valid_from=date(2026, 1, 1), by=SYSTEM)
    yield "library"
    with unit_of_work(store) as work:
        ids = select(tables.calendar.c.id).where(tables.calendar.c.key == "library")
        work.execute(delete(tables.clock_event))
        work.execute(delete(tables.clock))
        work.execute(delete(tables.replan))
        work.execute(delete(tables.calendar_version).where(tables.calendar_version.c.calendar_id.in_(ids)))
        work.execute(delete(tables.calendar).where(tables.calendar.c.key == "library"))
