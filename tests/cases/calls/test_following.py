"""Cases that call each other: begun, worked and ended in the transactions of their steps."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import audit, cases, definitions, people
from engine.cases import StepMove
from engine.clock import FixedClock
from engine.people import SYSTEM
from engine.store import Store, reading, unit_of_work
from engine.transfer import Place
from tests.calls import (
    ALONE,
    AT_ONCE,
    CALLED,
    CALLER,
    CAUGHT,
    FAILING,
    LATE,
    begin,
    both,
    called,
    calls,
    do,
    drawn,
    look,
    upload,
    waiting,
)
from tests.council import Council, person


def test_a_call_begins_a_case_of_its_own_and_its_end_lets_the_caller_go_on(store: Store, council: Council):
    both(store, council)
    started = begin(store, council, amount=12)

    caller, child = look(store, started.id), called(store, started.id)
    assert (caller.status, caller.next_action) == ("waiting", "Wait until “Take the payment” is done")
    assert (child.reference, child.status) == (f"{started.reference}-1", "open")
    assert (child.element, child.name) == ("call", "Take the payment")
    (above,) = calls(store, child.id).called_by
    assert (above.id, above.reference) == (started.id, started.reference)

    do(store, council, child.id, "Look at the account")
    done = do(store, council, child.id, "Write the receipt", receipt="R-7")

    assert [task.name for task in done.settled.opened] == ["Tell the customer"], "it opens by itself"
    assert (called(store, started.id).status, waiting(store, started.id)) == ("ended", ["Tell the customer"])
    do(store, council, started.id, "Tell the customer")
    assert look(store, started.id).status == "ended"


def test_the_next_task_of_the_adviser_is_found_across_the_border(store: Store, council: Council):
    both(store, council, called=CALLED.replace("receipt\n", "receipt pay\n", 1))
    started = begin(store, council, amount=12)
    child = called(store, started.id)

    def following(case_id: int) -> str:
        with reading(store) as work:
            found = cases.next_task_for(work, case_id, by=council.adviser)
            return cases.task(work, found, by=council.adviser).name if found else ""

    assert following(started.id) == "Look at the account"
    do(store, council, child.id, "Look at the account")
    assert following(child.id) == "Write the receipt"
    do(store, council, child.id, "Write the receipt", receipt="R-7")
    assert following(child.id) == "Tell the customer"


def test_a_step_without_a_lane_has_that_of_the_call_and_one_of_its_own_overrides_it(store: Store, council: Council):
    both(store, council)
    child = called(store, begin(store, council, amount=12).id)

    (inherited,) = look(store, child.id).open_tasks
    do(store, council, child.id, "Look at the account")
    (own,) = look(store, child.id).open_tasks

    assert inherited.team_id == council.back_team_id, "the call is in the lane of the inspectors"
    assert own.team_id == council.front_team_id, "its own lane says customer services"


def test_a_call_within_a_called_case_hands_on_the_lane(store: Store, council: Council):
    upload(store, council, "ledger", ALONE)
    deeper = 'startEvent b\ncallActivity deep "Ask the ledger" calledElement="ledger"\nendEvent e\nb -> deep -> e'
    both(store, council, called=deeper)
    child = called(store, begin(store, council, amount=12).id)
    grandchild = called(store, child.id)

    assert [task.team_id for task in look(store, grandchild.id).open_tasks] == [council.back_team_id]
    assert grandchild.reference.endswith("-2")


def test_moving_a_step_keeps_to_the_teams_of_the_service_that_lends_its_lane(store: Store, council: Council):
    """Another service's process whose steps without a lane are done by the inspectors, as the call is theirs."""
    with unit_of_work(store) as work:
        other = people.create_service(work, "finance", "Finance", by=SYSTEM).id
        people.create_team(work, "clerks", "Clerks", kind="back", service_id=other, lanes=["Inspectors"], by=SYSTEM)
        payment = definitions.deploy(work, drawn("payment", ALONE), service_id=other, by=SYSTEM)
        definitions.approve(work, payment.version_id, SYSTEM)
        reviser = person(work, "reviser", "head_of_service", service_id=other)
    upload(store, council, "request", CALLER)
    child = called(store, begin(store, council, amount=12).id)
    place = Place(child.process_id, "pay", council.site_id)
    assert [task.team_id for task in look(store, child.id).open_tasks] == [council.back_team_id]

    with unit_of_work(store) as work:
        foreseen = cases.foresee_move(work, place, StepMove("agreed"))
        _, moved = cases.move_step(work, place, StepMove("agreed"), by=reviser)

    assert (foreseen.goes, foreseen.stays, moved) == ({}, 1, 0)
    assert [task.team_id for task in look(store, child.id).open_tasks] == [council.back_team_id]


