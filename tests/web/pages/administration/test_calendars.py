"""Calendars in the browser: added, given new hours without touching the old ones, and asked when something is due."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from engine import cases, sla
from engine.store import reading
from tests.web.conftest import Browser, page_of, words_of

USUAL = "/administration/calendars/england-mon-fri-9-17"
DAY = {"valid_from": ["1", "12", "2026"]}
WEEK = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "9:00-17:00")
HOURS = {**DAY, **WEEK, "saturday": "closed", "sunday": "", "bank_holidays": "ENG", "days": ""}


@pytest.fixture
def admin(council, browser) -> Browser:
    """The browser of the administrator."""
    return browser(council.administrator)


@pytest.fixture
def key() -> str:
    """A key of this test alone: the tests' database keeps its calendars."""
    return f"counter-{uuid.uuid4().hex[:8]}"


@pytest.fixture
def kept(admin: Browser, key: str) -> str:
    """The address of a calendar that was added."""
    named = {"key": key, "name": "Counter", "zone": "Europe/London"}
    assert admin.send("/administration/calendars/new", {**HOURS, **named}).status_code == 303
    return f"/administration/calendars/{key}"


def applied(admin: Browser, kept: str, fields: dict[str, object]) -> str:
    """Propose hours and apply them; answers the address of the edit."""
    address = admin.send(f"{kept}/hours", fields).headers["Location"]
    assert admin.send(address, {}).status_code == 303
    return address


def test_a_calendar_says_when_it_is_open_and_who_counts_on_it(admin: Browser):
    assert "Highways" in words_of(admin.get("/administration/calendars"))
    said = words_of(admin.get(USUAL))
    for words in ("Friday 9am to 5pm", "Saturday Closed", "Bank holidays England", "25 December 2026 Christmas Day"):
        assert words in said
    assert "Version 1 in force" in said
    assert "No day differs." in said


def test_new_hours_are_a_new_version_and_the_old_one_stays(store, admin: Browser, kept: str, key: str):
    form = page_of(admin.get(f"{kept}/hours"))
    assert form.xpath("string(//input[@id='monday']/@value)") == "9am to 5pm"
    newest = form.xpath("string(//input[@name='newest']/@value)")
    fields = {**HOURS, "saturday": "9:00-12:30", "days": "24 December 2026; closed; Stocktaking <b>", "newest": newest}
    applied(admin, kept, {**fields, "reason": "Saturdays"})
    with reading(store) as work:
        detail = sla.calendar_detail(work, key)
    assert [version.number for version in detail.versions] == [2, 1]
    assert detail.versions[0].hours.week[5] == ((540, 750),)
    assert detail.versions[1].hours.week[5] == ()
    assert date(2026, 12, 24) in detail.versions[0].hours.days
    sla.replan_clocks(store, cases.REPLANNED_TASKS)
    applied(admin, kept, {**fields, "newest": "2", "valid_from": ["1", "11", "2026"], "reason": "Sooner"})
    answer = admin.get(kept)
    assert "24 December 2026 Closed Stocktaking <b>" in words_of(answer)
    assert "Version 3 in force" in words_of(answer)


def test_a_day_that_a_coming_version_closes_is_to_come_and_its_version_can_be_looked_into(admin: Browser, kept: str):
    fields = {**HOURS, "newest": "1", "valid_from": ["1", "12", "2026"], "reason": "Christmas"}
    days = "24 December 2026; 9:00-12:30; Christmas Eve\n20 November 2026; closed; Not of this version's time"
    applied(admin, kept, {**fields, "days": days})
    said = words_of(admin.get(kept))
    assert "24 December 2026 9am to 12:30pm Christmas Eve 2" in said
    assert "20 November 2026 Closed" not in said
    assert "Version 2 to come 1 December 2026 2 days differ" in said
    assert "24 December 2026: 9am to 12:30pm, Christmas Eve" in said


def test_bank_holidays_to_come_name_the_substitute_days_up_to_the_end_of_next_year(admin: Browser):
    said = words_of(admin.get(USUAL))
    for words in (
        "28 December 2026 Boxing Day (substitute day)",
        "3 May 2027 Early May bank holiday",
        "27 December 2027 Christmas Day (substitute day)",
        "28 December 2027 Boxing Day (substitute day)",
    ):
        assert words in said


