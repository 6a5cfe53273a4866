"""What an administrator sees of a calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from engine import sla
from engine.errors import NotFound, StaleVersion
from engine.people import SYSTEM
from engine.sla import SpecialDay
from engine.store import reading, unit_of_work

TRAINING = SpecialDay((), "Training day")


def detail(store, key: str = "library") -> sla.CalendarDetail:
    with reading(store) as work:
        return sla.calendar_detail(work, key)


def test_a_calendar_is_shown_with_its_hours_and_the_bank_holidays_it_observes(store, library):
    shown = detail(store, library)
    assert (shown.name, shown.zone, shown.today, shown.in_force) == (
        "Library", "Europe/London", date(2026, 11, 18), 1,
    )  # fmt: skip
    assert shown.hours.week[0] == ((540, 720), (780, 1020))
    assert shown.bank_holidays[date(2026, 12, 25)] == "Christmas Day"
    with pytest.raises(NotFound):
        detail(store, "mars")


def test_a_closure_added_to_what_is_there_is_a_version_of_its_own(store, library, clock):
    shown = detail(store, library)
    hours = replace(shown.hours, days={**shown.hours.days, date(2026, 11, 27): TRAINING})
    with unit_of_work(store) as work:
        sla.add_version(
            work, library, hours, valid_from=date(2026, 11, 20), reason="Staff training", by=SYSTEM, if_newest=1
        )
    shown = detail(store, library)
    assert [(version.number, version.reason) for version in shown.versions] == [(2, "Staff training"), (1, "")]
    assert (shown.in_force, shown.hours.days) == (1, {})
    clock.advance(timedelta(days=2))
    assert (detail(store, library).in_force, detail(store, library).hours.days) == (2, {date(2026, 11, 27): TRAINING})


def test_hours_written_over_a_version_nobody_looked_at_are_refused(store, library):
    hours = detail(store, library).hours
    for number in (1, 2):
        with unit_of_work(store) as work:
            change = {"valid_from": date(2026, 12, number), "reason": "New hours", "by": SYSTEM}
            if number == 2:
                with pytest.raises(StaleVersion):
                    sla.add_version(work, library, hours, **change, if_newest=1)
            else:
                sla.add_version(work, library, hours, **change, if_newest=1)


def test_a_calendar_that_begins_later_shows_the_hours_it_will_have(store, library, clock):
    clock.advance(date(2025, 12, 1) - clock.now().date())
    shown = detail(store, library)
    assert (shown.in_force, len(shown.hours.week)) == (None, 7)


def test_bank_holidays_of_a_year(store):
    with reading(store) as work:
        found = sla.bank_holidays(work, "SCT", since=date(2026, 1, 1), until=date(2027, 1, 1))
    assert (len(found), found[date(2026, 1, 2)]) == (11, "New Year Holiday")
