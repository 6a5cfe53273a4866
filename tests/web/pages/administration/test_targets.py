"""Targets in the browser: added, changed by a version, and what that would do to the clocks that run."""

from __future__ import annotations

import pytest

from engine import cases, sla
from engine.sla import Goal
from engine.store import reading, unit_of_work
from tests.web.conftest import Browser, page_of, words_of
from web.pages.administration.target_lines import read_goals, write_goals

NEW_CASE = "/administration/targets/new?kind=case"
NEW_STEP = "/administration/targets/new?kind=step"
DAY = {"valid_from": ["1", "11", "2026"]}
NEW = {
    **DAY,
    "name": "Answer <b>",
    "key": "answer",
    "process_key": "report",
    "goals": "P1: 1 working day when depth > 90\nP2: 10 working days on england-24x7",
    "pause": "while depth > 99 // customer",
    "at_risk_share": "50",
    "at_risk_left": "",
    "on_change": "carry",
}
RENAMED = {"newest": "00Answer <b>", "name": "Reply", "reason": "The law has changed"}
CHANGE = {**DAY, "newest": "1", "goals": "2 working days", "on_change": "carry", "active": "y", "reason": "Shorter"}


@pytest.fixture
def head(council, browser) -> Browser:
    """The browser of the head of the service."""
    return browser(council.head)


@pytest.fixture
def added(council, head: Browser) -> str:
    """The address of a target that was added."""
    answer = head.send(NEW_CASE, {**NEW, "service_id": str(council.service_id)})
    assert answer.status_code == 303, words_of(answer)
    return "/administration/targets/answer"


def test_goals_are_lines_that_read_as_they_were_written():
    goals = (Goal("1 working day", "P1", "harm = 3", "contact-centre"), Goal("8 weeks"))
    assert write_goals(goals) == "P1: 1 working day on contact-centre when harm = 3\n8 weeks"
    assert read_goals(write_goals(goals)) == goals
    assert read_goals("2026-12-01T12:00+00:00") == (Goal("2026-12-01T12:00+00:00"),)


def test_a_target_is_added_listed_and_shown(head: Browser, added: str, council):
    assert "Answer <b> Whole cases Highways P1: 1 working day when depth > 90" in words_of(
        head.get("/administration/targets")
    )
    assert "Answer <b>" not in words_of(head.get("/administration/targets?kind=step"))
    said = words_of(head.get(added))
    for words in (
        "Version 1 in force",
        "Process Report a defect",
        "P2: 10 working days on England, day and night",
        "Pauses: while depth > 99 // customer",
        "At risk at 50% of the time",
    ):
        assert words in said


def test_a_step_is_chosen_by_name_and_the_key_is_made_of_the_name(head: Browser, added: str, council, store):
    page = page_of(head.get(NEW_STEP))
    (step,) = page.xpath("//select[@name='step_at']/option[.='Report a defect: Inspect it']/@value")
    asked = {name.get("name") for name in page.xpath("//main//select")}
    assert asked == {"step_at", "service_id", "on_change"}, "nothing that is for another kind"
    fields = {**NEW, "key": "", "name": "Inspect in time", "step_at": step, "channel": "phone", "service_id": ""}
    answer = head.send(NEW_STEP, {**fields, "published": "y", "goals": "2 working days"})
    assert answer.headers["Location"].endswith("/administration/targets/inspect-in-time")
    with reading(store) as work:
        made = sla.target_detail(work, "inspect-in-time")
    assert (made.scope.kind, made.scope.process_key, made.scope.step) == ("step", "report", step.partition("|")[2])
    assert (made.scope.service_id, made.scope.channel, made.published) == (council.service_id, "", False)


def test_what_is_measured_is_asked_first(head: Browser, council):
    asked = page_of(head.get("/administration/targets/new"))
    assert asked.xpath("//input[@type='radio']/@value") == ["case", "step", "hand-off", "contact"]
    for answer in (head.get("/administration/targets/new?next=yes"), head.send("/administration/targets/new", NEW)):
        assert answer.status_code == 422
        assert page_of(answer).xpath("//a[@href='#kind-1'][.='Select what is measured']")


def test_a_fold_with_something_wrong_in_it_is_open(head: Browser, council):
    assert not page_of(head.get(NEW_CASE)).xpath("//details[@open]")
    answer = head.send(NEW_CASE, {**NEW, "service_id": str(council.service_id), "pause": "sometime"})
    assert answer.status_code == 422
    assert page_of(answer).xpath("//details[@open]//*[@id='pause-error']")


