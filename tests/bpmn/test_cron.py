"""Cron by the council's clocks, over both changes of them; and repeats that were missed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.bpmn.cron import is_cron, next_by_cron
from engine.bpmn.due import MAX_CATCH_UP, NotATime, following, schedule
from engine.clock import COUNCIL_ZONE


def due(text: str, after: str, count: int) -> list[str]:
    """The next moments at which a cron is due, as the council's clocks show them."""
    found, moment = [], datetime.fromisoformat(after).replace(tzinfo=COUNCIL_ZONE).astimezone(UTC)
    for _ in range(count):
        moment = next_by_cron(text, moment)
        found.append(moment.astimezone(COUNCIL_ZONE).isoformat(timespec="minutes"))
    return found


def test_it_keeps_the_clock_time_in_summer_and_winter():
    assert due("0 9 * * *", "2026-03-28T12:00", 2) == ["2026-03-29T09:00+01:00", "2026-03-30T09:00+01:00"]
    assert due("0 9 * * *", "2026-10-24T12:00", 2) == ["2026-10-25T09:00+00:00", "2026-10-26T09:00+00:00"]


def test_a_time_that_the_clocks_leave_out_in_spring_is_due_when_they_have_gone_forward():
    assert due("30 1 * * *", "2026-03-28T12:00", 2) == ["2026-03-29T02:00+01:00", "2026-03-30T01:30+01:00"]


def test_a_time_that_they_show_twice_in_autumn_is_due_once():
    assert due("30 1 * * *", "2026-10-24T12:00", 2) == ["2026-10-25T01:30+01:00", "2026-10-26T01:30+00:00"]


def test_what_is_due_every_hour_is_due_in_every_hour_there_is():
    autumn = due("0 * * * *", "2026-10-24T23:30", 4)
    assert autumn == [f"2026-10-25T0{hour}:00+0{ahead}:00" for hour, ahead in ((0, 1), (1, 1), (1, 0), (2, 0))]
    spring = due("0 * * * *", "2026-03-29T00:30", 2)
    assert spring == ["2026-03-29T02:00+01:00", "2026-03-29T03:00+01:00"]


@pytest.mark.parametrize("text", ["0 9 * * 1-5", "*/15 8-17 * * MON-FRI", "0 0 1 JAN *", "0 9 L * *", "5 4 * * 7"])
def test_five_fields_are_cron(text: str):
    assert is_cron(text)
    assert schedule("cycle", text, datetime(2026, 11, 18, 10, tzinfo=UTC)).every == text


@pytest.mark.parametrize("text", ["0 0 9 * * ?", "a and b or c", "* * * *", "PT1H", "due after(x)", "1 + 2 + 3"])
def test_anything_else_is_not(text: str):
    assert not is_cron(text)


@pytest.mark.parametrize("text", ["61 9 * * 1", "0 25 * * *", "0 9 31 2 *", "0 9 * 13 *", "0 9 * * MON-"])
def test_a_cron_that_is_never_due_is_refused(text: str):
    with pytest.raises(NotATime, match="no cron of five fields"):
        schedule("cycle", text, datetime(2026, 11, 18, 10, tzinfo=UTC))


@given(
    every=st.sampled_from(["PT5M", "PT7H", "P1D", "P1M", "0 9 * * *", "*/10 * * * *"]),
    away=st.timedeltas(timedelta(), timedelta(days=40)),
)
def test_after_downtime_a_repeat_catches_up_with_an_upper_bound_and_is_then_to_come(every: str, away: timedelta):
    first = datetime(2026, 11, 18, 9, tzinfo=UTC)
    now, fired, due, missed = first + away, 0, first, 0
    while due <= now:
        fired += 1
        before, (due, missed) = due, following(every, due, now, missed)
        assert due > before
    assert 1 <= fired <= MAX_CATCH_UP
    assert missed == 0


@given(away=st.timedeltas(timedelta(), timedelta(days=40)), every=st.sampled_from(["PT5M", "PT7H", "P1D"]))
def test_what_is_skipped_leaves_the_rhythm_as_it_was(every: str, away: timedelta):
    first = datetime(2026, 11, 18, 9, tzinfo=UTC)
    due, missed = first, 0
    while due <= first + away:
        due, missed = following(every, due, first + away, missed)
    length = {"PT5M": timedelta(minutes=5), "PT7H": timedelta(hours=7), "P1D": timedelta(days=1)}[every]
    assert (due - first) % length == timedelta()
