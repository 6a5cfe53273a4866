"""Targets in the browser: added, changed by a version, and what that would do to the clocks that run."""

from __future__ import annotations

import pytest

from engine import cases, sla
from engine.sla import Goal
from engine.store import reading, unit_of_work
from tests.web.conftest import Browser, page_of, words_of
from web.pages.administration.target_lines import read_goals, write_goals

DAY = {"valid_from": ["1", "11", "2026"]}
NEW = {
    **DAY,
    "name": "Answer <b>",
    "key": "answer",
    "kind": "case",
    "process_key": "report",
    "step": "",
    "from_team_id": "",
    "to_team_id": "",
    "channel": "",
    "goals": "P1: 1 working day when depth > 90\nP2: 10 working days on england-24x7",
    "pause": "while depth > 99 // customer",
    "at_risk_share": "50",
    "at_risk_left": "",
    "on_change": "carry",
}
CHANGE = {**DAY, "newest": "1", "goals": "2 working days", "on_change": "carry", "active": "y", "reason": "Shorter"}


@pytest.fixture
def head(council, browser) -> Browser:
    """The browser of the head of the service."""
    return browser(council.head)


@pytest.fixture
def added(council, head: Browser) -> str:
    """The address of a target that was added."""
    answer = head.send("/administration/targets/new", {**NEW, "service_id": str(council.service_id)})
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


def test_a_change_is_foreseen_before_anything_is_saved_and_moves_clocks_only_when_told(
    head: Browser, added: str, council, store
):
    with unit_of_work(store) as work:
        case = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser)
    foreseen = words_of(head.send(f"{added}/change", {**CHANGE, "open_clocks": "move", "preview": "See"}))
    assert "1 clock runs by this target. Nothing is saved yet." in foreseen
    assert "Due sooner 1" in foreseen
    assert head.send(f"{added}/change", {**CHANGE, "open_clocks": "keep", "save": "Save"}).status_code == 303
    again = {**CHANGE, "newest": "2", "goals": "3 working days", "open_clocks": "move", "save": "Save"}
    moved = words_of(head.send(f"{added}/change", again, follow_redirects=True))
    assert "The new version is saved, and 1 clock that runs goes on by it." in moved
    with reading(store) as work:
        found = sla.clocks(work, sla.ClockFilter(case_id=case.id))
    assert [clock.target for clock in found if clock.name == "Answer <b>"] == ["3 working days"]


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
