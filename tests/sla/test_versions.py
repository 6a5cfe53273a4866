"""What is kept in versions: which one holds when, and how they and their things are named and written."""

from __future__ import annotations

from datetime import date

import pytest

from engine import audit, sla
from engine.errors import StaleVersion
from engine.people import SYSTEM
from engine.sla import CalendarVersion, Hours, Versioned, tables
from engine.sla.versions import is_key
from engine.store import unit_of_work

CALENDAR = Versioned("calendar", tables.calendar, tables.calendar_version)
WRITTEN = {"hours": Hours(()), "reason": "", "created_by": None, "created_at": None}


def version(number: int, day: int) -> CalendarVersion:
    return CalendarVersion(number=number, valid_from=date(2026, 11, day), **WRITTEN)


@pytest.mark.parametrize(("day", "number"), [(1, None), (2, 1), (9, 1), (10, 3), (30, 3)])
def test_of_the_versions_begun_the_last_to_begin_holds_and_of_one_day_the_later_written(day: int, number: int | None):
    found = sla.in_force([version(3, 10), version(2, 10), version(1, 2)], date(2026, 11, day))
    assert (found and found.number) == number


@pytest.mark.parametrize(
    ("key", "fine"),
    [("repairs", True), ("repairs-2", True), ("", False), ("Repairs", False), ("a--b", False), ("é", False)],
)
def test_a_key_has_small_letters_and_digits_with_single_hyphens(key: str, fine: bool):
    assert is_key(key) is fine


def test_a_key_and_a_name_have_an_end(store):
    assert is_key("x" * 100)
    assert not is_key("x" * 101)
    with unit_of_work(store) as work:
        found = sla.naming_problems(work, CALENDAR, key="x" * 101, name="x" * 101)
        assert [problem.where for problem in found] == ["key", "name"]


def test_a_version_is_written_with_its_number_and_the_record_says_so(store, library):
    with unit_of_work(store) as work:
        calendar = sla.calendar_detail(work, library)
        assert sla.newest_version(work, CALENDAR, calendar.id, seen=1) == 1
        terms = {"week": [], "days": {}, "bank_holidays": ""}
        facts = {"calendar": library}
        day = date(2026, 12, 1)
        sla.write_version(work, CALENDAR, calendar.id, 2, terms, valid_from=day, reason="Move", by=SYSTEM, facts=facts)
        (entry, *_) = audit.entries(work, action="sla:calendar:changed")
        assert entry.subject == ("calendar", calendar.id)
        assert entry.facts == {"calendar": library, "version": 2, "valid_from": "2026-12-01"}
        with pytest.raises(StaleVersion):
            sla.newest_version(work, CALENDAR, calendar.id, seen=1)


def test_a_thing_without_versions_has_none_that_is_newest(store):
    with unit_of_work(store) as work:
        assert sla.newest_version(work, CALENDAR, 0, seen=0) == 0
