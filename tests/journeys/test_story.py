"""The five minutes: one step moved to the front office, and what that does for somebody who is moving house."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.journeys.calling import begin_move, complete_in_the_call, confirm_liability, take_details
from tests.journeys.conftest import Site
from tests.journeys.pictures import picture

_WAIT = 15_000
_SHOWN = re.compile(r"^(under 1|\d[\d,.]*)$")
"""A figure that is shown, as against “too few to show”."""


def test_a_step_moves_to_the_front_office_and_the_same_call_ends_in_one_contact(site: Site):
    today = site.store.clock.now().date()
    page = site.person()
    come_in(site, page)
    see_the_sites_side_by_side(site, page)
    see_what_holds_eastgate(page)
    reference = take_the_call(site, page, today)
    finish_in_the_back_office(site, page, reference, today)
    before = finished_at_eastgate(page)
    move_the_step(site, page)
    again = take_the_same_call_again(site, page, today)
    assert finished_at_eastgate(page) == before + 1
    open_the_case_behind_the_figure(site, page, again)


def test_the_analyst_sees_a_finding_on_the_diagram_mends_it_and_marks_a_step(site: Site, tmp_path: Path):
    page = site.person()
    opened_from_the_guide(page, "open the processes")
    assert site.problems(page) == []
    page.get_by_role("link", name=re.compile("^Upload")).first.click()
    assert site.problems(page) == []
    upload(page, offered(page, "Download the sample", tmp_path))
    see_the_finding(site, page)
    page.get_by_role("link", name="Upload a new version").click()
    assert site.problems(page) == []
    upload(page, offered(page, "Download the mended sample", tmp_path))
    see_it_mended(site, page)
    mark_a_step(site, page)


def come_in(site: Site, page: Page) -> None:
    page.goto("/")
    expect(page.locator("main")).to_contain_text("80% of calls promised to the front office")
    assert site.problems(page) == []
    picture(page, "start", first="body")
    page.get_by_role("main").get_by_role("link", name="See why in five minutes").click()
    assert site.problems(page) == []


def see_the_sites_side_by_side(site: Site, page: Page) -> None:
    opened_from_the_guide(page, "compare the sites")
    sites = page.get_by_role("table", name="Results of Council tax move at each site")
    assert sites.get_by_role("columnheader").all_inner_texts() == ["Eastgate", "Harbour"]
    days, hand_offs = (side_by_side(sites, name) for name in ("Days from contact to end (median)", "Hand-offs"))
    assert all(_SHOWN.match(words) for words in (*days, *hand_offs)), (days, hand_offs)
    assert int(hand_offs[0]) > int(hand_offs[1])
    steps = page.get_by_role("table", name=re.compile("^Where each step stands at each site"))
    expect(steps.get_by_role("link", name="Live: Confirm who is liable at Harbour")).to_be_visible()
    expect(steps.get_by_role("link", name="Trained: Confirm who is liable at Eastgate")).to_be_visible()
    assert site.problems(page) == []
    picture(page, "site-by-site", held_at_eastgate(page), first="#sites")


def see_what_holds_eastgate(page: Page) -> None:
    held = held_at_eastgate(page)
    expect(held).to_contain_text("Live at Harbour. Here it is trained for, but not live, 63 days late.")
    expect(held).to_contain_text("Fear of poorer service")
    assert fact(held, "Owner") == "You"
    assert _SHOWN.match(fact(held, "Contacts a month waiting"))


def take_the_call(site: Site, page: Page, today: date) -> str:
    opened_from_the_guide(page, "begin a contact")
    reference = begin_move(page, lambda: see_what_fits(site, page))
    assert site.problems(page) == []
    take_details(page, today)
    expect(page.get_by_role("row", name="Confirm who is liable Revenues office")).to_be_visible()
    said = page.get_by_role("region", name="Say to the customer")
    next_by_whom = r"Our Revenues office will deal with this next, by \d+ \w+ 20\d\d\."
    expect(said).to_contain_text(re.compile(next_by_whom))
    expect(said).to_contain_text(reference)
    assert site.problems(page) == []
    picture(page, "told")
    end_the_contact(site, page)
    return reference


def see_what_fits(site: Site, page: Page) -> None:
    assert site.problems(page) == []
    picture(page, "call")


def end_the_contact(site: Site, page: Page) -> None:
    page.get_by_role("button", name="End contact").click()
    expect(page.get_by_role("button", name="End contact")).to_have_count(0)
    assert site.problems(page) == []


def finish_in_the_back_office(site: Site, page: Page, reference: str, today: date) -> None:
    opened_from_the_guide(page, "open the hand-offs")
    assert site.problems(page) == []
    page.get_by_role("button", name=f"Accept Confirm who is liable, case {reference}").click()
    known = page.get_by_role("region", name="nothing to ask again")
    expect(known).to_contain_text("Wren Ashdown")
    assert site.problems(page) == []
    picture(page, "hand-off", known.get_by_role("definition").nth(3), first=".govuk-caption-l")
    confirm_liability(page, today)
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Confirm who is liable")
    assert site.problems(page) == []


def move_the_step(site: Site, page: Page) -> None:
    opened_from_the_guide(page, "move the step")
    assert site.problems(page) == []
    page.get_by_text("Release the obstacle", exact=True).click()
    page.locator("form[action$='/release'] textarea").fill("Two weeks of checks, no wrong bill")
    page.get_by_role("button", name="Release", exact=True).click()
    assert site.problems(page) == []
    page.get_by_role("link", name="Start a pilot").click()
    page.get_by_label("One front-office team, for all its cases").check()
    page.get_by_label("Front-office team", exact=True).select_option(label="Eastgate front office")
    assert site.problems(page) == []
    page.get_by_role("button", name="Start a pilot").click()
    expect(page.get_by_role("definition").first).to_contain_text("Pilot")
    assert site.problems(page) == []
    picture(page, "moved", page.get_by_role("definition").nth(5))


def take_the_same_call_again(site: Site, page: Page, today: date) -> str:
    opened_from_the_guide(page, "begin a contact")
    reference = begin_move(page)
    take_details(page, today)
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm who is liable")
    assert site.problems(page) == []
    confirm_liability(page, today)
    complete_in_the_call(page)
    assert site.problems(page) == []
    end_the_contact(site, page)
    return reference


def open_the_case_behind_the_figure(site: Site, page: Page, reference: str) -> None:
    assert site.problems(page) == []
    picture(page, "counted", page.locator("main table tbody tr").last, first="#list")
    the_figure(page).click()
    page.get_by_role("table", name="What is behind the figure").get_by_role("link", name=reference).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Case {reference} finished")
    happened = page.locator("main ol.app-timeline")
    expect(happened).to_contain_text("Confirm who is liable")
    expect(happened).not_to_contain_text("Revenues office")
    page.locator("[data-drawn]").wait_for(timeout=_WAIT)
    assert site.problems(page) == []


def see_the_finding(site: Site, page: Page) -> None:
    page.locator("[data-drawn='']").wait_for(timeout=_WAIT)
    drawn = page.locator(".app-diagram .djs-overlay .app-diagram__badge")
    expect(drawn).to_have_text("Must fix")
    assert site.problems(page) == []
    picture(page, "finding", page.locator(".app-split").first)
    drawn.click()
    expect(page.locator(".app-findings__item:target")).to_be_visible()


def see_it_mended(site: Site, page: Page) -> None:
    page.locator("[data-drawn='']").wait_for(timeout=_WAIT)
    expect(page.locator("main")).to_contain_text("It is ready to run")
    expect(page.locator(".app-diagram__badge")).to_have_count(0)
    assert site.problems(page) == []


def mark_a_step(site: Site, page: Page) -> None:
    line = page.locator("#steps tr[data-element]").filter(has_text="Not marked").first
    name = line.get_by_role("link").inner_text()
    line.get_by_role("link").click()
    page.get_by_label("Once and done: the front office could finish it").check()
    assert site.problems(page) == []
    page.get_by_role("button", name="Save the mark").click()
    expect(page.get_by_role("row", name=name)).to_contain_text("Once and done")
    assert site.problems(page) == []


def finished_at_eastgate(page: Page) -> int:
    """The head's number: what was finished at first contact at Eastgate. Its list is just as long."""
    opened_from_the_guide(page, "open the number")
    number = int(the_figure(page).inner_text())
    assert page.get_by_role("table", name="What is behind the figure").locator("tbody tr").count() == number
    return number