def test_what_the_event_that_catches_an_error_names_comes_back_with_it(store: Store, council: Council):
    failing = FAILING.replace('"Look at the account"', '"Look at the account" field="lacking:long"')
    border = 'on="call" error="no-funds"'
    both(store, council, called=failing, caller=CAUGHT.replace(border, f'{border} keeps="missing: lacking + amount"'))
    started = begin(store, council, amount=12)

    do(store, council, called(store, started.id).id, "Look at the account", lacking=30)

    assert waiting(store, started.id) == ["Agree another way"]
    assert known(store, council, started.id) == {"amount": 12, "missing": 42}


def test_all_data_go_in_and_come_back_unless_the_call_names_some(store: Store, council: Council):
    both(store, council, called=AT_ONCE)

    started = begin(store, council, amount=12)

    assert known(store, council, started.id) == {"amount": 12, "total": 24}
    named = CALLER.replace("userTask tell", "<!-- -->\nuserTask tell")
    mapping = '<bpmn:extensionElements><camunda:in source="amount" target="amount"/>'
    mapping += '<camunda:out sourceExpression="${total + 1}" target="sum"/></bpmn:extensionElements>'
    line = 'callActivity call "Take the payment" calledElement="payment"'
    raw = f'<bpmn:callActivity id="call" name="Take the payment" calledElement="payment">{mapping}</bpmn:callActivity>'
    upload(store, council, "request", named.replace("<!-- -->\n", "").replace(line, raw))
    assert known(store, council, begin(store, council, amount=12).id) == {"amount": 12, "sum": 25}


def known(store: Store, council: Council, case_id: int) -> dict[str, object]:
    """What a case knows, as its one open task shows it."""
    (task,) = look(store, case_id).open_tasks
    with reading(store) as work:
        return dict(cases.task(work, task.id, by=council.adviser).data)


def test_a_called_case_that_ends_at_once_lets_its_caller_go_on_in_the_same_step(store: Store, council: Council):
    both(store, council, called=AT_ONCE)

    started = begin(store, council)
    done = do(store, council, started.id, "Take the request", amount=2)

    assert (done.settled.status, [task.name for task in done.settled.opened]) == ("open", ["Tell the customer"])
    assert called(store, started.id).status == "ended"


def test_a_called_case_stays_on_its_version_and_a_new_call_takes_the_new_one(store: Store, council: Council):
    both(store, council)
    first = called(store, begin(store, council, amount=1).id)
    newer = upload(store, council, "payment", CALLED.replace("Look at the account", "Look at both accounts"))
    second = called(store, begin(store, council, amount=1).id)

    assert waiting(store, first.id) == ["Look at the account"]
    assert (second.version_id, waiting(store, second.id)) == (newer.version_id, ["Look at both accounts"])


@pytest.mark.parametrize(
    ("binding", "expected"),
    [
        ('camunda:calledElementBinding="version" camunda:calledElementVersion="1"', "Look at the account"),
        ('camunda:calledElementBinding="deployment"', "Look at the account"),
        ('camunda:calledElementBinding="latest"', "Look at both accounts"),
    ],
)
def test_a_call_may_name_the_version(store: Store, council: Council, clock: FixedClock, binding: str, expected: str):
    both(store, council, CALLER.replace('calledElement="payment"', f'calledElement="payment" {binding}'))
    clock.advance(timedelta(days=1))
    upload(store, council, "payment", CALLED.replace("Look at the account", "Look at both accounts"))

    assert waiting(store, called(store, begin(store, council, amount=1).id).id) == [expected]


def test_a_version_that_is_not_there_makes_a_stuck_case_that_goes_on_once_it_is(store: Store, council: Council):
    binding = 'calledElement="payment" camunda:calledElementBinding="version" camunda:calledElementVersion="2"'
    both(store, council, CALLER.replace('calledElement="payment"', binding))
    started = begin(store, council, amount=1)

    stuck = look(store, started.id)
    assert stuck.status == "stuck"
    assert stuck.incident.element == "call"
    assert "the process payment has no approved version 2 that is ready to run" in stuck.incident.cause
    upload(store, council, "payment", CALLED.replace("Look at the account", "Look at both accounts"))
    with unit_of_work(store) as work:
        cases.retry(work, started.id, by=council.administrator, reason="It is there now")

    assert waiting(store, called(store, started.id).id) == ["Look at both accounts"]
    assert look(store, started.id).status == "waiting"


