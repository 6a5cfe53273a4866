"""The promise that is read out to somebody who reports a defect, and how they hear more: with the shipped process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from engine import cases, contacts, definitions
from engine.contacts import NewContact
from engine.definitions import Confirmation
from engine.people import SYSTEM
from engine.store import Store, unit_of_work
from tests.council import Council
from tests.web.conftest import Browser, page_of, words_of

FOLDER = Path(__file__).parents[4] / "processes/highways/report-a-highway-defect"
REPORT = yaml.safe_load((FOLDER / "scenarios.yaml").read_text("utf-8"))["scenarios"][0]["steps"][0]["answers"]


@pytest.fixture
def highways(store, council) -> Council:
    """The council with the shipped process, in force."""
    given: dict[str, Any] = {"service_id": council.service_id, "by": SYSTEM}
    with unit_of_work(store) as work:
        rules = definitions.deploy_decision(work, (FOLDER / "report-a-highway-defect.dmn").read_bytes(), **given)
        definitions.approve_decision(work, rules.version_id, SYSTEM)
        data = (FOLDER / "report-a-highway-defect.bpmn").read_bytes()
        made = definitions.deploy(work, data, confirm=Confirmation(marks=True), **given)
        definitions.approve(work, made.version_id, SYSTEM)
    return council


@pytest.fixture
def ada(highways, browser) -> Browser:
    """The adviser at Eastgate."""
    return browser(highways.adviser)


def call(store: Store, council: Council, **more: int) -> tuple[int, int]:
    """A contact that reports a defect, and the first task of its case."""
    with unit_of_work(store) as work:
        new = NewContact("phone", "A hole", site_id=council.site_id, **more)
        contact = contacts.record(work, new, by=council.adviser)
        started = contacts.start_case(work, contact.id, process_key="report_a_highway_defect", by=council.adviser)
        task = cases.next_task_for(work, started.id, by=council.adviser)
        assert task
        cases.claim(work, task, by=council.adviser)
        return contact.id, task


def reported(store: Store, council: Council, **more: object) -> tuple[int, int]:
    """A contact, and the task of its case in which the promise is given; the adviser holds it."""
    contact, task = call(store, council)
    with unit_of_work(store) as work:
        done = cases.complete(work, task, answers=REPORT | more, by=council.adviser, contact_id=contact)
        (asked,) = [one for one in cases.case(work, done.case_id, by=SYSTEM).tasks if one.element == "tell_promise"]
        cases.claim(work, asked.id, by=council.adviser)
    return contact, asked.id


def facts(ada: Browser, task: int, contact: int) -> dict[str, str]:
    page = page_of(ada.get(f"/tasks/{task}?contact={contact}"))
    terms = page.xpath("//form//dl/dt")
    return {term.text_content(): term.getnext().text_content() for term in terms}


def test_what_is_promised_by_whom_and_by_when_stands_where_it_is_read_out(store, highways, ada):
    contact, task = reported(store, highways)
    assert facts(ada, task, contact) == {
        "What we promise": "We will inspect it and repair what needs repair within 20 working days.",
        "Who comes": "Highways inspectors",
        "By when": "16 December 2026 at 5pm",
    }
    contact, task = reported(store, highways, danger=True)
    assert facts(ada, task, contact)["By when"] == "19 November 2026 at 10am"


@pytest.mark.parametrize(("way", "missing"), [("email", "email"), ("text", "phone")])
def test_updates_are_promised_only_where_they_can_go(store, highways, ada, way, missing):
    contact, task = reported(store, highways, reporter_phone=None)
    sent = {"answer:promise_given": "yes", "answer:updates_by": way, "contact": str(contact)}
    answer = ada.send(f"/tasks/{task}/complete", sent)
    assert answer.status_code == 422
    assert page_of(answer).xpath("//div[@role='alert']//a/@href") == [f"#answer-updates_{missing}"]
    given = {"answer:updates_email": "wren@example.org", "answer:updates_phone": "01632 960114"}
    assert ada.send(f"/tasks/{task}/complete", sent | given).status_code == 303


def test_a_number_that_was_given_before_is_not_asked_again(store, highways, ada):
    contact, task = reported(store, highways)
    page = page_of(ada.get(f"/tasks/{task}?contact={contact}"))
    assert page.xpath("string(//input[@name='answer:updates_phone']/@value)") == "01632 960114"


def test_the_place_of_the_contact_is_not_asked_again(store, highways, ada):
    with unit_of_work(store) as work:
        place = contacts.keep_property(work, usrn="00000101", address="14 Larch Rise, Northmere")
    contact, task = call(store, highways, property_id=place.id)
    page = page_of(ada.get(f"/tasks/{task}?contact={contact}"))
    asked = {name: page.xpath(f"string(//input[@name='answer:{name}']/@value)") for name in ("location", "usrn")}
    assert asked == {"location": "14 Larch Rise, Northmere", "usrn": "00000101"}


def test_no_crew_is_on_its_way_before_anybody_has_accepted_the_work(store, highways, ada):
    contact, task = reported(store, highways, danger=True)
    sent = {"answer:promise_given": "yes", "answer:updates_by": "none", "contact": str(contact)}
    ada.send(f"/tasks/{task}/complete", sent)
    with unit_of_work(store) as work:
        (link,) = contacts.links_of_contact(work, contact)
        (recording,) = [one for one in cases.case(work, link.case_id, by=SYSTEM).open_tasks]
        recorded = {"asset_reference": "HW/40172"}
        cases.complete(work, recording.id, answers=recorded, by=highways.adviser, contact_id=contact)
    said = words_of(ada.get(f"/tasks/{recording.id}/done?contact={contact}"))
    assert "on its way" not in said
    assert "We send a crew to make it safe." in said
    assert "by 10am tomorrow." in said
