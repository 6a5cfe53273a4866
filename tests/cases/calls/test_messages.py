"""Messages and called cases: found by the reference of the first case, and by keys of their own."""

from __future__ import annotations

import pytest

from engine import cases, definitions, people
from engine.cases import Letter, Sent
from engine.errors import Conflict, NotFound
from engine.people import SYSTEM, Actor
from engine.store import Store, unit_of_work
from tests.calls import ALONE, CALLER, begin, both, called, do, drawn, look, upload
from tests.council import Council, person

WAITS = """
startEvent begin
userTask look "Look at the account" field="account:string"
receiveTask made "Payment made" message="Payment made"
userTask receipt "Write the receipt"
endEvent end "Paid"
begin -> look -> made -> receipt -> end
"""
TWICE = CALLER.replace('calledElement="payment"', 'calledElement="payment" times="2"')


@pytest.fixture
def bank(store: Store, council: Council) -> Actor:
    """Another system, which may send to cases of the service."""
    with unit_of_work(store) as work:
        return person(work, "bank", "service_account", service_id=council.service_id)


def send(store: Store, bank: Actor, **letter: object) -> Sent:
    """The bank says that a payment was made."""
    with unit_of_work(store) as work:
        return cases.send_message(work, Letter("Payment made", **letter), by=bank)


def deploy(store: Store, council: Council, caller: str = CALLER) -> None:
    both(store, council, caller=caller, called=WAITS)


def waits(store: Store, council: Council, caller: str = CALLER, **known: object) -> tuple[cases.Started, int]:
    """A case, and the one it has called, which waits for the message."""
    deploy(store, council, caller)
    started = begin(store, council, **{"amount": 12, **known})
    child = called(store, started.id)
    do(store, council, child.id, "Look at the account", account="A-1")
    return started, child.id


def test_the_reference_of_a_case_finds_what_it_has_called(store: Store, council: Council, bank: Actor):
    started, child = waits(store, council)

    sent = send(store, bank, reference=started.reference, payload={"receipt": "R-1"})

    assert (sent.case_id, sent.reference) == (child, f"{started.reference}-1")
    assert [task.name for task in look(store, child).open_tasks] == ["Write the receipt"]


def test_its_own_reference_finds_it_too(store: Store, council: Council, bank: Actor):
    started, child = waits(store, council)

    assert send(store, bank, reference=f"{started.reference}-1").case_id == child


def test_a_message_that_comes_too_early_is_taken_when_the_called_case_waits(
    store: Store, council: Council, bank: Actor
):
    deploy(store, council)
    started = begin(store, council, amount=12)
    child = called(store, started.id)

    assert send(store, bank, reference=started.reference).case_id is None
    cases.deliver_due_messages(store)
    do(store, council, child.id, "Look at the account")

    assert cases.deliver_due_messages(store) == 1
    assert [task.name for task in look(store, child.id).open_tasks] == ["Write the receipt"]


def test_a_case_that_waits_itself_comes_before_what_it_has_called(store: Store, council: Council, bank: Actor):
    caller = CALLER.replace("start -> take -> call", "start -> take -> split\nsplit -> heard -> told\nsplit -> call")
    caller += (
        'parallelGateway split\nreceiveTask heard "Payment heard of" message="Payment made"\nendEvent told "Heard"\n'
    )
    started, child = waits(store, council, caller)

    assert send(store, bank, reference=started.reference).case_id == started.id
    assert send(store, bank, reference=started.reference).case_id == child


def test_of_several_called_cases_one_has_to_be_named(store: Store, council: Council, bank: Actor):
    deploy(store, council, TWICE)
    started = begin(store, council, amount=12)
    children = [one.id for one in look(store, started.id).called]
    for number, child in enumerate(children):
        do(store, council, child, "Look at the account", account=f"A-{number}")

    with pytest.raises(Conflict, match="2 cases wait for the message “Payment made” that case"):
        send(store, bank, reference=started.reference)
    assert send(store, bank, reference=started.reference, keys={"account": "A-1"}).case_id == children[1]


def test_keys_are_those_of_the_called_case_alone(store: Store, council: Council, bank: Actor):
    drawn = 'callActivity call "Take the payment" calledElement="payment"'
    mapping = '<bpmn:extensionElements><camunda:in source="amount" target="sum"/></bpmn:extensionElements>'
    raw = f'<bpmn:callActivity id="call" name="Take the payment" calledElement="payment">{mapping}</bpmn:callActivity>'
    started, child = waits(store, council, CALLER.replace(drawn, raw))

    assert send(store, bank, keys={"amount": 12}).case_id is None, "which only the caller knows"
    assert send(store, bank, keys={"sum": 12}).case_id == child
    assert look(store, started.id).status == "waiting"


def test_what_a_called_case_has_called_is_found_by_the_first_reference(store: Store, council: Council, bank: Actor):
    upload(store, council, "account", WAITS)
    between = ALONE.replace('userTask pay "Look at the account"', 'callActivity pay "Ask" calledElement="account"')
    both(store, council, called=between)
    started = begin(store, council, amount=12)
    last = called(store, called(store, started.id).id)
    do(store, council, last.id, "Look at the account", account="A-1")

    assert send(store, bank, reference=started.reference).case_id == last.id


def test_who_may_send_to_a_case_may_send_to_what_it_has_called_in_another_service(
    store: Store, council: Council, bank: Actor
):
    with unit_of_work(store) as work:
        other = people.create_service(work, "finance", "Finance", by=SYSTEM).id
        stranger = person(work, "stranger", "service_account", service_id=other)
        deployed = definitions.deploy(work, drawn("payment", WAITS), service_id=other, by=SYSTEM)
        definitions.approve(work, deployed.version_id, SYSTEM)
    upload(store, council, "request", CALLER)
    started = begin(store, council, amount=12)
    child = called(store, started.id)
    do(store, council, child.id, "Look at the account", account="A-1")

    with pytest.raises(NotFound):
        send(store, stranger, reference=started.reference)
    assert send(store, bank, reference=started.reference).case_id == child.id
