"""Targets for contacts: from when a contact begins until it is closed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from engine import contacts, sla
from engine.contacts import NewContact
from engine.people import SYSTEM
from engine.sla import Goal, Scope, Terms
from engine.store import reading, unit_of_work


@pytest.fixture
def aim(store, council):
    """A target for letters to the service: complaints in a day, others in five."""
    goals = (Goal("1 working day", "P1", 'demand = "failure"'), Goal("5 working days", "P2"))
    with unit_of_work(store) as work:
        where = Scope("contact", council.service_id, channel="letter")
        sla.add_target(work, "letters", "Letters", where, Terms(goals), valid_from=date(2026, 1, 1), by=SYSTEM)


def clocks(store):
    with reading(store) as work:
        found = sla.clocks(work, sla.ClockFilter(kind="contact"))
        return found + sla.clocks(work, sla.ClockFilter(kind="contact", verdict="stopped"))


def record(store, council, **more: object):
    new = NewContact(**{"channel": "letter", "own_words": "Please answer", "service_id": council.service_id, **more})
    with unit_of_work(store) as work:
        return contacts.record(work, new, by=council.adviser)


def test_it_counts_from_when_the_contact_began_until_it_is_closed(store, council, aim):
    received = datetime(2026, 11, 16, 9, tzinfo=UTC)
    contact = record(store, council, started_at=received)
    (clock,) = clocks(store)
    assert (clock.contact_id, clock.goal, clock.started_at) == (contact.id, "P2", received)
    assert clock.due_at == datetime(2026, 11, 23, 17, tzinfo=UTC)
    store.clock.advance(timedelta(days=1))
    with unit_of_work(store) as work:
        ended = {"ended_at": store.clock.now() - timedelta(hours=1)}
        contacts.change_contact(work, contact.id, ended, by=council.adviser, row_version=contact.row_version)
    (clock,) = clocks(store)
    assert (clock.verdict, clock.stopped_at) == ("in-time", store.clock.now() - timedelta(hours=1))


def test_a_contact_that_is_closed_when_it_is_recorded_is_measured_at_once(store, council, aim):
    began, ended = datetime(2026, 11, 10, 9, tzinfo=UTC), datetime(2026, 11, 18, 9, tzinfo=UTC)
    record(store, council, started_at=began, ended_at=ended)
    (clock,) = clocks(store)
    assert (clock.verdict, clock.stopped_at, clock.breached_at) == (
        "late",
        ended,
        datetime(2026, 11, 17, 17, tzinfo=UTC),
    )


def test_other_channels_are_not_measured_and_a_service_may_become_known_later(store, council, aim):
    record(store, council, channel="phone")
    contact = record(store, council, service_id=None)
    assert clocks(store) == []
    store.clock.advance(timedelta(hours=2))
    with unit_of_work(store) as work:
        changes = {"service_id": council.service_id}
        contacts.change_contact(work, contact.id, changes, by=council.adviser, row_version=contact.row_version)
    assert [clock.started_at for clock in clocks(store)] == [contact.started_at]
