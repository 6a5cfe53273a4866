"""Calendars are there after migrating, are read whole in one statement, and again only when one has changed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import holidays
import pytest
from sqlalchemy import insert, select

from engine import sla
from engine.errors import NotFound
from engine.people import SYSTEM
from engine.sla import Hours, tables
from engine.sla.calendars import calendars_for
from engine.store import Work, reading


def test_three_calendars_are_there_from_the_start(store):
    with reading(store) as work:
        assert [(row.key, row.zone) for row in sla.list_calendars(work)] == [
            ("england-24x7", "Europe/London"),
            ("england-mon-fri-9-17", "Europe/London"),
            ("scotland-mon-fri-9-17", "Europe/London"),
        ]


@pytest.mark.parametrize(
    ("key", "target", "due"),
    [
        ("england-mon-fri-9-17", "8 working hours", "2026-04-07T15:00+00:00"),
        ("scotland-mon-fri-9-17", "8 working hours", "2026-04-06T15:00+00:00"),
        ("england-24x7", "8 working hours", "2026-04-02T23:00+00:00"),
        ("england-mon-fri-9-17", "1 working day", "2026-04-07T16:00+00:00"),
    ],
)
def test_they_keep_the_bank_holidays_of_their_nation(store, key, target, due):
    with reading(store) as work:
        found = sla.promise(work, target, key, datetime(2026, 4, 2, 15, tzinfo=UTC))
    assert found == datetime.fromisoformat(due)


@pytest.mark.parametrize("division", ["ENG", "SCT", "WLS", "NIR"])
def test_the_kept_bank_holidays_are_those_of_the_library(store, division):
    columns = tables.bank_holiday.c
    with reading(store) as work:
        rows = work.rows(select(columns.day, columns.name).where(columns.division == division))
    known = holidays.country_holidays("GB", subdiv=division, years=range(2020, 2036))
    assert {row["day"]: row["name"] for row in rows} == dict(known.items())


def test_any_number_of_calendars_is_read_in_one_statement_and_then_known(store, statements):
    both = ["england-24x7", "england-mon-fri-9-17"]
    with reading(store) as work:
        with statements() as first:
            assert list(calendars_for(work, both)) == both
        with statements() as second:
            assert list(calendars_for(work, both)) == both

    assert (len(first), len(second)) == (2, 1), "the revision, and what is not known at it"


def test_a_calendar_that_is_not_there_is_named(store):
    with reading(store) as work, pytest.raises(NotFound, match="no calendar 'mars'"):
        sla.calendar_for(work, "mars")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE sla_calendar SET zone = 'UTC'",
        "INSERT INTO sla_calendar_version (calendar_id, number, valid_from, week, days, bank_holidays, reason, "
        "created_at) SELECT id, 2, '2026-01-01', '[[], [], [], [], [], [], []]', '{}', '', '', now() FROM sla_calendar",
        "INSERT INTO sla_bank_holiday VALUES ('ENG', '2026-11-18', 'A day off')",
        "UPDATE sla_bank_holiday SET name = 'Another name'",
        "DELETE FROM sla_bank_holiday",
        "TRUNCATE sla_bank_holiday",
    ],
)
def test_whoever_changes_a_calendar_it_is_known_at_once_and_not_when_it_is_taken_back(store, change):
    key = "england-mon-fri-9-17"
    with reading(store) as work:
        before = sla.calendar_for(work, key)

    with store.engine.connect() as connection, connection.begin() as transaction:
        connection.exec_driver_sql(change)
        within = sla.calendar_for(Work(connection, store.clock.now()), key)
        transaction.rollback()

    with reading(store) as work:
        assert within != before
        assert sla.calendar_for(work, key) == before


def test_versions_special_days_and_what_was_known_before_an_edit(store, clock):
    with store.engine.connect() as connection, connection.begin() as transaction:
        made = insert(tables.calendar).values(key="c", name="C", zone="UTC").returning(tables.calendar.c.id)
        id_ = connection.execute(made).scalar()
        common = {"calendar_id": id_, "reason": "", "created_at": clock.now(), "bank_holidays": "", "days": {}}
        half_day = {"2026-11-20": {"spans": [[540, 720]], "name": "Half day"}}
        connection.execute(
            insert(tables.calendar_version),
            [
                {**common, "number": 1, "valid_from": date(2026, 1, 1), "week": [[[540, 1020]]] * 7},
                {**common, "number": 2, "valid_from": date(2026, 11, 19), "week": [[]] * 7, "days": half_day},
            ],
        )
        kept = calendars_for(Work(connection, clock.now()), ["c"])["c"]
        transaction.rollback()
    friday = kept.calendar.hours(date(2026, 11, 20))
    assert (friday.version, friday.why, len(friday.open)) == (2, "Half day", 1)
    assert kept.calendar.hours(date(2026, 11, 18)).version == 1
    assert kept.as_of(1).hours(date(2026, 11, 20)).version == 1
    assert kept.as_of(2) is kept.calendar


def test_a_later_list_of_bank_holidays_is_for_later_versions_alone(store):
    key, november, christmas = "england-mon-fri-9-17", date(2026, 11, 18), date(2026, 12, 25)
    with store.engine.connect() as connection, connection.begin() as transaction:
        work = Work(connection, store.clock.now())
        before = calendars_for(work, [key])[key]
        said = [(november, "A day off"), (christmas, "")]
        rows = [{"division": "ENG", "day": day, "name": name, "edition": 2} for day, name in said]
        work.execute(insert(tables.bank_holiday), rows)
        same = calendars_for(work, [key])[key]
        # when the list changes, then the version there is observes what it did
        assert same.calendar == before.calendar
        # when a version is written, then it observes the list of now, and what was judged before does not
        hours = Hours((((540, 1020),),) * 7, {}, "ENG")
        run = sla.propose_version(work, key, hours, valid_from=date(2026, 1, 1), reason="A new list", by=SYSTEM)
        sla.apply_version(work, run.id, by=SYSTEM)
        after = calendars_for(work, [key])[key]
        shown = sla.calendar_detail(work, key).bank_holidays
        transaction.rollback()
    assert [after.calendar.hours(day).why for day in (november, christmas)] == ["A day off, a bank holiday", "Friday"]
    assert after.as_of(1).versions == before.calendar.versions
    assert (november in shown, christmas in shown) == (True, False)
