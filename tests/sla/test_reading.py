"""Lists of clocks: the most urgent first, page by page."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import sla
from engine.errors import Refused
from engine.sla import ClockFilter, ClockStart
from engine.store import reading, unit_of_work
from tests import running_clocks


@pytest.fixture
def listed(store):
    def names(**wanted: object):
        with reading(store) as work:
            return [row.name for row in sla.clocks(work, ClockFilter(**wanted))]

    return names


@pytest.fixture
def many(store, clock, start):
    """Clocks of five standings at 12:00, of two services and teams."""
    start(
        ClockStart("step", "late", 1, 10, "1 working hour", case_id=1, task_id=1),
        ClockStart("step", "soon", 1, 11, "2.5 working hours", case_id=2, task_id=2),
        ClockStart("step", "waiting", 2, 20, "3 working hours", case_id=3, task_id=3),
        ClockStart("case", "fine", 2, 20, "10 working days", case_id=4),
        ClockStart("step", "done", 1, 10, "8 working hours", case_id=5, task_id=5),
    )
    with unit_of_work(store) as work:
        sla.pause_clocks(work, 3, "customer")
        running_clocks.stop(work, task_ids=[5])
    clock.advance(timedelta(hours=2))


@pytest.mark.usefixtures("many")
def test_open_clocks_are_listed_by_due_date_and_paused_ones_last(listed):
    assert listed() == ["late", "soon", "fine", "waiting"]


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ({"verdict": "overdue"}, ["late"]),
        ({"verdict": "at-risk"}, ["soon"]),
        ({"verdict": "on-time"}, ["fine"]),
        ({"verdict": "paused"}, ["waiting"]),
        ({"verdict": "stopped"}, ["done"]),
        ({"service_ids": {1}}, ["late", "soon"]),
        ({"service_ids": set()}, []),
        ({"team_ids": [20]}, ["fine", "waiting"]),
        ({"kind": "case"}, ["fine"]),
        ({"case_id": 5}, ["done"]),
        ({"task_id": 2}, ["soon"]),
        ({"case_id": 5, "verdict": "open"}, []),
    ],
)
def test_filters_narrow_the_list(listed, wanted, names):
    assert listed(**wanted) == names


@pytest.mark.usefixtures("many")
def test_pages_follow_each_other_without_gap_or_repeat(store):
    seen, after = [], None
    with reading(store) as work:
        while page := sla.clocks(work, ClockFilter(after=after, limit=1)):
            seen += [row.name for row in page]
            after = (page[-1].due_at, page[-1].id)
    assert seen == ["late", "soon", "fine", "waiting"]


@pytest.mark.usefixtures("many")
def test_each_clock_tells_how_it_stands_before_any_sweep(store):
    with reading(store) as work:
        rows = {row.name: row for row in sla.clocks(work, ClockFilter())}
    assert {name: row.verdict for name, row in rows.items()} == {
        "late": "overdue",
        "soon": "at-risk",
        "fine": "on-time",
        "waiting": "paused",
    }
    assert rows["fine"].calendar == "england-mon-fri-9-17"


def test_an_unknown_verdict_is_refused(listed):
    with pytest.raises(Refused, match="not 'gone'"):
        listed(verdict="gone")