def the_figure(page: Page) -> Locator:
    """The number on the page of a measure, which leads to its list."""
    return page.locator(".app-figure__note a").first


def held_at_eastgate(page: Page) -> Locator:
    """What is said about the step that is held, on the page of its process."""
    return page.get_by_role("region", name="Confirm who is liable at Eastgate")


def side_by_side(table: Locator, name: str) -> list[str]:
    """What a row says of each site."""
    return [words.strip() for words in table.get_by_role("row", name=name).get_by_role("cell").all_inner_texts()]


def fact(part: Locator, term: str) -> str:
    """What stands beside a term."""
    return part.locator(f"dt:text-is('{term}') + dd").inner_text().strip()


def opened_from_the_guide(page: Page, button: str) -> None:
    """Be the person of one step of the five minutes, on the page it opens."""
    page.goto("/demo")
    page.get_by_role("button", name=button).first.click()
    page.wait_for_url(lambda address: not address.endswith("/demo"))


def offered(page: Page, link: str, folder: Path) -> Path:
    """A file that the page offers, downloaded."""
    with page.expect_download() as download:
        page.get_by_role("link", name=link).click()
    kept = folder / download.value.suggested_filename
    download.value.save_as(kept)
    return kept


def upload(page: Page, file: Path) -> None:
    page.get_by_label("Service").select_option(label="Highways")
    page.locator("#file").set_input_files(file)
    page.get_by_role("button", name="Upload").click()
