"""Results: every figure leads to its definition and to a list as long as the figure says."""

from __future__ import annotations

import re
from datetime import date, time
from urllib.parse import parse_qs, urlsplit

import pytest

from engine import people
from engine.contacts import CallCount, import_calls
from engine.people import SYSTEM
from engine.store import unit_of_work
from tests.council import person
from tests.measures.history import History
from tests.web.conftest import Browser, page_of, words_of


@pytest.fixture
def history(store, council) -> History:
    """The small council with a few weeks of cases: enough that most figures are shown."""
    history = History(store, council)
    for _ in range(6):
        history.shallow()
    for _ in range(5):
        history.deep()
    history.repaired()
    history.move("trained", step="inspect")
    history.hold("fear_of_poorer_service")
    history.wait(days=3)
    return history


@pytest.fixture
def head(history, browser) -> Browser:
    return browser(history.council.head)


def figures_of(response) -> list[tuple[str, str]]:
    """The text and the address of every figure on a page, those month by month left out."""
    links = page_of(response).xpath(
        "//main//a[starts-with(@href, '/results/') and not(contains(@href, 'processes') or ancestor::*[@id='trends'])]"
    )
    texts = [(" ".join(link.xpath("text()")).strip(), link.get("href")) for link in links]
    return [(text, address) for text, address in texts if re.match(r"[\d,.]+%?$|too few", text)]


def rows_of(response) -> int:
    return len(page_of(response).xpath("//table[.//caption[contains(., 'behind the figure')]]/tbody/tr"))


def test_every_figure_of_the_overview_equals_the_list_behind_it(head):
    found = figures_of(head.get("/results"))
    assert len(found) > 20
    for text, address in sorted(set(found)):
        answer = head.get(address)
        assert answer.status_code == 200, address
        key, query = urlsplit(address).path.rpartition("/")[2], parse_qs(urlsplit(address).query)
        assert query["since"] == ["2026-10-27"]
        if text.isdigit() and key not in ("held-contacts", "days-to-end"):
            assert rows_of(answer) == int(text), address
        elif text.endswith("%"):
            whole, part = rows_of(answer), rows_of(head.get(f"{address}&counted=yes"))
            assert f"{part / whole * 100:.0f}%" == text, address


def test_every_number_of_a_step_says_what_it_is_where_the_table_is_stacked(head):
    table = page_of(head.get("/results")).xpath("//*[@aria-labelledby='steps']//table")[0]
    rows = table.xpath("./tbody/tr[td]")
    assert "app-table--stack" in table.get("class")
    assert rows
    for row in rows:
        labels = [cell.get("data-label") for cell in row.xpath("./td")]
        assert labels == ["Front office", "Hand-offs", "Open", "Overdue", "Waiting", "Where it stands"]
    never = [cell for row in rows for cell in row.xpath("./td[.//*[@class='app-none']]")]
    assert {cell.text_content().strip() for cell in never} <= {"–", "0"}, "only what has nothing to count is left out"
    assert any(cell.text_content().strip() == "" and not len(cell) for cell in table.xpath(".//td[last()]"))


def test_once_and_done_keeps_its_two_colours_on_the_pages_of_its_figures(head):
    for key, colours in (("need-met", [True, False]), ("finished-at-first-contact", [False, True])):
        bars = page_of(head.get(f"/results/{key}")).xpath("//rect[contains(@class, 'app-bar__part')]/@class")
        assert ["--second" in colour for colour in bars] == colours, key


def test_rates_and_medians_say_how_many_are_behind_them(head, history):
    waits = head.get(f"/results/held-contacts?service={history.council.service_id}")
    assert "6.5 a month 6 in the whole period" in words_of(waits)
    assert rows_of(waits) == 6
    days = head.get("/results/days-to-end")
    assert "under 1 day the median of 7 cases begun by a contact that ended in the period" in words_of(days)
    assert rows_of(days) == 7
    passed_on = head.get("/results/hand-offs-per-case")
    assert "0.1 a case the mean of 7 cases begun by a contact that ended in the period" in words_of(passed_on)
    cells = page_of(passed_on).xpath("//td[@data-label='Hand-offs']")
    assert sorted(cell.text_content() for cell in cells) == [*"0000001"]


