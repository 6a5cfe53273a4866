"""Walking through a version in the browser, from its first task to its end."""

from __future__ import annotations

from engine import cases
from engine.store import unit_of_work
from tests.web.conftest import page_of, words_of


def begin(analyst, council) -> str:
    answer = analyst.send(f"/versions/{council.version_id}/walk-through", {"site_id": str(council.site_id)})
    return answer.headers["Location"]


def test_an_analyst_goes_from_task_to_task_lets_time_pass_and_reaches_the_end(analyst, council):
    case = begin(analyst, council)
    [task] = page_of(analyst.get(case)).xpath("//main//a[contains(@href, '/walk-throughs/tasks/')]/@href")
    assert analyst.send(f"{task}/complete", {"answer:depth": "deep"}).status_code == 422
    inspect = analyst.send(f"{task}/complete", {"answer:depth": "90"}).headers["Location"]
    assert "Inspect it" in words_of(analyst.get(inspect))
    assert analyst.send(f"{inspect}/complete", {"answer:finding": "A hole"}).headers["Location"] == case
    assert "It waits for something now" in words_of(analyst.get(case))
    analyst.send(f"{case}/skip-wait")
    [repair] = page_of(analyst.get(case)).xpath("//main//a[contains(@href, '/walk-throughs/tasks/')]/@href")
    analyst.send(f"{repair}/complete")
    assert "The walk-through has ended" in words_of(analyst.get(case))


def test_a_walk_through_sent_twice_begins_once(analyst, council):
    address = f"/versions/{council.version_id}/walk-through"
    once = page_of(analyst.get(address)).xpath("string(//input[@name='once']/@value)")
    fields = {"site_id": str(council.site_id), "once": once}
    first, second = (analyst.send(address, fields) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]


def test_a_task_of_a_live_case_is_not_done_as_a_walk_through(analyst, council, store, browser):
    with unit_of_work(store) as work:
        started = cases.start(work, process_key="report", site_id=council.site_id, answers={}, by=council.adviser)
        (task,) = cases.case(work, started.id, by=council.adviser).tasks
    assert analyst.get(f"/walk-throughs/tasks/{task.id}").status_code in (403, 404)
    assert browser(council.adviser).get(f"/walk-throughs/tasks/{task.id}").status_code == 403


def test_a_walk_through_belongs_to_the_processes_in_the_header(analyst, council):
    page = page_of(analyst.get(begin(analyst, council)))
    assert page.xpath(
        "//header//nav//a[@aria-current='true']/@href | //header//nav//a[@aria-current='page']/@href"
    ) == ["/processes"]
