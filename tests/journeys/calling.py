"""A call in the browser, as an adviser takes it: somebody is moving house."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from playwright.sync_api import Page

MOVE = {
    "Customer's full name": "Wren Ashdown",
    "What kind of move is it?": "Moving within the council's area",
    "Address of the old home": "14 Larch Rise, Northmere",
    "Is the new home on the council tax list?": "Yes, it is on the list",
    "Address of the new home": "3 Saltpan Row, Northmere",
    "How does the customer hold the home?": "Rents from a private landlord",
    "How many adults live there?": "1",
    "Landlord or letting agent": "Harbour Lettings",
}
"""What the customer says, by the beginning of each question."""

LATER = {
    "Reference of the change in the revenues system": "CT-70012345-02",
    "Credit on the account": "0",
    "How was it confirmed?": "In this contact",
}
"""The same for the steps that follow."""


def begin_move(page: Page, on_choosing: Callable[[], object] = lambda: None) -> str:
    """Start a case of a move from the customer's own words; answers its reference. The first form is open then.

    `on_choosing` is called where the processes that fit these words are offered.
    """
    page.goto("/contacts/new")
    page.get_by_label("What does the customer want?").fill("moving house")
    page.get_by_label("What does the customer want?").press("Enter")
    fitting = page.get_by_role("button", name=re.compile("^Council tax move"))
    fitting.wait_for()
    on_choosing()
    fitting.click()
    page.get_by_role("heading", level=1, name="Take the details of the move").wait_for()
    return page.locator("main a[href^='/cases/']").first.inner_text().strip()


def take_details(page: Page, today: date) -> None:
    """Fill in the form of the first step, and complete it."""
    for question, words in MOVE.items():
        answer(page, question, words)
    fill_day(page, today)
    page.get_by_role("button", name="Complete", exact=True).click()


def answer(page: Page, question: str, words: str) -> None:
    """Answer one question of a form, however it is asked; one that the form does not have is passed over."""
    group = page.locator("fieldset").filter(has=page.locator("legend", has_text=question))
    if group.count():
        group.get_by_label(words, exact=True).check()
        return
    field = page.get_by_role("textbox", name=question, include_hidden=True)
    if field.count():
        field.fill(words)


def confirm_liability(page: Page, today: date) -> None:
    """Fill in the form of “Confirm who is liable”, and complete it."""
    answer(page, "Who is liable?", "The customer alone")
    fill_day(page, today)
    answer(page, "Does anybody dispute it?", "No")
    page.get_by_role("button", name="Complete", exact=True).click()


def complete_in_the_call(page: Page) -> None:
    """Complete the steps that follow in the same call, until nothing is left to do in it."""
    for _ in range(6):
        if not page.get_by_role("button", name="Complete", exact=True).count():
            return
        for question, words in LATER.items():
            answer(page, question, words)
        page.get_by_role("button", name="Complete", exact=True).click()
        page.wait_for_load_state()


def fill_day(page: Page, day: date) -> None:
    """Answer the one question of a form that asks for a day."""
    for part, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        page.get_by_label(part, exact=True).fill(str(number))
