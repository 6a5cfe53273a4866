"""Ladders of escalation in the browser: read in words, changed after a preview, and kept in versions."""

from __future__ import annotations

from datetime import date

import pytest

from engine import people, sla
from engine.clock import midnight
from engine.people import SYSTEM
from engine.sla import Rung
from engine.store import reading, unit_of_work
from tests.web.conftest import Browser, page_of, words_of

HOME = "/administration/escalation"
COUNCIL = f"{HOME}/council"
RUNGS = {
    "rungs-0-when": "share",
    "rungs-0-amount": "75%",
    "rungs-0-who": "owner",
    "rungs-2-when": "left",
    "rungs-2-amount": "2 working hours",
    "rungs-2-who": "team_leader",
    "rungs-2-email": "y",
    "rungs-3-when": "breach",
    "rungs-3-who": "head_of_service",
    "rungs-3-in_hours": "y",
}
WORDS = (
    "At 75% of the time: the owner; with 2 working hours left: the team leader, by e-mail as well; as soon as it is "
    "overdue (in opening hours): the head of service."
)
SAVED = {**RUNGS, "newest": "0", "tells_customer": "y", "reason": "Agreed", "save": "yes"}


@pytest.fixture
def admin(council, browser) -> Browser:
    return browser(council.administrator)


def versions(store, service_id=None) -> list[tuple[int, str, tuple[Rung, ...], bool]]:
    with reading(store) as work:
        ladder = sla.ladders(work).by_service.get(service_id)
    return [(one.number, one.reason, one.rungs, one.tells_customer) for one in ladder.versions] if ladder else []


def test_before_the_first_ladder_it_says_that_nobody_is_told(admin: Browser):
    said = words_of(admin.get(HOME))
    assert "Nobody is told yet." in said
    assert "Highways As the council’s." in said
    assert "Nobody is told yet when work is late." in words_of(admin.get(COUNCIL))


def test_the_form_offers_a_ladder_to_begin_with(admin: Browser):
    page = page_of(admin.get(f"{COUNCIL}/change"))
    chosen = page.xpath("//select[contains(@name, '-when')]/option[@selected]/@value")
    assert chosen[:4] == ["share", "left", "breach", "after"]
    assert page.xpath("//input[@name='tells_customer'][@checked]")


def test_a_ladder_is_looked_at_in_words_before_it_is_saved(store, admin: Browser):
    answer = admin.send(f"{COUNCIL}/change", {**RUNGS, "newest": "0", "preview": "yes"})
    assert answer.status_code == 200
    said = words_of(answer)
    assert WORDS in said
    # for 8 working hours from Wednesday at ten: due on Thursday at ten
    assert "At 75% of the time: the owner 18 November 2026 at 4pm" in said
    assert "It is due 19 November 2026 at 10am As soon as it is overdue" in said, "in the order of time"
    assert versions(store) == []
    assert page_of(answer).xpath("//input[@name='rungs-2-amount']/@value") == ["2 working hours"]


def test_a_saved_ladder_is_shown_in_words_with_its_reason(store, admin: Browser):
    answer = admin.send(f"{COUNCIL}/change", SAVED, follow_redirects=True)
    assert answer.status_code == 200
    said = words_of(answer)
    assert WORDS in said
    assert "Version 1 in force" in said
    assert "Agreed" in said
    assert WORDS in words_of(admin.get(HOME))
    ((number, reason, rungs, tells),) = versions(store)
    assert (number, reason, tells) == (1, "Agreed", True)
    assert rungs[1] == Rung("left", "team_leader", amount="2 working hours", email=True)


