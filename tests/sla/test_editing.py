"""Calendars get new versions; nothing that was there is changed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from engine import audit, sla
from engine.errors import NotFound, NotPermitted, Refused
from engine.people import SYSTEM, Actor
from engine.sla import Hours, SpecialDay
from engine.store import reading, unit_of_work
from tests.sla.conftest import OFFICE

NOBODY = Actor(1, "x", "X", frozenset(), frozenset(), frozenset(), 0)


def promised(store, library):
    with reading(store) as work:
        return sla.promise(work, "8 working hours", library, datetime(2026, 11, 17, 9, tzinfo=UTC))


def test_a_day_may_have_a_lunch_break(store, library):
    assert promised(store, library) == datetime(2026, 11, 18, 10, tzinfo=UTC)


def test_a_new_version_counts_from_its_date_and_is_audited(store, library):
    closed = {date(2026, 11, 18): SpecialDay((), "Stocktaking")}
    with unit_of_work(store) as work:
        sla.add_version(
            work, library, Hours(OFFICE, closed, "ENG"), valid_from=date(2026, 11, 1), reason="Stocktaking", by=SYSTEM
        )
        calendar = sla.calendar_for(work, library)
        (newest, _) = audit.entries(work, action="sla:calendar:changed")
    assert promised(store, library) == datetime(2026, 11, 19, 10, tzinfo=UTC)
    assert calendar.hours(date(2026, 11, 18)).why == "Stocktaking"
    assert [calendar.hours(date(2026, month, 2)).version for month in (10, 11)] == [1, 2]
    assert (newest.reason, newest.facts["version"]) == ("Stocktaking", 2)


@pytest.mark.parametrize(
    ("hours", "where"),
    [
        (Hours(OFFICE[:5]), "week"),
        (Hours((((720, 540),), *OFFICE[1:])), "week"),
        (Hours((((540, 720), (700, 1020)), *OFFICE[1:])), "week"),
        (Hours((((540, 1441),), *OFFICE[1:])), "week"),
        (Hours(OFFICE, {date(2026, 11, 18): SpecialDay(((-5, 3),), "x")}), "days"),
        (Hours(OFFICE, {date(2026, 11, 18): SpecialDay((), " ")}), "days"),
        (Hours(OFFICE, bank_holidays="GB"), "bank_holidays"),
    ],
)
def test_impossible_hours_are_refused(store, hours, where):
    with pytest.raises(Refused) as caught, unit_of_work(store) as work:
        sla.add_version(work, "england-24x7", hours, valid_from=date(2026, 1, 1), reason="x", by=SYSTEM)
    assert [problem.where for problem in caught.value.problems] == [where]


def test_everything_wrong_with_a_calendar_is_told_at_once(store):
    with pytest.raises(Refused) as caught, unit_of_work(store) as work:
        sla.add_calendar(work, "My Calendar", "", "Mars/Base", Hours(OFFICE), valid_from=date(2026, 1, 1), by=SYSTEM)
    assert [problem.where for problem in caught.value.problems] == ["key", "name", "zone"]


def test_a_key_is_taken_once(store):
    with pytest.raises(Refused) as caught, unit_of_work(store) as work:
        sla.add_calendar(work, "england-24x7", "X", "UTC", Hours(OFFICE), valid_from=date(2026, 1, 1), by=SYSTEM)
    assert "already" in caught.value.problems[0].message


def test_a_change_needs_a_reason_a_calendar_and_the_permission(store):
    with unit_of_work(store) as work:
        with pytest.raises(Refused, match="cannot be used"):
            sla.add_version(work, "england-24x7", Hours(OFFICE), valid_from=date(2026, 1, 1), reason=" ", by=SYSTEM)
        with pytest.raises(NotFound):
            sla.add_version(work, "mars", Hours(OFFICE), valid_from=date(2026, 1, 1), reason="x", by=SYSTEM)
        with pytest.raises(NotPermitted):
            sla.add_version(work, "mars", Hours(OFFICE), valid_from=date(2026, 1, 1), reason="x", by=NOBODY)
        with pytest.raises(NotPermitted):
            sla.add_calendar(work, "m", "M", "UTC", Hours(OFFICE), valid_from=date(2026, 1, 1), by=NOBODY)
