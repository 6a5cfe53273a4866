"""Users, their teams, skills and grants."""

from __future__ import annotations

import re

import pytest

from engine.audit import entries
from engine.errors import NotFound, NotPermitted, Refused, StaleVersion
from engine.people import (
    SYSTEM,
    Grant,
    Headcount,
    actor_for_user,
    add_grant,
    change_user,
    create_service,
    create_site,
    create_team,
    create_user,
    find_user,
    headcount,
    issue_token,
    join_team,
    leave_team,
    make_password,
    names_of_users,
    remove_grant,
    set_grants,
    set_skills,
    set_teams,
    team_sizes,
    user_by_id,
    users,
)
from engine.store import Store, unit_of_work


def test_a_user_is_found_by_username_whatever_its_case(store: Store):
    with unit_of_work(store) as work:
        made = create_user(work, " Amina.Khan ", "Amina Khan", email="a@example.org", authority=2, by=SYSTEM)
        assert made.username == "amina.khan"
        assert find_user(work, "AMINA.khan") == made == user_by_id(work, made.id)
        assert find_user(work, "nobody") is None
        with pytest.raises(NotFound, match="no user 99"):
            user_by_id(work, 99)
        with pytest.raises(Refused, match="already a user"):
            create_user(work, "amina.KHAN", "Another", by=SYSTEM)


@pytest.mark.parametrize("username", ["", " ", "two words", "x" * 101, "tab\tbed", "bell\x07"])
def test_a_username_that_cannot_be_typed_is_refused(store: Store, username: str):
    with unit_of_work(store) as work, pytest.raises(Refused, match="username"):
        create_user(work, username, "Name", by=SYSTEM)


def test_teams_skills_and_grants_make_the_actor(store: Store):
    with unit_of_work(store) as work:
        tax = create_service(work, "tax", "Tax", by=SYSTEM)
        site = create_site(work, "kendal", "Kendal", by=SYSTEM)
        first = create_team(work, "a", "A", kind="front", by=SYSTEM)
        second = create_team(work, "b", "B", kind="back", by=SYSTEM)
        made = create_user(work, "a", "A", authority=3, by=SYSTEM)
        set_teams(work, made.id, [first.id, second.id, second.id], by=SYSTEM)
        set_teams(work, made.id, [second.id], by=SYSTEM)
        set_skills(work, made.id, ["Welsh", " safeguarding ", "Welsh"], by=SYSTEM)
        set_grants(work, made.id, [Grant("officer", tax.id), Grant("adviser", None, site.id)], by=SYSTEM)
        actor = actor_for_user(work, made.id)
        assert user_by_id(work, made.id).grants == actor.grants
    assert actor.team_ids == {second.id}
    assert actor.skills == {"Welsh", "safeguarding"}
    assert actor.grants == {Grant("officer", tax.id), Grant("adviser", None, site.id)}
    assert actor.authority == 3


def test_setting_none_takes_all_away(store: Store):
    with unit_of_work(store) as work:
        team = create_team(work, "a", "A", kind="front", by=SYSTEM)
        made = create_user(work, "a", "A", by=SYSTEM)
        set_teams(work, made.id, [team.id], by=SYSTEM)
        set_skills(work, made.id, ["Welsh"], by=SYSTEM)
        set_grants(work, made.id, [Grant("adviser")], by=SYSTEM)
        for put in (set_teams, set_skills, set_grants):
            put(work, made.id, [], by=SYSTEM)
        actor = actor_for_user(work, made.id)
    assert (actor.team_ids, actor.skills, actor.grants) == (frozenset(), frozenset(), frozenset())


@pytest.mark.parametrize(
    ("grant", "words"),
    [
        (Grant("wizard"), "no role wizard"),
        (Grant("adviser", 99), "none with the id 99"),
        (Grant("adviser", None, 99), "none with the id 99"),
        (Grant("administrator", 1), "whole council"),
    ],
)
def test_a_grant_that_makes_no_sense_is_refused(store: Store, grant: Grant, words: str):
    with unit_of_work(store) as work:
        made = create_user(work, "a", "A", by=SYSTEM)
        with pytest.raises(Refused, match=words) as refusal:
            set_grants(work, made.id, [grant], by=SYSTEM)
    assert refusal.value.problems[0].where.startswith("grants.")


def test_nobody_changes_their_own_roles_or_closes_their_own_account(store: Store):
    with unit_of_work(store) as work:
        made = create_user(work, "admin", "Admin", by=SYSTEM)
        set_grants(work, made.id, [Grant("administrator")], by=SYSTEM)
        admin = actor_for_user(work, made.id)
        with pytest.raises(NotPermitted, match="another administrator"):
            set_grants(work, made.id, [Grant("administrator"), Grant("restricted_reader")], by=admin)
        with pytest.raises(Refused, match="own account"):
            change_user(work, made.id, {"active": False}, by=admin, row_version=1)


def test_unknown_users_and_things_are_refused(store: Store):
    with unit_of_work(store) as work:
        made = create_user(work, "a", "A", by=SYSTEM)
        for put in (set_teams, set_skills, set_grants):
            with pytest.raises(NotFound, match="no user 99"):
                put(work, 99, [], by=SYSTEM)
        with pytest.raises(Refused, match="none with the id 5, 6"):
            set_teams(work, made.id, [6, 5], by=SYSTEM)
        with pytest.raises(Refused, match="skills"):
            set_skills(work, made.id, [" "], by=SYSTEM)
        with pytest.raises(Refused, match="0 to 100"):
            create_user(work, "b", "B", authority=101, by=SYSTEM)