def test_a_service_with_its_own_ladder_goes_by_that(store, council, admin: Browser):
    admin.send(f"{COUNCIL}/change", SAVED)
    mine = f"{HOME}/services/{council.service_id}"
    assert "It goes by the council’s." in words_of(admin.get(mine))
    only_head = {"rungs-0-when": "breach", "rungs-0-who": "head_of_service", "newest": "0", "reason": "Small team"}
    admin.send(f"{mine}/change", {**only_head, "save": "yes"})
    assert "Customers are told by people only." in words_of(admin.get(mine))
    assert "Highways As soon as it is overdue: the head of service. Told by people only" in words_of(admin.get(HOME))
    assert len(versions(store, council.service_id)) == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"rungs-0-amount": "100"}, "Enter a share from 1 to 99, such as 75"),
        ({"rungs-0-amount": "9" * 5000}, "Enter a share from 1 to 99, such as 75"),
        ({"rungs-0-amount": ""}, "Enter a share from 1 to 99, such as 75"),
        ({"rungs-2-amount": "soon"}, "cannot be read"),
        ({"rungs-2-amount": "2 days"}, "does not say which days"),
        ({"reason": " "}, "Enter why the ladder changes"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_stored(store, admin: Browser, wrong, words):
    answer = admin.send(f"{COUNCIL}/change", {**SAVED, **wrong})
    assert answer.status_code == 422
    assert words in words_of(answer)
    assert page_of(answer).xpath("//title[starts-with(normalize-space(), 'Error:')]")
    assert versions(store) == []


def test_two_rungs_that_are_the_same_are_refused_above_the_form(store, admin: Browser):
    twice = {f"rungs-{row}-{part}": said for row in (0, 1) for part, said in (("when", "breach"), ("who", "owner"))}
    answer = admin.send(f"{COUNCIL}/change", {**SAVED, **twice})
    (said,) = page_of(answer).xpath("//*[contains(@class, 'govuk-error-summary')]//li")
    assert said.text_content().strip() == "Two rungs are the same. Take one of them out."
    assert versions(store) == []


def test_a_ladder_may_hold_from_a_day_to_come_and_until_then_the_one_before(store, council, admin: Browser):
    admin.send(f"{COUNCIL}/change", SAVED)
    mine = f"{HOME}/services/{council.service_id}"
    later = {
        "rungs-0-when": "breach",
        "rungs-0-who": "head_of_service",
        "newest": "0",
        "reason": "New team",
        "save": "y",
    }
    said = words_of(admin.send(f"{mine}/change", {**later, "valid_from": ["1", "12", "2026"]}, follow_redirects=True))
    assert "The ladder holds from 1 December 2026." in said
    assert "This service has no ladder of its own yet. It goes by the council’s." in said
    assert "Version 1 to come 1 December 2026 at midnight" in said
    assert "Highways As the council’s." in words_of(admin.get(HOME))
    with reading(store) as work:
        (version,) = sla.ladders(work).by_service[council.service_id].versions
    assert version.valid_from == midnight(date(2026, 12, 1))


def test_a_ladder_never_holds_from_a_day_that_has_passed(store, admin: Browser):
    answer = admin.send(f"{COUNCIL}/change", {**SAVED, "valid_from": ["17", "11", "2026"]})
    assert answer.status_code == 422
    assert page_of(answer).xpath("//a[@href='#valid_from-day'][contains(., 'Enter today or a day to come')]")
    assert versions(store) == []


def test_who_comes_second_is_told_and_keeps_their_words(store, admin: Browser):
    admin.send(f"{COUNCIL}/change", SAVED)
    answer = admin.send(f"{COUNCIL}/change", {**SAVED, "reason": "Mine"})
    assert answer.status_code == 409
    assert "changed this ladder" in words_of(answer)
    assert "Why does the ladder change?: nothing" not in words_of(answer)
    admin.send(f"{COUNCIL}/change", {**SAVED, "reason": "Mine", "newest": "1"})
    assert [number for number, *_ in versions(store)] == [2, 1]


def test_a_head_of_service_sets_their_own_ladder_and_reads_the_councils(store, council, browser):
    with unit_of_work(store) as work:
        other = people.create_service(work, "parks", "Parks", by=SYSTEM)
    head = browser(council.head)
    said = words_of(head.get(HOME))
    assert "Highways" in said
    assert "Parks" not in said
    assert not page_of(head.get(COUNCIL)).xpath("//main//a[contains(@href, '/change')]")
    assert head.get(f"{HOME}/services/{other.id}").status_code == 403
    assert head.get(f"{COUNCIL}/change").status_code == 403
    assert head.send(f"{COUNCIL}/change", SAVED).status_code == 403
    assert head.send(f"{HOME}/services/{council.service_id}/change", SAVED).status_code == 303
    assert page_of(head.get("/inbox")).xpath(f"//main//a[@href='{HOME}']")


def test_a_changed_ladder_stands_in_the_record(admin: Browser):
    admin.send(f"{COUNCIL}/change", SAVED)
    said = words_of(admin.get("/administration/audit"))
    assert "Gave the council version 1 of its ladder of escalation" in said


def test_who_looks_after_no_service_opens_none_of_it(council, browser):
    assert browser(council.officer).get(HOME).status_code == 403
    assert not page_of(browser(council.officer).get("/inbox")).xpath(f"//main//a[@href='{HOME}']")


def test_hostile_words_are_shown_as_they_are(admin: Browser):
    admin.send(f"{COUNCIL}/change", {**SAVED, "reason": "<script>alert(1)</script>"})
    answer = admin.get(COUNCIL)
    assert "<script>alert(1)</script>" in words_of(answer)
    assert "<script>alert(1)" not in answer.text
