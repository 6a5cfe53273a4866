"""The timeline of a case says which version of a decision decided, by which rules and why."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from engine import cases, definitions
from engine.people import SYSTEM
from engine.store import Store, unit_of_work
from tests.cases.test_tools import RULED, keep
from tests.council import Council
from tests.definitions.models import model
from tests.definitions.test_libraries import importer, library
from tests.web.conftest import page_of, words_of
from tests.web.pages.models.dmn import REFUND

ASKED = model(RULED.replace('decisionRef="fee"', 'decisionRef="council_tax_refund_route"'))
DECIDES = REFUND.replace(b"UNIQUE", b"FIRST").replace(b"<text>&lt;= 0</text>", b"<text>-</text>")
"""Whatever the credit is: nothing to pay back."""
RESTRICTED = (
    b'<extensionElements><camunda:formData><camunda:formField id="credit" label="Credit" type="long">'
    b'<camunda:properties><camunda:property id="sensitivity" value="restricted"/></camunda:properties>'
    b"</camunda:formField></camunda:formData></extensionElements>"
)


@pytest.fixture
def decided(store: Store, council: Council):
    """`decided()` is the address of a case in which a rule decided, and the id of the version that did."""

    def start(process: bytes = ASKED, decides: bytes = DECIDES) -> tuple[str, int]:
        version_id = keep(store, council, decides, store.clock.now().date())
        with unit_of_work(store) as work:
            deployed = definitions.deploy(work, process, service_id=council.service_id, by=SYSTEM)
            definitions.approve(work, deployed.version_id, SYSTEM)
            key = definitions.version_by_id(work, deployed.version_id).process_key
            begun = cases.start(work, process_key=key, site_id=council.site_id, by=council.adviser)
        return f"/cases/{begun.id}", version_id

    return start


def test_the_rules_that_held_are_told_in_words_with_the_way_to_them(council, browser, decided):
    address, version_id = decided()
    officer = browser(council.officer)
    for page in (officer.get(address), officer.get(f"{address}/timeline")):
        assert "Rule 1: Nothing to pay back. Route: “none”." in words_of(page)
    (link,) = page_of(officer.get(address)).xpath("//a[contains(@href, '/decisions/')]/@href")
    assert link.startswith(f"/decisions/{version_id}?")
    (row,) = page_of(officer.get(link)).xpath("//tr[contains(@class, 'app-rules__held')]")
    assert row.xpath("normalize-space(th)").startswith("1 holds")


def test_that_no_rule_held_is_told_with_the_way_to_the_decision(council, browser, decided):
    address, version_id = decided(decides=DECIDES.replace(b"<text>-</text>", b"<text>&lt; -1000</text>"))
    page = page_of(browser(council.officer).get(address))
    assert "Council tax refund route: no rule of its table holds." in page.text_content()
    (link,) = page.xpath("//a[contains(@href, '/decisions/')]")
    assert link.text_content().startswith("The decision in version 1")
    assert link.get("href").startswith(f"/decisions/{version_id}?")


def test_the_version_is_told_as_it_was_numbered_when_it_decided(store, council, browser, decided, clock):
    address, version_id = decided()
    clock.advance(timedelta(days=1))
    keep(store, council, DECIDES + b"<!-- another -->", clock.now().date())
    clock.advance(timedelta(days=1))
    assert keep(store, council, DECIDES, clock.now().date()) == version_id

    officer = browser(council.officer)
    (link,) = page_of(officer.get(address)).xpath("//a[contains(@href, '/decisions/')]")
    assert link.text_content().startswith("These rules in version 1")
    assert "Replaced" in words_of(officer.get(link.get("href")))


def test_what_the_decision_imported_is_told_with_its_version(store, council, browser, decided):
    keep(store, council, library("2"), store.clock.now().date())
    address, _ = decided(model(RULED), importer())

    assert "in version 1 of the decision" in words_of(browser(council.officer).get(address))
    assert "which used version 1 of file" in words_of(browser(council.officer).get(address))


def test_who_may_not_read_decisions_is_told_why_without_a_link(council, browser, decided):
    page = page_of(browser(council.adviser).get(decided()[0]))
    assert not page.xpath("//a[contains(@href, '/decisions/')]")
    assert "Rule 1: Nothing to pay back." in page.text_content()
    assert "Version 1 of the decision" in page.text_content()


def test_rules_that_look_at_a_restricted_answer_are_not_told(council, browser, decided):
    opening, name = re.search(rb'(<(?:\w+:)?userTask id="check"[^>]*)>', ASKED)[0], b"extensionElements"
    prefix = b"bpmn:" if b"<bpmn:userTask" in ASKED else b""
    hidden = ASKED.replace(opening, opening + RESTRICTED.replace(name, prefix + name))
    page = page_of(browser(council.officer).get(decided(hidden)[0]))
    assert "A rule decided" in page.text_content()
    assert "Nothing to pay back" not in page.text_content()
    assert not page.xpath("//a[contains(@href, '/decisions/')]")