def test_the_list_goes_on_after_the_last_id_and_can_be_narrowed(store: Store, statements):
    with unit_of_work(store) as work:
        made = [create_user(work, f"u{number}", f"Name {number}%", by=SYSTEM) for number in range(5)]
        team = create_team(work, "a", "A", kind="front", by=SYSTEM)
        set_teams(work, made[3].id, [team.id], by=SYSTEM)
        with statements() as seen:
            first = users(work, limit=3)
        assert len(seen) == 1
        assert [item.id for item in first + users(work, limit=3, after_id=first[-1].id)] == [item.id for item in made]
        assert [item.username for item in users(work, words="NAME 2%")] == ["u2"]
        assert users(work, words="u_") == []
        assert [item.username for item in users(work, team_id=team.id)] == ["u3"]
        change_user(work, made[1].id, {"active": False}, by=SYSTEM, row_version=1)
        set_grants(work, made[2].id, [Grant("analyst")], by=SYSTEM)
        assert [item.username for item in users(work, role="analyst")] == ["u2"]
        assert [item.username for item in users(work, active=False)] == ["u1"]
        assert len(users(work, active=True)) == 4
        assert names_of_users(work, [made[0].id, 999]) == {made[0].id: "Name 0%"}
        assert names_of_users(work, []) == {}


def test_a_change_counts_versions_and_stands_in_the_record(store: Store):
    with unit_of_work(store) as work:
        made = create_user(work, "a", "A", by=SYSTEM)
        admin = actor_for_user(work, create_user(work, "admin", "Admin", by=SYSTEM).id)
        changed = change_user(work, made.id, {"name": "B", "active": False}, by=admin, row_version=1)
        assert (changed.name, changed.active, changed.row_version) == ("B", False, 2)
        with pytest.raises(StaleVersion):
            change_user(work, made.id, {"name": "C"}, by=admin, row_version=1)
        with pytest.raises(ValueError, match="username"):
            change_user(work, made.id, {"username": "c"}, by=admin, row_version=2)
        with pytest.raises(Refused, match="1 to 200"):
            change_user(work, made.id, {"name": ""}, by=admin, row_version=2)
        (entry,) = entries(work, action="people:user:changed")
    assert (entry.by, entry.subject, entry.facts) == (admin.user_id, ("user", made.id), {"changed": ["active", "name"]})


def test_a_username_in_look_alike_letters_is_the_plain_one(store: Store):
    with unit_of_work(store) as work:
        create_user(work, "admin", "Adele", by=SYSTEM)
        assert find_user(work, "ａｄｍｉｎ") is not None

    with pytest.raises(Refused), unit_of_work(store) as work:
        create_user(work, "ａｄｍｉｎ", "Mallory", by=SYSTEM)


def test_one_role_is_added_and_removed_without_touching_the_others(store: Store):
    with unit_of_work(store) as work:
        tax = create_service(work, "tax", "Tax", by=SYSTEM)
        made = create_user(work, "a", "A", by=SYSTEM)
        officer, adviser = Grant("officer", tax.id), Grant("adviser")
        for wanted in (officer, adviser, adviser):
            add_grant(work, made.id, wanted, by=SYSTEM)
        assert user_by_id(work, made.id).grants == {officer, adviser}
        for unwanted in (officer, officer):
            remove_grant(work, made.id, unwanted, by=SYSTEM)
        assert user_by_id(work, made.id).grants == {adviser}
        assert len(entries(work, action="people:grants:set")) == 3
        for wrong, where in (
            (Grant("king"), "role"),
            (Grant("administrator", tax.id), "role"),
            (Grant("officer", 9), "service_id"),
        ):
            with pytest.raises(Refused) as refused:
                add_grant(work, made.id, wrong, by=SYSTEM)
            assert [problem.where for problem in refused.value.problems] == [where]
        with pytest.raises(NotPermitted, match="own roles"):
            add_grant(work, made.id, officer, by=actor_for_user(work, made.id))


def test_one_team_is_joined_and_left_without_touching_the_others(store: Store):
    with unit_of_work(store) as work:
        first, second = (create_team(work, key, key, kind="back", by=SYSTEM) for key in ("one", "two"))
        made = create_user(work, "a", "A", by=SYSTEM)
        gone = create_user(work, "b", "B", by=SYSTEM)
        for user_id in (made.id, gone.id):
            join_team(work, user_id, first.id, by=SYSTEM)
        join_team(work, made.id, second.id, by=SYSTEM)
        change_user(work, gone.id, {"active": False}, by=SYSTEM, row_version=1)
        assert team_sizes(work) == {first.id: 1, second.id: 1}
        leave_team(work, made.id, first.id, by=SYSTEM)
        assert user_by_id(work, made.id).team_ids == {second.id}


def test_accounts_and_tokens_are_counted(store: Store):
    with unit_of_work(store) as work:
        assert headcount(work) == Headcount(open=0, closed=0, without_role=0, tokens=0)
        robot, new, gone = (create_user(work, name, name, by=SYSTEM) for name in ("robot", "new", "gone"))
        add_grant(work, robot.id, Grant("service_account"), by=SYSTEM)
        issue_token(work, robot.id, "web", SYSTEM)
        change_user(work, gone.id, {"active": False}, by=SYSTEM, row_version=1)
        assert headcount(work) == Headcount(open=2, closed=1, without_role=1, tokens=1)
        assert users(work, role="", active=True) == [new]


def test_a_made_password_can_be_read_out_and_is_never_the_same():
    made = make_password()
    assert re.fullmatch(r"[a-z2-9]{4}(-[a-z2-9]{4}){3}", made)
    assert not set("ilo01") & set(made)
    assert made != make_password()
