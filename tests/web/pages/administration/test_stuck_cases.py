"""Stuck cases tried again together: those that are ticked, or all of a version."""

from __future__ import annotations

import pytest

from engine import cases
from engine.store import Store, unit_of_work
from tests.cases.repair.test_repairing import FAILING
from tests.council import Council, found_council
from tests.web.conftest import page_of, words_of

ADDRESS = "/administration/stuck"


@pytest.fixture
def council(store: Store) -> Council:
    return found_council(store, FAILING)


@pytest.fixture
def stuck(store: Store, council: Council) -> list[int]:
    """Two stuck cases."""
    found = []
    for _ in range(2):
        with unit_of_work(store) as work:
            begun = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser)
            (task,) = cases.case(work, begun.id, by=council.adviser).tasks
            cases.complete(work, task.id, answers={"depth": 20, "reporter": "Mrs Quill"}, by=council.adviser)
        found.append(begun.id)
    return found


def test_the_ticked_cases_are_tried_again_and_the_page_tells_what_came_of_it(council: Council, browser, stuck):
    leader = browser(council.leader)
    assert len(page_of(leader.get(ADDRESS)).xpath("//input[@name='case']")) == 2

    tried = leader.send(ADDRESS, {"case": [str(stuck[0])], "reason": "Looked at it"}, follow_redirects=True)

    assert "Tried 1 case again: 0 went on, 1 still stuck." in page_of(tried).text_content()


def test_without_a_reason_or_a_case_the_page_says_what_to_do_and_keeps_what_was_ticked(
    council: Council, browser, stuck
):
    leader = browser(council.leader)
    refused = leader.send(ADDRESS, {"case": [str(stuck[1])], "reason": ""})
    assert refused.status_code == 422
    assert "Enter what was mended" in words_of(refused)
    assert page_of(refused).xpath("//input[@name='case'][@checked]/@value") == [str(stuck[1])]
    nothing = leader.send(ADDRESS, {"reason": "Mended"})
    assert nothing.status_code == 422
    assert "There is a problem Select at least one stuck case." in words_of(nothing)
    assert leader.send(ADDRESS, {"case": ["x"], "reason": "Mended"}).status_code == 422


def test_all_of_a_version_are_tried_again_with_one_button(store: Store, council: Council, browser, stuck):
    leader = browser(council.leader)
    (button,) = page_of(leader.get(ADDRESS)).xpath("//button[@name='version']")
    assert "Try all 2 of version 1 again" in button.text_content()
    fields = {"version": button.get("value"), "reason": "Mended"}

    tried = leader.send(f"{ADDRESS}?version={button.get('value')}", fields, follow_redirects=True)

    assert "Tried 2 cases again: 0 went on, 2 still stuck." in page_of(tried).text_content()
    assert "All stuck cases" in words_of(tried), "the page still shows the one version"
