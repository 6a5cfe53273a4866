"""Starting a case of a process that asks for answers before it begins."""

from __future__ import annotations

import pytest

from engine import contacts
from engine.contacts import Filters
from engine.store import unit_of_work
from tests.council import MODEL, found_council
from tests.web.conftest import page_of, words_of

ASKING = MODEL.replace(
    '<bpmn:startEvent id="start" name="Reported">',
    '<bpmn:startEvent id="start" name="Reported"><bpmn:extensionElements><camunda:formData>'
    '<camunda:formField id="where" label="Where is it?" type="string"><camunda:validation>'
    '<camunda:constraint name="required"/></camunda:validation></camunda:formField>'
    "</camunda:formData></bpmn:extensionElements>",
)


@pytest.fixture
def council(store):
    """A council whose process asks where it is before it starts."""
    return found_council(store, ASKING)


def test_what_the_process_asks_first_is_asked_before_the_case_starts(council, browser, store):
    ada = browser(council.adviser)
    asked = ada.send("/contacts/new", {"own_words": "A defect", "site_id": council.site_id, "process": "report"})
    address = asked.headers["Location"]
    assert address.endswith("/start/report")
    page = page_of(ada.get(address))
    (field,) = page.xpath("//main//form//input[@type='text']")
    refused = ada.send(address, {field.get("name"): ""})
    assert refused.status_code == 422
    assert page_of(refused).xpath(f"//div[@role='alert']//a[@href='#{field.get('id')}']")
    started = ada.send(address, {field.get("name"): "At the <b>bridge</b>"})
    with unit_of_work(store) as work:
        (contact,) = contacts.list_contacts(work, Filters())
    assert started.headers["Location"].endswith(f"?contact={contact.id}")
    assert contact.outcome == "case_started"
    assert "Take the report" in words_of(ada.get(f"/contacts/{contact.id}"))


def test_a_process_that_there_is_not_is_not_found(council, browser, store):
    ada = browser(council.adviser)
    answer = ada.send("/contacts/new", {"own_words": "A defect", "site_id": council.site_id, "process": "none_such"})
    assert answer.status_code == 404
    with unit_of_work(store) as work:
        assert contacts.list_contacts(work, Filters()) == ()
