"""Closures from iCalendar files: whole days, repeated within bounds, whatever a file holds."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import EngineError, Refused, TooLarge
from engine.sla import ics
from engine.sla.ics import read_closures

TODAY = date(2026, 11, 18)


def file_of(*events: str) -> bytes:
    parts = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:test"]
    for event in events:
        parts += ["BEGIN:VEVENT", "UID:1", *event.split("\n"), "END:VEVENT"]
    return "\r\n".join([*parts, "END:VCALENDAR", ""]).encode()


def days(*events: str) -> list[str]:
    return [day.isoformat() for day in read_closures(file_of(*events), today=TODAY).days]


def test_whole_days_close_with_their_names_and_the_last_one_is_before_the_end():
    data = file_of(
        "SUMMARY:Christmas\\, at last\nDTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261227",
        "SUMMARY:Stocktaking\nDTSTART;VALUE=DATE:20270105",
        "DTSTART;VALUE=DATE:20270107\nDURATION:P2D",
    )
    assert read_closures(data, today=TODAY).days == {
        date(2026, 12, 24): "Christmas, at last",
        date(2026, 12, 25): "Christmas, at last",
        date(2026, 12, 26): "Christmas, at last",
        date(2027, 1, 5): "Stocktaking",
        date(2027, 1, 7): "Closed",
        date(2027, 1, 8): "Closed",
    }


def test_what_is_past_or_too_far_ahead_does_not_matter():
    assert days("DTSTART;VALUE=DATE:20261116\nDTEND;VALUE=DATE:20261120", "DTSTART;VALUE=DATE:20400101") == [
        "2026-11-18",
        "2026-11-19",
    ]


@pytest.mark.parametrize(
    ("event", "why"),
    [
        ("SUMMARY:Talk\nDTSTART:20261224T100000Z", "not a whole day"),
        ("SUMMARY:Talk\nDTSTART;VALUE=DATE:20261224\nSTATUS:CANCELLED", "cancelled"),
        ("SUMMARY:Talk\nDTSTART;VALUE=DATE:20261224\nRECURRENCE-ID;VALUE=DATE:20261223", "one day of an event"),
        ("SUMMARY:Talk\nDTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261220", "ends before it begins"),
        ("SUMMARY:Talk\nDTSTART;VALUE=DATE:20270230", "cannot be read"),
        ("SUMMARY:Talk\nDTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261399", "cannot be read"),
        ("SUMMARY:Talk\nDTSTART;VALUE=DATE:20261224\nDURATION:soon", "cannot be read"),
        ("SUMMARY:Talk\nDTSTART;VALUE=DATE:20261224\nEXDATE:never", "cannot be read"),
        ("SUMMARY:Talk\nDTSTART;VALUE=DATE:20261224\nRRULE:FREQ=SECONDLY", "rule that is not read"),
        ("SUMMARY:Talk\nDTSTART;VALUE=DATE:20261224\nRRULE:FREQ=YEARLY;BYWEEKNO=20", "rule that is not read"),
        ("SUMMARY:Talk\nDTSTART;VALUE=DATE:19501224\nRRULE:FREQ=DAILY;COUNT=99999", "twenty years ago"),
    ],
)
def test_what_is_left_out_is_told_with_the_reason(event: str, why: str):
    found = read_closures(file_of(event), today=TODAY)
    ((name, told),) = found.left_out
    assert (found.days, name) == ({}, "Talk")
    assert why in told


def test_repeated_events_go_five_years_ahead_without_the_days_that_are_excepted():
    event = "DTSTART;VALUE=DATE:19701225\nRRULE:FREQ=YEARLY\nEXDATE;VALUE=DATE:20281225\nRDATE;VALUE=DATE:20270101"
    assert days(event) == ["2026-12-25", "2027-01-01", "2027-12-25", "2029-12-25", "2030-12-25"]


def test_a_file_is_read_within_bounds(monkeypatch):
    with pytest.raises(TooLarge, match="larger than"):
        read_closures(b"x" * 400_000, today=TODAY)
    with pytest.raises(Refused, match="no event"):
        read_closures(file_of(), today=TODAY)
    monkeypatch.setattr(ics, "MOST_EVENTS", 2)
    with pytest.raises(TooLarge, match="more than 2 events"):
        read_closures(file_of(*["DTSTART;VALUE=DATE:20261224"] * 3), today=TODAY)
    monkeypatch.setattr(ics, "MOST_REPEATED", 0)
    repeated = read_closures(file_of("DTSTART;VALUE=DATE:20261224\nRRULE:FREQ=YEARLY"), today=TODAY)
    assert "more than 0 others" in repeated.left_out[0][1]
    monkeypatch.setattr(ics, "MOST_DAYS", 10)
    with pytest.raises(TooLarge, match="more than 10 days"):
        read_closures(file_of("DTSTART;VALUE=DATE:20261124\nDTEND;VALUE=DATE:20261224"), today=TODAY)


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"BEGIN:VCALENDAR", b"\x00\xff\xfe", b"BEGIN:VEVENT\r\nEND:VEVENT\r\n"]
)
def test_what_is_no_such_file_is_refused_in_words(data: bytes):
    with pytest.raises(Refused) as caught:
        read_closures(data, today=TODAY)
    assert caught.value.problems[0].where == "file"


def days_ahead():
    return (TODAY + timedelta(days=ahead) for ahead in range(5 * 366))


LINES = [*file_of("DTSTART;VALUE=DATE:20261224\nRRULE:FREQ=YEARLY").split(b"\r\n"), b"x"]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=14))
def test_lines_in_any_order_end_in_an_answer_or_a_refusal(lines):
    with suppress(EngineError):
        assert read_closures(b"\r\n".join(lines), today=TODAY).days.keys() <= set(days_ahead())


weekdays = st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"])
placed = st.builds(lambda place, day: f"{place}{day}", st.integers(-2, 4).filter(bool), weekdays)


@st.composite
def rules(draw) -> str:
    frequency = draw(st.sampled_from(["YEARLY", "MONTHLY", "WEEKLY", "DAILY"]))
    parts = [f"FREQ={frequency}", f"INTERVAL={draw(st.integers(1, 4))}"]
    if draw(st.booleans()):
        months = draw(st.sets(st.integers(1, 12), min_size=1, max_size=3))
        parts.append(f"BYMONTH={','.join(map(str, sorted(months)))}")
    if frequency != "WEEKLY" and draw(st.booleans()):
        parts.append(f"BYMONTHDAY={draw(st.integers(-28, 28).filter(bool))}")
    elif draw(st.booleans()):
        # The other reader takes weekdays with and without a place in one rule for days that are both.
        of = placed if frequency in ("YEARLY", "MONTHLY") and draw(st.booleans()) else weekdays
        parts.append(f"BYDAY={','.join(sorted(draw(st.sets(of, min_size=1, max_size=3))))}")
    if draw(st.booleans()):
        parts.append(draw(st.sampled_from(["COUNT=3", "COUNT=20", "UNTIL=20280301"])))
    return ";".join(parts)


@settings(max_examples=120, deadline=None)
@given(rules(), st.dates(date(2020, 1, 1), date(2028, 1, 1)).filter(lambda day: day.day < 29))
def test_rules_repeat_on_the_days_that_another_reader_finds(rule: str, first: date):
    found = days(f"DTSTART;VALUE=DATE:{first:%Y%m%d}\nRRULE:{rule}")
    begin, end = datetime.fromisoformat("2026-11-18"), datetime.fromisoformat("2031-11-01")
    other = rrulestr(rule, dtstart=datetime.combine(first, time.min))
    assert found == [day.date().isoformat() for day in other.between(begin, end, inc=True) if day < end]
