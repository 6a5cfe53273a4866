"""The page that gives many tasks to somebody else."""

from __future__ import annotations

import pytest

from engine import cases
from engine.store import Store, unit_of_work
from tests.council import Council
from tests.web.conftest import page_of, words_of
from tests.web.pages.casework import begin, open_task

ADDRESS = "/tasks/reassign"


@pytest.fixture
def two(store: Store, council: Council) -> list[int]:
    """Two tasks that the adviser holds."""
    found = [open_task(store, council, begin(store, council)).id for _ in range(2)]
    with unit_of_work(store) as work:
        for number in found:
            cases.claim(work, number, by=council.adviser)
    return found


def test_the_tasks_of_somebody_who_is_away_go_to_a_colleague(store: Store, council: Council, browser, two: list[int]):
    leader, here = browser(council.leader), f"{ADDRESS}?person={council.adviser.user_id}"
    assert ADDRESS in page_of(leader.get("/tasks")).xpath("//main//a/@href")
    shown = page_of(leader.get(here))
    assert shown.xpath("//input[@name='task']/@value") == [str(number) for number in two]
    colleague = f"user-{council.colleague.user_id}"
    assert shown.xpath(f"string(//select[@name='to']/option[@value='{colleague}'])") == "Colleague, East front"
    assert not shown.xpath(f"//select[@name='to']/option[@value='user-{council.adviser.user_id}']")

    with unit_of_work(store) as work:
        cases.complete(work, two[0], answers={"depth": 5}, by=council.adviser)
    fields = {"task": [str(number) for number in two], "to": colleague, "reason": "Ill"}
    given = leader.send(here, fields, follow_redirects=True)

    said = page_of(given).text_content()
    assert "1 task went to somebody else. 1 task stays as it is: It was done meanwhile" in said


def test_what_is_missing_is_said_and_what_was_ticked_stays(council: Council, browser, two: list[int]):
    leader, here = browser(council.leader), f"{ADDRESS}?team={council.front_team_id}"
    unsaid = leader.send(here, {"task": [str(two[1])], "to": f"team-{council.back_team_id}", "reason": ""})
    assert (unsaid.status_code, "Enter why the tasks go" in words_of(unsaid)) == (422, True)
    assert page_of(unsaid).xpath("//input[@name='task'][@checked]/@value") == [str(two[1])]
    nowhere = leader.send(here, {"task": [str(two[1])], "to": "", "reason": "Ill"})
    assert "Choose the person or the team that gets the tasks." in words_of(nowhere)
    nothing = leader.send(here, {"to": f"team-{council.back_team_id}", "reason": "Ill"})
    assert "There is a problem Select at least one task" in words_of(nothing)
    assert browser(council.adviser).get(ADDRESS).status_code == 403
    assert "no open task of theirs" in words_of(leader.get(f"{ADDRESS}?person={council.head.user_id}"))
