"""What goes wrong on an ordinary day, and ways of working: no scripts, no mouse, two at once, called away."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.calling import begin_move, take_details
from tests.journeys.conftest import Site
from tests.northmere import PASSWORD

MOST_KEYS = 12
_FOCUSED = "((document.activeElement.labels?.[0] ?? document.activeElement).innerText ?? '').trim()"


def test_a_call_is_taken_without_scripts(site: Site):
    page = site.person("ada.adviser", scripts=False)
    begin_move(page)
    take_details(page, site.store.clock.now().date())
    expect(page.get_by_role("row", name="Confirm who is liable Revenues office")).to_be_visible()
    page.get_by_role("button", name="End contact").click()
    page.goto("/tasks")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_person_signs_in_begins_a_call_and_signs_out_with_the_keyboard_alone(site: Site):
    page = site.person()
    page.goto("/sign-in")
    tab_to(page, "Username")
    page.keyboard.type("ada.adviser")
    tab_to(page, "Password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/sign-in" not in address)
    tab_to(page, "New contact")
    page.keyboard.press("Enter")
    page.wait_for_url("**/contacts/new")
    keys = begin_with_few_keys(page)
    assert keys <= MOST_KEYS, f"{keys} keys beside the customer's words"
    tab_to(page, "Sign out")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Northmere Council (invented)")


def test_of_two_advisers_on_one_task_the_second_is_told_who_has_it(site: Site):
    ada, efe = site.person("ada.adviser"), site.person("efe.eastgate")
    begin_move(ada)
    task = ada.url.split("?")[0]
    ada.get_by_role("button", name="Release it to your team").click()
    for page in (ada, efe):
        page.goto(task)
    efe.get_by_role("button", name="Claim").first.click()
    ada.get_by_role("button", name="Claim").first.click()
    expect(ada.locator("main")).to_contain_text("Efe Eastgate")
    assert site.problems(ada) == []


def test_answers_begun_before_the_session_timed_out_are_there_after_signing_in_again(site: Site):
    page = site.person("ada.adviser")
    begin_move(page)
    page.get_by_role("textbox", name="Customer's full name").fill("Wren Ashdown")
    page.evaluate("window.onbeforeunload = null")
    site.advance(timedelta(minutes=31))
    page.get_by_role("button", name="Complete", exact=True).click()
    sign_in_again(page)
    expect(page.get_by_role("textbox", name="Customer's full name")).to_have_value("Wren Ashdown")


@pytest.mark.parametrize("scripts", [True, False], ids=["kept by the page itself", "sent too late"])
def test_a_call_begun_before_the_session_timed_out_stands_in_its_form_after_signing_in_again(site: Site, scripts: bool):
    page = site.person("ada.adviser", scripts=scripts)
    if scripts:
        page.clock.install(time=site.store.clock.now())
    page.goto("/contacts/new")
    words = page.get_by_role("textbox", name="What does the customer want?")
    words.fill("The bins were not emptied")
    page.get_by_role("textbox", name="Customer", exact=True).fill("Wren Ashdown")
    page.get_by_label("Channel").select_option("visit")
    site.advance(timedelta(minutes=31))
    if scripts:
        page.clock.fast_forward(timedelta(minutes=31).total_seconds() * 1000)
    else:
        page.get_by_role("button", name="Find").click()
    sign_in_again(page)
    expect(page.locator("main")).to_contain_text("You were signed out before this was sent.")
    expect(words).to_have_value("The bins were not emptied")
    expect(page.get_by_role("textbox", name="Customer", exact=True)).to_have_value("Wren Ashdown")
    expect(page.get_by_label("Channel")).to_have_value("visit")
    if scripts:
        assert site.problems(page) == []
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("group", name="Who is it?")).to_be_visible()
    page.goto("/contacts/new")
    expect(words).to_have_value("The bins were not emptied")
    page.get_by_role("button", name="Discard these words").click()
    expect(page.locator("main")).to_contain_text("The words that were not sent are discarded.")
    expect(words).to_have_value("")


def test_a_person_is_warned_before_the_session_ends_and_can_stay(site: Site):
    page = site.person("ada.adviser")
    site.advance(timedelta())
    page.clock.install()
    page.goto("/account")
    page.clock.run_for(timedelta(minutes=26).total_seconds() * 1000)
    dialog = page.get_by_role("dialog", name="Your session is about to end")
    expect(dialog).to_contain_text("You will be signed out in 4 minutes.")
    site.advance(timedelta(minutes=26))
    page.keyboard.press("Enter")
    page.clock.run_for(1000)
    expect(dialog).to_be_hidden()


def sign_in_again(page: Page) -> None:
    """Sign in as the adviser whose session has ended."""
    page.wait_for_url("**/sign-in*")
    expect(page.locator("main")).to_contain_text("Your session has ended")
    page.get_by_label("Username").fill("ada.adviser")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def begin_with_few_keys(page: Page) -> int:
    """Start a case by keyboard; answers how many keys it took beside the customer's own words."""
    keys = tab_to(page, "What does the customer want?")
    page.keyboard.type("I am moving house")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Council tax move").wait_for()
    keys += 1 + tab_to(page, "Council tax move")
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="Take the details of the move").wait_for()
    return keys + 1


def tab_to(page: Page, name: str) -> int:
    """Press Tab until what has focus is called so; answers how often it took."""
    for pressed in range(60):
        if page.evaluate(_FOCUSED).startswith(name):
            return pressed
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {name!r} on {page.url}")
