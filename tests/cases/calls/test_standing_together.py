"""A called case is part of its caller's request: closed, suspended, resumed, put back and erased with it."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread

import pytest

from engine import cases, definitions
from engine.clock import FixedClock
from engine.errors import Conflict, EngineError
from engine.people import SYSTEM
from engine.store import Store, reading, unit_of_work
from tests.calls import ALONE, CALLED, CALLER, begin, both, called, calls, do, look, upload, waiting
from tests.council import Council
from tests.erased import places_of

WAITS = """
startEvent begin
intermediateCatchEvent hours "Two hours" timer="PT2H"
userTask pay "Look at the account"
endEvent paid "Paid"
begin -> hours -> pay -> paid
"""
BESIDE = """
startEvent begin
userTask take "Take the request" field="amount:long"
parallelGateway split
callActivity call "Take the payment" calledElement="payment"
userTask stop "Stop it all"
endEvent stopped "Stopped" terminate=""
endEvent end "Told"
begin -> take -> split -> call -> end
split -> stop -> stopped
"""
STUMBLING = """
startEvent begin
userTask take "Take the request" field="amount:long"
parallelGateway split
callActivity call "Take the payment" calledElement="payment"
userTask tell "Tell the customer"
userTask beside "Do this beside"
businessRuleTask rule "Ask the rule" camunda:decisionRef="no-such-rule" camunda:resultVariable="found"
endEvent told "Told"
endEvent end "Done"
begin -> take -> split -> call -> tell -> told
split -> beside -> rule -> end
"""


def test_closing_a_case_ends_what_it_has_called(store: Store, council: Council):
    upload(store, council, "ledger", ALONE)
    deeper = 'startEvent b\ncallActivity deep "Ask the ledger" calledElement="ledger"\nendEvent e\nb -> deep -> e'
    both(store, council, called=deeper)
    started = begin(store, council, amount=1)
    child = called(store, started.id)
    grandchild = called(store, child.id)

    with unit_of_work(store) as work:
        cases.close(work, started.id, as_="withdrawn", reason="Changed their mind", by=council.adviser)

    assert [look(store, number).status for number in (started.id, child.id, grandchild.id)] == ["withdrawn"] * 3
    assert waiting(store, grandchild.id) == []


def test_a_called_case_is_closed_and_erased_only_with_the_one_that_called_it(store: Store, council: Council):
    both(store, council)
    started = begin(store, council, amount=1)
    child = called(store, started.id)

    for act in (
        lambda work: cases.close(work, child.id, as_="withdrawn", reason="No", by=council.adviser),
        lambda work: cases.cancel(work, child.id, reason="No", by=council.administrator),
    ):
        with (
            pytest.raises(Conflict, match=f"called by case {started.reference}, which waits for it. Close that case"),
            unit_of_work(store) as work,
        ):
            act(work)
    do(store, council, child.id, "Look at the account")
    do(store, council, child.id, "Write the receipt", receipt="R")
    with pytest.raises(Conflict, match="Erase that case instead"), unit_of_work(store) as work:
        cases.erase(work, child.id, by=council.administrator, reason="Rule 3")


def test_erasing_a_case_erases_what_it_has_called(store: Store, council: Council):
    both(store, council)
    started = begin(store, council, amount=1)
    child = called(store, started.id)
    do(store, council, child.id, "Look at the account")
    do(store, council, child.id, "Write the receipt", receipt="Quillfeather")
    do(store, council, started.id, "Tell the customer")
    assert places_of(store, "Quillfeather") != []

    with unit_of_work(store) as work:
        cases.erase(work, started.id, by=council.administrator, reason="Rule 3")

    assert places_of(store, "Quillfeather") == []
    assert look(store, child.id).erased_at is not None


def test_a_case_that_ends_at_a_terminate_event_ends_what_it_has_called(store: Store, council: Council):
    both(store, council, BESIDE, ALONE)
    started = begin(store, council, amount=1)
    child = called(store, started.id)

    do(store, council, started.id, "Stop it all")

    assert (look(store, started.id).status, look(store, child.id).status) == ("ended", "cancelled")


def test_a_suspended_case_holds_what_it_has_called_with_its_timers(store: Store, council: Council, clock: FixedClock):
    both(store, council, called=WAITS)
    started = begin(store, council, amount=1)
    child = called(store, started.id)
    clock.advance(timedelta(hours=1))
    suspend(store, council, started.id)
    clock.advance(timedelta(days=3))

    assert cases.fire_due_timers(store) == 0
    assert look(store, child.id).status == "suspended"
    with pytest.raises(Conflict, match=f"Case {started.reference}, which called this one, is suspended"):
        resume(store, council, child.id)
    resume(store, council, started.id)
    assert (look(store, started.id).status, look(store, child.id).status) == ("waiting", "waiting")
    assert cases.fire_due_timers(store) == 0, "an hour is left to it"
    clock.advance(timedelta(hours=1))
    assert cases.fire_due_timers(store) == 1
    assert waiting(store, child.id) == ["Look at the account"]


def test_what_was_suspended_by_itself_stays_so(store: Store, council: Council, clock: FixedClock):
    both(store, council)
    started = begin(store, council, amount=1)
    child = called(store, started.id)
    suspend(store, council, child.id)
    clock.advance(timedelta(hours=1))
    suspend(store, council, started.id)

    resume(store, council, started.id)

    assert look(store, child.id).status == "suspended"
    resume(store, council, child.id)
    assert waiting(store, child.id) == ["Look at the account"]


@pytest.mark.parametrize("days", [0, 1], ids=["the same day", "once it was put away"])
def test_a_called_case_that_ends_while_its_caller_is_stuck_is_taken_in_when_that_goes_on(
    store: Store, council: Council, clock: FixedClock, days: int
):
    both(store, council, STUMBLING, ALONE)
    started = begin(store, council, amount=1)
    child = called(store, started.id)
    do(store, council, started.id, "Do this beside")
    assert look(store, started.id).status == "stuck"

    do(store, council, child.id, "Look at the account")
    do(store, council, child.id, "Write the receipt", receipt="R")
    assert (look(store, child.id).status, look(store, started.id).status) == ("ended", "stuck")
    clock.advance(timedelta(days=days))

    with unit_of_work(store) as work:
        cases.put_away(work)
        again = done_task(store, started.id, "Do this beside")
        cases.go_back(work, started.id, again, reason="Another way", by=council.administrator)
    assert sorted(waiting(store, started.id)) == ["Do this beside", "Tell the customer"]
    tell = next(task for task in look(store, started.id).open_tasks if task.name == "Tell the customer")
    with reading(store) as work:
        assert cases.task(work, tell.id, by=council.adviser).data["receipt"] == "R"


def done_task(store: Store, case_id: int, name: str) -> int:
    """The task of this name that was done."""
    return next(task.id for task in look(store, case_id).tasks if task.name == name and task.status == "done")


def test_letting_the_time_of_a_case_stand_still_does_so_to_what_it_has_called(
    store: Store, council: Council, clock: FixedClock
):
    both(store, council)
    with unit_of_work(store) as work:
        process_id = definitions.process_by_key(work, "payment")
        definitions.set_marks(work, process_id, {"pay": {"target": "2 working days"}}, by=SYSTEM, reason="As agreed")
    started = begin(store, council, amount=1)
    child = called(store, started.id)

    def due() -> object:
        return look(store, child.id).open_tasks[0].due_at

    before, expected = due(), clock.now() + timedelta(days=7)
    with unit_of_work(store) as work:
        assert cases.pause_clocks(work, started.id, reason="customer", until=expected, by=council.officer) == 1
    assert due() is None
    clock.advance(timedelta(days=1))
    with unit_of_work(store) as work:
        assert cases.resume_clocks(work, started.id, by=council.officer) == 1
    assert due() == before + timedelta(days=3), "a working day later: Monday instead of Friday"
    with unit_of_work(store) as work:
        cases.pause_clocks(work, started.id, reason="customer", until=expected, by=council.officer)
    clock.advance(timedelta(hours=1))
    with unit_of_work(store) as work:
        assert cases.customer_got_in_touch(work, started.id, 1, clock.now(), by=council.officer) == 1
    assert due() is not None


def test_going_back_to_before_the_call_ends_what_it_has_called(store: Store, council: Council):
    both(store, council)
    started = begin(store, council, amount=1)
    child = called(store, started.id)

    with unit_of_work(store) as work:
        task = done_task(store, started.id, "Take the request")
        cases.go_back(work, started.id, task, reason="The wrong amount", by=council.administrator)

    assert look(store, child.id).status == "cancelled"
    do(store, council, started.id, "Take the request", amount=2)
    first, second = calls(store, started.id).called
    assert (first.id, first.status, second.status) == (child.id, "cancelled", "open")


def test_changing_what_a_case_knows_leaves_what_it_has_called_alone(store: Store, council: Council):
    both(store, council)
    started = begin(store, council, amount=1)
    child = called(store, started.id)

    with unit_of_work(store) as work:
        cases.change_data(work, started.id, {"amount": 7}, reason="A slip", by=council.administrator)

    assert called(store, started.id).id == child.id
    assert waiting(store, child.id) == ["Look at the account"]


def test_two_at_once_in_a_case_and_in_the_one_it_called_never_wait_for_each_other(store: Store, council: Council):
    both(
        store,
        council,
        CALLER,
        CALLED.replace("begin -> pay -> receipt", "begin -> receipt").replace(
            'userTask pay "Look at the account"\n', ""
        ),
    )
    for _ in range(8):
        started = begin(store, council, amount=1)
        child = called(store, started.id)
        (task,) = look(store, child.id).open_tasks
        came: list[str] = []

        def finish(number: int = task.id, came: list[str] = came) -> None:
            try:
                with unit_of_work(store) as work:
                    cases.complete(work, number, answers={"receipt": "R"}, by=council.adviser)
                came.append("finished")
            except EngineError as refused:
                came.append(type(refused).__name__)

        def close(number: int = started.id, came: list[str] = came) -> None:
            with unit_of_work(store) as work:
                cases.close(work, number, as_="withdrawn", reason="No more", by=council.adviser)
            came.append("closed")

        both_at_once = [Thread(target=finish), Thread(target=close)]
        for one in both_at_once:
            one.start()
        for one in both_at_once:
            one.join()

        assert sorted(came) in (["closed", "finished"], ["Conflict", "closed"])
        assert look(store, started.id).status == "withdrawn"
        assert look(store, child.id).status in ("withdrawn", "ended")


def suspend(store: Store, council: Council, case_id: int) -> None:
    """An administrator suspends a case."""
    with unit_of_work(store) as work:
        cases.suspend(work, case_id, reason="The bank is closed", by=council.administrator)


def resume(store: Store, council: Council, case_id: int) -> None:
    """An administrator resumes a case."""
    with unit_of_work(store) as work:
        cases.resume(work, case_id, reason="It is open", by=council.administrator)


def test_a_version_for_its_cases_counts_the_called_cases_that_they_wait_for(store: Store, council: Council):
    both(store, council)
    begin(store, council, amount=12)
    with reading(store) as work:
        before = definitions.live_version(work, "request").id
    newer = upload(store, council, "request", CALLER.replace("Tell the customer", "Write to the customer")).version_id

    with reading(store) as work:
        proposed = cases.propose_mapping(work, before, newer, by=council.leader)

    assert {stop.element: stop.waiting for stop in proposed.stops} == {"take": 0, "call": 1, "tell": 0}
