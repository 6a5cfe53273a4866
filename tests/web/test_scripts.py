"""The pages' scripts in a real browser, under the pages' own content policy: what they do at the keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.scripted import NOW, Asked, scripted

EXPECTED = "the server responded with a status of 409"


@pytest.fixture
def served() -> Iterator[tuple[str, Asked]]:
    with scripted() as (address, asked):
        yield address, asked


@pytest.fixture
def asked(served: tuple[str, Asked]) -> Asked:
    return served[1]


@pytest.fixture
def page(chromium: Browser, served: tuple[str, Asked]) -> Iterator[Page]:
    """A window whose clock the test moves. A violation of the content policy, or any error, fails the test."""
    said: list[str] = []
    context = chromium.new_context(base_url=served[0])
    context.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    context.on("weberror", lambda error: said.append(str(error.error)))
    page = context.new_page()
    page.clock.install(time=datetime.fromisoformat(NOW))
    yield page
    context.close()
    assert [text for text in said if EXPECTED not in text] == []


def wait_for_poll(page: Page) -> None:
    with page.expect_response("**/rows"):
        page.clock.run_for(20_000)


def expect_announced(page: Page, words: str) -> None:
    """What came is swapped in and announced some moments after the response: the clock goes on until then."""
    expect(page.locator("#announcements")).to_have_text(words)


def test_a_list_asks_in_the_background_and_gets_nothing_when_nothing_changed(page: Page, asked: Asked):
    page.goto("/list")
    wait_for_poll(page)
    expect(page.locator("#work")).to_have_attribute("data-etag", re.compile("."))
    wait_for_poll(page)
    first, second = asked.polls
    assert first == ("1", None, 200)
    assert (second[0], second[2]) == ("1", 304)


def test_new_rows_are_announced_and_focus_stays_where_it_was(page: Page, asked: Asked):
    page.goto("/list")
    page.locator("#task-2").focus()
    asked.rows = [9, 8, 2, 1, 3]
    wait_for_poll(page)
    expect(page.locator("#task-2")).to_be_focused()
    expect_announced(page, "2 new tasks")


def test_when_the_focused_row_is_gone_focus_stays_in_the_list(page: Page, asked: Asked):
    page.goto("/list")
    page.locator("#task-2").focus()
    asked.rows = [1, 3]
    wait_for_poll(page)
    expect(page.locator("#work")).to_be_focused()
    expect_announced(page, "1 gone from the list")


def test_a_list_does_not_change_under_somebody_who_is_choosing_in_it(page: Page, asked: Asked):
    page.goto("/list")
    page.locator("#choose-1").focus()
    page.clock.run_for(60_000)
    assert asked.polls == []


def test_updates_can_be_paused_and_go_on(page: Page, asked: Asked):
    page.goto("/list")
    page.get_by_role("button", name="Pause updates").click()
    page.clock.run_for(60_000)
    assert asked.polls == []
    with page.expect_response("**/rows"):
        page.get_by_role("button", name="Resume updates").click()
    expect(page.get_by_role("button", name="Pause updates")).to_be_visible()


def test_after_a_partial_update_focus_is_on_what_came_and_it_is_announced(page: Page):
    page.goto("/list")
    page.locator("#claim").press("Enter")
    expect(page.get_by_role("heading", name="Yours")).to_be_focused()
    expect_announced(page, "Task claimed.")


def test_a_refusal_shows_the_servers_own_sentence_and_leaves_focus(page: Page):
    page.goto("/list")
    page.locator("#late").press("Enter")
    expect(page.locator("#request-trouble")).to_have_text("Ben was quicker.")
    expect(page.locator("#late")).to_be_focused()


def test_a_single_key_acts_but_never_in_a_field(page: Page):
    page.goto("/form")
    page.locator("#answer").press("n")
    expect(page.locator("#answer")).to_have_value("n")
    page.locator("h1").click()
    page.keyboard.press("Control+n")
    assert page.url.endswith("/form")
    page.keyboard.press("n")
    page.wait_for_url("**/next")


def test_single_keys_can_be_switched_off_for_good(page: Page):
    page.goto("/form")
    page.get_by_label("Single keys").uncheck()
    page.goto("/form")
    expect(page.get_by_label("Single keys")).not_to_be_checked()
    page.keyboard.press("n")
    assert page.url.endswith("/form")


def test_five_minutes_before_its_end_a_session_can_be_kept(page: Page, asked: Asked):
    page.goto("/form")
    page.locator("#answer").focus()
    page.clock.fast_forward(24 * 60_000)
    expect(page.get_by_role("dialog")).not_to_be_visible()
    page.clock.fast_forward(61_000)
    expect(page.get_by_role("dialog", name="Your session is about to end")).to_be_visible()
    expect(page.get_by_role("button", name="Stay signed in")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).not_to_be_visible()
    expect(page.locator("#answer")).to_be_focused()
    assert asked.extended == 1


def test_going_on_in_another_window_closes_the_warning(page: Page):
    page.goto("/form")
    page.clock.fast_forward(26 * 60_000)
    expect(page.get_by_role("dialog")).to_be_visible()
    page.evaluate("() => open('/form')")
    expect(page.get_by_role("dialog")).not_to_be_visible()


def test_a_session_that_is_over_leads_to_sign_in_and_back(page: Page):
    page.goto("/form?service=1")
    page.clock.fast_forward(31 * 60_000)
    page.wait_for_url("**/sign-in?*")
    assert "next=%2Fform%3Fservice%3D1" in page.url


def test_what_was_typed_and_not_sent_is_kept_when_the_session_is_over(page: Page, asked: Asked):
    page.goto("/words")
    page.get_by_label("Name").fill("Wren")
    for label in ("Who", "Secret", "Shown", "Given"):
        page.get_by_label(label, exact=True).fill("not to be kept")
    page.clock.fast_forward(31 * 60_000)
    page.wait_for_url("**/sign-in?*")
    assert asked.words == [("1", {"csrf_token": "token", "name": "Wren"})]


def test_words_that_cannot_be_kept_stay_where_they_are(page: Page, asked: Asked):
    page.goto("/words")
    page.get_by_label("Name").fill("Wren")
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('no network')); }")
    page.clock.fast_forward(31 * 60_000)
    expect(page.get_by_role("dialog")).to_contain_text("What you typed could not be kept")
    expect(page.get_by_label("Name")).to_have_value("Wren")
    assert asked.words == []


def test_what_is_typed_is_kept_soon_after(page: Page, asked: Asked):
    page.goto("/form")
    page.locator("#answer").press_sequentially("Moved on 3 May")
    page.clock.run_for(3_500)
    expect(page.locator("[data-draft-status]")).to_contain_text("Draft kept at")
    assert asked.drafts == ["Moved on 3 May"]


def test_a_diagram_shows_the_worst_finding_of_a_step_and_its_row(page: Page):
    page.goto("/diagram")
    expect(page.locator("[data-drawn='']")).to_be_visible()
    expect(page.get_by_role("link", name="Must fix (2)")).to_have_attribute("href", "#second")
    expect(page.locator(".app-diagram__state--done")).to_have_text("✓ Done")
    page.get_by_role("button", name="Show on diagram").click()
    expect(page.locator("tr[data-element]")).to_have_class("app-table__row--marked")
    expect(page.locator(".djs-shape.selected")).to_have_attribute("data-element-id", "confirm_liability")
    expect(page.get_by_title("Powered by bpmn.io")).to_be_visible()


def test_a_model_without_a_drawing_says_where_to_read_the_same(page: Page):
    page.goto("/undrawn")
    expect(page.locator("[data-drawn=no]")).to_contain_text("This model has no drawing: the step table says the same.")
