"""Working time agrees with the published examples, and with a slow reckoning minute by minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.sla.calendar import (
    Calendar,
    NeverOpen,
    SpecialDay,
    Version,
    after,
    always_open,
    due_at,
    elapsed,
    merge,
)
from engine.targets import parse_target
from tests.sla.oracle import PlainCalendar, due_after_days, due_after_minutes, minutes_between

LONDON = ZoneInfo("Europe/London")
NINE_TO_FIVE = ((540, 1020),)
OFFICE = (NINE_TO_FIVE,) * 5 + ((), ())


def bank_holidays(subdivision):
    return dict(holidays.country_holidays("GB", subdiv=subdivision, years=range(2024, 2031)).items())


ENGLAND = Calendar("england", LONDON, (Version(1, date(2020, 1, 1), OFFICE, holidays=bank_holidays("ENG")),))
SCOTLAND = Calendar("scotland", LONDON, (Version(1, date(2020, 1, 1), OFFICE, holidays=bank_holidays("SCT")),))
WHOLE_DAY = always_open()


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


TO_WEDNESDAY = [("2026-11-16T12:00", "2026-11-18T11:00")]
WEEKEND = [("2026-11-20T18:00", "2026-11-22T12:00")]
OVERNIGHT = [("2026-11-17T17:00", "2026-11-18T09:00")]

VECTORS = [
    (ENGLAND, "2026-04-02T16:00", "8 working hours", [], "2026-04-07T16:00+01:00"),
    (SCOTLAND, "2026-04-02T16:00", "8 working hours", [], "2026-04-06T16:00+01:00"),
    (ENGLAND, "2026-12-24T16:00", "2 working hours", [], "2026-12-29T10:00+00:00"),
    (WHOLE_DAY, "2026-10-24T12:00", "24 working hours", [], "2026-10-25T11:00+00:00"),
    (WHOLE_DAY, "2026-03-28T12:00", "24 working hours", [], "2026-03-29T13:00+01:00"),
    (ENGLAND, "2026-10-23T16:00", "8 working hours", [], "2026-10-26T16:00+00:00"),
    (ENGLAND, "2026-11-21T10:00", "4 working hours", [], "2026-11-23T13:00+00:00"),
    (
        ENGLAND,
        "2026-11-16T10:00",
        "8 working hours",
        TO_WEDNESDAY,
        "2026-11-18T17:00+00:00",
    ),
    (
        ENGLAND,
        "2026-11-16T10:00",
        "6 working hours",
        [("2026-11-16T12:00", "2026-11-16T15:00"), ("2026-11-16T14:00", "2026-11-16T16:00")],
        "2026-11-17T12:00+00:00",
    ),
    (
        ENGLAND,
        "2026-11-20T16:00",
        "2 working hours",
        WEEKEND,
        "2026-11-23T10:00+00:00",
    ),
    (ENGLAND, "2026-11-16T16:00", "1 working hour", [], "2026-11-16T17:00+00:00"),
    (ENGLAND, "2026-03-30T10:00", "10 working days", [], "2026-04-15T17:00+01:00"),
    (ENGLAND, "2026-12-18T10:00", "10 working days", [], "2027-01-06T17:00+00:00"),
    (ENGLAND, "2026-12-18T10:00", "5 working days", [], "2026-12-29T17:00+00:00"),
    (ENGLAND, "2026-12-18T10:00", "end of 5th working day", [], "2026-12-29T17:00+00:00"),
    (ENGLAND, "2026-11-21T10:00", "1 working day", [], "2026-11-23T17:00+00:00"),
    (ENGLAND, "2026-11-16T10:00", "3 calendar days", [], "2026-11-19T23:59:59+00:00"),
    (ENGLAND, "2026-11-16T10:00", "8 weeks", [], "2027-01-11T23:59:59+00:00"),
    (ENGLAND, "2026-11-20T16:30", "24 hours", [], "2026-11-21T16:30+00:00"),
    (WHOLE_DAY, "2026-11-16T10:00", "2 working days", [], "2026-11-18T23:59:59+00:00"),
    (
        ENGLAND,
        "2026-11-16T10:00",
        "2026-12-01",
        TO_WEDNESDAY,
        "2026-12-01T23:59:59+00:00",
    ),
    (ENGLAND, "2026-11-16T10:00", "2026-07-01T12:00Z", [], "2026-07-01T13:00+01:00"),
    (
        ENGLAND,
        "2026-11-16T10:00",
        "3 working days",
        TO_WEDNESDAY,
        "2026-11-23T17:00+00:00",
    ),
    (
        ENGLAND,
        "2026-11-16T10:00",
        "3 working days",
        OVERNIGHT,
        "2026-11-19T17:00+00:00",
    ),
]


@pytest.mark.parametrize(("calendar", "start", "target", "pauses", "due"), VECTORS)
def test_the_published_examples_hold(calendar, start, target, pauses, due):
    paused = [(at(begin), at(end)) for begin, end in pauses]
    found = due_at(calendar, at(start), parse_target(target), paused)
    assert found == datetime.fromisoformat(due)
    assert found.isoformat() == datetime.fromisoformat(due).isoformat()


def test_a_pause_on_a_weekend_changes_nothing():
    target = parse_target("8 working hours")
    weekend = [(at(begin), at(end)) for begin, end in WEEKEND]
    for hour in range(9, 17):
        start = at(f"2026-11-20T{hour:02}:00")
        assert due_at(ENGLAND, start, target, weekend) == due_at(ENGLAND, start, target)


def test_a_span_inside_the_hour_that_is_skipped_or_repeated_follows_the_wall_clock():
    night = Calendar("n", LONDON, (Version(1, date(2020, 1, 1), (((90, 180),),) * 7),))
    spring, autumn = night.hours(date(2026, 3, 29)).open, night.hours(date(2026, 10, 25)).open
    assert [str(end - begin) for begin, end in spring] == ["1:00:00"]
    assert [str(end - begin) for begin, end in autumn] == ["0:30:00", "1:30:00"]


def test_half_days_closures_and_one_off_openings_come_before_bank_holidays_and_the_week():
    days = {
        date(2026, 12, 24): SpecialDay(((540, 720),), "Christmas Eve, half day"),
        date(2026, 12, 25): SpecialDay(((600, 660),), "Open for emergencies"),
        date(2026, 12, 29): SpecialDay((), "Council closed"),
    }
    calendar = Calendar("c", LONDON, (Version(1, date(2020, 1, 1), OFFICE, days, bank_holidays("ENG")),))
    assert elapsed(calendar, at("2026-12-24T00:00"), at("2026-12-30T00:00")) == timedelta(hours=4)
    assert calendar.hours(date(2026, 12, 29)).why == "Council closed"
    assert calendar.hours(date(2026, 12, 28)).why == "Boxing Day (observed), a bank holiday"


def test_the_version_of_the_date_counts_and_the_first_one_before_it():
    early = Version(1, date(2026, 1, 1), OFFICE)
    late = Version(2, date(2026, 11, 18), (((480, 1200),),) * 7)
    calendar = Calendar("c", LONDON, (early, late))
    assert [calendar.hours(date(2026, 11, day)).version for day in (16, 17, 18)] == [1, 1, 2]
    assert calendar.hours(date(2019, 11, 18)).version == 1
    assert due_at(calendar, at("2026-11-17T16:00"), parse_target("2 working hours")) == at("2026-11-18T09:00")


def test_a_year_whose_bank_holidays_are_not_known_says_so():
    assert "not known yet" in ENGLAND.hours(date(2031, 1, 2)).why


def test_a_calendar_that_never_opens_is_refused():
    shut = Calendar("shut", LONDON, (Version(1, date(2020, 1, 1), ((),) * 7),))
    with pytest.raises(NeverOpen, match="does not open"):
        due_at(shut, at("2026-11-17T16:00"), parse_target("1 working hour"))
    with pytest.raises(NeverOpen):
        due_at(shut, at("2026-11-17T16:00"), parse_target("1 working day"))


def test_nothing_has_passed_before_the_start():
    assert elapsed(ENGLAND, at("2026-11-17T16:00"), at("2026-11-17T16:00")) == timedelta(0)
    assert elapsed(ENGLAND, at("2026-11-18T16:00"), at("2026-11-17T16:00")) == timedelta(0)


def test_overlapping_and_touching_pauses_merge_and_empty_ones_vanish():
    nine, ten, eleven = (at(f"2026-11-17T{hour}:00") for hour in ("09", "10", "11"))
    assert merge([(ten, eleven), (nine, ten), (nine, nine)]) == ((nine, eleven),)
    assert merge([(nine, nine), (eleven, ten)]) == ()


ZONES = [ZoneInfo(name) for name in ("Europe/London", "America/Santiago", "Australia/Lord_Howe", "Africa/Cairo", "UTC")]
CHANGES = [date(2026, month, day) for month, day in ((3, 28), (10, 24), (4, 4), (9, 5), (12, 24), (4, 23), (10, 29))]
spans_of_a_day = st.lists(st.integers(0, 1440), min_size=0, max_size=4, unique=True).map(
    lambda edges: tuple(zip(sorted(edges)[0::2], sorted(edges)[1::2], strict=False))
)
dates = st.one_of(st.sampled_from(CHANGES), st.dates(date(2026, 1, 1), date(2027, 1, 31)))


@st.composite
def calendars(draw):
    versions = []
    begins = sorted(draw(st.sets(dates, min_size=1, max_size=3)))
    for number, begin in enumerate(begins, start=1):
        week = [draw(spans_of_a_day) for _ in range(7)]
        week[draw(st.integers(0, 6))] = ((540, 1020),)
        days = draw(st.dictionaries(dates, spans_of_a_day, max_size=3))
        versions.append((number, begin, tuple(week), days, dict.fromkeys(draw(st.sets(dates, max_size=4)), "x")))
    zone = draw(st.sampled_from(ZONES))
    ours = tuple(
        Version(
            number, begin, week, {day: SpecialDay(span, "x") for day, span in days.items()}, dict.fromkeys(off, "x")
        )
        for number, begin, week, days, off in versions
    )
    return Calendar("random", zone, ours), PlainCalendar(zone, [version[1:] for version in versions])


moments = st.builds(
    lambda day, minutes: datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=minutes),
    dates,
    st.integers(0, 1439),
)
pauses_after = st.lists(
    st.tuples(st.integers(-600, 6000), st.integers(0, 3000)),
    max_size=3,
)


def paused_from(start, pauses):
    return [(start + timedelta(minutes=begin), start + timedelta(minutes=begin + length)) for begin, length in pauses]


def check_hours(pair, start, minutes, pauses):
    calendar, plain = pair
    paused = paused_from(start, pauses)
    expected = due_after_minutes(plain, start, minutes, paused)
    assert due_at(calendar, start, parse_target(f"{minutes} working minutes"), paused).astimezone(UTC) == expected
    assert elapsed(calendar, start, expected, paused) == timedelta(minutes=minutes)
    middle = start + (expected - start) // 2
    middle -= timedelta(seconds=middle.second, microseconds=middle.microsecond)
    passed = minutes_between(plain, start, middle, paused)
    assert elapsed(calendar, start, middle, paused) == timedelta(minutes=passed)


def check_days(pair, start, count, pauses, unit):
    calendar, plain = pair
    paused = paused_from(start, pauses)
    expected = due_after_days(plain, start, count, paused, working=unit == "working")
    assert due_at(calendar, start, parse_target(f"{count} {unit} days"), paused).astimezone(UTC) == expected


units = st.sampled_from(["working", "calendar"])


@settings(max_examples=150, deadline=None)
@given(calendars(), moments, st.integers(1, 1500), pauses_after)
def test_hours_agree_with_the_slow_reckoning(pair, start, minutes, pauses):
    check_hours(pair, start, minutes, pauses)


@settings(max_examples=60, deadline=None)
@given(calendars(), moments, st.integers(1, 6), pauses_after, units)
def test_days_agree_with_the_slow_reckoning(pair, start, count, pauses, unit):
    check_days(pair, start, count, pauses, unit)


@pytest.mark.slow
@settings(max_examples=20_000, deadline=None)
@given(calendars(), moments, st.integers(1, 1500), pauses_after)
def test_twenty_thousand_cases_in_hours_agree_with_the_slow_reckoning(pair, start, minutes, pauses):
    check_hours(pair, start, minutes, pauses)


@pytest.mark.slow
@settings(max_examples=2_000, deadline=None)
@given(calendars(), moments, st.integers(1, 6), pauses_after, units)
def test_two_thousand_cases_in_days_agree_with_the_slow_reckoning(pair, start, count, pauses, unit):
    check_days(pair, start, count, pauses, unit)


@settings(max_examples=150, deadline=None)
@given(calendars(), moments, st.integers(1, 3000), st.integers(1, 3000), pauses_after)
def test_time_adds_up(pair, start, first, second, pauses):
    calendar, _ = pair
    paused = paused_from(start, pauses)
    middle = after(calendar, start, timedelta(minutes=first), paused)
    whole = after(calendar, start, timedelta(minutes=first + second), paused)
    assert after(calendar, middle, timedelta(minutes=second), paused) == whole
