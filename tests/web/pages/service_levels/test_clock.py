"""The story of a clock on its page: what happened, every stretch of its time, the figures of every other page."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from engine import cases, sla
from engine.clock import FixedClock
from engine.people import SYSTEM
from engine.sla import ClockStart, Entry, SpecialDay
from engine.store import Store, reading, unit_of_work
from tests import running_clocks
from tests.council import Council
from tests.web.conftest import page_of, words_of
from tests.web.pages.casework import begin
from web.pages.service_levels.clock_view import weeks_of


def clock_of(store: Store, case_id: int, kind: str) -> sla.ClockRow:
    with reading(store) as work:
        return next(one for one in sla.clocks(work, sla.ClockFilter(case_id=case_id)) if one.kind == kind)


def test_a_clock_tells_what_happened_and_adds_up(store: Store, council: Council, clock: FixedClock, browser):
    case_id = begin(store, council)
    step = clock_of(store, case_id, "step")
    clock.advance(timedelta(hours=2))
    with unit_of_work(store) as work:
        sla.pause_clocks(work, case_id, "customer", by=council.adviser.user_id)
    clock.advance(timedelta(hours=3))
    adviser = browser(council.adviser)
    paused = words_of(adviser.get(f"/clocks/{step.id}"))
    assert "Stopped: Waiting for the customer" in paused
    assert "what was left when it was paused stands still: 21 h" in paused
    with unit_of_work(store) as work:
        sla.resume_clocks(work, case_id, by=council.adviser.user_id)
    shown = adviser.get(f"/clocks/{step.id}")
    said = words_of(shown)
    assert "Take the report" in said
    assert "Time that counted 2 h" in said
    of_receipt = "18 November 2026 at midday Not as a day; its open time does 2 h The day of receipt is day 0."
    assert of_receipt in said
    assert "18 November 2026 at midday 18 November 2026 at 3pm No – Paused: Waiting for the customer." in said
    assert "Friday: working day 2 of 2 (England, Monday to Friday, 9 to 5, version 1)." in said
    assert page_of(shown).xpath("//*[local-name()='svg']/*[@y='8']"), "the pause is drawn"
    assert f"/cases/{case_id}" in page_of(shown).xpath("//main//a/@href")
    for page in (f"/cases/{case_id}", f"/tasks/{step.task_id}"):
        assert f"/clocks/{step.id}" in page_of(adviser.get(page)).xpath("//main//a/@href")


def test_days_past_the_date_are_told_as_past_it(store: Store, council: Council, browser, clock: FixedClock):
    case_id = begin(store, council)
    step = clock_of(store, case_id, "step")
    clock.advance(timedelta(days=6))
    said = words_of(browser(council.adviser).get(f"/clocks/{step.id}"))
    assert "Friday: working day 2 of 2 (England" in said
    assert "Monday: working day 3, past the 2 that it may take (England" in said


def test_a_calendar_that_changed_is_told_with_both_dates(store: Store, council: Council, browser):
    case_id = begin(store, council)
    with unit_of_work(store) as work:
        hours = sla.calendar_detail(work, "england-24x7").hours
        sla.add_calendar(work, "clock-page", "X", "Europe/London", hours, valid_from=date(2026, 1, 1), by=SYSTEM)
        start = ClockStart("case", "Own", council.service_id, None, "30 working hours", "clock-page", case_id)
        (begun,) = running_clocks.start(work, [start])
        storm = sla.Hours(hours.week, {date(2026, 11, 19): SpecialDay((), "Storm <b>")}, "")
        sla.add_version(work, "clock-page", storm, valid_from=date(2026, 11, 19), reason="Storm", by=SYSTEM)
    sla.replan_clocks(store, cases.REPLANNED_TASKS)
    said = words_of(browser(council.adviser).get(f"/clocks/{begun.id}"))
    assert (
        "The calendar changed from version 1 to 2: due 20 November 2026 at 4pm, before 19 November 2026 at 4pm" in said
    )
    assert "Storm <b> (X, version 2)." in said


def test_weeks_are_folded_and_strangers_are_kept_out(store: Store, council: Council, browser):
    case_id = begin(store, council)
    with unit_of_work(store) as work:
        start = ClockStart("case", "Long", council.service_id, None, "16 weeks", "", case_id)
        (begun,) = running_clocks.start(work, [start])
    shown = page_of(browser(council.adviser).get(f"/clocks/{begun.id}"))
    assert len(shown.xpath("//main//details")) == 17
    assert not shown.xpath("//main//details[@open]")
    assert browser(council.administrator).get(f"/clocks/{begun.id}").status_code == 403
    assert browser(council.adviser).get("/clocks/999999").status_code == 404


def test_a_time_that_needs_no_calendar_says_so(store: Store, council: Council, browser):
    case_id = begin(store, council)
    with unit_of_work(store) as work:
        start = ClockStart("case", "Decision", council.service_id, None, "13 weeks", "", case_id)
        (begun,) = running_clocks.start(work, [start])
    said = words_of(browser(council.adviser).get(f"/clocks/{begun.id}"))
    assert "Counted on No calendar: every hour of every day (Europe/London)" in said


def test_what_is_read_of_the_weeks_adds_up_to_what_is_read_of_the_whole():
    monday, most_of_a_second = datetime(2026, 11, 16, 9, tzinfo=UTC), timedelta(milliseconds=600)
    entries = [
        Entry(begin, begin + timedelta(hours=1), counted=True, why="open", adds=timedelta(hours=1) + part, phase=phase)
        for begin, part, phase in (
            (monday, most_of_a_second, "gone"),
            (monday + timedelta(weeks=1), most_of_a_second, "over"),
            (monday + timedelta(weeks=1, hours=2), most_of_a_second, "left"),
            (monday + timedelta(weeks=2), most_of_a_second, "left"),
        )
    ]
    weeks = weeks_of(entries)
    assert [(week.gone, week.left) for week in weeks] == [
        (timedelta(hours=1), timedelta(0)),
        (timedelta(hours=1, seconds=1), timedelta(hours=1)),
        (timedelta(0), timedelta(hours=1, seconds=1)),
    ]
    assert [entry.adds for week in weeks for entry in week.entries][1] == timedelta(hours=1, seconds=1)
