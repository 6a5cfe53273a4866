"""The doors of the invented council: the page before sign-in, being one of its people, the five minutes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from engine import cases, definitions, demo, measures, people, transfer
from engine.cases import StepMove
from engine.people import SYSTEM
from engine.settings import read_settings
from engine.store import reading, unit_of_work
from engine.transfer import Place
from tests.journeys.calling import MOVE
from tests.web.conftest import Browser, page_of, words_of
from web.app import create_app

STORY = ["rita.revenues", "ada.adviser", "ron.revenues", "ana.analyst", "admin"]
RITA, ADA, RON, ANA, _ = STORY
TELLERS = [RITA, ADA, RON, RITA, ADA, RITA, ANA]


@pytest.fixture
def northmere(app, filled_store) -> Browser:
    """Somebody who opens the invented council, whose year is made."""
    app.extensions["store"] = filled_store
    return Browser(app.test_client())


def test_a_councils_own_installation_has_no_such_doors(council, stranger: Browser):
    assert stranger.get("/", follow_redirects=False).headers["Location"] == "/sign-in"
    assert "invented" not in page_of(stranger.get("/sign-in")).text_content()
    for answer in (stranger.get("/demo"), stranger.get("/demo/progress")):
        assert answer.status_code == 404
    answer = stranger.send("/demo/become", {"username": "adviser"}, stranger=True)
    assert answer.status_code == 404
    assert stranger.get("/account", follow_redirects=False).status_code == 303


@pytest.mark.parametrize("host", ["::", "192.0.2.1", ""])
def test_where_others_can_reach_it_nobody_is_let_in_without_a_password_however_the_demo_came_there(filled_store, host):
    """The demo may be loaded while the program runs already, so that its start could not refuse."""
    settings = replace(read_settings({}), host=host)
    reachable = Browser(create_app(filled_store, settings).test_client())
    assert reachable.get("/", follow_redirects=False).headers["Location"] == "/sign-in"
    assert reachable.get("/demo").status_code == 404
    assert reachable.send("/demo/become", {"username": ADA}, stranger=True).status_code == 404
    assert reachable.get("/account", follow_redirects=False).status_code == 303


def test_the_page_before_sign_in_says_what_was_promised_and_what_is_counted(northmere: Browser, filled_store):
    answer = northmere.get("/")
    today = filled_store.clock.now().date()
    with reading(filled_store) as work:
        share = measures.share_handled(work, today - timedelta(days=90), today + timedelta(days=1))
    assert share is not None
    promised = f"80% of calls promised to the front office; {share.value:.0%} of calls handled there so far."
    assert promised in words_of(answer)
    assert page_of(answer).xpath("//main//input[@name='username']/@value") == STORY
    assert page_of(answer).xpath("//main//dt/a/@href") == ["/help#share-handled", "/help#finished-at-first-contact"]


def test_becoming_somebody_signs_in_as_them_and_ends_the_session_before(northmere: Browser):
    northmere.send("/demo/become", {"username": "ada.adviser"}, stranger=True)
    before = northmere.client.get_cookie("bpr_session").value
    answer = northmere.send("/demo/become", {"username": "ron.revenues", "next": "/account"}, follow_redirects=True)
    assert not page_of(answer).xpath("//main//*[contains(@class, 'govuk-notification-banner')]")
    chosen = page_of(answer).xpath("string(//select[@id='demo-person']/optgroup/option[@selected])")
    assert chosen == "Ron Revenues, revenues officer"
    northmere.client.set_cookie("bpr_session", before)
    assert northmere.get("/account", follow_redirects=False).status_code == 303


def test_nobody_can_be_taken_for_who_came_later(northmere: Browser, filled_store):
    with unit_of_work(filled_store) as work:
        people.create_user(work, "real.person", "Real Person", by=SYSTEM)
    assert northmere.send("/demo/become", {"username": "real.person"}, stranger=True).status_code == 404


def test_becoming_somebody_never_leads_to_another_site(northmere: Browser):
    answer = northmere.send("/demo/become", {"username": "admin", "next": "//evil.example"}, stranger=True)
    assert answer.headers["Location"] == "/"


def _progress(browser: Browser) -> str:
    return " ".join(browser.get("/demo/progress").get_data(as_text=True).split())


def test_the_year_being_made_is_shown_until_it_is_whole(store, stranger: Browser):
    with unit_of_work(store) as work:
        demo.load(work, "three-random-words", cases_wanted=2)
    demo.make_history(store, until=1)
    bar = page_of(stranger.get("/sign-in")).get_element_by_id("demo-progress")
    assert (bar.get("value"), bar.get("max")) == ("1", "2")
    assert "1 of 2 cases. All figures still grow." in _progress(stranger)
    with unit_of_work(store) as work:
        work.execute(text("UPDATE demo_council SET cases_made = :made"), {"made": demo.LATEST_CASES})
    assert "The last 28 days are complete" in _progress(stranger)
    with unit_of_work(store) as work:
        work.execute(text("UPDATE demo_council SET cases_made = 1"))
    demo.make_history(store)
    assert stranger.get("/demo/progress").get_data() == b""
    assert not page_of(stranger.get("/sign-in")).xpath("//progress")


def test_every_step_of_the_five_minutes_opens_a_page_as_the_person_who_does_it(northmere: Browser):
    page = page_of(northmere.get("/demo"))
    forms = [dict(form.fields) for form in page.forms if form.action == "/demo/become" and "next" in form.fields]
    assert [form["username"] for form in forms] == [*TELLERS, "admin"]
    for form in forms:
        answer = northmere.send("/demo/become", {name: form[name] for name in ("username", "next")})
        assert (answer.status_code, answer.headers["Location"]) == (303, form["next"])
        assert northmere.get(form["next"]).status_code == 200, form["next"]


def test_the_story_names_the_answers_with_which_it_comes_out_as_told(northmere: Browser):
    page = page_of(northmere.get("/demo"))
    told = " ".join(page.xpath("string(//dl[@id='answers'])").split())
    for question in (
        "What kind of move is it?",
        "Is the new home on the council tax list?",
        "How does the customer hold the home?",
    ):
        (answer,) = [words for asked, words in MOVE.items() if asked.startswith(question)]
        assert answer.replace("'", "’") in told
    said = words_of(northmere.get("/demo"))
    assert "This has been walked" not in said
    assert "At Eastgate people are trained for it, but it is not live." in said
    assert "go back to Eastgate" in said


def test_once_the_step_is_moved_the_story_says_how_it_is_now_and_how_to_see_it_again(northmere: Browser, filled_store):
    with unit_of_work(filled_store) as work:
        process_id = definitions.live_version(work, "council_tax_move").process_id
        site = people.find_site(work, "eastgate")
        place = Place(process_id, "confirm_liability", site.id)
        standing = transfer.standings(work, process_id, site.id)["confirm_liability"]
        head = people.actor_for_user(work, people.find_user(work, "rita.revenues").id)
        where = {"process_id": process_id, "step_key": place.step_key, "site_id": site.id}
        freed = transfer.release_hold(work, **where, reason="Checked", by=head, row_version=standing.row_version)
        cases.move_step(work, place, StepMove(to="pilot", row_version=freed.row_version, pilot_share=50), by=head)
    said = words_of(northmere.get("/demo"))
    assert "is in pilot since" in said
    for words in ("At Eastgate people are trained for it", "is not hers yet", "waits for him with all"):
        assert words not in said
    assert "BPR_DATA=~/northmere-again make run" in said
    assert "Return it to the back office" in said


def test_whose_session_has_ended_is_the_same_person_again_by_a_button_and_goes_on_where_they_were(
    northmere: Browser, filled_store
):
    northmere.send("/demo/become", {"username": ADA}, stranger=True)
    with unit_of_work(filled_store) as work:
        work.execute(text("UPDATE people_session SET expires_at = created_at"))
    answer = northmere.get("/tasks?sort=due")
    assert "Be the same person again, by a button and without a password, or sign in" in words_of(answer)
    (form,) = page_of(answer).xpath(f"//main//form[.//input[@name='username'][@value='{ADA}']]")
    sent = {field.get("name"): field.get("value") for field in form.xpath(".//input[@type='hidden']")}
    again = northmere.send("/demo/become", {"username": sent["username"], "next": sent["next"]}, stranger=True)
    assert again.headers["Location"] == "/tasks?sort=due"
