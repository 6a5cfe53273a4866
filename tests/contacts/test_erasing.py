"""After erasure nobody can tell who it was; that there was a contact stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Text, cast, column, literal_column, select, table, text

from engine.contacts import contact, erase_for_case, find_customers, link_case, property_by_id

SECRETS = (
    "Ann Smith",
    "ann smith",
    "smith ann",
    "07700900123",
    "ann@example.com",
    "terrible hole",
    "CRM-77",
    "Mill Lane",
)


@pytest.fixture
def ann(desk):
    return desk.customer(name="Ann Smith", phone="07700900123", email="ann@example.com", crm_reference="CRM-77")


def linked(desk, case_id, ann, **changes: object):
    recorded = desk.record(customer_id=ann, own_words="A terrible hole", crm_reference="CRM-77", **changes)
    desk.do(link_case, recorded.id, case_id, "started", by=desk.adviser)
    return recorded


def everything(desk) -> str:
    """Every value of every column of every table."""
    with desk.store.engine.connect() as connection:
        names = connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars().all()
        tables = [table(name, column("ctid")) for name in names]
        return "\n".join(
            str(row)
            for one in tables
            for row in connection.execute(select(cast(literal_column(one.name), Text)).select_from(one))
        )


def test_no_column_holds_the_erased_values(desk, ann):
    linked(desk, 5, ann, property_id=desk.place(address="7 Mill Lane", postcode="SP1 1AA"))
    assert all(secret in everything(desk) for secret in SECRETS)
    erased = desk.do(erase_for_case, 5, by=desk.adviser)
    assert (erased.contacts, erased.customer_ids) == (1, {ann})
    assert [secret for secret in SECRETS if secret.lower() in everything(desk).lower()] == []


def test_the_event_stays(desk, ann, clock):
    recorded = linked(desk, 5, ann, demand="failure", failure_cause="progress_chasing")
    clock.advance(timedelta(days=400))
    desk.do(erase_for_case, 5, by=desk.adviser)
    kept = desk.do(contact, recorded.id)
    assert (kept.own_words, kept.customer_id, kept.property_id) == ("", None, None)
    assert (kept.channel, kept.demand, kept.failure_cause) == ("phone", "failure", "progress_chasing")
    assert (kept.reference, kept.started_at, kept.repeat_measurable) == (recorded.reference, recorded.started_at, True)
    assert kept.erased_at == clock.now()


def test_the_customer_named_by_the_case_alone_is_erased_too(desk, ann):
    erased = desk.do(erase_for_case, 5, by=desk.adviser, customer_ids=[ann])
    assert (erased.contacts, erased.customer_ids) == (0, {ann})
    assert desk.do(find_customers, "smith") == ()


def test_other_contacts_keep_their_words(desk, ann):
    linked(desk, 5, ann)
    other = desk.record(own_words="The lamp is out")
    desk.do(erase_for_case, 5, by=desk.adviser)
    assert desk.do(contact, other.id).own_words == "The lamp is out"


def test_a_place_with_a_uprn_or_of_another_contact_keeps_its_address(desk, ann):
    house = desk.place(uprn="100", address="1 High Street")
    shared = desk.place(address="By the bridge")
    linked(desk, 5, ann, property_id=house)
    linked(desk, 6, ann, property_id=shared)
    desk.record(property_id=shared)
    for case_id in (5, 6):
        desk.do(erase_for_case, case_id, by=desk.adviser)
    assert desk.do(property_by_id, house).address == "1 High Street"
    assert desk.do(property_by_id, shared).address == "By the bridge"


def test_erasing_again_changes_nothing(desk, ann):
    linked(desk, 5, ann)
    desk.do(erase_for_case, 5, by=desk.adviser)
    assert desk.do(erase_for_case, 5, by=desk.adviser).contacts == 0
