"""Recording contacts in the customer's own words, and what is refused."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import audit
from engine.characters import odd_character
from engine.contacts import (
    CHANNELS,
    OUTCOMES,
    change_contact,
    contact,
    contacts_of_case,
    erase_for_case,
    link_case,
    links_of_contact,
)
from engine.errors import NotFound, Refused, StaleVersion

PLAIN = re.compile(r"[A-HJKMNP-Z2-9-]+")


def where(refused) -> list[str]:
    return [problem.where for problem in refused.value.problems]


def test_a_contact_gets_a_reference_that_can_be_read_out(desk, clock):
    recorded = desk.record(site_id=desk.site_id, team_id=desk.team_id)
    assert PLAIN.fullmatch(recorded.reference)
    assert recorded.adviser_id == desk.adviser.user_id
    assert (recorded.started_at, recorded.ended_at, recorded.row_version) == (clock.now(), None, 1)
    assert desk.do(contact, recorded.id) == recorded


def test_references_are_unique(desk):
    assert len({desk.record().reference for _ in range(30)}) == 30


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_channel_is_recorded(desk, channel):
    assert desk.record(channel=channel).channel == channel


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_is_recorded(desk, outcome):
    assert desk.record(outcome=outcome).outcome == outcome


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"channel": "pigeon"}, ["channel"]),
        ({"demand": "maybe", "outcome": "lost"}, ["demand", "outcome"]),
        ({"own_words": "  "}, ["own_words"]),
        ({"own_words": "x" * 2_001}, ["own_words"]),
        ({"own_words": "My card is 4111 1111 1111 1111"}, ["own_words"]),
        ({"crm_reference": "4111111111111111"}, ["crm_reference"]),
        ({"demand": "failure"}, ["failure_cause"]),
        ({"demand": "failure", "failure_cause": "bad_luck"}, ["failure_cause"]),
        ({"failure_cause": "progress_chasing"}, ["failure_cause"]),
        ({"service_id": 999}, ["service_id"]),
        ({"process_id": 999}, ["process_id"]),
        ({"site_id": 999}, ["site_id"]),
        ({"customer_id": 999}, ["customer_id"]),
        ({"property_id": 999}, ["property_id"]),
    ],
)
def test_what_cannot_be_recorded_is_refused_where_it_is_wrong(desk, changes, expected):
    with pytest.raises(Refused) as refused:
        desk.record(**changes)
    assert where(refused) == expected


def test_two_thousand_characters_are_kept(desk):
    assert len(desk.record(own_words="x" * 2_000).own_words) == 2_000


def test_only_an_abandoned_contact_has_no_words(desk):
    assert desk.record(own_words="", outcome="abandoned").own_words == ""


def test_a_contact_cannot_end_before_it_starts_or_lie_ahead(desk, clock):
    now = clock.now()
    with pytest.raises(Refused) as refused:
        desk.record(started_at=now - timedelta(minutes=5), ended_at=now - timedelta(minutes=9))
    assert where(refused) == ["ended_at"]
    with pytest.raises(Refused) as refused:
        desk.record(started_at=now + timedelta(hours=1))
    assert where(refused) == ["started_at"]
    recorded = desk.record(started_at=now - timedelta(days=2), ended_at=now - timedelta(days=1))
    assert recorded.ended_at == now - timedelta(days=1)


def test_a_contact_may_end_in_the_second_in_which_it_started_as_programs_tell_it(desk, clock):
    started = clock.now().replace(microsecond=700_000) - timedelta(minutes=1)
    recorded = desk.record(started_at=started, ended_at=started.replace(microsecond=0))
    assert recorded.ended_at == started


def test_failure_demand_names_its_cause(desk):
    recorded = desk.record(demand="failure", failure_cause="progress_chasing")
    assert (recorded.demand, recorded.failure_cause) == ("failure", "progress_chasing")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=300))
def test_whatever_the_customer_says_is_kept_as_said(desk, words):
    try:
        recorded = desk.record(own_words=words)
    except Refused:
        assert not words.strip() or odd_character(words) or sum(letter.isdigit() for letter in words) >= 13
        return
    assert recorded.own_words == words.strip()


def test_what_was_understood_can_be_changed(desk, clock):
    recorded = desk.record()
    clock.advance(timedelta(minutes=6))
    changes = {"demand": "failure", "failure_cause": "repeat_notification", "ended_at": clock.now()}
    changed = desk.do(change_contact, recorded.id, changes, by=desk.adviser, row_version=1)
    assert (changed.demand, changed.ended_at, changed.row_version) == ("failure", clock.now(), 2)
    assert (changed.started_at, changed.reference, changed.own_words) == (
        recorded.started_at,
        recorded.reference,
        recorded.own_words,
    )


def test_how_it_came_cannot_be_changed(desk):
    recorded = desk.record()
    with pytest.raises(Refused) as refused:
        desk.do(change_contact, recorded.id, {"channel": "web", "id": 5}, by=desk.adviser, row_version=1)
    assert where(refused) == ["channel", "id"]


def test_a_change_is_checked_like_a_new_contact(desk):
    recorded = desk.record()
    with pytest.raises(Refused) as refused:
        desk.do(change_contact, recorded.id, {"own_words": "4111111111111111"}, by=desk.adviser, row_version=1)
    assert where(refused) == ["own_words"]
    with pytest.raises(Refused, match="no such customer"):
        desk.do(change_contact, recorded.id, {"customer_id": 999}, by=desk.adviser, row_version=1)


def test_changing_what_somebody_else_changed_is_a_conflict(desk):
    recorded = desk.record()
    desk.do(change_contact, recorded.id, {"outcome": "passed_on"}, by=desk.adviser, row_version=1)
    with pytest.raises(StaleVersion):
        desk.do(change_contact, recorded.id, {"outcome": "signposted"}, by=desk.adviser, row_version=1)


def test_a_contact_that_is_not_there_is_not_found(desk):
    with pytest.raises(NotFound, match="no contact 77"):
        desk.do(change_contact, 77, {}, by=desk.adviser, row_version=1)


def test_an_erased_contact_cannot_be_changed(desk):
    recorded = desk.record()
    desk.do(link_case, recorded.id, 5, "started", by=desk.adviser)
    desk.do(erase_for_case, 5, by=desk.adviser)
    with pytest.raises(Refused, match="was erased"):
        desk.do(change_contact, recorded.id, {"own_words": "again"}, by=desk.adviser, row_version=2)


def test_one_contact_can_start_several_cases_and_touch_others(desk, clock):
    recorded = desk.record()
    for case_id, kind in ((5, "started"), (6, "started"), (7, "touched"), (5, "started")):
        desk.do(link_case, recorded.id, case_id, kind, by=desk.adviser)
    links = desk.do(links_of_contact, recorded.id)
    assert [(link.case_id, link.kind) for link in links] == [(5, "started"), (6, "started"), (7, "touched")]


def test_a_case_shows_its_contacts_oldest_first(desk, clock):
    first = desk.record()
    clock.advance(timedelta(days=1))
    chase = desk.record(demand="failure", failure_cause="progress_chasing")
    desk.do(link_case, chase.id, 5, "touched", by=desk.adviser)
    desk.do(link_case, first.id, 5, "started", by=desk.adviser)
    found = desk.do(contacts_of_case, 5)
    assert [(one, link.kind) for one, link in found] == [(first, "started"), (chase, "touched")]


def test_a_case_is_started_by_one_contact(desk):
    first, second = desk.record(), desk.record()
    desk.do(link_case, first.id, 5, "started", by=desk.adviser)
    with pytest.raises(Refused, match="Another contact started this case"):
        desk.do(link_case, second.id, 5, "started", by=desk.adviser)


def test_only_a_contact_that_exists_is_linked(desk):
    with pytest.raises(Refused, match="There is no contact 77"):
        desk.do(link_case, 77, 5, "touched", by=desk.adviser)


def test_the_trail_names_what_happened_and_never_the_words(desk):
    recorded = desk.record()
    desk.do(link_case, recorded.id, 5, "started", by=desk.adviser)
    desk.do(change_contact, recorded.id, {"own_words": "Other words"}, by=desk.adviser, row_version=1)
    rows = desk.do(audit.entries, subject=("contact", recorded.id))
    assert [row.action for row in rows] == [
        "contacts:contact:changed",
        "contacts:contact:linked",
        "contacts:contact:recorded",
    ]
    assert {row.by for row in rows} == {desk.adviser.user_id}
    assert "words" not in str([row.facts for row in rows if row.action != "contacts:contact:changed"])
    assert "hole" not in str(rows)
