"""A contact and its case: begun for its customer and place, touched again, erased together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from engine import cases, contacts, definitions, notices, people
from engine.clock import FixedClock
from engine.contacts import Contact, NewContact
from engine.errors import Conflict, NotFound, NotPermitted, Refused
from engine.people import SYSTEM, Actor, Grant
from engine.store import Answer, Store, Work, begin_once, keep_answer, reading, unit_of_work
from tests.council import MODEL, Council
from tests.erased import places_of

SECRETS = (
    "Quillfeather", "quillfeather", "07700900123", "07700 900123", "quill@example.org", "CRM-4711", "Broken wrist",
    "A hole took my wheel", "half typed", "Mrs Q asked", "Mrs Q rang", "7 Mill Lane", "mill lane", "SP1 1AA",
)  # fmt: skip
Record = Callable[..., Contact]


@pytest.fixture
def record(store: Store, council: Council) -> Record:
    """Record a call at Eastgate."""

    def make(**changes: Any) -> Contact:
        asked = {"channel": "phone", "own_words": "A hole took my wheel", "site_id": council.site_id, **changes}
        with unit_of_work(store) as work:
            return contacts.record(work, NewContact(**asked), by=council.adviser)

    return make


def begin(store: Store, council: Council, contact: Contact, **more: Any) -> int:
    with unit_of_work(store) as work:
        started = contacts.start_case(work, contact.id, process_key="report", by=council.adviser, **more)
    return started.id


def read(store: Store, contact: Contact) -> Contact:
    with reading(store) as work:
        return contacts.contact(work, contact.id)


def test_a_case_takes_what_its_contact_knows(store: Store, council: Council, record: Record):
    with unit_of_work(store) as work:
        customer = contacts.add_customer(work, name="Ann Smith", by=council.adviser)
        place = contacts.keep_property(work, uprn="100", area="east")
    called = record(customer_id=customer.id, property_id=place.id)

    case_id = begin(store, council, called)

    with reading(store) as work:
        view = cases.case(work, case_id, by=council.adviser)
        (link,) = contacts.links_of_contact(work, called.id)
    assert (view.contact_id, view.customer_id, view.property_id) == (called.id, customer.id, place.id)
    assert (view.site_id, view.owner_id) == (council.site_id, council.adviser.user_id)
    assert (link.case_id, link.kind) == (case_id, "started")
    after = read(store, called)
    assert (after.outcome, after.process_id, after.service_id) == (
        "case_started", council.process_id, council.service_id,
    )  # fmt: skip


def test_the_area_of_the_property_chooses_the_variant(store: Store, council: Council, record: Record):
    with unit_of_work(store) as work:
        model = MODEL.replace('name="Take the report"', 'name="Take the report in the west"')
        deployed = deploy_in_the_west(work, council, model)
        place = contacts.keep_property(work, address="1 Quay", area="west")
    here, there = record(), record(property_id=place.id)

    ids = [begin(store, council, contact) for contact in (here, there)]

    with reading(store) as work:
        versions = [cases.case(work, case_id, by=council.adviser).version_id for case_id in ids]
    assert versions == [council.version_id, deployed]


def deploy_in_the_west(work: Work, council: Council, model: str) -> int:
    """The live version of the process for the west."""
    confirm = definitions.Confirmation(marks=True)
    deployed = definitions.deploy(
        work, model.encode(), service_id=council.service_id, by=SYSTEM, variant="west", areas=["west"], confirm=confirm
    )
    definitions.approve(work, deployed.version_id, SYSTEM)
    return deployed.version_id


def test_what_the_contact_was_about_stays_when_it_begins_a_case_of_another_kind(
    store: Store, council: Council, record: Record
):
    with unit_of_work(store) as work:
        other = people.create_service(work, "tax", "Tax", by=SYSTEM)
    called = record(process_id=council.process_id, service_id=other.id)

    begin(store, council, called)

    assert read(store, called).service_id == other.id


def test_one_contact_may_begin_two_cases_of_a_kind(store: Store, council: Council, record: Record):
    called = record()
    first, second = begin(store, council, called), begin(store, council, called)

    assert first != second
    with reading(store) as work:
        assert [link.case_id for link in contacts.links_of_contact(work, called.id)] == [first, second]


def test_a_contact_without_a_site_says_where_the_case_starts(store: Store, council: Council, record: Record):
    called = record(site_id=None)
    with pytest.raises(Refused, match="no site"):
        begin(store, council, called)

    case_id = begin(store, council, called, site_id=council.other_site_id)

    with reading(store) as work:
        assert cases.case(work, case_id, by=council.adviser).site_id == council.other_site_id


def test_a_case_that_cannot_start_leaves_the_contact_as_it_was(store: Store, council: Council, record: Record):
    called = record()
    with pytest.raises(Refused):
        begin(store, council, called, answers={"colour": "red"})
    with pytest.raises(NotFound), unit_of_work(store) as work:
        contacts.start_case(work, called.id, process_key="nonsense", by=council.adviser)
    with pytest.raises(NotFound), unit_of_work(store) as work:
        contacts.start_case(work, 999, process_key="report", by=council.adviser)

    assert read(store, called) == called
    with reading(store) as work:
        assert contacts.links_of_contact(work, called.id) == ()


def test_a_contact_of_another_service_begins_and_touches_nothing(store: Store, council: Council, record: Record):
    called = record(service_id=council.service_id)
    case_id = begin(store, council, called)
    with unit_of_work(store) as work:
        user = people.create_user(work, "stranger", "Stranger", by=SYSTEM)
        people.set_grants(work, user.id, [Grant("adviser", None, council.other_site_id)], by=SYSTEM)
        stranger = people.actor_for_user(work, user.id)

    for action in (
        lambda work: contacts.start_case(work, called.id, process_key="report", by=stranger),
        lambda work: contacts.touch_case(work, called.id, case_id, by=stranger),
        lambda work: contacts.require_contact(work, called.id, stranger),
    ):
        with pytest.raises(NotPermitted, match="not yours"), unit_of_work(store) as work:
            action(work)


def test_the_open_contact_about_a_case_is_the_latest_of_this_person_within_a_working_day(
    store: Store, council: Council, record: Record, clock: FixedClock
):
    def found(by: Actor) -> int | None:
        with reading(store) as work:
            one = contacts.find_open_contact(work, case_id, by=by)
        return one.id if one else None

    first = record()
    case_id = begin(store, council, first)
    clock.advance(timedelta(hours=1))
    latest = record()
    with unit_of_work(store) as work:
        contacts.touch_case(work, latest.id, case_id, by=council.adviser)
    assert (found(council.adviser), found(council.colleague)) == (latest.id, None)
    with unit_of_work(store) as work:
        version = read(store, latest).row_version
        changes = {"ended_at": work.now}
        contacts.change_contact(work, latest.id, changes, by=council.adviser, row_version=version)
    assert found(council.adviser) == first.id
    clock.advance(timedelta(hours=8))
    assert found(council.adviser) is None


def test_a_contact_that_touches_a_case_is_linked_once(store: Store, council: Council, record: Record):
    case_id = begin(store, council, record())
    chase = record(demand="failure", failure_cause="progress_chasing")

    for _ in range(2):
        with unit_of_work(store) as work:
            contacts.touch_case(work, chase.id, case_id, by=council.adviser)

    with reading(store) as work:
        found = contacts.contacts_of_case(work, case_id)
        actions = [entry.action for entry in cases.timeline(work, case_id, by=council.adviser)]
    assert [link.kind for _, link in found] == ["started", "touched"]
    assert actions.count("contacts:contact:linked") == 2
    touched = read(store, chase)
    assert (touched.outcome, touched.service_id) == ("case_updated", council.service_id)
    assert touched.process_id == council.process_id


def test_a_contact_that_began_a_case_keeps_that_as_its_outcome(store: Store, council: Council, record: Record):
    other = begin(store, council, record())
    called = record()
    begin(store, council, called)

    with unit_of_work(store) as work:
        contacts.touch_case(work, called.id, other, by=council.adviser)

    assert read(store, called).outcome == "case_started"


def test_a_case_that_is_not_there_is_not_touched(store: Store, council: Council, record: Record):
    called = record()
    with pytest.raises(NotFound, match="no case 999"), unit_of_work(store) as work:
        contacts.touch_case(work, called.id, 999, by=council.adviser)
    with pytest.raises(NotFound, match="no contact 999"), unit_of_work(store) as work:
        contacts.touch_case(work, 999, 999, by=council.adviser)


def test_nothing_about_the_customer_is_left_in_any_column(store: Store, council: Council, record: Record):
    case_id = _lived(store, council, record)
    for secret in SECRETS:
        assert places_of(store, secret), f"the test looks in the wrong places for {secret}"

    with unit_of_work(store) as work:
        contacts.erase_case(work, case_id, by=council.administrator, reason="Retention rule 3 years")

    assert {secret: found for secret in SECRETS if (found := places_of(store, secret))} == {}
    with reading(store) as work:
        view = cases.case(work, case_id, by=council.adviser)
        kept = contacts.contacts_of_case(work, case_id)
    assert (view.status, view.customer_id, view.property_id, len(view.tasks)) == ("withdrawn", None, None, 2)
    assert [(one.channel, one.customer_id, one.own_words) for one, _ in kept] == [("phone", None, "")] * 2


def test_an_erased_contact_begins_nothing_more(store: Store, council: Council, record: Record):
    called = record()
    case_id = begin(store, council, called)
    _close_and_erase(store, council, case_id)

    with pytest.raises(Refused, match="erased"):
        begin(store, council, called)
    with pytest.raises(Refused, match="erased"), unit_of_work(store) as work:
        contacts.require_contact(work, called.id, council.adviser)
    with pytest.raises(Refused, match="no contact 999"), unit_of_work(store) as work:
        contacts.require_contact(work, 999, council.adviser)


def test_a_customer_with_another_open_case_keeps_their_name(store: Store, council: Council, record: Record):
    with unit_of_work(store) as work:
        customer = contacts.add_customer(work, name="Ann Smith", by=council.adviser).id
    first, second = (begin(store, council, record(customer_id=customer)) for _ in range(2))

    _close_and_erase(store, council, first)
    with reading(store) as work:
        assert contacts.customer(work, customer).name == "Ann Smith"

    _close_and_erase(store, council, second)
    with reading(store) as work:
        assert contacts.customer(work, customer).name == ""


def test_the_place_and_customer_a_case_was_begun_for_are_erased_though_the_contact_names_others_by_now(
    store: Store, council: Council, record: Record
):
    with unit_of_work(store) as work:
        customer = contacts.add_customer(work, name="Ann Smith", by=council.adviser)
        place = contacts.keep_property(work, address="7 Mill Lane")
    called = record(customer_id=customer.id, property_id=place.id)
    case_id = begin(store, council, called)
    with unit_of_work(store) as work:
        changes = {"customer_id": None, "property_id": None}
        contacts.change_contact(work, called.id, changes, by=council.adviser, row_version=2)

    _close_and_erase(store, council, case_id)

    with reading(store) as work:
        assert contacts.customer(work, customer.id).name == ""
        assert contacts.property_by_id(work, place.id).address == ""


def test_an_open_case_and_its_contacts_are_not_erased(store: Store, council: Council, record: Record):
    called = record()
    case_id = begin(store, council, called)

    with pytest.raises(Conflict, match="ended"), unit_of_work(store) as work:
        contacts.erase_case(work, case_id, by=council.administrator, reason="Rule 1")
    with pytest.raises(NotPermitted), unit_of_work(store) as work:
        contacts.erase_case(work, case_id, by=council.adviser, reason="Rule 1")

    assert read(store, called).own_words == "A hole took my wheel"


def _close_and_erase(store: Store, council: Council, case_id: int) -> None:
    with unit_of_work(store) as work:
        cases.close(work, case_id, as_="withdrawn", reason="Mrs Q rang", by=council.adviser)
        contacts.erase_case(work, case_id, by=council.administrator, reason="Rule 1")


def _lived(store: Store, council: Council, record: Record) -> int:
    """A case that has been everywhere a customer's words can go, then was withdrawn."""
    with unit_of_work(store) as work:
        customer = contacts.add_customer(
            work, name="Quillfeather", phone="07700 900123", email="quill@example.org", crm_reference="CRM-4711",
            by=council.adviser,
        )  # fmt: skip
        place = contacts.keep_property(work, address="7 Mill Lane", postcode="SP1 1AA")
    called = record(customer_id=customer.id, property_id=place.id, crm_reference="CRM-4711")
    case_id = begin(store, council, called)
    again = record(customer_id=customer.id, demand="failure", failure_cause="progress_chasing")
    with unit_of_work(store) as work:
        contacts.touch_case(work, again.id, case_id, by=council.adviser)
        (task,) = cases.case(work, case_id, by=council.adviser).tasks
        given = {"depth": 50, "reporter": "Quillfeather", "injury": "Broken wrist"}
        cases.complete(work, task.id, answers=given, by=council.adviser, contact_id=called.id)
        task = cases.case(work, case_id, by=council.adviser).tasks[1]
        cases.save_draft(work, task.id, {"finding": "half typed"}, by=council.officer)
        cases.hand_over(work, task.id, to_team_id=council.front_team_id, reason="Mrs Q asked", by=council.officer)
        notices.send(
            work, key="n1", channel="folder", recipient="quill@example.org", subject="Your report",
            body="Dear Quillfeather", case_id=case_id,
        )  # fmt: skip
        begin_once(work, council.adviser.user_id or 0, "k", "hash")
        keep_answer(work, council.adviser.user_id or 0, "k", Answer(201, {}, b'{"own_words": "A hole took my wheel"}'))
        cases.close(work, case_id, as_="withdrawn", reason="Mrs Q rang", by=council.adviser)
    return case_id
