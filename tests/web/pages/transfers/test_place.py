"""A step at a site: what can be done is offered, done, told; what cannot is refused in words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engine import cases, definitions, transfer
from engine.people import SYSTEM
from engine.store import reading, unit_of_work
from engine.transfer import TOPICS, Standing
from tests.measures.history import History
from tests.web.conftest import Browser, page_of, words_of


@pytest.fixture
def history(store, council) -> History:
    return History(store, council)


@pytest.fixture
def path(council) -> str:
    return f"/transfers/{council.process_id}/inspect/{council.site_id}"


@pytest.fixture
def head(council, browser) -> Browser:
    return browser(council.head)


def stands(history: History) -> Standing:
    council = history.council
    with reading(history.store) as work:
        return transfer.standings(work, council.process_id, council.site_id).get("inspect") or Standing("inspect")


def send(head: Browser, path: str, what: str, history: History, **fields: Any):
    return head.send(f"{path}/{what}", {"row_version": stands(history).row_version, **fields})


def offered(head: Browser, path: str) -> set[str]:
    links = page_of(head.get(path)).xpath("//main//a[contains(@href, '/move?to=')]/@href")
    return {link.rpartition("=")[2] for link in links}


def test_a_step_walks_to_live_in_the_browser_and_every_move_is_in_its_history(head, path, history):
    for to, said, fields in (
        ("agreed", "agreed", {"planned_on": ["1", "2", "2027"], "reason": "It waits most"}),
        ("trained", "trained for", {}),
        ("pilot", "in pilot", {"pilot_by": "share", "pilot_share": "40"}),
        ("live", "live", {}),
    ):
        assert to in offered(head, path)
        assert head.get(f"{path}/move?to={to}").status_code == 200
        answer = send(head, path, "move", history, to=to, **fields)
        assert (answer.status_code, answer.headers["Location"]) == (303, path), words_of(answer)
        assert f"Inspect it at Eastgate is now {said}." in words_of(head.get(path))
    told = words_of(head.get(path))
    assert "Moved from trained to pilot (40% of cases)" in told
    assert "Planned for 1 February 2027" in told
    assert "It waits most" in told
    assert stands(history).state == "live"


def test_a_move_says_before_what_it_will_do_to_open_tasks_and_after_what_it_did(head, path, history, council, store):
    waiting = [history.deep() for _ in range(4)]
    with unit_of_work(store) as work:
        cases.claim(work, history.open_task(waiting[0]).id, by=council.officer)
    history.move("trained")
    fields = {"to": "pilot", "pilot_by": "team", "pilot_team_id": council.front_team_id}
    looked = send(head, path, "move", history, **fields, look="yes")
    assert looked.status_code == 200
    expected = "3 unclaimed tasks will go to East front; 1 claimed task stays with its holder."
    assert expected in words_of(looked)
    assert stands(history).state == "trained", "looking changes nothing"
    done = head.get(send(head, path, "move", history, **fields).headers["Location"])
    assert "3 unclaimed tasks went to East front; 1 claimed task stays with its holder." in words_of(done)


def test_tasks_that_stay_are_told_with_the_reason(head, path, history):
    history.deep()
    history.move("trained")
    fields = {"to": "pilot", "pilot_by": "share", "pilot_share": "1"}
    looked = words_of(send(head, path, "move", history, **fields, look="yes"))
    assert (
        "1 unclaimed task stays where it is, because its team stays the same (by share: the case is outside it"
        in looked
    )
    assert "Counts only if you chose a share of cases above." in looked


def test_a_pilot_is_first_offered_to_the_one_team_of_the_site_and_a_date_that_has_passed_is_not(
    head, path, history, council, clock
):
    clock.advance(timedelta(days=-30))
    send(head, path, "plan", history, planned_on=["1", "11", "2026"])
    clock.advance(timedelta(days=30))
    history.move("trained")
    page = head.get(f"{path}/move?to=pilot")
    (chosen,) = page_of(page).xpath("//input[@name='pilot_by'][@checked]/@value")
    (team,) = page_of(page).xpath("//select[@name='pilot_team_id']/option[@selected]/text()")
    assert (chosen, team) == ("team", "East front")
    assert page_of(page).xpath("//input[contains(@name, 'planned_on')]/@value") == []
    assert "The first plan said 1 November 2026." in words_of(page)
    for by, field in (("team", "pilot_team_id"), ("share", "pilot_share")):
        asked = {"pilot_by": by, "pilot_team_id": "0", "pilot_share": ""}
        refused = send(head, path, "move", history, to="pilot", **asked)
        assert refused.status_code == 422
        assert page_of(refused).xpath(f"//p[@id='{field}-error']"), by
    assert stands(history).state == "trained"


def test_what_stands_in_the_way_is_said_instead_of_offered(head, path, history, council, store):
    history.move("trained")
    history.hold("job_fears")
    page = head.get(path)
    assert "Not now: It is held by job fears. Release the obstacle first." in words_of(page)
    assert "0 of 7 topics of readiness are confirmed. Not yet: Process, Customer service, Timing, HR" in words_of(page)
    assert offered(head, path) == {"back_office"}
    refused = send(head, path, "move", history, to="pilot", pilot_by="share", pilot_share="10")
    assert refused.status_code == 422
    assert "“Inspect it” is held by job fears" in words_of(refused)
    with unit_of_work(store) as work:
        duty = {"once_and_done": False, "must_stay": True, "duty": "Act", "duty_owner": "x", "review_on": "2027-03-31"}
        definitions.set_marks(work, council.process_id, {"inspect": duty}, by=SYSTEM, reason="x")
    assert "It is marked as one that must stay in the back office" in words_of(head.get(path))


def test_going_back_needs_a_reason(head, path, history):
    history.move("live")
    refused = send(head, path, "move", history, to="returned")
    assert refused.status_code == 422
    assert page_of(refused).xpath("string(//title)").startswith("Error:")
    assert page_of(refused).xpath("//div[@role='alert']//a[@href='#reason']")
    assert send(head, path, "move", history, to="returned", reason="Bills were wrong").status_code == 303
    assert stands(history).state == "returned"


def test_a_step_is_held_and_released_in_words(head, path, history):
    history.move("agreed")
    assert send(head, path, "hold", history, obstacle="ownership").status_code == 422
    hostile = "<script>alert(1)</script>"
    assert send(head, path, "hold", history, obstacle="ownership", note=hostile).status_code == 303
    page = head.get(path)
    assert hostile in words_of(page)
    assert "<script>alert" not in page.get_data(as_text=True)
    assert send(head, path, "release", history, reason="").status_code == 422
    assert send(head, path, "release", history, reason="A team owns it now").status_code == 303
    assert "No longer held by ownership" in words_of(head.get(path))


def test_a_date_that_has_passed_is_refused_beside_its_field_and_shown_again(head, path, history):
    answer = send(head, path, "plan", history, planned_on=["1", "11", "2026"], reason="In a hurry")
    assert answer.status_code == 422
    assert "1 November 2026 has passed. Enter today or a day after it." in words_of(answer)
    form = page_of(answer).xpath("//form[contains(@action, '/plan')]")[0]
    assert form.xpath(".//input[@name='planned_on']/@value") == ["1", "11", "2026"]


def test_the_first_plan_stays_and_slip_is_shown_against_both(head, path, history, clock):
    first = {"planned_on": ["1", "11", "2026"], "reason": "Start"}
    clock.advance(timedelta(days=-30))
    assert send(head, path, "plan", history, **first).status_code == 303
    clock.advance(timedelta(days=30))
    without = send(head, path, "plan", history, planned_on=["20", "11", "2026"])
    assert "Give the reason for the new date" in words_of(without)
    wrong = send(head, path, "plan", history, planned_on=["31", "2", "2027"], reason="x")
    assert "Enter a real date" in words_of(wrong)
    assert send(head, path, "plan", history, planned_on="soon", reason="x").status_code == 422
    assert page_of(wrong).xpath("//div[@role='alert']//a[@href='#planned_on-day']")
    assert send(head, path, "plan", history, planned_on=["20", "11", "2026"], reason="Training").status_code == 303
    page = words_of(head.get(path))
    assert "19 days late against the first plan, on its day against the latest" in page
    assert "First 1 November 2026" in page
    assert "Latest 20 November 2026" in page


def test_readiness_is_confirmed_and_withdrawn_topic_by_topic(head, path, history):
    for topic in TOPICS:
        assert head.send(f"{path}/ready", {"topic": topic, "note": f"about {topic}"}).status_code == 303
    page = words_of(head.get(path))
    assert "Readiness: 7 of 7" in page
    assert "What is not confirmed stops no move." in page
    assert "about hr" in page
    refused = head.send(f"{path}/not-ready", {"topic": "hr", "reason": ""})
    assert refused.status_code == 422
    assert page_of(refused).xpath("//details[@open]//input[@id='withdraw-reason']")
    assert head.send(f"{path}/not-ready", {"topic": "hr", "reason": "A union vote"}).status_code == 303
    assert "Readiness: 6 of 7" in words_of(head.get(path))
    assert head.send(f"{path}/ready", {"topic": "weather"}).status_code == 422


def test_who_comes_second_sees_what_the_first_did_and_changes_nothing(head, path, history):
    seen = stands(history).row_version
    history.move("agreed")
    for what, fields in (
        ("move", {"to": "agreed", "reason": "Typed <i>for</i> it"}),
        ("hold", {"obstacle": "resources", "note": "Typed <i>for</i> it"}),
        ("plan", {"planned_on": ["1", "2", "2027"], "reason": "Typed <i>for</i> it"}),
    ):
        answer = head.send(f"{path}/{what}", {"row_version": seen, **fields})
        assert answer.status_code == 409, what
        assert "Head was first: Moved from back office to agreed." in words_of(answer)
        assert "Typed <i>for</i> it" in words_of(answer), what
        assert "<i>for" not in answer.get_data(as_text=True)
    assert stands(history).row_version == seen + 1


def test_who_comes_second_can_send_the_same_words_again(head, path, history):
    seen = stands(history).row_version
    history.move("agreed")
    answer = head.send(f"{path}/plan", {"row_version": seen, "planned_on": ["1", "2", "2027"], "reason": "Staff"})
    (form,) = page_of(answer).xpath("//form[contains(@action, '/plan')]")
    assert form.xpath("ancestor::details/@open") == [""]
    again = {"row_version": form.fields["row_version"], "planned_on": ["1", "2", "2027"], "reason": "Staff"}
    assert head.send(f"{path}/plan", again).status_code == 303
    trained = {"row_version": seen, "to": "trained", "reason": "All of them"}
    moved = head.send(f"{path}/move", trained)
    assert moved.status_code == 409
    assert page_of(moved).xpath("string(//textarea[@name='reason'])").strip() == "All of them"
    latest = page_of(moved).xpath("string(//form[contains(@action, '/move')]//input[@name='row_version']/@value)")
    assert head.send(f"{path}/move", trained | {"row_version": latest}).status_code == 303


def test_before_and_since_are_compared_once_the_front_office_has_begun(head, path, history, browser):
    for _ in range(5):
        history.repaired()
    assert "What it has brought" not in words_of(head.get(path))
    history.move("live")
    history.wait(days=12)
    page = browser(history.council.head).get(path)
    assert "What it has brought" in words_of(page)
    (row,) = page_of(page).xpath("//table[.//caption[contains(., 'As long before')]]//tr[th[.='Hand-offs']]")
    assert [" ".join(cell.text_content().split()) for cell in row.xpath("td")] == ["5", "0"]


def test_others_read_and_are_offered_nothing(browser, council, path, history):
    for who in (council.adviser, council.officer, council.administrator):
        person = browser(who)
        page = person.get(path)
        assert page.status_code == 200
        assert not page_of(page).xpath("//main//form | //main//a[contains(@href, '/move')]")
        assert person.send(f"{path}/hold", {"row_version": 0, "obstacle": "resources", "note": "x"}).status_code == 403
        assert person.get(f"{path}/move?to=agreed").status_code == 403
    assert stands(history).row_version == 0


@pytest.mark.parametrize("where", ["999/inspect/1", "1/nothing/1", "1/inspect/999"])
def test_what_is_not_there_is_not_found(head, where):
    assert head.get(f"/transfers/{where}").status_code == 404