@pytest.fixture
def running(council, store, added: str) -> int:
    """A case with a clock by the target."""
    with unit_of_work(store) as work:
        return cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser).id


def targets_of(store, case_id: int) -> list[str]:
    with reading(store) as work:
        found = sla.clocks(work, sla.ClockFilter(case_id=case_id))
    return [clock.target for clock in found if clock.name == "Answer <b>"]


def test_a_change_is_looked_at_saved_and_followed_by_the_clocks_that_run(head: Browser, added: str, running, store):
    # given what a version would change, when somebody looks at it, then nothing is saved
    looked = head.send(f"{added}/change", {**CHANGE, "open_clocks": "keep", "preview": "See"}, follow_redirects=True)
    said = words_of(looked)
    assert "Nothing is saved yet." in said
    assert "Due sooner 1" in said
    assert "What the version says 2 working days" in said
    (address,) = page_of(looked).xpath("//form[contains(@action, '/edits/')]/@action")
    assert "2 working days" in head.get(f"{added}/change?edit={address.rsplit('/', 1)[1]}").text
    assert targets_of(store, running) == ["10 working days"]
    # when it is saved for those that run, then the page says how far they are
    saved = words_of(head.send(address, {"move": "Save"}, follow_redirects=True))
    assert "The new version is saved." in saved
    assert "Clocks that go on by it: 0 of 1" in saved
    sla.replan_clocks(store, cases.REPLANNED_TASKS)
    assert "Every clock that was open goes on by it: 1 clock" in head.get(f"{address}/progress").text
    assert "Version 2: 1 clock" in words_of(head.get(added))
    assert targets_of(store, running) == ["2 working days"]
    # when it is saved once more, then it is refused
    assert head.send(address, {"move": "Save"}).status_code == 409


def test_clocks_that_run_keep_their_version_unless_it_is_said(head: Browser, added: str, running, store):
    kept = head.send(f"{added}/change", {**CHANGE, "open_clocks": "keep", "save": "Save"}, follow_redirects=True)
    assert "Clocks that run keep the version they began with." in words_of(kept)
    looked = head.send(
        f"{added}/change", {**CHANGE, "newest": "2", "open_clocks": "keep", "preview": "See"}, follow_redirects=True
    )
    (address,) = page_of(looked).xpath("//form[contains(@action, '/edits/')]/@action")
    assert "Clocks that run keep" in words_of(head.send(address, {"keep": "Save"}, follow_redirects=True))
    sla.replan_clocks(store, cases.REPLANNED_TASKS)
    assert targets_of(store, running) == ["10 working days"]
    again = {**CHANGE, "newest": "3", "goals": "3 working days", "open_clocks": "move", "save": "Save"}
    assert "New version" in words_of(head.send(f"{added}/change", again, follow_redirects=True))
    sla.replan_clocks(store, cases.REPLANNED_TASKS)
    assert targets_of(store, running) == ["3 working days"]


def test_a_version_of_a_later_day_says_when_the_clocks_follow(head: Browser, added: str, running):
    later = {**CHANGE, "valid_from": ["1", "12", "2026"], "open_clocks": "move", "save": "Save"}
    said = words_of(head.send(f"{added}/change", later, follow_redirects=True))
    assert "The clocks that run then go on by it from that day." in said


def test_an_edit_is_found_by_its_own_target_only(head: Browser, added: str, running):
    looked = head.send(f"{added}/change", {**CHANGE, "open_clocks": "keep", "preview": "See"}, follow_redirects=True)
    (address,) = page_of(looked).xpath("//form[contains(@action, '/edits/')]/@action")
    assert head.get(address.replace("/answer/", "/other/")).status_code == 404


def test_what_is_wrong_is_said_at_its_field_with_the_place_in_the_expression(head: Browser, added: str):
    answer = head.send(f"{added}/change", {**CHANGE, "open_clocks": "keep", "pause": "while depth >", "save": "Save"})
    assert answer.status_code == 422
    assert "(character" in words_of(answer)
    assert page_of(answer).xpath("//a[@href='#pause']")


def test_a_change_that_somebody_overtook_is_not_saved(head: Browser, added: str):
    fields = {**CHANGE, "open_clocks": "keep", "save": "Save"}
    head.send(f"{added}/change", fields)
    assert head.send(f"{added}/change", fields).status_code == 409


def test_only_those_who_look_after_targets_see_them(council, browser, added: str):
    for address in ("/administration/targets", added, f"{added}/change"):
        assert browser(council.adviser).get(address).status_code == 403


