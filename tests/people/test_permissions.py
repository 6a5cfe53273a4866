"""Which role may do what, where; and what nobody may do without being granted it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import NotPermitted
from engine.people import (
    ACTIONS,
    ROLE_ACTIONS,
    SYSTEM,
    Actor,
    Grant,
    may,
    may_everywhere,
    require,
    scoped_services,
    scopes,
)

PERSONAL = {"case:read", "task:read", "contact:read", "audit:read", "notice:read", "case:read-restricted"}
numbers = st.one_of(st.none(), st.integers(1, 3))
grants = st.frozensets(st.builds(Grant, st.sampled_from(sorted(ROLE_ACTIONS)), numbers, numbers), max_size=5)


def somebody(*held: Grant) -> Actor:
    return Actor(user_id=1, username="a", name="A", grants=frozenset(held))


def test_somebody_without_grants_may_do_nothing():
    assert not [action for action in ACTIONS if may(somebody(), action)]


def test_the_system_may_do_everything_everywhere():
    assert all(may(SYSTEM, action, service_id=1, site_id=2) for action in ACTIONS)
    assert all(may_everywhere(SYSTEM, action) for action in ACTIONS)
    assert scoped_services(SYSTEM, "case:read") is None


@pytest.mark.parametrize("role", ["programme_board", "scrutiny", "external_reviewer", "analyst"])
def test_readers_of_measures_and_analysts_see_nothing_personal(role: str):
    assert not ROLE_ACTIONS[role] & PERSONAL


@pytest.mark.parametrize("role", ["programme_board", "scrutiny", "external_reviewer"])
def test_reviewers_only_read(role: str):
    assert all(action.endswith(":read") for action in ROLE_ACTIONS[role])


def test_restricted_answers_are_read_by_nobody_whose_role_is_not_exactly_that():
    assert [role for role, actions in ROLE_ACTIONS.items() if "case:read-restricted" in actions] == [
        "restricted_reader"
    ]


def test_no_role_both_uploads_and_approves_a_definition():
    assert not [role for role, held in ROLE_ACTIONS.items() if held >= {"definition:upload", "definition:approve"}]


@pytest.mark.parametrize(
    ("role", "may_do", "may_not"),
    [
        ("adviser", "task:work", "task:assign"),
        ("senior_adviser", "task:assign", "case:repair"),
        ("officer", "task:hand-off", "task:assign"),
        ("team_leader", "case:repair", "transfer:move"),
        ("head_of_service", "transfer:move", "definition:upload"),
        ("analyst", "definition:upload", "definition:approve"),
        ("administrator", "people:manage", "case:read"),
        ("service_account", "message:send", "task:work"),
    ],
)
def test_each_role_has_its_limits(role: str, may_do: str, may_not: str):
    assert may(somebody(Grant(role)), may_do)
    assert not may(somebody(Grant(role)), may_not)


def test_a_grant_for_a_service_and_site_reaches_no_further():
    leader = somebody(Grant("team_leader", service_id=1, site_id=2))
    assert may(leader, "task:assign", service_id=1, site_id=2)
    assert may(leader, "task:assign", service_id=1)
    assert may(leader, "task:assign")
    assert not may(leader, "task:assign", service_id=3)
    assert not may(leader, "task:assign", service_id=1, site_id=4)
    assert not may_everywhere(leader, "task:assign")
    assert scoped_services(leader, "task:assign") == {1}
    assert scoped_services(leader, "people:manage") == frozenset()
    assert scoped_services(leader, "task:assign", 1) == {1}
    assert scoped_services(leader, "task:assign", 3) == frozenset()


def test_who_may_look_everywhere_looks_where_they_ask():
    leader = somebody(Grant("team_leader"))
    assert scoped_services(leader, "task:assign") is None
    assert scoped_services(leader, "task:assign", 3) == {3}


def test_two_grants_do_not_combine_into_a_third():
    actor = somebody(Grant("adviser", 1, 2), Grant("adviser", 3, 4))
    assert not may(actor, "case:read", service_id=1, site_id=4)
    assert scopes(actor, "case:read") == {(1, 2), (3, 4)}


def test_refusing_names_the_permission_and_whether_it_is_the_place():
    leader = somebody(Grant("team_leader", service_id=1))
    with pytest.raises(NotPermitted, match=r"case:repair for this service or site"):
        require(leader, "case:repair", service_id=2)
    with pytest.raises(NotPermitted, match=r"permission transfer:move\."):
        require(leader, "transfer:move")
    require(leader, "case:repair", service_id=1)


def test_asking_about_an_unknown_action_is_a_mistake_in_the_program():
    with pytest.raises(ValueError, match="case:devour"):
        may(SYSTEM, "case:devour")


def test_a_role_that_no_longer_exists_gives_nothing():
    assert not may(somebody(Grant("wizard")), "case:read")


@given(held=grants, action=st.sampled_from(sorted(ACTIONS)), service=st.integers(1, 3), site=st.integers(1, 3))
def test_may_agrees_with_the_plain_reading_of_the_grants(held, action, service, site):
    actor = somebody(*held)
    giving = [item for item in held if action in ROLE_ACTIONS[item.role]]
    fits = [item for item in giving if item.service_id in (None, service) and item.site_id in (None, site)]
    assert may(actor, action, service_id=service, site_id=site) == bool(fits)
    assert may(actor, action) == bool(giving)
    everywhere = scoped_services(actor, action)
    if may(actor, action, service_id=service, site_id=site):
        assert everywhere is None or service in everywhere
