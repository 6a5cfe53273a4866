"""Telling a customer that their date will be missed, in the browser."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine import cases, contacts, notices, sla
from engine.cases import Begun
from engine.store import Store, reading, unit_of_work
from tests.web.conftest import page_of, words_of

DAY = {"new_date": ["9", "12", "2026"]}
CALLED = {"told_date": ["10", "12", "2026"]}


@pytest.fixture
def missed(store: Store, council, clock):
    """A case promised by 2 December, on the day before."""

    def begin(email: str = "ann@example.com") -> int:
        with unit_of_work(store) as work:
            who = contacts.add_customer(work, name="Ann", email=email, phone="020 7946 0000", by=council.adviser).id
            started = cases.start(
                work,
                process_key="report",
                site_id=council.site_id,
                by=council.adviser,
                begun=Begun(customer_id=who),
            )
        clock.advance(datetime(2026, 12, 1, 9, tzinfo=UTC) - clock.now())
        with unit_of_work(store) as work:
            sla.sweep(work, concerns=cases.concerns)
        return started.id

    return begin


def sent(store: Store, case_id: int) -> list[str]:
    with reading(store) as work:
        return [notices.body_of(work, one.id) for one in notices.list_notices(work, case_id=case_id)]


def test_the_inbox_leads_to_a_notice_that_is_ready_to_send(store, council, browser, missed):
    case_id = missed()
    person = browser(council.adviser)
    assert page_of(person.get("/inbox")).xpath(f"//main//a[@href='/cases/{case_id}/promise']")
    page = page_of(answer := person.get(f"/cases/{case_id}/promise"))
    assert "was promised by 2 December 2026. It will probably not be done by then." in words_of(answer)
    assert "If nobody has told them by 1 December 2026 at 5pm" in words_of(answer)
    words = page.xpath("string(//textarea[@name='words'])")
    assert "We now expect to finish it by 9 December 2026." in words
    answer = person.send(f"/cases/{case_id}/promise/tell", {**DAY, "words": words}, follow_redirects=True)
    assert "The notice is on its way to the customer." in words_of(answer)
    assert len(sent(store, case_id)) == 1
    assert "Wrote to the customer that it takes until 9 December 2026" in words_of(
        person.get(f"/cases/{case_id}/timeline")
    )
    assert "They were written to that it takes until 9 December 2026." in words_of(
        person.get(f"/cases/{case_id}/promise")
    )


def test_a_notice_that_names_another_day_is_not_sent(store, council, browser, missed):
    case_id = missed()
    fields = {"new_date": ["16", "12", "2026"], "words": "By 9 December 2026."}
    answer = browser(council.adviser).send(f"/cases/{case_id}/promise/tell", fields)
    assert answer.status_code == 422
    assert "The notice must name the new date as you confirm it: 16 December 2026." in words_of(answer)
    assert page_of(answer).xpath("string(//textarea[@name='words'])").strip() == "By 9 December 2026."
    assert sent(store, case_id) == []


def test_a_call_is_recorded_where_there_is_no_address(store, council, browser, missed):
    case_id = missed(email="")
    person = browser(council.adviser)
    page = page_of(answer := person.get(f"/cases/{case_id}/promise"))
    assert "They have no e-mail address." in words_of(answer)
    assert "Phone: 020 7946 0000" in words_of(answer)
    assert not page.xpath("//textarea[@name='words']")
    answer = person.send(f"/cases/{case_id}/promise/call", CALLED, follow_redirects=True)
    assert "It is recorded that the customer knows." in words_of(answer)
    early = person.send(f"/cases/{case_id}/promise/call", CALLED)
    assert early.status_code == 409


def test_a_call_with_a_day_that_is_none_is_refused_beside_its_field(council, browser, missed):
    case_id = missed()
    answer = browser(council.adviser).send(f"/cases/{case_id}/promise/call", {"told_date": ["1", "12", "2026"]})
    assert answer.status_code == 422
    assert "Enter a new date that lies after the one that was promised" in words_of(answer)


def test_it_may_be_said_that_the_promise_will_be_kept(store, council, browser, missed):
    case_id = missed()
    person = browser(council.adviser)
    assert person.send(f"/cases/{case_id}/promise/keep", {"reason": ""}).status_code == 422
    answer = person.send(f"/cases/{case_id}/promise/keep", {"reason": "The crew is there"}, follow_redirects=True)
    assert "Nothing is sent to the customer." in words_of(answer)
    assert "it will be done in time after all" in words_of(person.get(f"/cases/{case_id}/promise"))


def test_a_case_without_such_a_promise_has_no_page_of_it(council, browser):
    assert browser(council.adviser).get("/cases/1/promise").status_code == 404


def test_no_two_fields_of_the_page_have_the_same_id(council, browser, missed):
    ids = page_of(browser(council.adviser).get(f"/cases/{missed()}/promise")).xpath("//@id")
    assert len(ids) == len(set(ids))


def test_the_page_of_the_case_leads_there_until_the_customer_was_told(store, council, browser, missed):
    case_id, person = missed(), browser(council.adviser)
    answer = person.get(f"/cases/{case_id}")
    assert "It will probably not be done by 2 December 2026, as the customer was promised." in words_of(answer)
    assert page_of(answer).xpath(f"//main//a[@href='/cases/{case_id}/promise'][.='Tell the customer a new date']")
    person.send(f"/cases/{case_id}/promise/call", CALLED)
    said = words_of(person.get(f"/cases/{case_id}"))
    assert "The customer was told by a call that it takes until 10 December 2026." in said
    assert "Tell the customer a new date" not in said