def test_an_error_that_ends_the_called_case_comes_to_the_border_of_the_call(store: Store, council: Council):
    both(store, council, CAUGHT, FAILING)
    started = begin(store, council, amount=1)

    do(store, council, called(store, started.id).id, "Look at the account")

    assert waiting(store, started.id) == ["Agree another way"]
    assert "case:case:answered-with-error" in happened(store, started.id)


def test_an_error_that_nothing_catches_makes_the_caller_stuck(store: Store, council: Council):
    both(store, council, CALLER, FAILING)
    started = begin(store, council, amount=1)

    do(store, council, called(store, started.id).id, "Look at the account")

    stuck = look(store, started.id)
    assert stuck.status == "stuck"
    assert "ended with the error ‘no-funds’, which nothing here catches" in stuck.incident.cause


def test_an_escalation_comes_to_the_border_of_the_call_while_the_called_case_goes_on(store: Store, council: Council):
    beside = CALLER + (
        'boundaryEvent heard "Asks for more" on="call" escalation="more" cancelActivity="false"\n'
        'userTask more "Give it more time"\nendEvent given\nheard -> more -> given'
    )
    asks = 'startEvent b\nintermediateThrowEvent up "Ask" escalation="more"\nuserTask pay "Look at the account"\n'
    both(store, council, beside, f"{asks}endEvent e\nb -> up -> pay -> e")
    started = begin(store, council, amount=1)

    assert waiting(store, started.id) == ["Give it more time"]
    assert waiting(store, called(store, started.id).id) == ["Look at the account"]


def test_a_timer_at_the_border_of_the_call_ends_the_called_case(store: Store, council: Council, clock: FixedClock):
    both(store, council, LATE)
    started = begin(store, council, amount=1)
    child = called(store, started.id)
    clock.advance(timedelta(hours=3))

    cases.fire_due_timers(store)

    assert look(store, started.id).status == "ended"
    ended = look(store, child.id)
    assert (ended.status, [task.status for task in ended.tasks]) == ("cancelled", ["cancelled"])
    assert "case:case:closed" in happened(store, child.id)


def test_each_instance_of_a_call_has_a_case_of_its_own(store: Store, council: Council):
    many = CALLER.replace('calledElement="payment"', 'calledElement="payment" times="3"')
    both(store, council, many, ALONE)
    started = begin(store, council, amount=1)
    children = calls(store, started.id).called

    assert [child.reference[-2:] for child in children] == ["-1", "-2", "-3"]
    for child in children:
        assert waiting(store, started.id) == []
        do(store, council, child.id, "Look at the account")
        do(store, council, child.id, "Write the receipt", receipt="R")
    assert waiting(store, started.id) == ["Tell the customer"]


def test_a_process_that_calls_itself_across_files_ends_in_a_stuck_case_that_names_the_call(
    store: Store, council: Council
):
    upload(store, council, "ring", ALONE)
    both(store, council, called=calling("ring"))
    upload(store, council, "ring", calling("payment"))

    started = begin(store, council, amount=1)

    with reading(store) as work:
        stuck = cases.stuck(work, by=council.administrator)
    assert len(stuck) == 1
    assert (stuck[0].element, stuck[0].reference) == ("again", f"{started.reference}-10")
    assert "more than 10 levels deep" in stuck[0].cause
    assert look(store, started.id).status == "waiting"


def calling(key: str) -> str:
    """A process that only calls another."""
    return f'startEvent b\ncallActivity again "Again" calledElement="{key}"\nendEvent e\nb -> again -> e'


def test_a_loop_of_calls_that_never_wait_is_stopped(store: Store, council: Council):
    flows = 'start -> take -> back -> call -> again\nagain -> tell if "amount = 0"\nagain -> back default\ntell -> end'
    ring = CALLER.replace("start -> take -> call -> tell -> end", flows)
    ring += "exclusiveGateway again\nexclusiveGateway back\n"
    both(store, council, ring, AT_ONCE)

    started = begin(store, council, amount=1)

    stuck = look(store, started.id)
    assert stuck.status == "stuck"
    assert "more than 100 called cases at once" in stuck.incident.cause


def happened(store: Store, case_id: int) -> set[str]:
    """The kinds of entries in the record of a case."""
    with reading(store) as work:
        return {entry.action for entry in audit.entries(work, case_id=case_id, limit=200)}
