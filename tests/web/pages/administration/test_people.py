"""People in the browser: added, found, given roles, teams, skills and passwords, and their accounts closed."""

from __future__ import annotations

import re

import pytest

from engine import people
from engine.people import SYSTEM, Grant
from engine.store import reading, unit_of_work
from tests.web.conftest import Browser, page_of, words_of


@pytest.fixture
def admin(council, browser) -> Browser:
    """The browser of the administrator."""
    return browser(council.administrator)


@pytest.fixture
def adviser(council) -> str:
    """The address of the adviser's page."""
    return f"/administration/people/{council.adviser.user_id}"


def user_of(store, number: int) -> people.User:
    with reading(store) as work:
        return people.user_by_id(work, number)


def test_somebody_new_is_added_and_given_what_they_need(store, council, admin: Browser):
    fields = {"username": "Jo.Smith", "name": "Jo <b>Smith</b>", "email": "jo@example.org"}
    answer = admin.send("/administration/people/new", fields, follow_redirects=True)
    assert "Give them a role, a team and a password." in words_of(answer)
    assert "No role yet" in words_of(answer)
    assert "&lt;b&gt;Smith" in answer.get_data(as_text=True)
    where = answer.request.path
    admin.send(f"{where}/roles", {"role": "officer", "service_id": council.service_id, "site_id": ""})
    admin.send(f"{where}/teams", {"team_ids": [council.back_team_id]})
    admin.send(f"{where}/skills", {"skills": "signing\r\n\r\n Welsh \r\n"})
    made = user_of(store, int(where.rsplit("/", 1)[1]))
    assert (made.username, made.grants) == ("jo.smith", {Grant("officer", council.service_id)})
    assert (made.team_ids, made.skills) == ({council.back_team_id}, {"signing", "Welsh"})


def test_skills_are_named_and_kept_by_their_keys(council, admin, store):
    with unit_of_work(store) as work:
        people.set_skills(work, council.officer.user_id, ["council-tax-liability"], by=SYSTEM)
    where = f"/administration/people/{council.adviser.user_id}"
    admin.send(f"{where}/skills", {"skills": "Council tax liability\nWelsh"})
    with unit_of_work(store) as work:
        kept = people.user_by_id(work, council.adviser.user_id).skills
    assert kept == {"council-tax-liability", "Welsh"}
    assert "Council tax liability" in words_of(admin.get(where))


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"username": "", "name": "Jo"}, "#username"),
        ({"username": "two words", "name": "Jo"}, "#username"),
        ({"username": "adviser", "name": "Jo"}, "#username"),
        ({"username": "jo", "name": " "}, "#name"),
    ],
)
def test_what_is_wrong_with_somebody_new_is_said_at_its_field(admin: Browser, fields, where):
    answer = admin.send("/administration/people/new", {"email": "", **fields})
    assert answer.status_code == 422
    assert page_of(answer).xpath("//div[@role='alert']//a/@href") == [where]
    assert page_of(answer).xpath("string(//title)").startswith("Error: ")


def test_people_are_found_by_words_role_team_and_account(store, council, admin: Browser):
    with unit_of_work(store) as work:
        gone = people.create_user(work, "gone", "Gone Away", by=SYSTEM)
        people.change_user(work, gone.id, {"active": False}, by=SYSTEM, row_version=1)
    assert names_listed(admin, "") >= {"Adviser", "Officer", "Administrator"}
    assert names_listed(admin, "words=ADV") == {"Adviser"}
    assert names_listed(admin, "role=officer") == {"Officer"}
    assert names_listed(admin, f"team={council.back_team_id}") == {"Officer", "Leader"}
    assert names_listed(admin, "accounts=closed") == {"Gone Away"}
    assert names_listed(admin, "accounts=all&role=none") == {"Gone Away"}
    assert "Nobody is like this" in words_of(admin.get("/administration/people?words=zzz"))
    assert admin.get("/administration/people?role=king").status_code == 422


def names_listed(admin: Browser, query: str) -> set[str]:
    return set(page_of(admin.get(f"/administration/people?{query}")).xpath("//tbody//th/a/text()"))


def test_a_long_list_goes_on_on_the_next_page(store, admin: Browser):
    with unit_of_work(store) as work:
        for number in range(52):
            people.create_user(work, f"person{number}", f"Person {number}", by=SYSTEM)
    first = page_of(admin.get("/administration/people?words=person"))
    (further,) = first.xpath("//a[@rel='next']/@href")
    assert set(page_of(admin.get(further)).xpath("//tbody//th/a/text()")) == {"Person 50", "Person 51"}


