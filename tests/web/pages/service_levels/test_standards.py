"""Standards on pages: what was attained, each figure with its list, and versions that are never overwritten."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from engine import people, standards
from engine.people import SYSTEM
from engine.standards import Promise, Subject
from engine.store import unit_of_work
from tests.web.conftest import page_of, words_of

PATH = "/service-levels/standards/in-time"


@pytest.fixture
def standard(history):
    """80% of cases within a calendar day, since the beginning of the year."""
    with unit_of_work(history.store) as work:
        subject = Subject("case", history.council.service_id)
        asked = Promise(Decimal(80), "1 calendar days")
        return standards.add_standard(
            work, "in-time", "Cases in time", subject, asked, valid_from=date(2026, 1, 1), by=history.council.head
        )


def cells(response, month):
    (row,) = page_of(response).xpath(f"//tbody/tr[th[normalize-space()='{month}']]")
    return [" ".join(cell.text_content().split()) for cell in row.xpath("td")]


def test_without_a_standard_the_page_says_what_to_do(head):
    assert "Add the first standard" in words_of(head.get("/service-levels/standards"))


def test_the_list_says_what_each_asks_and_what_was_attained(head, standard):
    words = words_of(head.get("/service-levels/standards"))
    assert "Cases in time" in words
    assert "80% within 1 calendar days" in words
    assert "86%" in words


def test_a_month_has_its_counts_and_each_leads_to_as_many_pieces_of_work(head, standard):
    answer = head.get(PATH)
    assert cells(answer, "November 2026") == ["6", "7", "0", "1", "86% attained"]
    links = page_of(answer).xpath("//tbody/tr[th[normalize-space()='November 2026']]/td/a")
    for link in links:
        listed = page_of(head.get(link.get("href"))).xpath("//table[caption[contains(., 'behind')]]/tbody/tr")
        assert len(listed) == int(link.text)


def test_a_month_with_too_little_work_has_counts_and_no_share(browser, history, standard):
    history.wait(days=30)
    history.shallow()
    assert cells(browser(history.council.head).get(PATH), "December 2026") == ["1", "1", "0", "0", "too few to show"]


def test_open_work_that_is_past_the_time_is_named(browser, history, standard):
    history.deep()
    history.wait(days=4)
    assert "1 piece of work is open and past that time" in words_of(browser(history.council.head).get(PATH))


def test_a_standard_is_added_by_a_form_that_says_what_is_wrong(head, history):
    fields = {
        "name": "Repairs",
        "key": "repairs",
        "about": f"step|{history.council.service_id}|{history.council.process_id}|inspect",
        "share": "90",
        "target": "soon",
        "calendar": "",
        "valid_from": ["1", "1", "2026"],
    }
    refused = head.send("/service-levels/standards/new", fields)
    assert refused.status_code == 422
    assert "cannot be read" in words_of(refused)
    added = head.send("/service-levels/standards/new", {**fields, "target": "8 working hours"}, follow_redirects=True)
    assert "The standard Repairs is added" in words_of(added)
    assert "Report a defect: Inspect it" in words_of(added)
    assert "80%" not in words_of(added)


def test_what_cannot_be_measured_is_refused(head):
    fields = {"name": "x", "key": "x", "about": "moon", "share": "9", "target": "24 hours", "calendar": ""}
    assert head.send("/service-levels/standards/new", fields).status_code == 422


def test_a_change_is_a_new_version_with_its_reason(head, standard):
    form = head.get(f"{PATH}/change")
    assert page_of(form).xpath("string(//input[@name='share']/@value)") == "80"
    fields = {"newest": "1", "share": "95", "target": "2 calendar days", "calendar": "", "reason": "We can do better"}
    fields |= {"valid_from": ["18", "11", "2026"]}
    changed = head.send(f"{PATH}/change", fields, follow_redirects=True)
    assert "What it asks is saved" in words_of(changed)
    assert "We can do better" in words_of(changed)
    assert cells(changed, "November 2026")[0] == "7"
    overtaken = head.send(f"{PATH}/change", fields)
    assert overtaken.status_code == 409
    assert "changed this standard" in words_of(overtaken)


def test_a_change_without_a_reason_is_refused(head, standard):
    fields = {"newest": "1", "share": "95", "target": "2 calendar days", "calendar": "", "reason": ""}
    assert head.send(f"{PATH}/change", {**fields, "valid_from": ["18", "11", "2026"]}).status_code == 422


def test_who_may_not_set_service_levels_sees_no_button(history, standard, browser):
    adviser = browser(history.council.adviser)
    assert "Add a standard" not in words_of(adviser.get("/service-levels/standards"))
    assert "Change what it asks" not in words_of(adviser.get(PATH))


def test_a_standard_that_is_not_there_is_not_found(head):
    assert head.get("/service-levels/standards/nothing").status_code == 404


def test_a_standard_names_its_calendar_and_only_those_of_its_service_may_open_it(history, browser, head):
    with unit_of_work(history.store) as work:
        elsewhere = people.create_service(work, "planning", "Planning", by=SYSTEM)
        for key, service_id in (("here", history.council.service_id), ("elsewhere", elsewhere.id)):
            standards.add_standard(
                work,
                key,
                "Cases",
                Subject("case", service_id),
                Promise(Decimal(80), "24 hours", "england-24x7"),
                valid_from=date(2026, 1, 1),
                by=SYSTEM,
            )
    said = words_of(head.get("/service-levels/standards/here"))
    assert "on the calendar “England, day and night”" in said
    assert "england-24x7" not in said
    assert head.get("/service-levels/standards/elsewhere").status_code == 403
