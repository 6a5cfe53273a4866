"""The list of cases and the page of one case."""

from __future__ import annotations

import json

import pytest

from engine import cases, definitions, people
from engine.people import SYSTEM, Grant
from engine.store import Store, reading, unit_of_work
from tests.council import Council, person
from tests.definitions.models import model
from tests.measures.history import History
from tests.web.conftest import page_of, words_of


@pytest.fixture
def begun(store: Store, council: Council):
    """A case with its first task."""
    with unit_of_work(store) as work:
        return cases.start(
            work,
            process_key="report",
            site_id=council.site_id,
            answers={},
            by=council.adviser,
        )


@pytest.fixture
def inspected(store: Store, council: Council, begun):
    """The case after its report was taken: it was handed off to the inspectors."""
    with unit_of_work(store) as work:
        (task,) = cases.case(work, begun.id, by=council.adviser).tasks
        cases.claim(work, task.id, by=council.adviser)
        answers = {"depth": 90, "reporter": "<b>Rose</b>", "injury": "A cut hand"}
        cases.complete(work, task.id, answers=answers, by=council.adviser)
    return begun


def test_a_case_says_what_happens_next_by_whom_and_by_when(council, browser, inspected):
    said = words_of(browser(council.adviser).get(f"/cases/{inspected.id}"))
    assert f"Case {inspected.reference} open" in said
    assert "Inspect it Inspectors 10am tomorrow All done by 2 December 2026." in said
    assert "The promise for all of it: 10 working days." in said


def test_a_promise_in_weeks_says_that_it_is_counted_in_calendar_days(store, council, browser):
    with unit_of_work(store) as work:
        changes = {"report": {"target": "8 weeks"}}
        definitions.set_marks(work, council.process_id, changes, by=SYSTEM, reason="The law says so")
    begun = History(store, council).deep()
    page = page_of(browser(council.adviser).get(f"/cases/{begun}"))
    targets = page.xpath("//td[@data-label='Target']/text()")
    assert "8 weeks, in calendar days" in targets
    assert "The promise for all of it: 8 weeks, in calendar days." in page.text_content()


def test_the_step_list_says_what_the_diagram_shows(council, browser, inspected):
    page = page_of(browser(council.adviser).get(f"/cases/{inspected.id}"))
    rows = {
        row.get("data-element"): row.xpath("string(td[1])").strip()
        for row in page.xpath("//table[@id='steps']//tr[@data-element]")
    }
    assert rows == {"take": "Done", "inspect": "Waits here", "repair": "Not reached", "tell": "Not reached"}
    shown = json.loads(page.xpath("string(//script[@id='diagram-data'])"))
    assert shown["markers"] == [{"element": "take", "state": "done"}, {"element": "inspect", "state": "active"}]


CALCULATING = """
lane Inspectors: work_out check
startEvent start
scriptTask work_out "Work it out" scriptFormat="feel" script="{sum: 1}"
userTask check "Check it"
scriptTask count "Count it" scriptFormat="feel" script="{counted: 1}"
endEvent end
start -> work_out -> check -> count -> end
diagram
"""


def test_the_step_list_says_of_what_is_done_by_itself_how_far_it_is(store, council, browser):
    with unit_of_work(store) as work:
        deployed = definitions.deploy(work, model(CALCULATING), service_id=council.service_id, by=SYSTEM)
        definitions.approve(work, deployed.version_id, SYSTEM)
        key = definitions.version_by_id(work, deployed.version_id).process_key
        begun = cases.start(work, process_key=key, site_id=council.site_id, by=council.adviser).id
    page = page_of(browser(council.adviser).get(f"/cases/{begun}"))
    rows = page.xpath("//table[@id='steps']//tr[@data-element]")
    assert [row.xpath("string(td[1])").strip() for row in rows] == ["Done", "Waits here", "Not reached"]


def test_answers_are_shown_as_text_and_restricted_ones_are_not(council, browser, inspected):
    answer = browser(council.adviser).get(f"/cases/{inspected.id}")
    assert "<b>Rose</b>" in words_of(answer)
    assert "&lt;b&gt;Rose&lt;/b&gt;" in answer.get_data(as_text=True)
    assert "A cut hand" not in answer.get_data(as_text=True)
    assert "Answers that are restricted are not shown here." in words_of(answer)


def test_who_may_read_restricted_answers_sees_them_and_that_is_recorded(store, council, browser, inspected):
    with unit_of_work(store) as work:
        grants = [Grant("officer", council.service_id), Grant("restricted_reader", council.service_id)]
        people.set_grants(work, council.officer.user_id, grants, by=people.SYSTEM)
    answer = browser(council.officer).send(f"/cases/{inspected.id}/restricted")
    assert "A cut hand" in words_of(answer)
    with reading(store) as work:
        assert cases.timeline(work, inspected.id, by=council.officer)[0].action == "case:restricted:read"


