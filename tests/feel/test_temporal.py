from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.feel import YearsMonths
from engine.feel import temporal_text as temporal

MINUTES = st.datetimes()


@settings(max_examples=100)
@given(MINUTES)
def test_a_moment_is_read_as_it_was_written(moment):
    assert temporal.read_moment(temporal.write_moment(moment)) == moment
    assert temporal.read_time(temporal.write_time(moment.time())) == moment.time()


@settings(max_examples=100)
@given(st.timedeltas(), st.integers(-(10**6), 10**6))
def test_a_duration_is_read_as_it_was_written(length, months):
    assert temporal.read_duration(temporal.write_duration(length)) == length
    assert temporal.read_duration(temporal.write_months(YearsMonths(months))) == YearsMonths(months)


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-30",
        "998-12-31",
        "1000000000-01-01",
        "02026-01-01",
        "+2026-01-01",
        "-2026-02-29",
        "10:00",
        "24:00:01",
        "10:00:00+19:00",
        "10:00:00@No/Where",
        "10:00:00+01:00@Europe/London",
        "2026-01-01T24:00:01",
        "999999999-12-31T24:00:00",
        "P",
        "PT",
        "P1DT",
        "P1Y1D",
        "P1S",
        "",
    ],
)
def test_what_is_none_is_not_read(text):
    assert temporal.read_literal(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-21",
        "10:30:15.25",
        "10:30:00-05:30",
        "10:30:00+01:00:30",
        "10:30:00@Europe/London",
        "2026-11-21T10:30:00Z",
        "2026-11-21T10:30:00@Europe/London",
        "-P1DT2H3M4.5S",
        "PT0S",
        "P0M",
        "-P1Y2M",
    ],
)
def test_a_literal_keeps_its_writing(text):
    value = temporal.read_literal(text)
    write = {
        date: date.isoformat,
        datetime: temporal.write_moment,
        timedelta: temporal.write_duration,
        YearsMonths: temporal.write_months,
    }.get(type(value), temporal.write_time)
    assert write(value) == text


def test_the_end_of_a_day_is_the_start_of_the_next():
    assert temporal.read_moment("2026-12-31T24:00:00") == temporal.read_moment("2027-01-01T00:00:00")
