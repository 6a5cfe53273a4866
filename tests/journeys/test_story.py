"""The five minutes: one step moved to the front office, and what that does for somebody who is moving house."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.calling import begin_move, complete_in_the_call, confirm_liability, take_details
from tests.journeys.conftest import Site

SAMPLES = Path(__file__).parents[2] / "web" / "samples"
_WAIT = 15_000


def test_a_step_moves_to_the_front_office_and_the_same_call_ends_in_one_contact(site: Site):
    today = site.store.clock.now().date()
    page = site.person()
    see_what_holds_eastgate(site, page)
    reference = take_the_call(site, page, today)
    finish_in_the_back_office(site, page, reference, today)
    before = finished_at_eastgate(page)
    move_the_step(site, page)
    again = take_the_same_call_again(site, page, today)
    assert finished_at_eastgate(page) == before + 1
    see_it_counted(site, page, again)


def test_the_analyst_sees_a_finding_on_the_diagram_mends_it_and_marks_a_step(site: Site):
    page = site.person()
    opened_from_the_guide(page, "open the processes")
    page.get_by_role("link", name=re.compile("^Upload")).first.click()
    upload(page, "dropped-kerb.bpmn")
    page.locator("[data-drawn]").wait_for(timeout=_WAIT)
    assert site.problems(page) == []
    page.goto("/processes/upload")
    upload(page, "dropped-kerb-mended.bpmn")
    assert site.problems(page) == []
    page.locator("main a[href*='/steps/']").first.click()
    assert site.problems(page) == []


def see_what_holds_eastgate(site: Site, page: Page) -> None:
    opened_from_the_guide(page, "compare the sites")
    held = page.get_by_role("region", name="Confirm who is liable at Eastgate")
    expect(held).to_contain_text("Live at Harbour. Here it is Trained but not live, 63 days late.")
    expect(held).to_contain_text("Fear of poorer service")
    assert site.problems(page) == []


def take_the_call(site: Site, page: Page, today: date) -> str:
    opened_from_the_guide(page, "begin a contact")
    reference = begin_move(page)
    assert site.problems(page) == []
    take_details(page, today)
    expect(page.get_by_role("row", name="Confirm who is liable Revenues office")).to_be_visible()
    assert site.problems(page) == []
    page.get_by_role("button", name="End contact").click()
    return reference


def finish_in_the_back_office(site: Site, page: Page, reference: str, today: date) -> None:
    opened_from_the_guide(page, "open the hand-offs")
    page.get_by_role("button", name=f"Accept Confirm who is liable, case {reference}").click()
    expect(page.get_by_role("region", name="nothing to ask again")).to_contain_text("Wren Ashdown")
    assert site.problems(page) == []
    confirm_liability(page, today)
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Confirm who is liable")


def move_the_step(site: Site, page: Page) -> None:
    opened_from_the_guide(page, "move the step")
    page.get_by_text("Release the obstacle", exact=True).click()
    page.locator("form[action$='/release'] textarea").fill("Two weeks of checks, no wrong bill")
    page.get_by_role("button", name="Release", exact=True).click()
    page.get_by_role("link", name="Start a pilot").click()
    page.get_by_label("One front-office team, for all its cases").check()
    page.get_by_label("Front-office team", exact=True).select_option(label="Eastgate front office")
    assert site.problems(page) == []
    page.get_by_role("button", name="Start a pilot").click()
    expect(page.get_by_role("definition").first).to_contain_text("Pilot")


def take_the_same_call_again(site: Site, page: Page, today: date) -> str:
    opened_from_the_guide(page, "begin a contact")
    reference = begin_move(page)
    take_details(page, today)
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm who is liable")
    confirm_liability(page, today)
    complete_in_the_call(page)
    assert site.problems(page) == []
    page.get_by_role("button", name="End contact").click()
    return reference


def see_it_counted(site: Site, page: Page, reference: str) -> None:
    page.get_by_role("link", name=reference).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Case {reference} finished")
    expect(page.locator("main")).to_contain_text("Confirm who is liable")
    assert site.problems(page) == []


def finished_at_eastgate(page: Page) -> int:
    """How many rows the list behind the number has: what was finished at first contact at Eastgate."""
    opened_from_the_guide(page, "open the number")
    return page.locator("main table tbody tr").count()


def opened_from_the_guide(page: Page, button: str) -> None:
    """Be the person of one step of the five minutes, on the page it opens."""
    page.goto("/demo")
    page.get_by_role("button", name=button).first.click()
    page.wait_for_url(lambda address: not address.endswith("/demo"))


def upload(page: Page, name: str) -> None:
    page.get_by_label("Service").select_option(label="Highways")
    page.locator("#file").set_input_files(SAMPLES / name)
    page.get_by_role("button", name="Upload").click()
