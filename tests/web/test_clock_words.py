"""What clocks say in words, and moments as forms ask for them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from engine import sla
from engine.clock import FixedClock
from engine.errors import Refused
from engine.sla import ClockFilter, ClockStart, Said
from engine.store import Store, reading, unit_of_work
from tests import running_clocks
from web.clock_words import ClockNow, clocks_now
from web.moment_field import end_of, moment_from
from web.wording import elapsed_words


@pytest.fixture
def says(store: Store, clock: FixedClock):
    """What a clock of case 1 with this target says after so much time."""

    def look(target: str, after: timedelta = timedelta(0), *, paused: bool = False) -> ClockNow:
        with unit_of_work(store) as work:
            running_clocks.start(work, [ClockStart("case", "All of it", target=target, case_id=1)])
        clock.advance(after)
        if paused:
            until = datetime(2026, 12, 3, 17, tzinfo=UTC)
            with unit_of_work(store) as work:
                sla.pause_clocks(work, 1, "customer", until=until, said=Said("customer"))
        with reading(store) as work:
            return clocks_now(work, ClockFilter(case_id=1))[0]

    return look


@pytest.mark.parametrize(
    ("target", "hours", "words"),
    [
        ("8 working hours", 3, "5 working hours left"),
        ("8 working hours", 6.5, "90 working minutes left"),
        ("8 working hours", 7, "1 working hour left"),
        ("2 working days", 0, "2 working days left"),
        ("2 working days", 48, "7 working hours left"),
        ("2 working days", 24 * 6, "overdue by 2 working days"),
        ("3 working hours", 6, "overdue by 3 working hours"),
        ("8 weeks", 0, "56 days left"),
        ("1 calendar day", 24, "13 hours left"),
        ("30 hours", 3, "27 hours left"),
    ],
)
def test_what_is_left_is_said_in_the_time_that_counts(says, target: str, hours: float, words: str):
    assert says(target, timedelta(hours=hours)).left == words


def test_nothing_is_due_while_paused_and_it_says_for_what_and_until_when(says):
    found = says("8 working hours", paused=True)
    assert found.left == "none while paused: waiting for the customer, expected back 3 December 2026"
    assert not found.pause_overdue


def test_a_pause_that_was_expected_to_end_before_now_is_noticed(says, store: Store, clock: FixedClock):
    says("8 working hours", paused=True)
    clock.advance(timedelta(days=30))
    with reading(store) as work:
        (found,) = clocks_now(work, ClockFilter(case_id=1))
    assert found.pause_overdue


def test_a_clock_that_has_stopped_has_nothing_left(says, store: Store):
    says("8 working hours")
    with unit_of_work(store) as work:
        running_clocks.stop(work, case_id=1)
    with reading(store) as work:
        (found,) = clocks_now(work, ClockFilter(case_id=1))
    assert (found.left, found.open) == ("", False)


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0 s"), (59, "59 s"), (3600, "1 h"), (3 * 3600 + 61, "3 h 1 min 1 s")]
)
def test_lengths_of_time_are_said_to_the_second(seconds: int, words: str):
    assert elapsed_words(timedelta(seconds=seconds)) == words


@pytest.mark.parametrize(
    ("at", "hour", "minute"),
    [("9:30am", 9, 30), ("2pm", 14, 0), ("12am", 0, 0), ("12.15 PM", 12, 15), ("14:05", 14, 5)],
)
def test_a_day_and_a_time_of_the_councils_clocks_name_a_moment(at: str, hour: int, minute: int):
    assert moment_from(date(2026, 11, 18), at, where="at") == datetime(2026, 11, 18, hour, minute, tzinfo=UTC)


def test_in_summer_the_councils_clocks_are_an_hour_ahead():
    assert moment_from(date(2026, 7, 1), "9am", where="at") == datetime(2026, 7, 1, 8, tzinfo=UTC)
    assert end_of(date(2026, 7, 1)) == datetime(2026, 7, 1, 22, 59, 59, tzinfo=UTC)


def test_empty_boxes_are_now_and_half_empty_or_unreadable_ones_are_refused():
    assert moment_from(None, " ", where="at") is None
    for on, at in ((None, "9am"), (date(2026, 11, 18), ""), (date(2026, 11, 18), "noon"), (date(2026, 11, 18), "9:75")):
        with pytest.raises(Refused, match=r"a time"):
            moment_from(on, at, where="at")