def test_hours_somebody_else_gave_meanwhile_are_not_overwritten(admin: Browser, kept: str):
    fields = {**HOURS, "newest": "1", "reason": "First", "friday": "9:00-16:00"}
    applied(admin, kept, fields)
    answer = admin.send(f"{kept}/hours", {**fields, "reason": "Second", "friday": "closed"})
    assert answer.status_code == 409
    assert "Administrator changed this calendar on 18 November 2026 at 10am" in words_of(answer)
    assert "Friday: 9am to 4pm" in words_of(answer)
    assert page_of(answer).xpath("string(//input[@id='friday']/@value)") == "closed"
    assert page_of(answer).xpath("string(//input[@name='newest']/@value)") == "2"


@pytest.mark.parametrize(("newest", "status"), [("", 409), ("²", 422), ("9" * 30, 422)])
def test_hours_that_do_not_say_what_was_seen_are_not_taken(admin: Browser, newest: str, status: int):
    assert admin.send(f"{USUAL}/hours", {**HOURS, "newest": newest, "reason": "Because"}).status_code == status


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"monday": "late"}, "#monday"),
        ({"days": "tomorrow"}, "#days"),
        ({"reason": ""}, "#reason"),
        ({"valid_from": ["31", "2", "2026"]}, "#valid_from-day"),
        ({"valid_from": ["", "", ""]}, "#valid_from-day"),
        ({"valid_from": []}, "#valid_from-day"),
        ({"valid_from": ["1", "12", "2026", "1"]}, "#valid_from-day"),
        ({"bank_holidays": "FRA"}, "#bank_holidays"),
    ],
)
def test_what_is_wrong_with_hours_is_said_at_its_field(admin: Browser, fields, where):
    answer = admin.send(f"{USUAL}/hours", {**HOURS, "newest": "1", "reason": "Because", **fields})
    assert answer.status_code == 422
    assert page_of(answer).xpath("//div[@role='alert']//a/@href") == [where]


@pytest.mark.parametrize(
    ("fields", "where"),
    [({"key": "england-mon-fri-9-17"}, "#key"), ({"key": "Not a key"}, "#key"), ({"zone": "Nowhere/Here"}, "#zone")],
)
def test_what_is_wrong_with_a_new_calendar_is_said_at_its_field(admin: Browser, key: str, fields, where):
    named = {"key": key, "name": "Counter", "zone": "Europe/London", **fields}
    answer = admin.send("/administration/calendars/new", {**HOURS, **named})
    assert (answer.status_code, page_of(answer).xpath("//div[@role='alert']//a/@href")) == (422, [where])


def test_a_calendar_says_when_something_is_due_and_why(admin: Browser):
    answer = admin.get(f"{USUAL}?start=2026-12-18T10:00&target=5+working+days")
    said = words_of(answer)
    assert "5 working days from 18 December 2026 at 10am is due on 29 December 2026 at 5pm." in said
    assert "Christmas Day, a bank holiday" in said


def test_a_promise_in_weeks_says_that_every_day_counts_and_that_it_may_end_on_a_closed_one(admin: Browser):
    said = words_of(admin.get(f"{USUAL}?start=2026-11-22T10:00&target=8+weeks"))
    assert "is due on 17 January 2027" in said
    assert "counted in calendar days" in said
    assert "counted in calendar days" not in words_of(
        admin.get(f"{USUAL}?start=2026-11-22T10:00&target=8+working+days")
    )


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("start=2026-12-18T10:00&target=5+days", "does not say which days"),
        ("start=soon&target=5+working+days", "Enter when it begins as a real day and time"),
        ("start=9999-12-31T10:00&target=5+working+days", "Enter when it begins as a real day and time"),
    ],
)
def test_a_question_that_cannot_be_answered_is_shown_again(admin: Browser, asked, sentence):
    answer = admin.get(f"{USUAL}?{asked}")
    assert (answer.status_code, sentence in words_of(answer)) == (422, True)
    assert admin.get("/administration/calendars/none").status_code == 404