def test_a_reader_of_another_service_sees_that_the_case_exists_and_no_more(store, council, browser, inspected):
    with unit_of_work(store) as work:
        other = people.create_service(work, "planning", "Planning", by=people.SYSTEM)
        reader = person(work, "reader", "officer", service_id=other.id)
    said = words_of(browser(reader).get(f"/cases/{inspected.id}"))
    assert "This case belongs to Highways" in said
    assert "Rose" not in said


def test_the_timeline_tells_in_sentences_who_did_what(council, browser, inspected):
    said = words_of(browser(council.adviser).get(f"/cases/{inspected.id}"))
    assert "Completed “Take the report” (front office) 18 November 2026 at 10am, Adviser" in said
    assert "“Inspect it” handed off to Inspectors" in said


@pytest.mark.parametrize("typed", ["{0}", " {0} ", "lower"])
def test_a_case_is_found_by_its_reference_however_it_is_typed(council, browser, begun, typed):
    reference = begun.reference.lower() if typed == "lower" else typed.format(begun.reference)
    answer = browser(council.adviser).get("/cases/find", query_string={"reference": reference}, follow_redirects=False)
    assert answer.headers["Location"] == f"/cases/{begun.id}"


def test_a_reference_that_is_none_is_said_and_shown_again(council, browser):
    answer = browser(council.adviser).get("/cases/find", query_string={"reference": '"><script>'})
    assert answer.status_code == 404
    assert page_of(answer).xpath("string(//input[@id='reference']/@value)") == '"><script>'


@pytest.mark.parametrize("typed", ["", "  "])
def test_who_looks_for_a_case_without_a_reference_is_asked_for_one(council, browser, typed):
    page = page_of(browser(council.adviser).get("/cases/find", query_string={"reference": typed}))
    assert page.xpath("string(//h1)") == "Which case?"
    assert page.xpath("//main//p/text()") == ["Enter the reference of a case."]


def test_the_list_is_filtered_by_the_address(council, browser, begun):
    person = browser(council.adviser)
    assert begun.reference in words_of(person.get("/cases?status=open&mine=yes"))
    assert "No case is like this" in words_of(person.get("/cases?status=stuck"))
    assert person.get("/cases?status=nonsense").status_code == 422


def test_closing_a_case_needs_a_reason(council, browser, begun):
    person = browser(council.adviser)
    answer = person.send(f"/cases/{begun.id}/close", {"how": "withdrawn", "reason": ""})
    assert answer.status_code == 422
    assert page_of(answer).xpath("//div[@role='alert']//a[@href='#reason']")
    answer = person.send(f"/cases/{begun.id}/close", {"how": "withdrawn", "reason": "Rang back"}, follow_redirects=True)
    assert f"Case {begun.reference} is closed." in words_of(answer)
    assert "withdrawn" in words_of(answer)


@pytest.mark.parametrize("action", ["close", "retry"])
def test_who_works_in_another_service_is_asked_nothing_about_ending_or_repairing_a_case(
    store: Store, council: Council, browser, begun, action: str
):
    with unit_of_work(store) as work:
        other = people.create_service(work, "parks", "Parks", by=SYSTEM)
        stranger = person(work, "stranger", "team_leader", service_id=other.id)

    answer = browser(stranger).get(f"/cases/{begun.id}/{action}")

    assert answer.status_code == 403
    assert not page_of(answer).xpath("//main//form")


def test_a_case_that_is_not_stuck_cannot_be_tried_again(council, browser, begun):
    answer = browser(council.leader).send(f"/cases/{begun.id}/retry", {"reason": "Mended"})
    assert answer.status_code == 409
    assert "This case is not stuck" in words_of(answer)


def test_an_ended_case_is_erased_by_an_administrator_alone(store, council, browser, begun):
    with unit_of_work(store) as work:
        cases.close(work, begun.id, as_="withdrawn", reason="Rang back", by=council.adviser)
    assert browser(council.adviser).send(f"/cases/{begun.id}/erase", {"reason": "Asked for"}).status_code == 403
    answer = browser(council.administrator).send(f"/cases/{begun.id}/erase", {"reason": "Asked for"})
    assert answer.status_code == 303
    with reading(store) as work:
        assert cases.case(work, begun.id, by=council.officer).erased_at is not None


def test_work_on_site_is_passed_on_and_not_handed_off(store: Store, council: Council, browser):
    history = History(store, council)
    case_id = history.deep()
    history.complete(case_id, finding="A hole")
    history.wait(days=2)
    cases.fire_due_timers(store)
    with unit_of_work(store) as work:
        repair = history.open_task(case_id).id
        cases.hand_over(work, repair, to_team_id=council.front_team_id, reason="Close the lane", by=council.officer)

    said = words_of(browser(council.officer).get(f"/cases/{case_id}"))

    assert "“Inspect it” handed off to Inspectors" in said
    assert "“Repair it” passed on to East front for the work on site" in said
    assert "“Repair it” handed off" not in said
    assert "Hand-offs, and work passed on" in said
    assert "Inspectors to East front, for the work on site: waits to be accepted" in said
