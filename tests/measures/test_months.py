"""Figures by month: the months of a period make the period, and each is what is counted when it is asked for alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from engine import cases, measures, sla
from engine.errors import Refused
from engine.measures import MONTH, Month, Scope, latest_months, month
from engine.people import SYSTEM
from engine.store import reading, unit_of_work
from tests.measures.history import History

DATED = tuple(key for key, measure in measures.measures().items() if measure.dated)
STANDING = tuple(key for key, measure in measures.measures().items() if not measure.dated)


@pytest.fixture
def half_a_year(history: History) -> History:
    """From November 2026 to May 2027, over the night in which the clocks go forward; the last case after midnight.

    The law gives eight weeks for each case, and the worker has divided the time of those that ended.
    """
    with unit_of_work(history.store) as work:
        scope, terms = sla.Scope("case", history.council.service_id, "report"), sla.Terms((sla.Goal("8 weeks"),))
        law = {"valid_from": date(2026, 1, 1), "statutory": True, "by": SYSTEM}
        sla.add_target(work, "eight-weeks", "Decision", scope, terms, **law)
    for days in (13, 40, 60, 31):
        history.shallow()
        history.deep()
        history.repaired()
        history.close(history.deep(), "withdrawn")
        history.wait(days=days)
        cases.fire_due_timers(history.store)
    history.store.clock.at = datetime(2027, 4, 30, 23, 30, tzinfo=UTC)
    history.shallow()
    with unit_of_work(history.store) as work:
        cases.divide_time(work)
    return history


def year_of(history: History) -> Scope:
    return history.scope(since=datetime(2026, 11, 1, tzinfo=UTC))


@pytest.mark.parametrize("key", DATED)
def test_the_months_of_a_period_sum_to_the_period(half_a_year: History, key: str):
    measure, scope = measures.measure(key), year_of(half_a_year)
    with reading(half_a_year.store) as work:
        (whole,) = measures.figures(work, measure, scope, by=())
        by_month = measures.figures(work, measure, scope, by=(MONTH,))
    assert len(by_month) > 3
    assert [figure.group[MONTH] for figure in by_month] == sorted(figure.group[MONTH] for figure in by_month)
    assert sum(figure.numerator for figure in by_month) == whole.numerator
    assert sum(figure.denominator for figure in by_month) == whole.denominator


@pytest.mark.parametrize("key", DATED)
def test_a_month_is_what_is_counted_and_listed_when_it_is_asked_for_alone(half_a_year: History, key: str):
    measure, scope = measures.measure(key), year_of(half_a_year)
    with reading(half_a_year.store) as work:
        found = measures.figures(work, measure, scope, by=("process_id", MONTH))
        for figure in found:
            asked = month(figure.group[MONTH])
            alone = replace(scope, since=asked.since, until=asked.until)
            (same,) = measures.figures(work, measure, alone, by=("process_id",))
            assert (same.numerator, same.denominator, same.value) == (
                figure.numerator,
                figure.denominator,
                figure.value,
            )
            listed = measures.listing(work, measure, alone, limit=1000)
            counted = {row["case_id"] for row in listed} if measure.unit == "mean days" else listed
            assert len(counted) == figure.denominator


def test_a_month_begins_at_the_councils_midnight(half_a_year: History):
    with reading(half_a_year.store) as work:
        measure = measures.measure("finished-at-first-contact")
        latest = measures.figures(work, measure, year_of(half_a_year), by=(MONTH,))[-1]
    assert latest.group == {MONTH: "2027-05"}, "it was half past midnight, though still April in UTC"
    assert latest.denominator == 1


def test_months_are_split_and_kept_to_a_place_like_everything_else(half_a_year: History):
    council = half_a_year.council
    with reading(half_a_year.store) as work:
        measure, scope = measures.measure("need-met"), year_of(half_a_year)
        parts = measures.figures(work, measure, scope, by=(MONTH, "split"))
        together = measures.summed(measure, scope, parts, by=(MONTH,))
        assert together == measures.figures(work, measure, scope, by=(MONTH,))
        assert {part.group["split"] for part in parts if part.group[MONTH] == "2027-05"} == {"provisional"}
        assert measures.figures(work, measure, replace(scope, site_id=council.other_site_id), by=(MONTH,)) == []
        assert measures.figures(work, measure, replace(scope, places=frozenset()), by=(MONTH,)) == []


@pytest.mark.parametrize("key", STANDING)
def test_what_tells_how_things_stand_now_has_no_months(history: History, key: str):
    with pytest.raises(Refused, match="no months"):
        history.figures(key, MONTH)


@given(some.timedeltas(timedelta(0), timedelta(days=100_000)))
def test_the_latest_months_follow_each_other_up_to_now(later_than: timedelta):
    now = datetime(1901, 1, 1, tzinfo=UTC) + later_than
    found = latest_months(now)
    assert len(found) == 12
    assert found[-1].since <= now < found[-1].until
    for earlier, later in pairwise(found):
        assert (earlier.until, earlier.next(), later.before()) == (later.since, later, earlier)
        assert month(earlier.key) == earlier


def test_a_month_has_the_hours_of_its_own_clock_changes():
    march, october = month("2026-03"), Month(date(2026, 10, 1))
    assert (march.since, march.until) == (datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 31, 23, tzinfo=UTC))
    assert (october.since, october.last) == (datetime(2026, 9, 30, 23, tzinfo=UTC), date(2026, 10, 31))
    with pytest.raises(ValueError, match="month"):
        month("2026-13")
