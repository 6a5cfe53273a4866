"""Times set by law: agreed time apart from in time, by month and in the list, and no pauses."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from engine import cases, sla
from engine.clock import FixedClock
from engine.errors import Conflict
from engine.people import SYSTEM
from engine.sla import ClockFilter, Goal, Scope, Terms
from engine.store import Store, reading, unit_of_work
from tests.council import Council
from tests.web.conftest import page_of, words_of
from tests.web.pages.casework import begin, open_task

PAGE = "/service-levels/statutory"


@pytest.fixture
def weeks(store: Store, council: Council) -> None:
    """The law gives eight weeks for a case."""
    scope = Scope("case", council.service_id, "report")
    with unit_of_work(store) as work:
        sla.add_target(
            work, "eight-weeks", "Decision", scope, Terms((Goal("8 weeks"),)),
            valid_from=date(2026, 1, 1), statutory=True, by=SYSTEM,
        )  # fmt: skip


def clock_of(store: Store, case_id: int) -> sla.ClockRow:
    """The statutory clock of a case."""
    with reading(store) as work:
        (found,) = sla.clocks(work, ClockFilter(case_id=case_id, statutory=True))
    return found


def decide(store: Store, council: Council, case_id: int) -> None:
    """Both steps of a case without an inspection."""
    for given in ({"depth": 5}, {}):
        task = open_task(store, council, case_id)
        with unit_of_work(store) as work:
            cases.complete(work, task.id, answers=given, by=council.adviser)


@pytest.mark.usefixtures("weeks")
def test_the_weeks_count_from_the_day_after_receipt(store: Store, council: Council):
    assert f"{clock_of(store, begin(store, council)).due_at:%d %B %Y %H:%M}" == "13 January 2027 23:59"


@pytest.mark.usefixtures("weeks")
def test_a_time_set_by_law_does_not_stand_still(store: Store, council: Council, clock: FixedClock):
    case_id = begin(store, council)
    with unit_of_work(store) as work:
        until = clock.now() + timedelta(days=9)
        cases.pause_clocks(work, case_id, reason="customer", until=until, by=council.adviser)
    assert clock_of(store, case_id).status == "running"
    with pytest.raises(Conflict), unit_of_work(store) as work:
        cases.pause_clocks(
            work, case_id, reason="other-body", until=until, clock_id=clock_of(store, case_id).id, by=council.adviser
        )


@pytest.mark.usefixtures("weeks")
def test_what_was_decided_in_agreed_time_is_counted_apart(store: Store, council: Council, clock: FixedClock, browser):
    in_time, agreed, late = (begin(store, council) for _ in range(3))
    decide(store, council, in_time)
    with unit_of_work(store) as work:
        until = clock.now() + timedelta(days=90)
        clock_id = clock_of(store, agreed).id
        cases.extend_clock(
            work, agreed, clock_id, until=until, reason="A survey", agreed_with="The agent", by=council.leader
        )
    head = browser(council.head)
    assert "More time agreed" in words_of(head.get(PAGE))
    clock.advance(timedelta(days=70))
    decide(store, council, agreed)
    decide(store, council, late)
    assert [clock_of(store, one).verdict for one in (in_time, agreed, late)] == ["in-time", "in-agreed-time", "late"]
    head = browser(council.head)
    page = page_of(head.get(PAGE))
    rows = {
        row.xpath("string(th)"): [cell.text_content().strip() for cell in row.xpath("td")] for row in page.xpath("//tr")
    }
    assert rows["January 2027"][:4] == ["2", "0", "1", "1"]
    assert rows["November 2026"][:4] == ["1", "1", "0", "0"]
    for address in page.xpath("//tbody//a/@href"):
        assert head.get(address).status_code == 200, address


def test_without_any_it_says_so(council: Council, browser):
    assert "Nothing that has a time set by law was decided" in words_of(browser(council.head).get(PAGE))