def test_one_role_is_removed_and_the_others_stay(store, council, admin: Browser, adviser: str):
    admin.send(f"{adviser}/roles", {"role": "scrutiny", "service_id": "", "site_id": ""})
    answer = admin.send(f"{adviser}/roles/remove", {"role": "adviser"}, follow_redirects=True)
    assert "Role removed: Adviser." in words_of(answer)
    assert user_of(store, council.adviser.user_id).grants == {Grant("scrutiny")}


@pytest.mark.parametrize(
    ("role", "message"),
    [
        ({"role": ""}, "Select a role"),
        ({"role": "administrator", "service_id": "service"}, "is for the whole council"),
    ],
)
def test_a_role_that_cannot_be_is_said_at_its_field(council, admin: Browser, adviser: str, role, message):
    fields = {"service_id": "", "site_id": "", **role}
    if fields["service_id"]:
        fields["service_id"] = council.service_id
    answer = admin.send(f"{adviser}/roles", fields)
    assert answer.status_code == 422
    assert message in page_of(answer).xpath("string(//div[@role='alert']//a[@href='#role'])")


def test_details_are_changed_unless_somebody_else_did_so_first(store, council, admin: Browser, adviser: str):
    fields = {"row_version": "1", "name": "Ada Adviser", "email": "", "authority": "2"}
    assert "The details are saved." in words_of(admin.send(adviser, fields, follow_redirects=True))
    answer = admin.send(adviser, {**fields, "name": "Another"})
    assert answer.status_code == 409
    assert "Administrator changed this account on 18 November 2026 at 10am, after you had opened it." in words_of(
        answer
    )
    assert "It says now: Name: Ada Adviser." in words_of(answer)
    assert page_of(answer).xpath("string(//input[@id='name']/@value)") == "Another"
    assert page_of(answer).xpath("string(//form[.//input[@id='name']]//input[@name='row_version']/@value)") == "2"
    answer = admin.send(adviser, {**fields, "authority": "101"})
    assert page_of(answer).xpath("//div[@role='alert']//a/@href") == ["#authority"]
    assert user_of(store, council.adviser.user_id).authority == 2


def test_a_password_is_made_and_shown_once(store, council, admin: Browser, adviser: str, stranger: Browser):
    answer = admin.send(f"{adviser}/password", {"password": ""})
    made = page_of(answer).xpath("string(//input[@readonly]/@value)")
    assert answer.status_code == 200
    assert re.fullmatch(r"(\w{4}-){3}\w{4}", made)
    assert answer.headers["Cache-Control"] == "no-store"
    assert made not in admin.get(adviser).get_data(as_text=True)
    fields = {"username": "adviser", "password": made, "next": "/account"}
    assert stranger.send("/sign-in", fields, stranger=True).headers["Location"] == "/account"


def test_a_password_that_is_typed_must_be_long_enough_and_is_not_shown(admin: Browser, adviser: str):
    answer = admin.send(f"{adviser}/password", {"password": "short"})
    assert (answer.status_code, page_of(answer).xpath("//div[@role='alert']//a/@href")) == (422, ["#password"])
    answer = admin.send(f"{adviser}/password", {"password": "three random words"}, follow_redirects=True)
    assert "has the new password" in words_of(answer)
    assert "three random words" not in answer.get_data(as_text=True)


def test_a_closed_account_is_signed_out_and_can_be_opened_again(store, council, admin: Browser, adviser: str, browser):
    theirs = browser(council.adviser)
    answer = admin.send(f"{adviser}/account", {"account": "closed", "row_version": "1"}, follow_redirects=True)
    assert "they are signed out everywhere" in words_of(answer)
    assert theirs.get("/account", follow_redirects=False).status_code == 303
    admin.send(f"{adviser}/account", {"account": "open", "row_version": "2"})
    assert user_of(store, council.adviser.user_id).active


def test_an_administrator_cannot_lock_themselves_out(store, council, admin: Browser):
    own = f"/administration/people/{council.administrator.user_id}"
    said = words_of(admin.get(own))
    assert "Nobody changes their own roles." in said
    assert "You cannot close your own account." in said
    for path, fields in (
        ("roles", {"role": "adviser", "service_id": "", "site_id": ""}),
        ("roles/remove", {"role": "administrator"}),
        ("account", {"account": "closed", "row_version": "1"}),
        ("password", {"password": ""}),
    ):
        assert admin.send(f"{own}/{path}", fields).status_code == 422, path
    still = user_of(store, council.administrator.user_id)
    assert (still.active, still.grants) == (True, {Grant("administrator")})


def test_the_page_tells_what_happened_to_the_account_in_sentences(council, admin: Browser, adviser: str):
    admin.send(f"{adviser}/roles", {"role": "officer", "service_id": council.service_id, "site_id": council.site_id})
    said = words_of(admin.get(adviser))
    assert "Set the roles of Adviser: Adviser; Officer for Highways at Eastgate" in said
    assert "Added the account of Adviser" in said
