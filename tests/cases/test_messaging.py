"""Messages from outside reach the one case that waits for them."""

from __future__ import annotations

import pytest

from engine import audit, cases
from engine.cases import Started
from engine.errors import Conflict, NotFound, NotPermitted, Refused
from engine.people import Actor
from engine.store import Store, reading, unit_of_work
from tests.council import MODEL, Council, found_council, person

WAITING = MODEL.replace(
    '<bpmn:timerEventDefinition id="two_days"><bpmn:timeDuration>P2D</bpmn:timeDuration></bpmn:timerEventDefinition>',
    '<bpmn:messageEventDefinition id="wait" messageRef="parts"/>',
).replace('<bpmn:process id="report"', '<bpmn:message id="parts" name="Parts arrived"/><bpmn:process id="report"')


@pytest.fixture
def council(store: Store) -> Council:
    """A process that waits for the message “Parts arrived” after the inspection."""
    return found_council(store, WAITING)


@pytest.fixture
def outside(store: Store, council: Council) -> Actor:
    """Another system."""
    with unit_of_work(store) as work:
        return person(work, "depot", "service_account", service_id=council.service_id)


def _waiting(store: Store, council: Council, depth: int = 50) -> Started:
    with unit_of_work(store) as work:
        started = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser)
    for answers, by in (({"depth": depth}, council.adviser), ({"finding": "hole"}, council.officer)):
        with unit_of_work(store) as work:
            (task,) = [task for task in cases.case(work, started.id, by=by).tasks if task.status == "open"]
            cases.complete(work, task.id, answers=answers, by=by)
    return started


def _deliver(store: Store, by: Actor, **more: object) -> cases.Delivered:
    with unit_of_work(store) as work:
        return cases.deliver_message(
            work, "Parts arrived", by=by, keys=more.get("keys", {}), reference=more.get("reference", ""),
            payload=more.get("payload", {}),
        )  # fmt: skip


def test_a_case_that_waits_for_a_message_says_so_and_keeps_a_promised_date(store: Store, council: Council):
    started = _waiting(store, council)

    with reading(store) as work:
        case = cases.case(work, started.id, by=council.adviser)
    assert (case.status, case.next_action) == ("waiting", "Wait for a message")
    assert case.promised_at == case.fulfil_by


def test_a_message_moves_the_case_with_that_reference_on(store: Store, council: Council, outside: Actor):
    _waiting(store, council)
    started = _waiting(store, council)

    delivered = _deliver(store, outside, reference=started.reference, payload={"lorry": "7"})

    assert (delivered.case_id, delivered.settled.status) == (started.id, "open")
    with reading(store) as work:
        case = cases.case(work, started.id, by=council.adviser)
        (entry,) = audit.entries(work, case_id=started.id, action="case:message:delivered")
    assert case.next_action == "Repair it"
    assert (entry.by, entry.facts) == (outside.user_id, {"message": "Parts arrived", "fields": ["lorry"]})


def test_a_message_finds_its_case_by_keys_of_its_data(store: Store, council: Council, outside: Actor):
    _waiting(store, council, depth=50)
    started = _waiting(store, council, depth=60)

    assert _deliver(store, outside, keys={"depth": 60}).case_id == started.id


def test_a_message_that_fits_several_cases_reaches_none(store: Store, council: Council, outside: Actor):
    for _ in range(2):
        _waiting(store, council)

    with pytest.raises(Conflict, match="2 cases wait"):
        _deliver(store, outside, keys={"depth": 50})


def test_a_message_is_taken_once(store: Store, council: Council, outside: Actor):
    started = _waiting(store, council)
    _deliver(store, outside, reference=started.reference)

    with pytest.raises(NotFound, match="No case waits"):
        _deliver(store, outside, reference=started.reference)


def test_a_message_for_nobody_in_particular_is_refused(store: Store, council: Council, outside: Actor):
    _waiting(store, council)

    with pytest.raises(Refused, match="which case"):
        _deliver(store, outside)


@pytest.mark.parametrize(
    ("payload", "where"),
    [
        ({"paid_with": "4111 1111 1111 1111"}, "payload.paid_with"),
        ({"paid": {"with": [{"card": 4111111111111111}]}}, "payload.paid"),
        ({"4111-1111-1111-1111": True}, "payload"),
    ],
)
def test_a_message_with_a_card_number_in_it_is_not_taken(
    store: Store, council: Council, outside: Actor, payload: dict[str, object], where: str
):
    started = _waiting(store, council)

    with pytest.raises(Refused, match="card number") as caught:
        _deliver(store, outside, reference=started.reference, payload=payload)
    assert [problem.where for problem in caught.value.problems] == [where]
    with reading(store) as work:
        assert cases.case(work, started.id, by=council.adviser).status == "waiting"


def test_only_who_may_send_messages_reaches_a_case(store: Store, council: Council):
    started = _waiting(store, council)

    with pytest.raises((NotPermitted, NotFound)):
        _deliver(store, council.adviser, reference=started.reference)
