"""The catalogue of processes."""

from __future__ import annotations

from datetime import date

from engine import definitions, people
from engine.people import SYSTEM
from engine.store import unit_of_work
from tests.council import person
from tests.web.conftest import page_of, words_of


def rows(answer) -> list[list[str]]:
    return [
        [" ".join(cell.text_content().split()) for cell in row.xpath("th|td")]
        for row in page_of(answer).xpath("//main//tbody/tr")
    ]


def test_a_process_is_shown_with_its_stage_steps_marks_and_what_the_front_office_does(council, browser):
    answer = browser(council.adviser).get("/processes")
    assert rows(answer) == [
        ["Highways"],
        ["Report a defect", "Ready to run version 1 3 findings", "version 1", "4", "2", "0 of 2", "18 November 2026"],
    ]


def test_steps_that_must_stay_are_not_counted_among_those_that_could_move(council, browser, store):
    duty = {"must_stay": True, "duty": "A law", "duty_owner": "Head", "review_on": date(2027, 6, 1)}
    with unit_of_work(store) as work:
        definitions.set_marks(work, council.process_id, {"repair": duty}, by=SYSTEM, reason="The law says so")
    assert "0 of 1 1 must stay" in rows(browser(council.adviser).get("/processes"))[1]


def test_a_theme_and_a_service_limit_the_list(council, browser):
    someone = browser(council.adviser)
    assert "No process matches this filter" in words_of(someone.get("/processes?theme=My+Place"))
    assert "Report a defect" in words_of(someone.get(f"/processes?service={council.service_id}"))
    assert someone.get("/processes?service=nonsense").status_code == 422


def test_only_the_services_of_the_reader_are_listed(council, browser, store):
    with unit_of_work(store) as work:
        other = people.create_service(work, "revenues", "Revenues", by=SYSTEM)
        stranger = person(work, "olive", "analyst", service_id=other.id)
    reader = browser(stranger)
    assert "Upload the first model" in words_of(reader.get("/processes"))
    assert reader.get(f"/processes/{council.process_id}").status_code == 403


def test_a_process_leads_to_the_version_that_cases_start_on(council, browser, store):
    with unit_of_work(store) as work:
        assert definitions.process(work, council.process_id).live_version_id == council.version_id
    answer = browser(council.adviser).get(f"/processes/{council.process_id}", follow_redirects=False)
    assert answer.headers["Location"] == f"/versions/{council.version_id}"
    assert browser(council.adviser).get("/processes/99999").status_code == 404
