"""Whose time it was: every second of a clock belongs to exactly one party."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from engine.sla.sharing import SHARING, Span, added_up, divide
from tests.sla.test_calendar import ENGLAND

MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def span(begin: float, end: float, party: str) -> Span:
    """Hours after Monday 9am."""
    return Span(MONDAY + begin * HOUR, MONDAY + end * HOUR, party)


def divided(hours: float, pauses=(), work=()) -> list[tuple[float, str]]:
    """The hours and party of each part, in order."""
    found = divide(MONDAY, MONDAY + hours * HOUR, pauses, work)
    return [((part.end - part.begin) / HOUR, part.party) for part in found]


def test_time_belongs_to_the_office_that_has_the_task_and_else_to_nobody():
    work = [span(0, 2, "front-office"), span(3, 8, "back-office")]
    assert divided(9, work=work) == [(2, "front-office"), (1, "nobody"), (5, "back-office"), (1, "nobody")]


def test_a_pause_belongs_to_its_party_whoever_has_the_task():
    work = [span(0, 8, "back-office")]
    assert divided(8, [span(2, 5, "customer")], work) == [(2, "back-office"), (3, "customer"), (3, "back-office")]


def test_of_two_pauses_at_once_the_one_that_began_first_has_the_time():
    pauses = [span(2, 6, "third-party"), span(1, 4, "customer")]
    assert divided(7, pauses) == [(1, "nobody"), (3, "customer"), (2, "third-party"), (1, "nobody")]


def test_of_two_tasks_at_once_the_one_that_waits_longer_has_the_time():
    work = [span(0, 3, "front-office"), span(1, 5, "back-office")]
    assert divided(5, work=work) == [(3, "front-office"), (2, "back-office")]


def test_time_before_the_start_and_after_the_end_does_not_count():
    assert divided(2, [span(-3, 1, "customer")], [span(1, 9, "back-office")]) == [(1, "customer"), (1, "back-office")]


def test_a_pause_of_no_party_is_nobodys():
    assert divided(2, [span(0, 1, "")], [span(0, 2, "back-office")]) == [(1, "nobody"), (1, "back-office")]


def test_working_time_is_what_lies_in_opening_hours():
    found = {part.party: part for part in added_up([span(0, 24, "customer"), span(24, 30, "back-office")], ENGLAND)}
    assert [part for part in found] == list(SHARING)
    assert (found["customer"].elapsed, found["customer"].working) == (24 * HOUR, 8 * HOUR)
    assert (found["back-office"].elapsed, found["back-office"].working) == (6 * HOUR, 6 * HOUR)


seconds = st.floats(-50_000, 400_000, allow_nan=False)
spans = st.lists(
    st.builds(
        lambda begin, length, party: Span(
            MONDAY + timedelta(seconds=begin), MONDAY + timedelta(seconds=begin + length), party
        ),
        seconds,
        st.floats(0, 90_000, allow_nan=False),
        st.sampled_from(SHARING),
    ),
    max_size=6,
)


@given(spans, spans, st.integers(0, 350_000))
def test_the_parts_make_the_whole_to_the_second_without_gap_or_overlap(pauses, work, length):
    end = MONDAY + timedelta(seconds=length)
    found = divide(MONDAY, end, pauses, work)
    parts = added_up(found, ENGLAND)
    assert sum(part.elapsed.total_seconds() for part in parts) == length
    whole = added_up([Span(MONDAY, end, "nobody")], ENGLAND)[-1]
    assert sum((part.working for part in parts), timedelta(0)) == whole.working
    assert all(one.end == other.begin for one, other in pairwise(found))
    for moment in range(0, length, 9_973):
        at = MONDAY + timedelta(seconds=moment)
        (party,) = [part.party for part in found if part.begin <= at < part.end]
        assert party in (holders(pauses, at) or holders(work, at) or {"nobody"})


def holders(spans: list[Span], at: datetime) -> set[str]:
    """Whose spans hold at a moment."""
    return {one.party for one in spans if cut(one.begin) <= at < cut(one.end)}


def cut(moment: datetime) -> datetime:
    """Without what is less than a second."""
    return moment.replace(microsecond=0)
