"""Lists of contacts, and contacts that repeat an earlier one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.contacts import (
    Filters,
    change_contact,
    contact,
    find_contact,
    find_repeat,
    list_contacts,
)
from engine.errors import NotFound


def test_a_contact_is_found_by_its_reference_however_typed(desk):
    recorded = desk.record()
    assert desk.do(find_contact, f" {recorded.reference.lower()} ") == recorded
    assert desk.do(find_contact, recorded.reference.replace("-", "")) == recorded
    assert desk.do(find_contact, "NONE-SUCH") is None


def test_a_contact_that_is_not_there_is_not_found(desk):
    with pytest.raises(NotFound, match="no contact 99"):
        desk.do(contact, 99)


def test_lists_show_the_latest_first_page_by_page(desk, clock):
    ids = []
    for minutes in (0, 0, 3, 5):
        clock.advance(timedelta(minutes=minutes))
        ids.append(desk.record().id)
    first = desk.do(list_contacts, limit=3)
    last = first[-1]
    rest = desk.do(list_contacts, before=(last.started_at, last.id), limit=3)
    assert [one.id for one in (*first, *rest)] == ids[::-1]


def test_filters_limit_the_list(desk, clock):
    customer_id, property_id = desk.customer(), desk.place()
    old = desk.record(channel="web", customer_id=customer_id, site_id=desk.site_id)
    clock.advance(timedelta(days=2))
    new = desk.record(
        process_id=desk.other_process_id,
        property_id=property_id,
        team_id=desk.team_id,
        service_id=None,
        demand="failure",
        failure_cause="poor_signposting",
    )

    def found(**filters: object) -> list[int]:
        return [one.id for one in desk.do(list_contacts, Filters(**filters))]

    for filters in (
        {"service_ids": {desk.service_id}},
        {"site_ids": {desk.site_id}},
        {"process_id": desk.process_id},
        {"customer_id": customer_id},
        {"channel": "web"},
        {"demand": "value"},
        {"until": clock.now() - timedelta(days=1)},
    ):
        assert found(**filters) == [old.id], filters
    for filters in ({"team_id": desk.team_id}, {"property_id": property_id}, {"since": clock.now()}):
        assert found(**filters) == [new.id], filters
    assert found(service_ids=()) == []


def test_a_list_keeps_to_ones_own_contacts_and_to_those_in_progress(desk, clock):
    going = desk.record()
    ended = desk.record(ended_at=clock.now())
    own = Filters(adviser_id=desk.adviser.user_id)
    assert {one.id for one in desk.do(list_contacts, own)} == {going.id, ended.id}
    assert desk.do(list_contacts, Filters(adviser_id=0)) == ()
    assert [one.id for one in desk.do(list_contacts, Filters(in_progress=True))] == [going.id]


@pytest.fixture
def ann(desk):
    return desk.customer()


@pytest.mark.parametrize(("days", "repeats"), [(1, True), (28, True), (29, False)])
def test_the_same_matter_within_28_days_is_a_repeat(desk, clock, ann, days, repeats):
    first = desk.record(customer_id=ann)
    clock.advance(timedelta(days=days))
    again = desk.record(customer_id=ann)
    assert first.repeat_of_id is None
    assert again.repeat_of_id == (first.id if repeats else None)


def test_another_person_about_the_same_place_repeats_it(desk, clock, ann):
    place = desk.place()
    first = desk.record(customer_id=ann, property_id=place)
    clock.advance(timedelta(hours=1))
    assert desk.record(customer_id=desk.customer(name="Bob"), property_id=place).repeat_of_id == first.id


def test_another_process_or_another_customer_is_no_repeat(desk, clock, ann):
    desk.record(customer_id=ann)
    clock.advance(timedelta(hours=1))
    assert desk.record(customer_id=ann, process_id=desk.other_process_id).repeat_of_id is None
    assert desk.record(customer_id=desk.customer(name="Bob")).repeat_of_id is None


def test_a_repeat_names_the_latest_earlier_contact(desk, clock, ann):
    ids = []
    for _ in range(3):
        ids.append(desk.record(customer_id=ann))
        clock.advance(timedelta(days=9))
    assert [one.repeat_of_id for one in ids] == [None, ids[0].id, ids[1].id]


def test_without_customer_and_place_a_repeat_cannot_be_measured(desk, clock, ann):
    desk.record()
    clock.advance(timedelta(days=1))
    unknown = desk.record()
    assert (unknown.repeat_of_id, unknown.repeat_measurable) == (None, False)
    assert desk.record(customer_id=ann).repeat_measurable


def test_a_repeat_shows_once_the_customer_is_known(desk, clock, ann):
    first = desk.record(customer_id=ann)
    clock.advance(timedelta(days=1))
    second = desk.record()
    changed = desk.do(change_contact, second.id, {"customer_id": ann}, by=desk.adviser, row_version=1)
    assert (changed.repeat_of_id, changed.repeat_measurable) == (first.id, True)


def test_an_adviser_can_look_for_a_repeat_before_recording(desk, clock, ann):
    first = desk.record(customer_id=ann)
    clock.advance(timedelta(days=1))
    asked = {"customer_id": ann, "property_id": None, "process_id": desk.process_id, "before": clock.now()}
    assert desk.do(find_repeat, **asked) == first
    assert desk.do(find_repeat, **(asked | {"process_id": None})) is None
    assert desk.do(find_repeat, **(asked | {"customer_id": None})) is None
