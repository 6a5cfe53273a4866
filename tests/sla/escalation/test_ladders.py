"""Ladders as they are kept: of a service or the council, in versions that are never changed, by those who may."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import audit, people, sla
from engine.errors import NotFound, NotPermitted, Refused, StaleVersion
from engine.people import SYSTEM, Grant
from engine.sla import Rung
from engine.store import Store, reading, unit_of_work
from tests.council import Council, person

OWNER = Rung("share", "owner", share=75)
LEADER = Rung("left", "team_leader", amount="2 working hours")
HEAD = Rung("breach", "head_of_service", email=True)


def put(store: Store, service_id: int | None, *rungs: Rung, by=SYSTEM, reason: str = "Agreed", **more: object) -> int:
    with unit_of_work(store) as work:
        return sla.set_ladder(work, service_id, rungs, tells_customer=True, reason=reason, by=by, **more)


def holds(store: Store, service_id: int | None, moment) -> tuple[Rung, ...] | None:
    with reading(store) as work:
        found = sla.ladders(work).version(service_id, moment)
    return found.rungs if found else None


def test_a_service_goes_by_its_own_ladder_and_every_other_by_the_councils(store: Store, council: Council, clock):
    assert holds(store, council.service_id, clock.now()) is None
    put(store, None, OWNER, HEAD)
    assert holds(store, council.service_id, clock.now()) == (OWNER, HEAD)
    put(store, council.service_id, LEADER)
    assert holds(store, council.service_id, clock.now()) == (LEADER,)
    assert holds(store, council.service_id + 1, clock.now()) == (OWNER, HEAD)
    assert holds(store, None, clock.now()) == (OWNER, HEAD)


def test_a_service_with_an_empty_ladder_escalates_nothing(store: Store, council: Council, clock):
    put(store, None, OWNER)
    put(store, council.service_id)
    assert holds(store, council.service_id, clock.now()) == ()


def test_what_held_at_a_moment_stays_so(store: Store, council: Council, clock):
    then = clock.now()
    put(store, None, OWNER)
    clock.advance(timedelta(days=1))
    assert put(store, None, LEADER, reason="Owners were told too often") == 2
    assert (holds(store, None, then), holds(store, None, clock.now())) == ((OWNER,), (LEADER,))
    with reading(store) as work:
        versions = sla.ladders(work).by_service[None].versions
        (entry, _) = audit.entries(work, action="sla:ladder:changed")
    assert [(version.number, version.reason) for version in versions] == [
        (2, "Owners were told too often"),
        (1, "Agreed"),
    ]
    assert (entry.reason, entry.facts["version"]) == ("Owners were told too often", 2)


def test_a_ladder_may_hold_from_a_later_day_on(store: Store, clock):
    put(store, None, OWNER)
    later = clock.now() + timedelta(days=7)
    put(store, None, HEAD, valid_from=later)
    put(store, None, LEADER, valid_from=clock.now() - timedelta(days=30))
    assert holds(store, None, clock.now()) == (LEADER,)
    assert holds(store, None, later) == (HEAD,)
    assert holds(store, None, clock.now() - timedelta(days=1)) is None


@pytest.mark.parametrize(
    ("rung", "where", "words"),
    [
        (Rung("someday", "owner"), "rungs.0.when", "Choose when"),
        (Rung("breach", "mayor"), "rungs.0.who", "Choose who is told"),
        (Rung("share", "owner"), "rungs.0.share", "from 1 to 99 percent"),
        (Rung("share", "owner", share=100), "rungs.0.share", "from 1 to 99 percent"),
        (Rung("left", "owner"), "rungs.0.amount", "cannot be read"),
        (Rung("after", "owner", amount="soon"), "rungs.0.amount", "cannot be read"),
        (Rung("after", "owner", amount="2 days"), "rungs.0.amount", "does not say which days"),
        (Rung("after", "owner", amount="2026-12-01"), "rungs.0.amount", "a length of time"),
    ],
)
def test_a_rung_that_cannot_be_is_refused_in_words(store: Store, rung, where, words):
    with pytest.raises(Refused) as refused:
        put(store, None, rung)
    (problem,) = refused.value.problems
    assert problem.where == where
    assert words in problem.message


def test_too_many_rungs_the_same_twice_and_no_reason_are_refused(store: Store):
    many = [Rung("share", "owner", share=share) for share in range(1, 12)]
    for rungs, reason, where in (
        (many, "So", "rungs"),
        ([HEAD, HEAD], "So", "rungs"),
        ([HEAD], " ", "reason"),
    ):
        with pytest.raises(Refused) as refused:
            put(store, None, *rungs, reason=reason)
        assert [problem.where for problem in refused.value.problems] == [where]


def test_a_version_that_came_meanwhile_is_not_overwritten_unseen(store: Store):
    put(store, None, OWNER, if_newest=0)
    with pytest.raises(StaleVersion):
        put(store, None, HEAD, if_newest=0)
    assert put(store, None, HEAD, if_newest=1) == 2


def test_a_ladder_of_no_service_is_not_found(store: Store):
    with pytest.raises(NotFound):
        put(store, 999, OWNER)


def test_heads_of_service_set_their_own_ladder_and_administrators_every_one(store: Store, council: Council):
    put(store, council.service_id, OWNER, by=council.head)
    put(store, council.service_id, OWNER, by=council.administrator)
    put(store, None, OWNER, by=council.administrator)
    with unit_of_work(store) as work:
        other = people.create_service(work, "parks", "Parks", by=SYSTEM)
    for service_id, by in ((None, council.head), (other.id, council.head), (council.service_id, council.leader)):
        with pytest.raises(NotPermitted):
            put(store, service_id, OWNER, by=by)


def test_every_ladder_is_read_in_one_statement(store: Store, council: Council, statements):
    put(store, None, OWNER)
    put(store, council.service_id, HEAD)
    with reading(store) as work, statements() as sent:
        sla.ladders(work)
    assert len(sent) == 1


def test_who_leads_and_who_heads_what_is_found_in_two_statements(store: Store, council: Council, statements):
    with unit_of_work(store) as work:
        elsewhere = people.create_service(work, "parks", "Parks", by=SYSTEM)
        second = person(work, "second", "head_of_service", service_id=elsewhere.id)
        closed = person(work, "closed", "team_leader", service_id=council.service_id, teams=[council.back_team_id])
        people.change_user(work, closed.user_id, {"active": False}, by=SYSTEM, row_version=1)
        wide = person(work, "wide", "team_leader", teams=[council.back_team_id])
        people.set_grants(work, council.colleague.user_id, [Grant("team_leader", elsewhere.id)], by=SYSTEM)
    with reading(store) as work, statements() as sent:
        leading = people.who_leads(work, [council.adviser.user_id])
    assert len(sent) == 2
    assert leading.team_leaders(council.back_team_id, council.service_id) == [council.leader.user_id, wide.user_id]
    assert leading.team_leaders(council.front_team_id, council.service_id) == []
    assert leading.team_leaders(None, council.service_id) == []
    assert leading.heads(council.service_id) == [council.head.user_id]
    assert leading.heads(elsewhere.id) == [second.user_id]
    assert leading.heads(None) == []
    assert council.adviser.user_id in leading.users
    assert council.officer.user_id not in leading.users
