"""What an edit of a calendar would change is shown before it is applied, and how far the clocks are afterwards."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import delete, select

from engine import cases, sla
from engine.people import SYSTEM
from engine.sla import SpecialDay, tables
from engine.store import Store, reading, unit_of_work
from tests.council import Council
from tests.web.conftest import Browser, page_of, words_of
from tests.web.pages.casework import begin

USUAL = "england-mon-fri-9-17"
HOURS = f"/administration/calendars/{USUAL}/hours"
WEEK = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "9:00-17:00")
STORM = {
    **WEEK,
    "newest": "1",
    "valid_from": ["19", "11", "2026"],
    "saturday": "closed",
    "sunday": "closed",
    "bank_holidays": "ENG",
    "days": "19 November 2026; closed; Storm <b>",
    "reason": "Storm <i>",
}


@pytest.fixture
def admin(council: Council, browser) -> Browser:
    """The browser of the administrator."""
    return browser(council.administrator)


@pytest.fixture(autouse=True)
def as_it_was(store: Store):
    """The calendar that all tests count on, with its first version alone after the test."""
    yield
    with unit_of_work(store) as work:
        version = tables.calendar_version.c
        of_usual = select(tables.calendar.c.id).where(tables.calendar.c.key == USUAL).scalar_subquery()
        work.execute(delete(tables.replan))
        work.execute(delete(tables.calendar_version).where(version.calendar_id == of_usual, version.number > 1))


def figures(answer: Any) -> dict[str, str]:
    tiles = page_of(answer).xpath("//li[@class='app-figure']")
    return {one.xpath("string(span[1])"): one.xpath("string(span[2])") for one in tiles}


def test_an_edit_is_looked_at_applied_and_followed(store: Store, council: Council, admin: Browser):
    case_id = begin(store, council)
    looked = admin.send(HOURS, STORM, follow_redirects=True)
    said = words_of(looked)
    assert "Nothing is changed yet." in said
    assert "Storm <i>" in said
    assert figures(looked)["Open clocks"] == figures(looked)["Due later"] == "2"
    assert "Highways East front 2 2" in said
    assert "20 November 2026 at 5pm 23 November 2026 at 5pm" in said
    with reading(store) as work:
        reference = cases.references(work, [case_id])[case_id]
    assert f"{reference} Take the report 20 November 2026" in said
    assert not page_of(looked).xpath("//a[starts-with(@href, '/clocks/')]"), "administrators see no cases"
    here = looked.request.path
    again = page_of(admin.get(f"{HOURS}?edit={here.rpartition('/')[2]}"))
    assert "19 November 2026; closed; Storm <b>" in again.xpath("string(//textarea[@id='days'])")

    applied = admin.send(here, {}, follow_redirects=True)

    assert "Clocks re-planned: 0 of 2" in words_of(applied)
    assert page_of(applied).xpath("//div[@id='progress']/@hx-get") == [f"{here}/progress"]
    assert page_of(applied).xpath("//progress/@max") == ["2"]
    sla.replan_clocks(store, cases.REPLANNED_TASKS)
    part = page_of(admin.get(f"{here}/progress")).text_content()
    assert "2 clocks, of which 2 have another due date" in part
    done = admin.get(here)
    assert not page_of(done).xpath(
        "//div[@id='progress']/@hx-get | //form[@method='post']//button[contains(., 'Apply')]"
    )
    with reading(store) as work:
        (task,) = cases.case(work, case_id, by=council.adviser).tasks
        clocks = {clock.task_id: clock for clock in sla.clocks(work, sla.ClockFilter(case_id=case_id))}
    assert task.due_at == clocks[task.id].due_at == clocks[task.id].first_due_at + timedelta(days=3)
    assert "Re-planned 2 open clocks on version 2" in words_of(admin.get("/administration/audit"))


def test_an_edit_of_hours_that_were_changed_meanwhile_is_not_applied(store: Store, admin: Browser):
    here = admin.send(HOURS, STORM).headers["Location"]
    with unit_of_work(store) as work:
        hours = sla.calendar_detail(work, USUAL).hours
        sla.add_version(work, USUAL, hours, valid_from=date(2026, 12, 1), reason="Other", by=SYSTEM)
    late = admin.send(here, {})
    said = words_of(late)
    assert (late.status_code, "Somebody changed this calendar on" in said) == (409, True)
    assert "Begin again from the hours it has now." in said
    assert admin.get(here.replace(USUAL, "england-24x7")).status_code == 404


def test_closures_of_a_file_go_the_same_way(store: Store, council: Council, admin: Browser):
    begin(store, council)
    where = f"/administration/calendars/{USUAL}/import"
    assert where in page_of(admin.get(f"/administration/calendars/{USUAL}")).xpath("//main//a/@href")
    lines = ["BEGIN:VCALENDAR"]
    for name, day in (("Storm <b>", "20261119"), ("Christmas", "20261225"), ("Talk", "20261201T100000Z")):
        kind = "" if "T" in day else ";VALUE=DATE"
        lines += ["BEGIN:VEVENT", f"SUMMARY:{name}", f"DTSTART{kind}:{day}", "END:VEVENT"]
    data = "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()
    shown = admin.send(where, {"file": (BytesIO(data), "closures.ics")})
    said = words_of(shown)
    assert "19 November 2026 Storm <b> Closed in the form below" in said
    assert "25 December 2026 Christmas Stays as it is" in said
    assert "“Talk” is not a whole day." in said
    typed = page_of(shown).xpath("string(//textarea[@id='days'])").strip()
    assert typed == "19 November 2026; closed; Storm <b>"
    looked = admin.send(HOURS, {**STORM, "days": typed}, follow_redirects=True)
    assert figures(looked)["Due later"] == "2"
    for wrong, name in ((b"hello", "closures.ics"), (data, "closures.txt")):
        answer = admin.send(where, {"file": (BytesIO(wrong), name)})
        assert (answer.status_code, page_of(answer).xpath("//div[@role='alert']//a/@href")) == (422, ["#file"])


def test_an_edit_that_moves_nothing_says_so(admin: Browser):
    looked = admin.send(HOURS, {**STORM, "days": ""}, follow_redirects=True)
    assert "No due date would move." in words_of(looked)


def test_a_task_whose_form_is_open_is_not_disturbed(store: Store, council: Council):
    case_id = begin(store, council)
    with reading(store) as work:
        (before,) = cases.case(work, case_id, by=council.adviser).tasks
    with unit_of_work(store) as work:
        hours = sla.calendar_detail(work, USUAL).hours
        closed = sla.Hours(hours.week, {date(2026, 11, 19): SpecialDay((), "Storm")}, hours.bank_holidays)
        sla.add_version(work, USUAL, closed, valid_from=date(2026, 11, 19), reason="Storm", by=SYSTEM)
    sla.replan_clocks(store, cases.REPLANNED_TASKS)
    with unit_of_work(store) as work:
        cases.complete(work, before.id, answers={"depth": 5}, by=council.adviser, if_version=before.row_version)