def test_a_target_is_renamed_and_clocks_that_run_keep_what_they_were_begun_as(
    head: Browser, added: str, council, store
):
    with unit_of_work(store) as work:
        case = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser)
    assert "Those that run, and those that have stopped, keep their name" in words_of(head.get(f"{added}/rename"))
    fields = {**RENAMED, "statutory": "y", "published": "y"}
    said = words_of(head.send(f"{added}/rename", fields, follow_redirects=True))
    for words in ("It is saved.", "Target answer Reply", "Set by law Yes", "What customers are promised Yes"):
        assert words in said
    with unit_of_work(store) as work:
        later = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser)
        found = [sla.clocks(work, sla.ClockFilter(case_id=one.id, kind="case")) for one in (case, later)]
    (before,), (after,) = [[c for c in each if c.target_id] for each in found]
    assert (before.name, before.statutory, before.published) == ("Answer <b>", False, False)
    assert (after.name, after.statutory, after.published) == ("Reply", True, True)


def test_who_renames_a_target_second_is_told_who_was_first_and_keeps_their_words(head: Browser, added: str, council):
    (shown,) = page_of(head.get(f"{added}/rename")).xpath("//form//input[@name='newest']/@value")
    head.send(f"{added}/rename", {**RENAMED, "newest": shown})
    late = head.send(f"{added}/rename", {**RENAMED, "newest": shown, "name": "Answer soon"})
    said = words_of(late)
    assert late.status_code == 409
    assert f"{council.head.name} changed this target on" in said
    assert "It says now: Name: Reply." in said
    (seen,), (typed,) = (page_of(late).xpath(f"//form//input[@name='{name}']/@value") for name in ("newest", "name"))
    assert (seen, typed) == ("00Reply", "Answer soon")
    head.send(f"{added}/rename", {**RENAMED, "newest": seen, "name": typed})
    assert "Target answer Answer soon" in words_of(head.get(added))


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"name": "A\0b"}, "name", "This contains a character that cannot be kept. Type it again"),
        ({"on_change": "perhaps"}, "on_change", "Choose from what the page offers"),
    ],
)
def test_what_no_browser_sends_is_said_at_its_field_too(head: Browser, council, wrong, field: str, words: str):
    answer = head.send(NEW_CASE, {**NEW, "service_id": str(council.service_id), **wrong})
    assert answer.status_code == 422
    (said,) = page_of(answer).xpath(f"//*[contains(@class, 'govuk-error-summary')]//a[@href='#{field}']")
    assert said.text_content().strip() == words


@pytest.mark.parametrize("newest", ["", "x", "00"])
def test_a_name_that_does_not_say_what_was_seen_is_not_taken(head: Browser, added: str, newest: str):
    assert head.send(f"{added}/rename", {**RENAMED, "newest": newest}).status_code == 409
    assert "Answer <b>" in words_of(head.get(added))


def test_a_version_that_somebody_overtook_says_who_it_was(head: Browser, added: str, council):
    proposed = head.send(f"{added}/change", {**CHANGE, "open_clocks": "keep", "preview": "yes"}).headers["Location"]
    head.send(f"{added}/change", {**CHANGE, "open_clocks": "keep", "save": "Save"})
    late = head.send(proposed, {"move": "yes"})
    assert late.status_code == 409
    assert f"{council.head.name} changed this target on" in words_of(late)


def test_a_kind_that_there_is_not_is_refused_in_the_list(head: Browser):
    assert head.get("/administration/targets?kind=nothing").status_code == 422


def test_a_name_without_a_reason_is_refused_beside_it(head: Browser, added: str):
    answer = head.send(f"{added}/rename", {"name": "Reply", "reason": " "})
    assert answer.status_code == 422
    assert page_of(answer).xpath("//a[@href='#reason']")
    assert "Answer <b>" in words_of(head.get(added))


def test_heads_find_these_pages_under_service_levels_and_administrators_under_administration(head, council, browser):
    here = "//nav[contains(@class, 'service-navigation')]//*[@aria-current]//text()"
    for address in ("/administration/targets", "/administration/escalation", "/administration/pause-reasons"):
        page = page_of(head.get(address))
        assert "Service levels" in "".join(page.xpath(here))
        assert page.xpath("//nav[@aria-label='Breadcrumb']//a[@href='/service-levels']")
        assert "Administration" in "".join(page_of(browser(council.administrator).get(address)).xpath(here))
