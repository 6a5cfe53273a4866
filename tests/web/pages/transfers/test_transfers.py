"""The board of transfers: every step at every site, what waits, and filters in the address."""

from __future__ import annotations

import pytest

from engine import people
from engine.people import SYSTEM
from engine.store import unit_of_work
from tests.measures.history import History
from tests.web.conftest import Browser, page_of, words_of


@pytest.fixture
def history(store, council) -> History:
    """“Inspect it” held at Eastgate and live at Harbour, with contacts waiting at Eastgate."""
    history = History(store, council)
    for _ in range(6):
        history.deep()
    history.move("trained")
    history.hold("fear_of_poorer_service")
    history.move("live", site_id=council.other_site_id)
    return history


@pytest.fixture
def head(history, browser) -> Browser:
    return browser(history.council.head)


def listed(response) -> list[list[str]]:
    rows = page_of(response).xpath("//table[.//caption[contains(., 'Steps site by site')]]/tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row.xpath("th|td")] for row in rows]


def test_the_picture_shows_every_step_at_every_site_and_leads_to_each(head, council):
    page = page_of(head.get("/transfers"))
    (matrix,) = page.xpath("//table[.//caption[contains(., 'Where each step stands')]]")
    cells = {
        row.xpath("string(th)").strip().split("  ")[0]: [
            " ".join(cell.text_content().split()) for cell in row.xpath("td")
        ]
        for row in matrix.xpath("tbody/tr[td]")
    }
    assert cells["Inspect it Once and done"] == ["Trained: Inspect it at Eastgate Held", "Live: Inspect it at Harbour"]
    assert cells["Explain"] == ["Front office already", "Front office already"]
    address = f"/transfers/{council.process_id}/inspect/{council.other_site_id}"
    assert head.get(matrix.xpath(f"//a[@href='{address}']/@href")[0]).status_code == 200


def test_where_no_team_serves_a_site_the_picture_says_who_gets_the_steps_of_the_front_office(head, store):
    with unit_of_work(store) as work:
        people.create_site(work, "library", "Library", by=SYSTEM)
    page = page_of(head.get("/transfers"))
    (row,) = page.xpath(
        "//table[.//caption[contains(., 'Where each step stands')]]/tbody/tr[th[contains(., 'Explain')]]"
    )
    words = [" ".join(cell.text_content().split()) for cell in row.xpath("td")]
    assert words == ["Front office already", "Front office already", "No team here: goes to Inspectors"]


def test_what_waits_is_listed_with_its_obstacle_and_figure(head):
    held, live = listed(head.get("/transfers"))
    assert held[:4] == ["Inspect it at EastgateReport a defect", "Eastgate", "Trained", "You"]
    assert held[6:] == ["Fear of poorer service", "6.5"]
    assert live[1:3] == ["Harbour", "Live"]


@pytest.mark.parametrize(
    ("query", "sites"),
    [
        ("state=live", ["Harbour"]),
        ("held=yes", ["Eastgate"]),
        ("held=no", ["Harbour"]),
        ("late=yes", []),
        ("site=1", ["Eastgate"]),
        ("process=999", []),
    ],
)
def test_filters_in_the_address_limit_the_list(head, query, sites):
    assert [row[1] for row in listed(head.get(f"/transfers?{query}"))] == sites


def test_the_counts_are_those_of_the_lists_they_lead_to(head):
    page = page_of(head.get("/transfers"))
    for link in page.xpath("//ul[@aria-label='How many stand where']//a"):
        count = int(link.text_content().rpartition(": ")[2])
        assert len(listed(head.get(link.get("href")))) == count, link.get("href")


def test_a_filter_that_is_none_is_refused_in_words(head):
    answer = head.get("/transfers?state=nowhere")
    assert answer.status_code == 422
    assert "state=nowhere" in words_of(answer)


def test_others_may_read_it(browser, history):
    assert browser(history.council.adviser).get("/transfers").status_code == 200
