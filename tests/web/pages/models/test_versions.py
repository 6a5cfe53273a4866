"""The page of a version: what is drawn is said in its tables, and what can be done with it is offered to who may."""

from __future__ import annotations

import json

import pytest

from engine import cases, definitions
from engine.people import SYSTEM
from engine.store import unit_of_work
from tests.council import MODEL
from tests.web.conftest import page_of, words_of

WITHOUT_DEFAULT = MODEL.replace(' default="f4"', "")


@pytest.fixture
def newer(council, store, ana):
    """A newer version that the analyst uploaded and nobody has approved."""
    with unit_of_work(store) as work:
        changed = MODEL.replace('name="Explain"', 'name="Explain it"').encode()
        return definitions.deploy(work, changed, service_id=council.service_id, by=ana).version_id


def test_what_the_diagram_shows_is_said_in_tables(council, browser, store):
    with unit_of_work(store) as work:
        definitions.deploy(work, WITHOUT_DEFAULT.encode(), service_id=council.service_id, by=SYSTEM)
        version_id = definitions.process(work, council.process_id).latest_version_id
    page = page_of(browser(council.adviser).get(f"/versions/{version_id}"))
    drawn = json.loads(page.xpath("string(//script[@id='diagram-data'])"))
    steps = {row.get("data-element"): row.text_content() for row in page.xpath("//table[@id='steps']//tr")}
    assert {item["element"] for item in drawn["markers"]} == {"take", "inspect"}
    assert "Once and done" in steps["take"]
    assert "Not marked" in steps["repair"]
    for finding in drawn["findings"]:
        place = page.xpath(f"//*[@id='{finding['href'][1:]}']")[0]
        assert finding["label"] in place.text_content()
        assert place.xpath(".//a[starts-with(@href, '/help/rules/')]")


def test_every_finding_leads_to_a_page_about_its_rule(council, browser):
    someone = browser(council.adviser)
    for address in set(page_of(someone.get(f"/versions/{council.version_id}")).xpath("//ol//a/@href")):
        assert someone.get(address).status_code == 200


def test_somebody_else_approves_and_the_uploader_does_not(council, browser, ana, newer):
    assert not page_of(browser(ana).get(f"/versions/{newer}")).xpath("//form[contains(@action, 'approve')]")
    head = browser(council.head)
    assert page_of(head.get(f"/versions/{newer}")).xpath("//form[contains(@action, 'approve')]")
    assert head.send(f"/versions/{newer}/approve", {"reason": "Read"}).status_code == 303
    assert "Cases start on it since 18 November 2026" in words_of(head.get(f"/versions/{newer}"))


def test_a_version_with_something_to_fix_cannot_be_approved(council, browser, store):
    broken = MODEL.replace("depth &gt;= 40", "depth &gt;=").encode()
    with unit_of_work(store) as work:
        version_id = definitions.deploy(work, broken, service_id=council.service_id, by=SYSTEM).version_id
    head = browser(council.head)
    assert "Walk-through only" in words_of(head.get(f"/versions/{version_id}"))
    answer = head.send(f"/versions/{version_id}/approve")
    assert answer.status_code == 422
    assert "Settle its findings" in words_of(answer)


def test_files_are_downloads_and_never_pages(council, browser):
    someone = browser(council.adviser)
    for file, first in (("original", b"<?xml"), ("marked", b"<?xml"), ("marks.csv", b"step_key"), ("xml", b"<?xml")):
        answer = someone.get(f"/versions/{council.version_id}/{file}")
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.get_data().startswith(first)


def test_the_drawing_is_sent_again_only_when_it_is_another(council, browser):
    someone, path = browser(council.adviser), f"/versions/{council.version_id}/xml"
    known = someone.get(path).headers["ETag"]
    assert someone.get(path, headers={"If-None-Match": known}).status_code == 304


def test_two_versions_are_compared_step_by_step(council, browser, newer):
    someone = browser(council.adviser)
    words = words_of(someone.get(f"/versions/{newer}/compare/{council.version_id}"))
    assert "4 steps kept, 0 new, 0 gone" in words
    assert "Explain it Kept, changed" in words


