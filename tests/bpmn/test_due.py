"""When a timer is due."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.bpmn.due import NotATime, is_iso, parse_moment, parse_repeat, parse_span, schedule
from engine.feel import YearsMonths

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)


@given(st.integers(0, 500), st.integers(0, 23), st.integers(0, 59), st.integers(0, 59))
def test_days_and_shorter_are_exact(days: int, hours: int, minutes: int, seconds: int) -> None:
    text = f"P{days}DT{hours}H{minutes}M{seconds}S"
    assert parse_span(text).after(NOW) == NOW + timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("P1M", "2026-01-31T09:00:00Z", "2026-02-28T09:00:00+00:00"),
        ("P1M", "2028-01-31T09:00:00Z", "2028-02-29T09:00:00+00:00"),
        ("P1Y2M", "2026-11-18T10:00:00Z", "2028-01-18T10:00:00+00:00"),
        ("P2W", "2026-11-18T10:00:00Z", "2026-12-02T10:00:00+00:00"),
        ("PT0S", "2026-11-18T10:00:00Z", "2026-11-18T10:00:00+00:00"),
        ("PT1.5S", "2026-11-18T10:00:00Z", "2026-11-18T10:00:01.500000+00:00"),
    ],
)
def test_months_count_by_the_calendar(text: str, start: str, end: str) -> None:
    assert parse_span(text).after(parse_moment(start)).isoformat() == end


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "1H", "P1H", "PT1D", "P-1D", "P99999999999Y", "P200Y", "P1YT", "PT1H1H", "P１D"]
)
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(NotATime):
        parse_span(text)


def test_a_moment_without_an_offset_is_meant_in_london() -> None:
    assert parse_moment("2026-07-01T09:00:00").isoformat() == "2026-07-01T08:00:00+00:00"
    assert parse_moment("2026-12-01T09:00:00").isoformat() == "2026-12-01T09:00:00+00:00"
    assert parse_moment("2026-12-01T09:00:00+02:00").isoformat() == "2026-12-01T07:00:00+00:00"


def test_a_moment_is_read_in_the_zone_it_names():
    assert parse_moment("2026-07-01T09:00:00@Asia/Tokyo").isoformat() == "2026-07-01T00:00:00+00:00"
    for unknown in ("2026-07-01T09:00:00@Nowhere/Land", "2026-07-01T09:00:00@../../etc/passwd"):
        with pytest.raises(NotATime):
            parse_moment(unknown)


def test_repeats_count_down_and_may_have_a_first_moment() -> None:
    found = parse_repeat("R3/PT10H", NOW)
    assert (found.first, found.every, found.left) == (NOW + timedelta(hours=10), "PT10H", 3)
    assert parse_repeat("R/2026-12-01T09:00:00Z/P1D", NOW).left is None


@pytest.mark.parametrize("text", ["R0/PT1H", "R/PT0S", "R5", "R1000000000/PT1H", "0 0 9 * * ?", "R-1/PT1H"])
def test_repeats_without_a_pause_or_in_another_notation_are_refused(text: str) -> None:
    with pytest.raises(NotATime):
        schedule("cycle", text, NOW)


def test_what_an_expression_gives_is_taken_as_it_is() -> None:
    assert schedule("duration", timedelta(hours=3), NOW).first == NOW + timedelta(hours=3)
    assert schedule("duration", YearsMonths(2), NOW).first == datetime(2027, 1, 18, 10, 0, tzinfo=UTC)
    assert schedule("date", date(2026, 7, 1), NOW).first == datetime(2026, 6, 30, 23, 0, tzinfo=UTC)
    assert schedule("date", datetime(2027, 1, 1, tzinfo=UTC), NOW).first == datetime(2027, 1, 1, tzinfo=UTC)
    with pytest.raises(NotATime):
        schedule("duration", 5, NOW)


@pytest.mark.parametrize("text", ["PT1H", "R3/PT1H", "R/2026-12-01T09:00:00Z/P1D", "2026-11-18T10:00:00Z", "P5D"])
def test_a_timer_text_in_iso_is_known(text: str) -> None:
    assert is_iso(text)


@pytest.mark.parametrize("text", ['duration("PT1H")', "Period", "due in(target)", "PT", "R"])
def test_any_other_timer_text_is_feel(text: str) -> None:
    assert not is_iso(text)
