"""One task: its form, its draft, completing it, and what comes after."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from engine import cases, contacts, definitions, transfer
from engine.cases import StepMove
from engine.definitions import Confirmation
from engine.people import SYSTEM
from engine.store import reading, unit_of_work
from tests.council import MODEL, found_council
from tests.web.conftest import Browser, page_of, words_of
from tests.web.pages.casework import call, complete, open_task

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def task_id(store, council, case_id):
    return open_task(store, council, case_id).id


@pytest.fixture
def adviser(council, browser, task_id) -> Browser:
    """The browser of the adviser, who holds the first task."""
    person = browser(council.adviser)
    person.send(f"/tasks/{task_id}/claim")
    return person


def field(response, name):
    (found,) = page_of(response).xpath(f"//*[@name='{name}']")
    return found


def test_it_is_claimed_before_its_form_is_filled_in(council, browser, task_id):
    person = browser(council.adviser)
    before = person.get(f"/tasks/{task_id}")
    assert "Claim this task" in words_of(before)
    assert "How deep is it?" in words_of(before)
    assert not page_of(before).xpath("//*[@name='answer:depth']")
    assert person.send(f"/tasks/{task_id}/claim").headers["Location"] == f"/tasks/{task_id}"
    assert field(person.get(f"/tasks/{task_id}"), "answer:depth").get("inputmode") == "numeric"


def test_what_is_personal_or_restricted_is_marked_with_a_word(adviser, task_id):
    page = page_of(adviser.get(f"/tasks/{task_id}"))
    labels = [" ".join(label.text_content().split()) for label in page.xpath("//form//label")]
    assert labels == [
        "How deep is it?",
        "Who reports it? (optional) Personal",
        "Was anybody hurt? (optional) Restricted",
    ]


def test_guidance_and_wording_are_todays(store, council, adviser, task_id):
    changes = {"take": {"guidance": f"Ask for the lane {HOSTILE}", "customer_wording": "We will look at it."}}
    with unit_of_work(store) as work:
        definitions.set_marks(work, council.process_id, changes, by=SYSTEM, reason="Agreed")
    page = adviser.get(f"/tasks/{task_id}")
    assert f"Ask for the lane {HOSTILE}" in words_of(page)
    assert "We will look at it." in words_of(page)
    assert HOSTILE not in page.get_data(as_text=True)


@pytest.mark.parametrize(
    ("once_and_done", "told"),
    [
        (True, "What the customer will be told What came of it, by the front office, when it has the case again."),
        (False, "What the customer is told meanwhile By the front office, when it passes this on or they ask:"),
    ],
)
def test_in_the_back_office_nobody_is_on_the_line_and_the_page_says_who_tells_the_customer(
    store, council, browser, case_id, once_and_done, told
):
    marks = {"inspect": {"customer_wording": "I can tell you now what we do.", "once_and_done": once_and_done}}
    with unit_of_work(store) as work:
        definitions.set_marks(work, council.process_id, marks, by=SYSTEM, reason="Agreed")
    task = complete(store, council, case_id, council.adviser, depth=50)
    said = words_of(browser(council.officer).get(f"/tasks/{task.id}"))
    assert told in said
    assert "“I can tell you now what we do.”" in said
    assert "When this is done" not in said


def test_wrong_answers_are_said_beside_their_questions_and_nothing_is_lost(adviser, task_id):
    answer = adviser.send(f"/tasks/{task_id}/complete", {"answer:depth": "deep", "answer:reporter": HOSTILE})
    assert answer.status_code == 422
    assert page_of(answer).xpath("string(//title)").startswith("Error:")
    (link,) = page_of(answer).xpath("//div[@role='alert']//a")
    assert (link.get("href"), link.text) == ("#answer-depth", "How deep is it? must be a whole number, like 30") or (
        link.get("href") == "#answer-depth" and "whole number" in link.text
    )
    assert field(answer, "answer:reporter").get("value") == HOSTILE
    assert field(answer, "answer:depth").get("value") == "deep"
    assert HOSTILE not in answer.get_data(as_text=True)


def test_what_was_refused_is_kept_as_a_draft_for_whoever_goes_over_another_page(adviser, task_id):
    refused = adviser.send(f"/tasks/{task_id}/complete", {"answer:depth": "deep", "answer:reporter": "Wren"})
    assert "Draft kept on 18 November 2026 at 10am" in words_of(refused)
    again = adviser.get(f"/tasks/{task_id}")
    assert (field(again, "answer:depth").get("value"), field(again, "answer:reporter").get("value")) == ("deep", "Wren")


def test_a_card_number_is_refused_and_not_kept(store, council, adviser, task_id):
    for path in ("complete", "draft"):
        answer = adviser.send(
            f"/tasks/{task_id}/{path}", {"answer:depth": "5", "answer:reporter": "4111 1111 1111 1111"}
        )
        assert answer.status_code == 422
        assert "looks like a payment card number" in words_of(answer)
    assert field(adviser.get(f"/tasks/{task_id}"), "answer:reporter").get("value", "") == ""


def test_a_draft_is_kept_by_a_button_or_by_the_page_itself_and_shown_again(adviser, council, browser, task_id):
    quietly = adviser.send(f"/tasks/{task_id}/draft", {"answer:depth": "abo"}, headers={"Accept": "application/json"})
    assert (quietly.status_code, quietly.data) == (204, b"")
    assert field(adviser.get(f"/tasks/{task_id}"), "answer:depth").get("value") == "abo"
    answer = adviser.send(f"/tasks/{task_id}/draft", {"answer:depth": "30", "answer:reporter": "Wren"})
    assert answer.headers["Location"] == f"/tasks/{task_id}"
    page = adviser.get(f"/tasks/{task_id}")
    assert "Draft kept on 18 November 2026 at 10am" in words_of(page)
    assert field(page, "answer:reporter").get("value") == "Wren"
    assert "Wren" not in words_of(browser(council.colleague).get(f"/tasks/{task_id}"))


@pytest.mark.parametrize("path", ["complete", "draft"])
def test_what_comes_after_the_session_has_ended_is_kept_until_the_person_has_signed_in(
    store, council, browser, clock, adviser, task_id, path
):
    token = page_of(adviser.get("/help")).xpath("string((//input[@name='csrf_token'])[1]/@value)")
    clock.advance(timedelta(minutes=31))
    sent = {"csrf_token": token, "answer:depth": "30", "answer:reporter": "Wren", "contact": "7"}
    answer = adviser.client.post(f"/tasks/{task_id}/{path}", data=sent)
    assert answer.headers["Location"] == f"/sign-in?next=%2Ftasks%2F{task_id}%3Fcontact%3D7&ended=yes"
    with reading(store) as work:
        assert cases.draft_of(work, task_id, by=council.adviser) == {"depth": "30", "reporter": "Wren"}
        assert cases.task(work, task_id, by=council.adviser).status == "claimed"
    assert field(browser(council.adviser).get(f"/tasks/{task_id}"), "answer:reporter").get("value") == "Wren"


def test_what_the_page_keeps_by_itself_is_kept_too_late_as_well(store, council, clock, adviser, task_id):
    token = page_of(adviser.get("/help")).xpath("string((//input[@name='csrf_token'])[1]/@value)")
    clock.advance(timedelta(minutes=31))
    sent = {"csrf_token": token, "answer:depth": "30"}
    asked = {"Accept": "application/json"}
    assert adviser.client.post(f"/tasks/{task_id}/draft", data=sent, headers=asked).status_code == 204
    refused = {**sent, "answer:reporter": "4111 1111 1111 1111"}
    assert adviser.client.post(f"/tasks/{task_id}/draft", data=refused, headers=asked).status_code == 422
    with reading(store) as work:
        assert cases.draft_of(work, task_id, by=council.adviser) == {"depth": "30"}


def test_what_comes_too_late_without_its_token_is_not_kept(store, council, clock, adviser, task_id):
    clock.advance(timedelta(minutes=31))
    answer = adviser.client.post(f"/tasks/{task_id}/complete", data={"csrf_token": "x", "answer:depth": "30"})
    assert answer.headers["Location"].startswith("/sign-in?next=")
    clock.advance(timedelta(hours=12))
    assert adviser.client.post(f"/tasks/{task_id}/complete", data={}).status_code == 303
    with reading(store) as work:
        assert cases.draft_of(work, task_id, by=council.adviser) == {}


def test_when_the_work_passes_on_the_adviser_reads_out_what_by_whom_and_when(store, council, adviser, case_id, task_id):
    contact = call(store, council)
    answer = adviser.send(f"/tasks/{task_id}/complete", {"answer:depth": "50", "contact": str(contact)})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/tasks/{task_id}/done?contact={contact}")
    page = adviser.get(answer.headers["Location"])
    with reading(store) as work:
        case = cases.case(work, case_id, by=council.adviser)
        done = cases.task(work, task_id, by=council.adviser)
    said = words_of(page)
    assert case.reference in said
    assert "Inspect it Inspectors 10am tomorrow" in said
    assert page_of(page).xpath(f"//form[@action='/contacts/{contact}/end']//button")
    assert done.done_by == council.adviser.user_id


def test_without_a_contact_nothing_is_read_out_but_how_the_customer_hears(store, council, adviser, case_id, task_id):
    answer = adviser.send(f"/tasks/{task_id}/complete", {"answer:depth": "50"})
    page = page_of(adviser.get(answer.headers["Location"]))
    said = " ".join(page.xpath("string(//main)").split())
    assert page.xpath("string(//h1)") == "Done: Take the report"
    assert "Inspect it Inspectors 10am tomorrow" in said
    assert "They are told when the front office has the case again." in said
    for words in ("Say to the customer", "Reference to read out", "Your reference", "Keep"):
        assert words not in said


def test_without_a_contact_it_is_said_which_team_tells_the_customer_and_where_they_are_reached(store, council, adviser):
    with unit_of_work(store) as work:
        customer = contacts.add_customer(work, name="Wren Ashdown", phone="01632 960114", by=SYSTEM)
    contact = call(store, council, customer_id=customer.id)
    with unit_of_work(store) as work:
        started = contacts.start_case(work, contact, process_key="report", by=council.adviser)
        done = cases.case(work, started.id, by=SYSTEM).open_tasks[0].id
        cases.complete(work, done, answers={"depth": 5}, by=council.adviser)
    adviser.send(f"/contacts/{contact}/end")
    said = words_of(adviser.get(f"/tasks/{done}/done"))
    assert "East front tells them, with the step that comes next." in said
    assert "Reached by 01632 960114." in said


def test_the_next_step_that_is_theirs_opens_by_itself_until_the_case_ends(store, council, adviser, case_id, task_id):
    contact = call(store, council)
    answer = adviser.send(f"/tasks/{task_id}/complete", {"answer:depth": "5", "contact": str(contact)})
    following = open_task(store, council, case_id)
    assert answer.headers["Location"] == f"/tasks/{following.id}?contact={contact}"
    assert following.claimed_by == council.adviser.user_id
    page = adviser.get(answer.headers["Location"])
    assert "“Take the report” is done. This comes next." in words_of(page)
    assert page_of(page).xpath("//*[@data-module='govuk-notification-banner'][@data-disable-auto-focus='true']")
    assert "Known already: nothing to ask again How deep is it? 5" in words_of(page)
    assert page_of(page).xpath(f"//form//input[@name='contact'][@value='{contact}']")
    answer = adviser.send(f"/tasks/{following.id}/complete", {"contact": str(contact)})
    assert "All done" in words_of(adviser.get(answer.headers["Location"]))


def test_whoever_comes_second_is_told_who_did_it_and_when(store, council, browser, task_id):
    with unit_of_work(store) as work:
        cases.complete(work, task_id, answers={"depth": 50}, by=council.colleague)
    sent = {"answer:depth": "30", "answer:reporter": "Wren", "answer:injury": "A child"}
    answer = browser(council.adviser).send(f"/tasks/{task_id}/complete", sent)
    assert answer.status_code == 409
    assert "How deep is it? 30 Who reports it? Wren" in words_of(answer)
    assert "A child" not in words_of(answer)
    assert "Completed “Take the report” (front office) 18 November 2026 at 10am, Colleague" in words_of(answer)
    assert page_of(answer).xpath("//main//a[@href='/tasks']")
    assert "Colleague completed this task" in words_of(browser(council.adviser).get(f"/tasks/{task_id}"))


def test_what_the_register_of_customers_knows_is_not_asked_again(store, browser):
    council = found_council(store, MODEL.replace('id="reporter"', 'id="customer_name"'))
    with unit_of_work(store) as work:
        customer = contacts.add_customer(work, name="Wren Ashdown", phone="01632 960114", by=council.adviser)
        contact = contacts.record(
            work,
            contacts.NewContact("phone", "A hole", site_id=council.site_id, customer_id=customer.id),
            by=council.adviser,
        )
        started = contacts.start_case(work, contact.id, process_key="report", by=council.adviser)
        task = cases.next_task_for(work, started.id, by=council.adviser)
    person = browser(council.adviser)
    answer = person.send(f"/tasks/{task}/claim", {"contact": str(contact.id)})
    assert answer.headers["Location"] == f"/tasks/{task}?contact={contact.id}"
    assert field(person.get(answer.headers["Location"]), "answer:customer_name").get("value") == "Wren Ashdown"


def test_it_is_handed_over_with_a_reason(store, council, adviser, case_id, task_id):
    page = adviser.get(f"/tasks/{task_id}/hand-over")
    assert [option.text for option in page_of(page).xpath("//option")] == ["Choose one", "Inspectors", "West front"]
    sent = {"to_team_id": str(council.back_team_id), "reason": ""}
    refused = adviser.send(f"/tasks/{task_id}/hand-over", sent)
    assert refused.status_code == 422
    assert "Enter a reason, so that the team knows what to do" in words_of(refused)
    answer = adviser.send(f"/tasks/{task_id}/hand-over", {**sent, "reason": f"On a bridge {HOSTILE}"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/tasks")
    assert open_task(store, council, case_id).team_id == council.back_team_id


def test_a_team_leader_gives_a_task_to_a_member_of_the_team(store, council, browser, case_id):
    task = complete(store, council, case_id, council.adviser, depth=50)
    leader = browser(council.leader)
    people = page_of(leader.get(f"/tasks/{task.id}/assign")).xpath("//option")
    assert [option.text for option in people] == ["Choose one", "Leader", "Officer"]
    assert leader.send(f"/tasks/{task.id}/assign", {"user_id": ""}).status_code == 422
    answer = leader.send(f"/tasks/{task.id}/assign", {"user_id": str(council.officer.user_id)})
    assert answer.status_code == 303
    assert open_task(store, council, case_id).claimed_by == council.officer.user_id


def test_a_step_that_is_live_at_the_front_office_opens_there(store, council, adviser, case_id, task_id):
    place = transfer.Place(council.process_id, "inspect", council.site_id)
    for number, state in enumerate(("agreed", "trained", "pilot", "live")):
        with unit_of_work(store) as work:
            cases.move_step(
                work,
                place,
                StepMove(to=state, row_version=number, pilot_share=99 if state == "pilot" else None),
                by=council.head,
            )
    answer = adviser.send(f"/tasks/{task_id}/complete", {"answer:depth": "50"})
    assert open_task(store, council, case_id).name == "Inspect it"
    assert answer.headers["Location"] == f"/tasks/{open_task(store, council, case_id).id}"


def test_which_questions_apply_is_told_to_the_page(adviser, task_id):
    answer = adviser.send(f"/tasks/{task_id}/questions", {"answer:depth": "5"})
    assert answer.json == {"shown": ["depth", "injury", "reporter"]}


def test_a_task_of_another_service_is_not_shown(council, browser, task_id):
    assert browser(council.administrator).get(f"/tasks/{task_id}").status_code == 403
    assert browser(council.adviser).get("/tasks/999").status_code == 404


@pytest.mark.parametrize("contact", ["x", "-1", "9" * 30])
def test_a_contact_that_is_none_is_refused_in_words(adviser, task_id, contact):
    answer = adviser.send(f"/tasks/{task_id}/complete", {"answer:depth": "5", "contact": contact})
    assert answer.status_code == 422


def test_what_a_rule_found_missing_is_listed_where_the_customer_is_asked_for_it(store, council, browser):
    folder = Path(__file__).parents[4] / "processes/planning/householder-application"
    with unit_of_work(store) as work:
        given = {"service_id": council.service_id, "by": SYSTEM}
        rules = definitions.deploy_decision(work, (folder / "householder-application.dmn").read_bytes(), **given)
        definitions.approve_decision(work, rules.version_id, SYSTEM)
        made = definitions.deploy(
            work, (folder / "householder-application.bpmn").read_bytes(), confirm=Confirmation(marks=True), **given
        )
        definitions.approve(work, made.version_id, SYSTEM)
        case_id = cases.start(
            work, process_key="householder_application", site_id=council.site_id, by=council.adviser
        ).id
    (scenario, *_) = yaml.safe_load((folder / "scenarios.yaml").read_text("utf-8"))["scenarios"]
    answers = scenario["steps"][0]["answers"] | {"has_location_plan": False, "fee_paid": 100}
    asking = complete(store, council, case_id, council.adviser, **answers)
    person = browser(council.adviser)
    person.send(f"/tasks/{asking.id}/claim")
    page = page_of(person.get(f"/tasks/{asking.id}"))
    listed = page.xpath("//dt[.='What is missing']/following-sibling::dd[1]//li/text()")
    assert listed == ["Location plan with the site edged in red", "The rest of the fee: £158"]
    (due,) = page.xpath("//dt[.='Fee due in all']/following-sibling::dd[1]/text()")
    assert due == "£258.00"