MOVED = (
    MODEL.replace("<bpmn:flowNodeRef>inspect</bpmn:flowNodeRef>", "")
    .replace(
        "<bpmn:flowNodeRef>urgent</bpmn:flowNodeRef>",
        "<bpmn:flowNodeRef>urgent</bpmn:flowNodeRef><bpmn:flowNodeRef>inspect</bpmn:flowNodeRef>",
    )
    .replace('name="Inspect it"', 'name="Look at it"')
    .replace('label="How deep is it?"', 'label="How deep, in millimetres?"')
    .replace("depth &gt;= 40", "depth &gt;= 50")
)


@pytest.fixture
def moved(council, store, ana):
    """A newer version: a step has another name and another office, a question other words, a way another condition."""
    with unit_of_work(store) as work:
        return definitions.deploy(work, MOVED.encode(), service_id=council.service_id, by=ana).version_id


@pytest.mark.parametrize("page", ["/compare/{before}", ""], ids=["comparison", "approval"])
def test_what_changed_in_a_kept_step_is_shown_old_beside_new(council, browser, moved, page):
    shown = page_of(browser(council.head).get(f"/versions/{moved}" + page.format(before=council.version_id)))
    rows = {
        " ".join(row.text_content().split())
        for row in shown.xpath("//table[caption[@id='changed-caption' or @id='ways-caption']]/tbody/tr")
    }
    question = "“{}”; integer; must be answered"
    assert {
        "Look at it Name Inspect it Look at it",
        "Look at it Lane Inspectors Customer services",
        "Look at it Office, by its lane Back office Front office",
        "Look at it Team, by its lane Inspectors East front, West front",
        "Take the report Question “How deep, in millimetres?” "
        + " ".join(question.format(label) for label in ("How deep is it?", "How deep, in millimetres?")),
        "Deep? Look at it depth >= 40 depth >= 50",
    } == rows


def test_what_only_one_version_has_is_said_to_be_not_there_in_the_other(council, browser, store, ana):
    step = '<bpmn:userTask id="tell" name="Explain">'
    more = MODEL.replace(step, f"{step}<bpmn:documentation>Say it slowly.</bpmn:documentation>")
    with unit_of_work(store) as work:
        newer = definitions.deploy(work, more.encode(), service_id=council.service_id, by=ana).version_id
    words = words_of(browser(council.head).get(f"/versions/{newer}/compare/{council.version_id}"))
    assert "Explain Guidance in the model not there Say it slowly." in words


def test_an_approved_version_has_nothing_left_to_compare_before_approval(council, browser):
    page = page_of(browser(council.head).get(f"/versions/{council.version_id}"))
    assert not page.xpath("//*[@id='replaces-heading']")


def test_an_analyst_tries_a_version_out(council, browser, ana, newer, store):
    someone = browser(ana)
    assert someone.send(f"/versions/{newer}/walk-through").status_code == 422
    answer = someone.send(f"/versions/{newer}/walk-through", {"site_id": str(council.site_id)})
    assert answer.status_code == 303
    with unit_of_work(store) as work:
        case = cases.case(work, int(answer.headers["Location"].rpartition("/")[2]), by=ana)
    assert case.walk_through
    assert browser(council.adviser).get(f"/versions/{newer}/walk-through").status_code == 403


def test_what_was_changed_in_the_import_is_told(council, browser, store):
    bare = MODEL.replace(' default="f4"', "").encode()
    with unit_of_work(store) as work:
        version_id = definitions.deploy(work, bare, service_id=council.service_id, by=SYSTEM).version_id
    words = words_of(browser(council.adviser).get(f"/versions/{version_id}"))
    assert "The only flow without a condition is taken" in words


def test_a_version_that_is_none_is_not_found(council, browser):
    for number in ("99999", "99999999999999999999"):
        assert browser(council.adviser).get(f"/versions/{number}").status_code == 404


def test_the_page_asks_the_database_a_handful_of_times(council, browser, statements):
    someone = browser(council.adviser)
    with statements() as seen:
        someone.get(f"/versions/{council.version_id}")
    assert len(seen) <= 14


def test_where_a_form_was_sent_leads_back_after_signing_in_again(council, browser, ana):
    someone, page = browser(ana), f"/versions/{council.version_id}"
    for form in ("approve", "marks"):
        assert someone.get(f"{page}/{form}", follow_redirects=False).headers["Location"] == page
