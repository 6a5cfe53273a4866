"""Month by month: every number opens a list as long as it says, and what is not final is said to be so."""

from __future__ import annotations

import re
from datetime import date, time, timedelta

import pytest

from engine import cases, people
from engine.contacts import CallCount, import_calls
from engine.people import SYSTEM
from engine.store import unit_of_work
from tests.council import person
from tests.measures.history import History
from tests.web.conftest import Browser, page_of, words_of

TABLE = "//*[@id='trends']//table"


@pytest.fixture
def history(store, council) -> History:
    """The small council on 28 January 2027: months with enough cases, with too few, and with none."""
    history = History(store, council)
    for _ in range(4):
        history.shallow()
    for _ in range(2):
        history.repaired()
    history.deep()
    history.wait(days=30)
    history.shallow()
    history.wait(days=37)
    cases.fire_due_timers(store)
    for _ in range(5):
        history.shallow()
    return history


@pytest.fixture
def head(history, browser) -> Browser:
    return browser(history.council.head)


def rows_of(answer) -> dict[str, list[str]]:
    """The cells of each month of the table, by its name."""
    rows = page_of(answer).xpath(f"{TABLE}/tbody/tr")
    told = [[" ".join(" ".join(cell.itertext()).split()) for cell in row] for row in rows]
    return {name: cells for name, *cells in told}


def addresses_of(answer) -> list[tuple[str, str]]:
    """The number and the address of every number of the months."""
    links = page_of(answer).xpath("//*[@id='trends']//a[not(parent::h3)]")
    return [(" ".join(link.text_content().split()), link.get("href")) for link in links]


def listed(answer) -> int:
    return len(page_of(answer).xpath("//table[.//caption[contains(., 'behind the figure')]]/tbody/tr"))


@pytest.mark.parametrize("path", ["/results", "/results/processes/{}"])
def test_every_number_of_a_month_opens_its_own_list(head, history, path):
    found = addresses_of(head.get(path.format(history.council.process_id)))
    assert len(found) > 20
    for text, address in sorted(set(found)):
        answer = head.get(address)
        assert answer.status_code == 200, address
        shown = page_of(answer).xpath("string(//*[@class='app-figure__number'])").split()[0]
        if re.fullmatch(r"\d+", text):
            assert listed(answer) == int(text), address
        elif re.match(r"[\d.]+%?$", text):
            assert shown == text, address


def test_a_month_has_its_figure_with_the_number_behind_it(head):
    rows = rows_of(head.get("/results"))
    assert list(rows)[:3] == ["January 2027 not over", "December 2026", "November 2026"]
    assert len(rows) == 12
    assert rows["January 2027 not over"] == ["100% of 5", "100% of 5 5 provisional", "0.0 of 5", "under 1 of 5"]
    assert rows["December 2026"] == ["too few to show of 1", "too few to show of 1", *["too few to show of 1"] * 2]
    assert rows["November 2026"][0] == "57% of 7"
    assert rows["November 2026"][1] == "86% of 7 1 provisional"
    assert rows["November 2026"][2:] == ["0.3 of 6", "under 1 of 6"]
    assert rows["February 2026"] == ["–"] * 4


def test_a_column_is_outlined_while_it_may_change_and_none_stands_for_too_few(head):
    page = page_of(head.get("/results"))
    charts = page.xpath("//*[@id='trends']//li")
    assert [chart.xpath("string(h3)") for chart in charts] == [
        "Finished at first contact",
        "Need met",
        "Hand-offs per case",
        "Days from contact to end",
    ]
    first, met, *_ = ([rect.get("class") for rect in chart.xpath(".//rect")] for chart in charts)
    assert [("--open" in column) for column in first] == [False, True]
    assert [("--open" in column) for column in met] == [True, True], "a case of November is open still"
    assert all(picture.get("aria-hidden") == "true" for picture in page.xpath("//*[@class='app-months']"))
    assert not page.xpath("//*[@id='trends']//*[@style]"), "the content policy lets no style through"


def test_the_months_are_the_latest_twelve_whatever_the_period(head):
    assert rows_of(head.get("/results?since=2026-11-20&until=2026-11-21")) == rows_of(head.get("/results"))


def test_the_months_keep_to_the_site_that_was_chosen(head, history):
    there = head.get(f"/results?site={history.council.other_site_id}")
    assert "No case was begun or ended here in the last twelve months." in words_of(there)
    here = head.get(f"/results?site={history.council.site_id}")
    assert rows_of(here) == rows_of(head.get("/results"))
    assert all(f"site={history.council.site_id}" in address for _, address in addresses_of(here))


def test_the_line_of_the_promise_stands_beside_the_share_handled_alone(head, store):
    assert not page_of(head.get("/results")).xpath("//*[@class='app-months__line']")
    counts = [
        CallCount(date(2026, 12, 24) + timedelta(days=days), time(), 1440, office, office, calls, "")
        for days in (0, 9)
        for office, calls in (("front", 30 + days), ("other", 70 - days))
    ]
    with unit_of_work(store) as work:
        import_calls(work, counts, source="Telephone system", by=SYSTEM)
    answer = head.get("/results")
    (line,) = page_of(answer).xpath("//*[@class='app-months__line']")
    assert line.xpath("string(ancestor::li/h3)") == "Share handled"
    rows = rows_of(answer)
    assert [rows[month][4] for month in ("January 2027 not over", "December 2026", "November 2026")] == [
        "39% of 100",
        "30% of 100",
        "–",
    ]
    (address, *_) = page_of(answer).xpath(f"{TABLE}//a[.='30%']/@href")
    assert "30%" in words_of(head.get(address))
    assert "2026-12-01" in address
    process = head.get("/results/processes/1")
    assert not page_of(process).xpath("//*[@class='app-months__line']"), "no process has a share of all calls"


def test_another_service_has_no_months(browser, store, history):
    with unit_of_work(store) as work:
        other = people.create_service(work, "parks", "Parks", by=SYSTEM)
        pat = person(work, "pat", "head_of_service", service_id=other.id)
    assert "No case was begun or ended here" in words_of(browser(pat).get("/results"))


def test_two_months_that_are_over_are_compared_in_words(head, history, browser):
    assert "Two months that are over are needed to compare." in words_of(head.get("/results"))
    history.wait(days=5)
    told = words_of(browser(history.council.head).get("/results"))
    assert "100% in January 2027 (of 5 cases) 57% in November 2026 (of 7 cases)" in told
    assert "100% in January 2027 (of 5 cases), provisional 86% in November 2026 (of 7 cases), provisional" in told
    assert "0.0 a case in January 2027 (of 5 cases) 0.3 a case in November 2026 (of 6 cases)" in told
    assert "under 1 day in January 2027 (of 5 cases) under 1 day in November 2026 (of 6 cases)" in told


def test_the_top_of_a_chart_of_days_goes_with_its_unit(head):
    tops = page_of(head.get("/results")).xpath("//*[@class='app-months__top']")
    assert [top.text_content() for top in tops] == ["100%", "100%", "1 a case", "1 day"]
