"""API tokens."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from engine.errors import NotFound, NotPermitted, NotSignedIn, Refused
from engine.people import (
    SYSTEM,
    Actor,
    Grant,
    actor_for_token,
    actor_for_user,
    change_user,
    create_team,
    create_user,
    issue_token,
    revoke_token,
    set_grants,
    set_password,
    set_skills,
    set_teams,
    tokens,
)
from engine.store import Store, Work, unit_of_work


def person(work: Work, username: str, *roles: str) -> Actor:
    made = create_user(work, username, username.title(), by=SYSTEM)
    set_grants(work, made.id, [Grant(role) for role in roles], by=SYSTEM)
    return actor_for_user(work, made.id)


def test_a_token_stands_for_its_account_with_all_it_holds_in_one_statement(store: Store, statements):
    with unit_of_work(store) as work:
        actor = person(work, "portal", "service_account", "adviser")
        team = create_team(work, "web", "Web", kind="front", by=SYSTEM)
        set_teams(work, actor.user_id, [team.id], by=SYSTEM)
        set_skills(work, actor.user_id, ["Welsh"], by=SYSTEM)
        token = issue_token(work, actor.user_id, "portal", SYSTEM)
    with unit_of_work(store) as work, statements() as seen:
        found = actor_for_token(work, token)
    assert len(seen) == 1
    assert found.grants == {Grant("service_account"), Grant("adviser")}
    assert (found.team_ids, found.skills) == ({team.id}, {"Welsh"})


@pytest.mark.parametrize("token", ["", "nonsense", "é", "x" * 5000])
def test_an_unknown_token_is_not_signed_in(store: Store, token: str):
    with unit_of_work(store) as work, pytest.raises(NotSignedIn, match="not valid"):
        actor_for_token(work, token)


def test_a_revoked_token_and_one_of_a_closed_account_end_at_once(store: Store):
    with unit_of_work(store) as work:
        actor = person(work, "portal", "service_account")
        first, second = (issue_token(work, actor.user_id, name, SYSTEM) for name in ("one", "two"))
        (newest, oldest) = tokens(work)
        revoke_token(work, oldest.id, SYSTEM)
        revoke_token(work, oldest.id, SYSTEM)
        with pytest.raises(NotSignedIn):
            actor_for_token(work, first)
        assert actor_for_token(work, second) == actor
        change_user(work, actor.user_id, {"active": False}, by=SYSTEM, row_version=1)
        with pytest.raises(NotSignedIn):
            actor_for_token(work, second)
        assert [item.revoked_at for item in tokens(work)] == [work.now, work.now]
        assert newest.name == "two"


def test_an_account_that_is_opened_again_gets_none_of_its_tokens_back(store: Store):
    with unit_of_work(store) as work:
        actor = person(work, "portal", "service_account")
        token = issue_token(work, actor.user_id, "one", SYSTEM)
        change_user(work, actor.user_id, {"active": False}, by=SYSTEM, row_version=1)
        change_user(work, actor.user_id, {"active": True}, by=SYSTEM, row_version=2)
        assert [item.revoked_at for item in tokens(work)] == [work.now]
        with pytest.raises(NotSignedIn):
            actor_for_token(work, token)


def test_only_the_hash_of_a_token_is_stored(store: Store):
    with unit_of_work(store) as work:
        token = issue_token(work, person(work, "portal", "service_account").user_id, "portal", SYSTEM)
        stored = str(work.rows(text("SELECT * FROM people_api_token")))
    assert len(token) >= 43
    assert token not in stored


def test_an_administrator_issues_tokens_to_machines_and_themselves_but_not_to_other_people(store: Store):
    with unit_of_work(store) as work:
        admin = person(work, "admin", "administrator")
        machine, clerk = person(work, "portal", "service_account"), person(work, "clerk", "adviser")
        assert issue_token(work, machine.user_id, "portal", admin)
        assert issue_token(work, admin.user_id, "mine", admin)
        with pytest.raises(NotPermitted, match="not to another person"):
            issue_token(work, clerk.user_id, "clerk", admin)
        set_password(work, clerk.user_id, "three random words", by=SYSTEM)
        set_grants(work, clerk.user_id, [Grant("service_account")], by=admin)
        with pytest.raises(NotPermitted, match="not to another person"):
            issue_token(work, clerk.user_id, "a person is no machine whatever the role says", admin)


def test_unknown_users_tokens_and_empty_names_are_refused(store: Store):
    with unit_of_work(store) as work:
        with pytest.raises(NotFound, match="no user 99"):
            issue_token(work, 99, "x", SYSTEM)
        with pytest.raises(NotFound, match="no token 99"):
            revoke_token(work, 99, SYSTEM)
        with pytest.raises(Refused, match="name"):
            issue_token(work, person(work, "portal").user_id, "", SYSTEM)


def test_tokens_are_listed_newest_first_and_by_user(store: Store):
    with unit_of_work(store) as work:
        first, second = person(work, "one"), person(work, "two")
        for actor, name in ((first, "a"), (second, "b"), (first, "c")):
            issue_token(work, actor.user_id, name, SYSTEM)
        page = tokens(work, limit=2)
        assert [item.name for item in page + tokens(work, before_id=page[-1].id)] == ["c", "b", "a"]
        assert [item.name for item in tokens(work, user_id=first.user_id)] == ["c", "a"]
