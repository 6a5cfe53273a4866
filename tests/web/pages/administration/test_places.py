"""Teams, services and sites in the browser: added, changed, and who is in a team."""

from __future__ import annotations

import pytest

from engine import people
from engine.people import SYSTEM
from engine.store import reading, unit_of_work
from tests.web.conftest import Browser, page_of, words_of

TEAM = {"name": "Works", "kind": "back", "service_id": "", "site_id": "", "calendar": "", "provider": "contractor"}
TEAM |= {"provider_name": "Roads <i>Ltd</i>", "lanes": "Works\r\n\r\n Gangs "}


@pytest.fixture
def admin(council, browser) -> Browser:
    """The browser of the administrator."""
    return browser(council.administrator)


def test_a_team_is_added_with_whose_work_it_does(store, council, admin: Browser):
    fields = {"key": "works", **TEAM, "service_id": council.service_id}
    answer = admin.send("/administration/teams/new", fields, follow_redirects=True)
    assert "Nobody is in this team" in words_of(answer)
    with reading(store) as work:
        made = people.find_team(work, "works")
    assert (made.service_id, made.site_id, made.lanes) == (council.service_id, None, ("Works", "Gangs"))
    said = words_of(admin.get("/administration/teams"))
    assert "Works Back office Highways Every site Works, Gangs Contractor, Roads <i>Ltd</i> empty" in said


def test_a_team_is_changed_and_keeps_its_key(store, council, admin: Browser):
    where = f"/administration/teams/{council.back_team_id}"
    assert not page_of(admin.get(where)).xpath("//input[@id='key']")
    assert page_of(admin.get(where)).xpath("string(//textarea[@id='lanes'])").strip() == "Inspectors"
    answer = admin.send(where, {**TEAM, "row_version": "1"}, follow_redirects=True)
    assert "The team Works is saved." in words_of(answer)
    answer = admin.send(where, {**TEAM, "name": "Late", "row_version": "1"})
    assert (answer.status_code, "Administrator changed this team" in words_of(answer)) == (409, True)
    assert "It says now: Name: Works." in words_of(answer)
    assert page_of(answer).xpath("//input[@id='name']/@value") == ["Late"]
    with reading(store) as work:
        assert people.team_by_id(work, council.back_team_id).key == "inspectors"


def test_a_team_and_a_service_have_calendars_of_their_own_and_for_channels(store, council, admin: Browser):
    where = f"/administration/teams/{council.back_team_id}"
    own = {"calendar": "england-24x7", "channel_calendars": "Web chat: scotland-mon-fri-9-17\r\nphone: england-24x7"}
    assert admin.send(where, {**TEAM, **own, "row_version": "1"}).status_code == 303
    with reading(store) as work:
        team = people.team_by_id(work, council.back_team_id)
    assert team.calendar == "england-24x7"
    assert team.channel_calendars == {"web_chat": "scotland-mon-fri-9-17", "phone": "england-24x7"}
    shown = page_of(admin.get(where))
    assert shown.xpath("string(//select[@id='calendar']/option[@selected]/@value)") == "england-24x7"
    assert "web_chat: scotland-mon-fri-9-17" in shown.xpath("string(//textarea[@id='channel_calendars'])")
    assert "Teams Works" in words_of(admin.get("/administration/calendars/england-24x7"))
    for wrong, sentence in (("phone", "needs a channel"), ("phone: mars", "no calendar"), ("smoke: x", "no channel")):
        answer = admin.send(where, {**TEAM, "channel_calendars": wrong, "row_version": "2"})
        assert (answer.status_code, sentence in words_of(answer)) == (422, True)
    service = f"/administration/services/{council.service_id}"
    fields = {"name": "Roads", "themes": "", "owner_id": "", "default_calendar": "", "row_version": "2"}
    assert admin.send(service, {**fields, "channel_calendars": "web: england-24x7"}).status_code == 303
    assert "web: england-24x7" in page_of(admin.get(service)).xpath("string(//textarea[@id='channel_calendars'])")


