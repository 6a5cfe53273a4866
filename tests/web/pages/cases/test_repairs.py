"""The page of a case's repair: what can be done, what it does, and why it was done."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import cases
from engine.store import Store, reading, unit_of_work
from tests.council import Council
from tests.jobs import found_asking_council
from tests.web.conftest import page_of, words_of
from tests.web.pages.casework import begin, complete, open_task


@pytest.fixture
def case_id(store: Store, council: Council) -> int:
    return begin(store, council)


def offered(answer) -> list[str]:
    """The repairs that the page offers."""
    return page_of(answer).xpath("//main//li/a/@href")


def test_a_case_is_suspended_says_so_everywhere_and_is_resumed(store: Store, council: Council, browser, case_id: int):
    leader, address = browser(council.leader), f"/cases/{case_id}/repair"
    assert address in page_of(leader.get(f"/cases/{case_id}")).xpath("//main//a/@href")
    assert f"{address}/suspend" in offered(leader.get(address))
    asked = leader.get(f"{address}/suspend")
    assert "Nobody works on its tasks until it is resumed." in words_of(asked)
    assert "It waits for: Take the report." in words_of(asked)

    done = leader.send(f"{address}/suspend", _fields(asked, reason="Police <b>closed</b> it"), follow_redirects=True)

    assert "is suspended." in page_of(done).text_content()
    assert "by Leader: nobody works on it until it is resumed. Police <b>closed</b> it" in words_of(done)
    task = browser(council.adviser).get(f"/tasks/{open_task(store, council, case_id).id}")
    assert "This case is suspended: nobody works on it until it is resumed." in words_of(task)
    assert not page_of(task).xpath("//form[contains(@action, '/claim')]")
    assert "Paused" in words_of(browser(council.adviser).get("/tasks"))
    assert f"{address}/resume" in offered(leader.get(address))
    leader.send(f"{address}/resume", _fields(leader.get(f"{address}/resume"), reason="It is open again"))
    with reading(store) as work:
        assert cases.case(work, case_id, by=council.adviser).status == "open"


def test_without_a_reason_nothing_is_done_and_the_page_says_so(store: Store, council: Council, browser, case_id: int):
    leader, address = browser(council.leader), f"/cases/{case_id}/repair/cancel"
    refused = leader.send(address, _fields(leader.get(address)))
    assert (refused.status_code, "Enter why the case is closed." in words_of(refused)) == (422, True)
    done = leader.send(address, _fields(leader.get(address), reason="By mistake"), follow_redirects=True)
    assert "cancelled" in words_of(done)


def test_a_case_that_changed_meanwhile_is_shown_as_it_stands_now(store: Store, council: Council, browser, case_id: int):
    leader, address = browser(council.leader), f"/cases/{case_id}/repair/suspend"
    seen = leader.get(address)
    task = open_task(store, council, case_id)
    with unit_of_work(store) as work:
        cases.complete(work, task.id, answers={"depth": 50}, by=council.adviser)

    overtaken = leader.send(address, _fields(seen, reason="Wait"))

    assert overtaken.status_code == 422
    assert "changed this case" in words_of(overtaken)
    assert "It waits for: Inspect it." in words_of(overtaken)
    assert "Read below how it stands now. If this is still right, send it again." in words_of(overtaken)


def test_only_who_may_repair_sees_the_way_there(council: Council, browser, case_id: int):
    adviser = browser(council.adviser)
    assert f"/cases/{case_id}/repair" not in page_of(adviser.get(f"/cases/{case_id}")).xpath("//main//a/@href")
    assert adviser.get(f"/cases/{case_id}/repair").status_code == 403
    leader = browser(council.leader)
    assert leader.get("/cases/999/repair").status_code == 404
    assert leader.get(f"/cases/{case_id}/repair/explode").status_code == 404


def test_an_administrator_repairs_without_reading_the_case(council: Council, browser, case_id: int):
    admin, address = browser(council.administrator), f"/cases/{case_id}/repair"
    done = admin.send(f"{address}/suspend", _fields(admin.get(f"{address}/suspend"), reason="Wait"))
    assert done.headers["Location"] == address
    assert "Administrator suspended it" in words_of(admin.get(address))


def test_an_ended_case_has_nothing_to_repair(store: Store, council: Council, browser, case_id: int):
    with unit_of_work(store) as work:
        cases.close(work, case_id, as_="withdrawn", reason="x", by=council.adviser)
    leader = browser(council.leader)
    assert offered(leader.get(f"/cases/{case_id}/repair")) == []
    assert "does not fit any more" in words_of(leader.get(f"/cases/{case_id}/repair/suspend"))


def _fields(answer, **more: str) -> dict[str, str]:
    """What the form of a page sends, with what is typed into it."""
    hidden = page_of(answer).xpath("//main//form//input[@type='hidden'][@name='row_version']")
    return {**{field.get("name"): field.get("value") for field in hidden}, **more}


def test_a_case_goes_back_to_a_step_once_it_is_said_what_that_does(
    store: Store, council: Council, browser, case_id: int
):
    leader, address = browser(council.leader), f"/cases/{case_id}/repair/go-back"
    assert "There is no step to go back to" in words_of(leader.get(address))
    complete(store, council, case_id, council.adviser, depth=50, reporter="Mrs Quill")
    assert address in offered(leader.get(f"/cases/{case_id}/repair"))
    (step,) = offered(leader.get(address))
    asked = leader.get(step)
    assert "Withdrawn: Inspect it." in words_of(asked)
    assert leader.send(step, _fields(asked)).status_code == 422

    done = leader.send(step, _fields(asked, reason="Measured wrongly"), follow_redirects=True)

    assert "is back at “Take the report”." in page_of(done).text_content()
    assert "Went back to “Take the report”" in words_of(done)
    adviser, task = browser(council.adviser), open_task(store, council, case_id)
    adviser.send(f"/tasks/{task.id}/claim")
    form = adviser.get(f"/tasks/{task.id}")
    assert "This step was done before, and the case has gone back to it." in words_of(form)
    assert "Mrs Quill" in form.get_data(as_text=True)
    assert leader.get(f"{address}/999").status_code == 404


def test_a_value_is_changed_as_the_form_asks_for_it(store: Store, council: Council, browser, case_id: int):
    complete(store, council, case_id, council.adviser, depth=50, reporter="Mrs <b>Quill</b>", injury="Broken wrist")
    leader, address = browser(council.leader), f"/cases/{case_id}/repair/data"
    store.clock.advance(timedelta(minutes=5))
    listed = leader.get(address)
    assert "Who reports it? Mrs <b>Quill</b> an answer" in words_of(listed)
    assert "wrist" not in listed.get_data(as_text=True)
    way = page_of(listed).xpath("//a[contains(@href, 'field=depth')]/@href")[0]
    asked = leader.get(way)
    assert page_of(asked).xpath("//input[@name='answer:depth']/@value") == ["50"]
    wrong = leader.send(way, _fields(asked, reason="Typed wrongly", **{"answer:depth": "deep"}))
    assert (wrong.status_code, "must be a whole number" in words_of(wrong)) == (422, True)
    unsaid = leader.send(way, _fields(asked, **{"answer:depth": "70"}))
    assert (unsaid.status_code, "Enter why this is changed." in words_of(unsaid)) == (422, True)
    assert page_of(unsaid).xpath("//input[@name='answer:depth']/@value") == ["70"]

    done = leader.send(way, _fields(asked, reason="Typed wrongly", **{"answer:depth": "70"}), follow_redirects=True)

    assert "Changed what the case knows: How deep is it?" in words_of(done)
    assert "Changed in a repair How deep is it?70" in words_of(done)
    assert leader.get(f"{address}/change?field=nothing").status_code == 404
    hidden = browser(council.administrator).get(address)
    assert "but not read it" in words_of(hidden)
    assert "Quill" not in hidden.get_data(as_text=True)


def test_a_case_is_moved_once_it_is_said_what_that_does(store: Store, council: Council, browser, case_id: int):
    leader, address = browser(council.leader), f"/cases/{case_id}/repair/move"
    listed = page_of(leader.get(address))
    assert "Two days (waits)" in listed.xpath("//main//select/option/text()")
    token = listed.xpath("string(//main//input[@name='token']/@value)")
    way = f"{address}/confirm?token={token}&to=tell"
    asked = leader.get(way)
    assert all(words in words_of(asked) for words in ("Withdrawn: Take the report.", "Opened: Explain."))
    assert leader.send(way, _fields(asked)).status_code == 422

    done = leader.send(way, _fields(asked, reason="Told at the counter"), follow_redirects=True)

    assert "goes on at “Explain”." in page_of(done).text_content()
    assert "Moved the case from “Take the report” to “Explain”" in words_of(done)
    assert leader.get(way).status_code == 404, "it does not wait there any more"


def test_a_case_that_waits_for_a_system_is_moved_past_it_and_onto_it(store: Store, browser):
    council = found_asking_council(store)
    number = begin(store, council)
    with unit_of_work(store) as work:
        cases.complete(work, open_task(store, council, number).id, answers={"amount": 3}, by=council.adviser)
    leader, address = browser(council.leader), f"/cases/{number}/repair/move"

    def way(to: str) -> str:
        token = page_of(leader.get(address)).xpath("string(//main//input[@name='token']/@value)")
        return f"{address}/confirm?token={token}&to={to}"

    past = leader.get(way("tell"))
    assert "A system is asked no more for: Take the payment." in words_of(past)
    leader.send(way("tell"), _fields(past, reason="The bank is closed"))

    assert "Take the payment (asks a system)" in words_of(leader.get(address))
    onto = leader.get(way("pay"))
    assert "A system is asked for: Take the payment." in words_of(onto)
    assert "Nothing opens at once" not in words_of(onto)
    done = leader.send(way("pay"), _fields(onto, reason="It opens again"), follow_redirects=True)
    assert "Wait for the system ‘payments’" in words_of(done)


@pytest.mark.parametrize("page", ["", "/timeline", "/close", "/retry", "/repair", "/repair/data", "/clocks/pause"])
def test_a_number_that_no_case_can_have_is_not_found(council: Council, browser, page: str):
    assert browser(council.leader).get(f"/cases/99999999999999999999{page}").status_code == 404