def test_a_list_names_what_its_dates_are_and_holds_what_the_figure_is_worked_out_from(head):
    def heads(key: str) -> list[str]:
        answer = page_of(head.get(f"/results/{key}?until=2026-11-30"))
        return [cell.text_content() for cell in answer.xpath("//table[.//caption[contains(., 'behind')]]/thead//th")]

    assert heads("days-to-end")[4:6] == ["Ended", "Days"]
    assert heads("finished-at-first-contact")[4] == "Begun"
    assert heads("hand-offs")[4] == "Handed off"
    assert heads("open-tasks-overdue")[4:] == ["Opened", "Office", "Overdue"]


def test_a_list_says_of_what_is_counted_and_of_the_rest_what_they_are(head):
    late, rest = (words_of(head.get(f"/results/open-tasks-overdue?counted={part}")) for part in ("yes", "no"))
    assert "5 overdue, the latest first. All · Overdue · Not overdue" in late
    assert "fell short" not in late + rest
    assert "There is nothing to list" in rest


def test_a_table_by_office_is_left_out_where_the_office_is_what_is_counted(head):
    assert "By office" not in words_of(head.get("/results/tasks-done-by-front-office"))
    assert "By office" not in words_of(head.get("/results/finished-at-first-contact"))


def test_a_figure_tells_what_it_means_and_never_stands_without_its_twin(head):
    page = head.get("/results/finished-at-first-contact?period=28-days")
    told = words_of(page)
    for words in (
        "NumeratorCases finished",
        "DenominatorCases begun",
        "OwnerHead of service",
        "Version2",
        "SourceThe contacts",
    ):
        assert words in told
    assert "PeriodLast 28 days, 27 October 2026 to 23 November 2026" in told
    assert page_of(page).xpath("//*[@class='app-figure__name'][.='Need met']")


def test_groups_under_five_show_no_share_and_no_rate(head, history):
    page = head.get(f"/results?site={history.council.site_id}&since=2026-11-23")
    texts = {text for text, _ in figures_of(page)}
    assert not {text for text in texts if text.endswith("%")}
    few = head.get("/results/tasks-done-by-front-office?step=repair")
    assert page_of(few).xpath("string(//*[@class='app-figure__number'])").strip() == "too few to show"
    assert rows_of(few) == 1


def test_the_list_says_where_a_case_was_not_finished_at_first_contact(head):
    (row, *_) = page_of(head.get("/results/finished-at-first-contact?counted=no")).xpath("//main//tbody/tr[th/a]")
    assert "No Inspect it: Inspectors" in " ".join(" ".join(row.itertext()).split())


def test_what_is_still_open_or_provisional_is_said_in_words(head):
    told = words_of(head.get("/results"))
    assert "5 are still open and not late: not met until done in time, which would raise the figure." in told
    assert "7 are provisional: ended in the last 28 days" in told
    assert "5 of 12 still open, 7 provisional" in told, "also in the row of the site"
    assert "Work at a place may be left to do: whether it was done in time says need met" in told
    beside = head.get("/results/finished-at-first-contact")
    assert "The two are always read together. 5 are still open" in words_of(beside)
    listed = words_of(head.get("/results/need-met"))
    assert "ProvisionalYes, so far" in listed
    assert "Still openNo, so far" in listed
    assert "A case that is still open counts as not met until it is done" in listed


def test_the_first_page_says_how_much_of_need_met_may_still_change(head):
    page = head.get("/")
    assert "5 of 12 still open, 7 provisional" in words_of(page)
    (address,) = page_of(page).xpath("//main//a[contains(@href, 'split=still+open')]/@href")
    assert rows_of(head.get(address)) == 5


def test_without_imported_counts_the_page_says_what_is_known_of_contacts_logged_here(head, store, history):
    before = words_of(head.get("/results"))
    assert "No counts of calls were imported for this period" in before
    assert "Of contacts logged here, 50% were finished at first contact" in before
    assert not page_of(head.get("/results")).xpath("//*[@class='app-bar__line']")
    counts = [
        CallCount(date(2026, 11, 2), time(0), 1440, "Contact centre", "front", 300, ""),
        CallCount(date(2026, 11, 2), time(0), 1440, "<b>Depot</b>", "other", 700, ""),
    ]
    with unit_of_work(store) as work:
        import_calls(work, counts, source="Telephone system", by=SYSTEM)
    page = head.get("/results")
    assert "30% 300 of 1,000 calls counted" in words_of(page)
    assert len(page_of(page).xpath("//*[@class='app-bar__line']")) == 1, "the line stands beside this figure alone"
    behind = head.get(page_of(page).xpath("string(//a[contains(@href, 'share-handled')]/@href)"))
    assert "<b>Depot</b> Other 700 2 November 2026 to 2 November 2026 Telephone system" in words_of(behind)


