"""The pages that move cases to another version: proposed, tried out, moved, with totals and reasons."""

from __future__ import annotations

from typing import Any

from engine import cases
from engine.store import Store, reading
from tests.cases.migration.test_migrating import RENAMED, deploy
from tests.council import Council
from tests.web.conftest import page_of, words_of
from tests.web.pages.casework import begin, complete

ADDRESS = "/administration/migrations"


def run_all(store: Store) -> None:
    while cases.run_migrations(store):
        pass


def figures(answer: Any) -> dict[str, str]:
    tiles = page_of(answer).xpath("//li[@class='app-figure']")
    return {one.xpath("string(span[1])"): one.xpath("string(span[2])") for one in tiles}


def test_cases_are_moved_once_it_was_tried_out_and_said_what_would_not_fit(store: Store, council: Council, browser):
    first, second = begin(store, council), begin(store, council)
    complete(store, council, second, council.adviser, depth=50)
    newer, leader = deploy(store, council, RENAMED), browser(council.leader)
    assert ADDRESS in page_of(leader.get("/administration/stuck")).xpath("//main//a/@href")
    chosen = leader.get(f"{ADDRESS}?process={council.process_id}")
    assert "Version 1: 2 running cases" in page_of(chosen).xpath("//select[@name='from']/option/text()")
    way = f"{ADDRESS}/new?from={council.version_id}&to={newer}"
    asked = leader.get(way)
    assert page_of(asked).xpath("string(//select[@name='to:inspect']/option[@selected]/@value)") == "look"
    assert "it looks like it: check" in words_of(asked)

    unsaid = leader.send(way, {"to:inspect": "", "reason": ""})
    assert (unsaid.status_code, "Enter why the cases move" in words_of(unsaid)) == (422, True)
    assert page_of(unsaid).xpath("//select[@name='to:inspect']/option[@selected]") == [], "what was chosen stays"
    tried = leader.send(way, {"to:inspect": "", "reason": "Clearer <b>words</b>"}, follow_redirects=True)
    assert "2 cases wait for their turn. Look again" in words_of(tried)
    run_all(store)
    here = tried.request.path
    shown = leader.get(here)
    assert figures(shown) == {"Cases in all": "2", "Would fit": "1", "Would not fit": "1", "Failed": "0"}
    assert "1 case: “Inspect it” waits, and the new version has nothing for it to go on as." in words_of(shown)
    assert way in page_of(shown).xpath("//main//a/@href")
    assert leader.send(here, {"reason": ""}).status_code == 422

    moved = leader.send(here, {"reason": "Clearer words"}, follow_redirects=True)

    assert "The cases are being moved" in page_of(moved).text_content()
    run_all(store)
    assert figures(leader.get(moved.request.path)) == {
        "Cases in all": "2",
        "Moved": "1",
        "Left as they were": "1",
        "Failed": "0",
    }
    with reading(store) as work:
        versions = [cases.case(work, number, by=council.adviser).version_id for number in (first, second)]
    assert versions == [newer, council.version_id]
    assert "Goes on by version 2 of its process" in words_of(leader.get(f"/cases/{first}"))
    assert "version 1 to 2" in words_of(leader.get(ADDRESS))
    assert "Would fit" in leader.get(f"{here}/progress").get_data(as_text=True)


def test_who_may_not_repair_does_not_get_there(store: Store, council: Council, browser):
    adviser, leader = browser(council.adviser), browser(council.leader)
    assert adviser.get(ADDRESS).status_code == 403
    assert leader.get(f"{ADDRESS}/999").status_code == 404
    assert leader.get(f"{ADDRESS}/new").status_code == 422
    assert "no two versions" in words_of(leader.get(f"{ADDRESS}?process={council.process_id}"))