def test_people_are_put_into_a_team_and_taken_out(store, council, admin: Browser):
    where = f"/administration/teams/{council.back_team_id}"
    answer = admin.send(f"{where}/members", {"username": "Adviser"}, follow_redirects=True)
    assert "Adviser is in the team." in words_of(answer)
    with reading(store) as work:
        assert people.user_by_id(work, council.adviser.user_id).team_ids == {
            council.front_team_id,
            council.back_team_id,
        }
    answer = admin.send(f"{where}/members/remove", {"user_id": council.adviser.user_id}, follow_redirects=True)
    assert "Adviser is no longer in the team." in words_of(answer)
    for typed, sentence in (("nobody", "There is nobody with the username nobody."), ("", "Enter a username.")):
        answer = admin.send(f"{where}/members", {"username": typed})
        assert (answer.status_code, sentence in words_of(answer)) == (422, True)


def test_a_service_has_an_owner_themes_and_a_calendar(store, council, admin: Browser):
    where = f"/administration/services/{council.service_id}"
    page = page_of(admin.get(where))
    assert page.xpath("string(//select[@id='owner_id']/option[@selected])") == "Head"
    assert page.xpath("string(//select[@id='default_calendar']/option[@selected]/@value)") == "england-mon-fri-9-17"
    fields = {"name": "Roads", "themes": "My Place\r\nMy Home", "owner_id": "", "default_calendar": ""}
    answer = admin.send(where, {**fields, "row_version": "2"}, follow_redirects=True)
    assert "The service Roads is saved. Services" in words_of(answer).replace("Add a service ", "")
    with reading(store) as work:
        changed = people.service_by_id(work, council.service_id)
    assert (changed.themes, changed.owner_id, changed.default_calendar) == (("My Place", "My Home"), None, "")
    assert admin.send(where, {**fields, "owner_id": "999", "row_version": "3"}).status_code == 422


def test_a_service_and_a_site_are_added_and_their_keys_checked(store, admin: Browser):
    service = {"key": "planning", "name": "Planning", "themes": "", "owner_id": "", "default_calendar": ""}
    assert admin.send("/administration/services/new", service).status_code == 303
    site = {"key": "library", "name": "The library", "area": "north"}
    answer = admin.send("/administration/sites/new", site, follow_redirects=True)
    assert (
        "The library North No team here: steps of the front office go to the back office of each service."
        in words_of(answer)
    )
    for path, fields in (("services", service), ("sites", site)):
        answer = admin.send(f"/administration/{path}/new", fields)
        assert (answer.status_code, page_of(answer).xpath("//div[@role='alert']//a/@href")) == (422, ["#key"])


def test_a_site_is_changed_and_says_who_works_there(council, admin: Browser):
    where = f"/administration/sites/{council.site_id}"
    assert "East front front office" in words_of(admin.get(where))
    answer = admin.send(where, {"name": "East gate", "area": "", "row_version": "1"}, follow_redirects=True)
    assert "The site East gate is saved." in words_of(answer)
    assert admin.send(where, {"name": "", "area": "", "row_version": "2"}).status_code == 422


def test_a_new_council_is_told_what_to_do_first(store, browser):
    with unit_of_work(store) as work:
        user = people.create_user(work, "first", "First Administrator", by=SYSTEM)
        people.set_grants(work, user.id, [people.Grant("administrator")], by=SYSTEM)
        first = people.actor_for_user(work, user.id)
    admin = browser(first)
    said = words_of(admin.get("/administration"))
    for step in ("Add a service", "Add a site", "Add the teams"):
        assert step in said
    assert "There are no teams yet." in words_of(admin.get("/administration/teams"))
    assert "There are no services yet." in words_of(admin.get("/administration/services"))
    assert "There are no sites yet." in words_of(admin.get("/administration/sites"))
    assert "No case is stuck." in words_of(admin.get("/administration/stuck"))