def test_one_process_has_its_sites_side_by_side_and_what_holds_them(head, history):
    history.move("live", site_id=history.council.other_site_id)
    page = head.get(f"/results/processes/{history.council.process_id}")
    told = words_of(page)
    assert "Inspect it at Eastgate Live at Harbour. Here it is trained for, but not live." in told
    assert "What holds it Fear of poorer service, since 20 November 2026" in told
    place = f"/transfers/{history.council.process_id}/inspect/{history.council.site_id}"
    assert page_of(page).xpath(f"//h3/a[@href='{place}']")
    heads = page_of(page).xpath("//table[.//caption[contains(., 'Results of')]]/thead//th")
    assert [cell.text_content() for cell in heads] == ["Eastgate", "Harbour"]
    for text, address in figures_of(page):
        if text.isdigit() and "held-contacts" not in address and "days-to-end" not in address:
            assert rows_of(head.get(address)) == int(text), address


def test_a_pilot_of_the_whole_site_waits_no_more_and_those_who_waited_before_are_kept(head, browser, history):
    council = history.council
    history.move("live", site_id=council.other_site_id)
    path = f"/transfers/{council.process_id}/inspect/{council.site_id}"
    head.send(f"{path}/plan", {"row_version": 3, "planned_on": ["24", "11", "2026"]})
    history.wait(days=3)
    head = browser(council.head)
    head.send(f"{path}/release", {"row_version": 4, "reason": "Agreed"})
    pilot = {"to": "pilot", "pilot_by": "team", "pilot_team_id": council.front_team_id}
    assert head.send(f"{path}/move", {"row_version": 5, **pilot}).status_code == 303
    told = words_of(head.get(f"/results/processes/{council.process_id}"))
    assert "Live at Harbour. Here it is in pilot with East front since 26 November 2026, 2 days late." in told
    assert "Contacts a month waiting 0. In the period 6 waited before the pilot" in told
    assert "What holds it Nothing Owner" in told
    rest = words_of(head.get(f"/results?service={council.service_id}"))
    assert "Nothing: in pilot with East front since 26 November 2026 06 in the period before the pilot" in rest
    assert "Fear of poorer service" not in rest, "what was released holds nothing"
    assert "6 in the period waited before the pilot, at steps in pilot today" in rest
    states = words_of(head.get(f"/results/transfer-states?service={council.service_id}"))
    assert "50% 1 step live at a site, of 2 steps at a site" in states


def test_who_may_not_see_cases_sees_the_figure_without_its_list(browser, store, history):
    with unit_of_work(store) as work:
        scrutiny = person(work, "sal", "scrutiny")
    page = browser(scrutiny).get("/results/hand-offs")
    assert page.status_code == 200
    assert "You may see the figure, but not the cases behind it." in words_of(page)
    assert not page_of(page).xpath("//a[contains(@href, '/cases/')]")


def test_another_service_is_not_shown(browser, store, history):
    with unit_of_work(store) as work:
        other = people.create_service(work, "parks", "Parks", by=SYSTEM)
        pat = person(work, "pat", "head_of_service", service_id=other.id)
    stranger = browser(pat)
    assert stranger.get(f"/results/processes/{history.council.process_id}").status_code == 403
    assert figures_of(stranger.get("/results")) == []
    assert rows_of(stranger.get(f"/results/hand-offs?service={history.council.service_id}")) == 0


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("since=yesterday", "is not a day"),
        ("since=2026-11-02&until=2026-11-01", "before it begins"),
        ("period=ages", "period=ages"),
        ("site=Eastgate", "site=Eastgate"),
    ],
)
def test_an_address_that_asks_for_nonsense_is_answered_in_words(head, query, words):
    answer = head.get(f"/results?{query}")
    assert answer.status_code == 422
    assert words in words_of(answer)


def test_a_measure_that_is_none_is_not_found(head):
    assert head.get("/results/happiness").status_code == 404


def test_the_pages_ask_a_handful_of_statements(head, statements):
    for path, most in (("/results", 27), ("/results/processes/1", 26), ("/results/hand-offs", 14), ("/transfers", 12)):
        head.get(path)
        with statements() as seen:
            head.get(path)
        assert len(seen) <= most, (path, seen)
